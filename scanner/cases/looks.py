"""Looks at one fact: when it speaks, to whom the card goes, who wrote it, whether it brings a card."""

from __future__ import annotations

from datetime import UTC, datetime

from scanner.cases.owner import People, normal_address
from scanner.model import Fact, Kind, Note, SpecialUse, Wrapping

START = datetime(1990, 1, 1, tzinfo=UTC)  # before all mail about such cards: the time of what has no date

# Kinds that tell of a card's arrival with its owner, seen from the recipient.
RECIPIENT_KINDS = frozenset({Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_REMINDER, Kind.GIFT_CARD_REDEEMED})
BUYER_KINDS = frozenset(
    {
        Kind.GIFT_CARD_ORDERED, Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_DELIVERED, Kind.GIFT_CARD_UNDELIVERABLE, Kind.GIFT_CARD_CANCELLED,
        Kind.GIFT_CARD_SHIPPED,
    }
)  # fmt: skip
# Refunds that were made; one that is announced is followed by one of them.
PAID = frozenset({Kind.REFUND_GIFT_CARD, Kind.REFUND_BALANCE, Kind.REFUND_OTHER})


def when_of(fact: Fact) -> datetime | None:
    """When the thing was said: a forward carries the date of what it forwards."""
    return fact.inner_date or fact.message.date


def moment_of(fact: Fact) -> datetime:
    """`when_of`, and the beginning of time for what has no date: it never outdoes a dated word."""
    return when_of(fact) or START


def in_time(fact: Fact) -> tuple[datetime, str]:
    """The key by which facts are put in order, whichever way they came."""
    return (moment_of(fact), fact.id)


def is_refund(fact: Fact) -> bool:
    """Whether a fact speaks of money that goes back."""
    return fact.kind is not None and fact.kind.is_refund


def from_owner(fact: Fact, people: People) -> bool:
    """Whether the owner wrote the message that holds the fact."""
    sender = fact.message.from_
    return fact.message.use in (SpecialUse.SENT, SpecialUse.DRAFTS) or bool(sender and people.is_owner(sender.address))


def is_record(fact: Fact, people: People) -> bool:
    """Whether a fact is the owner's own record of a card bought over a counter: a note to themselves, or told."""
    if fact.told:
        return fact.note is Note.PURCHASE
    sender = fact.message.from_
    to = [p.address for p in fact.message.to if p.address]
    return fact.note is Note.PURCHASE and bool(sender and people.is_owner(sender.address)) and all(people.is_owner(a) for a in to)


def passed_on(fact: Fact) -> bool:
    """Whether the words stand in a mail that another one carries: a forward, a quote, an attachment."""
    return fact.wrapping is not Wrapping.OWN


def addressed(fact: Fact) -> list[str]:
    """Every address that a message was written or delivered to."""
    return [*(p.address for p in fact.message.to if p.address), *fact.message.delivered_to]


def brings(fact: Fact) -> bool:
    """Whether a mail brings the card itself: a code, a link, an attachment; not a mere notice or promise."""
    return fact.kind in (Kind.GIFT_CARD_RECEIVED, Kind.REFUND_GIFT_CARD) and bool(fact.code or fact.hiding)


def recipient_of(fact: Fact, people: People) -> str | None:
    """Where the card goes: as the mail names it, else, for mail that came to the owner with a card, where it came to.

    Addresses in small letters, telephone numbers as digits, with `*` for what is masked.
    """
    if fact.recipient and "@" in fact.recipient:
        return fact.recipient.lower()
    if fact.recipient:
        return "".join(c for c in fact.recipient if c.isdigit() or c == "*")
    if fact.kind in RECIPIENT_KINDS or (fact.kind is Kind.GIFT_CARD_REISSUED and fact.code):
        if passed_on(fact) or from_owner(fact, people):
            return None  # whoever passed it on: the address is not the one the card was sent to
        return next((a.lower() for a in addressed(fact) if people.is_owner(a)), None)
    return None


def likeness(one: str | None, two: str | None, people: People) -> int:
    """How alike two recipients are: 3 the same, 2 one mailbox (`+tag`), 1 two addresses of the owner, 0 different or unknown."""
    if one is None or two is None:
        return 0
    if one == two:
        return 3
    if "@" not in one or "@" not in two:
        return 3 if "@" not in one + two and _same_number(one, two) else 0
    if normal_address(one) == normal_address(two):
        return 2
    return 1 if people.is_owner(one) and people.is_owner(two) else 0


def _same_number(one: str, two: str) -> bool:
    """Telephone numbers by the digits that both show at the end: a country code, a trunk zero or a mask may stand before."""
    a, b = one.rpartition("*")[2], two.rpartition("*")[2]
    shown = min(len(a), len(b), 9)
    enough = 2 if "*" in one + two else 7
    return shown >= enough and a[-shown:] == b[-shown:]
