"""What one message says of one card: its kind, its values, and the words each was read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from scanner.model.mail import Address, DeliveryStatus, Origin, SpecialUse, Wrapping
from scanner.model.secret import ClaimCode, ClaimLink


class Kind(StrEnum):
    """The kinds of message; what each means stands in docs/contract.md."""

    GIFT_CARD_RECEIVED = "gift_card_received"
    GIFT_CARD_REMINDER = "gift_card_reminder"
    GIFT_CARD_ORDERED = "gift_card_ordered"
    GIFT_CARD_SENT = "gift_card_sent"
    GIFT_CARD_DELIVERED = "gift_card_delivered"
    GIFT_CARD_REDEEMED = "gift_card_redeemed"
    GIFT_CARD_UNDELIVERABLE = "gift_card_undeliverable"
    GIFT_CARD_REISSUED = "gift_card_reissued"
    GIFT_CARD_CANCELLED = "gift_card_cancelled"
    GIFT_CARD_SHIPPED = "gift_card_shipped"
    REFUND_GIFT_CARD = "refund_gift_card"
    REFUND_BALANCE = "refund_balance"
    REFUND_OTHER = "refund_other"
    REFUND_PENDING = "refund_pending"
    BOUNCE = "bounce"

    @property
    def is_refund(self) -> bool:
        """Whether the mail speaks of money that goes back to the owner."""
        return self.value.startswith("refund_")


class Role(StrEnum):
    """What the owner of the mailbox is in a message or a case."""

    BUYER = "buyer"
    RECIPIENT = "recipient"


class Issuer(StrEnum):
    """Who gives out the card or the refund."""

    AMAZON = "amazon"
    THIRD_PARTY = "third_party"


class Authenticity(StrEnum):
    """Whether a mail comes from whom it says."""

    AUTHENTIC = "authentic"
    UNVERIFIED = "unverified"
    SUSPICIOUS = "suspicious"


class Form(StrEnum):
    """In what shape a card travels; it decides the type of its case."""

    EMAIL = "email"
    SMS = "sms"
    PRINT = "print"
    PLASTIC = "plastic"
    TOP_UP = "top_up"
    COUNTER = "counter"  # bought over a shop's counter: only a receipt or payment mail shows it


class Hiding(StrEnum):
    """Where the code is, when it is not in the text."""

    LINK = "link"
    ATTACHMENT = "attachment"
    PICTURE = "picture"


class Note(StrEnum):
    """A private mail about a card that has no kind, but proves something."""

    THANKS = "thanks"  # somebody thanks for the card: it arrived
    MISSING = "missing"  # somebody writes that it has not come
    DELETED = "deleted"  # somebody writes that the mail is gone
    PURCHASE = "purchase"  # the owner's own record of a card bought over a counter
    MENTION = "mention"  # it speaks of a card, no more
    GIVEN = "given"  # the owner's word: somebody gave a card, and no mail shows it


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with its currency (ISO 4217). `value` keeps the decimals that were printed."""

    value: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.value} {self.currency}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that a value was read from; claim codes masked."""

    field: str
    quote: str


@dataclass(frozen=True, slots=True)
class MessageRef:
    """As much of a message as its facts must carry on: who, when, where."""

    key: str
    message_id: str | None
    date: datetime | None
    subject: str = field(repr=False)  # it may hold a claim code
    from_: Address | None
    to: tuple[Address, ...]
    delivered_to: tuple[str, ...]
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    origin: Origin
    folder: str
    use: SpecialUse


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a message is about, before its values are read. `view` and `layer` say which words decided."""

    kind: Kind | None
    note: Note | None
    role: Role | None
    issuer: Issuer | None
    marketplace: str | None
    language: str | None
    authenticity: Authenticity
    view: int = 0
    layer: int = 0
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """What one message says of one card (or one refund). What it does not say is None."""

    id: str
    message: MessageRef
    kind: Kind | None
    authenticity: Authenticity
    role: Role | None = None
    note: Note | None = None
    issuer: Issuer | None = None
    marketplace: str | None = None
    language: str | None = None
    wrapping: Wrapping = Wrapping.OWN
    inner_from: Address | None = None  # who sent the mail that a forward or quote carries
    inner_date: datetime | None = None
    inner_message_id: str | None = None
    form: Form | None = None
    code: ClaimCode | None = None
    link: ClaimLink | None = None
    hiding: Hiding | None = None
    code_tail: str | None = None  # the last characters of a code that the mail names without showing it
    order_id: str | None = None
    amount: Money | None = None
    recipient: str | None = None
    recipient_name: str | None = None
    giver: str | None = None
    deliver_on: date | None = None
    expires_on: date | None = None
    serial: str | None = None
    promptly: bool = False  # the mail promises the card within minutes
    all_cards: bool = False  # the mail speaks of a whole order, not of one of its cards
    quantity: int = 1
    delivery_status: DeliveryStatus | None = None
    evidence: tuple[Evidence, ...] = ()
    told: bool = False  # the owner's own word about a card that no mail shows
