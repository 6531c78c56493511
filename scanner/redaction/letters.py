"""Letters and digits by others of their kind: the length, the script and the case of a text stay, its content goes."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Iterator

_DIGITS = "0123456789"
_UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_HEX = "0123456789abcdef"
_VOWELS = "aeiou"
_CONSONANTS = "bcdfghjklmnprstvwz"
# Characters that Japanese and Chinese names are written with, and that make no common word side by side.
_KANJI = "藤原森岡沢崎浦坂塚堀柴桑榎榊椿楠樋梶槙磯筒辻嶋潮瀬雅恵優彩紗奈那智悠翔遥琴澄凛朋晃浩敦篤肇"
_HIRAGANA = "あいうえかきくけこさしすせたちつてとなにぬねはひふほまみむめもやゆよらりるれろわ"
_KATAKANA = "アイウエオカキクケコサシスセタチツテトナニヌネハヒフホマミムメモヤユヨラリルレロワ"
_SCRIPTS = (
    ("\u3041", "\u3096", _HIRAGANA),
    ("\u30a1", "\u30fa", _KATAKANA),
    ("\u3400", "\u9fff", _KANJI),
    ("\uac00", "\ud7a3", "가나다라마바사아자차하고노도로모보소오조호기니디리미비시이지히"),
    ("\u0430", "\u044f", "абвгдезиклмнопрстух"),
    ("\u0621", "\u064a", "بتثجحدرزسشعفقكلمن"),
    ("\u03b1", "\u03c9", "αβγδεζηικλμνοπρστυ"),
    ("\u05d0", "\u05ea", "אבגדהזחטלמנסעפקרשת"),
)


def numbers(key: bytes, what: str) -> Iterator[int]:
    """An endless row of bytes, the same for the same key and text, and telling nothing of the text without the key."""
    block = 0
    while True:
        yield from hmac.new(key, f"{block}\0{what}".encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
        block += 1


def scrambled(text: str, key: bytes, salt: str) -> str:
    """A code, number or token: digits by digits, letters by letters, everything else as it is."""
    row = numbers(key, f"{salt}\0{text.upper()}")
    hexadecimal = len(text) >= 8 and not set(text.lower()) - set(_HEX + "-")
    return "".join(_other(c, next(row), hexadecimal=hexadecimal) for c in text)


def _other(char: str, number: int, *, hexadecimal: bool) -> str:
    # What no code has (0, 1, I, O) stays apart from what one may have, so that a code stays one.
    if char in _DIGITS:
        return _pick("01" if char in "01" else "23456789", char, number)
    if not char.isascii() or not char.isalpha():
        return char
    pool = "abcdef" if hexadecimal else "io" if char in "IO" else _UPPER.lower()
    return _cased(_pick(pool, char.lower(), number), char)


def invented(word: str, key: bytes) -> str:
    """A name's word by one that can be spoken, of the same length, script and case."""
    row = numbers(key, f"name\0{word.casefold()}")
    return "".join(_spoken(c, next(row)) for c in word)


def _spoken(char: str, number: int) -> str:
    base = unicodedata.normalize("NFD", char.lower())[0]
    if base in _VOWELS or (base.isascii() and base.isalpha()):
        return _cased(_pick(_VOWELS if base in _VOWELS else _CONSONANTS, base, number), char)
    if base in _DIGITS:
        return _pick(_DIGITS, base, number)
    for first, last, pool in _SCRIPTS:
        if first <= base <= last:
            return _cased(_pick(pool, base, number), char)
    return _cased(_pick(_CONSONANTS, "", number), char) if char.isalpha() and "LATIN" in unicodedata.name(char, "") else char


def _pick(pool: str, char: str, number: int) -> str:
    """One of the pool that is not the character itself."""
    others = pool.replace(char, "") if char else pool
    return others[number % len(others)]


def _cased(new: str, old: str) -> str:
    return new.upper() if old.isupper() else new
