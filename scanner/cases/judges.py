"""The judges: each looks at a timeline and says whether its outcome is what the evidence shows, and why.

They are asked in the order of `JUDGES`, which is that of the contract: what ends a case first, silence last.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from scanner.cases.deadlines import deadline_of
from scanner.cases.looks import PAID, from_owner, likeness, moment_of, passed_on, recipient_of
from scanner.cases.timeline import Timeline
from scanner.facts import mask_codes
from scanner.model import Because, Fact, Kind, Note, Outcome, Role, Told


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome and its reasons. `presumed`: it rests on silence."""

    outcome: Outcome
    because: tuple[Because, ...]
    presumed: bool = False


Judge = Callable[[Timeline], Verdict | None]


def judge(timeline: Timeline) -> Verdict:
    """The first outcome in the written order that the evidence shows."""
    for ask in JUDGES:
        verdict = ask(timeline)
        if verdict is not None:
            return verdict
    return Verdict(Outcome.PENDING, _mails(timeline.facts[-1:]))


def _mails(facts: list[Fact]) -> tuple[Because, ...]:
    """Facts as reasons: each by the words that told its kind, else by its subject; codes masked, whatever words they stand in."""
    found = []
    for fact in facts:
        if fact.told:
            continue  # what the owner says stands in a statement
        quote = next((e.quote for e in fact.evidence if e.field in ("kind", "note")), fact.message.subject)
        found.append(Because(fact.message.message_id, str(fact.kind or fact.note), mask_codes(quote)))
    return tuple(found)


def _owner(timeline: Timeline, *what: Told) -> tuple[Because, ...]:
    told = timeline.told(*what)
    return (Because(None, told.what, mask_codes(told.note) or told.what, "owner"),) if told else ()


def undecided(t: Timeline) -> Verdict | None:
    """Two words that cannot both be true of one sending."""
    arrived = t.all(Kind.GIFT_CARD_DELIVERED, Kind.GIFT_CARD_REDEEMED)
    failures = t.all(Kind.GIFT_CARD_UNDELIVERABLE)
    for failed in failures:
        for came in arrived:
            first, second = sorted((failed, came), key=lambda f: (moment_of(f), f.id))
            if not _resent_between(t, first, second) and _same_recipient(t, failed, came):
                return Verdict(Outcome.UNDECIDED, _mails([first, second]))
    if not failures and not arrived and (unclear := t.vague(Kind.GIFT_CARD_UNDELIVERABLE)):
        # One card of the order failed, and the notice does not say which: it may be this one.
        return Verdict(Outcome.UNDECIDED, _mails([*t.all(Kind.GIFT_CARD_SENT)[-1:], *unclear[-1:]]))
    if (ended := t.last(Kind.GIFT_CARD_CANCELLED)) and not t.is_shared(ended):
        later = [f for f in t.all(*_LIVING) if not passed_on(f) and moment_of(f) > moment_of(ended)]
        if went_on := t.all(Kind.GIFT_CARD_REDEEMED) or later:
            return Verdict(Outcome.UNDECIDED, _mails([ended, went_on[-1]]))
    if arrived and (told := _owner(t, Told.NOT_RECEIVED)) and not _resent_after(t, arrived[-1]):
        return Verdict(Outcome.UNDECIDED, (*_mails(arrived[-1:]), *told))
    return None


# What cannot happen to a card after its order was cancelled.
_LIVING = (Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_DELIVERED, Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_REDEEMED, Kind.GIFT_CARD_REISSUED)


def _resent_between(t: Timeline, first: Fact, second: Fact) -> bool:
    """Whether the card was sent again between two notices."""
    again = [f for f in t.all(Kind.GIFT_CARD_REISSUED, Kind.GIFT_CARD_SENT) if moment_of(first) <= moment_of(f) <= moment_of(second)]
    return any(f.kind is Kind.GIFT_CARD_REISSUED or first.kind is Kind.GIFT_CARD_UNDELIVERABLE for f in again)


def _same_recipient(t: Timeline, one: Fact, two: Fact) -> bool:
    a, b = recipient_of(one, t.people), recipient_of(two, t.people)
    return a is None or b is None or likeness(a, b, t.people) > 0


def cancelled(t: Timeline) -> Verdict | None:
    """The order was cancelled, or the card's price refunded while it was not used."""
    for fact in reversed(t.all(Kind.GIFT_CARD_CANCELLED)):
        # An order of several that was cancelled in part: the cards that were sent afterwards are not meant.
        if not t.is_shared(fact) or not any(moment_of(f) > moment_of(fact) for f in t.all(*_LIVING)):
            return Verdict(Outcome.CANCELLED, _mails([fact]))
    if t.is_refund or t.all(Kind.GIFT_CARD_REDEEMED):
        return None
    repaid = t.last(Kind.REFUND_OTHER, Kind.REFUND_BALANCE, Kind.REFUND_PENDING)
    return Verdict(Outcome.CANCELLED, _mails([repaid])) if repaid else None


def credited(t: Timeline) -> Verdict | None:
    """A refund went to balance, card or bank; the newest word on how it was made counts."""
    made = t.last(*PAID) if t.is_refund else None
    return Verdict(Outcome.CREDITED, _mails([made])) if made and made.kind is not Kind.REFUND_GIFT_CARD else None


def redeemed(t: Timeline) -> Verdict | None:
    """Used: Amazon says so, or the owner."""
    if fact := t.last(Kind.GIFT_CARD_REDEEMED):
        return Verdict(Outcome.REDEEMED, _mails([fact]))
    if told := _owner(t, Told.REDEEMED):
        return Verdict(Outcome.REDEEMED, told)
    return None


def expired(t: Timeline) -> Verdict | None:
    """Its validity has ended."""
    day = t.expires_on
    if day is None or t.now < t.end_of(day):
        return None
    printed = next((f for f in reversed(t.facts) if f.expires_on == day), None)
    if printed:
        return Verdict(Outcome.EXPIRED, (Because(printed.message.message_id, "expires_on", day.isoformat()),))
    return Verdict(Outcome.EXPIRED, (*_mails(t.facts[:1]), Because(None, "expires_on", f"{day.isoformat()} ({t.marketplace})")))


def code_found(t: Timeline) -> Verdict | None:
    """A live claim code lies in the mailbox."""
    if not t.codes:
        return None
    holders = [f for f in t.bringing if f.code and t.is_live(f)]
    reasons = tuple(Because(f.message.message_id, "claim_codes", f.code.masked if f.code else "") for f in holders)
    return Verdict(Outcome.CODE_FOUND, reasons)


def link_found(t: Timeline) -> Verdict | None:
    """The card's mail is there, its code behind a link, in an attachment or a picture."""
    fact = t.linked
    if fact is None:
        return None
    where = (Because(fact.message.message_id, "claim_link", str(fact.link or fact.hiding)),) if fact.hiding else _mails([fact])
    return Verdict(Outcome.LINK_FOUND, where)


def bounced(t: Timeline) -> Verdict | None:
    """It could not be delivered, and no later resend arrived."""
    failed = t.last(Kind.GIFT_CARD_UNDELIVERABLE)
    if failed is None:
        return None
    again = t.all(Kind.GIFT_CARD_REISSUED, Kind.GIFT_CARD_DELIVERED, Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_RECEIVED)
    return None if any(moment_of(f) > moment_of(failed) for f in again) else Verdict(Outcome.BOUNCED, _mails([failed]))


def delivered(t: Timeline) -> Verdict | None:
    """Buyer's side: Amazon says that it arrived or was opened, or that it was sent and reported no failure in time."""
    if t.role is not Role.BUYER or t.told(Told.NOT_RECEIVED):
        return None
    if (fact := t.last(Kind.GIFT_CARD_DELIVERED)) and not _resent_after(t, fact):
        return Verdict(Outcome.DELIVERED, _mails([fact]))
    thanks = [f for f in t.notes(Note.THANKS) if not from_owner(f, t.people) and not _resent_after(t, f)]
    if thanks and not t.is_counter:
        return Verdict(Outcome.DELIVERED, _mails(thanks[-1:]))
    sent = t.last(Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_REISSUED)
    if sent is None or t.implausible_recipient or _missed(t, sent):
        return None
    if t.now < t.end_of(t.zone_day(moment_of(sent))) + timedelta(days=t.grace.days):
        return Verdict(Outcome.PENDING, _mails([sent]))
    quiet = Because(sent.message.message_id, "presumed", t.zone_day(moment_of(sent)).isoformat())
    return Verdict(Outcome.DELIVERED, (*_mails([sent]), quiet), presumed=True)


def _missed(t: Timeline, sent: Fact) -> list[Fact]:
    """Letters that say, after a sending, that nothing came of it."""
    return [f for f in t.notes(Note.MISSING) if moment_of(f) > moment_of(sent)]


def _resent_after(t: Timeline, fact: Fact) -> bool:
    return any(moment_of(f) > moment_of(fact) for f in t.all(Kind.GIFT_CARD_REISSUED))


def lost(t: Timeline) -> Verdict | None:
    """It reached the owner, but its code or link is in no scanned folder."""
    if t.is_counter:
        proof = t.all(Kind.GIFT_CARD_ORDERED) or t.notes(Note.PURCHASE) or t.facts[:1]
        return Verdict(Outcome.LOST, (*_mails(proof[:1]), *_owner(t, Told.BOUGHT_IN_SHOP, Told.DELETED)))
    if t.role is not Role.RECIPIENT:
        return None
    resent = t.resent_at
    proof = [f for f in t.facts if _shows_arrival(t, f) and (resent is None or moment_of(f) > resent)]
    if told := _owner(t, Told.DELETED):
        return Verdict(Outcome.LOST, (*_mails(proof[:1] or t.facts[-1:]), *told))
    if not proof or t.told(Told.NOT_RECEIVED):
        return None
    return Verdict(Outcome.LOST, _mails(proof))


def _shows_arrival(t: Timeline, fact: Fact) -> bool:
    """Whether a fact shows that the card's mail had reached the owner."""
    if fact.kind is Kind.GIFT_CARD_REMINDER:
        return True
    if fact.kind is Kind.GIFT_CARD_RECEIVED:
        # A quote or forward shows that the mail had come; a company's mail without a card in it is a promise, whatever its day.
        return not fact.deliver_on and (passed_on(fact) or from_owner(fact, t.people))
    if fact.kind is Kind.REFUND_GIFT_CARD:
        # The notice of a code that comes in another mail: that mail has its days of grace.
        return not fact.deliver_on and t.now >= t.end_of(t.zone_day(moment_of(fact))) + timedelta(days=t.grace.days)
    if fact.kind is Kind.GIFT_CARD_DELIVERED:
        return not t.is_posted
    return fact.kind is None and fact.note in (Note.THANKS, Note.DELETED) and from_owner(fact, t.people)


def never_delivered(t: Timeline) -> Verdict | None:
    """Ordered, promised or due, the deadline has passed, and nothing shows delivery."""
    deadline, reason = deadline_of(t)
    proof = [reason] if reason else t.facts[:1]
    passed = deadline is not None and t.now >= deadline
    told = _owner(t, Told.NOT_RECEIVED)
    if told and (passed or deadline is None or t.all(Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_SHIPPED, Kind.GIFT_CARD_REMINDER)):
        return Verdict(Outcome.NEVER_DELIVERED, (*_mails(proof), *told))
    if not passed or deadline is None or t.last(Kind.GIFT_CARD_DELIVERED):
        return None
    because = [*_mails([*proof, *(_missed(t, proof[0]) if proof else ())])]
    if t.implausible_recipient and t.recipient:
        because.append(Because(proof[0].message.message_id, "recipient", t.recipient))
    return Verdict(Outcome.NEVER_DELIVERED, (*because, Because(None, "deadline", deadline.isoformat())))


# The order of the contract. A case that ended is never asked for again; silence is the last thing that speaks.
JUDGES: tuple[Judge, ...] = (
    undecided, cancelled, credited, redeemed, expired, code_found, link_found, bounced, delivered, lost, never_delivered,
)  # fmt: skip
