"""The judges: each looks at a timeline and says whether its outcome is what the evidence shows, and why.

They are asked in the order of `JUDGES`, which is that of the contract: what ends a case first, silence last.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from scanner.cases.ties import recipient_of, when_of
from scanner.cases.timeline import START, Timeline
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


def _mails(facts: list[Fact], field: str = "kind") -> tuple[Because, ...]:
    """Facts as reasons: each by the words that told its kind."""
    found = []
    for fact in facts:
        quote = next((e.quote for e in fact.evidence if e.field in (field, "note")), fact.message.subject)
        found.append(Because(fact.message.message_id, str(fact.kind or fact.note or field), quote))
    return tuple(found)


def _owner(timeline: Timeline, *what: Told) -> tuple[Because, ...]:
    told = timeline.told(*what)
    return (Because(None, told.what, told.note or told.what, "owner"),) if told else ()


def undecided(t: Timeline) -> Verdict | None:
    """Two notices that cannot both be true of one sending."""
    for failed in t.all(Kind.GIFT_CARD_UNDELIVERABLE):
        for arrived in t.all(Kind.GIFT_CARD_DELIVERED, Kind.GIFT_CARD_REDEEMED):
            first, second = sorted((failed, arrived), key=lambda f: (_when(f), f.id))
            if not _resent_between(t, first, second) and _same_address(t, failed, arrived):
                return Verdict(Outcome.UNDECIDED, _mails([first, second]))
    cancelled, redeemed = t.last(Kind.GIFT_CARD_CANCELLED), t.last(Kind.GIFT_CARD_REDEEMED)
    if cancelled and redeemed:
        return Verdict(Outcome.UNDECIDED, _mails([cancelled, redeemed]))
    return None


def _resent_between(t: Timeline, first: Fact, second: Fact) -> bool:
    """Whether the card was sent again between two notices."""
    start, end = _when(first), _when(second)
    resends = t.all(Kind.GIFT_CARD_REISSUED)
    sent = t.all(Kind.GIFT_CARD_SENT)
    again = [f for f in (*resends, *sent) if start <= _when(f) <= end]
    return any(f.kind is Kind.GIFT_CARD_REISSUED or first.kind is Kind.GIFT_CARD_UNDELIVERABLE for f in again)


def _same_address(t: Timeline, one: Fact, two: Fact) -> bool:
    a, b = recipient_of(one, t.people), recipient_of(two, t.people)
    return a is None or b is None or a == b


def cancelled(t: Timeline) -> Verdict | None:
    """The order was cancelled, or the card's price refunded while it was not used."""
    if fact := t.last(Kind.GIFT_CARD_CANCELLED):
        return Verdict(Outcome.CANCELLED, _mails([fact]))
    if not t.is_refund and not t.all(Kind.GIFT_CARD_REDEEMED):
        if fact := t.last(Kind.REFUND_OTHER, Kind.REFUND_BALANCE):
            return Verdict(Outcome.CANCELLED, _mails([fact]))
    return None


def credited(t: Timeline) -> Verdict | None:
    """A refund went to balance, card or bank."""
    if t.is_refund and (fact := t.last(Kind.REFUND_BALANCE, Kind.REFUND_OTHER)):
        return Verdict(Outcome.CREDITED, _mails([fact]))
    return None


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
    holders = [f for f in t.facts if f.code and t.is_live(f)]
    reasons = tuple(Because(f.message.message_id, "claim_codes", f.code.masked if f.code else "") for f in holders)
    return Verdict(Outcome.CODE_FOUND, reasons)


def link_found(t: Timeline) -> Verdict | None:
    """The card's mail is there, its code behind a link, in an attachment or a picture."""
    fact = t.linked
    if fact is None:
        return None
    return Verdict(Outcome.LINK_FOUND, (Because(fact.message.message_id, "claim_link", str(fact.link or fact.hiding)),))


def bounced(t: Timeline) -> Verdict | None:
    """It could not be delivered, and no later resend arrived."""
    failed = t.last(Kind.GIFT_CARD_UNDELIVERABLE)
    if failed is None:
        return None
    after = [f for f in t.all(Kind.GIFT_CARD_REISSUED, Kind.GIFT_CARD_DELIVERED, Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_RECEIVED) if _when(f) > _when(failed)]
    return None if after else Verdict(Outcome.BOUNCED, _mails([failed]))


def delivered(t: Timeline) -> Verdict | None:
    """Buyer's side: Amazon says that it arrived or was opened, or that it was sent and reported no failure in time."""
    if t.role is not Role.BUYER or _contradicted(t):
        return None
    if fact := t.last(Kind.GIFT_CARD_DELIVERED):
        if not _resent_after(t, fact):
            return Verdict(Outcome.DELIVERED, _mails([fact]))
    if thanks := t.notes(Note.THANKS):
        if not t.is_counter:
            return Verdict(Outcome.DELIVERED, _mails(thanks[-1:]))
    sent = t.last(Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_REISSUED)
    if sent is None or t.implausible_recipient:
        return None
    quiet = Because(sent.message.message_id, "presumed", f"{_when(sent).date().isoformat()}: sent; no failure reported since")
    if t.now >= t.end_of(t.zone_day(_when(sent))) + timedelta(days=t.grace.days):
        return Verdict(Outcome.DELIVERED, (*_mails([sent]), quiet), presumed=True)
    return Verdict(Outcome.PENDING, _mails([sent]))


def _contradicted(t: Timeline) -> bool:
    """Whether owner or recipient say, after the last notice, that it did not come."""
    if t.told(Told.NOT_RECEIVED):
        return True
    last = t.last(Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_REISSUED, Kind.GIFT_CARD_DELIVERED)
    missing = t.notes(Note.MISSING)
    return bool(missing and last and last.kind is not Kind.GIFT_CARD_DELIVERED and _when(missing[-1]) > _when(last))


def _resent_after(t: Timeline, fact: Fact) -> bool:
    return any(_when(f) > _when(fact) for f in t.all(Kind.GIFT_CARD_REISSUED))


def lost(t: Timeline) -> Verdict | None:
    """It reached the owner, but its code or link is in no scanned folder."""
    if t.is_counter:
        proof = t.all(Kind.GIFT_CARD_ORDERED) or t.notes(Note.PURCHASE) or t.facts[:1]
        return Verdict(Outcome.LOST, (*_mails(proof[:1]), *_owner(t, Told.BOUGHT_IN_SHOP, Told.DELETED)))
    if t.role is not Role.RECIPIENT:
        return None
    resent = t.resent_at
    proof = [f for f in t.facts if _shows_arrival(t, f) and (resent is None or _when(f) > resent)]
    if told := _owner(t, Told.DELETED):
        return Verdict(Outcome.LOST, (*_mails(proof[:1]), *told))
    if t.told(Told.NOT_RECEIVED):
        return None
    return Verdict(Outcome.LOST, _mails(proof)) if proof else None


def _shows_arrival(t: Timeline, fact: Fact) -> bool:
    """Whether a fact shows that the card's mail had reached the owner."""
    if fact.kind is Kind.GIFT_CARD_REMINDER:
        return True
    if fact.kind is Kind.REFUND_GIFT_CARD:
        return not fact.deliver_on
    if fact.kind is Kind.GIFT_CARD_RECEIVED:
        return not fact.deliver_on
    if fact.kind is Kind.GIFT_CARD_DELIVERED and not t.is_posted:
        return True
    return fact.kind is None and fact.note in (Note.THANKS, Note.DELETED)


def never_delivered(t: Timeline) -> Verdict | None:
    """Ordered, promised or due, the deadline has passed, and nothing shows delivery."""
    deadline, reason = deadline_of(t)
    if told := _owner(t, Told.NOT_RECEIVED):
        return Verdict(Outcome.NEVER_DELIVERED, (*_mails([reason] if reason else t.facts[:1]), *told))
    if deadline is None or t.now < deadline:
        return None
    if t.is_posted and t.last(Kind.GIFT_CARD_DELIVERED):
        return None
    return Verdict(Outcome.NEVER_DELIVERED, (*_mails([reason] if reason else []), Because(None, "deadline", deadline.isoformat())))


def deadline_of(t: Timeline) -> tuple[datetime | None, Fact | None]:
    """When silence begins to mean something, and the fact that set it."""
    grace = timedelta(days=t.grace.days)
    resent = t.last(Kind.GIFT_CARD_REISSUED)
    if resent:
        return t.end_of(t.zone_day(_when(resent))) + grace, resent
    due = next((f for f in reversed(t.facts) if f.deliver_on), None)
    if due and due.deliver_on:
        return t.end_of(due.deliver_on) + grace, due
    sent = t.last(Kind.GIFT_CARD_SENT)
    if sent:
        return t.end_of(t.zone_day(_when(sent))) + grace, sent
    if announced := t.last(Kind.REFUND_PENDING):
        return t.end_of(t.zone_day(_when(announced))) + timedelta(days=t.grace.refund_days), announced
    ordered = t.last(Kind.GIFT_CARD_ORDERED)
    if t.is_posted:
        posted = t.last(Kind.GIFT_CARD_SHIPPED) or ordered
        return (t.end_of(t.zone_day(_when(posted))) + timedelta(days=t.grace.post_days), posted) if posted else (None, None)
    if ordered is None:
        return None, None
    if ordered.promptly:
        return _when(ordered) + timedelta(hours=t.grace.hours_if_prompt), ordered
    return t.end_of(t.zone_day(_when(ordered))) + grace, ordered


def _when(fact: Fact) -> datetime:
    return when_of(fact) or START


# The order of the contract. A case that ended is never asked for again; silence is the last thing that speaks.
JUDGES: tuple[Judge, ...] = (
    undecided, cancelled, credited, redeemed, expired, code_found, link_found, bounced, delivered, lost, never_delivered,
)  # fmt: skip

