"""Labels: what stands before, above, below or behind a value and says what it is. The nearest label decides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scanner.catalog import Language
from scanner.model import Line

_REACH = 70  # characters before a value in which a label may stand
_LEFT_REACH = 25  # the same in the cell to the left, and in the line above
_LONG, _DIRECT = 50, 6
_LINES_ABOVE, _TABLE_ROWS = 4, 60
_KEPT = 5000
_PARENTHESES = re.compile(r"\([^()]*\)|（[^（）]*）")
_LEADERS = re.compile(r"[.…・]{2,}")  # the dots of a table of contents
_SENTENCE_END = re.compile(r"[.!?](?=\s)|[。！？]")
# What may stand between a label and its value, or around a label, and means nothing.
_FILLER = " \t:：.…・-–—=>→「『【[<〈《(（\"'*•■□●○◆◇▼▶|｜#"
_SIZES = (0.45, 4)  # a label fills a text if at most this share of it, plus a few characters, is something else


@dataclass(frozen=True, slots=True)
class Labeled:
    """A label that was found: its group, how far its end is from the value, its words, and where it stands."""

    group: str
    distance: int
    words: str
    before: str  # what stands in front of it, marked
    where: str  # cell, left, above, below, right


class LabelReader:
    """Finds labels in the given languages."""

    def __init__(self, languages: Iterable[Language]) -> None:
        self._languages = tuple(languages)
        self._cache: dict[tuple[str, frozenset[str] | None], tuple[str, int, str, str, int] | None] = {}

    def nearest(self, context: str, groups: frozenset[str] | None = None) -> tuple[str, int, str, str] | None:
        """The label that ends nearest to the context's end: group, distance, words, and what stands in front of it. Of two
        that end alike the longer one."""
        found = self._found(context, groups)
        return found[:4] if found else None

    def whole(self, text: str, groups: frozenset[str] | None = None) -> str | None:
        """The group of a label that fills a short text (a heading, a table's head, what stands before a colon)."""
        if len(text) > 60:
            return None
        found = self._found(text, groups)
        if found is None:
            return None
        group, distance, _words, _before, rest = found
        if distance and len(text) - rest <= 1:
            return None  # 先 in 先輩
        return group if distance <= 3 and rest <= _SIZES[0] * len(text) + _SIZES[1] else None

    def _found(self, context: str, groups: frozenset[str] | None) -> tuple[str, int, str, str, int] | None:
        key = (context[-_REACH:], groups)
        if key not in self._cache:
            if len(self._cache) > _KEPT:
                self._cache.clear()
            self._cache[key] = self._search(*key)
        return self._cache[key]

    def _search(self, context: str, groups: frozenset[str] | None) -> tuple[str, int, str, str, int] | None:
        # A remark in brackets between label and value tells nothing of either.
        stripped = _LEADERS.sub(" ", _PARENTHESES.sub(" ", context))
        best: tuple[int, int, str, str, str, int] | None = None
        for language in self._languages:
            folded = language.fold(stripped)
            size = len(folded.marked.rstrip(_FILLER))
            for group, phrase in language.label_set.candidates(folded):
                if groups is not None and group not in groups:
                    continue
                span = phrase.last(folded)
                if span is None:
                    continue
                start, end = span
                # Marks stand for whole words; the words' own length tells which label is the longer one.
                rank = (max(size - end, 0), -len(phrase.words))
                if best is None or rank < best[:2]:
                    best = (*rank, group, phrase.words, folded.marked[:start], start + size - end)
        return (best[2], best[0], best[3], best[4], best[5]) if best else None


def find_label(lines: tuple[Line, ...], row: int, column: int, start: int, reader: LabelReader, groups: frozenset[str], reach: int = 45) -> Labeled | None:
    """The label of a value that begins at `start` of a cell: before it, left of it, above it, below it, or right of it."""
    line = lines[row]
    cell = line.cells[column]
    before = cell[:start]
    if before.strip(_FILLER):
        found = reader.nearest(_SENTENCE_END.split(_LEADERS.sub(" ", before))[-1], groups)
        if found and found[1] <= reach:
            return Labeled(*found, "cell")
    for text in (cell for cell in reversed(line.cells[:column]) if cell.strip(_FILLER)):
        if found := _label_at_end(text, reader, groups):
            return Labeled(*found, "left")
        if any(c.isdigit() for c in text):
            break  # a value of its own, whose label is none for what comes after
    if len(before.strip(_FILLER)) > 25:
        return None  # a sentence of its own: what stands above speaks of something else
    return _above(lines, row, column, reader, groups) or _below(lines, row, reader, groups) or _right(line, column, reader, groups)


def _label_at_end(text: str, reader: LabelReader, groups: frozenset[str]) -> tuple[str, int, str, str] | None:
    """The label with which a text ends; one that has its own value behind it is none for what comes after."""
    found = reader.nearest(text, groups)
    # A whole sentence is a label only by its last words.
    if found is None or found[1] > (_LEFT_REACH if len(text) <= _LONG else _DIRECT):
        return None
    rest = text[len(text) - found[1] :]
    return None if any(c.isdigit() or c == "@" for c in rest) else found


def _above(lines: tuple[Line, ...], row: int, column: int, reader: LabelReader, groups: frozenset[str]) -> Labeled | None:
    """A table's head over the column, or a label line over the value; another value's line in between ends the search."""
    width = len(lines[row].cells)
    for up in range(row - 1, max(-1, row - (_TABLE_ROWS if width > 1 else _LINES_ABOVE)), -1):
        above = lines[up]
        if len(above.cells) != width and (len(above.cells) > 1 or column > 0 or row - up >= _LINES_ABOVE):
            return None
        head = above.cells[column] if len(above.cells) == width else above.cells[-1]
        if head and len(head) <= 90 and (found := _label_at_end(head, reader, groups)):
            return Labeled(*found, "above")
        if len(above.cells) == 1 and up < row - 1:
            return None
    return None


def _right(line: Line, column: int, reader: LabelReader, groups: frozenset[str]) -> Labeled | None:
    """A label in the last cell of a row, behind the value."""
    if column != len(line.cells) - 2:
        return None
    text = line.cells[-1]
    group = reader.whole(text, groups)
    return Labeled(group, 0, text, "", "right") if group else None


def _below(lines: tuple[Line, ...], row: int, reader: LabelReader, groups: frozenset[str]) -> Labeled | None:
    if row + 1 >= len(lines) or len(lines[row].cells) != 1 or len(lines[row + 1].cells) != 1:
        return None
    text = lines[row + 1].text
    group = reader.whole(text, groups)
    return Labeled(group, 0, text, "", "below") if group and not text.rstrip().endswith((":", "：")) else None
