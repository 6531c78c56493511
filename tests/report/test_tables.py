"""The table of cases fits every terminal and loses no letter; the sums and what was searched stand below it."""

from __future__ import annotations

import io
from collections import Counter
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from rich.console import Console

from scanner import texts
from scanner.catalog import load_catalog
from scanner.jobs.archive import Archive
from scanner.model import Case, Coverage, NotSeen, Outcome, SearchedBy, SpecialUse
from scanner.report.coverage import coverage_lines
from scanner.report.sums import sums_lines
from scanner.report.tables import _cells, cases_table
from scanner.report.widths import width_of
from scanner.sources import open_path

THREADS = Path(__file__).parent.parent / "corpus" / "threads"
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


@cache
def cases() -> tuple[Case, ...]:
    """The cases of some golden threads, of every sort."""
    names = (
        "three-cards-one-failed-ja",
        "third-parties-bounced-lost-link-en",
        "code-in-trash-ja",
        "expired-card-of-2015-ja",
        "konbini-card-payment-mail-bought-in-shop-ja",
    )
    found: list[Case] = []
    for name in names:
        archive = Archive(load_catalog())
        for _event in archive.scan([open_path(THREADS / name)]):
            pass
        found += archive.cases(NOW)
    return tuple(found)


@pytest.mark.parametrize("columns", [40, 60, 79, 80, 81, 100, 120, 200])
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_table_fits_and_loses_nothing(language: str, columns: int) -> None:
    """Whatever the width, odd ones too: no line is wider, and every letter of every cell is there."""
    texts.use(language)
    out = io.StringIO()
    Console(file=out, width=columns, markup=False, highlight=False, emoji=False).print(cases_table(cases(), columns))
    assert max(width_of(line.rstrip()) for line in out.getvalue().splitlines()) <= columns
    shown = Counter(c for c in out.getvalue() if not c.isspace())
    held = Counter(c for case in cases() for cell in _cells(case) for part in cell for c in part if not c.isspace())
    assert not held - shown


def test_sums_are_by_currency_and_apart() -> None:
    """Every case that can be recovered, was found, or is gone is in one sum, no currency in another's."""
    lines = {line.partition(": ")[0]: line for line in sums_lines(cases(), NOW.date())}
    for outcome, name in ((Outcome.CODE_FOUND, "Found, use unknown"), (Outcome.EXPIRED, "Gone (expired)"), (Outcome.BOUNCED, "To recover")):
        assert (name in lines) == any(case.outcome is outcome for case in cases())
    for line in lines.values():
        assert line.count("¥") <= 1 and line.count("$") <= 1
    assert [] == sums_lines((), NOW.date())


def test_what_expires_soon_is_told() -> None:
    """Within ninety days of a card's last day, and not before or after."""
    soon = {
        day: any(line.startswith("Of these, expiring") for line in sums_lines(cases(), day)) for day in (date(2030, 1, 1), date(2035, 12, 1), date(2099, 1, 1))
    }
    assert {date(2030, 1, 1): False, date(2035, 12, 1): True, date(2099, 1, 1): False} == soon


def coverage(folder: str, *holes: NotSeen, messages: int = 10, searched_by: SearchedBy = SearchedBy.HEADERS) -> Coverage:
    """What was seen of a folder."""
    day = datetime(2026, 3, 1, tzinfo=UTC)
    return Coverage("imap:private", folder, SpecialUse.ORDINARY, messages, day, NOW, searched_by, holes)


def test_a_summary_is_two_lines_whatever_was_missed() -> None:
    """Of many holes each reason is told, with how much it hides; the least thorough search is the one that is told."""
    many = [coverage(f"F{n}", NotSeen("nested too deep", n), NotSeen("it changed while it was read", 0)) for n in range(1, 9)]
    many += [coverage("F9", NotSeen("encrypted", 1_000), messages=0)]
    lines = coverage_lines([*many, coverage("Fast", searched_by=SearchedBy.SENDER)])
    assert [
        "Searched: 90 messages in F1, F2, F3, F4, F5, F6 …, 2026-03-01 to 2026-05-20 (by sender and subject)",
        "Not seen: nested too deep (36, in 8 folders); it changed while it was read (in 8 folders); encrypted (1,000, in 1 folder)",
    ] == lines


def test_the_whole_coverage_names_every_folder_and_hole() -> None:
    """Nothing is left out where somebody asks, and foreign names are shown as text."""
    lines = coverage_lines([coverage("In\x1b[2J", NotSeen("the server gave no text", 0)), coverage("Empty", messages=0)], whole=True)
    assert "  In␛[2J: 10 messages, 2026-03-01 to 2026-05-20 (every header)" in lines
    assert "Not seen: In␛[2J: the server gave no text" in lines


def test_reasons_are_told_in_the_readers_language() -> None:
    """What a source noted in English is read in Japanese."""
    texts.use("ja")
    assert "調べていないもの：Trash：入れ子が深すぎます（2）" in coverage_lines([coverage("Trash", NotSeen("nested too deep", 2))])


def test_nothing_searched_is_said() -> None:
    """An empty coverage is no silence."""
    assert ["Nothing was searched yet."] == coverage_lines([])
