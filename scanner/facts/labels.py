"""Labels: what stands before, above, below or behind a value and says what it is. The nearest label decides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from scanner.catalog import Language, Phrase
from scanner.model import Line

_REACH = 70  # characters before a value in which a label may stand
_LEFT_REACH = 25  # the same in the cell to the left, and in the line above
_LONG, _DIRECT = 50, 6
_LINES_ABOVE, _TABLE_ROWS = 4, 60
_KEPT = 5000
_SHORT_LABEL = 25
_PARENTHESES = re.compile(r"\([^()]*\)|（[^（）]*）")
_LEADERS = re.compile(r"[.…・]{2,}|(?:[.…・] ){2,}")  # the dots of a table of contents
_POINTER = re.compile(r"^\s*(?:<{1,2}[-–—=]+|[←⇐⟵⬅◀◄])\s*")  # what points from a label back at its value
_BRACKETED = re.compile(r"^\s*[(（\[【]([^()（）\[\]【】]+)[)）\]】]\s*$")  # a text that stands in brackets as a whole
_COMMA = re.compile(r"[,،，、]")
_SENTENCE_END = re.compile(r"[.!?](?=\s)|[。！？]")
# What may stand between a label and its value, or around a label, and means nothing.
_FILLER = " \t:：.…・-–—=>→←「『【[<〈《(（\"'*•■□●○◆◇▼▶|｜#"
_OF_A_THING = 8  # letters of the word for a thing
_REFERENCE = re.compile(r"\{\w+\}")
_SIZES = (0.45, 4)  # a label fills a text if at most this share of it, plus a few characters, is something else


@dataclass(frozen=True, slots=True)
class Labeled:
    """A label that was found: its group, how far its end is from the value, its words, and where it stands."""

    group: str
    distance: int
    words: str
    before: str  # what stands in front of it, marked
    after: str  # what stands between it and the value, marked
    where: str  # cell, left, above, below, right


class _Found(NamedTuple):
    """A label in a text, measured in the marked form."""

    group: str
    distance: int
    words: str
    before: str
    after: str
    size: int


class LabelReader:
    """Finds labels in the given languages."""

    def __init__(self, languages: Iterable[Language]) -> None:
        self._languages = tuple(languages)
        self._cache: dict[tuple[str, frozenset[str] | None], _Found | None] = {}

    def nearest(self, context: str, groups: frozenset[str] | None = None) -> tuple[str, int, str, str, str] | None:
        """The label that ends nearest to the context's end: group, distance, words, and what stands in front of it and behind
        it. Of two that end alike the longer one."""
        found = self._found(context, groups)
        return found[:5] if found else None

    def whole(self, text: str, groups: frozenset[str] | None = None) -> str | None:
        """The group of a label that fills a short text (a heading, a table's head, what stands before a colon)."""
        text = _BRACKETED.sub(r"\1", text)
        if len(text) > 60:
            return None
        found = self._found(text, groups)
        if found is None:
            return None
        if found.distance and len(found.words) <= 1:
            return None  # 先 in 先輩
        rest = len(found.before) + found.distance
        return found.group if found.distance <= 3 and rest <= _SIZES[0] * found.size + _SIZES[1] else None

    def _found(self, context: str, groups: frozenset[str] | None) -> _Found | None:
        key = (context[-_REACH:], groups)
        if key not in self._cache:
            if len(self._cache) > _KEPT:
                self._cache.clear()
            self._cache[key] = self._search(*key)
        return self._cache[key]

    def _search(self, context: str, groups: frozenset[str] | None) -> _Found | None:
        # A remark in brackets between label and value tells nothing of either.
        stripped = _LEADERS.sub(" ", _PARENTHESES.sub(" ", context))
        best: _Found | None = None
        best_rank = (0, 0)
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
                rank = (max(size - end, 0), -_length(phrase, end - start))
                if best is None or rank < best_rank:
                    best_rank = rank
                    best = _Found(group, rank[0], phrase.words, folded.marked[:start], folded.marked[end:], size)
        return best


def _length(phrase: Phrase, matched: int) -> int:
    """How many letters of a text a phrase took up; a mark stands for a word as long as any."""
    things = len(_REFERENCE.findall(phrase.words))
    return matched + things * _OF_A_THING if not phrase.gaps else len(_REFERENCE.sub(" " * _OF_A_THING, phrase.words))


def find_label(lines: tuple[Line, ...], row: int, column: int, start: int, reader: LabelReader, groups: frozenset[str], reach: int = 45) -> Labeled | None:
    """The label of a value that begins at `start` of a cell: before it, left of it, above it, below it, or right of it."""
    line = lines[row]
    if found_pointing := _pointing(line, column, reader, groups):
        return found_pointing
    cell = line.cells[column]
    before = cell[:start]
    if before.strip(_FILLER):
        found = reader.nearest(_last_sentence(before, reader), groups)
        if found and found[1] <= reach:
            return Labeled(*found, "cell")
    for text in (cell for cell in reversed(line.cells[:column]) if cell.strip(_FILLER)):
        if found := _label_at_end(text, reader, groups):
            return Labeled(*found, "left")
        if any(c.isdigit() for c in text):
            break  # a value of its own, whose label is none for what comes after
    if len(before.strip(_FILLER)) > 25:
        return None  # a sentence of its own: what stands above speaks of something else
    return (
        _above(lines, row, column, reader, groups, alone=not before.strip(_FILLER))
        or _below(lines, row, reader, groups)
        or _right(line, column, reader, groups)
    )


def _last_sentence(before: str, reader: LabelReader) -> str:
    """What of a text in front of a value is its sentence; the full stop of a word cut short ends none: Serial No., Exp."""
    pieces = _SENTENCE_END.split(_LEADERS.sub(" ", before))
    if len(pieces) > 1 and not pieces[-1].strip(_FILLER) and len(pieces[-2]) <= _SHORT_LABEL and reader.whole(pieces[-2]):
        return pieces[-2]
    return pieces[-1]


def _label_at_end(text: str, reader: LabelReader, groups: frozenset[str]) -> tuple[str, int, str, str, str] | None:
    """The label with which a text ends; one that has its own value behind it is none for what comes after."""
    found = reader.nearest(text, groups)
    # A whole sentence is a label only by its last words.
    if found is None or found[1] > (_LEFT_REACH if len(text) <= _LONG else _DIRECT):
        return None
    rest = text[len(text) - found[1] :]
    return None if any(c.isdigit() or c == "@" for c in rest) else found


def _above(lines: tuple[Line, ...], row: int, column: int, reader: LabelReader, groups: frozenset[str], *, alone: bool) -> Labeled | None:
    """A table's head over the column, or a label line over the value; another value's line in between ends the search, at
    once where the value does not stand alone in its line as that one does."""
    width = len(lines[row].cells)
    passed = 0  # lines that say something else
    for up in range(row - 1, max(-1, row - (_TABLE_ROWS if width > 1 else _LINES_ABOVE)), -1):
        above = lines[up]
        if not above.text.strip(_FILLER):
            continue  # a rule, or a colon in a line of its own
        if len(above.cells) != width and (len(above.cells) > 1 or column > 0 or row - up >= _LINES_ABOVE):
            return None
        head = above.cells[column] if len(above.cells) == width else above.cells[-1]
        head = _SENTENCE_END.split(head)[-1].strip() or head  # of a paragraph the words that end it
        if head and len(head) <= 90 and (found := _label_at_end(head, reader, groups)):
            return Labeled(*found, "above")
        passed += 1
        if len(above.cells) == 1 and (passed > 1 or (not alone and " " not in above.text.strip(_FILLER))):
            return None
    return None


def _right(line: Line, column: int, reader: LabelReader, groups: frozenset[str]) -> Labeled | None:
    """A label in the last cell of a row, behind the value."""
    behind = [cell for cell in line.cells[column + 1 :] if cell.strip(_FILLER)]
    group = reader.whole(behind[0], groups) if len(behind) == 1 else None
    return Labeled(group, 0, behind[0], "", "", "right") if group else None


def _pointing(line: Line, column: int, reader: LabelReader, groups: frozenset[str]) -> Labeled | None:
    """A label that points back at the value in front of it, in however many words: `30.6.2031 <-- valid to this day`."""
    behind = [cell for cell in line.cells[column + 1 :] if cell.strip(_FILLER)]
    if len(behind) != 1 or not is_pointed(behind[0]) or len(behind[0]) > _REACH:
        return None
    found = reader.nearest(without_pointer(behind[0]), groups)
    return Labeled(found[0], 0, found[2], found[3], found[4], "right") if found else None


def is_pointed(text: str) -> bool:
    """Whether a text points back at what stands in front of it."""
    return bool(_POINTER.match(text))


def without_pointer(text: str) -> str:
    """A text without the arrow in front of it."""
    return _POINTER.sub("", text)


def _below(lines: tuple[Line, ...], row: int, reader: LabelReader, groups: frozenset[str]) -> Labeled | None:
    """A label line under the value, or the first words of a sentence there, cut off by a comma: "the code above, …"."""
    below = next((line for line in lines[row + 1 : row + 3] if line.text.strip(_FILLER)), None)
    if below is None or len(lines[row].cells) != 1 or len(below.cells) != 1:
        return None
    text = _COMMA.split(below.text)[0]
    group = reader.whole(text, groups)
    return Labeled(group, 0, text, "", "", "below") if group and not text.rstrip().endswith((":", "：")) else None
