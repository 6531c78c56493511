"""Marketplaces: one file for each Amazon shop, with its senders, money, time, validity and ways to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scanner.catalog.reading import Table

MAX_YEARS = 100  # that a card may be good


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a card is good, for cards issued from one day on. `years` None: it does not expire."""

    issued_from: date
    years: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Contact:
    """How one asks in this shop, in one language; each step is a sentence."""

    as_of: date
    source: str
    resend: tuple[str, ...]
    support: tuple[str, ...]
    phone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marketplace:
    """One Amazon shop."""

    domain: str
    currency: str
    time_zone: str
    languages: tuple[str, ...]
    date_order: str  # dmy, mdy or ymd: the order of a date in numbers
    gift_card_senders: tuple[str, ...]
    order_senders: tuple[str, ...]
    refund_senders: tuple[str, ...]
    promotion_senders: tuple[str, ...]
    validity: tuple[Validity, ...]  # latest first
    contacts: dict[str, Contact]
    source: str

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the shop counts days."""
        return ZoneInfo(self.time_zone)

    @property
    def senders(self) -> dict[str, tuple[str, ...]]:
        """The addresses that the shop sends from, under their keys in its file."""
        return {"gift_card": self.gift_card_senders, "order": self.order_senders, "refund": self.refund_senders, "promotion": self.promotion_senders}

    def expiry(self, issued: date) -> date | None:
        """The last day of a card issued on `issued`, None where it does not expire, no rule is known, or no calendar has the day."""
        for rule in self.validity:
            if issued >= rule.issued_from:
                if rule.years is None or issued.year + rule.years > MAXYEAR:
                    return None
                try:
                    return issued.replace(year=issued.year + rule.years)
                except ValueError:  # 29 February
                    return issued.replace(year=issued.year + rule.years, day=28)
        return None


def read_marketplace(table: Table) -> Marketplace:
    """A marketplace from its file. Raises CatalogError."""
    domain = table.text("domain")
    zone = table.text("time_zone")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise table.fail("time_zone", f"no such time zone: {zone}") from None
    order = table.text("date_order")
    if order not in ("dmy", "mdy", "ymd"):
        raise table.fail("date_order", "is not one of dmy, mdy, ymd")
    currency = table.text("currency")
    if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        raise table.fail("currency", "is not a code of ISO 4217")
    senders = table.table("senders")
    shop = Marketplace(
        domain=domain,
        currency=currency,
        time_zone=zone,
        languages=table.texts("languages"),
        date_order=order,
        gift_card_senders=_addresses(senders, "gift_card"),
        order_senders=_addresses(senders, "order"),
        refund_senders=_addresses(senders, "refund"),
        promotion_senders=_addresses(senders, "promotion"),
        validity=tuple(sorted((_validity(t) for t in table.tables("validity")), key=_issued_from, reverse=True)),
        contacts={lang: _contact(t) for lang, t in _children(table.table("contact"))},
        source=table.text("source"),
    )
    senders.close()
    table.day("as_of")
    table.close()
    return shop


def _addresses(table: Table, name: str) -> tuple[str, ...]:
    addresses: tuple[str, ...] = table.texts(name, ())
    for address in addresses:
        if address.count("@") != 1 or address != address.lower():
            raise table.fail(name, f"is not a lower-case address: {address}")
    return addresses


def _validity(table: Table) -> Validity:
    rule = Validity(table.day("issued_from"), table.number("years", None), table.text("source"))
    if rule.years is not None and not 0 < rule.years <= MAX_YEARS:
        raise table.fail("years", f"is not a number of years from 1 to {MAX_YEARS}")
    table.close()
    return rule


def _issued_from(rule: Validity) -> date:
    return rule.issued_from


def _children(table: Table) -> list[tuple[str, Table]]:
    return [(name, table.table(name)) for name in list(table.keys())]


def _contact(table: Table) -> Contact:
    contact = Contact(
        as_of=table.day("as_of"),
        source=table.text("source"),
        resend=table.texts("resend"),
        support=table.texts("support"),
        phone=table.texts("phone"),
    )
    table.close()
    return contact
