"""What happened to one card, in the order in which it happened: the view that the judges look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from scanner.cases.correlate import Group
from scanner.cases.owner import People
from scanner.cases.ties import RECIPIENT_KINDS, recipient_of, when_of
from scanner.cases.typos import corrected_address
from scanner.catalog import Catalog, Marketplace
from scanner.model import CaseType, ClaimCode, Fact, Form, Hiding, Issuer, Kind, Note, Role, Statement, Told

START = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Grace:
    """How long something may take before its absence means something; from the configuration."""

    days: int = 3  # after the end of the day it was due
    hours_if_prompt: int = 24  # after an order that promised it within minutes
    refund_days: int = 30  # after a refund's announcement that names no day
    post_days: int = 30  # after a posted card's order or dispatch that names no day


class Timeline:
    """One card's facts in time, and what follows from them without judging."""

    def __init__(self, group: Group, people: People, catalog: Catalog, grace: Grace, now: datetime, statements: tuple[Statement, ...]) -> None:
        self.group = group
        self.facts = sorted(group.facts, key=lambda f: (when_of(f) or START, f.id))
        self.people = people
        self.grace = grace
        self.now = now
        self.statements = statements
        self.corrected_recipient = corrected_address(self.recipient, catalog, people)
        self.marketplace = next((f.marketplace for f in reversed(self.facts) if f.marketplace), None)
        self.shop: Marketplace | None = catalog.marketplaces.get(self.marketplace or "")

    def all(self, *kinds: Kind) -> list[Fact]:
        """The facts of some kinds, oldest first."""
        return [f for f in self.facts if f.kind in kinds]

    def last(self, *kinds: Kind) -> Fact | None:
        """The newest fact of some kinds."""
        return next((f for f in reversed(self.facts) if f.kind in kinds), None)

    def notes(self, *notes: Note) -> list[Fact]:
        """Private mails that say something about the card, oldest first."""
        return [f for f in self.facts if f.kind is None and f.note in notes]

    def told(self, *what: Told) -> Statement | None:
        """The newest of the owner's statements of some kinds."""
        return next((s for s in reversed(self.statements) if s.what in what), None)

    @property
    def is_refund(self) -> bool:
        """Whether it is a refund of something else, not a card whose price was given back."""
        kinds = {f.kind for f in self.facts if f.kind}
        return bool(kinds) and all(k.is_refund for k in kinds)

    @property
    def is_third_party(self) -> bool:
        """Whether another company gives the card out."""
        issuers = [f.issuer for f in self.facts if f.issuer]
        return bool(issuers) and issuers[-1] is Issuer.THIRD_PARTY

    @property
    def type(self) -> CaseType:
        """What sort of thing it is."""
        if self.is_refund:
            return CaseType.REFUND
        if self.is_third_party:
            return CaseType.THIRD_PARTY_GIFT_CARD
        if self.is_posted or self.is_counter:
            return CaseType.PHYSICAL_GIFT_CARD
        return CaseType.EMAIL_GIFT_CARD

    @property
    def is_posted(self) -> bool:
        """Whether the card is plastic or paper that travels by post."""
        return any(f.form is Form.PLASTIC or f.kind is Kind.GIFT_CARD_SHIPPED for f in self.group.facts if f.kind is not None)

    @property
    def is_counter(self) -> bool:
        """Whether the card was bought over a shop's counter: no record ties it to the buyer."""
        if self.told(Told.BOUGHT_IN_SHOP) or self.notes(Note.PURCHASE):
            return True
        return any(f.form is Form.COUNTER for f in self.facts)

    @property
    def recipients(self) -> list[str]:
        """The addresses the card went to, oldest first, as printed."""
        return list(dict.fromkeys(f.recipient for f in self.facts if f.recipient))

    @property
    def recipient(self) -> str | None:
        """The newest address the card was or will be sent to, where a mail of this card alone says so."""
        own = self.group.own
        for fact in reversed(self.facts):
            if fact.recipient and (fact in own or len({f.recipient for f in self.facts if f.recipient}) == 1):
                return fact.recipient
        return None

    @property
    def implausible_recipient(self) -> bool:
        """Whether the newest address cannot be right: its domain is a slip of the pen off a great provider's."""
        return self.corrected_recipient is not None

    @property
    def role(self) -> Role:
        """Recipient where the card came or is to come to an e-mail address of the owner, and for refunds."""
        if self.is_refund:
            return Role.RECIPIENT
        for fact in self.facts:
            if fact.kind in RECIPIENT_KINDS and not self._is_from_owner(fact):
                return Role.RECIPIENT
            if fact.kind is Kind.GIFT_CARD_REISSUED and (fact.code or fact.hiding):
                return Role.RECIPIENT
            if fact.kind in RECIPIENT_KINDS and self._is_from_owner(fact):
                return Role.RECIPIENT
        to = {r for f in self.group.own if (r := recipient_of(f, self.people))}
        return Role.RECIPIENT if any(self.people.is_owner(r) for r in to) else Role.BUYER

    @property
    def bought_by_owner(self) -> bool:
        """Whether the owner bought the card."""
        buyer = (
            Kind.GIFT_CARD_ORDERED, Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_DELIVERED, Kind.GIFT_CARD_UNDELIVERABLE, Kind.GIFT_CARD_CANCELLED,
            Kind.GIFT_CARD_SHIPPED,
        )  # fmt: skip
        return any(f.kind in buyer for f in self.facts)

    def _is_from_owner(self, fact: Fact) -> bool:
        sender = fact.message.from_
        return bool(sender and self.people.is_owner(sender.address))

    @property
    def resent_at(self) -> datetime | None:
        """When the newest resend was made: what came before it is void."""
        fact = self.last(Kind.GIFT_CARD_REISSUED)
        return (when_of(fact) or START) if fact else None

    def is_live(self, fact: Fact) -> bool:
        """Whether what a fact brings still counts: it is the newest resend's own, or came after it."""
        resent = self.resent_at
        if resent is None or fact.kind is Kind.GIFT_CARD_REISSUED and (when_of(fact) or START) >= resent:
            return True
        when = when_of(fact) or START
        if when <= resent:
            return False
        # A copy of the old mail (a forward, a reminder of it) does not bring the old code back to life.
        old = {f.code.bare for f in self.facts if f.code and (when_of(f) or START) <= resent and f.kind is not Kind.GIFT_CARD_REISSUED}
        return not (fact.code and fact.code.bare in old)

    @property
    def codes(self) -> tuple[ClaimCode, ...]:
        """The live claim codes, oldest first."""
        found: list[ClaimCode] = []
        for fact in self.facts:
            if fact.code and self.is_live(fact) and not any(fact.code.bare == c.bare for c in found):
                found.append(fact.code)
        return tuple(found)

    @property
    def linked(self) -> Fact | None:
        """The newest live fact whose card is behind a link, in an attachment or in a picture."""
        return next((f for f in reversed(self.facts) if f.hiding and self.is_live(f)), None)

    def zone_day(self, when: datetime) -> date:
        """The day of a moment in the shop's time zone."""
        return when.astimezone(self.shop.zone).date() if self.shop else when.date()

    @property
    def today(self) -> date:
        """Today, where the shop is."""
        return self.zone_day(self.now)

    def end_of(self, day: date) -> datetime:
        """The end of a day where the shop is."""
        zone = self.shop.zone if self.shop else UTC
        return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)

    @property
    def ordered_at(self) -> datetime | None:
        """When the card was ordered, as far as a mail tells."""
        fact = next(iter(self.all(Kind.GIFT_CARD_ORDERED)), None) or next(iter(self.notes(Note.PURCHASE)), None)
        return when_of(fact) if fact else None

    @property
    def due_on(self) -> date | None:
        """The day the card, promise or refund was last said to come."""
        return next((f.deliver_on for f in reversed(self.facts) if f.deliver_on), None)

    @property
    def issued_on(self) -> date | None:
        """The day from which the card's validity counts: when it was sent, for posted cards when it was shipped."""
        first = (
            Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_REISSUED, Kind.GIFT_CARD_SHIPPED, Kind.GIFT_CARD_DELIVERED,
            Kind.REFUND_GIFT_CARD, Kind.GIFT_CARD_UNDELIVERABLE,
        )  # fmt: skip
        facts = [f for f in self.facts if f.kind in first and not (f.kind is Kind.GIFT_CARD_RECEIVED and f.deliver_on and not f.code)]
        if self.is_counter and self.ordered_at:
            return self.zone_day(self.ordered_at)
        resent = self.last(Kind.GIFT_CARD_REISSUED)
        chosen = resent or (facts[0] if facts else None)
        if chosen is None:
            return None
        when = when_of(chosen)
        return self.zone_day(when) if when else None

    @property
    def expires_on(self) -> date | None:
        """The last day of validity: the printed date, else by the shop's rule at the time of issue."""
        printed = next((f.expires_on for f in reversed(self.facts) if f.expires_on and self.is_live(f)), None)
        if printed:
            return printed
        if self.is_third_party or self.shop is None:
            return self.shop.expiry(self.issued_on) if self.shop and self.issued_on and self.codes else None
        return self.shop.expiry(self.issued_on) if self.issued_on and self._is_card else None

    @property
    def _is_card(self) -> bool:
        """Whether there is a card that can expire: refunds to balance or bank never do."""
        return not self.is_refund or bool(self.all(Kind.REFUND_GIFT_CARD))

    @property
    def has_hidden_or_code(self) -> bool:
        """Whether the mail that brings the card is there."""
        return bool(self.codes) or self.linked is not None

    @property
    def printed_form(self) -> Hiding | None:
        """How the newest live mail hides its code."""
        return self.linked.hiding if self.linked else None
