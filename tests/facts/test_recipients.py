"""Whom a card was sent to: by a label on any side of the address, by the words behind it, never the account it went to."""

from __future__ import annotations

import pytest

from tests.facts.mails import compose, read

SENT = {
    "ar": ("المستلم", "amazon.sa", "تم إرسال بطاقة الهدايا", "أرسلنا بطاقة الهدايا."),
    "cs": ("Příjemce", "amazon.de", "Dárková karta byla odeslána", "Odeslali jsme dárkovou kartu."),
    "de": ("Empfänger", "amazon.de", "Ihre Geschenkkarte wurde gesendet", "Wir haben die Geschenkkarte versendet."),
    "en": ("Recipient", "amazon.com", "Your Amazon.com Gift Card was sent", "We have sent your gift card."),
    "es": ("Destinatario", "amazon.es", "Tu cheque regalo se ha enviado", "Hemos enviado tu cheque regalo."),
    "fr": ("Destinataire", "amazon.fr", "Votre carte cadeau a été envoyée", "Nous avons envoyé votre carte cadeau."),
    "it": ("Destinatario", "amazon.it", "Il tuo buono regalo è stato inviato", "Abbiamo inviato il buono regalo."),
    "ja": ("受取人", "amazon.co.jp", "Amazonギフトカードを送信しました", "ギフトカードを送信しました。"),
    "nl": ("Ontvanger", "amazon.nl", "Je cadeaubon is verzonden", "We hebben de cadeaubon verzonden."),
    "pl": ("Odbiorca", "amazon.pl", "Karta podarunkowa została wysłana", "Wysłaliśmy kartę podarunkową."),
    "pt": ("Destinatário", "amazon.com.br", "Seu vale-presente foi enviado", "Enviamos o seu vale-presente."),
    "sv": ("Mottagare", "amazon.se", "Ditt presentkort har skickats", "Vi har skickat presentkortet."),
    "tr": ("Alıcı", "amazon.com.tr", "Hediye kartınız gönderildi", "Hediye kartını gönderdik."),
    "zh": ("收件人", "amazon.cn", "您的礼品卡已发送", "我们已发送您的礼品卡。"),
}
OLA = "ola@example.com"


def recipients(shop: str, subject: str, text: str) -> list[str | None]:
    """The recipients of a mail's facts."""
    return [fact.recipient for fact in read(compose(subject, text, sender=f"{shop.capitalize()} <no-reply@{shop}>")).facts]


@pytest.mark.parametrize("tag", SENT)
@pytest.mark.parametrize(
    "layout",
    [
        "{label}: {address}",
        "{label} | {address}",
        "{address} | {label}",
        "{address} | ← {label}",
        "{address}  <-- {label}",
        "{label}\n{address}",
        "{address}\n({label})",
        "{label} ........ {address}",
        "{label} . . . . . {address}",
        "{label}\n\n> {address}\n",
    ],
)
def test_a_label_on_any_side(tag: str, layout: str) -> None:
    """Before, above, below in brackets, behind with an arrow, and where a quote mark only sets the address off."""
    label, shop, subject, lead = SENT[tag]
    text = f"{lead}\n\n{layout.format(label=label, address=OLA)}\n\nkontakt bob@example.com"
    assert [OLA] == recipients(shop, subject, text)


def test_a_remark_in_brackets_hides_no_verb() -> None:
    """However long the old address is that stands between the new one and its verb."""
    text = f"Hediye kartı {OLA} adresine (eski adres: stara.bardzo.dluga@example.com) tekrar gönderildi.\nTutar: 100 TL"
    assert [OLA] == recipients("amazon.com.tr", "Hediye kartınız yeniden gönderildi", text)


@pytest.mark.parametrize(
    "text",
    [
        f"Karta podarunkowa Amazon.pl o wartości 50 zł została przypisana do konta {OLA}.",
        f"Dodaliśmy kartę podarunkową do Twojego konta.\n\nKwota: 50 zł\nKonto: {OLA}",
    ],
)
def test_the_account_of_a_redeemed_card_is_no_recipient(text: str) -> None:
    """Where the card was redeemed, the one address is that of the account."""
    assert [None] == recipients("amazon.pl", "Karta podarunkowa została wykorzystana", text)


@pytest.mark.parametrize("quoted", ["> Danke!", "> Ok, 12 Uhr passt mir gut\n> bis dann"])
def test_a_quotation_stays_one(quoted: str) -> None:
    """Somebody's quoted words are no value of the sentence above them."""
    text = f"Wir haben die Geschenkkarte versendet an\n\n{quoted}\n\nEmpfänger: {OLA}"
    message = read(compose("Ihre Geschenkkarte wurde gesendet", text, sender="Amazon.de <no-reply@amazon.de>")).message
    assert 2 == len(message.views[0])
