"""What happened to one card, in the order in which it happened: the view that the judges look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from scanner.cases.group import Group
from scanner.cases.looks import BUYER_KINDS, RECIPIENT_KINDS, addressed, brings, from_owner, in_time, is_record, is_refund, moment_of, passed_on, when_of
from scanner.cases.orders import pays_refund
from scanner.cases.owner import People
from scanner.cases.typos import corrected_address
from scanner.catalog import Catalog, Marketplace, fold
from scanner.model import CaseType, ClaimCode, Fact, Form, Issuer, Kind, Note, Role, Statement, Told

# The mails from whose day a card's validity counts, whichever of them is the first.
_ISSUE = frozenset(
    {
        Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_SHIPPED, Kind.GIFT_CARD_DELIVERED, Kind.GIFT_CARD_UNDELIVERABLE,
        Kind.REFUND_GIFT_CARD,
    }
)  # fmt: skip


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
        self.facts = sorted(group.facts, key=in_time)
        self.people = people
        self.grace = grace
        self.now = now
        self.statements = statements
        self.corrected_recipient = corrected_address(self.recipient, catalog, people)
        self.marketplace = next((f.marketplace for f in reversed(self.facts) if f.marketplace), None)
        self.shop: Marketplace | None = catalog.marketplaces.get(self.marketplace or "")
        self.zone: tzinfo = self.shop.zone if self.shop else _zone_of(self.facts)

    def all(self, *kinds: Kind) -> list[Fact]:
        """The facts of some kinds that speak of this card for certain, oldest first."""
        return [f for f in self.facts if f.kind in kinds and f.id not in self.group.vague]

    def last(self, *kinds: Kind) -> Fact | None:
        """The newest of `all`."""
        return next(iter(reversed(self.all(*kinds))), None)

    def vague(self, kind: Kind) -> list[Fact]:
        """The facts of a kind that speak of one card of an order and do not say of which."""
        return [f for f in self.facts if f.kind is kind and f.id in self.group.vague]

    def is_shared(self, fact: Fact) -> bool:
        """Whether a fact speaks of several cards of one order."""
        return fact.id in self.group.shared

    def notes(self, *notes: Note) -> list[Fact]:
        """Private mails that say something about the card, oldest first."""
        return [f for f in self.facts if f.kind is None and f.note in notes]

    def told(self, *what: Told) -> Statement | None:
        """The newest of the owner's statements of some kinds."""
        return next((s for s in reversed(self.statements) if s.what in what), None)

    @property
    def is_refund(self) -> bool:
        """Whether it is a refund of something else, not a card whose price was given back."""
        refunds = [f for f in self.facts if is_refund(f)]
        return bool(refunds) and pays_refund(refunds, [f for f in self.facts if f.kind and not is_refund(f)])

    @property
    def is_third_party(self) -> bool:
        """Whether another company gives the card out. A shop's receipt alone does not tell: it may have sold Amazon's."""
        issuers = [f.issuer for f in self.facts if f.issuer and f.kind is not Kind.GIFT_CARD_ORDERED]
        issuers = issuers or [f.issuer for f in self.facts if f.issuer]
        return bool(issuers) and issuers[-1] is Issuer.THIRD_PARTY

    @property
    def is_amazons_own(self) -> bool:
        """Whether Amazon itself promised or gave the card: it names itself as giver, or promises one and names nobody."""
        givers = [fold(f.giver) for f in self.facts if f.giver]
        if givers:
            return "amazon" in givers[-1]
        return any(f.kind is Kind.GIFT_CARD_RECEIVED and f.issuer is Issuer.AMAZON and f.deliver_on and not brings(f) for f in self.facts)

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
        """Whether the card is plastic or paper that travels by post: it was shipped, or ordered so and never e-mailed."""
        if any("@" not in (f.recipient or "") for f in self.all(Kind.GIFT_CARD_SHIPPED)):
            return True
        forms = {f.form for f in self.facts if f.kind is not None}
        return Form.PLASTIC in forms and not forms & {Form.EMAIL, Form.SMS} and not self.all(Kind.GIFT_CARD_SENT)

    @property
    def is_counter(self) -> bool:
        """Whether the card was bought over a shop's counter: no record ties it to the buyer."""
        kinds = [f for f in self.facts if f.kind is not None]
        if self.told(Told.BOUGHT_IN_SHOP) or any(f.form is Form.COUNTER for f in kinds):
            return True
        return not kinds and any(is_record(f, self.people) for f in self.facts)

    @property
    def recipient(self) -> str | None:
        """The newest address the card was or will be sent to, where a mail of this card alone says so."""
        fact = self._addressed
        return fact.recipient if fact else None

    @property
    def _addressed(self) -> Fact | None:
        return next((f for f in reversed(self.facts) if f.recipient and not self.is_shared(f)), None)

    @property
    def implausible_recipient(self) -> bool:
        """Whether the newest address cannot be right: its domain is a slip of the pen off a great provider's."""
        return self.corrected_recipient is not None

    @property
    def role(self) -> Role:
        """Recipient where the card came or is to come to an e-mail address of the owner, and for refunds."""
        if self.is_posted and self.bought_by_owner:
            return Role.BUYER
        if self.is_refund or any(self._came_to_owner(f) or (f.told and f.note is Note.GIVEN) for f in self.facts):
            return Role.RECIPIENT
        if fact := self._addressed:
            return Role.RECIPIENT if self.people.is_owner(fact.recipient) else Role.BUYER
        if self.is_counter or self.bought_by_owner:
            return Role.BUYER
        given = [f for f in self.facts if f.kind in RECIPIENT_KINDS or f.kind is Kind.GIFT_CARD_REISSUED]
        # The owner's own words with a code went to somebody else; what the owner passed on had come to the owner.
        return Role.RECIPIENT if any(passed_on(f) or not from_owner(f, self.people) for f in given) else Role.BUYER

    def _came_to_owner(self, fact: Fact) -> bool:
        """Whether a mail brought the card, or a word on it, to an address of the owner."""
        if fact.kind not in (Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_REMINDER) or passed_on(fact) or from_owner(fact, self.people):
            return False
        if fact.recipient and "@" in fact.recipient and fact.recipient.lower() not in (a.lower() for a in addressed(fact)):
            return self.people.is_owner(fact.recipient)
        return any(self.people.is_owner(a) for a in addressed(fact))

    @property
    def bought_by_owner(self) -> bool:
        """Whether the owner bought the card: a buyer's notices came to the owner and were not passed on by somebody."""
        return any(f.kind in BUYER_KINDS and (not passed_on(f) or from_owner(f, self.people)) for f in self.facts)

    @property
    def resent_at(self) -> datetime | None:
        """When the newest resend was made: what came before it is void."""
        fact = self.last(Kind.GIFT_CARD_REISSUED)
        return moment_of(fact) if fact else None

    def is_live(self, fact: Fact) -> bool:
        """Whether what a fact brings still counts: it is the newest resend's own, or came after it."""
        resent = self.resent_at
        when = moment_of(fact)
        if resent is None or (fact.kind is Kind.GIFT_CARD_REISSUED and when >= resent):
            return True
        if when <= resent:
            return False
        # A copy of the old mail (a forward, a reminder of it) does not bring the old code back to life.
        old = {f.code.bare for f in self.group.own if f.code and moment_of(f) <= resent and f.kind is not Kind.GIFT_CARD_REISSUED}
        return not (fact.code and fact.code.bare in old)

    @property
    def bringing(self) -> list[Fact]:
        """The facts of this card alone that bring its code or link, or say where it is; oldest first."""
        return [f for f in self.facts if (f.code or f.hiding) and not self.is_shared(f)]

    @property
    def codes(self) -> tuple[ClaimCode, ...]:
        """The live claim codes, oldest first."""
        found: list[ClaimCode] = []
        for fact in self.bringing:
            if fact.code and self.is_live(fact) and not any(fact.code.bare == c.bare for c in found):
                found.append(fact.code)
        return tuple(found)

    @property
    def linked(self) -> Fact | None:
        """The newest live mail of the card itself whose code is not in its text: behind a link, in an attachment, in a picture.

        Amazon's own gift mail is that, too, where nobody can tell how it holds its code.
        """
        return next((f for f in reversed(self.facts) if self._holds_hidden(f) and self.is_live(f)), None)

    def _holds_hidden(self, fact: Fact) -> bool:
        if self.is_shared(fact) or fact.hiding:
            return bool(fact.hiding) and not self.is_shared(fact)
        gift = fact.kind is Kind.GIFT_CARD_RECEIVED and fact.issuer is Issuer.AMAZON and not fact.code and not fact.deliver_on
        return gift and not passed_on(fact) and not from_owner(fact, self.people)

    def zone_day(self, when: datetime) -> date:
        """The day of a moment in the shop's time zone."""
        return when.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """The end of a day where the shop is."""
        return datetime.combine(day + timedelta(days=1), time(), tzinfo=self.zone)

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
        if self.is_counter:
            return self.zone_day(self.ordered_at) if self.ordered_at else None
        resent = self.last(Kind.GIFT_CARD_REISSUED)
        first = resent or next((f for f in self.facts if f.kind in _ISSUE and not self._only_promised(f)), None)
        when = when_of(first) if first else None
        return self.zone_day(when) if when else None

    @staticmethod
    def _only_promised(fact: Fact) -> bool:
        return fact.deliver_on is not None and not brings(fact) and fact.kind in (Kind.GIFT_CARD_RECEIVED, Kind.REFUND_GIFT_CARD)

    @property
    def expires_on(self) -> date | None:
        """The last day of validity: the printed date, else by the shop's rule at the time of issue."""
        printed = next((f.expires_on for f in reversed(self.facts) if f.expires_on and self.is_live(f)), None)
        if printed or self.shop is None or self.issued_on is None:
            return printed
        if self.is_third_party and not self.codes:
            return None  # behind a company's link stands a card that Amazon may not have issued yet
        if self.is_refund and not self.all(Kind.REFUND_GIFT_CARD):
            return None  # money on an account does not expire
        return self.shop.expiry(self.issued_on)


def _zone_of(facts: list[Fact]) -> tzinfo:
    """Where no shop is known: the zone that the newest mail was written in."""
    dates = [f.message.date for f in facts if f.message.date and f.message.date.tzinfo]
    return dates[-1].tzinfo or UTC if dates else UTC
