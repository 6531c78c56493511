"""Days that a page names, and what each is: when the card comes, until when it can be used, or neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from scanner.catalog import Folded, fold
from scanner.facts.labels import find_label, is_pointed, without_pointer
from scanner.facts.shapes import DateMatch, DateReader
from scanner.facts.signals import Signals

_DAYS = frozenset({"deliver_on", "expires_on", "other_date"})
_DIRECT = 4  # characters between a label and its day; beyond that the sentence's verb decides
_REACH = 25
_CUES = (("until_other", "other_date"), ("until_valid", "expires_on"), ("until_sent", "deliver_on"))
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[。！？]")
_ADDRESS = re.compile(r"(?:[(（<]|(?<![\w.+\-]))[\w.+\-]++@[\w.\-]++[)）>]?")
_FAR = 45
_AROUND = 1_000  # so much on either side of a day is looked at at all: a line may hold a thousand days
_VERB_LAST = 160  # where the verb ends the sentence, all that the sentence tells of the day's thing stands before it
# A weekday, and the small word that may follow it, in front of a day: Friday, 5 March; Freitag, den 5. März; el viernes 5.
_WEEKDAY = re.compile(r"(?<!\w)([^\W\d_]+(?:-[^\W\d_]+)?)[.,،、]?\s?(?:\s[^\W\d_]{2,3}\s)?$")
_TIME = re.compile(r"\d{1,2}[:.時]\d{2}(?::\d{2})?\s?(?:h|uhr|分)?|[(（][^()（）]{1,12}[)）]", re.IGNORECASE)
_DASH = re.compile(r"^\s*[-–—~〜～→]\s*$")
_BETWEEN = 22  # the most that stands between the two ends of a period
_FROM = 2
_YEAR = timedelta(days=366)
_ROW = 70  # characters of a line that is a row or a short sentence


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
    reader = reader.written_in(page.language)
    found = []
    texts = [(-1, 0, page.subject), *((row, column, cell) for row, line in enumerate(page.lines) for column, cell in enumerate(line.cells))]
    for row, column, cell in texts:
        matches = list(reader.find(cell, near))
        groups = [_group_in_subject(signals, match) if row < 0 else _group(signals, row, column, match) for match in matches]
        for match, group in zip(matches, _periods(signals, cell, matches, groups), strict=True):
            if group and (row < page.terms_from or group == "expires_on") and not _is_of_offer(signals, cell, match):
                found.append(Day(group, match.past if group == "other_date" else match.day, row, page.lines[row].text if row >= 0 else page.subject))
    return found


def _is_of_offer(signals: Signals, text: str, match: DateMatch) -> bool:
    """Whether a day is that of an offer beside the card, by its sentence."""
    language = signals.page.language
    start = _start(signals, text, match)
    before, after = _SENTENCE_END.split(text[:start])[-1], _SENTENCE_END.split(text[match.end :])[0]
    folded = language.fold(f"{before} {after}")
    if language.names_card(folded) >= 0 or any(p.search(folded) for p in language.cues["promise"]):
        return False  # "you will get $31.00 back by June 9" is a promise, though it has an offer's words
    return any(p.search(folded) for p in language.cues["promotion"])


def days_ahead(signals: Signals, reader: DateReader, written: date) -> Day | None:
    """The one day after that of the mail, within a year, that a page names in a row without a word on what it is; None where
    it names several. What a long sentence says of a day its own words tell."""
    reader = reader.written_in(signals.page.language)
    told = {(day.line, day.day) for day in days(signals, reader, written)}
    found: dict[date, Day] = {}
    for row, line in enumerate(signals.page.lines[: signals.page.terms_from]):
        for cell in line.cells if len(line.text) <= _ROW else ():
            for match in reader.find(cell, written):
                if timedelta(days=1) < match.day - written <= _YEAR and (row, match.day) not in told and not _is_of_offer(signals, cell, match):
                    found.setdefault(match.day, Day("", match.day, row, line.text))
    return next(iter(found.values())) if len(found) == 1 else None


def _group_in_subject(signals: Signals, match: DateMatch) -> str | None:
    subject = signals.page.subject
    label = signals.labels.nearest(subject[: _start(signals, subject, match)], _DAYS)
    group = _by_verb(signals, subject, match)
    return label[0] if label and (group is None or label[1] <= _DIRECT) and label[1] <= _REACH else group


def _group(signals: Signals, row: int, column: int, match: DateMatch) -> str | None:
    """What a day is: a label right beside it, else the verb of its sentence, else a label further off."""
    lines = signals.page.lines
    cell = lines[row].cells[column]
    label = find_label(lines, row, column, _start(signals, cell, match), signals.labels, _DAYS, reach=_REACH)
    if label and label.where in ("cell", "left") and label.distance <= _DIRECT:
        # In a sentence a word such as "on the day of" is no label where the verb tells more.
        in_sentence = label.group == "other_date" and label.where == "cell" and len(label.before.strip()) > _REACH and ":" not in cell[: match.start][-3:]
        return (_by_verb(signals, cell, match) if in_sentence else None) or label.group
    behind = lines[row].cells[column + 1 :]
    if label is None and len(behind) == 1 and is_pointed(behind[0]):
        cell = f"{cell} {without_pointer(behind[0])}"  # a sentence that points back at its day
    return _by_verb(signals, cell, match) or (label.group if label else None)


def _start(signals: Signals, text: str, match: DateMatch) -> int:
    """Where a day begins, its weekday taken along."""
    m = _WEEKDAY.search(text, max(0, match.start - 24), match.start)
    return m.start() if m and fold(m.group(1)) in signals.page.language.weekdays else match.start


def _periods(signals: Signals, text: str, matches: list[DateMatch], groups: list[str | None]) -> list[str | None]:
    """The groups of a text's days where two are the ends of a period: then the last day is the one that counts."""
    groups = list(groups)
    for at, (first, last) in enumerate(pairwise(matches)):
        between = _TIME.sub("", text[first.end : last.start]).strip()
        if len(between) > _BETWEEN or _SENTENCE_END.search(between):
            continue
        if _DASH.match(between) or any(p.search(signals.page.language.fold(between)) for p in signals.page.language.cues["range"]):
            if groups[at + 1] in (None, "other_date"):
                groups[at + 1] = _of_period(signals, text, first, last) or groups[at] or groups[at + 1]
            groups[at] = "other_date"
        elif groups[at] == groups[at + 1]:
            groups[at] = "other_date"
    return groups


def _of_period(signals: Signals, text: str, first: DateMatch, last: DateMatch) -> str | None:
    """What a period is by the words before or behind it. A word right behind another one that tells, such as "from" in
    "valid from", speaks of the first day alone."""
    language = signals.page.language
    spans = _spans(signals, language.fold(_before(text, _start(signals, text, first))))
    if not spans:
        return _group_of(_first(signals, language.fold(_after(text, last.end, _FAR))))
    _, _, group, start = max(spans)
    if group == "other_date":
        return next((told for end, _, told, _ in sorted(spans, reverse=True) if told != group and 0 <= start - end <= _FROM), None)
    return group


def _before(text: str, start: int) -> str:
    return _SENTENCE_END.split(_ADDRESS.sub("", text[max(0, start - _AROUND) : start]))[-1][-2 * _FAR :]


def _after(text: str, end: int, far: int) -> str:
    return _SENTENCE_END.split(_ADDRESS.sub("", text[end : end + _AROUND]))[0][:far]


def _by_verb(signals: Signals, text: str, match: DateMatch) -> str | None:
    """By the sentence around a day: in Japanese its verb follows (3月5日までにお送りします), in English it precedes
    (we will send it by March 5) or follows; the nearer one decides."""
    language = signals.page.language
    before = language.fold(_before(text, _start(signals, text, match)))
    if language.verb_last:
        return _group_of(_first(signals, language.fold(_after(text, match.end, _VERB_LAST)))) or _group_of(_last(signals, before))
    after = _first(signals, language.fold(_after(text, match.end, _FAR)))
    last = _last(signals, before)
    if after and last:
        return _group_of(last if last[0] < after[0] else after)
    return _group_of(after or last)


def _group_of(found: tuple[int, str] | None) -> str | None:
    return found[1] if found else None


def _first(signals: Signals, folded: Folded) -> tuple[int, str] | None:
    """How far the first words are that tell a group, and the group; of two that begin alike the longer ones count."""
    found = [(m.start(), -(m.end() - m.start()), group) for group, m in _matches(signals, folded)]
    return (min(found)[0], min(found)[2]) if found else None


def _last(signals: Signals, folded: Folded) -> tuple[int, str] | None:
    spans = _spans(signals, folded)
    return (len(folded.marked) - max(spans)[0], max(spans)[2]) if spans else None


def _spans(signals: Signals, folded: Folded) -> list[tuple[int, int, str, int]]:
    """The last place of each phrase that tells a group: its end, its length, the group, its start."""
    found = []
    for cue, group in _CUES:
        spans = [span for p in signals.page.language.cues[cue] if (span := p.last(folded))]
        found += [(end, end - start, group, start) for start, end in spans]
    return found


def _matches(signals: Signals, folded: Folded) -> Iterator[tuple[str, re.Match[str]]]:
    for cue, group in _CUES:
        for phrase in signals.page.language.cues[cue]:
            if match := phrase.search(folded):
                yield group, match
