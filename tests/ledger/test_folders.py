"""Rolls of folders: kept in small steps, read back whole, and in few rows."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.ledger import Ledger, open_ledger
from scanner.model import Coverage, NotSeen, SearchedBy, SpecialUse
from scanner.sources.numbers import Numbers, Recent
from scanner.sources.roll import Roll

PLACE = ("mail", "Inbox", "inbox:INBOX", "rules")


def of(folder: str, day: int, *holes: NotSeen) -> tuple[Coverage, ...]:
    """What is seen of one file."""
    moment = datetime(2024, 1, day, tzinfo=UTC)
    return (Coverage("mail", folder, SpecialUse.INBOX, 1, moment, moment, SearchedBy.FULL, holes),)


def opened(folder: Path) -> Ledger:
    """The ledger, for writing."""
    return open_ledger(folder / "ledger" / "ledger.sqlite", folder / "key" / "vault.key", folder / "key", write=True)


def keep(ledger: Ledger, roll: Roll, *place: str) -> None:
    """Keep a roll."""
    with ledger.transaction():
        ledger.folders.keep(*(place or PLACE), roll)  # type: ignore[arg-type]


@pytest.mark.parametrize("most", [2**17, 300])
def test_a_roll_grows_by_small_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Two sorts of files; what is seen of all is the sum, in the time of all; and each is met once in a listing."""
    monkeypatch.setattr("scanner.ledger.folders._MOST", most)
    chance = random.Random(1)
    numbers = [chance.getrandbits(64) | 1 for _ in range(4000)]
    hole = NotSeen("an empty file where a message should be", 1)
    with opened(tmp_path) as ledger:
        roll = ledger.folders.roll(*PLACE)
        for at, number in enumerate(numbers):
            roll.add(number, of("INBOX", 1 + at % 27) if at % 4 else of("Trash", 5, hole))
            if at % 50 == 49:
                keep(ledger, roll)
        roll.done("as it is")
        keep(ledger, roll)
        rows = ledger._db.execute("SELECT count(*), sum(count) FROM archive_names").fetchone()
    assert rows[0] < (20 if most > 300 else 40)
    assert rows[1] == len(numbers)
    with opened(tmp_path) as ledger:
        roll = ledger.folders.roll(*PLACE)
        assert ("as it is", len(numbers)) == (roll.state, len(roll))
        seen = {entry.folder: entry for entry in roll.total()}
        assert (3000, 1000) == (seen["INBOX"].messages, seen["Trash"].messages)
        assert (1, 27) == (seen["INBOX"].first.day, seen["INBOX"].last.day)  # type: ignore[union-attr]
        assert (NotSeen(hole.why, 1000),) == seen["Trash"].not_seen
        for number in numbers[:2000]:
            assert roll.meet(number, 0)
        assert not roll.meet(numbers[0], 0)
        assert not roll.meet(numbers[0] ^ 2, 0)
        roll.done("less")
        keep(ledger, roll)
    with opened(tmp_path) as ledger:
        roll = ledger.folders.roll(*PLACE)
        assert ("less", 2000) == (roll.state, len(roll))
        assert all(roll.meet(number, 0) for number in numbers[:2000])
        assert not any(roll.meet(number, 0) for number in numbers[2000:])


def test_other_rules_know_nothing(tmp_path: Path) -> None:
    """And what they read takes the place of what those before them read."""
    with opened(tmp_path) as ledger:
        roll = ledger.folders.roll(*PLACE)
        roll.add(5, of("INBOX", 1))
        keep(ledger, roll)
        other = ledger.folders.roll(*PLACE[:3], "other")
        assert 0 == len(other)
        other.add(6, of("INBOX", 1))
        keep(ledger, other, *PLACE[:3], "other")
        assert 0 == len(ledger.folders.roll(*PLACE))
        assert 1 == len(ledger.folders.roll(*PLACE[:3], "other"))
        with ledger.transaction():
            ledger.folders.forget("other")
        assert 0 == len(ledger.folders.roll(*PLACE[:3], "other"))


@settings(max_examples=50, derandomize=True, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 3000).map(lambda n: n * 2**50 + n % 3), st.integers(0, 2**16 - 1)), max_size=3000))
def test_numbers_are_a_dictionary(puts: list[tuple[int, int]]) -> None:
    """Whatever is put in, in whatever order, also where many begin their way at one place of the table."""
    table, model = Numbers(), {}
    for number, note in puts:
        assert table.put(number, note) == (number not in model)
        model[number] = note
    assert model == dict(table)
    assert len(model) == len(table)
    assert all(table.note(number) == model.get(number) for number in (*model, 1, 2**63))


def test_what_is_long_past_is_met_anew() -> None:
    """The memory of what was met is bounded; what is near is known."""
    recent = Recent(100)
    assert all(recent.add(number) for number in range(1, 1000))
    assert not any(recent.add(number) for number in range(950, 1000))
    assert recent.add(1)
