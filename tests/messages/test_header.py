"""Addresses, identifiers and dates."""

from __future__ import annotations

import pytest

from scanner.messages import message_ids, read_addresses
from scanner.messages.dates import parse_date, sent_at
from scanner.model import Address
from tests.messages.making import HEAD, read


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ann@example.com", [("", "ann@example.com")]),
        ("Ann North <ann@EXAMPLE.com>", [("Ann North", "ann@example.com")]),
        ('"North, Ann" <ann@example.com>, Bob <bob@example.org>', [("North, Ann", "ann@example.com"), ("Bob", "bob@example.org")]),
        ("ann@example.com (Ann (North))", [("Ann (North)", "ann@example.com")]),
        ("=?utf-8?q?North=2C_Ann?= <ann@example.com>", [("North, Ann", "ann@example.com")]),
        ("=?iso-2022-jp?B?GyRCJS4lVSVIGyhC?= <a@example.jp>", [("ギフト", "a@example.jp")]),
        ('"Ann \\"A\\" North" <ann@example.com>', [('Ann "A" North', "ann@example.com")]),
        ("Friends: ann@example.com, Bob <bob@example.org>;", [("", "ann@example.com"), ("Bob", "bob@example.org")]),
        ("undisclosed-recipients:;", []),
        ("<@relay.example,@other.example:ann@example.com>", [("", "ann@example.com")]),
        ("ann@example.com;bob@example.org", [("", "ann@example.com"), ("", "bob@example.org")]),
        ("<mailto:ann@example.com>", [("", "ann@example.com")]),
        ('"ann b"@example.com', [("", "annb@example.com")]),
        ("ann@[192.0.2.1]", [("", "ann@[192.0.2.1]")]),
        ("ann@example.com.", [("", "ann@example.com")]),
        ('"no-reply@amazon.de" <x@evil.example>', [("no-reply@amazon.de", "x@evil.example")]),
        ('Prize <"no-reply@amazon.de">', [("Prize", None)]),
        ("<x@evil.example> <gc@amazon.com>", [("<x@evil.example>", None)]),
        ("gc@amazon.com x@evil.example", [("", None)]),
        ("Amazon", [("Amazon", None)]),
        ("\"Ann <ann@example.com>, Bob <bob@example.org>", [("Ann", "ann@example.com"), ("Bob", "bob@example.org")]),
        ("", []),
    ],
)  # fmt: skip
def test_addresses(value: str, expected: list[tuple[str, str | None]]) -> None:
    """Names stay apart from addresses, no author vanishes, and what names nobody says so."""
    assert [Address(name, address) for name, address in expected] == list(read_addresses(value))


def test_identifiers() -> None:
    """Message-IDs with their brackets, each once; one without brackets still tells."""
    assert ("<a@x>", "<b@y>") == message_ids(["<a@x> <b@y>", "<a@x>"])
    assert ("<a@x.example>",) == message_ids(["a@x.example"])
    assert () == message_ids(["nothing", ""])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Tue, 5 Mar 2024 10:00:00 +0900", "2024-03-05T10:00:00+09:00"),
        ("5 Mar 2024 10:00 GMT", "2024-03-05T10:00:00+00:00"),
        ("Tue, 05 Mar 2024 10:00:00 -0500 (EST)", "2024-03-05T10:00:00-05:00"),
        ("Tue, 5 Mar 2024 10:00:00 JST", "2024-03-05T10:00:00+09:00"),
        ("Tue, 5 Mar 24 10:00:00 +0000", "2024-03-05T10:00:00+00:00"),
        ("Tue Mar  5 10:00:00 2024", "2024-03-05T10:00:00+00:00"),
        ("2024-03-05T10:00:00+09:00", "2024-03-05T10:00:00+09:00"),
        ("Tue, 5 Mar 2024 10:00:60 +0000", "2024-03-05T10:00:59+00:00"),
        ("Thu, 1 Jan 1970 00:00:00 +0000", None),
        ("5 Mar 9999 10:00:00 +0000", None),
        ("tomorrow", None),
        ("Tue, 5 Mar 2024 10:" + "17" * 100 + ":30 +0900", None),
        ("Tue, 5 Mar 2024 10:00:00 +" + "9" * 300, None),
        ("9" * 300, None),
        ("", None),
    ],
)  # fmt: skip
def test_dates(value: str, expected: str | None) -> None:
    """Dates as mailers write them, with the offset they wrote; what no mail was sent on is none."""
    found = parse_date(value)
    assert expected == (found.isoformat() if found else None)


@pytest.mark.parametrize(
    ("date", "received", "expected"),
    [
        ("Tue, 5 Mar 2024 10:00:00 +0900", ["by x; Tue, 5 Mar 2024 01:00:09 +0000"], "2024-03-05T10:00:00+09:00"),
        ("Mon, 4 Mar 2024 01:00:10 +0000", ["by x; Tue, 5 Mar 2024 01:00:09 +0000"], "2024-03-04T01:00:10+00:00"),
        ("Sun, 3 Mar 2024 01:00:00 +0000", ["by x; Tue, 5 Mar 2024 01:00:09 +0000", "by y; Tue, 5 Mar 2024 10:00:05 +0900"], "2024-03-05T10:00:05+09:00"),
        (None, ["by x; Tue, 5 Mar 2024 01:00:09 +0000"], "2024-03-05T01:00:09+00:00"),
        ("nonsense", [], None),
        ("Tue, 5 Mar 2024 10:00:00 +0900", ["by x without a date"], "2024-03-05T10:00:00+09:00"),
        (None, [], None),
    ],
)  # fmt: skip
def test_when_it_was_sent(date: str | None, received: list[str], expected: str | None) -> None:
    """Date counts, or the earliest Received where Date is missing or more than a day off it."""
    found = sent_at([date] if date else [], received)
    assert expected == (found.isoformat() if found else None)


def test_of_two_dates_the_plausible_one() -> None:
    """A second Date field stands in where the first is off."""
    mail = read("Received: by x; Tue, 5 Mar 2024 01:00:09 +0000\nDate: Thu, 1 Jan 2004 00:00:00 +0000\n" + HEAD + "\nx")
    assert "2024-03-05T10:00:00+09:00" == (mail.date.isoformat() if mail.date else None)


def test_the_key_is_the_identity() -> None:
    """Copies with one Message-ID are one message, whatever their line ends; without one the bytes tell."""
    assert read(HEAD + "\nx").key == read((HEAD + "\ny").replace("\n", "\r\n")).key
    bare = HEAD.replace("Message-ID: <1@example.com>\n", "") + "\nx"
    assert read(bare).key == read(bare.replace("\n", "\r\n")).key != read(bare + "y").key


def test_delivered_to() -> None:
    """The fields by which hosts tell whose mailbox it is."""
    mail = read("Delivered-To: a@example.com\nX-Original-To: b@example.com\nEnvelope-To: <a@example.com>\n" + HEAD + "\nx")
    assert ("a@example.com", "b@example.com") == mail.delivered_to
