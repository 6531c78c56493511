"""How far folders were looked through, what of them was not seen, and who appears in them."""

from __future__ import annotations

from datetime import UTC, datetime

from scanner.model import Address, Coverage, NotSeen, Origin, SearchedBy, SpecialUse
from tests.imap.mails import gift_mail, plain_mail
from tests.ledger.conftest import Place, keep, read

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)


def covered(folder: str, *, messages: int = 1, by: SearchedBy = SearchedBy.HEADERS, holes: tuple[NotSeen, ...] = ()) -> Coverage:
    """Coverage of a folder."""
    return Coverage("imap:own", folder, SpecialUse.ORDINARY, messages, NOW, NOW, by, holes)


def test_holes_stay_until_they_are_filled(place: Place) -> None:
    """A message that could not be read stays a hole over later scans, until it is read, or its folder is numbered anew."""
    with place.open() as ledger:
        progress = ledger.progress
        number = ledger.mailbox("own", "x")
        for uid in (3, 4):
            progress.unreadable(number, Origin("imap:own", f"A;7;{uid}"), "too large", "rules", folder="A", again=uid == 4)
        progress.cover(number, covered("A", holes=(NotSeen("cut off", 0),)))
        progress.cover(number, covered("A"))
        assert [(NotSeen("too large", 2),)] == [c.not_seen for c in progress.coverage()]
        assert ((4,), frozenset({3})) == (progress.owed(number, "imap:own", "A", 7), progress.known(number, "imap:own", "A", 7, "rules"))
        progress.readable(number, Origin("imap:own", "A;7;4"))
        assert [(NotSeen("too large", 1),)] == [c.not_seen for c in progress.coverage()]
        progress.advance(number, "imap:own", "A", 8, "rules", SearchedBy.SENDER, 2)
        assert [()] == [c.not_seen for c in progress.coverage()]


def test_checkpoints_hold_for_their_rules_and_numbers_only(place: Place) -> None:
    """Another UIDVALIDITY, other rules or another depth begin at nothing."""
    with place.open() as ledger:
        number = ledger.mailbox("own", "x")
        ledger.progress.advance(number, "imap:own", "A", 7, "rules", SearchedBy.HEADERS, 40)
        asked = [(7, "rules", SearchedBy.HEADERS), (8, "rules", SearchedBy.HEADERS), (7, "more rules", SearchedBy.HEADERS), (7, "rules", SearchedBy.SENDER)]
        assert [40, 0, 0, 0] == [ledger.progress.checkpoint(number, "A", *what) for what in asked]


def test_what_held_nothing_is_remembered_until_the_sweep_is_past_it(place: Place) -> None:
    """Messages that were read in vain are known by their UIDs; the sweep that passes them lets them go."""
    with place.open() as ledger:
        for uid in (2, 9):
            keep(ledger, read(plain_mail(uid), uid))
        keep(ledger, read(gift_mail(1), 5))
        progress = ledger.progress
        assert frozenset({2, 5, 9}) == progress.known(1, "imap:own", "INBOX", 7, "rules")
        assert frozenset() == progress.known(1, "imap:own", "INBOX", 7, "more rules")
        assert frozenset() == progress.known(1, "imap:own", "INBOX", 8, "rules")
        progress.advance(1, "imap:own", "INBOX", 7, "rules", SearchedBy.HEADERS, 5)
        assert frozenset({5, 9}) == progress.known(1, "imap:own", "INBOX", 7, "rules")


def test_a_full_search_counts_until_something_comes(place: Place) -> None:
    """`full` outlives scans that find the folder unchanged, and ends with the next new message."""
    with place.open() as ledger:
        number = ledger.mailbox("own", "x")
        ways = []
        for messages, by in ((5, SearchedBy.FULL), (5, SearchedBy.HEADERS), (6, SearchedBy.SENDER), (6, SearchedBy.HEADERS)):
            ledger.progress.cover(number, covered("A", messages=messages, by=by))
            ways.append(ledger.progress.coverage()[0].searched_by.value)
    assert ["full", "full", "sender", "headers"] == ways


def test_folders_that_are_no_more(place: Place) -> None:
    """What is known of a folder goes with it; a message that lies nowhere else keeps its last place."""
    with place.open() as ledger:
        keep(ledger, read(gift_mail(1), 1, "Old"))
        keep(ledger, read(gift_mail(1), 1, "New"))
        keep(ledger, read(gift_mail(2), 2, "Old"))
        ledger.progress.cover(1, covered("Old"))
        ledger.progress.advance(1, "imap:own", "Old", 7, "rules", SearchedBy.HEADERS, 2)
        ledger.progress.keep_folders(1, "imap:own", ["New", "INBOX"])
        assert () == ledger.progress.coverage()
        assert 0 == ledger.progress.checkpoint(1, "Old", 7, "rules", SearchedBy.HEADERS)
        assert [["New"], ["Old"]] == sorted([folder for _s, folder, _p in ledger.places(f.message.key)] for f in ledger.facts())


def test_people_are_known_by_name_and_counted_once(place: Place) -> None:
    """A name with one address leads to it, with two to none; whom the owner wrote to is remembered as such."""
    with place.open() as ledger:
        ledger.mailbox("own", "me@example.jp")
        for name, address, written in (
            ("Taro", "t@example.com", False),
            ("Taro", "T@example.com", True),
            ("Jiro", "j@example.com", False),
            ("Jiro", "j2@example.com", False),
        ):
            ledger.people.note(1, Address(name, address), written_to=written)
        people = ledger.people.known(["other@example.jp"])
        assert 3 == ledger._db.execute("SELECT count(*) FROM person").fetchone()[0]
    assert frozenset({"me@example.jp", "other@example.jp"}) == people.owner
    assert {"taro": "t@example.com"} == dict(people.addresses)
    assert frozenset({"t@example.com"}) == people.written_to
