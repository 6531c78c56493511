"""Labels: what stands before, above or below a value and says what it is. The nearest label decides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scanner.catalog import Folded, Language
from scanner.model import Line

_REACH = 70  # characters before a value in which a label may stand
_PARENTHESES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|（[^（）]*）")
_SENTENCE_END = re.compile(r"[.!?](?=\s)|[。！？]")


@dataclass(frozen=True, slots=True)
class Labeled:
    """A label that was found: its group, how far its end is from the value, its words, and where it stands."""

    group: str
    distance: int
    words: str
    where: str  # cell, left, above, below


class LabelReader:
    """Finds labels in the given languages."""

    def __init__(self, languages: Iterable[Language]) -> None:
        self._languages = tuple(languages)
        self._cache: dict[tuple[str, frozenset[str] | None], tuple[str, int, str] | None] = {}

    def nearest(self, context: str, groups: frozenset[str] | None = None) -> tuple[str, int, str] | None:
        """The label that ends nearest to the context's end: group, distance, words. Of two that end alike the longer."""
        context = context[-_REACH:]
        key = (context, groups)
        if key not in self._cache:
            if len(self._cache) > 5000:
                self._cache.clear()
            self._cache[key] = self._search(context, groups)
        return self._cache[key]

    def _search(self, context: str, groups: frozenset[str] | None) -> tuple[str, int, str] | None:
        # A remark in brackets between label and value tells nothing of either.
        stripped = _PARENTHESES.sub(" ", context)
        best: tuple[int, int, str, str] | None = None
        for language in self._languages:
            folded = language.fold(stripped)
            size = len(folded.plain)
            for group, phrases in language.labels.items():
                if groups is not None and group not in groups:
                    continue
                for phrase in phrases:
                    end_start = _last(phrase, folded)
                    if end_start is None:
                        continue
                    start, end = end_start
                    rank = (size - end, -(end - start))
                    if best is None or rank < best[:2]:
                        best = (*rank, group, phrase.words)
        return (best[2], best[0], best[3]) if best else None

    def whole(self, text: str, groups: frozenset[str] | None = None) -> str | None:
        """The group of a label that fills a short text (a heading or a table's head), None where none does."""
        if len(text) > 60:
            return None
        found = self.nearest(text, groups)
        if found is None:
            return None
        group, distance, words = found
        return group if distance <= 3 and len(text) <= 2.2 * len(words) + 8 else None


def _last(phrase, folded: Folded) -> tuple[int, int] | None:  # type: ignore[no-untyped-def]
    """The last place where a phrase stands."""
    match = phrase.search(folded)
    found = None
    while match:
        found = match.span()
        match = match.re.search(match.string, match.start() + 1)
    return found


def find_label(
    lines: tuple[Line, ...], row: int, column: int, start: int, reader: LabelReader, groups: frozenset[str], reach: int = 45
) -> Labeled | None:
    """The label of a value that begins at `start` of a cell: before it, left of it, above it, or below it."""
    line = lines[row]
    cell = line.cells[column]
    before = cell[:start]
    if before.strip(" :-=>「『【[(\"'*・•"):
        sentence = _SENTENCE_END.split(before)[-1]
        found = reader.nearest(sentence, groups)
        if found and found[1] <= reach:
            return Labeled(*found, "cell")
    for left in range(column - 1, -1, -1):
        if line.cells[left]:
            found = reader.nearest(line.cells[left], groups)
            if found and found[1] <= 25:
                return Labeled(*found, "left")
            break
    if len(before.strip()) > 25:
        return None  # a sentence of its own: what stands above speaks of something else
    for up in range(row - 1, max(-1, row - 4), -1):
        above = lines[up]
        if len(above.cells) > 1 and len(line.cells) == len(above.cells):
            head = above.cells[column]
        elif len(line.cells) > 1 and len(above.cells) == 1 and column > 0:
            break
        else:
            head = above.cells[-1] if len(above.cells) == 1 else ""
        if len(above.cells) > 1 and len(line.cells) == 1:
            break
        if head and len(head) <= 90:
            found = reader.nearest(head, groups)
            if found and found[1] <= 25:
                return Labeled(*found, "above")
        if len(above.cells) == 1 and up < row - 1:
            break
    if row + 1 < len(lines) and len(lines[row + 1].cells) == 1 and len(line.cells) == 1:
        group = reader.whole(lines[row + 1].text, groups)
        if group and not lines[row + 1].text.rstrip().endswith((":", "：")):
            return Labeled(group, 0, lines[row + 1].text, "below")
    return None
