"""A case to a draft: the template for its road and channel, filled with what the case shows and nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_currency
from jinja2 import Environment, PackageLoader, StrictUndefined

from scanner.cases import channel_of
from scanner.catalog import Catalog, Contact
from scanner.drafts.check import refuse_if_unfit
from scanner.drafts.words import LANGUAGES, Words
from scanner.errors import UsageError
from scanner.model import Case, CaseType, Channel, Draft, Kind, Money, Outcome, Role, Route, Told

# Which template serves a road on a channel; what is not listed is not offered.
TEMPLATES: dict[tuple[Route, Channel], str] = {
    (Route.ASK_GIVER, Channel.EMAIL): "giver.email",
    (Route.ASK_GIVER, Channel.MESSAGE): "giver.message",
    (Route.ASK_ISSUER, Channel.EMAIL): "issuer.email",
    (Route.RESEND_IN_ORDERS, Channel.CHAT): "resend.chat",
    (Route.RESEND_IN_ORDERS, Channel.PHONE): "amazon.phone",
    (Route.AMAZON_SUPPORT, Channel.CHAT): "amazon.chat",
    (Route.AMAZON_SUPPORT, Channel.PHONE): "amazon.phone",
}


@dataclass(frozen=True, slots=True)
class Searched:
    """What was searched, for the sentence that says so: folders, messages, and the day of the newest."""

    folders: tuple[str, ...]
    messages: int
    until: date


def draft_for(
    case: Case,
    catalog: Catalog,
    searched: Searched,
    *,
    language: str | None = None,
    channel: Channel | None = None,
    owner_name: str = "",
) -> Draft | None:
    """The draft of a case, None where its outcome has none. UsageError for a channel that its road does not have."""
    if not case.outcome.is_recoverable:
        return None
    chosen = channel or channel_of(case.route)
    name = TEMPLATES.get((case.route, chosen))
    if name is None:
        offered = ", ".join(sorted(c.value for r, c in TEMPLATES if r is case.route))
        raise UsageError(f"no {chosen} draft for this case; there is: {offered}")
    if name == "amazon.chat" and _situation(case) == "lost_counter":
        name = "counter.chat"
    tag = language or case.language or "en"
    tag = tag if tag in LANGUAGES else "en"
    text = _environment().get_template(f"{tag}/{name}.j2").render(_context(case, catalog, searched, tag, owner_name))
    subject, _, body = text.partition("\n---\n")
    subject, body = " ".join(subject.split()), _tidy(body)
    refuse_if_unfit(case, subject, body)
    to = None
    if case.route is Route.ASK_GIVER:
        to = case.giver_address
    elif case.route is Route.ASK_ISSUER:
        to = case.issuer_address
    mark = hashlib.sha256(f"{case.id}|{chosen}|{subject}|{body}".encode()).hexdigest()[:20]
    return Draft(chosen, tag, to, subject, body, f"<giftscan.{case.id}.{mark}@giftscan.invalid>")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    # Drafts are plain text: nothing to escape, and a missing value is an error, never a blank.
    return Environment(
        loader=PackageLoader("scanner.drafts"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )  # noqa: S701


def _context(case: Case, catalog: Catalog, searched: Searched, tag: str, owner_name: str) -> dict[str, object]:
    words = LANGUAGES[tag]
    contact = _contact(case, catalog, tag)
    deleted = any(s.what is Told.DELETED for s in case.statements)
    came = _came_on(case)
    notice = next((f for f in reversed(case.facts) if f.kind is Kind.GIFT_CARD_UNDELIVERABLE), None)
    return {
        "giver": case.giver,
        "issuer": case.issuer_name,
        "owner_name": owner_name,
        "amount": _money(case.amount, tag),
        "order_id": case.order_id,
        "recipient": shown_recipient(case.recipient),
        "corrected": case.corrected_recipient,
        "came_on": _day(came, tag),
        "due_on": _day(case.due_on, tag),
        "told_on": _day(notice.message.date.date(), tag) if notice and notice.message.date else None,
        "deleted": deleted,
        "bounced": case.outcome is Outcome.BOUNCED,
        "never_came": case.outcome is Outcome.NEVER_DELIVERED,
        "refund": case.type is CaseType.REFUND,
        "request": words.requests[_situation(case)],
        "details": _details(case, words, tag),
        "searched": _searched(case, searched, words, tag),
        "steps": contact.resend if contact else (),
        "support_steps": contact.support if contact else (),
        "phone_steps": contact.phone if contact else (),
    }


def _situation(case: Case) -> str:
    """Which sentence says what happened; `deleted` only where the owner said so."""
    outcome = case.outcome.value
    if case.type is CaseType.REFUND:
        what = f"{outcome}_refund"
    elif case.type is CaseType.PHYSICAL_GIFT_CARD and case.outcome is Outcome.LOST:
        what = "lost_counter" if case.odds == "poor" else "lost_posted"
    elif case.type is CaseType.PHYSICAL_GIFT_CARD:
        what = "never_delivered_posted"
    elif case.outcome is Outcome.NEVER_DELIVERED and case.role is Role.RECIPIENT and case.route is Route.ASK_GIVER:
        what = "never_delivered_given"
    else:
        what = outcome
    if what in ("lost", "lost_refund") and any(s.what is Told.DELETED for s in case.statements):
        what += "_deleted"
    return what


def _details(case: Case, words: Words, tag: str) -> list[tuple[str, str]]:
    """What the reader needs to find the card, as far as the mail shows it; of this card only."""
    sent = next((f for f in reversed(case.facts) if f.kind in (Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_REISSUED)), None)
    values = {
        "order_id": case.order_id,
        "ordered_on": _day(case.ordered_on, tag),
        "due_on": _day(case.due_on, tag),
        "sent_on": _day(sent.message.date.date(), tag) if sent and sent.message.date else None,
        "came_on": _day(_came_on(case), tag) if case.outcome is Outcome.LOST else None,
        "amount": _money(case.amount, tag),
        "giver": case.giver if case.route is not Route.ASK_GIVER else None,
        "recipient": shown_recipient(case.recipient),
        "corrected": case.corrected_recipient,
        "serial": case.serial,
        "marketplace": case.marketplace if case.route is not Route.ASK_ISSUER else None,
    }
    if not any(values[k] for k in ("ordered_on", "due_on", "sent_on", "came_on")):
        first = next((f.message.date for f in case.facts if f.message.date), None)
        values["told_on"] = _day(first.date(), tag) if first else None
    return [(words.labels[key], value) for key, value in values.items() if value]


def _came_on(case: Case) -> date | None:
    """The day on which the card's mail came, as far as the case shows it."""
    arrived = (Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_REMINDER, Kind.REFUND_GIFT_CARD, Kind.GIFT_CARD_DELIVERED)
    for kind in arrived:
        for fact in case.facts:
            when = fact.inner_date or fact.message.date
            if fact.kind is kind and when and not fact.deliver_on:
                return when.date()
    return None


def _searched(case: Case, searched: Searched, words: Words, tag: str) -> str:
    """What was searched. Only where the mail's absence is what the draft rests on."""
    if not searched.folders or case.outcome is Outcome.BOUNCED or case.odds == "poor":
        return ""
    sentence = words.searched_with_holes if case.holes else words.searched
    folders = ", ".join(searched.folders[:6]) + (" …" if len(searched.folders) > 6 else "")
    return sentence.format(folders=folders, count=searched.messages, day=_day(searched.until, tag), holes=", ".join(case.holes[:6]))


def _contact(case: Case, catalog: Catalog, tag: str) -> Contact | None:
    shop = catalog.marketplaces.get(case.marketplace or "") or next(iter(catalog.marketplaces.values()), None)
    if shop is None:
        return None
    return shop.contacts.get(tag) or shop.contacts.get("en") or next(iter(shop.contacts.values()), None)


def shown_recipient(recipient: str | None) -> str | None:
    """The recipient as a draft may show it: an address whole, of a telephone number the last four digits."""
    if recipient is None or "@" in recipient:
        return recipient
    digits = [c for c in recipient if c.isdigit()]
    return "…" + "".join(digits[-4:]) if len(digits) >= 4 else None


def _money(money: Money | None, tag: str) -> str | None:
    if money is None:
        return None
    return str(format_currency(money.value, money.currency, locale=tag))


def _day(day: date | None, tag: str) -> str | None:
    return str(format_date(day, "long", locale=tag)) if day else None


def _tidy(body: str) -> str:
    """Without the blank lines and spaces that absent facts leave."""
    lines = [" ".join(line.split(" ")).rstrip() for line in body.strip().split("\n")]
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept) + "\n"
