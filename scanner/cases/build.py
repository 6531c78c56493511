"""Facts to cases: correlate, look at each card's timeline, judge, and gather what a reader wants to know."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from scanner.cases.correlate import Group, correlate
from scanner.cases.judges import judge
from scanner.cases.owner import People
from scanner.cases.routes import route_of
from scanner.cases.ties import when_of
from scanner.cases.timeline import Grace, Timeline
from scanner.catalog import Catalog
from scanner.model import Case, Coverage, Fact, Issuer, Kind, Money, Outcome, Role, SpecialUse, Statement

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
    holes = tuple(dict.fromkeys(c.folder or c.source for c in coverage if c.not_seen and c.use in _COULD_HOLD))
    cases = []
    for group in correlate(facts, people):
        case_id = id_of(group)
        timeline = Timeline(group, people, catalog, grace or Grace(), now, told.get(case_id, ()))
        cases.append(_case(case_id, timeline, people, holes))
    return tuple(sorted(cases, key=_newest, reverse=True))


def id_of(group: Group) -> str:
    """A short id that later mail does not change: of the order and its card, else of the oldest mail."""
    own = group.own or group.facts
    order = next((f.order_id for f in group.facts if f.order_id), None)
    first_recipient = next((f.recipient for f in group.own if f.recipient), None)
    what = f"{order}|{(first_recipient or '').lower()}|{_position(group)}" if order else own[0].id
    return base64.b32encode(hashlib.sha256(what.encode()).digest())[:8].decode().lower()


def _position(group: Group) -> str:
    """Which of an order's cards it is, where recipients do not tell: by its place in the mail that lists them."""
    fact = next((f for f in group.own if f.kind is Kind.GIFT_CARD_ORDERED), None) or (group.own or group.facts)[0]
    amount = next((str(f.amount.value) for f in group.own if f.amount), "") if fact.kind and fact.kind.is_refund else ""
    return f"{fact.id.rpartition('#')[2]}{amount}"


def _newest(case: Case) -> tuple[float, str]:
    whens = [w.timestamp() for f in case.facts if (w := when_of(f))]
    return (max(whens, default=0.0), case.id)


def _case(case_id: str, t: Timeline, people: People, holes: tuple[str, ...]) -> Case:
    verdict = judge(t)
    type_ = t.type
    route, odds = route_of(t, verdict.outcome, type_)
    role = t.role
    giver = _giver(t)
    issuer = next((f for f in reversed(t.facts) if f.issuer is Issuer.THIRD_PARTY), None)
    sender = (issuer.inner_from or issuer.message.from_) if issuer else None
    open_question = verdict.outcome is Outcome.NEVER_DELIVERED and role is Role.RECIPIENT
    return Case(
        id=case_id,
        type=type_,
        role=role,
        facts=tuple(t.facts),
        marketplace=t.marketplace,
        language=next((f.language for f in reversed(t.facts) if f.language), None),
        order_id=next((f.order_id for f in reversed(t.facts) if f.order_id), None),
        amount=_amount(t),
        recipient=t.recipient,
        giver=giver,
        giver_address=_giver_address(t, giver, people),
        issuer_address=sender.address if sender else None,
        issuer_name=sender.name or None if sender else None,
        serial=next((f.serial for f in reversed(t.facts) if f.serial), None),
        issued_on=t.issued_on,
        ordered_on=_day(t, t.ordered_at),
        due_on=t.due_on,
        expires_on=t.expires_on,
        codes=t.codes,
        outcome=verdict.outcome,
        route=route,
        odds=odds,
        because=verdict.because,
        statements=t.statements,
        presumed=verdict.presumed,
        holes=holes if open_question else (),
        corrected_recipient=t.corrected_recipient if verdict.outcome.is_recoverable else None,
    )


def _day(t: Timeline, when: datetime | None) -> date | None:
    return t.zone_day(when) if when else None


def _amount(t: Timeline) -> Money | None:
    """The newest word on the card's value; a refund's mail speaks for a card only where no other does."""
    own = [f for f in t.facts if f in t.group.own] or t.facts
    ranked = [f for f in reversed(own) if f.amount and (t.is_refund or not (f.kind and f.kind.is_refund))]
    first = ranked or [f for f in reversed(t.facts) if f.amount]
    return first[0].amount if first else None


def _giver(t: Timeline) -> str | None:
    return next((f.giver for f in reversed(t.facts) if f.giver), None)


def _giver_address(t: Timeline, giver: str | None, people: People) -> str | None:
    """The address under which the giver appears: as author of a forwarded or private mail of the case, else by name."""
    if t.is_third_party:
        return None
    if address := people.address_of(giver):
        return address
    for fact in t.facts:
        sender = fact.message.from_
        private = fact.issuer is None or fact.wrapping != "own"
        if private and sender and sender.address and not people.is_owner(sender.address) and fact.kind is not None:
            return sender.address
    return None
