"""The value of a card, or the total of a refund, among all the amounts a mail prints."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from scanner.facts.labels import Labeled, find_label
from scanner.facts.signals import Signals
from scanner.facts.spots import Spot, ends_with, is_bound, spots_of, starts_with
from scanner.model import Money

_GROUPS = frozenset({"amount", "refund_amount", "total", "item", "message"})
_REACH = 30
OF_THE_CARD = 5  # from this weight on something says that the amount is the card's
_NEXT = 14
_TIMES = re.compile(r"^[^\w¥$€£]{0,3}[x×*✕]\s?\d{1,3}(?!\d)|^\s?/\s?\D{1,6}(?:\s|$|[(（])")
_IN_FULL = re.compile(r"(?<![\d.,])\d+\.\d{2}(?![\d.,])")
_TERMS_LOSS = 5
_SHORT = 40  # a line of a label alone


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of a page: where it stands, and how surely it is the one that is asked for."""

    money: Money
    line: int
    column: int
    weight: int
    quote: str


def amounts_of(signals: Signals, currency: str | None, *, refund: bool) -> list[Amount]:
    """The amounts that may be the card's value (or the refund's total), in order of appearance."""
    weigh = _RefundScale(signals) if refund else _CardScale(signals)
    found = []
    for spot in spots_of(signals, currency):
        if spot.match.negative or spot.match.money.value == 0 or is_bound(signals, spot, refund=refund):
            continue
        weight = weigh.weight(spot)
        if spot.row >= signals.page.terms_from:
            weight -= _TERMS_LOSS
        if weight > 0:
            quote = signals.page.lines[spot.row].text if spot.row >= 0 else signals.page.subject
            found.append(Amount(spot.match.money, spot.row, spot.column, weight, quote))
    return found


def paid_in_all(signals: Signals, currency: str | None) -> Amount | None:
    """What was paid, where a mail names one amount only: over a counter that is the card's value."""
    spots = [s for s in spots_of(signals, currency) if not s.match.negative and s.match.money.value and not is_bound(signals, s)]
    if not spots and currency and (priced := _bare_price(signals, currency)):
        return priced
    if len({s.match.money.value for s in spots}) != 1:
        return None
    spot = spots[0]
    quote = signals.page.lines[spot.row].text if spot.row >= 0 else signals.page.subject
    return Amount(spot.match.money, spot.row, spot.column, 1, quote)


def _bare_price(signals: Signals, currency: str) -> Amount | None:
    """The price behind an item on a till's receipt, which prints no currency at all."""
    for item in signals.topic.items:
        if item.line >= 0 and (printed := _IN_FULL.findall(item.text)):
            return Amount(Money(Decimal(printed[-1]), currency), item.line, 0, 1, item.text)
    return None


def has_total(signals: Signals) -> bool:
    """Whether an amount sums up what was paid."""
    scale = _CardScale(signals)
    return any((label := scale.label(spot)) and label.group == "total" for spot in spots_of(signals, None) if spot.row >= 0)


def best_amount(amounts: list[Amount]) -> Amount | None:
    """The surest amount, the first of equals; as its row prints it in full (AMAZON GC $50   50.00), or another place does."""
    best = max(amounts, key=lambda a: a.weight, default=None)
    if best is None or best.money.value.as_tuple().exponent != 0:
        return best
    for printed in _IN_FULL.findall(best.quote):
        if Decimal(printed) == best.money.value:
            return replace(best, money=Money(Decimal(printed), best.money.currency))
    full = (a.money for a in amounts if a.money == best.money and a.money.value.as_tuple().exponent != 0)
    return replace(best, money=next(full, best.money))


class _Scale:
    """Weighs amounts by what stands beside them."""

    thing = ""

    def __init__(self, signals: Signals) -> None:
        self.signals = signals
        self.page = signals.page
        self.language = signals.page.language

    def label(self, spot: Spot) -> Labeled | None:
        if spot.row < 0:
            return None
        label = find_label(self.page.lines, spot.row, spot.column, spot.match.start, self.signals.labels, _GROUPS, reach=_REACH)
        return None if label and label.where == "below" and self._has_own_value(spot.row + 1) else label

    def _has_own_value(self, row: int) -> bool:
        """Whether a label in a line belongs to the line below it, as where labels and values take turns."""
        lines = self.page.lines
        if row + 1 >= len(lines) or row < 2:
            return False
        above, below = lines[row - 2].text, lines[row + 1].text
        return any(c.isdigit() for c in below) and len(above) <= _SHORT and not any(c.isdigit() for c in above) and not above.startswith(("(", "（"))

    def mentions(self, thing: str, text: str) -> bool:
        return self.language.mentions(thing, self.language.fold(text))

    def beside(self, spot: Spot) -> bool:
        """Whether the thing itself stands beside the amount in its sentence: "$50 Amazon gift card"."""
        if any(self.mentions("balance", text) for text in (spot.before[-_NEXT:], spot.after[:_NEXT])):
            return False
        return self.mentions(self.thing, spot.after) or self.mentions(self.thing, spot.before)

    def alone(self, spot: Spot) -> int:
        """How much an amount weighs that has a line, or a large one, to itself."""
        if len(spot.cell.strip()) > spot.match.end - spot.match.start + 6:
            return 1
        return 4 if spot.row >= 0 and self.page.lines[spot.row].size else 2


class _CardScale(_Scale):
    """7 and more by its own label, 5 by the card's name beside it or in its row, 4 below it; a total or balance never."""

    thing = "gift_card"

    def weight(self, spot: Spot) -> int:
        label = self.label(spot)
        each = self._is_of_one(spot)
        beside = self.beside(spot)
        if label is not None and label.group == "total" and label.where == "above" and self._card_in_row(spot):
            return 5 + each  # a table's column of prices
        if label is not None and label.group == "total":
            # "Total: 1 gift card, $50" is no total; a label a few words off may be another sentence's part.
            return 5 + each if beside and label.distance > 3 else 0
        if label is not None and label.group == "refund_amount":
            return 0
        if label is not None and label.group == "amount":
            return (7 if label.where in ("cell", "left") else 6) + each
        if self._topped_up(spot):
            return 6
        if beside:
            return 5 + each + (spot.row < 0)
        if self._balance_in(spot):
            return 0
        if self._card_in_row(spot):
            return 5 + each
        return max(self.alone(spot) + each, 4 * self._card_above(spot), 6 * each, 3 * (spot.row < 0))

    def _is_of_one(self, spot: Spot) -> int:
        """Whether the amount is said to be one card's: 3,000円×5, $25 each."""
        cues = self.language.cues
        if _TIMES.match(spot.after):
            return 1
        before, after = self.language.fold(spot.before[-14:]), self.language.fold(spot.after[:14])
        return int(ends_with(cues["each_before"], before, 2) or starts_with(cues["each_after"], after, 2))

    def _topped_up(self, spot: Spot) -> bool:
        """Whether the cell to the left or the line above, with nothing else in it, calls the amount a top-up."""
        if spot.row < 1 or len(spot.before.strip()) > 3:
            return False
        text = self.page.lines[spot.row].cells[spot.column - 1] if spot.column else self.page.lines[spot.row - 1].text
        return len(text) <= _SHORT and not any(c.isdigit() for c in text) and self.mentions("top_up", text)

    def _balance_in(self, spot: Spot) -> bool:
        return self.mentions("balance", spot.before) and not self.mentions("gift_card", spot.before)

    def _card_in_row(self, spot: Spot) -> bool:
        cells = self.page.lines[spot.row].cells if spot.row >= 0 else ()
        return any(self.mentions("gift_card", cell) for i, cell in enumerate(cells) if i != spot.column)

    def _card_above(self, spot: Spot) -> bool:
        """Whether the amount stands in the line below the card's name, or a few lines below it by itself."""
        if spot.row < 1:
            return False
        reach = 4 if self.alone(spot) >= 2 else 1
        return any(self.mentions("gift_card", line.text) for line in self.page.lines[max(0, spot.row - reach) : spot.row])


class _RefundScale(_Scale):
    """9 by a total's label, 7 by a refund's, 6 by the words of a refund or its destination; an item's price never."""

    thing = "refund"

    def weight(self, spot: Spot) -> int:
        label = self.label(spot)
        told = self._told(spot)
        if label is not None and label.group == "refund_amount":
            return 9 if self._is_total(label) else 7
        if self._heads_row(spot):
            return 7
        if told:
            return 6
        if label is not None and label.group in ("total", "amount", "item"):
            return 2 if label.group == "total" and self._is_total(label) else 1
        if self.beside(spot):
            return 5 + (spot.row < 0)
        return self.alone(spot)

    def _heads_row(self, spot: Spot) -> bool:
        """Whether the row's first cell calls the amount a refund, with a remark between the two."""
        cells = self.page.lines[spot.row].cells if spot.row >= 0 else ()
        return spot.column > 1 and self.signals.labels.whole(cells[0].rstrip(": "), _GROUPS) == "refund_amount"

    def _is_total(self, label: Labeled) -> bool:
        return label.distance <= 3 and self.language.mentions("total", self.language.fold(label.words))

    def _told(self, spot: Spot) -> bool:
        """Whether the sentence says of the amount that it goes back, or where to: "$18.27 refunded to your Visa"."""
        near = f"{spot.before} {spot.after}"
        if self.mentions("refund", near) and len(spot.cell) > 30:
            return True
        row = self.page.lines[spot.row].text if spot.row >= 0 else ""
        folded = self.language.fold(row)
        way = any(p.search(folded) for cue in ("to_card", "to_balance") for p in self.language.cues[cue])
        return way and self.signals.labels.nearest(row, frozenset({"payment"})) is None
