"""Changes that know what they change: lines, header fields, parts, numbers, encoded words, and the words of a format."""

from __future__ import annotations

import base64
import random
import re
from collections.abc import Callable, Sequence

_NUMBER = re.compile(rb"\d+")
_WORD = re.compile(rb"[A-Za-z]{3,}")
_TOKEN = re.compile(rb"[^\s<>;=\"',:]{2,}")
_BREAK = re.compile(rb"\r?\n")
_NUMBERS = (
    b"0", b"1", b"-1", b"9", b"60", b"100", b"255", b"65536", b"2147483648", b"4294967295", b"4294967296",
    b"9" * 19, b"9" * 400, b"9" * 4400, b"00", b"1e9",
)  # fmt: skip
_DIGITS_ELSEWHERE = ("²", "①", "٣", "３", "Ⅷ", "𝟗", "一")
_BYTES = (
    b"\0", b"\r", b"\n", b"\t", b"\x1b", b"\x1b$B", b"\x1b(B", b"\x7f", b"\x85", b"\xa0", b"\xff", b"\xfe\xff", b"\xe3\x82", b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80", *(char.encode() for char in ("\u2028", "\u202e", "\ufeff", "\u200b", "İ", "ß", "ﷺ", "\u0345")),
)  # fmt: skip
_CHARSETS = (
    b"utf-8", b"us-ascii", b"iso-2022-jp", b"shift_jis", b"euc-jp", b"gb2312", b"big5", b"utf-7", b"utf-16", b"utf-32", b"iso-8859-1", b"idna", b"punycode",
    b"zlib", b"unicode_escape", b"hz", b"cp932", b"x-unknown", b"iso-2022-kr", b"mbcs", b"rot13", b"\xff",
)  # fmt: skip

Change = Callable[["Mutator", bytes, random.Random], bytes]


class Mutator:
    """Changes inputs of one format. `words` belong to it; `others` are inputs that pieces are taken from."""

    def __init__(self, words: Sequence[bytes], others: Sequence[bytes]) -> None:
        self.words = tuple(words) or (b" ",)
        self.others = tuple(others) or (b"",)

    def mutated(self, data: bytes, chance: random.Random, most: int) -> bytes:
        """`data` after one to six changes, of no more than `most` bytes. The same chance gives the same result."""
        for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
            data = chance.choice(_CHANGES)(self, data, chance)[:most]
        return data


def _span(data: bytes, chance: random.Random) -> tuple[int, int]:
    at = chance.randrange(len(data) + 1)
    return at, min(len(data), at + chance.choice((1, 1, 2, 4, 16, 64, 512)))


def _put(data: bytes, span: tuple[int, int], new: bytes) -> bytes:
    return data[: span[0]] + new + data[span[1] :]


def _found(pattern: re.Pattern[bytes], data: bytes, chance: random.Random) -> tuple[int, int] | None:
    """A place where a pattern stands, looked for from somewhere on."""
    match = pattern.search(data, chance.randrange(len(data) + 1)) or pattern.search(data)
    return match.span() if match else None


def _drop(_: Mutator, data: bytes, chance: random.Random) -> bytes:
    return _put(data, _span(data, chance), b"")


def _repeat(_: Mutator, data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return _put(data, (start, end), data[start:end] * chance.choice((2, 2, 3, 20, 300)))


def _noise(_: Mutator, data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return _put(data, (start, end), chance.randbytes(min(end - start, 8)))


def _odd_bytes(_: Mutator, data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return _put(data, (at, at), chance.choice(_BYTES) * chance.choice((1, 1, 2, 40)))


def _cut(_: Mutator, data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _insert_word(mutator: Mutator, data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return _put(data, (at, at), chance.choice(mutator.words))


def _other_word(mutator: Mutator, data: bytes, chance: random.Random) -> bytes:
    span = _found(_TOKEN, data, chance)
    return _put(data, span, chance.choice(mutator.words)) if span else data


def _number(_: Mutator, data: bytes, chance: random.Random) -> bytes:
    span = _found(_NUMBER, data, chance)
    if span is None:
        return data
    new = chance.choice(_NUMBERS) if chance.random() < 0.7 else chance.choice(_DIGITS_ELSEWHERE).encode()
    return _put(data, span, new)


def _letter_case(_: Mutator, data: bytes, chance: random.Random) -> bytes:
    span = _found(_WORD, data, chance)
    return _put(data, span, data[span[0] : span[1]].swapcase()) if span else data


def _encoded_word(_: Mutator, data: bytes, chance: random.Random) -> bytes:
    """A token as an encoded word (RFC 2047) of a charset that may be any other than its own."""
    span = _found(_TOKEN, data, chance)
    if span is None:
        return data
    token = data[span[0] : span[1]]
    charset = chance.choice(_CHARSETS)
    if chance.random() < 0.5:
        return _put(data, span, b"=?%s?B?%s?=" % (charset, base64.b64encode(token)))
    return _put(data, span, b"=?%s?q?%s?=" % (charset, b"".join(b"=%02X" % byte for byte in token)))


def _charset(_: Mutator, data: bytes, chance: random.Random) -> bytes:
    """Another charset behind `charset=`."""
    span = _found(re.compile(rb"(?<=charset=)[^\s;]+", re.IGNORECASE), data, chance)
    return _put(data, span, chance.choice(_CHARSETS)) if span else data


def _lines(_: Mutator, data: bytes, chance: random.Random) -> bytes:
    """Lines lost, doubled, moved or folded."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            del lines[at : at + chance.choice((1, 1, 3, 10))]
        case 1:
            lines[at:at] = [lines[at]] * chance.choice((1, 2, 50))
        case 2:
            lines.insert(chance.randrange(len(lines)), lines.pop(at))
        case 3:
            half = chance.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:half] + b"\n " + lines[at][half:]
        case _:
            lines.insert(at, b"")
    return b"\n".join(lines)


def _foreign_lines(mutator: Mutator, data: bytes, chance: random.Random) -> bytes:
    """A few lines of another input."""
    theirs = chance.choice(mutator.others).split(b"\n")
    start = chance.randrange(len(theirs))
    lines = data.split(b"\n")
    at = chance.randrange(len(lines) + 1)
    lines[at : at + chance.choice((0, 0, 1, 3))] = theirs[start : start + chance.choice((1, 1, 2, 5, 20))]
    return b"\n".join(lines)


def _foreign_block(mutator: Mutator, data: bytes, chance: random.Random) -> bytes:
    """A block between blank lines for another input's, or beside it."""
    theirs = chance.choice(chance.choice(mutator.others).split(b"\n\n"))
    blocks = data.split(b"\n\n")
    at = chance.randrange(len(blocks))
    blocks[at : at + chance.randrange(2)] = [theirs]
    return b"\n\n".join(blocks)


def _joined(mutator: Mutator, data: bytes, chance: random.Random) -> bytes:
    """The beginning of one input and the end of another."""
    other = chance.choice(mutator.others)
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def _line_ends(_: Mutator, data: bytes, chance: random.Random) -> bytes:
    return _BREAK.sub(chance.choice((b"\r\n", b"\n", b"\r", b"\n\n", b" \n")), data)


_CHANGES: tuple[Change, ...] = (
    _drop, _repeat, _noise, _odd_bytes, _odd_bytes, _cut, _insert_word, _insert_word, _other_word, _other_word, _number, _number, _letter_case,
    _encoded_word, _charset, _lines, _lines, _foreign_lines, _foreign_lines, _foreign_block, _joined, _line_ends,
)  # fmt: skip
