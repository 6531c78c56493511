"""Amounts of money as shops of all marketplaces print them (ISO 4217)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from scanner.facts.shapes.myriads import find_myriads
from scanner.model import Money

# Currencies without a minor unit (ISO 4217), and those whose countries never group digits by blanks.
_NO_MINOR = frozenset({"JPY", "KRW", "CLP"})
_NO_BLANKS = frozenset({"JPY", "USD", "GBP", "INR", "CNY", "SGD", "AUD", "MXN", "AED", "SAR", "EGP"})

# Symbols that mean one currency, and those that the marketplace decides.
_SYMBOLS = {
    "US$": "USD", "R$": "BRL", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "CDN$": "CAD", "MX$": "MXN", "S$": "SGD",
    "NZ$": "NZD", "HK$": "HKD", "€": "EUR", "£": "GBP", "₹": "INR", "₺": "TRY", "zł": "PLN", "zl": "PLN", "円": "JPY", "圓": "JPY", "元": "CNY",
    "tl": "TRY", "rs": "INR", "rs.": "INR", "euro": "EUR", "euros": "EUR", "eur": "EUR", "usd": "USD", "gbp": "GBP", "jpy": "JPY",
    "inr": "INR", "cad": "CAD", "aud": "AUD", "mxn": "MXN", "brl": "BRL", "sek": "SEK", "pln": "PLN", "try": "TRY",
    "aed": "AED", "sar": "SAR", "egp": "EGP", "sgd": "SGD", "zar": "ZAR", "cny": "CNY", "rmb": "CNY", "chf": "CHF", "czk": "CZK", "kč": "CZK",
    "dirham": "AED", "dirhams": "AED", "د.إ": "AED", "درهم": "AED", "درهمًا": "AED", "ر.س": "SAR", "ريال": "SAR", "ج.م": "EGP", "جنيه": "EGP",
    "dollars": "$", "dollar": "$", "us dollars": "USD", "us dollar": "USD", "u.s. dollars": "USD", "canadian dollars": "CAD",
    "australian dollars": "AUD", "singapore dollars": "SGD", "pounds": "GBP", "pounds sterling": "GBP", "british pounds": "GBP",
    "rupees": "INR", "indian rupees": "INR", "kronor": "SEK", "reais": "BRL", "yen": "JPY", "$": "$", "¥": "¥", "￥": "¥",
    "\\": "\\", "kr": "kr", "kr.": "kr", ":-": "kr", "r": "ZAR",
}  # fmt: skip
# A backslash is the yen sign of the old Japanese character sets.
_LOCAL = {"$": {"USD", "CAD", "AUD", "MXN", "SGD"}, "¥": {"JPY", "CNY"}, "kr": {"SEK", "DKK", "NOK"}, "\\": {"JPY"}}
_LOCAL_DEFAULT = {"$": "USD", "¥": "JPY", "kr": "SEK", "\\": "JPY"}

# Groups set apart by a blank have three digits: "2 25,00 €" is a number of pieces and a price.
_NUMBER = r"\d{1,3}(?:[.,'\u2019]\d{2,3}|[ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_ISO = "USD|EUR|GBP|JPY|INR|CAD|AUD|MXN|BRL|SEK|PLN|TRY|AED|SAR|EGP|SGD|ZAR|CNY|CHF|CZK"
_BEFORE = (
    r"US\$|R\$|AU?\$|CA?\$|CDN\$|MX\$|S\$|NZ\$|HK\$|[$€£¥￥₹₺]|\\(?=\d)|(?<![A-Za-z])(?:"
    + _ISO
    + r"|RMB|Rs\.?|kr\.?|TL|euros?|(?-i:R)(?=\s?\d[\d.,\s]*(?![\dA-Za-z\-])))(?=\s?\d)"
    r"|(?<!\w)(?:د\.إ|ر\.س|ج\.م|درهم\w{0,2}|ريال\w{0,2}|ریال|جنيه\w{0,2})\.?(?=\s?\d)"
)
_AFTER = (
    r"US\$|[$€£₹₺]|[¥￥](?!\s?\d)|円|圓|元|zł|Kč|kr(?:onor)?\.?(?![A-Za-z])|:-(?!\w)|TL(?![A-Za-z])"
    r"|(?:" + _ISO + r"|euros?|yen|dirhams?|kronor|reais"
    r"|(?:u\.?s\.? |canadian |australian |singapore )?dollars?|(?:british )?pounds(?: sterling)?|(?:indian )?rupees)(?![A-Za-z])"
    r"|د\.إ|ر\.س|ج\.م|دراهم|درهم\w*|ريال\w*|ریال|جنيه\w*"
)
_MONEY = re.compile(
    rf"(?P<sign>[-−△▲]\s?)?(?:(?P<before>{_BEFORE})\s?(?P<sign2>-\s?)?(?P<n1>{_NUMBER})(?:\s?(?P<both>{_AFTER}))?"
    rf"|(?P<n2>{_NUMBER})(?:,[-–—=]{{1,2}})?(?:\s?|-(?=[^\W\d_]|€))(?P<after>{_AFTER}))(?![\d])",
    re.IGNORECASE,
)
# Digits and marks of Arabic and of full width.
_PLAIN = str.maketrans("٠١٢٣٤٥٦٧٨٩٫٬０１２３４５６７８９．，", "0123456789.,0123456789.,")
_ARABIC_WORDS = (
    ("دراهم", "AED"), ("درهم", "AED"), ("د.إ", "AED"), ("ريال", "SAR"), ("ریال", "SAR"), ("ر.س", "SAR"), ("جنيه", "EGP"), ("ج.م", "EGP"),
)  # fmt: skip


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
    myriads = [MoneyMatch(start, end, Money(value, "JPY"), negative) for start, end, value, negative in find_myriads(text)]
    yield from myriads
    for match in _MONEY.finditer(text):
        if _goes_on(text, match.start()):
            continue
        if any(m.start < match.end() and match.start() < m.end for m in myriads):
            continue
        symbol = match.group("both") or match.group("before") or match.group("after")
        currency = _currency(symbol, match.group("before"), local_currency)
        number = match.group("n1") or match.group("n2")
        skipped = 0 if match.group("n1") else _foreign_start(number, currency, symbol)
        value = _value(number[skipped:], currency)
        if value is None:
            continue
        # A dash with blanks around it sets a label off: "Amount - $25.00".
        dashed = bool(match.group("sign")) and match.group("sign")[-1:].isspace() and _ends_a_label(text[: match.start()])
        negative = bool((match.group("sign") and not dashed) or match.group("sign2"))
        yield MoneyMatch(match.start() + skipped, match.end(), Money(value, currency), negative and not skipped)


def _goes_on(text: str, start: int) -> bool:
    """Whether what begins here is the rest of a number; a comma behind a word sets clauses apart (，150元)."""
    before = text[max(0, start - 2) : start]
    return before[-1:].isdigit() or (before[-1:] in (".", ",") and before[:1].isdigit())


def _ends_a_label(before: str) -> bool:
    last = before.rstrip()[-1:]
    return last.isalnum() or last in tuple(")]\"'»”」")


def _foreign_start(number: str, currency: str, symbol: str) -> int:
    """How much of what was read as one number stands before the amount: a list's number (1.500円), a count (2 500円)."""
    signs = " \u00a0\u202f" if currency in _NO_BLANKS else ""
    if symbol == "円":
        signs += "."
    return max((number.rfind(sign) + 1 for sign in signs), default=0)


def _currency(symbol: str, before: str | None, local: str | None) -> str:
    found = _lookup(symbol)
    if found in _LOCAL and before and before != symbol:
        found = _lookup(before)  # "US$ 50.00 dollars"
    if found in _LOCAL:
        return local if local in _LOCAL[found] else _LOCAL_DEFAULT[found]
    return found


def _lookup(symbol: str) -> str:
    word = symbol.strip()
    for key in (word, word.upper(), word.lower(), word.lower().rstrip(".")):
        if key in _SYMBOLS:
            return _SYMBOLS[key]
    return next((currency for arabic, currency in _ARABIC_WORDS if word.startswith(arabic)), "XXX")


def _value(number: str, currency: str) -> Decimal | None:
    """The printed number as a Decimal: which mark is the decimal point follows from the last group's length."""
    text = re.sub(r"[\s'\u2019]", "", number)
    last = max(text.rfind("."), text.rfind(","))
    digits_after = len(text) - last - 1
    minor = ""
    if currency in _NO_MINOR:
        # Yen have no decimals, but some systems print .00
        if last >= 0 and digits_after <= 2 and text.count(text[last]) == 1 and set(text[last + 1 :]) <= {"0"}:
            text = text[:last]
    elif last >= 0 and digits_after in (1, 2):
        text, minor = text[:last], text[last + 1 :]
    whole = re.sub(r"[.,]", "", text)
    try:
        return Decimal(f"{whole}.{minor}" if minor else whole)
    except InvalidOperation:
        return None
