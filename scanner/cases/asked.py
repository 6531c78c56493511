"""What the owner has done about a case already: told us so, sent a draft of ours, or written a letter of their own.

It is worked out under the ids by which cases are shown: a draft carries its case's id in its Message-ID.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from scanner.cases.correlate import once
from scanner.cases.looks import START, from_owner, moment_of
from scanner.cases.owner import People, normal_address
from scanner.catalog import Catalog
from scanner.model import Asked, Authenticity, Case, Fact, Kind, Note, Outcome, Route, SpecialUse, Told

# The Message-ID that a draft of ours is given, and that answers to it refer to (RFC 5322, 3.6.4).
_OURS = re.compile(r"<giftscan\.([a-z0-9]+)\.[0-9a-f]+@giftscan\.invalid>")
_SAYS_LOST = (Note.MISSING, Note.DELETED)
_ARRIVED = ("delivered", "relayed", "expanded", "delayed")  # actions of a DSN that are no failure (RFC 3464, 2.3.3)
_CLOCKS = timedelta(days=1)  # a day that is due begins and ends where the shop is


@dataclass(frozen=True, slots=True)
class _Letter:
    """A request that was sent, and its Message-ID, by which answers and bounces name it."""

    at: datetime
    message_id: str | None


def with_asked(cases: Iterable[Case], facts: Iterable[Fact], people: People, catalog: Catalog) -> tuple[Case, ...]:
    """The cases, each that waits for a request with what was asked already. `facts` are all facts, also those of no case."""
    every = tuple(cases)
    if not any(case.outcome.is_recoverable for case in every):
        return every
    desk = _Desk(every, facts, people, catalog)
    return tuple(replace(case, asked=desk.asked(case)) if case.outcome.is_recoverable else case for case in every)


class _Desk:
    """The letters about the cases of a mailbox, and what came back."""

    def __init__(self, cases: tuple[Case, ...], facts: Iterable[Fact], people: People, catalog: Catalog) -> None:
        self._people = people
        self._catalog = catalog
        usable = [f for f in once(facts) if not f.told and f.authenticity is not Authenticity.SUSPICIOUS]
        returned = {i for f in usable if _is_failure(f) for i in _named(f)}
        self._sent = [f for f in usable if self._is_sent(f) and f.message.message_id not in returned]
        self._came = [f for f in usable if not from_owner(f, people) and f.kind is not Kind.BOUNCE]
        self._open = [case for case in cases if case.outcome.is_recoverable]
        self._placed = {f.id for case in cases for f in case.facts}

    def asked(self, case: Case) -> Asked | None:
        """The newest request for a case that no resend has answered; the owner's word that it is settled counts before all."""
        words = [s for s in case.statements if s.what in (Told.ASKED, Told.RESOLVED)]
        if words and words[-1].what is Told.RESOLVED:
            return Asked(words[-1].at, "owner", answered=True)
        letters = list(self._letters(case))
        answers = [_sent_at(f) for f in self._came if self._answers(f, case, letters)]
        resent = max((moment_of(f) for f in case.facts if f.kind is Kind.GIFT_CARD_REISSUED), default=None)
        asks = [(letter.at, "mail") for letter in letters] + [(s.at, "owner") for s in words]
        if not asks:
            # Sent is not always kept or scanned: what answers a draft of ours shows that it was sent.
            asks = [(_sent_at(f), "mail") for f in self._came if f.message.date and case.id in _cases_named(f)]
        asks = [ask for ask in asks if resent is None or ask[0] > resent]
        if not asks:
            return None
        at, by = max(asks)
        return Asked(at, by, answered=any(answer >= at for answer in answers))

    def _is_sent(self, fact: Fact) -> bool:
        """Whether the owner wrote a mail and sent it: what lies in Drafts was not sent."""
        sent = from_owner(fact, self._people) and fact.message.use is not SpecialUse.DRAFTS and fact.kind is not Kind.BOUNCE
        return sent and fact.message.date is not None

    def _letters(self, case: Case) -> Iterator[_Letter]:
        for fact in self._sent:
            named = _cases_named(fact)
            if case.id in named or (not named and self._is_request(fact, case)):
                yield _Letter(_sent_at(fact), fact.message.message_id)

    def _is_request(self, fact: Fact, case: Case) -> bool:
        """Whether a letter of the owner's own tells whoever can help that this card is missing or gone."""
        if fact.kind is not None or fact.note not in _SAYS_LOST or not self._goes_to(fact, case) or _sent_at(fact) < _lost_at(case):
            return False
        if fact.id in self._placed:
            return any(f.id == fact.id for f in case.facts)
        # Of no card's thread: it counts where it can mean one card only.
        meant = [other for other in self._open if self._goes_to(fact, other) and _may_mean(fact, other)]
        return [case.id] == [other.id for other in meant]

    def _goes_to(self, fact: Fact, case: Case) -> bool:
        return any(self._can_help(person.address, case) for person in fact.message.to if person.address)

    def _can_help(self, address: str, case: Case) -> bool:
        """Whether an address is that of the giver, the issuer or Amazon, as the case's road has it."""
        if case.route is Route.ASK_GIVER:
            return bool(case.giver_address) and normal_address(address) == normal_address(case.giver_address or "")
        domain = address.rpartition("@")[2].lower()
        if case.route is Route.ASK_ISSUER:
            known = (case.issuer_address or "").rpartition("@")[2].lower()
            return bool(known) and (domain == known or (domain.endswith("." + known) or known.endswith("." + domain)))
        return self._catalog.is_amazon(domain)

    def _answers(self, fact: Fact, case: Case, letters: list[_Letter]) -> bool:
        """Whether a mail answers a request: it refers to it, or whoever was asked writes of this card."""
        refers = {*fact.message.in_reply_to, *fact.message.references}
        if case.id in _cases_named(fact) or any(letter.message_id in refers for letter in letters if letter.message_id):
            return True
        sender = fact.message.from_.address if fact.message.from_ else None
        wrote = fact.kind is None and bool(sender) and self._can_help(sender or "", case)
        return wrote and any(f.id == fact.id for f in case.facts)


def _cases_named(fact: Fact) -> set[str]:
    """The cases whose drafts a mail is, or refers to."""
    ref = fact.message
    return {match[1] for i in (ref.message_id, *ref.in_reply_to, *ref.references) if i and (match := _OURS.fullmatch(i))}


def _sent_at(fact: Fact) -> datetime:
    """When a mail itself was sent, whatever older mail it carries."""
    return fact.message.date or START


def _is_failure(fact: Fact) -> bool:
    action = fact.delivery_status.action if fact.delivery_status else None
    return fact.kind is Kind.BOUNCE and (action or "").lower() not in _ARRIVED


def _named(fact: Fact) -> tuple[str, ...]:
    """The messages that a bounce returns."""
    original = fact.delivery_status.original_message_id if fact.delivery_status else None
    return (*((original,) if original else ()), *fact.message.in_reply_to, *fact.message.references)


def _may_mean(fact: Fact, case: Case) -> bool:
    """Whether a letter outside a card's thread may speak of it: it is younger than the card, and names no other order."""
    if fact.order_id and case.order_id and fact.order_id != case.order_id:
        return False
    whens = [moment_of(f) for f in case.facts if f.kind is not None]
    return not whens or _sent_at(fact) >= min(whens)


def _lost_at(case: Case) -> datetime:
    """The moment before which nobody can have asked for this card again."""
    if case.outcome is Outcome.BOUNCED:
        return max((moment_of(f) for f in case.facts if f.kind is Kind.GIFT_CARD_UNDELIVERABLE), default=START)
    if case.outcome is Outcome.NEVER_DELIVERED and case.due_on:
        return datetime.combine(case.due_on, time(), tzinfo=UTC) - _CLOCKS
    return START
