"""What is sealed shows nowhere, and stays where it belongs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scanner.errors import LedgerBroken
from scanner.model import Address, Told
from tests.imap.mails import gift_mail
from tests.ledger.conftest import Place, keep, read

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)


def test_a_copy_of_the_ledger_gives_nothing_away(place: Place) -> None:
    """Without the key a copy of all files shows no code, link, order, amount, name, address, subject, Message-ID, text or note."""
    event = read(gift_mail(1))
    code = event.facts[0].code
    assert code is not None
    with place.open() as ledger:
        keep(ledger, event)
        with ledger.transaction():
            ledger.people.note(1, Address("山田 太郎", "taro@example.com"), written_to=True)
            ledger.words.tell("abc123", Told.DELETED, "Tante Erna hat ihn gelöscht", NOW)
        while_open = place.files()
    secrets = [
        code.reveal(),
        code.reveal().replace("-", ""),
        "503-1000001-7654321",
        "Amazonギフト券",
        "山田",
        "taro@example",
        "m1@example.jp",
        "gc-orders",
        "Erna",
        "届きました",
    ]
    for files in (while_open, place.files()):
        for secret in secrets:
            for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                assert secret.encode(encoding) not in files
        assert b"ZnJvbTog" not in files  # no base64 of a header either
    with place.open(write=False) as ledger:  # with the key it is all there
        assert [code] == [f.code for f in ledger.facts()]
        assert event.raw == ledger.raw(event.message.key)
        assert "Tante Erna hat ihn gelöscht" == ledger.words.statements()["abc123"][0].note


@pytest.mark.parametrize(("table", "column"), [("fact", "body"), ("message", "raw"), ("person", "body"), ("statement", "note")])
def test_what_is_sealed_stays_where_it_belongs(place: Place, table: str, column: str) -> None:
    """A sealed value that was moved to another record does not open: nobody swaps one card's code for another's."""
    with place.open() as ledger:
        for number in (1, 2):
            keep(ledger, read(gift_mail(number), number))
            with ledger.transaction():
                ledger.people.note(1, Address("A", f"a{number}@example.com"), written_to=True)
                ledger.words.tell(f"case{number}", Told.ASKED, f"note {number}", NOW)
        ids = [row[0] for row in ledger._db.execute(f"SELECT rowid FROM {table} ORDER BY rowid")]
        first = ledger._db.execute(f"SELECT {column} FROM {table} WHERE rowid = ?", (ids[0],)).fetchone()[0]
        ledger._db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (first, ids[1]))
        with pytest.raises(LedgerBroken, match="cannot be opened"):
            ledger.facts()
            list(ledger.kept_messages(1, "other rules"))
            ledger.people.known(())
            ledger.words.statements()


def test_nothing_shows_by_accident(place: Place) -> None:
    """A ledger's `repr` is its path."""
    with place.open() as ledger:
        assert f"Ledger({str(place.path)!r})" == repr(ledger)


def test_without_kept_messages_only_facts_stay(place: Place) -> None:
    """Where no raw mail is to be kept, none is."""
    event = read(gift_mail(1))
    with place.open() as ledger:
        with ledger.transaction():
            ledger.settle(ledger.mailbox("own", "a@example.jp"), event.message, event.facts, None, "rules")
        assert None is ledger.raw(event.message.key)
        assert [] == list(ledger.kept_messages(1, "other rules"))
        assert 1 == len(ledger.facts())
