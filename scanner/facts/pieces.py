"""The code-shaped texts of a line, also where a table or a narrow page has cut one to pieces."""

from __future__ import annotations

import re
from dataclasses import replace

from scanner.facts.shapes import CodeMatch, find_codes
from scanner.model import Line

_FRAGMENT = re.compile(r"^[A-Za-z0-9]{1,8}(?:\s?-\s?[A-Za-z0-9]{1,8})?\s?-?$|^-$")
# A code in an address is no code of the page: it may be a shop's tracking of who clicked. An address is tried from its first
# letter alone, so that a stretch without an at sign costs its length, not the square of it.
_ADDRESSES = re.compile(r"https?://[!-~]+|(?<![\w.+\-])[\w.+\-]+@[\w.\-]+")


def code_texts(lines: tuple[Line, ...], row: int) -> list[tuple[int, CodeMatch]]:
    """The code-shaped texts of a line: in a cell, spread over its cells, or over this line and the next ones."""
    line = lines[row]
    found = [(column, match) for column, cell in enumerate(line.cells) for match in find_codes(without_addresses(cell))]
    if found:
        return found
    if 3 <= len(line.cells) <= 20:
        pieces = [c.strip() for c in line.cells if c.strip()]
        for first in range(len(pieces)):
            if _FRAGMENT.match(pieces[first]) and (match := next(find_codes(_joined(pieces[first:])), None)):
                return [(_column_of(line, pieces[first]), replace(match, start=0, proof=False))]
    if len(line.cells) == 1 and (_FRAGMENT.match(line.text) or line.text.endswith("-")):
        parts = [line.text]
        for below in lines[row + 1 : row + 17]:
            if len(below.cells) != 1 or not _FRAGMENT.match(below.text):
                break
            parts.append(below.text)
        if len(parts) > 1 and (match := next(find_codes(_joined(parts)), None)):
            return [(0, replace(match, start=0, proof=False))]
    return []


def without_addresses(cell: str) -> str:
    """A text with blanks where addresses stand."""
    return _ADDRESSES.sub(lambda m: " " * len(m.group()), cell)


def _joined(pieces: list[str]) -> str:
    """Fragments as one text: single characters glued, groups set apart by a hyphen's place."""
    if all(len(p) == 1 for p in pieces):
        return "".join(pieces)
    text = ""
    for piece in pieces:
        text += piece if not text or text.endswith("-") or piece.startswith("-") else " " + piece
    return text


def _column_of(line: Line, piece: str) -> int:
    return next(i for i, cell in enumerate(line.cells) if cell.strip() == piece)
