"""Makes facts for tests as a mailbox of Alex would give them: what a test does not name is plain and the same for all."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from scanner.cases import Grace, People, build_cases
from scanner.catalog import load_catalog
from scanner.model import (
    Address,
    Authenticity,
    Case,
    ClaimCode,
    ClaimLink,
    Coverage,
    Evidence,
    Fact,
    Issuer,
    Kind,
    MessageRef,
    Money,
    Note,
    Origin,
    SpecialUse,
    Statement,
    Told,
)

CATALOG = load_catalog()
ME = "alex.rowe@example.com"
PEOPLE = People(owner=frozenset({ME, "alex.alias@example.org"}), addresses={"dana north": "dana.north@example.net"}, written_to=frozenset())
AMAZON = Address("Amazon.com", "do-not-reply@amazon.com")
START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
CODES = ("QX7K-ABCDEF-GH2K", "MN4P-RSTUVW-XY7Z", "HT6R-KLMNPQ-ST3V")


def usd(value: str | int) -> Money:
    """Dollars."""
    return Money(Decimal(value), "USD")


def fact(
    kind: Kind | None,
    days: float = 0,
    *,
    name: str = "",
    order: str | None = None,
    amount: str | int | None = None,
    to: str | None = None,
    sender: Address = AMAZON,
    addressed: str = ME,
    code: str | None = None,
    link: str | None = None,
    due: date | None = None,
    note: Note | None = None,
    use: SpecialUse = SpecialUse.INBOX,
    nth: int = 0,
    answers: str = "",
    **more: Any,
) -> Fact:
    """A fact, `days` after START. `name` names its message (facts of one name are of one message), `to` the card's recipient."""
    when = START + timedelta(days=days)
    name = name or f"{kind or note}-{days}-{order}-{to}-{amount}-{code}"
    key = hashlib.sha256(name.encode()).hexdigest()[:24]
    more.setdefault("issuer", None if kind is None else Issuer.AMAZON)
    more.setdefault("marketplace", None if kind is None else "amazon.com")
    more.setdefault("language", "en")
    return Fact(
        id=f"{key}#{nth}",
        message=MessageRef(
            key=key,
            message_id=f"<{name}@mail.example>",
            date=when,
            subject=more.pop("subject", name),
            from_=sender,
            to=(Address("", addressed),),
            delivered_to=(addressed,),
            in_reply_to=(f"<{answers}@mail.example>",) if answers else (),
            references=(),
            origin=Origin("test", f"{use}/{name}"),
            folder=use.value,
            use=use,
        ),
        kind=kind,
        authenticity=more.pop("authenticity", Authenticity.AUTHENTIC),
        note=note,
        order_id=order,
        amount=usd(amount) if amount is not None else None,
        recipient=to,
        code=ClaimCode(code) if code else None,
        link=ClaimLink(link, "amazon.com") if link else None,
        deliver_on=due,
        evidence=more.pop("evidence", (Evidence("kind", f"words of {kind or note}"),)),
        **more,
    )


def cases_of(*facts: Fact, now: datetime = NOW, people: People = PEOPLE, told: dict[str, tuple[Statement, ...]] | None = None, **more: Any) -> list[Case]:
    """The cases of facts, oldest first."""
    coverage: tuple[Coverage, ...] = more.pop("coverage", ())
    found = build_cases(facts, people, CATALOG, now=now, statements=told, coverage=coverage, grace=more.pop("grace", Grace()))
    return sorted(found, key=lambda c: (c.facts[0].message.date or START, c.recipient or "", c.id))


def case_of(*facts: Fact, **more: Any) -> Case:
    """The one case of facts. `say` is what the owner tells of it."""
    say: tuple[Told, ...] = more.pop("say", ())
    if say:
        (silent,) = cases_of(*facts, **more)
        more["told"] = {silent.id: tuple(Statement(NOW - timedelta(days=1), what) for what in say)}
    (case,) = cases_of(*facts, **more)
    return case


def names(case: Case) -> list[str]:
    """The messages of a case by the names that a test gave them."""
    return [i.removeprefix("<").removesuffix("@mail.example>") for i in case.message_ids]
