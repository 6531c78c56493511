"""The value of a card, or the total of a refund, among all the amounts a mail prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.facts.labels import find_label
from scanner.facts.page import Page
from scanner.facts.shapes import find_money
from scanner.facts.signals import Signals
from scanner.model import Money

_GROUPS = frozenset({"amount", "refund_amount", "total"})
_TOTAL_WORDS = ("total", "合計", "総額")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of a page: where it stands, and how surely it is the one that is asked for."""

    money: Money
    line: int
    column: int
    weight: int
    quote: str


def amounts_of(signals: Signals, currency: str | None, *, refund: bool) -> list[Amount]:
    """The amounts that may be the card's value (or the refund's total), in order of appearance; never the terms' ones."""
    return list(_weighed(signals, currency, refund))


def _weighed(signals: Signals, currency: str | None, refund: bool) -> Iterator[Amount]:
    page = signals.page
    lines = page.layer.lines
    for match in find_money(page.layer.subject, currency):
        if not match.negative:
            weight = _by_neighbours(page, page.layer.subject, match.start, match.end, refund)
            yield Amount(match.money, -1, 0, max(weight, 2) + 1, page.layer.subject)
    for row, line in enumerate(lines):
        terms = row >= page.terms_from
        for column, cell in enumerate(line.cells):
            for match in find_money(cell, currency):
                if match.negative or match.money.value == 0:
                    continue
                weight = _weight(signals, row, column, match.start, match.end, refund)
                if terms:
                    weight = weight - 4 if weight > 4 else 0
                if weight > 0:
                    yield Amount(match.money, row, column, weight, line.text)


def _weight(signals: Signals, row: int, column: int, start: int, end: int, refund: bool) -> int:
    """How surely an amount is the wanted one: 6 by its own label, 5 by the thing beside it, 1 by standing alone; 0: another."""
    page = signals.page
    line = page.layer.lines[row]
    cell = line.cells[column]
    neighbours = _by_neighbours(page, cell, start, end, refund)
    label = find_label(page.layer.lines, row, column, start, signals.labels, _GROUPS, reach=30)
    if label is not None:
        if label.group == "total":
            return neighbours if neighbours and label.distance > 3 else 0
        if label.group == "refund_amount":
            total = any(w in label.words.lower() for w in _TOTAL_WORDS)
            return (8 if total else 6) if refund else 0
        if not refund:
            return 7 if label.where in ("cell", "left") else 6
        return neighbours
    if neighbours:
        return neighbours
    alone = len(cell.strip()) <= (end - start) + 6
    if alone and line.size:
        return 4
    return 2 if alone else 1


def _by_neighbours(page: Page, cell: str, start: int, end: int, refund: bool) -> int:
    """Whether the thing itself stands right beside the amount: "$50 Amazon gift card", "a refund of $348.00"."""
    language = page.language
    before = re.split(r"[.!?](?=\s)|[。！？]", cell[:start])[-1][-45:]
    after = re.split(r"[.!?](?=\s)|[。！？]", cell[end:])[0][:45]
    thing = "refund" if refund else "gift_card"
    if language.mentions("balance", language.fold(before[-25:])) or language.mentions("balance", language.fold(after[:25])):
        return 0
    if language.mentions(thing, language.fold(after)):
        return 5
    if language.mentions(thing, language.fold(before)):
        return 5
    return 0


def best_amount(amounts: list[Amount]) -> Amount | None:
    """The surest amount, the first of equals."""
    return max(amounts, key=lambda a: a.weight, default=None)
