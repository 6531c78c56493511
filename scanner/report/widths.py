"""Columns of a terminal: a full-width character takes two (UAX #11), and lines are broken where a reader expects it."""

from __future__ import annotations

import unicodedata

# A line must not begin with these (JIS X 4051: closing brackets, stops, small kana, the long-vowel mark).
_NOT_FIRST = frozenset("、。，．,.:;：；・！？!?」』）)】］]〉》〕}ーゝゞ々ぁぃぅぇぉっゃゅょァィゥェォッャュョ”’…")
_NOT_LAST = frozenset("「『（(【［[〈《〔{“‘")  # nor end with these


def width_of(text: str) -> int:
    """How many columns a text takes."""
    return sum(_width(c) for c in text)


def _width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def clipped(text: str, columns: int) -> str:
    """A text cut to a number of columns, with an ellipsis where something was cut off."""
    if width_of(text) <= columns:
        return text
    kept, used = "", 0
    for char in text:
        used += _width(char)
        if used > columns - 1:
            break
        kept += char
    return kept.rstrip() + "…"


def wrapped(text: str, columns: int, *, hanging: str = "") -> list[str]:
    """A paragraph in lines of at most so many columns. Later lines begin with `hanging`.

    Words stay whole, Japanese is broken between characters; only what is longer than a line by itself is cut.
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line.strip() and width_of(line + piece.rstrip()) > columns:
            lines.append(line.rstrip())
            line, piece = hanging, piece.lstrip()  # noqa: PLW2901
        while width_of(line + piece.rstrip()) > columns > width_of(line):
            head = _head(piece, columns - width_of(line))
            lines.append(line + head)
            line, piece = hanging, piece[len(head) :]  # noqa: PLW2901
        line += piece
    return [*lines, line.rstrip()]


def _head(piece: str, columns: int) -> str:
    """As much of a piece as fits into so many columns, one character at least."""
    used = 0
    for at, char in enumerate(piece):
        used += _width(char)
        if used > columns and at:
            return piece[:at]
    return piece


def _pieces(text: str) -> list[str]:
    """The parts between which a line may end: words with the blanks after them, and single full-width characters."""
    pieces: list[str] = []
    for char in text:
        last = pieces[-1] if pieces else ""
        if not last:
            pieces.append(char)
        elif char == " " or char in _NOT_FIRST or last[-1] in _NOT_LAST:
            pieces[-1] += char
        elif last[-1] == " " or _width(char) == 2 or _width(last[-1]) == 2:
            pieces.append(char)
        else:
            pieces[-1] += char
    return pieces
