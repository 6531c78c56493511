"""Cases for tests of drafts, made without any mail: every value can be left out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from scanner.catalog import load_catalog
from scanner.drafts import Searched
from scanner.model import Address, Case, CaseType, Issuer, Kind, Odds, Outcome, Role, Route, Statement, Told
from tests.cases.making import ME, NOW, fact, usd

CATALOG = load_catalog()
SEARCHED = Searched(("INBOX", "Archive", "Trash"), 1204, date(2026, 6, 1))
ORDER = "112-1111111-2222222"
COMPANY = Address("Alder Panel", "rewards@alderpanel.example")

# Every road that leads to a request: what became of what, whose it is, and where to ask.
ROADS: dict[str, dict[str, Any]] = {
    "bounced": {"outcome": Outcome.BOUNCED, "role": Role.BUYER, "route": Route.RESEND_IN_ORDERS, "odds": Odds.GOOD, "kind": Kind.GIFT_CARD_UNDELIVERABLE},
    "never": {"outcome": Outcome.NEVER_DELIVERED, "role": Role.BUYER, "route": Route.RESEND_IN_ORDERS, "odds": Odds.GOOD, "kind": Kind.GIFT_CARD_ORDERED},
    "never-own": {
        "outcome": Outcome.NEVER_DELIVERED, "role": Role.RECIPIENT, "route": Route.RESEND_IN_ORDERS, "odds": Odds.GOOD, "kind": Kind.GIFT_CARD_ORDERED,
    },
    "lost-own": {"outcome": Outcome.LOST, "role": Role.RECIPIENT, "route": Route.RESEND_IN_ORDERS, "odds": Odds.GOOD, "kind": Kind.GIFT_CARD_REMINDER},
    "given-lost": {"outcome": Outcome.LOST, "role": Role.RECIPIENT, "route": Route.ASK_GIVER, "odds": Odds.GOOD, "kind": Kind.GIFT_CARD_RECEIVED},
    "given-never": {"outcome": Outcome.NEVER_DELIVERED, "role": Role.RECIPIENT, "route": Route.ASK_GIVER, "odds": Odds.GOOD, "kind": Kind.GIFT_CARD_REMINDER},
    "company-bounced": {
        "outcome": Outcome.BOUNCED, "role": Role.BUYER, "route": Route.ASK_ISSUER, "odds": Odds.FAIR, "kind": Kind.GIFT_CARD_UNDELIVERABLE,
        "type": CaseType.THIRD_PARTY_GIFT_CARD,
    },
    "company-never": {
        "outcome": Outcome.NEVER_DELIVERED, "role": Role.RECIPIENT, "route": Route.ASK_ISSUER, "odds": Odds.FAIR, "kind": Kind.GIFT_CARD_RECEIVED,
        "type": CaseType.THIRD_PARTY_GIFT_CARD,
    },
    "company-never-bought": {
        "outcome": Outcome.NEVER_DELIVERED, "role": Role.BUYER, "route": Route.ASK_ISSUER, "odds": Odds.FAIR, "kind": Kind.GIFT_CARD_ORDERED,
        "type": CaseType.THIRD_PARTY_GIFT_CARD,
    },
    "company-lost": {
        "outcome": Outcome.LOST, "role": Role.RECIPIENT, "route": Route.ASK_ISSUER, "odds": Odds.FAIR, "kind": Kind.GIFT_CARD_REMINDER,
        "type": CaseType.THIRD_PARTY_GIFT_CARD,
    },
    "amazons-own-never": {
        "outcome": Outcome.NEVER_DELIVERED, "role": Role.RECIPIENT, "route": Route.AMAZON_SUPPORT, "odds": Odds.GOOD, "kind": Kind.GIFT_CARD_RECEIVED,
    },
    "amazons-own-lost": {
        "outcome": Outcome.LOST, "role": Role.RECIPIENT, "route": Route.AMAZON_SUPPORT, "odds": Odds.GOOD, "kind": Kind.GIFT_CARD_REMINDER,
    },
    "refund-never": {
        "outcome": Outcome.NEVER_DELIVERED, "role": Role.RECIPIENT, "route": Route.AMAZON_SUPPORT, "odds": Odds.GOOD, "kind": Kind.REFUND_PENDING,
        "type": CaseType.REFUND,
    },
    "refund-lost": {
        "outcome": Outcome.LOST, "role": Role.RECIPIENT, "route": Route.AMAZON_SUPPORT, "odds": Odds.GOOD, "kind": Kind.REFUND_GIFT_CARD,
        "type": CaseType.REFUND,
    },
    "posted-never": {
        "outcome": Outcome.NEVER_DELIVERED, "role": Role.BUYER, "route": Route.AMAZON_SUPPORT, "odds": Odds.GOOD, "kind": Kind.GIFT_CARD_SHIPPED,
        "type": CaseType.PHYSICAL_GIFT_CARD,
    },
    "posted-lost": {
        "outcome": Outcome.LOST, "role": Role.RECIPIENT, "route": Route.AMAZON_SUPPORT, "odds": Odds.GOOD, "kind": Kind.GIFT_CARD_RECEIVED,
        "type": CaseType.PHYSICAL_GIFT_CARD,
    },
    "counter-lost": {
        "outcome": Outcome.LOST, "role": Role.BUYER, "route": Route.AMAZON_SUPPORT, "odds": Odds.POOR, "kind": Kind.GIFT_CARD_ORDERED,
        "type": CaseType.PHYSICAL_GIFT_CARD,
    },
}  # fmt: skip


def case(road: str, *, told: tuple[Told, ...] = (), dated: bool = True, addressed: str = ME, subject: str = "Your gift card", **values: Any) -> Case:
    """A case on one of the roads; `values` are fields of Case, None where a test leaves one out."""
    given = {**ROADS[road]}
    kind = given.pop("kind")
    third = given.get("type") is CaseType.THIRD_PARTY_GIFT_CARD
    mail = fact(kind, subject=subject, addressed=addressed, issuer=Issuer.THIRD_PARTY if third else Issuer.AMAZON, **({"sender": COMPANY} if third else {}))
    if not dated:
        import dataclasses

        mail = dataclasses.replace(mail, message=dataclasses.replace(mail.message, date=None))
    fields: dict[str, Any] = {
        "id": "abcdefgh",
        "type": CaseType.EMAIL_GIFT_CARD,
        "facts": (mail,),
        "marketplace": "amazon.com",
        "language": "en",
        "order_id": ORDER,
        "amount": usd("75.00"),
        "recipient": "ann@example.net",
        "giver": "Dana North",
        "giver_address": "dana.north@example.net",
        "issuer_address": "rewards@alderpanel.example",
        "issuer_name": "Alder Panel",
        "serial": None,
        "issued_on": None,
        "ordered_on": date(2026, 3, 2),
        "due_on": None,
        "expires_on": None,
        "codes": (),
        "statements": tuple(Statement(NOW - timedelta(days=1), what) for what in told),
        **given,
    }
    return Case(**{**fields, **values})
