"""Ties: what makes two facts speak of the same card, strongest first, and what forbids it.

A tie that would join two different cards is refused: a wrong merge hides a loss, a split only shows one card twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scanner.cases.owner import People, normal_address
from scanner.model import Fact, Kind, Note

# Kinds that tell of a card's arrival with its owner, seen from the recipient.
RECIPIENT_KINDS = frozenset({Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_REMINDER, Kind.GIFT_CARD_REDEEMED})
BUYER_KINDS = frozenset(
    {
        Kind.GIFT_CARD_ORDERED, Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_DELIVERED, Kind.GIFT_CARD_UNDELIVERABLE, Kind.GIFT_CARD_REISSUED,
        Kind.GIFT_CARD_CANCELLED, Kind.GIFT_CARD_SHIPPED,
    }
)  # fmt: skip
# After an order, a card comes within its schedule (a year at most); everything else about it comes later.
_ONE_SENDING = timedelta(days=45)
_LATER = timedelta(days=900)
_REFUND = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Tie:
    """Why a fact belongs to a card."""

    strength: int
    why: str
    distance: timedelta = timedelta(0)


def recipient_of(fact: Fact, people: People) -> str | None:
    """The address the card goes to: the one the mail names, else for the owner's own cards the one it came to."""
    if fact.recipient and "@" in fact.recipient:
        return normal_address(fact.recipient)
    if fact.recipient:
        return "".join(c for c in fact.recipient if c.isdigit() or c == "*")
    if fact.kind in RECIPIENT_KINDS or (fact.kind is Kind.GIFT_CARD_REISSUED and fact.code):
        if people.is_owner(fact.message.from_.address if fact.message.from_ else None):
            return None  # the owner forwarded it: the address is somebody else's
        owned = [normal_address(a) for a in _addressed(fact) if people.is_owner(a)]
        return owned[0] if owned else None
    return None


def _addressed(fact: Fact) -> list[str]:
    return [*(p.address for p in fact.message.to if p.address), *fact.message.delivered_to]


def tie_between(fact: Fact, other: Fact, people: People) -> Tie | None:
    """The strongest tie between two facts, None where there is none or something forbids it."""
    if fact.message.key == other.message.key or forbidden(fact, other):
        return None
    apart = _apart(fact, other)
    if fact.code and other.code and fact.code.bare == other.code.bare:
        return Tie(100, "same claim code")
    if _refers(fact, other) or _refers(other, fact):
        return Tie(90, "in the same thread")
    if fact.serial and fact.serial == other.serial:
        return Tie(85, "same serial number")
    for one, two in ((fact, other), (other, fact)):
        if one.code and two.code_tail and one.code.ends_with(two.code_tail):
            return Tie(80, "the code's last characters")
    if fact.code_tail and fact.code_tail == other.code_tail and _same_amount(fact, other):
        return Tie(75, "the code's last characters")
    if apart is None:
        return None
    return _by_circumstances(fact, other, people, apart)


def _by_circumstances(fact: Fact, other: Fact, people: People, apart: timedelta) -> Tie | None:
    """Ties by recipient, amount, giver and time, where no number ties."""
    for note, card in ((fact, other), (other, fact)):
        if note.kind is None and note.note is not Note.PURCHASE:
            return _by_correspondent(note, card, people, apart)
    refund = _is_refund(fact)
    if refund != _is_refund(other):
        return None
    if refund:
        return Tie(40, "same refund by amount and time", apart) if _same_amount(fact, other) and apart <= _REFUND else None
    if Note.PURCHASE in (fact.note, other.note):
        return Tie(40, "same purchase by amount and time", apart) if _same_amount(fact, other) and apart <= _ONE_SENDING else None
    one, two = recipient_of(fact, people), recipient_of(other, people)
    window = _LATER if {fact.kind, other.kind} & {Kind.GIFT_CARD_REMINDER, Kind.GIFT_CARD_REDEEMED} else _window(fact, other)
    if one and one == two and _same_amount(fact, other) and apart <= window and _same_issuer(fact, other):
        return Tie(60, "same recipient, amount and time", apart)
    if fact.giver and other.giver and _name(fact.giver) == _name(other.giver) and _same_amount(fact, other) and apart <= window:
        return Tie(50, "same giver, amount and time", apart)
    if fact.issuer == "third_party" and _same_sender(fact, other) and _same_amount(fact, other) and apart <= _window(fact, other):
        return Tie(45, "same company, amount and time", apart)
    return None


def _by_correspondent(note: Fact, card: Fact, people: People, apart: timedelta) -> Tie | None:
    """A private mail to the giver, or from the recipient, of a card shortly after it came."""
    later = (when_of(note) or _NEVER) >= (when_of(card) or _NEVER)
    if not later or apart > _ONE_SENDING or card.kind is None:
        return None
    others = {normal_address(a) for a in (*_addressed(note), note.message.from_.address if note.message.from_ else None) if a}
    giver = people.address_of(card.giver)
    if giver and card.kind in RECIPIENT_KINDS and normal_address(giver) in others:
        return Tie(55, "a mail to or from the giver", apart)
    recipient = recipient_of(card, people)
    if recipient and not people.is_owner(recipient) and recipient in others:
        return Tie(55, "a mail to or from the recipient", apart)
    return None


_NEVER = datetime.min.replace(tzinfo=UTC)


def forbidden(fact: Fact, other: Fact) -> bool:
    """Whether two facts cannot be of one card: different orders, codes, amounts, shops, or serial numbers."""
    if fact.order_id and other.order_id and fact.order_id != other.order_id:
        return True
    if fact.marketplace and other.marketplace and fact.marketplace != other.marketplace:
        return True
    if fact.amount and other.amount and fact.amount.currency == other.amount.currency and fact.amount.value != other.amount.value:
        # A refund may give back less than the card's price, so only cards are told apart by their value.
        if _is_refund(fact) == _is_refund(other):
            return True
    if fact.serial and other.serial and fact.serial != other.serial:
        return True
    if fact.issuer and other.issuer and fact.issuer != other.issuer:
        return True
    resend = Kind.GIFT_CARD_REISSUED in (fact.kind, other.kind)
    if fact.recipient and other.recipient and not resend and normal_address(fact.recipient) != normal_address(other.recipient):
        return True
    return bool(fact.code and other.code and fact.code.bare != other.code.bare and not resend)


def _refers(fact: Fact, other: Fact) -> bool:
    """Whether one message answers, forwards or returns the other."""
    target = other.message.message_id
    if not target:
        return False
    if target in fact.message.in_reply_to or target in fact.message.references or fact.inner_message_id == target:
        return True
    return bool(fact.delivery_status and fact.delivery_status.original_message_id == target)


def when_of(fact: Fact) -> datetime | None:
    """When the thing was said: a forward carries the date of what it forwards."""
    return fact.inner_date or fact.message.date


def _apart(fact: Fact, other: Fact) -> timedelta | None:
    a, b = when_of(fact), when_of(other)
    return abs(a - b) if a and b else None


def _window(fact: Fact, other: Fact) -> timedelta:
    """How far apart two facts of one sending may lie: a schedule stretches it."""
    days = [f.deliver_on for f in (fact, other) if f.deliver_on]
    stretch = timedelta(0)
    for day in days:
        for f in (fact, other):
            when = when_of(f)
            if when:
                stretch = max(stretch, abs(day - when.date()))
    return _ONE_SENDING + stretch


def _same_amount(fact: Fact, other: Fact) -> bool:
    if not fact.amount or not other.amount:
        return False
    return fact.amount.currency == other.amount.currency and fact.amount.value == other.amount.value


def _is_refund(fact: Fact) -> bool:
    return fact.kind is not None and fact.kind.is_refund


def _name(name: str) -> str:
    return "".join(name.casefold().split())


def _same_issuer(fact: Fact, other: Fact) -> bool:
    if fact.issuer != "third_party" and other.issuer != "third_party":
        return True
    return _same_sender(fact, other)


def _same_sender(fact: Fact, other: Fact) -> bool:
    """Whether two mails come from one company: the same domain, or one below the other."""
    a = (fact.inner_from or fact.message.from_)
    b = (other.inner_from or other.message.from_)
    if not a or not b or not a.domain or not b.domain:
        return False
    return a.domain == b.domain or a.domain.endswith("." + b.domain) or b.domain.endswith("." + a.domain)
