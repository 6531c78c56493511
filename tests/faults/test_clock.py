"""The clock may stand years off, or jump in the middle of a run or between two: nothing is lost or doubled, and the order of telling stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.command import scan_words
from tests.faults.machine import MAILBOXES, Machine, Warm
from tests.faults.states import state_of

FIRST, SECOND = MAILBOXES
NOW = "2025-03-25T12:00:00+00:00"
CASE = "peh4g62y"
YEAR = 365 * 24 * 3600

# What is added to the clock, from which reading on more is added, and how much.
JUMPS = {"back": (-20 * YEAR, 0, 0), "ahead": (50 * YEAR, 0, 0), "back in the run": (0, 5, -20 * YEAR), "ahead in the run": (0, 5, 30 * YEAR)}


@pytest.mark.parametrize("jump", JUMPS)
def test_a_scan_under_any_clock(warm: Warm, tmp_path: Path, jump: str) -> None:
    """Scans under a wrong clock, before and after one under the right clock, end in the same ledger; what was covered stays covered."""
    right = Machine(warm, tmp_path / "right")
    for thread in (FIRST, SECOND, FIRST):
        right.done(*scan_words(thread))
    wrong = Machine(warm, tmp_path / "wrong")
    wrong.done(*scan_words(FIRST), clock=JUMPS[jump])
    wrong.done(*scan_words(SECOND))
    wrong.done(*scan_words(FIRST), clock=JUMPS[jump])
    assert state_of(right.home) == state_of(wrong.home)


def test_statements_stay_in_the_order_of_telling(warm: Warm, tmp_path: Path) -> None:
    """What was told last is the last word and the first to be taken back, though the clock was set back twenty years in between."""
    machine = Machine(warm, tmp_path / "machine")
    machine.done(*scan_words(FIRST))
    machine.done("tell", CASE, "not_received")
    machine.done("tell", CASE, "asked", clock=JUMPS["back"])
    machine.done("tell", CASE, "resolved", clock=JUMPS["ahead"])
    assert ["not_received", "asked", "resolved"] == [s.what.value for s in state_of(machine.home)["statements"][CASE]]
    machine.done("tell", CASE, "--undo")
    assert ["not_received", "asked"] == [s.what.value for s in state_of(machine.home)["statements"][CASE]]


@pytest.fixture
def due(warm: Warm, tmp_path: Path) -> Callable[[str, tuple[int, int, int] | None], str]:
    """By a day and a clock, what `cases` says became of the cards."""
    machine = Machine(warm, tmp_path / "due")
    machine.done(*scan_words(FIRST))
    machine.done("tell", "--new", "bought_in_shop", "--amount", "50 USD", "--on", "2025-03-01", "--now", NOW)

    def ask(now: str, clock: tuple[int, int, int] | None) -> str:
        return machine.done("cases", *(("--now", now) if now else ()), clock=clock).out

    return ask


def test_deadlines_follow_the_clock_and_now_goes_before_it(due: Callable[[str, tuple[int, int, int] | None], str]) -> None:
    """`--now` decides whatever the clock says; without it the clock does, wrong as it may be, and a later run under the right one is right."""
    moment = datetime(2025, 4, 1, tzinfo=UTC)
    to_moment = round((moment - datetime.now(UTC)).total_seconds())
    right = due(moment.isoformat(), None)
    for jump in JUMPS.values():
        assert right == due(moment.isoformat(), jump)
    assert right == due("", (to_moment, 0, 0))
    later = (moment + timedelta(days=12 * 365)).isoformat()
    assert due(later, None) == due("", (to_moment + 12 * YEAR, 0, 0)) != right
    assert right == due(moment.isoformat(), None)
