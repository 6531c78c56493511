"""What the frame of Amazon's own mail says where its sentences do not: which desk wrote it, of which order, and of what day.

Wordings change with every year, shop and copywriter; desks, order numbers, amounts and days do not.
"""

from __future__ import annotations

from datetime import date, timedelta

from scanner.facts.days import days, days_ahead
from scanner.facts.page import Sentence, Zone
from scanner.facts.shapes import DateReader, find_money
from scanner.facts.shapes.money import NO_MINOR
from scanner.facts.signals import Signals
from scanner.facts.spots import is_bound, spots_of
from scanner.model import Money

_SOON = timedelta(days=1)  # a day that is over when the mail is read says when it was written


def is_of_refund_desk(signals: Signals) -> bool:
    """Whether Amazon's refund desk writes of one order and of money: that is a refund, whatever its words."""
    return signals.sender.refund and signals.order_id is not None and money_sentence(signals) is not None


def money_sentence(signals: Signals) -> Sentence | None:
    """The first sentence with an amount that was not taken off."""
    sentences = signals.page.in_zone(Zone.BODY)
    return next((s for s in sentences if any(not m.negative and m.money.value for m in find_money(s.text, None))), None)


def is_account_of_a_card(signals: Signals) -> bool:
    """Whether a mail tells of a card's value and of a greater sum that it became part of: a card that was added to a balance."""
    spots = [s for s in spots_of(signals, None) if s.row < signals.page.terms_from and not s.match.negative and s.match.money.value]
    values = [spot.match.money.value for spot in spots]
    if len(set(values)) != 2 or values[0] >= max(values) or any(is_bound(signals, spot) or not _is_in_full(spot.match.money) for spot in spots):
        return False
    # An offer sets what one gets beside what one has to pay, and is not for one person; an account names each by itself.
    lines = [signals.page.lines[spot.row].text if spot.row >= 0 else signals.page.subject for spot in spots]
    return not any(len({m.money.value for m in find_money(line, None)}) > 1 for line in lines) and "%" not in signals.page.text


def _is_in_full(money: Money) -> bool:
    """Whether a sum is written as accounts write it, with its cents; an offer rounds."""
    return money.currency in NO_MINOR or money.value.as_tuple().exponent == -2


def is_still_to_come(signals: Signals) -> bool:
    """Whether the mail names a day after its own on which the card will go: it was ordered, and not sent yet."""
    written = _written_on(signals)
    if written is None:
        return False
    reader = DateReader(signals.catalog.languages.values(), signals.sender.marketplace.date_order if signals.sender.marketplace else "ymd")
    told = days(signals, reader, written)
    if any(day.group == "deliver_on" for day in told):
        return any(day.group == "deliver_on" and day.day > written + _SOON for day in told)
    return days_ahead(signals, reader, written) is not None


def _written_on(signals: Signals) -> date | None:
    sent = signals.page.layer.date or signals.message.date
    return sent.date() if sent else None
