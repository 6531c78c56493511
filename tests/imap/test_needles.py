"""What is looked for on the server, and which headers are worth a second look."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scanner.catalog import load_catalog
from scanner.jobs.heads import Head
from scanner.jobs.needles import Glance, imap_keys, likely_languages
from scanner.model import Authenticity
from tests.imap.mails import ADDRESS, gift_mail
from tests.ledger.conftest import read

GOLDEN = sorted((Path(__file__).parent.parent / "corpus" / "mails").rglob("*.eml"))


def header(*lines: str) -> bytes:
    """A header of some lines."""
    return "\r\n".join([*lines, "", ""]).encode()


def test_keys_are_what_every_server_understands() -> None:
    """Flat pairs of a key and ASCII words, few enough for one round trip, and none that another one finds anyway."""
    keys = imap_keys(load_catalog())
    assert ("FROM", "amazon") == keys[0]
    assert len(keys) <= 40
    assert all(len(key) == 2 and key[0] in ("FROM", "SUBJECT") and key[1].isascii() for key in keys)
    words = [word for name, word in keys if name == "SUBJECT"]
    assert [] == [w for w in words if any(other != w and other in w for other in words)]


ASCII_LANGUAGES = ["cs", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv", "tr"]


@pytest.mark.parametrize("tag", ASCII_LANGUAGES)
def test_every_language_that_is_written_so_has_its_words(tag: str) -> None:
    """At least half of its names for a card are found by one key or another, though forty keys are shared by all."""
    words = [word for name, word in imap_keys(load_catalog()) if name == "SUBJECT"]
    names = [word.lower() for word in load_catalog().languages[tag].gift_card_words]
    found = [name for name in names if any(word in name for word in words)]
    assert len(found) >= 0.5 * len(names), sorted(set(names) - set(found))[:20]


def test_the_issuers_are_all_among_them() -> None:
    """Their subjects may say "Your reward" and no more."""
    assert {domain for issuer in load_catalog().issuers for domain in issuer.domains} <= {word for name, word in imap_keys(load_catalog()) if name == "FROM"}


def test_the_words_of_the_owners_shops_come_first() -> None:
    """What is asked first is answered even where a search breaks off."""
    words = [word for name, word in imap_keys(load_catalog(), ["tr", "pl"]) if name == "SUBJECT"]
    assert ["podarunkow", "hediye"] == words[1:3]


@pytest.mark.parametrize(
    ("said", "marketplaces", "expected"),
    [
        ((), (), ("en",)),
        (("",), (), ("en",)),
        (("", "de_AT"), (), ("de", "en")),
        (("ja", "ja_JP"), ("amazon.com.tr",), ("ja", "en", "tr")),
        (("C",), ("amazon.pl", "amazon.com"), ("en", "es", "pl")),
        (("pt-BR", "xx"), ("shop.example",), ("pt", "en")),
    ],
)
def test_the_likely_languages(said: tuple[str, ...], marketplaces: tuple[str, ...], expected: tuple[str, ...]) -> None:
    """Those that configuration and locale name, English, and those of the shops whose mail was found before."""
    (fact,) = read(gift_mail(1)).facts
    assert set(expected) == set(likely_languages(load_catalog(), said, [replace(fact, marketplace=shop) for shop in marketplaces]))
    assert expected[0] == likely_languages(load_catalog(), said, [])[0]


@pytest.mark.parametrize(
    "lines",
    [
        ["From: Amazon.co.jp <gc-orders@gc.email.amazon.co.jp>", "Subject: x"],
        ["From: taro@example.com", "Subject: =?utf-8?b?77yh772N772B772a772P772O44Ku44OV44OI?="],  # in full-width letters
        ["From: taro@example.com", "Subject: =?iso-2022-jp?b?GyRCJS4lVSVIN3QbKEI=?="],
        ["From: rewards@shop.example", "Subject: Your reward is ready!"],
        ["From: info@shop.example", "Subject: =?utf-8?b?6YCB5L+h44Ko44Op44O877yaMeS7tg==?="],
        ["From: taro@example.com", "Subject: Fwd: have you seen this?"],
        ["From: taro@example.com", "Subject: Re: VB: har du sett?"],
        ["From: taro@example.com", "Subject: =?utf-8?b?xLBsdDogYmFr?="],  # İlt:
        ["From: me@example.jp", "To: Me <ME@example.jp>", "Subject: note"],
        ["From: choir-request@lists.example.org", "Subject: Choir, Vol 14"],
        ["From: list@example.org", "Subject: x", 'Content-Type: multipart/digest; boundary="a"'],
        ["From: x@example.com", "Subject: x", 'Content-Type: multipart/report; report-type=delivery-status; boundary="a"'],
        ["From: MAILER-DAEMON@example.jp", "Subject: failure notice"],
        ["From: x@example.com", "Return-Path: <>", "Subject: sorry"],
        ["From: x@example.com", "X-Failed-Recipients: y@example.com", "Subject: sorry"],
    ],
)
def test_headers_that_are_worth_a_look(lines: list[str]) -> None:
    """Names, words, what sounds like them, what carries other mail, and reports."""
    assert Glance(load_catalog())(Head(header(*lines)))


NEAR, FAR = "Date: Sat, 20 Apr 2024 10:00:00 +0900", "Date: Sat, 20 Jul 2024 10:00:00 +0900"


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["From: taro@example.com", "Subject: Re: thanks", "References: <a@example.com>\r\n <m1@example.jp>"], True),
        (["From: taro@example.com", "Subject: Re: thanks", "In-Reply-To: <m2@example.jp>"], False),
        (["From: taro@example.com", "Subject: before it", "Message-ID: <asked@example.jp>"], True),
        (["From: 山田 <yamada@example.com>", "Subject: today", NEAR], True),
        (["From: 山田 <yamada@example.com>", "Subject: today", FAR], False),
        (["From: 山田 <yamada@example.com>", "Subject: today", "Date: some day"], True),
        (["From: 山本 <yamamoto@example.com>", "Subject: today", NEAR], False),
        ([f"From: {ADDRESS}", "To: 山田 <yamada@example.com>", "Subject: got it", NEAR], True),
        ([f"From: {ADDRESS}", "To: 山本 <yamamoto@example.com>", "Subject: got it", NEAR], False),
        (["From: a@example.com", "To: 山田 <yamada@example.com>", "Subject: to both of you", NEAR], False),
    ],
)
def test_the_mail_around_a_card(lines: list[str], wanted: bool) -> None:
    """Answers to a card's mail, what it answers, and around its time the letters of its giver and to its giver; no others."""
    glance = Glance(load_catalog(), [ADDRESS])
    fact = read(gift_mail(1)).facts[0]
    glance.follow([replace(fact, message=replace(fact.message, in_reply_to=("<asked@example.jp>",)))])
    assert wanted == glance(Head(header(*lines)))


def test_a_suspicious_mail_leads_nowhere() -> None:
    """Nobody is followed whom a forged mail names."""
    glance = Glance(load_catalog(), [ADDRESS])
    glance.follow([replace(read(gift_mail(1)).facts[0], authenticity=Authenticity.SUSPICIOUS)])
    assert not glance(Head(header("From: 山田 <yamada@example.com>", "Subject: today", NEAR)))
    assert not glance(Head(header("From: taro@example.com", "Subject: x", "In-Reply-To: <m1@example.jp>")))


@pytest.mark.parametrize(
    "lines",
    [
        ["From: taro@example.com", "To: hanako@example.jp", "Subject: =?utf-8?b?5p2l6YCx44Gu5Lya6K2w44Gr44Gk44GE44Gm?="],
        ["From: News <news@shop.example>", "To: hanako@example.jp", "Subject: Our spring collection"],
        ["From: taro@example.com", "Subject: Re: thanks", "References: <other@example.com>"],
        ["Subject: "],
        [],
    ],
)
def test_headers_that_are_not(lines: list[str]) -> None:
    """Ordinary mail is not fetched."""
    assert not Glance(load_catalog())(Head(header(*lines)))


def test_golden_mail_gives_itself_away() -> None:
    """Nearly all golden mail is found by its header alone; what is not (a plain subject of an unknown sender) needs the deep search."""
    glance = Glance(load_catalog())
    heads = [path.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")[0] for path in GOLDEN]
    seen = sum(glance(Head(head)) for head in heads)
    assert len(heads) > 100
    assert seen >= 0.9 * len(heads)
