"""Which code-shaped texts of a page are claim codes: by their shape where it is proof, else by the label beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from scanner.catalog import Catalog, Language
from scanner.facts.labels import LabelReader, find_label
from scanner.facts.links import ReadLink
from scanner.facts.page import Page
from scanner.facts.shapes import CodeMatch, find_codes
from scanner.model import ClaimCode, Line

_GROUPS = frozenset({"code", "serial", "other_code", "order_id"})
_FRAGMENT = re.compile(r"^[A-Za-z0-9]{1,8}(?:\s?-\s?[A-Za-z0-9]{1,8})?\s?-?$|^-$")


_ADDRESSES = re.compile(r"\S+@\S+|https?://\S+")


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A claim code of a page, and where it stands. `line` is -1 for one that stands in a link only."""

    code: ClaimCode
    line: int
    column: int
    quote: str
    void: bool


def page_codes(
    page: Page, links: tuple[ReadLink, ...], labels: LabelReader, gift_sender: bool, about_card: bool, catalog: Catalog
) -> tuple[FoundCode, ...]:
    """The claim codes of a page in order of appearance, each once; the void ones are marked."""
    found: list[FoundCode] = []
    lines = page.layer.lines
    for row, line in enumerate(lines):
        for column, match in _matches(lines, row):
            context = _Context(page, row, column, match, labels)
            if context.accepted(gift_sender, about_card):
                found.append(FoundCode(match.code, row, column, line.text, context.is_void(page.language)))
    for column, match in ((0, m) for m in find_codes(page.layer.subject) if m.proof):
        found.append(FoundCode(match.code, -1, column, page.layer.subject, False))
    for link in links:
        if link.code is not None:
            found.append(FoundCode(link.code, link.link.line, 0, link.host, False))
    return _once(found)


def _matches(lines: tuple[Line, ...], row: int) -> list[tuple[int, CodeMatch]]:
    """The code-shaped texts of a line: in a cell, spread over its cells, or over this line and the next ones."""
    line = lines[row]
    found = [(column, match) for column, cell in enumerate(line.cells) for match in find_codes(cell)]
    if found:
        return found
    if 3 <= len(line.cells) <= 20:
        pieces = [c.strip() for c in line.cells if c.strip()]
        joined = _joined(pieces)
        for first in range(len(pieces)):
            if _FRAGMENT.match(pieces[first]) and (joined := _joined(pieces[first:])):
                if match := next(find_codes(joined), None):
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


class _Context:
    """What stands around a code-shaped text."""

    def __init__(self, page: Page, row: int, column: int, match: CodeMatch, labels: LabelReader) -> None:
        self._page = page
        self._row = row
        self._column = column
        self._match = match
        self._lines = page.layer.lines
        self._label = find_label(self._lines, row, column, match.start, labels, _GROUPS)

    def accepted(self, gift_sender: bool, about_card: bool) -> bool:
        """Whether this is a claim code. Capitals and hyphens in 4-6-4 stand alone unless a label speaks against it;
        whatever is written otherwise needs a label, or to stand alone in a mail that sends gift cards only."""
        label, match = self._label, self._match
        if self._is_example():
            return False
        if label and label.group != "code":
            return False
        if match.proof:
            return label is not None or about_card or gift_sender or self._speaks_of_amazon()
        if label is not None:
            return label.distance <= 40 and (about_card or self._speaks_of_amazon())
        return gift_sender and self._stands_alone()

    def _speaks_of_amazon(self) -> bool:
        near = self._lines[max(0, self._row - 3) : self._row + 3]
        text = " ".join([self._page.layer.subject, *(line.text for line in near)]).lower()
        return "amazon" in text or "アマゾン" in text or "アマギフ" in text

    def _stands_alone(self) -> bool:
        cell = self._lines[self._row].cells[self._column]
        return len(cell.strip()) <= self._match.end - self._match.start + 4

    def _is_example(self) -> bool:
        """Whether the sentence that the code stands in calls it an example."""
        cell = self._lines[self._row].cells[self._column]
        near = cell[max(0, self._match.start - 60) : self._match.end + 40]
        folded = self._page.language.fold(_ADDRESSES.sub(" ", near))
        return any(p.search(folded) for p in self._page.language.cues["example"])

    def is_void(self, language: Language) -> bool:
        """Whether the words beside the code say that it is dead: in its sentence or row, or in the label above it."""
        line = self._lines[self._row]
        cell = line.cells[self._column]
        start, end = self._match.start, self._match.end
        before = re.split(r"[.!?。！？](?:\s|$)", cell[:start])[-1]
        after = re.split(r"[.!?。！？](?:\s|$)", cell[end:])[0]
        texts = [before, after, *(c for i, c in enumerate(line.cells) if i != self._column)]
        if not before.strip(" :-") and len(line.cells) == 1 and self._row > 0 and len(cell) < 60:
            texts.append(self._lines[self._row - 1].text)
        return any(p.search(folded) for folded in map(language.fold, texts) for p in language.cues["voided"])


def _once(found: list[FoundCode]) -> tuple[FoundCode, ...]:
    """Each code once; a bare one that is a grouped one without its hyphens is the same."""
    kept: list[FoundCode] = []
    for item in found:
        twin = next((i for i, k in enumerate(kept) if k.code.bare == item.code.bare), None)
        if twin is None:
            kept.append(item)
            continue
        known = kept[twin]
        better = item.code if "-" in item.code.reveal() and "-" not in known.code.reveal() else known.code
        kept[twin] = replace(known, code=better, void=known.void or item.void)
    return tuple(kept)
