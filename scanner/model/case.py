"""What several messages together mean: one card or one refund, what became of it, and where to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from scanner.model.card import Fact, Money, Role
from scanner.model.secret import ClaimCode


class CaseType(StrEnum):
    """What sort of thing a case is about."""

    EMAIL_GIFT_CARD = "email_gift_card"
    PHYSICAL_GIFT_CARD = "physical_gift_card"
    THIRD_PARTY_GIFT_CARD = "third_party_gift_card"
    REFUND = "refund"


class Outcome(StrEnum):
    """What became of a card; in the order in which the judges are asked."""

    UNDECIDED = "undecided"
    CANCELLED = "cancelled"
    CREDITED = "credited"
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    CODE_FOUND = "code_found"
    LINK_FOUND = "link_found"
    BOUNCED = "bounced"
    DELIVERED = "delivered"
    LOST = "lost"
    NEVER_DELIVERED = "never_delivered"
    PENDING = "pending"

    @property
    def is_recoverable(self) -> bool:
        """Whether a request can bring the card back: only these have a draft."""
        return self in (Outcome.BOUNCED, Outcome.NEVER_DELIVERED, Outcome.LOST)


class Route(StrEnum):
    """The road that leads back to a card."""

    RESEND_IN_ORDERS = "resend_in_orders"
    ASK_GIVER = "ask_giver"
    AMAZON_SUPPORT = "amazon_support"
    ASK_ISSUER = "ask_issuer"
    OPEN_MESSAGE = "open_message"
    NONE = "none"


class Odds(StrEnum):
    """How likely a request succeeds."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class Told(StrEnum):
    """What the owner can say of a card that no mail shows."""

    DELETED = "deleted"
    NOT_RECEIVED = "not_received"
    REDEEMED = "redeemed"
    BOUGHT_IN_SHOP = "bought_in_shop"
    ASKED = "asked"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Statement:
    """The owner's own word about one case, kept apart from what mail says."""

    at: datetime
    what: Told
    note: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """That the owner has asked for the card already: when last, by whose word that is known, and whether an answer came."""

    at: datetime  # of a letter when it was sent, else when the owner told of it; aware
    by: str  # `mail` or `owner`
    answered: bool = False  # an answer lies in the mailbox, or the owner said that the matter is settled


@dataclass(frozen=True, slots=True)
class ToldCard:
    """A card that no mail shows, as its owner tells of it: bought in a shop, or given by somebody who says so."""

    id: str
    at: datetime  # when it was told; aware
    what: Told  # BOUGHT_IN_SHOP, NOT_RECEIVED or DELETED
    on: date | None = None  # when it was bought or sent
    amount: Money | None = None
    marketplace: str | None = None
    giver: str | None = None
    recipient: str | None = None
    order_id: str | None = None
    serial: str | None = None
    language: str | None = None  # of the letter about it


@dataclass(frozen=True, slots=True)
class Because:
    """One reason for an outcome: the words, where they stand, and whose they are (`mail` or `owner`)."""

    message_id: str | None
    field: str
    quote: str
    by: str = "mail"


class Channel(StrEnum):
    """How a request travels."""

    EMAIL = "email"
    CHAT = "chat"
    PHONE = "phone"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Draft:
    """A request that the owner may send. `to` is None for Amazon, which takes no mail, and where nobody is known."""

    channel: Channel
    language: str
    to: str | None
    subject: str
    body: str
    message_id: str  # the same for the same case and words, so that it is saved only once


@dataclass(frozen=True, slots=True)
class Case:
    """One card or one refund, and everything that is known of it."""

    id: str
    type: CaseType
    role: Role
    facts: tuple[Fact, ...]
    marketplace: str | None
    language: str | None
    order_id: str | None
    amount: Money | None
    recipient: str | None
    giver: str | None
    giver_address: str | None
    issuer_address: str | None
    issuer_name: str | None
    serial: str | None
    issued_on: date | None
    ordered_on: date | None
    due_on: date | None
    expires_on: date | None
    codes: tuple[ClaimCode, ...]
    outcome: Outcome
    route: Route
    odds: Odds | None
    because: tuple[Because, ...] = ()
    statements: tuple[Statement, ...] = ()
    presumed: bool = False  # the outcome rests on silence, and says so
    holes: tuple[str, ...] = ()  # folders that could hold the mail and were not seen
    corrected_recipient: str | None = None
    asked: Asked | None = None

    @property
    def message_ids(self) -> tuple[str, ...]:
        """Message-IDs of the case, oldest first, each once."""
        return tuple(dict.fromkeys(f.message.message_id for f in self.facts if f.message.message_id))
