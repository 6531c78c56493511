"""Sums by currency, apart: what may be recovered, what was found, what is to come, what expires soon, what is gone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from scanner.model import Case, Money, Outcome
from scanner.report.words import money_words
from scanner.texts import _, ngettext

SOON = timedelta(days=90)
_FOUND = (Outcome.CODE_FOUND, Outcome.LINK_FOUND)


def sums_lines(cases: Iterable[Case], today: date) -> list[str]:
    """A line for each sum that is not empty."""
    every = list(cases)
    alive = [c for c in every if c.outcome in _FOUND or c.outcome.is_recoverable]
    groups = (
        (_("To recover"), [c for c in every if c.outcome.is_recoverable]),
        (_("Found, use unknown"), [c for c in every if c.outcome in _FOUND]),
        (_("Still to come"), [c for c in every if c.outcome is Outcome.PENDING]),
        (_("Of these, expiring within 90 days"), [c for c in alive if c.expires_on and today <= c.expires_on <= today + SOON]),
        (_("Gone (expired)"), [c for c in every if c.outcome is Outcome.EXPIRED]),
    )
    return [_("{what}: {sums}", what=what, sums=_sums(found)) for what, found in groups if found]


def _sums(cases: list[Case]) -> str:
    totals: dict[str, Money] = {}
    for case in cases:
        if case.amount is not None:
            known = totals.get(case.amount.currency)
            totals[case.amount.currency] = Money(case.amount.value + (known.value if known else 0), case.amount.currency)
    parts = [money_words(totals[currency]) for currency in sorted(totals)]
    without = sum(case.amount is None for case in cases)
    if without:
        parts.append(ngettext("{count} of unknown amount", "{count} of unknown amount", without))
    count = ngettext("{count} card or refund", "{count} cards or refunds", len(cases))
    return _("{line} ({how})", line=", ".join(parts), how=count)
