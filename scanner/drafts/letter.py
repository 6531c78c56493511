"""What a draft may say of a case: every value as its language writes it, or None where the case does not show it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from babel.numbers import format_currency, format_decimal

from scanner.catalog import Catalog, Contact, Marketplace
from scanner.drafts.check import claims_nothing, has_code, is_harmless
from scanner.drafts.days import Days, in_words
from scanner.drafts.words import Words
from scanner.model import Case, CaseType, Fact, Issuer, Kind, Money, Odds, Outcome, Role, Route, SpecialUse, Told, Wrapping
from scanner.trust.disguises import undisguised

MAX_NAME = 60
_SERIAL = re.compile(r"[A-Z0-9]+(?:[ \-][A-Z0-9]+)*")
_MOST_FOLDERS = 6
_OLDEST = "amazon.com"  # the first of the many shops that speak English
_RECIPIENT_KINDS = (Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_REMINDER, Kind.GIFT_CARD_REISSUED)


@dataclass(frozen=True, slots=True)
class Searched:
    """What was searched, for the sentence that says so: folders, how many messages, and on what day."""

    folders: tuple[str, ...]
    messages: int
    on: date


@dataclass(frozen=True, slots=True)
class Letter:
    """The values that templates fill in. Whatever comes out of mail was made harmless; what is unknown is None."""

    situation: str
    happened: str | None  # None where the template tells it in its own words
    ask: str
    deleted: bool
    by_buyer: bool
    giver: str | None
    issuer: str | None
    owner_name: str | None
    amount: str | None
    order_id: str | None
    recipient: str | None
    corrected: str | None
    ordered_on: str | None
    due_on: str | None
    came_on: str | None
    reminded_on: str | None
    told_on: str | None
    follow_up: bool  # it was asked for before: this letter reminds of it, and is shorter
    asked_on: str | None  # on what day, where a letter shows it
    details: tuple[tuple[str, str], ...]
    searched: str | None
    proof: str | None
    resend_steps: tuple[str, ...]
    support_steps: tuple[str, ...]
    phone_steps: tuple[str, ...]
    as_of: str | None
    colon: str
    foreign: tuple[str, ...]  # names out of mail that stand in it, found to claim nothing


def letter_of(case: Case, catalog: Catalog, searched: Searched, words: Words, tag: str, owner_name: str) -> Letter:
    """The values of a case for a letter in one language."""
    shop = catalog.marketplaces.get(case.marketplace or "")
    contact = _contact(shop, catalog, tag)
    days = Days(case, shop, tag)
    situation = situation_of(case)
    is_counter = case.odds is Odds.POOR
    recipient, corrected = _recipient(case), _harmless(case.corrected_recipient)
    values = {
        "order_id": _one_line(case.order_id or "") or None,  # one that is none is refused with the whole draft
        "bought_on": days.ordered if is_counter else None,
        "ordered_on": days.ordered if not is_counter else None,
        "due_on": days.due,
        "sent_on": days.sent,
        "came_on": days.came,
        "reminded_on": days.reminded,
        "told_on": days.told,
        "amount": _money(case.amount, tag),
        "sender": plain_name(case.giver) if case.route is Route.RESEND_IN_ORDERS or case.type is CaseType.PHYSICAL_GIFT_CARD else None,
        "recipient": recipient,
        "own_address": _own_address(case) if not recipient else None,
        "corrected": corrected,
        "serial": case.serial if case.serial and _is_serial(case.serial) else None,
        "marketplace": case.marketplace if case.route is not Route.ASK_ISSUER else None,
        "subject": _subject(case) if case.route is Route.ASK_ISSUER else None,
    }
    follow_up = case.asked is not None
    spared = follow_up and case.route is Route.ASK_GIVER  # the first letter told the giver the steps
    again = words.ask_again_corrected if corrected else words.ask_again
    return Letter(
        situation=situation,
        happened=words.happened.get(situation),
        ask=words.asks.get(situation, again),
        deleted=_told(case, Told.DELETED),
        by_buyer=case.role is Role.BUYER,
        giver=plain_name(case.giver),
        issuer=plain_name(case.issuer_name),
        owner_name=plain_name(owner_name),
        amount=values["amount"],
        order_id=values["order_id"],
        recipient=recipient or values["own_address"],
        corrected=corrected,
        ordered_on=days.ordered,
        due_on=days.due,
        came_on=days.came,
        reminded_on=days.reminded,
        told_on=days.told,
        follow_up=follow_up,
        asked_on=days.asked,
        details=tuple((words.labels[key], value) for key, value in values.items() if value),
        searched=None if follow_up else _searched(case, searched, words, tag),
        proof=_proof(case, days, words),
        resend_steps=contact.resend if contact and not spared else (),
        support_steps=contact.support if contact else (),
        phone_steps=contact.phone if contact else (),
        as_of=in_words(contact.as_of, tag) if contact and not spared else None,
        colon=words.colon,
        foreign=tuple(name for name in (plain_name(case.giver), plain_name(case.issuer_name), plain_name(owner_name), values["subject"]) if name)
        + tuple(_folders((*searched.folders, *case.holes), words)),
    )


def situation_of(case: Case) -> str:
    """Which sentence says what happened. `deleted` and `told` only where the owner said so."""
    outcome = case.outcome.value
    if case.outcome is Outcome.BOUNCED:
        return outcome
    if case.outcome is Outcome.NEVER_DELIVERED:
        told = "_told" if _told(case, Told.NOT_RECEIVED) else ""
        if case.type is CaseType.REFUND:
            return f"{outcome}_refund"
        if case.type is CaseType.PHYSICAL_GIFT_CARD:
            return f"{outcome}_posted{told}"
        if case.route is Route.AMAZON_SUPPORT:
            return f"{outcome}_promised"
        return f"{outcome}{told}" if case.role is Role.BUYER else f"{outcome}_self"
    if case.type is CaseType.PHYSICAL_GIFT_CARD:
        return f"{outcome}_counter" if case.odds is Odds.POOR else f"{outcome}_posted"
    kind = "_refund" if case.type is CaseType.REFUND else "_promised" if case.route is Route.AMAZON_SUPPORT else ""
    return outcome + kind + ("_deleted" if _told(case, Told.DELETED) else "")


def _told(case: Case, what: Told) -> bool:
    return any(s.what is what for s in case.statements)


def _recipient(case: Case) -> str | None:
    """To whom the card went: as the mail names it, else where a mail that came with the card was addressed to."""
    if case.recipient:
        return _harmless(undisguised(shown_recipient(case.recipient) or ""))
    for fact in case.facts:
        if case.role is Role.RECIPIENT and _came_directly(fact) and len(fact.message.to) == 1:
            return _harmless(undisguised(fact.message.to[0].address or ""))
    return None


def _own_address(case: Case) -> str | None:
    """Where the owner can be reached, by the letters that the owner wrote about the card."""
    if case.role is not Role.RECIPIENT:
        return None
    own = (f.message.from_ for f in reversed(case.facts) if f.message.use is SpecialUse.SENT)
    return next((_harmless(sender.address) for sender in own if sender and sender.address), None)


def _is_serial(text: str) -> bool:
    """Whether a serial number is what cards carry (15 characters and more), and not what could be a claim code."""
    return bool(_SERIAL.fullmatch(text)) and sum(c.isalnum() for c in text) >= 15 and not has_code(text)


def _subject(case: Case) -> str | None:
    """By which of its mails a company finds the card: it has a number of its own there. A subject that claims something is left out."""
    mails = (f for f in reversed(case.facts) if f.issuer is Issuer.THIRD_PARTY and f.wrapping is Wrapping.OWN)
    subject = next((_one_line(f.message.subject) for f in mails if f.message.subject), "")
    return subject if subject and is_harmless(subject) and claims_nothing(subject) else None


def _came_directly(fact: Fact) -> bool:
    return fact.wrapping is Wrapping.OWN and fact.issuer is not None and fact.kind in _RECIPIENT_KINDS


def shown_recipient(recipient: str | None) -> str | None:
    """The recipient as a draft may show it: an address whole, of a telephone number the last four digits."""
    if recipient is None or "@" in recipient:
        return recipient
    digits = [c for c in recipient if c.isdigit()]
    return "…" + "".join(digits[-4:]) if len(digits) >= 4 else None


def plain_name(name: str | None) -> str | None:
    """A person's or company's name as a letter may show it; None for what is no mere name."""
    plain = _one_line(name or "")
    is_name = 0 < len(plain) <= MAX_NAME and any(c.isalpha() for c in plain) and "@" not in plain and sum(c.isdigit() for c in plain) < 4
    return plain if is_name and is_harmless(plain) and claims_nothing(plain) else None


def _one_line(text: str) -> str:
    """Foreign text without control, formatting and line-ending characters, blanks folded."""
    return " ".join("".join(" " if unicodedata.category(c).startswith(("C", "Z")) else c for c in text).split())


def _harmless(text: str | None) -> str | None:
    """A value out of mail, in one line; None where it holds what no draft may hold."""
    plain = _one_line(text or "")
    return plain if plain and is_harmless(plain) else None


def _searched(case: Case, searched: Searched, words: Words, tag: str) -> str | None:
    """What was searched. Only where the mail's absence is what the draft rests on."""
    if not searched.messages or case.outcome is Outcome.BOUNCED or case.odds is Odds.POOR:
        return None
    count = format_decimal(searched.messages, locale=tag)
    messages = words.one_message if searched.messages == 1 else words.messages.format(count=count)
    folders = words.list_comma.join(_folders(searched.folders, words))
    where = words.where.format(folders=folders, messages=messages) if folders else messages
    sentence = words.searched_for_notice if case.role is Role.BUYER else words.searched
    if case.type is CaseType.REFUND and case.outcome is Outcome.NEVER_DELIVERED:
        sentence = words.searched_for_refund
    sentence = sentence.format(where=where, day=in_words(searched.on, tag))
    holes = _folders(case.holes, words)
    if not holes:
        return sentence
    return f"{sentence}{' ' if words.spaced else ''}{words.holes.format(folders=words.list_comma.join(holes))}"


def _folders(names: tuple[str, ...], words: Words) -> list[str]:
    plain = [_one_line(name) for name in names]
    shown = [words.inbox if n.upper() == "INBOX" else n for n in plain if 0 < len(n) <= MAX_NAME and is_harmless(n) and claims_nothing(n)]
    return [*shown[:_MOST_FOLDERS], words.more] if len(shown) > _MOST_FOLDERS else shown


def _proof(case: Case, days: Days, words: Words) -> str | None:
    """What the owner can show of a purchase over a counter: no more than the mailbox holds."""
    if case.odds is not Odds.POOR or not days.ordered or all(f.told for f in case.facts):
        return None
    receipt = any(f.kind is Kind.GIFT_CARD_ORDERED for f in case.facts)
    return (words.proof_mail if receipt else words.proof_note).format(day=days.ordered)


def _contact(shop: Marketplace | None, catalog: Catalog, tag: str) -> Contact | None:
    """How one asks in the card's shop, in the letter's language: where the shop has no steps in it, those of the shop that
    speaks it, which lead the same way; where no shop is known, that one's."""
    if shop and tag in shop.contacts:
        return shop.contacts[tag]
    home = home_of(tag, catalog)
    contact = home.contacts.get(tag) if home else None
    if shop is None or home is None or contact is None:
        return contact
    resend, support, phone = (_moved(steps, home.domain, shop.domain) for steps in (contact.resend, contact.support, contact.phone))
    return replace(contact, resend=resend, support=support, phone=phone)


def home_of(tag: str, catalog: Catalog) -> Marketplace | None:
    """The shop that speaks a language first; of several that of the shortest domain (amazon.es before amazon.com.mx)."""
    shops = [m for m in catalog.marketplaces.values() if m.languages[:1] == (tag,)]
    return min(shops, key=lambda m: (m.domain != _OLDEST, len(m.domain), m.domain), default=None)


def _moved(steps: tuple[str, ...], home: str, shop: str) -> tuple[str, ...]:
    """Steps of one shop as another's: its name exchanged, with a capital where it had one."""
    return tuple(step.replace(home, shop).replace(home.capitalize(), shop.capitalize()) for step in steps)


def _money(money: Money | None, tag: str) -> str | None:
    return str(format_currency(money.value, money.currency, locale=tag)) if money else None
