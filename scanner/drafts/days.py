"""The days that a draft names, as the marketplace counts them and the draft's language writes them."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date

from scanner.catalog import Marketplace
from scanner.model import Case, Kind, Odds, Outcome

_SENDING = (Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_REISSUED)
_ARRIVAL = (Kind.GIFT_CARD_RECEIVED, Kind.REFUND_GIFT_CARD, Kind.GIFT_CARD_DELIVERED)

_FIRST = {"fr": "1er", "it": "1º", "pt": "1º"}


def in_words(day: date | None, tag: str) -> str | None:
    """A day in a language's long form."""
    if day is None:
        return None
    words = str(format_date(day, "long", locale=tag))
    # The first of a month is an ordinal where one says so; the locale data has the bare number.
    return f"{_FIRST[tag]}{words[1:]}" if day.day == 1 and tag in _FIRST else words


class Days:
    """The days of a case as the shop counts them, in words; None where no mail shows them or the outcome has no use for it."""

    def __init__(self, case: Case, shop: Marketplace | None, tag: str) -> None:
        self._shop = shop
        self._tag = tag
        self._case = case
        lost = case.outcome is Outcome.LOST
        self.ordered = in_words(case.ordered_on, tag)
        self.due = None if lost else in_words(case.due_on, tag)
        self.sent = None if lost else self._of(*_SENDING)
        self.came = self._first(*_ARRIVAL) if lost and case.odds is not Odds.POOR else None
        self.reminded = self._of(Kind.GIFT_CARD_REMINDER) if lost and not self.came else None
        self.told = self._of(Kind.GIFT_CARD_UNDELIVERABLE)
        # When the owner only told us of a request, its day is not known.
        self.asked = self._words(case.asked.at) if case.asked and case.asked.by == "mail" else None
        if not any((self.ordered, self.due, self.sent, self.came, self.reminded, self.told)):
            whens = [f.message.date for f in case.facts if f.message.date and not f.told]
            self.told = self._words(whens[0]) if whens else None

    def _of(self, *kinds: Kind) -> str | None:
        """The day of the newest mail of some kinds."""
        return next((self._words(f.message.date) for f in reversed(self._case.facts) if f.kind in kinds), None)

    def _first(self, *kinds: Kind) -> str | None:
        """The day of the first mail that brought the card; a promise of one brings nothing."""
        facts = (f for kind in kinds for f in self._case.facts if f.kind is kind and not f.deliver_on)
        return next((self._words(f.inner_date or f.message.date) for f in facts), None)

    def _words(self, when: datetime | None) -> str | None:
        if when is None:
            return None
        return in_words((when.astimezone(self._shop.zone) if self._shop else when).date(), self._tag)
