"""Amounts of Japan and China in units of ten thousand or in their own numerals: 1万円, 1万5千円, 1万5,000円, ¥1万, 五千円, 五百元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

_MYRIAD = re.compile(
    r"(?P<sign>[-−△▲]\s?)?(?P<yen>[¥￥]\s?)?(?<![\d.,])(?:(?P<tens>\d{1,4}(?:\.\d)?)\s?[万萬]\s?(?:(?P<rest>\d{1,4}|\d,\d{3})(?P<thousand>千)?)?|(?P<thousands>\d{1,2})\s?千)\s?(?P<mark>日?[円元圓](?!年)|(?(yen)|(?!)))"
)
_KANJI = re.compile(r"(?<![一二三四五六七八九十百千万\d])(?<!\d\s)[一二三四五六七八九十百千万]{1,8}[円元]")
_SIGNS = re.compile("[円元圓¥￥]")
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def find_myriads(text: str) -> Iterator[tuple[int, int, Decimal, str, bool]]:
    """Place, value, the currency's sign, and whether it is a deduction, of each such amount."""
    if not _SIGNS.search(text):
        return
    for match in _MYRIAD.finditer(text):
        if match.group("thousands"):
            value = Decimal(match.group("thousands")) * 1000
        else:
            rest = Decimal((match.group("rest") or "0").replace(",", ""))
            value = Decimal(match.group("tens")) * 10_000 + rest * (1000 if match.group("thousand") else 1)
        yield match.start(), match.end(), value.quantize(Decimal(1)), match.group("mark") or "¥", bool(match.group("sign"))
    for match in _KANJI.finditer(text):
        yield match.start(), match.end(), Decimal(_kanji(match.group()[:-1])), match.group()[-1], False


def _kanji(number: str) -> int:
    """A number in kanji, as far as prices go."""
    total = part = digit = 0
    for char in number:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char == "万":
            total += (part + digit or 1) * 10_000
            part = digit = 0
        else:
            part += (digit or 1) * _UNITS[char]
            digit = 0
    return total + part + digit
