"""Days as mails print them, in the languages of the catalog; numbers in the marketplace's order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from scanner.catalog import Language, fold

_ISO = re.compile(r"(?<!\d)(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)日?")
_CJK = re.compile(r"(?<!\d)(\d{1,2})\s?月\s?(\d{1,2})\s?[日号號]")
_NUMBERS = re.compile(r"(?<![\d/.\-])(\d{1,2})\s?([./\-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/\-])")
_SHORT = re.compile(r"(?<![\d/.\-])(\d{1,2})\s?/\s?(\d{1,2})(?![\d/\-])")
_DOTTED = re.compile(r"(?<![\d/.\-])(\d{1,2})\.\s?(\d{1,2})\.(?!\s?\d)")
_ERA = re.compile(r"([^\W\d_]{1,4})\s?(元|\d{1,2})\s?[年./\-]\s?(\d{1,2})\s?[月./\-]\s?(\d{1,2})日?")
_DAY_MONTH = re.compile(r"(?<![\d])(\d{1,2})(?:st|nd|rd|th|er|º|°|\.|:e)?\s?(?:de |of |d')?\s?([^\W\d_]{3,12})\.?,?(?:\s?(?:de |of |del )?\s?(\d{4}))?(?!\d)")
_DASHED = re.compile(r"(?<![\w\-])(\d{1,2})([\-/])([^\W\d_]{3,10})\2(\d{4}|\d{2})(?![\w\-])")
_MONTH_DAY = re.compile(r"(?<![^\W\d_])([^\W\d_]{3,12})\.?\s(\d{1,2})(?:st|nd|rd|th)?(?!\d|:\d|\s?(?:am|pm)\b)(?:,?\s(\d{4}))?(?!\d)")


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A day and its place in the text."""

    start: int
    end: int
    day: date


class DateReader:
    """Reads days in some languages. `order` is the marketplace's: dmy, mdy or ymd."""

    def __init__(self, languages: Iterable[Language], order: str) -> None:
        self._months: dict[str, int] = {}
        self._eras: dict[str, int] = {}
        for language in languages:
            self._months.update(language.months)
            self._eras.update(language.eras)
        self._order = order

    def find(self, text: str, near: date | None) -> Iterator[DateMatch]:
        """The days of a text, from left to right. Without a year it is the next such day from `near` on."""
        found: list[DateMatch] = []
        for start, end, year, month, day in self._raw(text):
            made = _day(year, month, day, near)
            if made and not any(start < f.end and f.start < end for f in found):
                found.append(DateMatch(start, end, made))
        yield from sorted(found, key=lambda f: f.start)

    def _raw(self, text: str) -> Iterator[tuple[int, int, int | None, int, int]]:
        for m in _ISO.finditer(text):
            yield m.start(), m.end(), int(m.group(1)), int(m.group(2)), int(m.group(3))
        for m in _ERA.finditer(text):
            if (base := self._era(m.group(1))) is not None:
                year = 1 if m.group(2) == "元" else int(m.group(2))
                yield m.start(), m.end(), base + year, int(m.group(3)), int(m.group(4))
        for m in _CJK.finditer(text):
            yield m.start(), m.end(), None, int(m.group(1)), int(m.group(2))
        for m in _NUMBERS.finditer(text):
            first, second, last = int(m.group(1)), int(m.group(3)), int(m.group(4))
            yield m.start(), m.end(), *self._ordered(first, second, last, len(m.group(4)) == 2)
        yield from self._named(text)
        if self._order == "dmy":
            for m in _DOTTED.finditer(text):
                yield m.start(), m.end(), None, int(m.group(2)), int(m.group(1))
        for m in _SHORT.finditer(text):
            first, second = int(m.group(1)), int(m.group(2))
            yield m.start(), m.end(), None, *((second, first) if self._order == "dmy" else (first, second))

    def _named(self, text: str) -> Iterator[tuple[int, int, int | None, int, int]]:
        """Days whose month is a word."""
        day_first = [(m, month) for m in _DAY_MONTH.finditer(text) if (month := self._months.get(fold(m.group(2))))]
        # With its year it is a day for certain; "mar. 24 nov. 2026" begins with a weekday and no month.
        for m, month in day_first:
            if m.group(3):
                yield m.start(), m.end(), int(m.group(3)), month, int(m.group(1))
        for m in _DASHED.finditer(text):
            if month := self._months.get(fold(m.group(3))):
                yield m.start(), m.end(), int(m.group(4)) + (2000 if len(m.group(4)) == 2 else 0), month, int(m.group(1))
        for m in _MONTH_DAY.finditer(text):
            if month := self._months.get(fold(m.group(1))):
                yield m.start(), m.end(), int(m.group(3)) if m.group(3) else None, month, int(m.group(2))
        for m, month in day_first:
            if not m.group(3):
                yield m.start(), m.end(), None, month, int(m.group(1))

    def _era(self, name: str) -> int | None:
        """The year before an era's first; the name may have other words glued to its front."""
        folded = fold(name)
        return next((base for era, base in self._eras.items() if (folded == era if era.isascii() else folded.endswith(era))), None)

    def _ordered(self, first: int, second: int, last: int, short: bool) -> tuple[int, int, int]:
        if short and self._order == "ymd":
            return 2000 + first, second, last
        year = 2000 + last if short else last
        if self._order == "mdy" and first <= 12:
            return year, first, second
        # Where the shop's order gives no month the other one does.
        return (year, second, first) if second <= 12 else (year, first, second)


def _day(year: int | None, month: int, day: int, near: date | None) -> date | None:
    try:
        if year is not None:
            return date(year, month, day) if 1990 <= year <= 2100 else None
        if near is None:
            return None
        candidates = [date(near.year + i, month, day) for i in (-1, 0, 1)]
    except ValueError:
        return None
    # A day named without its year lies ahead of the mail, or at most a few months behind it.
    later = [c for c in candidates if -150 <= (c - near).days <= 215]
    return later[0] if later else None
