"""A layer as a page: its sentences by how much weight they carry, and where the small print begins."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

from scanner.catalog import Catalog, Folded, Language, fold, without_prefixes
from scanner.facts.lines import join_lines
from scanner.model import Form, Layer, Line

MAX_SENTENCES = 400
_HEAD_LINES = 14
_HEAD_SENTENCES = 2
_OPENING_SENTENCES = 9
# A full stop after a short capital word mostly belongs to a title (Mr. Smith), and ends no sentence.
_SENTENCE = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\b[A-Z][a-z]\.)(?<!\b[A-Z][a-z][a-z]\.)\s+(?=[^a-z])|(?<=[。！？])\s*|(?<=[.!?])\s{2,}|(?<=[!?])(?=[\u3040-\u9fff])"
)
_LABELED = re.compile(r"^\W{0,3}([^:：]{1,30}?)\s*[:：]\s*(?=\S)")
_LIST_TAG = re.compile(r"^\s*\[[A-Za-z0-9_.\-]{2,40}(?:[ :#]\d+)?\]\s*(?=\S)")
_STRIPPED = " \t:：,、。.!！?？~〜\"'"


class Zone(IntEnum):
    """Where on the page a sentence stands; the smaller, the more it counts."""

    SUBJECT = 0
    HEADLINE = 1
    OPENING = 2
    BODY = 3
    TERMS = 4


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence (or row of cells, or label with its value) of a page."""

    text: str
    zone: Zone
    line: int  # -1 for the subject
    label: str  # what stands before a colon, or in the first cell of a row; '' for a plain sentence
    folded: Folded = field(repr=False, compare=False)


class Page:
    """One layer, cut into sentences for one language. `subject` is the bare one of the layer, or of the mail it came in."""

    def __init__(self, layer: Layer, language: Language, subject: str) -> None:
        self.layer = layer
        self.language = language
        self.subject = subject
        self.lines, self._numbers = join_lines(layer, language)
        self.terms_from = _terms_start(self.lines, language)

    def row_of(self, line: int) -> int:
        """Which line of the page holds a line of the layer."""
        return self._numbers[line] if 0 <= line < len(self._numbers) else line

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences, the subject first."""
        return tuple(self._cut())

    def _cut(self) -> list[Sentence]:
        found: list[Sentence] = []
        language = self.language
        if self.subject:
            found.append(Sentence(self.subject, Zone.SUBJECT, -1, "", language.fold(self.subject)))
        large = sum(line.size > 0 for line in self.lines) * 2 > len(self.lines)
        said = 0
        for number, line in enumerate(self.lines):
            cells = [cell for cell in line.cells if cell]
            row = len(cells) > 1
            for text in [line.text] if row else _sentences(line.text, language):
                sentence = text.strip()
                if not sentence:
                    continue
                if len(found) >= MAX_SENTENCES:
                    return found
                folded = language.fold(sentence)
                label = cells[0] if row else _label_of(sentence)
                greeting = said < 4 and _is_greeting(sentence, folded, language)
                if number >= self.terms_from:
                    zone = Zone.TERMS
                elif (line.size and not large and number < _HEAD_LINES) or (said < _HEAD_SENTENCES and not greeting):
                    zone = Zone.HEADLINE
                elif said < _OPENING_SENTENCES:
                    zone = Zone.OPENING
                else:
                    zone = Zone.BODY
                found.append(Sentence(sentence, zone, number, label, folded))
                # The number of a step counts: where instructions begin, the news has been told.
                idle = len(sentence) <= 3 and not sentence[0].isdigit()
                said += not (greeting or label or idle or _is_courtesy(folded, language))
        return found

    def in_zone(self, last: Zone) -> list[Sentence]:
        """The sentences that stand in `last` or before it."""
        return [s for s in self.sentences if s.zone <= last]

    def says(self, cue: str, last: Zone = Zone.BODY) -> Sentence | None:
        """The first sentence, down to a zone, that holds a cue's words."""
        phrases = self.language.cues[cue]
        return next((s for s in self.sentences if s.zone <= last and any(p.search(s.folded) for p in phrases)), None)

    def says_form(self, form: Form) -> bool:
        """Whether the page names a shape in which cards travel."""
        return any(p.search(s.folded) for s in self.in_zone(Zone.BODY) for p in self.language.forms[form])

    @cached_property
    def text(self) -> str:
        """Subject and lines as one folded text, for words that may stand anywhere."""
        return fold("\n".join([self.subject, *(line.text for line in self.lines)]))


_ORDINAL = re.compile(r"(?:^|\D)\d{1,2}\.$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"(?<![^\s(\[\"'«“„])[^\s(\[\"'«“„]+\.$")
# Initials and the forms of companies: J. R., S.r.l., C.V., o.s., and o.o. behind "Sp. z".
_LETTERS = re.compile(r"(?:[^\W\d_]{1,2}\.)+|(?:[^\W\d_]\.)+[^\W\d_]{1,3}\.")


def _sentences(text: str, language: Language) -> list[str]:
    """The sentences of a line."""
    found: list[str] = []
    for piece in _SENTENCE.split(text):
        if found and _goes_on(found[-1], piece, language):
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return found


def _goes_on(former: str, piece: str, language: Language) -> bool:
    """Whether a full stop ended no sentence: that of an ordinal or a date (am 24. Dezember, 24. 12.), of initials, of a title
    (Dña. Ana) and of a word for a number (č. 5); nor does any where a small letter follows."""
    if piece[:1].islower():
        return True
    word = _FIRST_WORD.match(piece)
    if _ORDINAL.search(former) and (piece[:1].isdigit() or (word and fold(word.group()) in language.months)):
        return True
    last = _LAST_WORD.search(former)
    if last is None:
        return False
    if "." in last.group()[:-1] and _LETTERS.fullmatch(last.group()):
        return True
    folded = fold(last.group())
    return folded in language.titles or (piece[:1].isdigit() and folded[:-1] in (*language.abbreviations, *language.weekdays))


def bare_subject(subject: str, catalog: Catalog) -> str:
    """A subject without the prefixes of replies and forwards, and without a mailing list's tag."""
    return without_prefixes(_LIST_TAG.sub("", without_prefixes(subject, catalog)), catalog)


def _label_of(sentence: str) -> str:
    match = _LABELED.match(sentence)
    return match.group(1) if match and not sentence.lower().startswith("http") else ""


def _is_greeting(sentence: str, folded: Folded, language: Language) -> bool:
    """Whether a sentence only addresses the reader: it begins with a greeting, or is a name with a title."""
    if len(sentence) > 50:
        return False
    if any((m := p.search(folded)) and m.start() <= 1 for p in language.cues["greeting"]):
        return True
    bare = folded.plain.strip(_STRIPPED)
    return len(bare) <= 30 and any(bare.endswith(fold(title)) and bare != fold(title) for title in language.honorifics)


def _is_courtesy(folded: Folded, language: Language) -> bool:
    return any(p.search(folded) for p in language.cues["courtesy"])


def _terms_start(lines: tuple[Line, ...], language: Language) -> int:
    """The first line of the small print: from there on little speaks of this card. The very first lines are never it."""
    phrases = language.cues["terms"]
    for number, line in enumerate(lines):
        if number < 3:
            continue
        folded = language.fold(line.text[:160])
        for phrase in phrases:
            match = phrase.search(folded)
            # It opens a section, so it stands at its line's beginning.
            if match and match.start() <= 6:
                return number
    return len(lines)
