"""What the owner remembers of a lost card, from the arguments of `recover`."""

from __future__ import annotations

import argparse
from decimal import Decimal

from scanner.cli.values import day_of, money_of
from scanner.errors import UsageError
from scanner.jobs.recover import Wanted, order_number
from scanner.texts import _


def wanted_of(options: argparse.Namespace) -> Wanted:
    """What the arguments say of the card."""
    return Wanted(
        words=tuple(options.words),
        order_id=order_number(options.order) if options.order else None,
        amount=_amount(options.amount) if options.amount else None,
        giver=options.giver or None,
        since=day_of(options.since, "--since"),
        until=day_of(options.until, "--until"),
    )


def _amount(text: str) -> Decimal:
    """The value alone, of whatever currency: 5000, 5,000円, ￥5,000, $50, 50.00, 50,00 €."""
    # A bare number is read like one with a currency: which mark is the decimal point follows from its place.
    money = money_of(text, assume="EUR", currency=None)
    if money is None:
        raise UsageError(_("--amount {text}: not an amount", text=text))
    return money.value
