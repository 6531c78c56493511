"""A card that no mail shows, from the arguments of `tell --new`."""

from __future__ import annotations

import argparse
import unicodedata
from typing import TYPE_CHECKING

from scanner import texts
from scanner.errors import UsageError
from scanner.texts import _

if TYPE_CHECKING:
    from datetime import date, datetime

    from scanner.catalog import Catalog
    from scanner.model import Money, ToldCard

WHAT = ("bought_in_shop", "not_received", "deleted")


def add_card_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be told of a card without mail."""
    card = parser.add_argument_group(_("a card that no mail shows"))
    card.add_argument("--new", choices=WHAT, metavar="WHAT", help=_("tell of such a card; one of: {words}", words=", ".join(WHAT)))
    card.add_argument("--amount", metavar="A", help=_("its value with the currency, such as 5000円, $50 or 50 EUR"))
    card.add_argument("--on", metavar="DATE", help=_("the day it was bought or sent (YYYY-MM-DD)"))
    card.add_argument("--giver", metavar="NAME", help=_("who gave it: a person or a company"))
    card.add_argument("--recipient", metavar="ADDRESS", help=_("the address it was sent to"))
    card.add_argument("--order", metavar="N", help=_("the order number"))
    card.add_argument("--serial", metavar="N", help=_("the serial number on the card or receipt (never the claim code)"))
    card.add_argument("--shop", metavar="DOMAIN", help=_("the Amazon shop it is for, such as amazon.co.jp"))


def told_card(options: argparse.Namespace, catalog: Catalog, now: datetime) -> ToldCard:
    """The card that the arguments tell of. Raises UsageError for what cannot be one."""
    import secrets

    from scanner.facts.shapes import find_codes
    from scanner.model import Told, ToldCard

    shop = options.shop.lower() if options.shop else None
    if shop and shop not in catalog.marketplaces:
        raise UsageError(_("--shop {domain}: no such shop is known", domain=shop), hint=_("there are: {tags}", tags=", ".join(sorted(catalog.marketplaces))))
    amount = _amount(options.amount, catalog.marketplaces[shop].currency if shop else None) if options.amount else None
    serial = unicodedata.normalize("NFKC", options.serial).strip() if options.serial else None
    if serial and any(match.proof for match in find_codes(serial)):
        raise UsageError(_("--serial: that looks like a claim code, and no code belongs into an argument"))
    return ToldCard(
        id=secrets.token_hex(8),
        at=now,
        what=Told(options.new),
        on=_day(options.on, now),
        amount=amount,
        marketplace=shop or _only_shop(amount, catalog),
        giver=options.giver or None,
        recipient=options.recipient or None,
        order_id=options.order or None,
        serial=serial,
        language=texts.language(),
    )


def _amount(text: str, currency: str | None) -> Money:
    from scanner.cli.values import money_of

    money = money_of(text, assume=currency, currency=currency)
    if money is None:
        raise UsageError(_("--amount {text}: not an amount with its currency", text=text), hint=_("such as 5000円, $50 or 50 EUR; or name the --shop"))
    return money


def _only_shop(amount: Money | None, catalog: Catalog) -> str | None:
    """The shop of a currency that only one has."""
    shops = [m.domain for m in catalog.marketplaces.values() if amount and m.currency == amount.currency]
    return shops[0] if len(shops) == 1 else None


def _day(text: str | None, now: datetime) -> date | None:
    from scanner.cli.values import day_of

    day = day_of(text, "--on")
    if day and day > now.date():
        raise UsageError(_("{name} {text}: that day is still to come", name="--on", text=text))
    return day
