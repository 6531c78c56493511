"""Names of givers: as a label gives them, and as a sentence does."""

from __future__ import annotations

import pytest

from scanner.facts.names import holds_name
from tests.facts.mails import compose, read

CARD = "Claim code: QWZ4-7KPLMX-3HTR\nAmount: $25.00\n"


def giver(subject: str, text: str) -> str | None:
    """The giver of the one card of a mail."""
    [fact] = read(compose(subject, f"{text}\n{CARD}", sender="Amazon.com <gc-orders@gc.email.amazon.com>")).facts
    return fact.giver


@pytest.mark.parametrize(
    "name",
    [
        "Bob", "Rossi S.r.l.", "Norte S.A. de C.V.", "Acme Inc.",
        "d'Artagnan", "l'équipe Dupont", "van der Berg", "de la Cruz", "kit hobbs", "Zlatá Lípa o.s.", "大崎 直人",
    ],
)  # fmt: skip
@pytest.mark.parametrize("layout", ["From: {name}", "From:\n{name}\n"])
def test_a_label_gives_a_name_as_it_is_written(name: str, layout: str) -> None:
    """With the full stop of a company's form, with particles, and in small letters."""
    assert name == giver("You received a gift card", layout.format(name=name))


def test_a_lone_colon_stands_between() -> None:
    """A cell of its own for the colon hides no name."""
    html = "<table><tr><td>From</td><td>:</td><td>Kit Hobbs</td></tr><tr><td>Claim code</td><td>:</td><td>QWZ4-7KPLMX-3HTR</td></tr></table>"
    [fact] = read(compose("You received a gift card", html=html, sender="Amazon.com <gc-orders@gc.email.amazon.com>")).facts
    assert "Kit Hobbs" == fact.giver


@pytest.mark.parametrize("words", ["a friend", "your friends", "your team and us"])
def test_words_of_the_language_are_no_name(words: str) -> None:
    """What anybody may be called names nobody."""
    assert giver("You received a gift card", f"From: {words}") is None


@pytest.mark.parametrize(
    ("subject", "text", "name"),
    [
        ("Kit sent you an Amazon.com Gift Card", "Kit Hobbs sent you an Amazon.com Gift Card.", "Kit Hobbs"),
        ("Kit sent you an Amazon.com Gift Card", "Enjoy!", "Kit"),
        ("Kit Hobbs sent you an Amazon.com Gift Card", "Kit sent you an Amazon.com Gift Card.", "Kit Hobbs"),
        ("Acme Inc. sent you an Amazon.com Gift Card", "Enjoy!", "Acme Inc."),
    ],
)
def test_the_fuller_name_wins(subject: str, text: str, name: str) -> None:
    """Subjects often have the first name alone."""
    assert name == giver(subject, text)


POLISH = "Amazon.pl <gc-orders@gc.email.amazon.pl>"
SWEDISH = "Amazon.se <gc-orders@gc.email.amazon.se>"
TURKISH = "Amazon.com.tr <gc-orders@gc.email.amazon.com.tr>"
ARABIC = "Amazon.sa <gc-orders@gc.email.amazon.sa>"
CODE = "QWZ4-7KPLMX-3HTR"


def of(sender: str, subject: str, text: str) -> str | None:
    """The giver of the one card of a mail."""
    [fact] = read(compose(subject, text, sender=sender)).facts
    return fact.giver


@pytest.mark.parametrize("name", ["Grzegorz N.", "Magda W.", "Klub Rodziców Sosenka", "Ciarán & Orla", "Ola i Kuba", "Babcia"])
@pytest.mark.parametrize(
    "layout",
    [
        "Od: {name}",
        "{name} wysyła Ci kartę podarunkową Amazon.pl.",
        "Nadawca | {name}",
        "{name} | nadawca",
        "{name} | ← nadawca",
        "{name}  <-- nadawca",
        "* Nadawca ......... {name}\n* Waluta .......... złoty",
        "Nadawca . . . . . . . {name}",
    ],
)  # fmt: skip
def test_a_name_is_kept_whole(name: str, layout: str) -> None:
    """Initials keep their full stop and are no prepositions; two names, a club and a label behind the name are read."""
    text = f"Masz kartę podarunkową Amazon.pl.\n\n{layout.format(name=name)}\n\nKod: {CODE}\nKwota: 50 zł"
    assert name == of(POLISH, "Karta podarunkowa", text)


@pytest.mark.parametrize("name", ["Farhad och Lina", "Barnen i Lindqvistska huset", "Kusinerna på Ekerö"])
@pytest.mark.parametrize("layout", ["Från: {name}", "{name} har skickat ett presentkort på Amazon.se till dig."])
def test_a_place_belongs_to_a_name_that_ends_with_it(name: str, layout: str) -> None:
    """Behind a label, and where the sentence goes on behind the name."""
    assert name == of(SWEDISH, "Ett presentkort", f"{layout.format(name=name)}\n\nKod: {CODE}\nBelopp: 500 kr")


@pytest.mark.parametrize("layout", ["Gönderen: {name}", "{name} size bir Amazon.com.tr hediye kartı gönderdi."])
def test_a_companys_form_is_kept_in_any_alphabet(layout: str) -> None:
    """The full stop of a word cut short is the name's own."""
    name = "Yıldız Tekstil Ltd. Şti."
    text = f"{layout.format(name=name)}\n\nKod: {CODE}\nTutar: 500 TL"
    assert name == of(TURKISH, "Hediye kartınız var", text)


def test_a_heading_of_columns_names_nobody() -> None:
    """A label beside another label heads a column; the name stands below it."""
    html = (
        "<p>You received a gift card</p><table><tr><td>Amount</td><td>From</td></tr><tr><td>$25.00</td><td>Kit Hobbs</td></tr></table>"
        f"<p>Claim code: {CODE}</p>"
    )
    [fact] = read(compose("You received a gift card", html=html, sender="Amazon.com <gc-orders@gc.email.amazon.com>")).facts
    assert "Kit Hobbs" == fact.giver


def test_a_part_of_a_word_is_no_name() -> None:
    """The subject's genitive is no part of the name in the body; nor do the last letters of "Kod:" say from whom."""
    text = f"Babcia wysyła Ci kartę podarunkową Amazon.pl.\n\nKod: {CODE}\nKwota: 50 zł"
    assert "Babcia" == of(POLISH, "Karta podarunkowa od Babci", text)
    assert of(POLISH, "Karta podarunkowa", f"Oto karta podarunkowa Amazon.pl. Kod: {CODE}\nKwota: 50 zł") is None


@pytest.mark.parametrize("name", ["هناء سالم", "مُنى", "سُعاد و مُنى"])
def test_arabic_names_are_compared_by_words(name: str) -> None:
    """A name that holds the letters of another word is a name; vowel marks shift nothing."""
    text = f"أرسل لك {name} بطاقة هدايا أمازون\n\nرمز البطاقة: {CODE}\nالقيمة: 50 ر.س"
    assert name == of(ARABIC, "بطاقة هدايا", text)


@pytest.mark.parametrize(("name", "held"), [("Babci", False), ("Babcia", True), ("Anna", False), ("Kit", False)])
def test_a_name_is_held_as_whole_words(name: str, held: bool) -> None:
    """What a text holds of a name it holds as a word."""
    assert held is holds_name("Babcia Hanna Kitson", name)


@pytest.mark.parametrize("name", ["L. & D. Ortega", "Bianca & Co.", "Miller, Voss and Partners", "Miller, Voss & Partners"])
@pytest.mark.parametrize("text", ["From: {name}", "{name} sent you an Amazon.com Gift Card."])
def test_signs_within_a_name_are_its_own(name: str, text: str) -> None:
    """Initials, the sign for "and", and the comma between partners part no name."""
    assert name == giver("You received a gift card", text.format(name=name))


@pytest.mark.parametrize("subject", ["Priya, Kit sent you an Amazon.com Gift Card", "Priya, Acme Team sent you an Amazon.com Gift Card"])
def test_who_is_addressed_is_no_giver(subject: str) -> None:
    """A comma behind the reader's name ends it."""
    name = giver(subject, "Enjoy!")
    assert name is not None and "Priya" not in name


JAPANESE = "Amazon.co.jp <gc-orders@gc.email.amazon.co.jp>"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("山田 太郎、花子 様からAmazonギフトカードが届きました。", "山田 太郎、花子"),
        ("本日、山田 太郎様からAmazonギフトカードが届きました。", "山田 太郎"),
        ("お正月に宮原 恵子様からAmazonギフトカードが届きました。", "宮原 恵子"),
    ],
)
def test_two_people_share_a_title(text: str, name: str) -> None:
    """A full name in front of the comma is the other's; a word for a day is nobody."""
    assert name == of(JAPANESE, "Amazonギフトカード", f"{text}\nギフトカード番号: {CODE}\n金額: ￥3,000\n")


@pytest.mark.parametrize("value", ["€ 35,00", "€ 35,00 (code eindigend op XAAM)", "$25.00", "25 EUR"])
def test_a_sum_is_no_name(value: str) -> None:
    """Whatever stands beside the label of a giver."""
    assert giver("You received a gift card", f"From: {value}") is None


def test_spanish_signs_open_no_name() -> None:
    """Nor does a remark behind a name end up in it."""
    spanish = "Amazon.es <gc-orders@gc.email.amazon.es>"
    card = f"Código: {CODE}\nImporte: 30,00 €\n"
    assert "Lucía Ramos" == of(spanish, "¡Lucía Ramos te ha enviado un cheque regalo!", f"¡Hola!\n{card}")
    text = f"Tienes un cheque regalo de Amazon.es de parte de Mariana Sotelo que todavía no has canjeado.\n{card}"
    assert "Mariana Sotelo" == of(spanish, "Un cheque regalo", text)


def test_a_label_in_capitals_stands_above_a_name() -> None:
    """DE LA PART DE, in a line of its own."""
    french = "Amazon.fr <gc-orders@gc.email.amazon.fr>"
    assert "Hélène Ducos" == of(french, "Un chèque-cadeau", f"DE LA PART DE\nHélène Ducos\nCode : {CODE}\nMontant : 30,00 €\n")
