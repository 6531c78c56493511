"""Days written in numbers: of ISO 8601, with marks in a country's order, with 年月日, and in the years of an era."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scanner.catalog import fold

_ISO = re.compile(r"(?<!\d)(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)日?")
_CJK = re.compile(r"(?<!\d)(\d{1,2})\s?月\s?(?:\d{1,2}\s?日?\s?[-~〜～]\s?)?(\d{1,2})\s?[日号號]")
_KANJI = re.compile(r"([〇零一二三四五六七八九十百元]{1,5}|\d{4})\s?年\s?([一二三四五六七八九十]{1,3})\s?月\s?([一二三四五六七八九十]{1,3})\s?[日号號]")
_ERA = re.compile(r"([^\W\d_]{1,4})\s?(元|\d{1,3})\s?[年./\-]\s?(\d{1,2})\s?[月./\-]\s?(\d{1,2})日?")
# A year of three digits before 年 counts from the founding of the Republic of China (1912 is its first).
_REPUBLIC = re.compile(r"(?<!\d)(\d{2,3})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_REPUBLIC_BASE = 1911
_NUMBERS = re.compile(r"(?<![\d/.\-])(\d{1,2})\s?([./\-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/\-])")
_SHORT = re.compile(r"(?<![\d/.\-])(\d{1,2})\s?/\s?(\d{1,2})(?![\d/\-])")
_DOTTED = re.compile(r"(?<![\d/.\-])(\d{1,2})\.\s?(\d{1,2})\.(?!\s?\d)")
_ROUND_THE_CLOCK = (24, 7)
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "元": 1}

Found = tuple[int, int, int | None, int, int]


@dataclass(frozen=True, slots=True)
class OrderOfNumbers:
    """Which number is the day: the shop's order; where that puts the year first (or there is no shop) the language's order
    tells days whose year stands last or is left out."""

    shop: str
    language: str

    @property
    def day_first(self) -> bool:
        """Whether the day stands before the month where no year comes first."""
        return (self.language if self.shop == "ymd" and self.language else self.shop) == "dmy"

    @property
    def month_first(self) -> bool:
        """Whether the month stands first where a year stands last."""
        return (self.language if self.shop == "ymd" and self.language else self.shop) == "mdy"

    def year_first(self, first: int, last: int, mark: str) -> bool:
        """Whether of three numbers of two digits the first is the year: 26-03-05."""
        if self.shop != "ymd":
            return False
        return self.language != "dmy" or first > 31 or (mark == "-" and first >= 20 > last)


def cjk_days(text: str, eras: Mapping[str, int]) -> Iterator[Found]:
    """Days with the year first, or with 月 and 日."""
    for m in _ISO.finditer(text):
        yield m.start(), m.end(), int(m.group(1)), int(m.group(2)), int(m.group(3))
    for m in _ERA.finditer(text):
        if (base := _era(m.group(1), eras)) is not None:
            year = 1 if m.group(2) == "元" else int(m.group(2))
            yield m.start(), m.end(), base + year, int(m.group(3)), int(m.group(4))
    for m in _REPUBLIC.finditer(text):
        if 79 <= int(m.group(1)) <= 189:
            yield m.start(), m.end(), _REPUBLIC_BASE + int(m.group(1)), int(m.group(2)), int(m.group(3))
    for m in _KANJI.finditer(text):
        year = _kanji(m.group(1))
        named = _era(re.split(r"[^\w]", text[max(0, m.start() - 4) : m.start()])[-1], eras)
        if named is not None or year >= 1990:
            yield m.start(), m.end(), year + (named or 0), _kanji(m.group(2)), _kanji(m.group(3))
    for m in _CJK.finditer(text):
        yield m.start(), m.end(), None, int(m.group(1)), int(m.group(2))


def number_days(text: str, order: OrderOfNumbers) -> Iterator[Found]:
    """Days of three numbers, or of two, whose order the country decides."""
    for m in _NUMBERS.finditer(text):
        first, second, last = int(m.group(1)), int(m.group(3)), int(m.group(4))
        if len(m.group(4)) == 2 and order.year_first(first, last, m.group(2)):
            yield m.start(), m.end(), 2000 + first, second, last
            continue
        year = 2000 + last if len(m.group(4)) == 2 else last
        # Where the order gives no month the other one does.
        swapped = first <= 12 and (order.month_first or second > 12)
        yield m.start(), m.end(), year, *((first, second) if swapped else (second, first))
    if order.day_first:
        for m in _DOTTED.finditer(text):
            yield m.start(), m.end(), None, int(m.group(2)), int(m.group(1))
    for m in _SHORT.finditer(text):
        first, second = int(m.group(1)), int(m.group(2))
        if (first, second) != _ROUND_THE_CLOCK:
            yield m.start(), m.end(), None, *((second, first) if order.day_first else (first, second))


def _era(name: str, eras: Mapping[str, int]) -> int | None:
    """The year before an era's first; the name may have other words glued to its front."""
    folded = fold(name)
    return next((base for era, base in eras.items() if (folded == era if era.isascii() else folded.endswith(era))), None)


def _kanji(number: str) -> int:
    """A number in kanji as days have them: digit by digit (二〇二六), or with tens (二十四)."""
    if number.isdigit() and number.isascii():
        return int(number)
    if "十" not in number:
        return int("".join(str(_DIGITS.get(c, 0)) for c in number))
    tens, _, ones = number.rpartition("十")
    hundreds, _, ten = tens.rpartition("百")
    return (_DIGITS.get(hundreds, 1) * 100 if "百" in tens else 0) + _DIGITS.get(ten or "一", 1) * 10 + (_DIGITS[ones] if ones else 0)
