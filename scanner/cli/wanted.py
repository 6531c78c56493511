"""What the owner remembers of a lost card, from the arguments of `recover`."""

from __future__ import annotations

import argparse
import unicodedata
from datetime import date
from decimal import Decimal

from scanner.errors import UsageError
from scanner.facts.shapes import find_money
from scanner.jobs.recover import Wanted, order_number
from scanner.texts import _


def wanted_of(options: argparse.Namespace) -> Wanted:
    """What the arguments say of the card."""
    return Wanted(
        words=tuple(options.words),
        order_id=order_number(options.order) if options.order else None,
        amount=_amount(options.amount) if options.amount else None,
        giver=options.giver or None,
        since=_day(options.since, "--since"),
        until=_day(options.until, "--until"),
    )


def _amount(text: str) -> Decimal:
    """An amount as people write it: 5000, 5,000円, ￥5,000, $50, 50.00, 50,00 €."""
    plain = unicodedata.normalize("NFKC", text).strip()
    # A bare number is read like one with a currency: which mark is the decimal point follows from its place.
    for shape in (plain, f"{plain} EUR"):
        found = [match for match in find_money(shape, None) if not match.negative]
        if len(found) == 1 and not any(c.isdigit() for c in shape[: found[0].start] + shape[found[0].end :]):
            return found[0].money.value
    raise UsageError(_("--amount {text}: not an amount", text=text))


def _day(text: str | None, name: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(_("{name} {text}: not a day such as 2024-03-05", name=name, text=text)) from None
