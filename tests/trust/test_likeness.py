"""Look-alike domains and posing names."""

from __future__ import annotations

import pytest

from scanner.catalog import load_catalog
from scanner.model import Address
from scanner.trust import is_look_alike, poses, registered, skeleton
from scanner.trust.domains import aligned, unicode_domain

CATALOG = load_catalog()


@pytest.mark.parametrize(
    "domain",
    [
        "amaz0n.co.jp", "arnazon.de", "amazon-gift.example", "amazon.co.jp.evil.example", "fakeamazon.in.phish.example", "amzon.com", "amazonn.com",
        "anazon.com",
        "ama-zon.com", "xn--mazon-3ve.com", "аmazon.com", "amazon.example", "gift-amazon-card.example", "tremendious.com", "trernendous.com",
        "tangocardd.com",
    ],
)  # fmt: skip
def test_cousins_are_seen(domain: str) -> None:
    """Digits, hyphens, homoglyphs, one slip, and the true name in a foreign domain."""
    assert is_look_alike(domain, CATALOG)


@pytest.mark.parametrize(
    "domain",
    [
        "amazon.co.jp", "gc.email.amazon.com", "amazon.de", "amazon.com.be", "a.co", "tremendous.com", "reward.tremendous.com", "example.com",
        "sns.amazonaws.com",
        "email-bounces.amazonses.com", "banco-amazonia.example", "amazonas.example", "amazone.example", "mazon.example", "tango.example", "",
    ],
)  # fmt: skip
def test_others_are_let_be(domain: str) -> None:
    """Amazon's and issuers' own domains, those that Amazon rents out, and words that only begin alike."""
    assert not is_look_alike(domain, CATALOG)


@pytest.mark.parametrize("domain", ["my-points.com", "mypoint.example", "gift-bits.example"])
def test_names_of_one_trade_are_let_be(domain: str) -> None:
    """A hyphen or a plural makes no cousin of two words that anybody may use."""
    assert not is_look_alike(domain, CATALOG)


@pytest.mark.parametrize("domain", ["mypo1nts.com", "mypointz.com"])
def test_but_slips_of_them_are_seen(domain: str) -> None:
    """A digit, another letter."""
    assert is_look_alike(domain, CATALOG)


@pytest.mark.parametrize(
    "name",
    [
        "Amazon", "Amazon.co.jp", "AMAZON.CO.JP[4821]", "Amazon Customer Service", "Amazonギフト券事務局", "アマゾン カスタマーサービス", "ａｍａｚｏｎ",
        "Аmаzоn Support",
        "Amaz0n.co.jp",
        "no-reply@amazon.de", "Amazon <gc-orders@gc.email.amazon.com>", "Amazon.com via Friends", "Amazon Gutschein", "Tremendous Rewards", "TangoCard",
        "Microsoft Rewards",
        "Amazon\u200b.co.jp", "亚马逊 Amazon.cn", "亚马逊客服",
    ],
)  # fmt: skip
def test_posing_names_are_seen(name: str) -> None:
    """A name that says no more than that the sender is Amazon or an issuer, at a foreign domain."""
    assert poses(Address(name, "info@evil.example"), CATALOG)


@pytest.mark.parametrize(
    "name",
    [
        "", "Amazon River Cruises", "アマゾン太郎", "Amazon fan club", "Samazon", "Tango", "Tango Lessons", "Tremendous View Hotel",
        "Panel with Amazon.com cards", "amazonas reisen",
        "Dana North", "dana@example.com",
    ],
)  # fmt: skip
def test_other_names_are_let_be(name: str) -> None:
    """A name that says more is somebody else's."""
    assert not poses(Address(name, "info@other.example"), CATALOG)


def test_amazon_and_issuers_may_name_themselves() -> None:
    """At their own domains they are who they say, and an issuer may speak of Amazon."""
    assert not poses(Address("Amazon", "do-not-reply@gift-cards.amazon.com"), CATALOG)
    assert not poses(Address("Amazon Gift Card", "rewards@reward.tremendous.com"), CATALOG)
    assert poses(Address("gc-orders@gc.email.amazon.com", "rewards@reward.tremendous.com"), CATALOG)


def test_names_are_read_in_linear_time() -> None:
    """A long name of claim words costs no more than its length: each word is looked up once."""
    assert not poses(Address("Amazon " + "giftcards" * 20_000 + "x", "a@evil.example"), CATALOG)


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("gc.email.amazon.co.jp", "amazon.co.jp"),
        ("a.b.amazon.com", "amazon.com"),
        ("mail.example.or.jp", "example.or.jp"),
        ("example.com", "example.com"),
        ("com", "com"),
    ],
)
def test_registered_domains(domain: str, expected: str) -> None:
    """The organizational domain, also under a country's second labels."""
    assert expected == registered(domain)


def test_alignment() -> None:
    """Relaxed alignment goes by the organizational domain; a registry's own name aligns with nothing below it."""
    assert aligned("amazon.co.jp", "gc.email.amazon.co.jp")
    assert aligned("mail.amazon.co.jp", "amazon.co.jp")
    assert not aligned("co.jp", "amazon.co.jp")
    assert not aligned("evil.co.jp", "amazon.co.jp")
    assert not aligned("", "amazon.co.jp")


def test_international_domains() -> None:
    """Punycode is decoded where it is well-formed and left where not."""
    assert unicode_domain("xn--mazon-3ve.com") == "аmazon.com"
    assert unicode_domain("xn--\udc80.com") == "xn--\udc80.com"
    assert skeleton("аmаzоn") == skeleton("amaz0n") == skeleton("arnazon") == "amazon"
