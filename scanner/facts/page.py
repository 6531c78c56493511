"""A layer as a page: its sentences by how much weight they carry, and where the small print begins."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum

from scanner.catalog import Folded, Language, is_cjk
from scanner.model import Layer, Line

MAX_SENTENCES = 400
_HEAD_LINES = 14
_HEAD_SENTENCES = 2
_OPENING_SENTENCES = 9
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^a-z])|(?<=[。！？])\s*|(?<=[.!?])\s{2,}")
_GREETING = re.compile(
    r"^(?:(?:hello|hi|dear|hey|good (?:morning|day|afternoon|evening))\b.{0,40}[,!:.]?|.{1,40}(?:様|さん|さま|御中|各位)(?:へ)?|こんにちは.{0,12}|いつも.{0,60}ありがとうございます。?|.{0,12}いつもお世話に.{0,20})$",
    re.IGNORECASE,
)


class Zone(IntEnum):
    """Where on the page a sentence stands; the smaller, the more it counts."""

    SUBJECT = 0
    HEADLINE = 1
    OPENING = 2
    BODY = 3
    TERMS = 4


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence (or cell, or label line) of a page."""

    text: str
    zone: Zone
    line: int  # -1 for the subject
    folded: Folded = field(repr=False, compare=False)


class Page:
    """One layer, cut into sentences for one language."""

    def __init__(self, layer: Layer, language: Language) -> None:
        self.layer = layer
        self.language = language
        self.terms_from = _terms_start(layer.lines, language)
        self.sentences: tuple[Sentence, ...] = tuple(self._cut())

    def _cut(self) -> list[Sentence]:
        found: list[Sentence] = []
        subject = _bare_subject(self.layer.subject)
        if subject:
            found.append(Sentence(subject, Zone.SUBJECT, -1, self.language.fold(subject)))
        large = sum(line.size > 0 for line in self.layer.lines) * 2 > len(self.layer.lines)
        said = 0
        for number, text, size in _paragraphs(self.layer.lines):
            terms = number >= self.terms_from
            for sentence in _SENTENCE.split(text):
                sentence = sentence.strip()
                if not sentence:
                    continue
                if len(found) >= MAX_SENTENCES:
                    return found
                greeting = said < 4 and bool(_GREETING.match(sentence))
                if terms:
                    zone = Zone.TERMS
                elif (size and not large and number < _HEAD_LINES) or (said < _HEAD_SENTENCES and not greeting):
                    zone = Zone.HEADLINE
                elif said < _OPENING_SENTENCES:
                    zone = Zone.OPENING
                else:
                    zone = Zone.BODY
                found.append(Sentence(sentence, zone, number, self.language.fold(sentence)))
                if not greeting and len(sentence) > 3:
                    said += 1
        return found

    def in_zone(self, last: Zone) -> list[Sentence]:
        """The sentences that stand in `last` or before it."""
        return [s for s in self.sentences if s.zone <= last]


_REPLY_PREFIX = re.compile(r"^\s*(?:(?:re|fw|fwd|aw|wg|tr|rv|sv|vs|antw|r|i|enc|res|odp|ynt|ilt|回复|转发|回覆|轉寄|返信|転送)\s*(?:\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE)


def _bare_subject(subject: str) -> str:
    return _REPLY_PREFIX.sub("", subject).strip()


def _paragraphs(lines: tuple[Line, ...]) -> list[tuple[int, str, int]]:
    """The lines, those of one wrapped sentence joined: number of the first, text, size."""
    joined: list[tuple[int, str, int]] = []
    open_line = False
    for number, line in enumerate(lines):
        text = line.text
        if open_line and not line.gap and len(line.cells) == 1 and not _starts_label(text):
            first, before, size = joined[-1]
            glue = "" if before and text and is_cjk(before[-1]) and is_cjk(text[0]) else " "
            joined[-1] = (first, before + glue + text, size)
        else:
            joined.append((number, text, line.size))
        open_line = line.wraps and len(line.cells) == 1
    return joined


_LABEL_LINE = re.compile(r"^\W{0,3}[^\s:：]{1,20}(?:\s[^\s:：]{1,15}){0,3}\s?[:：]")


def _starts_label(text: str) -> bool:
    """Whether a line begins with a label: then it goes on nothing."""
    return bool(_LABEL_LINE.match(text)) and not text.lower().startswith(("http", "https"))


def _terms_start(lines: tuple[Line, ...], language: Language) -> int:
    """The first line of the small print: from there on nothing speaks of this card. The very first lines are never it."""
    phrases = language.cues["terms"]
    for number, line in enumerate(lines):
        if number < 3:
            continue
        text = line.text
        folded = language.fold(text[:160])
        for phrase in phrases:
            match = phrase.search(folded)
            # It opens a section, so it stands at its line's beginning.
            if match and match.start() <= 6:
                return number
    return len(lines)
