"""Who does something with a card, and of what a mail tells: the owner, another person, a carrier, a till, a book's title."""

from __future__ import annotations

import pytest

from scanner.model import Kind
from tests.facts.mails import compose, read

ORDER = "Order #111-2223334-4445556\nAmazon.com Gift Card $50.00\n"


def amazon(shop: str) -> str:
    """Amazon's order mail of a shop."""
    return f"Amazon.{shop} <auto-confirm@amazon.{shop}>"


def kind(subject: str, text: str, sender: str) -> Kind | None:
    """The kind of a mail."""
    return read(compose(subject, text, sender=sender)).recognition.kind


@pytest.mark.parametrize(
    ("shop", "subject", "order"),
    [
        ("com", "USPS collected your gift card", ORDER),
        ("com", "Your gift card was picked up by UPS", ORDER),
        ("nl", "PostNL heeft je cadeaukaart opgehaald", "Bestelnummer 111-2223334-4445556\nAmazon.nl cadeaukaart € 50,00\n"),
    ],
)
def test_what_a_carrier_fetches_is_shipped(shop: str, subject: str, order: str) -> None:
    """A parcel is collected, not spent."""
    assert Kind.GIFT_CARD_SHIPPED is kind(subject, f"{subject}.\n{order}", amazon(shop))


@pytest.mark.parametrize("words", ["bob@example.com picked up the gift card you sent", "The gift card you sent was picked up by bob@example.com"])
def test_what_another_person_fetches_is_delivered(words: str) -> None:
    """The card is theirs: nothing was added to the owner's account."""
    assert Kind.GIFT_CARD_DELIVERED is kind(words, f"{words}.\n{ORDER}", amazon("com"))


def test_what_another_person_spends_is_redeemed() -> None:
    """The buyer is told that the card was used."""
    words = "bob@example.com has redeemed your gift card"
    assert Kind.GIFT_CARD_REDEEMED is kind(words, f"{words}.\n{ORDER}", amazon("com"))


@pytest.mark.parametrize(
    "text",
    [
        "You redeemed a gift card. $50.00 was added to your balance.",
        "Your physical gift card has been redeemed.",
        "You redeemed a gift card. $50.00 was added to the account owner@example.org.",
        "You redeemed a gift card that came by mail. $50.00 was added to your balance.",
    ],
)
def test_what_the_owner_adds_to_the_account_is_redeemed(text: str) -> None:
    """Whatever way the card had come, and though the owner's own address stands there."""
    assert Kind.GIFT_CARD_REDEEMED is kind("You redeemed a gift card", f"{text}\n", amazon("com"))


@pytest.mark.parametrize("subject", ["Delivery of your gift card", "Your prize", "Shipping of your Amazon gift card"])
def test_a_promise_weighs_more_than_a_noun(subject: str) -> None:
    """What a company will send to the reader is a card to come, though the subject has the word for a sending."""
    text = "Thanks for taking part. We will send you an Amazon gift card of $25 by 30 June."
    assert Kind.GIFT_CARD_RECEIVED is kind(subject, text, "Nordlys Research <info@nordlys.example>")


@pytest.mark.parametrize(
    ("shop", "text", "phone"),
    [
        ("se", "Ditt Amazon.se presentkort på 500 kr skickas via sms till +46 70 123 45 67 den 24 december.", "+46 70 123 45 67"),
        ("com", "Your Amazon.com gift card of $50 will be sent by text message to +1 206-555-0143 on December 24.", "+1 206-555-0143"),
    ],
)
def test_a_telephone_number_is_a_recipient(shop: str, text: str, phone: str) -> None:
    """Who is told where a card goes by text message has bought it."""
    result = read(compose("Amazon", f"{text}\n", sender=amazon(shop)))
    assert (Kind.GIFT_CARD_ORDERED, [phone]) == (result.recognition.kind, [fact.recipient for fact in result.facts])


SLIPS = [
    "CORNER SHOP\n12 Main St\nAMZN GIFT CARD 50.00\nSerial 6039530012345678\nVISA 50.00\n",
    "CORNER SHOP\n12 Main St\nAMZN GIFT CARD 50.00\nSerial No. 6039530012345678\nMASTERCARD 50.00\n",
    "CORNER SHOP\nAmazon.de Geschenkkarte 50,00 EUR\nSeriennummer: 6039530012345678\nVISA 50,00 EUR\n",
]


@pytest.mark.parametrize("slip", SLIPS)
def test_a_tills_slip_is_a_purchase(slip: str) -> None:
    """The card with its price, the number of the card sold, and how it was paid: nobody has to write "receipt" above it."""
    result = read(compose("12.03.2026", slip, sender="Corner Shop <pos@corner.example>"))
    assert (Kind.GIFT_CARD_ORDERED, ["6039530012345678"]) == (result.recognition.kind, [fact.serial for fact in result.facts])


@pytest.mark.parametrize("left_out", ["AMZN ", "Serial 6039530012345678\n", "VISA 50.00\n"])
def test_less_than_that_is_none(left_out: str) -> None:
    """A card of another's, a price list, or a card's number alone."""
    assert None is kind("12.03.2026", SLIPS[0].replace(left_out, ""), "Corner Shop <pos@corner.example>")


@pytest.mark.parametrize(
    ("shop", "item", "more"),
    [
        ("de", "Handbuch Gutscheine gestalten", "Vielen Dank für Ihre Bestellung.\nBestellnummer 111-2223334-4445556"),
        ("com", "The Gift Card Murders: Paperback Novel", "Thank you for your order.\nOrder #111-2223334-4445556"),
    ],
)
@pytest.mark.parametrize("signs", ['"{}"', "“{}”", "„{}“"])
def test_a_title_that_holds_the_cards_word_is_no_card(shop: str, item: str, more: str, signs: str) -> None:
    """A book about cards is a book."""
    head = {"de": "Ihre Bestellung", "com": "Your order of"}[shop]
    assert None is kind(f"{head} {signs.format(item)}", f"{more}\n{item} 19.90\n", amazon(shop))


@pytest.mark.parametrize(
    ("shop", "item", "more"),
    [
        ("de", "Amazon.de Geschenkgutschein Alles Gute Torte", "Vielen Dank für Ihre Bestellung.\nBestellnummer 111-2223334-4445556\nGesamtbetrag 50,00 €"),
        ("com", "Gift card in greeting card", "Thank you for your order.\nOrder #111-2223334-4445556\nTotal $50.00"),
        ("de", "Digitaler Geschenkgutschein", "Vielen Dank für Ihre Bestellung.\nBestellnummer 111-2223334-4445556\nGesamtbetrag 50,00 €"),
        ("com", "Gift Card Birthday Cupcakes Design", "Thank you for your order.\nOrder #111-2223334-4445556\nSent to: bob@example.com\nTotal $50.00"),
    ],
)
def test_a_cards_own_name_is_one(shop: str, item: str, more: str) -> None:
    """Amazon's name is in it, or little besides the word, or it goes to somebody's address."""
    head = {"de": "Ihre Bestellung", "com": "Your order of"}[shop]
    assert Kind.GIFT_CARD_ORDERED is kind(f'{head} "{item}"', f"{more}\n{item}\n", amazon(shop))
