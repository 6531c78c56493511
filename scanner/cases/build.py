"""Facts to cases: correlate, look at each card's timeline, judge, and gather what a reader wants to know."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from scanner.cases.correlate import correlate
from scanner.cases.givers import giver_address
from scanner.cases.group import Group
from scanner.cases.judges import judge
from scanner.cases.looks import in_time, is_refund, when_of
from scanner.cases.orders import OF_ORDER
from scanner.cases.owner import People, is_machine
from scanner.cases.routes import route_of
from scanner.cases.timeline import Grace, Timeline
from scanner.catalog import Catalog
from scanner.facts import mask_codes
from scanner.model import Because, Case, Coverage, Fact, Issuer, Money, Note, Outcome, Role, SpecialUse, Statement

# Folders in which a recipient's mail may lie.
_COULD_HOLD = frozenset({SpecialUse.INBOX, SpecialUse.ALL, SpecialUse.ARCHIVE, SpecialUse.JUNK, SpecialUse.TRASH, SpecialUse.ORDINARY})


def build_cases(
    facts: Iterable[Fact],
    people: People,
    catalog: Catalog,
    *,
    now: datetime,
    grace: Grace | None = None,
    statements: Mapping[str, tuple[Statement, ...]] | None = None,
    coverage: Iterable[Coverage] = (),
) -> tuple[Case, ...]:
    """The cases of all facts, newest first. `statements` are the owner's words by case id; `now` must be aware."""
    told = statements or {}
    holes = tuple(dict.fromkeys(c.folder or c.source for c in coverage if c.has_holes and c.use in _COULD_HOLD))
    groups = sorted(correlate(facts, people), key=lambda g: in_time(g.facts[0]))
    ids = _ids(groups)
    timelines = [Timeline(group, people, catalog, grace or Grace(), now, told.get(ids[at], ())) for at, group in enumerate(groups)]
    cases = [_case(ids[at], timeline, holes) for at, timeline in enumerate(timelines)]
    return tuple(sorted(cases, key=_newest, reverse=True))


def _ids(groups: list[Group]) -> list[str]:
    """A short id for each case, that later mail does not change: of the oldest mail that speaks of this card alone."""
    ids: list[str] = []
    for group in groups:
        first = min(group.own or group.facts, key=in_time)
        number = 0
        while (short := _short(f"{first.id}|{number}")) in ids:
            number += 1  # several cards of one line of a confirmation
        ids.append(short)
    return ids


def _short(text: str) -> str:
    return base64.b32encode(hashlib.sha256(text.encode()).digest())[:8].decode().lower()


def _newest(case: Case) -> tuple[float, str]:
    return (max((when.timestamp() for f in case.facts if (when := when_of(f))), default=0.0), case.id)


def _case(case_id: str, t: Timeline, holes: tuple[str, ...]) -> Case:
    verdict = judge(t)
    type_ = t.type
    route, odds = route_of(t, verdict.outcome, type_)
    issuer = _issuer(t)
    sender = (issuer.inner_from or issuer.message.from_) if issuer else None
    giver = next((f.giver for f in reversed(t.facts) if f.giver), None)
    rests_on_absence = verdict.outcome in (Outcome.NEVER_DELIVERED, Outcome.LOST) and t.role is Role.RECIPIENT
    # What was used, replaced or has expired is no live code any more.
    shows_codes = verdict.outcome in (Outcome.CODE_FOUND, Outcome.UNDECIDED)
    return Case(
        id=case_id,
        type=type_,
        role=t.role,
        facts=tuple(t.facts),
        marketplace=t.marketplace,
        language=next((f.language for f in reversed(t.facts) if f.language), None),
        order_id=next((f.order_id for f in reversed(t.facts) if f.order_id), None),
        amount=_amount(t),
        recipient=t.recipient,
        giver=giver,
        giver_address=giver_address(t, giver),
        issuer_address=sender.address if sender else None,
        issuer_name=(sender.name or None) if sender else None,
        serial=next((f.serial for f in reversed(t.facts) if f.serial), None),
        issued_on=t.issued_on,
        ordered_on=t.zone_day(t.ordered_at) if t.ordered_at else None,
        due_on=t.due_on,
        expires_on=t.expires_on,
        codes=t.codes if shows_codes else (),
        outcome=verdict.outcome,
        route=route,
        odds=odds,
        because=(*verdict.because, *_ties(t, verdict.because)),
        statements=t.statements,
        presumed=verdict.presumed,
        holes=holes if rests_on_absence else (),
        corrected_recipient=t.corrected_recipient if verdict.outcome.is_recoverable else None,
    )


def _ties(t: Timeline, told: tuple[Because, ...]) -> list[Because]:
    """Why the messages belong together: for each value that ties them, the first one's words."""
    found: dict[tuple[str, str], Because] = {}
    for fact in t.facts:
        tied_by = t.group.tied_by[fact.id]
        if tied_by and (quote := _quote(fact, tied_by)):
            found.setdefault((tied_by, quote), Because(fact.message.message_id, tied_by, quote))
    return [b for b in found.values() if b not in told]


def _quote(fact: Fact, field: str) -> str:
    if field == "references":
        target = fact.inner_message_id or next(iter(fact.message.in_reply_to), "")
        return target or next(iter(fact.message.references), "")
    return mask_codes(next((e.quote for e in fact.evidence if e.field == field), ""))


def _amount(t: Timeline) -> Money | None:
    """The newest word on the card's value: of notices of this card alone before those of an order, which may show a sum."""
    told = [f for f in reversed(t.facts) if f.kind is not None or f.note is not Note.THANKS]
    spoken = [f for f in told if f.amount and (t.is_refund or not is_refund(f))]
    own = [f for f in spoken if not t.is_shared(f)]
    notices = [f for f in own if f.kind not in OF_ORDER]
    chosen = next(iter(notices or own or spoken), None) or next((f for f in told if f.amount), None)
    return chosen.amount if chosen else None


def _issuer(t: Timeline) -> Fact | None:
    """The newest mail of the company that gives the card out; one that a person reads before one that nobody does."""
    mails = [f for f in reversed(t.facts) if f.issuer is Issuer.THIRD_PARTY]
    answered = [f for f in mails if (sender := f.inner_from or f.message.from_) and sender.address and not is_machine(sender.address)]
    return next(iter(answered or mails), None) if t.is_third_party else None
