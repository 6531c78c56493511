"""Structure carries as much as words: with every word of the languages taken away, cards are still found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scanner.catalog import Catalog, load_catalog
from scanner.catalog.datafiles import SHIPPED
from scanner.model import Kind
from tests.facts.mails import compose, read

CODE = "QWZ4-7KPLMX-3HTR"
_WORDLESS = """\
as_of = 2026-11-24
language = "{tag}"
common = ["qqcommon"]
[things]
gift_card = ["qqcard"]
refund = ["qqrefund"]
[kinds]
[labels]
[cues]
[forms]
[heads]
"""


@pytest.fixture(scope="module")
def wordless(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The shipped catalog, with languages that know no word that any mail holds."""
    root: Path = tmp_path_factory.mktemp("catalog") / "data"
    shutil.copytree(SHIPPED, root)
    for path in (root / "languages").iterdir():
        path.write_text(_WORDLESS.format(tag=path.stem), "utf-8")
    return load_catalog(root)


MAILS = [
    ("Amazon.com <gc-orders@gc.email.amazon.com>", "Kit sent you an Amazon.com Gift Card!", f"Claim code: {CODE}\nAmount: $25.00\n"),
    ("Amazon.co.jp <gc-orders@gc.email.amazon.co.jp>", "Amazonギフトカードが届きました", f"ギフトカード番号\n{CODE}\n¥3,000\n"),
    ("Amazon.de <gc-orders@gc.email.amazon.de>", "Kit hat Ihnen einen Amazon.de Geschenkgutschein geschickt", f"Gutscheincode: {CODE}\nBetrag: 25,00 €\n"),
]


@pytest.mark.parametrize(("sender", "subject", "text"), MAILS)
def test_a_card_from_a_known_sender_is_found_with_its_code(wordless: Catalog, sender: str, subject: str, text: str) -> None:
    """The address that sends gift cards only, and the shape of the code, say enough."""
    result = read(compose(subject, text, sender=sender), wordless)
    assert Kind.GIFT_CARD_RECEIVED is result.recognition.kind
    assert [CODE] == result.codes
    assert [result.recognition.marketplace] == [fact.marketplace for fact in result.facts]


@pytest.mark.parametrize(("sender", "subject", "text"), MAILS)
def test_so_is_its_amount(wordless: Catalog, sender: str, subject: str, text: str) -> None:
    """The only amount of such a mail is the card's."""
    assert all(fact.amount is not None for fact in read(compose(subject, text, sender=sender), wordless).facts)


def _shipped_mails() -> list[tuple[str, str, str, str]]:
    """For each address that sends gift cards only, and each language of its shop: shop, sender, subject and label."""
    shipped = load_catalog()
    mails = []
    for domain, shop in sorted(shipped.marketplaces.items()):
        for address in shop.gift_card_senders:
            for tag in shop.languages:
                language = shipped.languages[tag]
                label = next(p.words for p in language.labels["code"] if "{" not in p.words and "*" not in p.words)
                mails.append((domain, f"Amazon <{address}>", language.gift_card_words[0], label))
    return mails


def test_every_shop_and_every_language_is_among_them() -> None:
    """Else the next test would say less than it seems to."""
    shipped = load_catalog()
    assert {shop.domain for shop in shipped.marketplaces.values() if shop.gift_card_senders} == {domain for domain, *_ in _shipped_mails()}
    assert set(shipped.languages) == {tag for shop in shipped.marketplaces.values() if shop.gift_card_senders for tag in shop.languages}


@pytest.mark.parametrize("written", [CODE, "QWZ4-7KPLMX-3HTR9", "qwz4-7kplmx-3htr", "QWZ4 7KPLMX 3HTR", "QWZ47KPLMX3HTR"])
def test_a_card_of_every_shop_is_found_in_every_language(wordless: Catalog, written: str) -> None:
    """Whatever the label says, a code that stands alone in its line is the card's."""
    whole = written.upper().replace(" ", "-")
    lost = []
    for domain, sender, subject, label in _shipped_mails():
        result = read(compose(subject, f"Kit\n\n{label}:\n{written}\n", sender=sender), wordless)
        if (result.codes, result.recognition.marketplace) != ([whole], domain):
            lost.append((sender, label, result.codes, result.recognition.marketplace))
    assert [] == lost


def test_a_card_behind_a_link_is_found(wordless: Catalog) -> None:
    """The address of a card's own page is as good as a code."""
    html = '<p>Kit</p><a href="https://www.amazon.com/g/TR4GP4HNZTKQ7M?ref_=gc">Redeem</a>'
    result = read(compose("A gift", html=html, sender="Amazon.com <gc-orders@gc.email.amazon.com>"), wordless)
    assert Kind.GIFT_CARD_RECEIVED is result.recognition.kind
    assert [True] == [fact.link is not None for fact in result.facts]


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        ("Amazon.com <auto-confirm@amazon.com>", "Your Amazon.com order", "Order #111-2223334-4445556\nBlue mug\n$12.00\n"),
        ("Kit <kit@example.com>", "Lunch?", "How about noon?\n"),
        ("Shop <news@shop.example>", "Everything must go", "50% off, code SAVE-50PCNT-2026\n"),
    ],
)
def test_nothing_is_made_up(wordless: Catalog, sender: str, subject: str, text: str) -> None:
    """Without words, ordinary mail is still none of ours."""
    assert None is read(compose(subject, text, sender=sender), wordless).recognition.kind
