"""What of a mail is its news: not the tip in it, not the way that got nothing, not the word for another way of sending."""

from __future__ import annotations

import pytest

from scanner.model import Kind
from tests.facts.mails import compose, read

REFUND = "Amazon.com <return@amazon.com>"
ORDER = "Amazon.com <auto-confirm@amazon.com>"
RECEIVED = "Amazon.com <gc-orders@gc.email.amazon.com>"
CARD = "Claim code: QWZ4-7KPLMX-3HTR\nAmount: $25.00\n"


def kind(sender: str, subject: str, text: str, **fields: str) -> Kind | None:
    """The kind of a mail."""
    return read(compose(subject, text, sender=sender, **fields)).recognition.kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "We have issued your refund of $12.00.\nRefund method: Visa ending in 1234\nTip: next time choose your gift card balance as refund method.",
            Kind.REFUND_OTHER,
        ),
        ("We have issued your refund.\nRefund method:\nGift card: $0.00\nVisa ending in 1234: $12.00\n", Kind.REFUND_OTHER),
        ("We have issued your refund.\nRefund method:\nVisa ending in 1234: $0.00\nGift card balance: $12.00\n", Kind.REFUND_BALANCE),
    ],
)
def test_a_refund_went_where_the_money_is(text: str, expected: Kind) -> None:
    """Advice for the next time and a sum of nothing tell no destination."""
    assert expected is kind(REFUND, "Your refund for order 111-2223334-4445556", f"Hello,\n{text}")


def test_a_card_sent_in_a_parcel_is_shipped() -> None:
    """The verb is the same; the tracking number and the box tell the way."""
    text = (
        "We have sent your Amazon.com Gift Card in a gift box.\nIt ships with UPS, tracking number 1Z999AA10123456784.\n"
        "Order #111-2223334-4445556\nAmazon.com Gift Card in a Gift Box $50.00\n"
    )
    assert Kind.GIFT_CARD_SHIPPED is kind(ORDER, "Your Amazon.com Gift Card has been sent", text)


def test_a_card_sent_by_mail_is_not() -> None:
    """An address of e-mail tells the other way."""
    text = "We have sent your Amazon.com Gift Card to bob@example.com by email.\nOrder #111-2223334-4445556\nAmount: $50.00\n"
    assert Kind.GIFT_CARD_SENT is kind(ORDER, "Your Amazon.com Gift Card has been sent", text)


@pytest.mark.parametrize(
    ("subject", "fields"),
    [
        ("Re: Kit sent you a gift card", {"Auto_Submitted": "auto-replied"}),
        ("Automatic reply: Kit sent you a gift card", {"Auto_Submitted": "auto-generated"}),
        ("Abwesend: Kit sent you a gift card", {"X_Auto_Response_Suppress": "All"}),
        ("Automatiskt svar: Kit sent you a gift card", {"Precedence": "bulk"}),
        ("自动答复: Kit sent you a gift card", {"In_Reply_To": "<x@example.org>"}),
        ("Kit sent you a gift card", {"Precedence": "auto_reply"}),
    ],
)
def test_an_absence_note_is_no_card(subject: str, fields: dict[str, str]) -> None:
    """Whatever such a reply repeats was told before (RFC 3834)."""
    assert None is kind(RECEIVED, subject, CARD, **fields)


@pytest.mark.parametrize(
    ("subject", "fields"),
    [
        ("Kit sent you a gift card", {"Auto_Submitted": "auto-generated", "Precedence": "bulk"}),
        ("Kit sent you a gift card", {"X_Auto_Response_Suppress": "All"}),
        ("Automatic reply: Kit sent you a gift card", {}),
    ],
)
def test_what_a_shop_generates_is(subject: str, fields: dict[str, str]) -> None:
    """Neither the mark of generated mail nor such a subject makes a reply by itself."""
    assert Kind.GIFT_CARD_RECEIVED is kind(RECEIVED, subject, CARD, **fields)


def test_the_recipient_stands_in_the_footer() -> None:
    """A mail that gives a card went to whom the card was given."""
    result = read(compose("Kit sent you a gift card", f"{CARD}\nThis message was sent to owner@example.org.\n", sender=RECEIVED))
    assert ["owner@example.org"] == [fact.recipient for fact in result.facts]


@pytest.mark.parametrize(("sign", "shop"), [("$500.00", "amazon.com.mx"), ("500 pesos", "amazon.com.mx"), ("25,00 €", None)])
def test_money_tells_the_shop_of_a_spanish_mail(sign: str, shop: str | None) -> None:
    """Of the shops that speak Spanish first, one writes a dollar sign."""
    text = f"Hola, Ana:\nGracias por responder a nuestra encuesta. Aquí está tu tarjeta de regalo Amazon de {sign}.\nCódigo de canje: QWZ4-7KPLMX-3HTR\n"
    result = read(compose("Tu tarjeta de regalo Amazon", text, sender="Encuestas Sol <premios@encuestas.example>"))
    assert shop == result.recognition.marketplace


@pytest.mark.parametrize(
    "tip",
    [
        "Visste du att återbetalningar till presentkortssaldo går snabbare?",
        "Om du väljer återbetalning till presentkortssaldo går det snabbare.",
    ],
)
def test_a_question_on_ways_is_no_way(tip: str) -> None:
    """What one may choose the next time is not where this money went."""
    text = f"Hej!\nVi har återbetalat 299 kr till ditt Visa-kort.\nOrdernummer 111-2223334-4445556\n{tip}\n"
    assert Kind.REFUND_OTHER is kind("Amazon.se <return@amazon.se>", "Din återbetalning", text)


def test_a_verb_in_two_pieces_tells_a_refund() -> None:
    """ "zahlen wir … zurück" has no noun for a refund in it."""
    text = "Guten Tag,\nfür die Bestellung 111-2223334-4445556 zahlen wir Ihnen 29,99 € zurück.\nWählen Sie beim nächsten Mal einen Gutschein.\n"
    assert kind("Amazon.de <cs-reply@amazon.de>", "Ihr Anliegen", text) in (Kind.REFUND_PENDING, Kind.REFUND_OTHER)


@pytest.mark.parametrize(
    "offer", ["Save 20% on toys until December 20, 2026!", "Our sale ends on December 20, 2026.", "Limited time offer, valid until December 20, 2026."]
)
def test_an_offers_day_is_not_the_cards(offer: str) -> None:
    """A sale below the card ends when it ends; the card does not."""
    [fact] = read(compose("Kit sent you a gift card", f"Kit sent you an Amazon.com gift card.\n{CARD}{offer}\n", sender=RECEIVED)).facts
    assert (None, None) == (fact.expires_on, fact.deliver_on)


@pytest.mark.parametrize("words", ["expire le jeu. 20/12/2028.", "est valable jusqu'au jeu. 20/12/2028.", "est valable jusqu'au jeu. 20 déc. 2028 inclus."])
def test_a_weekdays_stop_ends_no_sentence(words: str) -> None:
    """A day that is cut short keeps its sentence together."""
    text = f"Bonjour,\nVotre chèque-cadeau {words}\nCode : QWZ4-7KPLMX-3HTR\nMontant : 30,00 €\n"
    [fact] = read(compose("Votre chèque-cadeau Amazon.fr", text, sender="Amazon.fr <gc-orders@gc.email.amazon.fr>")).facts
    assert "2028-12-20" == str(fact.expires_on)
