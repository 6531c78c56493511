"""How currencies are written beside an amount: signs, codes of ISO 4217, and their names in the languages of the shops."""

from __future__ import annotations

import re

from scanner.catalog import fold

# Signs that several currencies share: which ones, and which of them where the marketplace has none of them. A backslash is
# the yen sign of the old Japanese character sets.
SHARED = {
    "$": (frozenset({"USD", "CAD", "AUD", "MXN", "SGD"}), "USD"),
    "¥": (frozenset({"JPY", "CNY"}), "JPY"),
    "kr": (frozenset({"SEK", "DKK", "NOK"}), "SEK"),
    "元": (frozenset({"CNY", "TWD", "HKD"}), "CNY"),
    "\\": (frozenset({"JPY"}), "JPY"),
}

_CODES = "USD EUR GBP JPY INR CAD AUD MXN BRL SEK PLN AED SAR EGP SGD ZAR CNY CHF CZK DKK NOK HUF NZD HKD TWD KRW QAR"
# In small letters these are words, or too short to tell from words: what a shop that is added tomorrow may count in.
_CAPITAL_CODES = "TRY RON BGN RUB UAH THB PHP IDR MYR VND ILS CLP COP ARS PEN KWD BHD OMR JOD MAD NGN KES"
_DOLLARS = {"US": "USD", "AU": "AUD", "CA": "CAD", "CDN": "CAD", "MX": "MXN", "MEX": "MXN", "NZ": "NZD", "HK": "HKD", "NT": "TWD", "SG": "SGD"}
_DOLLARS_GLUED = {"A": "AUD", "C": "CAD", "S": "SGD", "R": "BRL"}
_SIGNS = {
    "$": "$",
    "€": "EUR",
    "£": "GBP",
    "¥": "¥",
    "￥": "¥",
    "₹": "INR",
    "₺": "TRY",
    "₽": "RUB",
    "₩": "KRW",
    "₪": "ILS",
    "₫": "VND",
    "฿": "THB",
    "₱": "PHP",
    "₴": "UAH",
    "\u20c1": "SAR",
    "\u20c3": "AED",
}

# Words that stand on either side of the number; behind them no letter may follow.
_EITHER = {
    "RMB": "CNY", "kr.": "kr", "kr": "kr", "TL": "TRY", "zł": "PLN", "zl": "PLN", "Kč": "CZK", "Kc": "CZK", "Kčs": "CZK", "euros": "EUR", "euro": "EUR",
    "Ft": "HUF", "lei": "RON", "лв": "BGN", "Dhs": "AED", "Dhs.": "AED", "L.E.": "EGP", "rupees": "INR",
}  # fmt: skip
_BEFORE_ONLY = {"Rs.": "INR", "Rs": "INR", "Re.": "INR", "E£": "EGP", "yen": "JPY"}
# Names behind the number, in the forms that numbers ask for.
_BEHIND = {
    "eura": "EUR", "avro": "EUR", "yen": "JPY", "yenes": "JPY", "yens": "JPY", "ienes": "JPY", "jenów": "JPY", "jenů": "JPY", "yuan": "CNY", "yuanes": "CNY",
    "dollars": "$", "dollar": "$", "dólares": "$", "dolares": "$", "dólar": "$", "dollari": "$", "dolarów": "$", "dolarow": "$", "dolary": "$", "dolarů": "$",
    "dolar": "$", "us dollars": "USD", "us dollar": "USD", "u.s. dollars": "USD", "us-dollar": "USD", "american dollars": "USD", "canadian dollars": "CAD",
    "dollars canadiens": "CAD", "dollars américains": "USD", "australian dollars": "AUD", "singapore dollars": "SGD", "pounds": "GBP", "pound": "GBP",
    "pounds sterling": "GBP", "british pounds": "GBP", "livres sterling": "GBP", "sterline": "GBP", "libras esterlinas": "GBP", "rupee": "INR",
    "indian rupees": "INR", "rupias": "INR", "rand": "ZAR", "dirhams": "AED", "dirham": "AED", "riyals": "SAR", "riyal": "SAR", "saudi riyals": "SAR",
    "egyptian pounds": "EGP", "kronor": "SEK", "kronors": "SEK", "krona": "SEK", "korun": "CZK", "koruny": "CZK", "koruna": "CZK", "koruně": "CZK",
    "lira": "TRY", "liralık": "TRY", "liralik": "TRY", "türk lirası": "TRY", "turk lirasi": "TRY", "lirası": "TRY", "złotych": "PLN", "zlotych": "PLN",
    "złote": "PLN", "zlote": "PLN", "złoty": "PLN", "zloty": "PLN", "reais": "BRL", "pesos": "MXN", "pesos mexicanos": "MXN", "m.n.": "MXN", "rs": "INR",
}  # fmt: skip
# Scripts without blanks: nothing need end the word. Arabic numbers end their nouns in many ways.
_CJK = {
    "円": "JPY", "圓": "JPY", "원": "KRW", "日元": "JPY", "日圓": "JPY", "日币": "JPY", "元": "元", "美元": "USD", "美金": "USD", "米ドル": "USD", "ドル": "$",
    "ユーロ": "EUR",
    "ポンド": "GBP", "港元": "HKD", "港币": "HKD", "港幣": "HKD", "欧元": "EUR", "歐元": "EUR", "英镑": "GBP", "英鎊": "GBP", "加元": "CAD", "加币": "CAD",
    "加幣": "CAD", "澳元": "AUD", "澳币": "AUD", "澳幣": "AUD", "新元": "SGD", "新币": "SGD", "人民币": "CNY", "人民幣": "CNY", "新台币": "TWD",
    "新台幣": "TWD",
    "新臺幣": "TWD", "台币": "TWD", "台幣": "TWD",
}  # fmt: skip
_ARABIC = {
    "دولار أمريكي": "USD", "دولار امريكي": "USD", "دولارا أمريكيا": "USD", "دولار كندي": "CAD", "دولار أسترالي": "AUD", "دولار سنغافوري": "SGD",
    "دولارات": "$", "دولار": "$", "يورو": "EUR", "جنيه إسترليني": "GBP", "جنيه استرليني": "GBP", "جنيهات": "EGP", "جنيه": "EGP", "ج.م": "EGP",
    "دراهم": "AED", "درهم": "AED", "د.إ": "AED", "ريالات": "SAR", "ريال": "SAR", "ریال": "SAR", "ر.س": "SAR", "ليرة تركية": "TRY", "ليرات": "TRY",
    "ليرة": "TRY",
    "روبية": "INR", "ين ياباني": "JPY",
}  # fmt: skip

_SYMBOLS = {
    **_SIGNS, **_CJK, **_ARABIC, **_EITHER, **_BEFORE_ONLY, **_BEHIND,
    **{code: code for code in f"{_CODES} {_CAPITAL_CODES}".split()},
    **{f"{land}$": code for land, code in (*_DOLLARS.items(), *_DOLLARS_GLUED.items())},
    "u$s": "USD", "R": "ZAR", "Dh": "AED", "SR": "SAR", "LE": "EGP", "\\": "\\", ":-": "kr",
}  # fmt: skip
_BY_FORM = {fold(word).rstrip("."): currency for word, currency in _SYMBOLS.items()}
_STEMS = tuple(sorted(((fold(word), currency) for word, currency in _ARABIC.items()), key=lambda pair: -len(pair[0])))


def _any_of(*tables: dict[str, str]) -> str:
    words = {word for table in tables for word in table}
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in sorted(words, key=lambda word: (-len(word), word)))


_CODE = f"{_CODES.replace(' ', '|')}|(?-i:{_CAPITAL_CODES.replace(' ', '|')})"
_LAND_DOLLAR = rf"(?<![A-Za-z])(?:(?:{'|'.join(_DOLLARS)})\s?\$|(?-i:[{''.join(_DOLLARS_GLUED)}])\$|U\$S)"
_SIGN = f"[{''.join(_SIGNS)}]"
# What may stand in front of a number, and behind it.
BEFORE = (
    rf"{_LAND_DOLLAR}|(?<![A-Za-z])(?:{_CODE}|RMB)\s?{_SIGN}|{_SIGN}|\\(?=\d)"
    rf"|(?<![^\W\d_])(?:{_CODE}|{_any_of(_EITHER, _BEFORE_ONLY)})\.?:?(?=\s?\d)"
    r"|(?<![A-Za-z])(?-i:SR|LE|Dh|R)(?=\s?\d[\d.,\s]{0,20}(?![\dA-Za-z\-]))"
    rf"|(?:人民币|人民幣|新台[币幣]|新臺幣|台[币幣]|[美港欧歐日]元|美金|港[币幣])(?=\s?[¥￥$]?\s?\d)(?:\s?[¥￥$])?|(?<!\w)(?:{_any_of(_ARABIC)})\w{{0,2}}\.?(?=\s?\d)"
)
BEHIND = (
    rf"{_LAND_DOLLAR}|[$€£₹₺₽₩₪₫฿₱₴\u20c1\u20c3]|[¥￥](?!\s?\d)|{_any_of(_CJK)}|:-(?!\w)"
    rf"|(?:{_CODE}|{_any_of(_EITHER, _BEHIND)})(?![^\W\d_])|(?:{_any_of(_ARABIC)})\w*"
)


def currency_of(symbols: tuple[str, ...], local: str | None) -> str:
    """The currency that is meant by what stands beside a number, the telling sign before the shared one: "US$ 50 dollars",
    "$500 MXN". A shared one is `local`, if that is written so."""
    found = [_lookup(symbol) for symbol in symbols]
    for currency in found:
        if currency not in SHARED:
            return currency
    currencies, default = SHARED[found[0]]
    return local if local in currencies else default


def _lookup(symbol: str) -> str:
    word = fold(symbol).rstrip(".: ").strip()
    for form in (word, word.replace(" ", ""), word.rstrip("$¥€£₹₺ ") or word):
        if form in _BY_FORM:
            return _BY_FORM[form]
    return next((currency for stem, currency in _STEMS if word.startswith(stem)), "XXX")
