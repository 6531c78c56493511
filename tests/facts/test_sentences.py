"""Where a sentence ends: at a full stop, but not at that of an abbreviation, of a title, of a company's form or of a date."""

from __future__ import annotations

import pytest

from scanner.catalog import load_catalog
from scanner.facts.page import Page, bare_subject
from scanner.model import Layer, Line, Wrapping

CATALOG = load_catalog()


def sentences(tag: str, text: str) -> list[str]:
    """The sentences of one line, read in one language."""
    layer = Layer(wrapping=Wrapping.OWN, from_=None, to=(), date=None, subject="", lines=(Line((text,)),))
    return [s.text for s in Page(layer, CATALOG.languages[tag], "").sentences]


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("cs", "Objednávka č. 5512 byla přijata"),
        ("cs", "Dárek od Ing. Karla Nováka dorazil 24. 12. 2026 ráno"),
        ("cs", "Kartu poslal spolek Zlatá Lípa o.s. Žižkov"),
        ("de", "Ihre Bestellung Nr. 5512 für Hr. Braun am 24. Dezember"),
        ("sv", "Din beställning nr. 5512 levereras kl. 8"),
        ("nl", "Bestelling nr. 5512 van dhr. De Vries"),
        ("it", "Ordine n. 5512 di Rossi S.r.l. Milano, art. 7"),
        ("it", "Un regalo della sig.ra Bianchi"),
        ("es", "Pedido núm. 5512 de Dña. Ana Ruiz"),
        ("es", "Regalo de Norte S.A. de C.V. México"),
        ("fr", "Commande n. 5512 de Mme. Petit, p. 4"),
        ("fr", "Votre chèque-cadeau expire le jeu. 20/12/2028 à minuit"),
        ("pl", "Zamówienie nr. 5512 firmy Lipa Sp. z o.o. Warszawa"),
        ("pl", "Karta z dnia 31 grudnia 2025 r. łącznie z kodem"),
        ("tr", "Sn. Ayşe Demir, sipariş no. 5512"),
        ("pt", "Pedido n. 5512 da Sra. Souza, pág. 4"),
        ("en", "Order no. 5512 of J. R. Hobbs at Acme Ltd. London"),
    ],
)
def test_an_abbreviation_ends_none(tag: str, text: str) -> None:
    """The line stays one sentence."""
    assert [text] == sentences(tag, text)


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", "Kit sent you a gift.|Here is your code."),
        ("en", "He said no.|Then he went."),
        ("en", "Go to amazon.com.|Enter the code."),
        ("de", "Die Karte ist da.|Der Code steht unten."),
        ("cs", "Karta dorazila.|Šťastné svátky!"),
        ("pl", "Ważna do 31 grudnia 2025 r.|Kod podano niżej."),
        ("tr", "Kart geldi.|İyi günler!"),
        ("ar", "وصلت البطاقة. |شكرا".replace(" |", "|")),
        ("ja", "カードが届きました。|番号は下にあります。"),
    ],
)
def test_a_full_stop_does(tag: str, text: str) -> None:
    """Before a capital letter, and in scripts that have none."""
    first, second = text.split("|")
    assert [first, second] == sentences(tag, f"{first} {second}")


@pytest.mark.parametrize(
    "prefix",
    [
        "AW: ", "WG: ", "SV: ", "VB: ", "VS: ", "Antw: ", "Doorst: ", "TR: ", "RE : ", "RÉF: ", "Rif: ", "R: ", "I: ", "Inoltrato: ", "RV: ", "ENC: ",
        "RES: ", "ODP: ", "PD: ", "PŘ: ", "Ynt: ", "İlt: ", "ilt: ", "回复：", "转发：", "答复: ", "轉寄: ", "回覆：", "رد: ", "إعادة توجيه: ",
        "返信: ", "転送：",
        "Fw: ", "FWD: ", "Re[2]: ", "Re(3): ", "ＦＷ：", "Re: AW: Fwd: ", "[friends] Re: ", "Re: [friends] ",
    ],
)  # fmt: skip
def test_the_prefixes_of_mail_programs_are_no_part_of_a_subject(prefix: str) -> None:
    """Of all languages in any mail: whoever answers has a program of his own."""
    assert "Your gift card" == bare_subject(f"{prefix}Your gift card", CATALOG)


@pytest.mark.parametrize("subject", ["Order: 5 cards", "Report: done", "Important: read this", "ご注文：ギフト券", "订单：礼品卡"])
def test_other_words_before_a_colon_are(subject: str) -> None:
    """They say what a mail is about."""
    assert subject == bare_subject(subject, CATALOG)
