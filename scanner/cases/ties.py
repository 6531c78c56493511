"""Ties: what makes two facts speak of the same card, strongest first, and what forbids it.

A tie that would join two different cards is refused: a wrong merge hides a loss, a split only shows one card twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from scanner.cases.looks import (
    PAID,
    RECIPIENT_KINDS,
    addressed,
    brings,
    from_owner,
    is_record,
    is_refund,
    likeness,
    moment_of,
    passed_on,
    recipient_of,
    when_of,
)
from scanner.cases.owner import People, name_key, normal_address
from scanner.model import Fact, Issuer, Kind, Note

# After an order, a card comes within its schedule (a year at most); everything else about it comes later.
_ONE_SENDING = timedelta(days=45)
_LATER = timedelta(days=900)
_REFUND = timedelta(days=90)
_HERALD = timedelta(days=14)  # a giver may write of a card some days before it comes
_REMEMBERED = timedelta(days=200)  # and of a card whose first mail is gone, long before Amazon reminds of it
_CLOCKS = timedelta(days=1)  # clocks differ, and days are printed without their zone

# Ties of this strength rest on a number or a reference that only one card has.
CERTAIN = 75


@dataclass(frozen=True, slots=True)
class Tie:
    """Why a fact belongs to a card: the field whose value ties them, how strongly, and how far apart they are in time."""

    strength: int
    field: str
    distance: timedelta = timedelta(0)


def tie_between(fact: Fact, other: Fact, people: People) -> Tie | None:
    """The strongest tie between two facts, None where there is none or something forbids it."""
    if fact.message.key == other.message.key or forbidden(fact, other, people):
        return None
    if fact.code and other.code and fact.code.bare == other.code.bare:
        return Tie(100, "claim_codes")
    if _refers(fact, other) or _refers(other, fact):
        return Tie(90, "references")
    if fact.serial and fact.serial == other.serial:
        return Tie(85, "serial")
    for one, two in ((fact, other), (other, fact)):
        if one.code and two.code_tail and one.code.ends_with(two.code_tail):
            return Tie(80, "claim_codes")
    if fact.code_tail and fact.code_tail == other.code_tail and _same_amount(fact, other):
        return Tie(CERTAIN, "claim_codes")
    if when_of(fact) is None or when_of(other) is None:
        return None
    earlier, later = sorted((fact, other), key=lambda f: (moment_of(f), f.id))
    return _by_circumstances(earlier, later, people)


def _by_circumstances(earlier: Fact, later: Fact, people: People) -> Tie | None:
    """Ties by recipient, giver, company, amount and time, where no number ties."""
    for note, card in ((later, earlier), (earlier, later)):
        if note.told and note.note is Note.GIVEN:
            return _by_word(note, card)
        if note.kind is None and not is_record(note, people):
            return _by_correspondent(note, card, people)
    apart = moment_of(later) - moment_of(earlier)
    if earlier.kind is None or later.kind is None:  # the owner's own record of a purchase, and the shop's receipt for it
        return Tie(40, "amount", apart) if _same_amount(earlier, later) and apart <= _ONE_SENDING else None
    if is_refund(earlier):
        return _by_refund(earlier, later, apart)
    if is_refund(later):
        return None  # the price of a card comes back under its order's number
    if apart > _window(earlier, later) or not _in_order(earlier, later):
        return None
    same_amount = _same_amount(earlier, later)
    like = likeness(recipient_of(earlier, people), recipient_of(later, people), people)
    if like and same_amount and _same_issuer(earlier, later):
        return Tie(57 + like, "recipient", apart)
    if earlier.giver and later.giver and name_key(earlier.giver) == name_key(later.giver):
        if same_amount:
            return Tie(50, "giver", apart)
        if _amount_unknown(earlier, later) and like:
            return Tie(42, "giver", apart)
    if Issuer.THIRD_PARTY in (earlier.issuer, later.issuer) and same_amount and _same_sender(earlier, later):
        return Tie(45, "issuer", apart)
    return None


def _by_refund(earlier: Fact, later: Fact, apart: timedelta) -> Tie | None:
    """A refund's announcement and its payment; or its notice, and the mail that brings the card it speaks of."""
    if apart > _REFUND or not _same_amount(earlier, later):
        return None
    if is_refund(later):
        return Tie(40, "amount", apart) if earlier.kind is Kind.REFUND_PENDING or earlier.kind is later.kind else None
    promised = earlier.kind in (Kind.REFUND_PENDING, Kind.REFUND_GIFT_CARD) and not brings(earlier)
    from_amazon = later.issuer is Issuer.AMAZON and later.kind in (Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_REMINDER)
    return Tie(38, "amount", apart) if promised and from_amazon and not later.giver else None


def _by_word(told: Fact, card: Fact) -> Tie | None:
    """What the owner says that somebody gave, and a mail that brings or names that giver's card about the same time."""
    apart = abs(moment_of(told) - moment_of(card))
    if card.kind is None or card.told or apart > _ONE_SENDING or not told.giver or not card.giver:
        return None
    return Tie(48, "giver", apart) if name_key(told.giver) == name_key(card.giver) else None


def _by_correspondent(note: Fact, card: Fact, people: People) -> Tie | None:
    """A private mail between the owner and the card's giver, or its recipient, about the time it came."""
    if card.kind is None:
        return None
    after = moment_of(note) - moment_of(card)
    before = _REMEMBERED if card.kind in (Kind.GIFT_CARD_REMINDER, Kind.GIFT_CARD_REDEEMED) else _HERALD
    if not -before <= after <= _ONE_SENDING or (after < -_CLOCKS and note.note is not Note.MENTION):
        return None
    sender = note.message.from_.address if note.message.from_ else None
    others = {normal_address(a) for a in (*addressed(note), sender) if a and not people.is_owner(a)}
    giver = people.address_of(card.giver)
    if giver and card.kind in RECIPIENT_KINDS and normal_address(giver) in others:
        return Tie(55, "giver", abs(after))
    recipient = recipient_of(card, people)
    if recipient and "@" in recipient and not people.is_owner(recipient) and normal_address(recipient) in others:
        return Tie(55, "recipient", abs(after))
    if giver is None and card.kind in RECIPIENT_KINDS and thanks_with_amount(note, people) and _same_amount(note, card) and after <= _HERALD:
        return Tie(44, "amount", abs(after))
    return None


def thanks_with_amount(note: Fact, people: People) -> bool:
    """Whether the owner thanks somebody for so and so much: it tells the card, though nobody knows the giver's address."""
    return note.note is Note.THANKS and note.amount is not None and from_owner(note, people)


def forbidden(fact: Fact, other: Fact, people: People) -> bool:
    """Whether two facts cannot be of one card: different orders, codes, amounts, shops, recipients or serial numbers."""
    if _differ(fact.order_id, other.order_id) or _differ(fact.marketplace, other.marketplace) or _differ(fact.serial, other.serial):
        return True
    # A refund may give back less than the card's price, so only cards are told apart by their value.
    if is_refund(fact) == is_refund(other) and _other_amount(fact, other):
        return True
    if _differ(fact.issuer, other.issuer) and not _same_sender(fact, other):
        return True
    if Kind.GIFT_CARD_REISSUED in (fact.kind, other.kind):
        return False
    if fact.recipient and other.recipient and not likeness(recipient_of(fact, people), recipient_of(other, people), people):
        return True
    if fact.code and other.code:
        return fact.code.bare != other.code.bare
    return brings_another(fact, other)


def brings_another(fact: Fact, other: Fact) -> bool:
    """Whether each of two mails brings a card of its own: a card is brought by one mail, whatever forwards hold it too."""
    if not brings(fact) or not brings(other) or passed_on(fact) or passed_on(other) or fact.message.key == other.message.key:
        return False
    same_code = bool(fact.code and other.code and fact.code.bare == other.code.bare)
    return not same_code and not (fact.link and fact.link == other.link)


def _differ(one: object | None, two: object | None) -> bool:
    return one is not None and two is not None and one != two


def _in_order(earlier: Fact, later: Fact) -> bool:
    """Whether two facts come in an order in which one card's mails can come: nothing is reminded of before it was sent."""
    if moment_of(later) - moment_of(earlier) <= _CLOCKS:
        return True
    if brings(earlier) and later.deliver_on and not brings(later):
        return False  # what has come keeps no promise that is made afterwards
    return _STEP.get(earlier.kind, 1) <= _STEP.get(later.kind, 1)


_STEP: dict[Kind | None, int] = {
    Kind.GIFT_CARD_ORDERED: 0,
    Kind.GIFT_CARD_REMINDER: 2,
    Kind.GIFT_CARD_REDEEMED: 3,
}


def _refers(fact: Fact, other: Fact) -> bool:
    """Whether one message answers, forwards or returns the other (RFC 5322, 3.6.4; RFC 3464)."""
    target = other.message.message_id
    if not target:
        return False
    if target in fact.message.in_reply_to or target in fact.message.references or fact.inner_message_id == target:
        return True
    return bool(fact.delivery_status and fact.delivery_status.original_message_id == target)


def _window(earlier: Fact, later: Fact) -> timedelta:
    """How far apart two facts of one sending may lie: a schedule stretches it, and a card is used, remembered or sent again late."""
    if later.kind in (Kind.GIFT_CARD_REMINDER, Kind.GIFT_CARD_REDEEMED, Kind.GIFT_CARD_REISSUED):
        return _LATER
    days = [f.deliver_on for f in (earlier, later) if f.deliver_on]
    stretch = max((abs(day - moment_of(f).date()) for day in days for f in (earlier, later)), default=timedelta(0))
    return _ONE_SENDING + stretch


def _same_amount(fact: Fact, other: Fact) -> bool:
    if not fact.amount or not other.amount:
        return False
    return fact.amount.currency == other.amount.currency and fact.amount.value == other.amount.value


def _other_amount(fact: Fact, other: Fact) -> bool:
    if not fact.amount or not other.amount:
        return False
    return fact.amount.currency == other.amount.currency and fact.amount.value != other.amount.value


def _amount_unknown(fact: Fact, other: Fact) -> bool:
    return fact.amount is None or other.amount is None


def _same_issuer(fact: Fact, other: Fact) -> bool:
    return Issuer.THIRD_PARTY not in (fact.issuer, other.issuer) or _same_sender(fact, other)


def _same_sender(fact: Fact, other: Fact) -> bool:
    """Whether two mails come from one company: the same domain, or one below the other."""
    a = fact.inner_from or fact.message.from_
    b = other.inner_from or other.message.from_
    if not a or not b or not a.domain or not b.domain:
        return False
    return a.domain == b.domain or a.domain.endswith("." + b.domain) or b.domain.endswith("." + a.domain)


def repeats(fact: Fact, other: Fact) -> bool:
    """Whether two mails say the same thing twice, of two cards: one form letter, or a refund made, a second time.

    A reminder may come again, and the notice of a refund's card is followed by the card. Circumstances alone do not join such mails.
    """
    if fact.message.key == other.message.key or fact.kind is None or other.kind is None:
        return False
    if fact.kind in PAID and other.kind in PAID:
        return not (fact.kind is other.kind is Kind.REFUND_GIFT_CARD and brings(fact) != brings(other))
    return fact.kind is other.kind and fact.kind is not Kind.GIFT_CARD_REMINDER and _form(fact.message.subject) == _form(other.message.subject)


def _form(subject: str) -> str:
    return re.sub(r"\d+", "0", subject.casefold().strip())
