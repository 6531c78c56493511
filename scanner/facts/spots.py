"""The amounts that a page prints, each with the words around it; which of them are limits or choices and nobody's value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from scanner.catalog import Folded, Phrase
from scanner.facts.shapes import MoneyMatch, find_money
from scanner.facts.signals import Signals

_TO = re.compile(r"^\s?[-–—~〜～]\s?$")  # between the ends of a range
_OR = re.compile(r"^\S{0,2}\s?[/／、,،|・]\s?$")  # between amounts to choose from
_BARE = r"(?<![\w.,#\-])(?P<bare>\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d{2})?)"
_BARE_START = re.compile(rf"{_BARE}(?P<blank>\s?)[-–—~〜～](?P=blank)$")  # 25-500 €, 25 – 500 €
_BARE_END = re.compile(r"^\s?[-–—~〜～]\s?\d")
_BARE_LIST = re.compile(r"(?<![\w.,])\d[\d.]{0,15}+(?:\s?[/／、,،]\s?\d[\d.]{0,15}+){1,12}+(?:\s?[/／、,،]\s?|\s\w{1,4}\s)$")  # 25, 50 or 100 €
_SMALL = 5  # a lower number before a dash counts pieces or lines
_RANGE_GAP = 10
_CHOICE = 3
_SENTENCE_END = re.compile(r"[.!?](?=\s)|[。！？]")
_NEAR = 45


@dataclass(frozen=True, slots=True)
class Spot:
    """One printed amount and the words around it, within its sentence."""

    match: MoneyMatch
    row: int
    column: int
    cell: str
    before: str
    after: str


def spots_of(signals: Signals, currency: str | None) -> Iterator[Spot]:
    """The amounts of subject and lines, without those of ranges and lists."""
    texts = [(-1, 0, signals.page.subject)]
    texts += [(row, column, cell) for row, line in enumerate(signals.page.lines) for column, cell in enumerate(line.cells)]
    for row, column, cell in texts:
        matches = sorted(find_money(cell, currency), key=lambda m: m.start)
        ends = _range_ends(signals, cell, matches)
        for match in matches:
            if match in ends:
                continue
            before = _SENTENCE_END.split(cell[: match.start])[-1]
            after = _SENTENCE_END.split(cell[match.end :])[0]
            yield Spot(match, row, column, cell, before[-_NEAR:], after[:_NEAR])


def _range_ends(signals: Signals, cell: str, matches: list[MoneyMatch]) -> list[MoneyMatch]:
    """The amounts of a cell that are ends of a range or several to choose from: 15円から500,000円, R$ 25-R$ 500, $25 / $50 / $100."""
    language = signals.page.language
    ends: list[MoneyMatch] = []
    listed: list[MoneyMatch] = []
    for first, second in pairwise(matches):
        gap = cell[first.end : second.start]
        between = language.fold(gap)
        word = len(between.plain) <= _RANGE_GAP and any(p.search(between) for p in language.cues["range"])
        if word or (_TO.match(gap) and not first.negative and not second.negative) or (not gap.strip() and second.negative):
            ends += [first, second]
        listed = [*(listed or [first]), second] if word or _OR.match(gap) else []
        # Two are a list where a third one follows; equal ones are cards of one value.
        if len({m.money.value for m in listed}) >= _CHOICE:
            ends += listed
    return ends


def is_bound(signals: Signals, spot: Spot, *, refund: bool = False) -> bool:
    """Whether an amount is one end of a range, a limit, or one of several to choose from: then it is nobody's value."""
    if _BARE_END.match(spot.after) or _BARE_LIST.search(spot.before) or _is_range_end(spot):
        return True
    cues = signals.page.language.cues
    language = signals.page.language
    before, after = language.fold(spot.before[-24:]), language.fold(spot.after[:24])
    if ends_with(cues["bound_before"], before, 3):
        return True
    # "500 per card" is a limit; of a refund the same words say where it goes.
    return starts_with(cues["bound_after"], after, 1) and not (refund and any(starts_with(cues[cue], after, 4) for cue in ("to_card", "to_balance")))


def _is_range_end(spot: Spot) -> bool:
    """Whether a bare number and a dash stand before an amount: 25-500 €. With a blank around a dash a low number counts."""
    start = _BARE_START.search(spot.before)
    if not start:
        return False
    number = Decimal(re.sub(r"[.,](?=\d{3})", "", start.group("bare")).replace(",", "."))
    return number < spot.match.money.value and (not start.group("blank") or number >= _SMALL)


def ends_with(phrases: tuple[Phrase, ...], folded: Folded, slack: int) -> bool:
    """Whether a text ends with one of some phrases, but for a few characters."""
    size = len(folded.marked.rstrip(" :("))
    return any((span := p.last(folded)) and size - span[1] <= slack for p in phrases)


def starts_with(phrases: tuple[Phrase, ...], folded: Folded, slack: int) -> bool:
    """Whether a text begins with one of some phrases, but for a few characters."""
    return any((m := p.search(folded)) and m.start() <= slack for p in phrases)
