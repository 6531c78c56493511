"""Days that a page names, and what each is: when the card comes, until when it can be used, or neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from scanner.catalog import Folded
from scanner.facts.labels import find_label
from scanner.facts.shapes import DateMatch, DateReader
from scanner.facts.signals import Signals

_DAYS = frozenset({"deliver_on", "expires_on", "other_date"})
_DIRECT = 4  # characters between a label and its day; beyond that the sentence's verb decides
_REACH = 25
_CUES = (("until_other", "other_date"), ("until_valid", "expires_on"), ("until_sent", "deliver_on"))
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[。！？]")
_ADDRESS = re.compile(r"[(（<]?[\w.+\-]+@[\w.\-]+[)）>]?")
_FAR = 45


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a page: what it is, and where it stands."""

    group: str
    day: date
    line: int
    quote: str


def days(signals: Signals, reader: DateReader, near: date | None) -> list[Day]:
    """The days of a page of which something says what they are. In the small print only expiry counts."""
    page = signals.page
    found = []
    for match in reader.find(page.subject, near):
        label = signals.labels.nearest(page.subject[: match.start], _DAYS)
        group = _by_verb(signals, page.subject, match)
        if label and (group is None or label[1] <= _DIRECT) and label[1] <= _REACH:
            group = label[0]
        if group:
            found.append(Day(group, match.day, -1, page.subject))
    for row, line in enumerate(page.lines):
        for column, cell in enumerate(line.cells):
            for match in reader.find(cell, near):
                group = _group(signals, row, column, match)
                if group and (row < page.terms_from or group == "expires_on"):
                    found.append(Day(group, match.day, row, line.text))
    return found


def _group(signals: Signals, row: int, column: int, match: DateMatch) -> str | None:
    """What a day is: a label right beside it, else the verb of its sentence, else a label further off."""
    lines = signals.page.lines
    label = find_label(lines, row, column, match.start, signals.labels, _DAYS, reach=_REACH)
    if label and label.where in ("cell", "left") and label.distance <= _DIRECT:
        return label.group
    return _by_verb(signals, lines[row].cells[column], match) or (label.group if label else None)


def _by_verb(signals: Signals, text: str, match: DateMatch) -> str | None:
    """By the sentence around a day: in Japanese its verb follows (3月5日までにお送りします), in English it precedes
    (we will send it by March 5)."""
    language = signals.page.language
    after = _SENTENCE_END.split(_ADDRESS.sub("", text[match.end :]))[0][:_FAR]
    before = _SENTENCE_END.split(_ADDRESS.sub("", text[: match.start]))[-1][-2 * _FAR :]
    if group := _first(signals, language.fold(after)):
        return group
    return _last(signals, language.fold(before))


def _first(signals: Signals, folded: Folded) -> str | None:
    """The group whose words stand first; of two that begin alike the longer ones count."""
    found = [(m.start(), -(m.end() - m.start()), group) for group, m in _matches(signals, folded)]
    return min(found)[2] if found else None


def _last(signals: Signals, folded: Folded) -> str | None:
    found = []
    for cue, group in _CUES:
        spans = [span for p in signals.page.language.cues[cue] if (span := p.last(folded))]
        found += [(end, end - start, group) for start, end in spans]
    return max(found)[2] if found else None


def _matches(signals: Signals, folded: Folded) -> Iterator[tuple[str, re.Match[str]]]:
    for cue, group in _CUES:
        for phrase in signals.page.language.cues[cue]:
            if match := phrase.search(folded):
                yield group, match
