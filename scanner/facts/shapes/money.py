"""Amounts of money as shops of all marketplaces print them (ISO 4217)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from scanner.facts.shapes.currencies import BEFORE, BEHIND, currency_of
from scanner.facts.shapes.myriads import find_myriads
from scanner.model import Money

# Currencies without a minor unit (ISO 4217), and those whose countries never group digits by blanks.
NO_MINOR = frozenset({"JPY", "KRW", "CLP"})
_NO_BLANKS = frozenset({"JPY", "USD", "GBP", "INR", "CNY", "SGD", "AUD", "MXN", "AED", "SAR", "EGP"})

# The number is an atomic group, or long rows of digits would be tried from each of them at every length.
# Groups set apart by a blank have three digits: "2 25,00 €" is a number of pieces and a price.
_BLANK = " \u00a0\u202f\u2009"
_NUMBER = rf"\d{{1,3}}(?:[.,'\u2019\u00b4]\d{{2,3}}|[{_BLANK}]\d{{3}}){{1,7}}(?:[.,]\d{{1,2}})?|\d+(?:[.,'\u2019\u00b4]\d{{1,2}})?"
# What stands for the missing decimals: 50,- € / CHF 50.- / ₹500/- / ¥5,000-.
_ROUND = r"(?:[.,][-–—=]{1,2}|/-)"
_MONEY = re.compile(
    rf"(?P<sign>(?<!\d)[-−△▲]\s?)?(?:(?P<before>{BEFORE})\s?(?P<sign2>-\s?)?(?P<n1>(?>{_NUMBER}))(?!\d|[.,]\d)(?:{_ROUND})?(?:\s?(?P<both>{BEHIND}))?"
    rf"|(?<!\d)(?<!\d[.,])(?P<n2>(?>{_NUMBER}))(?:{_ROUND})?(?:\s?|-(?=[^\W\d_]|€))(?P<after>{BEHIND}))(?!\d)",
    re.IGNORECASE,
)
# Digits and marks of Arabic, Persian and full width.
_PLAIN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬،０１２３４５６７８９．，", "01234567890123456789.,,0123456789.,")
_IN_CODE = re.compile(r"[A-Z]\d$|[A-Z\d]-\d?$")  # the digits of a code that ends like a currency: AB26-Q7TL
_GLUED = re.compile(r"[A-Za-z]|-[A-Z\d]")
_GROUP = re.compile(r"-[A-Z\d]{4,6}(?![^\W_])")  # the next group of a code, and no word: 25EUR-Gutschein
_MARKS = re.compile(r"[\s'\u2019\u00b4]")
_QUOTED_DECIMALS = re.compile(r"^(?:\d+|\d{1,3}(?:[.]\d{3})+)['\u2019\u00b4]\d{2}$")


@dataclass(frozen=True, slots=True)
class MoneyMatch:
    """An amount and its place in the cell. `negative`: printed with a minus, so it is a deduction."""

    start: int
    end: int
    money: Money
    negative: bool


def find_money(cell: str, local_currency: str | None) -> Iterator[MoneyMatch]:
    """The amounts of a text. A bare `$`, `¥` or `kr` is `local_currency`, if that currency is written so."""
    text = cell.translate(_PLAIN)
    myriads = [MoneyMatch(start, end, Money(value, currency_of((mark,), local_currency)), negative) for start, end, value, mark, negative in find_myriads(text)]
    yield from myriads
    for match in _MONEY.finditer(text):
        if _goes_on(text, match.start()) or _is_code(text, match):
            continue
        if any(m.start < match.end() and match.start() < m.end for m in myriads):
            continue
        symbols = tuple(s for s in match.group("both", "before", "after") if s)
        currency = currency_of(symbols, local_currency)
        number = match.group("n1") or match.group("n2")
        skipped = 0 if match.group("n1") else _foreign_start(number, currency, symbols[0])
        value = _value(number[skipped:], currency)
        if value is None:
            continue
        # A dash with blanks around it sets a label off: "Amount - $25.00".
        dashed = bool(match.group("sign")) and match.group("sign")[-1:].isspace() and _ends_a_label(text[: match.start()])
        negative = bool((match.group("sign") and not dashed) or match.group("sign2"))
        yield MoneyMatch(match.start() + skipped, match.end(), Money(value, currency), negative and not skipped)


def _goes_on(text: str, start: int) -> bool:
    """Whether what begins here is the rest of a number or of a code; a comma behind a word sets clauses apart (，150元)."""
    before = text[max(0, start - 2) : start]
    if _IN_CODE.search(before + text[start : start + 1]):
        return True
    return before[-1:].isdigit() or (before[-1:] in (".", ",") and before[:1].isdigit())


def _is_code(text: str, match: re.Match[str]) -> bool:
    """Whether a code of letters and digits only begins or goes on like an amount: LE63Q7, TL26-A4, 7KRW-BDX4QN."""
    before, after = match.group("before"), match.group("after")
    if before:
        return before[-1].isalpha() and not match.group("both") and bool(_GLUED.match(text, match.end()))
    return after[-1:].isalpha() and match.group("n2") + after == match.group() and bool(_GROUP.match(text, match.end()))


def _ends_a_label(before: str) -> bool:
    last = before.rstrip()[-1:]
    return last.isalnum() or last in tuple(")]\"'»”」")


def _foreign_start(number: str, currency: str, symbol: str) -> int:
    """How much of what was read as one number stands before the amount: a list's number (1.500円), a count (2 500円)."""
    signs = _BLANK if currency in _NO_BLANKS else ""
    if symbol == "円" and not number.endswith(".000"):
        signs += "."
    return max((number.rfind(sign) + 1 for sign in signs), default=0)


def _value(number: str, currency: str) -> Decimal | None:
    """The printed number as a Decimal: which mark is the decimal point follows from the last group's length."""
    if _QUOTED_DECIMALS.match(number) and currency not in NO_MINOR:
        whole, minor = re.sub(r"\.", "", number[:-3]), number[-2:]
        return Decimal(f"{whole}.{minor}")  # 50'00 €
    text = _MARKS.sub("", number)
    last = max(text.rfind("."), text.rfind(","))
    digits_after = len(text) - last - 1
    minor = ""
    if currency in NO_MINOR:
        # Yen have no decimals, but some systems print .00
        if last >= 0 and digits_after <= 2:
            if set(text[last + 1 :]) > {"0"}:
                return None
            text = text[:last]
    elif last >= 0 and digits_after in (1, 2):
        text, minor = text[:last], text[last + 1 :]
    whole = re.sub(r"[.,]", "", text)
    try:
        return Decimal(f"{whole}.{minor}" if minor else whole)
    except InvalidOperation:
        return None
