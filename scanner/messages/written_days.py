"""Days as people write them, in words and in numbers, in the languages of the catalog. Their year may be left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scanner.catalog import Language, fold
from scanner.messages.numbered_days import OrderOfNumbers, cjk_days, number_days

# A letter may carry marks of its own: accents that stand apart, Arabic vowels.
_WORD = r"(?:[^\W\d_][\u0300-\u036f\u064b-\u065f]*){2,14}"
_ONE, _TWO = re.compile(_WORD), re.compile(rf"{_WORD} {_WORD}")
# 1.º de marzo, 1er mai, 1ste mei, 5:e mars, 5-go maja, May the 5th; º is an o in mail that was cleaned.
_ORDINAL = r"(?:\.?[ºª°oa]|st|nd|rd|th|er|re|e?ro|do|to|e|ste|de|:[ae]|-?e?go)(?![^\W\d_])|\."
_DAY = re.compile(rf"(?<!\d)(?<!\d[.,:])(\d{{1,2}})(?:{_ORDINAL})?(?P<mark>\s?[-/.])?\s?(?:(?:de|of|del|di|من|شهر)\s|d['’]\s?)?(?=[^\W\d_])", re.IGNORECASE)
_SECOND_NAME = re.compile(rf"\s?(?:/\s?({_WORD}(?: {_WORD})?)|\(\s?({_WORD}(?: {_WORD})?)\s?\))")
_YEAR = re.compile(r"\.?\s?[-/.,،]?\s?(?:(?:de|of|del|do|عام|سنة|لعام)\s)?((?:199|20\d|210)\d)(?!\d)", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"\.?(?:\s?[-/.]\s?|\s?')(\d{2})(?![\d:\-/])|\.?,?\s([2-6]\d)(?=\s?(?:$|[),;]|\.(?!\d)))")
_DAYS_BEFORE = re.compile(r"(?<!\d)\d{1,2}\.?\s?[-–—]\s?$")
_MONTH_FIRST = re.compile(
    rf"(?<![^\W\d_])({_WORD})\.?(?P<mark>[-/]|,?\s(?:the\s)?)(\d{{1,2}})(?:st|nd|rd|th)?(?:\s?[-–—]\s?(\d{{1,2}})(?![\d:.\-/]))?"
    r"(?!\d|[:.]\d|\s?(?:am|pm|a\.m|p\.m)\b)(?:(?:,\s?|[-/]|\s)((?:199|20\d|210)\d|'\d{2}))?(?!\d)",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(?<![\d\-/.])((?:199|20\d|210)\d)(?:\.\s?|\s|-|/)(?=[^\W\d_])")
_DAY_BEHIND = re.compile(r"\.?[\s\-/](\d{1,2})(?![\d:])")
_ROMAN = re.compile(r"(?<![\w.])(\d{1,2})(?:\.\s?|\s|/|-)(X?I{1,3}|X?I?V|I?X|VI{1,3}|X)(?:\.\s?|\s|/|-)((?:199|20\d|210)\d)(?!\d)")
_ROMANS = {name: number for number, name in enumerate(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"], 1)}
# Digits and marks of Arabic, Persian and full width; marks that only steer a line's direction are as good as blanks.
_PLAIN = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９／．－：\u2010\u2011\u2012\u2212\u00a0\u202f\u2009\u200e\u200f\u061c",
    "012345678901234567890123456789/.-:----      ",
)


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day as it is written, and its place in the text. `year` is None where none is written."""

    start: int
    end: int
    year: int | None
    month: int
    day: int


class DayWriting:
    """Finds days written in some languages. `order` is that of numbers: dmy, mdy or ymd. Of days that are written alike in
    two languages the one listed first counts."""

    def __init__(self, languages: Iterable[Language], order: str, language: Language | None = None) -> None:
        self._months: dict[str, int] = {}
        self._eras: dict[str, int] = {}
        for known in languages:
            for name, month in known.months.items():
                self._months.setdefault(name, month)
            for name, base in known.eras.items():
                self._eras.setdefault(name, base)
        self._numbers = OrderOfNumbers(order, language.date_order if language else "")

    def find(self, text: str) -> Iterator[WrittenDay]:
        """The days of a text, the surest ones first; what overlaps an earlier one is another reading of the same words."""
        plain = text.translate(_PLAIN)
        for start, end, year, month, day in self._raw(plain):
            if 1 <= month <= 12 and 1 <= day <= 31:
                yield WrittenDay(start, end, year, month, day)

    def _raw(self, text: str) -> Iterator[tuple[int, int, int | None, int, int]]:
        yield from cjk_days(text, self._eras)
        named = list(self._day_first(text))
        # With its year it is a day for certain; "mar. 24 nov. 2026" begins with a weekday and no month.
        yield from (found for found in named if found[2] is not None)
        yield from self._year_first(text)
        for m in _ROMAN.finditer(text):
            if m.group(2) in _ROMANS:
                yield m.start(), m.end(), int(m.group(3)), _ROMANS[m.group(2)], int(m.group(1))
        yield from self._month_first(text)
        yield from (found for found in named if found[2] is None)
        yield from number_days(text, self._numbers)

    def _day_first(self, text: str) -> Iterator[tuple[int, int, int | None, int, int]]:
        """5 March 2026, 1.º de marzo de 2026, 10-mar-2036, 20/out/2026."""
        for m in _DAY.finditer(text):
            named = self._month_at(text, m.end())
            if named is None:
                continue
            end, month = named
            start = m.start()
            if before := _DAYS_BEFORE.search(text, max(0, start - 6), start):
                start = before.start()
            if year := _YEAR.match(text, end):
                yield start, year.end(), int(year.group(1)), month, int(m.group(1))
            elif short := _SHORT_YEAR.match(text, end):
                yield start, short.end(), 2000 + int(short.group(1) or short.group(2)), month, int(m.group(1))
            else:
                yield start, end, None, month, int(m.group(1))

    def _month_first(self, text: str) -> Iterator[tuple[int, int, int | None, int, int]]:
        """March 5, 2026; of March 3-5 the last day."""
        for m in _MONTH_FIRST.finditer(text):
            month = self._months.get(fold(m.group(1)))
            if month is None or (m.group("mark") in ("-", "/") and not m.group(5)):
                continue
            if (day := _DAY.match(text, m.start(3))) and self._month_at(text, day.end()):
                continue  # "mar. 24 nov."
            year = m.group(5)
            yield m.start(), m.end(), (2000 + int(year[1:]) if year[0] == "'" else int(year)) if year else None, month, int(m.group(4) or m.group(3))

    def _year_first(self, text: str) -> Iterator[tuple[int, int, int | None, int, int]]:
        """2026-Mar-05, 2026 March 5."""
        for m in _YEAR_FIRST.finditer(text):
            if (named := self._month_at(text, m.end())) and (day := _DAY_BEHIND.match(text, named[0])):
                yield m.start(), day.end(), int(m.group(1)), named[1], int(day.group(1))

    def _month_at(self, text: str, start: int) -> tuple[int, int] | None:
        """The month whose name begins here, and where it ends; a second name of the same month belongs to it."""
        for shape in (_TWO, _ONE):
            m = shape.match(text, start)
            month = self._months.get(fold(m.group())) if m else None
            if m and month and not (m.end() < len(text) and text[m.end()].isalpha()):
                second = _SECOND_NAME.match(text, m.end())
                if second and self._months.get(fold(second.group(1) or second.group(2))) == month:
                    return second.end(), month
                if (again := re.compile(rf"/\s?({_WORD})").match(text, m.end())) and self._months.get(fold(again.group(1))) == month:
                    return again.end(), month
                return m.end() + (text[m.end() : m.end() + 1] == "." and text[m.end() + 1 : m.end() + 2] != ""), month
        return None
