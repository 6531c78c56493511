"""Days as mails print them, in the languages of the catalog; numbers in the marketplace's order, years completed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from scanner.catalog import Language
from scanner.messages.written_days import DayWriting, WrittenDay

# A day without its year that is still to come lies at most this far behind the mail; a past one as far ahead of it.
_SLACK = timedelta(days=45)
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A day and its place in the text. `past` is the day meant where it is one that has been: the two differ only where no
    year is written."""

    start: int
    end: int
    day: date
    past: date


class DateReader:
    """Reads days in some languages. `order` is the marketplace's: dmy, mdy or ymd (also where there is none)."""

    def __init__(self, languages: Iterable[Language], order: str, language: Language | None = None) -> None:
        self._languages = tuple(languages)
        self._order = order
        self._writing = DayWriting(self._languages, order, language)

    def written_in(self, language: Language) -> DateReader:
        """A reader for a text in one language, whose order of numbers counts where the marketplace says none."""
        return DateReader((language, *self._languages), self._order, language)

    def find(self, text: str, near: date | None) -> Iterator[DateMatch]:
        """The days of a text, from left to right. One without a year is the next such day from `near` on, or one just gone."""
        found: list[DateMatch] = []
        for written in self._writing.find(text):
            made = _completed(written, near)
            if made and not any(made.start < f.end and f.start < made.end for f in found):
                found.append(made)
        yield from sorted(found, key=lambda f: f.start)


def _completed(written: WrittenDay, near: date | None) -> DateMatch | None:
    if written.year is not None:
        day = _day(written.year, written) if 1990 <= written.year <= 2100 else None
        return DateMatch(written.start, written.end, day, day) if day else None
    if near is None:
        return None
    # Of leap days not every year has one.
    candidates = [day for offset in (-1, 0, 1) if (day := _day(near.year + offset, written))]
    ahead = [day for day in candidates if -_SLACK <= day - near < _YEAR - _SLACK]
    past = [day for day in candidates if _SLACK - _YEAR < day - near <= _SLACK]
    if not ahead and not past:
        return None
    return DateMatch(written.start, written.end, (ahead or past)[0], (past or ahead)[-1])


def _day(year: int, written: WrittenDay) -> date | None:
    try:
        return date(year, written.month, written.day)
    except ValueError:
        return None
