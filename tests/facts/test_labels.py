"""What stands beside a code decides what it is: above, below, to the left, to the right, or in its sentence."""

from __future__ import annotations

import pytest

from tests.facts.mails import compose, read

CODE, BARE, FIFTEEN = "QWZ4-7KPLMX-3HTR", "QWZ47KPLMX3HTR", "QWZ47KPLMX3HTR9"
SENDERS = {
    "en": "Amazon.com <auto-confirm@amazon.com>",
    "ja": "Amazon.co.jp <auto-confirm@amazon.co.jp>",
    "shop": "Bright Surveys <panel@brightsurveys.example>",
}
ABOUT = {"en": "Here is your Amazon.com Gift Card.", "ja": "Amazonギフトカードをお届けします。", "shop": "Here is your Amazon.com Gift Card."}
LABEL = {"en": "Claim code", "ja": "ギフトカード番号", "shop": "Gift code"}


def codes(tag: str, text: str = "", html: str = "") -> list[str]:
    """The claim codes of a mail that speaks of a card, from an address that sends other mail too."""
    lead = ABOUT[tag]
    body = f"{lead}\n\n{text}" if text else ""
    page = f"<html><body><p>{lead}</p>{html}</body></html>" if html else ""
    return read(compose(lead, body, page, sender=SENDERS[tag])).codes


@pytest.mark.parametrize("tag", SENDERS)
@pytest.mark.parametrize(
    "layout",
    [
        "{label}: {code}",
        "{label} {code}",
        "{label}\n{code}",
        "{label}:\n\n{code}",
        "[{label}]\n{code}",
        "■{label}\n  {code}",
        "{label}......{code}",
        "{label} ({code})",
        "{label} → {code}",
        "* {label} *\n{code}",
        "{code}\n{label}",
        "==========\n{label}\n==========\n{code}\n==========",
        "{label}：{code}",
        "{code}\n({label})",
        "{code} <-- {label}",
        "{code}   <-- {label}",
        "{code} ← {label}",
        "{label} ........ {code}",
        "{label} . . . . . . {code}",
        "* {label} ......... {code}",
    ],
)
@pytest.mark.parametrize("code", [BARE, FIFTEEN, CODE.lower(), CODE.replace("-", " ")])
def test_a_label_in_plain_text(tag: str, layout: str, code: str) -> None:
    """A code that is no proof by itself is one beside its label, wherever a text can set that."""
    whole = CODE if len(code) == len(CODE) else code
    assert [whole] == codes(tag, layout.format(label=LABEL[tag], code=code))


@pytest.mark.parametrize("tag", SENDERS)
@pytest.mark.parametrize(
    "layout",
    [
        "<table><tr><td>{label}</td><td>{code}</td></tr></table>",
        "<table><tr><td>{label}:</td></tr><tr><td>{code}</td></tr></table>",
        "<table><tr><td>{code}</td></tr><tr><td>{label}</td></tr></table>",
        "<table><tr><td>{code}</td><td>{label}</td></tr></table>",
        "<table><tr><th>{label}</th><th>&nbsp;</th></tr><tr><td>{code}</td><td>-</td></tr></table>",
        "<dl><dt>{label}</dt><dd>{code}</dd></dl>",
        "<p><b>{label}</b><br>{code}</p>",
        "<div>{label}</div><div style='font-size:24px'>{code}</div>",
        "<p>{label}: <b>{code}</b></p>",
        "<h3>{label}</h3><pre>{code}</pre>",
        "<table><tr><td>{label}</td><td>:</td><td>{code}</td></tr></table>",
        "<table><tr><td>{code}</td><td>:</td><td>{label}</td></tr></table>",
        "<table><tr><td>{code}</td><td>{label}</td><td>:</td></tr></table>",
        "<table><tr><td>{label}</td></tr><tr><td>:</td></tr><tr><td>{code}</td></tr></table>",
        "<p>{label}</p><p>:</p><p>&mdash;</p><p>{code}</p>",
        "<p>{code}</p><p>:</p><p>{label}</p>",
    ],
)
def test_a_label_in_a_page(tag: str, layout: str) -> None:
    """Cells to the left, above, below and to the right, lists of terms, lines and blocks."""
    assert [BARE] == codes(tag, html=layout.format(label=LABEL[tag], code=BARE))


@pytest.mark.parametrize("tag", SENDERS)
@pytest.mark.parametrize(
    "written",
    [
        "QWZ4\u20117KPLMX\u20113HTR",
        "QWZ4\u00ad-7KPLMX-3HTR",
        "Q\u00adWZ4-7KP\u00adLMX-3HTR",
        "QWZ4\u00a0-\u00a07KPLMX\u00a0-\u00a03HTR",
        "ＱＷＺ４－７ＫＰＬＭＸ－３ＨＴＲ",
        "qwz4–7kplmx–3htr",
        "QWZ4\u200b-7KPLMX\u200b-3HTR",
        "Q W Z 4 - 7 K P L M X - 3 H T R",
    ],
)
def test_a_code_as_typesetters_leave_it(tag: str, written: str) -> None:
    """Hyphens that do not break, soft ones, blanks that do not break, full width, nothing wide, letter by letter."""
    assert [CODE] == codes(tag, f"{LABEL[tag]}: {written}")


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", "QWZ47KPLMX3HTR is your claim code."),
        ("en", "Enter QWZ4-7KPLMX-3HTR at amazon.com/redeem."),
        ("en", "Your Amazon.com Gift Card claim code is qwz4-7kplmx-3htr and it never expires."),
        ("ja", "ギフトカード番号はQWZ47KPLMX3HTRです。"),
        ("ja", "QWZ47KPLMX3HTR がギフトカード番号です。"),
        ("ja", "番号（QWZ4-7KPLMX-3HTR）を入力してください。"),
    ],
)
def test_a_code_within_a_sentence(tag: str, text: str) -> None:
    """The words before or behind it call it a code."""
    assert [CODE.replace("-", "")] == [code.replace("-", "") for code in codes(tag, text)]


@pytest.mark.parametrize(
    ("tag", "label"),
    [
        ("en", "Promotional code"),
        ("en", "Promo code"),
        ("en", "Coupon"),
        ("en", "Gift Card ID"),
        ("en", "Serial number"),
        ("en", "Tracking ID"),
        ("en", "License key"),
        ("en", "Confirmation number"),
        ("en", "Reference"),
        ("en", "Booking code"),
        ("en", "One-time password"),
        ("en", "Access code"),
        ("en", "Transaction ID"),
        ("en", "Offer code"),
        ("en", "Frobnication code"),
        ("ja", "クーポンコード"),
        ("ja", "キャンペーンコード"),
        ("ja", "お問い合わせ伝票番号"),
        ("ja", "シリアル番号"),
        ("ja", "整理番号"),
        ("ja", "受付番号"),
        ("ja", "認証コード"),
        ("ja", "予約番号"),
        ("ja", "会員番号"),
        ("ja", "取引ID"),
    ],
)
@pytest.mark.parametrize("layout", ["{label}: {code}", "{label}\n{code}", "{label} {code}"])
@pytest.mark.parametrize("code", [CODE, BARE])
def test_the_code_of_something_else(tag: str, label: str, layout: str, code: str) -> None:
    """Another thing's number is no claim code, were it of the very shape; nor is one beside a word that nobody knows."""
    assert [] == codes(tag, layout.format(label=label, code=code))


@pytest.mark.parametrize("tag", SENDERS)
@pytest.mark.parametrize("code", ["QWZ47KPLMX3H", "QWZ47KPLMX3HTR98", "QWZ4-7KPL-MX3H", "QWZ47-KPLMX-3HTR9-AB2CD", "6039531200045271", "7384920"])
def test_another_shape_is_no_claim_code(tag: str, code: str) -> None:
    """Promotional codes have 12 or 16 characters, keys of software four groups, serials digits only."""
    assert [] == codes(tag, f"{LABEL[tag]}: {code}")


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", "Your old claim code QWZ4-7KPLMX-3HTR is no longer valid."),
        ("en", "Claim codes look like QWZ4-7KPLMX-3HTR."),
        ("en", "Void: QWZ4-7KPLMX-3HTR"),
        ("ja", "以前の番号 QWZ4-7KPLMX-3HTR は無効です。"),
        ("ja", "番号は「QWZ4-7KPLMX-3HTR」のような形式です。"),
        ("ja", "旧番号: QWZ4-7KPLMX-3HTR"),
    ],
)
def test_a_dead_code_and_an_example_are_none(tag: str, text: str) -> None:
    """What the mail calls void, or shows for an example, nobody can redeem."""
    assert [] == codes(tag, text)


def test_a_serial_is_kept_apart_from_the_code() -> None:
    """The card's ID and its code stand one below the other: each is what its label says."""
    result = read(compose("Your Amazon.com Gift Card", f"Gift Card ID: A2B3C4D5E6F7G8\nClaim code: {CODE}\nAmount: $25.00", sender=SENDERS["en"]))
    assert [(CODE, "A2B3C4D5E6F7G8")] == [(fact.code and fact.code.reveal(), fact.serial) for fact in result.facts]


@pytest.mark.parametrize("brand", ["Apple", "Google Play", "Steam", "Starbucks"])
def test_another_brands_card_has_no_code_for_us(brand: str) -> None:
    """The same shape, the same label, another card."""
    text = f"Here is your {brand} Gift Card.\n\nClaim code: {CODE}\nAmount: $25.00"
    assert [] == read(compose(f"Your {brand} Gift Card", text, sender=SENDERS["shop"])).codes


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", "Go to your account and choose gift cards there, with whatever browser you like. Then copy your claim code\n\n  {code}\n\nand enjoy."),
        ("de", "Der Weg zum Guthaben ist kurz, und alles Nötige steht in diesem Schreiben: Der Gutscheincode lautet {code}."),
    ],
)
@pytest.mark.parametrize("code", [CODE, CODE.lower(), CODE.lower().replace("-", " ")])
def test_a_paragraph_may_end_with_a_label(tag: str, text: str, code: str) -> None:
    """Of a long text the last sentence names what stands below it; words of a code's lengths in front are none of it."""
    sender = {"en": SENDERS["shop"], "de": "Helle Umfragen <panel@helle-umfragen.example>"}[tag]
    lead = {"en": ABOUT["en"], "de": "Hier ist Ihr Gutschein für Amazon.de."}[tag]
    assert [CODE] == read(compose(lead, f"{lead}\n\n{text.format(code=code)}", sender=sender)).codes


@pytest.mark.parametrize(
    ("written", "label"),
    [("25.12.2032", "(einlösbar bis einschließlich)"), ("25.12.2032", "<-- bis zu diesem Tag können Sie sie einlösen")],
)
def test_a_day_with_its_label_behind_it(written: str, label: str) -> None:
    """In brackets below the value, or at an arrow that points back at it."""
    glue = " " if label.startswith("<") else "\n"
    text = f"Hier ist Ihre Amazon.de Geschenkkarte.\n\n{CODE}\n(Ihr Geschenkkartencode)\n\n{written}{glue}{label}"
    [fact] = read(compose("Ihre Amazon.de Geschenkkarte", text, sender="Amazon.de <gc-orders@gc.email.amazon.de>")).facts
    assert "2032-12-25" == str(fact.expires_on)


@pytest.mark.parametrize("label", ["Serial No.", "Serial Number", "Serial No. . . . .", "Serial No.:"])
def test_a_word_cut_short_is_a_label_with_its_full_stop(label: str) -> None:
    """It ends no sentence in front of the value."""
    text = f"Kit Hobbs sent you this Amazon.com Gift Card.\n{label} 6039530012345678\nExp. 12/31/2032\nClaim code: {CODE}\nAmount: $25.00\n"
    [fact] = read(compose("A gift", text, sender="Amazon.com <gc-orders@gc.email.amazon.com>")).facts
    assert ("6039530012345678", "2032-12-31") == (fact.serial, str(fact.expires_on))


def test_a_sentence_in_front_of_a_value_is_no_label() -> None:
    """Its full stop ends it."""
    text = f"Kit Hobbs sent you this Amazon.com Gift Card.\nThis card has a serial number on its back. 6039530012345678\nClaim code: {CODE}\n"
    [fact] = read(compose("A gift", text, sender="Amazon.com <gc-orders@gc.email.amazon.com>")).facts
    assert fact.serial is None


@pytest.mark.parametrize(
    ("sender", "about", "label", "code"),
    [
        ("Amazon.fr <cheques-cadeaux@gc.email.amazon.fr>", "Voici votre chèque-cadeau Amazon.fr.", "Numéro de carte", "Code"),
        ("Amazon.de <geschenkgutscheine@gc.email.amazon.de>", "Hier ist Ihr Amazon.de Gutschein.", "Kartennummer", "Gutscheincode"),
        ("Amazon.com <gc-orders@gc.email.amazon.com>", "Here is your Amazon.com Gift Card for you.", "Card number", "Claim code"),
    ],
)
def test_a_card_number_in_the_shape_of_a_code_is_the_code(sender: str, about: str, label: str, code: str) -> None:
    """Where no other code stands; beside one it is what its label says, and is told to nobody."""
    text = f"{about}\n{label}: {CODE}\n"
    assert [CODE] == read(compose(about, text, sender=sender)).codes
    other = "HT6V-PX2MCD-9RKL"
    result = read(compose(about, f"{text}{code}: {other}\n", sender=sender))
    assert ([other], [None]) == (result.codes, [fact.serial for fact in result.facts])


def test_a_claim_code_under_a_serial_number_stays_sealed() -> None:
    """A code is never told as a number that may be shown."""
    [fact] = read(compose("A gift", f"Here is your Amazon.com Gift Card.\nSerial number: {CODE}\n", sender="Amazon.com <gc-orders@gc.email.amazon.com>")).facts
    assert CODE not in repr(fact)
