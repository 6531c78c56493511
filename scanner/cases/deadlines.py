"""Deadlines: when silence about a card begins to mean something. Days are those of the marketplace's time zone."""

from __future__ import annotations

from datetime import datetime, timedelta

from scanner.cases.looks import moment_of
from scanner.cases.timeline import Timeline
from scanner.model import Fact, Kind


def deadline_of(t: Timeline) -> tuple[datetime | None, Fact | None]:
    """The moment after which a card counts as never delivered, and the fact that sets it; the newest word counts.

    Days after the end of the day it was due; hours where it was promised within minutes; more for a refund's announcement
    and a posted card that name no day.
    """
    grace = timedelta(days=t.grace.days)
    resent = t.last(Kind.GIFT_CARD_REISSUED)
    if resent:
        return _end_of_day(t, resent) + grace, resent
    due = next((f for f in reversed(t.facts) if f.deliver_on), None)
    if due and due.deliver_on:
        return t.end_of(due.deliver_on) + grace, due
    if sent := t.last(Kind.GIFT_CARD_SENT):
        return _end_of_day(t, sent) + grace, sent
    if announced := t.last(Kind.REFUND_PENDING):
        return _end_of_day(t, announced) + timedelta(days=t.grace.refund_days), announced
    ordered = t.last(Kind.GIFT_CARD_ORDERED)
    if t.is_posted:
        posted = t.last(Kind.GIFT_CARD_SHIPPED) or ordered
        return (_end_of_day(t, posted) + timedelta(days=t.grace.post_days), posted) if posted else (None, None)
    if ordered is None:
        return None, None
    if ordered.promptly:
        return moment_of(ordered) + timedelta(hours=t.grace.hours_if_prompt), ordered
    return _end_of_day(t, ordered) + grace, ordered


def _end_of_day(t: Timeline, fact: Fact) -> datetime:
    return t.end_of(t.zone_day(moment_of(fact)))
