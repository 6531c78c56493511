"""Facts out of a recognized message: one for each card that it speaks of, every value with the words it was read from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scanner.catalog import Catalog, Marketplace
from scanner.facts.amounts import Amount, amounts_of, best_amount, paid_in_all
from scanner.facts.cards import Block, blocks_of, pick
from scanner.facts.codes import FoundCode
from scanner.facts.days import days, days_ahead
from scanner.facts.forms import form_of
from scanner.facts.givers import giver, recipient_name
from scanner.facts.hiding import hiding_of
from scanner.facts.people import SENT_TO, Value, recipients
from scanner.facts.quotes import quoted
from scanner.facts.recognize import Reading, signals_of
from scanner.facts.serials import code_tail, serial
from scanner.facts.shapes import DateReader
from scanner.facts.shops import marketplace_of
from scanner.model import (
    ClaimLink,
    Evidence,
    Fact,
    Hiding,
    Issuer,
    Kind,
    Message,
    MessageRef,
    Note,
    Recognition,
    Wrapping,
)

MAX_CARDS = 200
_CODE_KINDS = frozenset({Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_REMINDER, Kind.GIFT_CARD_REISSUED, Kind.REFUND_GIFT_CARD})
_DUE_KINDS = frozenset(
    {Kind.GIFT_CARD_ORDERED, Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_SHIPPED, Kind.REFUND_PENDING, Kind.REFUND_GIFT_CARD, Kind.GIFT_CARD_REISSUED}
)
# What is still to come: the one day ahead that such a mail names is the day that it comes.
_AHEAD_KINDS = frozenset({Kind.GIFT_CARD_ORDERED, Kind.GIFT_CARD_SHIPPED})
_BUYERS_KINDS = frozenset(Kind) - _CODE_KINDS - {Kind.GIFT_CARD_REDEEMED, Kind.REFUND_PENDING}
_FILLED = ("order_id", "amount", "recipient", "recipient_name", "giver", "deliver_on", "expires_on", "serial", "code_tail", "form")


def extract(message: Message, recognition: Recognition, readings: list[Reading], catalog: Catalog) -> tuple[Fact, ...]:
    """The facts of a message; of one without a kind a single one that carries its note. Empty where there is neither."""
    reference = reference_of(message)
    blank = Fact(
        id=f"{message.key}#0",
        message=reference,
        kind=recognition.kind,
        authenticity=recognition.authenticity,
        role=recognition.role,
        note=recognition.note,
        issuer=recognition.issuer,
        marketplace=recognition.marketplace,
        language=recognition.language,
        evidence=recognition.evidence,
    )
    if recognition.kind is Kind.BOUNCE:
        return (replace(blank, delivery_status=message.delivery_status),)
    if recognition.kind is None:
        return (_noted(message, blank, catalog),) if recognition.note else ()
    facts: list[Fact] = []
    for reading in readings:
        shop = marketplace_of(reading.signals) or catalog.marketplaces.get(recognition.marketplace or "")
        for fact in _filled(reading, blank, shop, catalog, message):
            if not any(_same(fact, known) for known in facts):
                facts.append(replace(fact, id=f"{message.key}#{len(facts)}"))
        if len(facts) >= MAX_CARDS:
            break
    return tuple(facts[:MAX_CARDS])


def _noted(message: Message, blank: Fact, catalog: Catalog) -> Fact:
    """A private note with what it says of its card; the record of a purchase is all that there is of some cards."""
    signals = next(signals_of(message, 0, 0, catalog), None)
    if signals is None:
        return blank
    if blank.note not in (Note.PURCHASE, Note.THANKS):
        return replace(blank, order_id=signals.order_id)
    shop = marketplace_of(signals)
    amount = best_amount(amounts_of(signals, shop.currency if shop else None, refund=False))
    if blank.note is Note.THANKS:
        return replace(blank, order_id=signals.order_id, amount=amount.money if amount else None)
    number = serial(signals)
    quotes = (("amount", amount.quote if amount else None), ("serial", number.quote if number else None))
    return replace(
        blank,
        marketplace=shop.domain if shop else None,
        order_id=signals.order_id,
        amount=amount.money if amount else None,
        serial=number.text if number else None,
        evidence=(*blank.evidence, *(_quote(field, quote) for field, quote in quotes if quote)),
    )


def reference_of(message: Message) -> MessageRef:
    """What a message's facts carry on of it."""
    return MessageRef(
        message.key, message.message_id, message.date, message.subject, message.sender, message.to, message.delivered_to,
        message.in_reply_to, message.references, message.origin, message.folder, message.use,
    )  # fmt: skip


def _same(fact: Fact, known: Fact) -> bool:
    """Whether a layer further in only repeats a card: a thread quotes the same mail again and again."""
    if fact.code and known.code:
        return fact.code.bare == known.code.bare
    if fact.kind is not known.kind:
        return False
    return (fact.order_id, fact.recipient, fact.amount) == (known.order_id, known.recipient, known.amount)


def _filled(reading: Reading, blank: Fact, shop: Marketplace | None, catalog: Catalog, message: Message) -> list[Fact]:
    """The cards of a layer; what its words leave out is taken from the body's other alternative, if that has as many."""
    facts = _cards(reading, blank, shop, catalog, message)
    other = reading.other
    if other is None or not any(getattr(fact, name) is None for fact in facts for name in _FILLED):
        return facts
    more = _cards(other, blank, shop, catalog, message)
    return [_fill(fact, twin) for fact, twin in zip(facts, more, strict=True)] if len(more) == len(facts) else facts


def _fill(fact: Fact, twin: Fact) -> Fact:
    missing = {name: getattr(twin, name) for name in _FILLED if getattr(fact, name) is None and getattr(twin, name) is not None}
    if not missing:
        return fact
    told = tuple(e for e in twin.evidence if e.field in missing and e not in fact.evidence)
    return replace(fact, evidence=(*fact.evidence, *told), **missing)


@dataclass(frozen=True, slots=True)
class _Found:
    """All that was found on a page, before it is dealt out to cards."""

    codes: tuple[FoundCode, ...]
    amounts: list[Amount]
    people: list[Value]


def _cards(reading: Reading, blank: Fact, shop: Marketplace | None, catalog: Catalog, message: Message) -> list[Fact]:
    signals = reading.signals
    kind = reading.kind
    assert kind is not None
    common = _common(reading, blank, shop, catalog, message)
    currency = shop.currency if shop else None
    amounts = amounts_of(signals, currency, refund=kind.is_refund)
    if not amounts and not kind.is_refund and (paid := paid_in_all(signals, currency)):
        amounts = [paid]
    people = recipients(signals, buyers=kind in _BUYERS_KINDS)
    if kind is Kind.GIFT_CARD_REDEEMED:
        people = [person for person in people if person.group in SENT_TO]  # another one is the account's that it went to
    found = _Found(
        codes=signals.live_codes,
        amounts=amounts,
        people=_current(people),
    )
    distinct = list(dict.fromkeys(p.text.lower() for p in found.people))
    lines = signals.page.lines
    if len(found.codes) > 1:
        blocks = blocks_of(list(found.codes), lines, [a for a in found.amounts if a.weight >= 2 and a.line >= 0])
        return [_one(common, found, block, code) for block, code in zip(blocks, found.codes, strict=True)]
    if len(distinct) > 1 and not kind.is_refund:
        firsts = [next(p for p in found.people if p.text.lower() == address) for address in distinct]
        blocks = blocks_of(list(firsts), lines, [a for a in found.amounts if a.weight >= 2 and a.line >= 0])
        return [_one(common, found, block, None, person) for block, person in zip(blocks, firsts, strict=True)]
    code = found.codes[0] if found.codes else None
    return [_one(common, found, None, code, found.people[0] if found.people else None)]


def _current(people: list[Value]) -> list[Value]:
    """After a resend the new address counts: those called old are left out where a new one is named."""
    new = [p for p in people if p.group == "new_recipient"]
    if new:
        return new
    kept = [p for p in people if p.group != "old_recipient"]
    return kept or people


def _one(common: Fact, found: _Found, block: Block | None, code: FoundCode | None, person: Value | None = None) -> Fact:
    """The fact of one card."""
    amounts = found.amounts if block is None else pick(found.amounts, block) or found.amounts
    amount = best_amount(amounts)
    if person is None and block is not None:
        near = pick(found.people, block)
        distinct = {p.text.lower() for p in found.people}
        person = near[0] if near else found.people[0] if len(distinct) == 1 else None
    evidence = list(common.evidence)
    if code:
        evidence.append(_quote("claim_codes", code.quote, code))
    if amount:
        evidence.append(_quote("amount", amount.quote, *found.codes))
    if person:
        evidence.append(_quote("recipient", person.quote, *found.codes))
    return replace(
        common,
        code=code.code if code else None,
        amount=amount.money if amount else None,
        recipient=person.text if person else None,
        evidence=tuple(evidence),
    )


def _common(reading: Reading, blank: Fact, shop: Marketplace | None, catalog: Catalog, message: Message) -> Fact:
    """What all cards of a page share."""
    signals = reading.signals
    kind = reading.kind
    assert kind is not None
    layer = signals.page.layer
    sent = layer.date or message.date
    near = sent.date() if sent else None
    languages = [signals.page.language, *(x for x in catalog.languages.values() if x is not signals.page.language)]
    order = shop.date_order if shop else "ymd"
    reader = DateReader(languages, order)
    found_days = days(signals, reader, near)
    due = next((d for d in found_days if d.group == "deliver_on"), None) if kind in _DUE_KINDS else None
    if due is None and near and kind in _AHEAD_KINDS and signals.sender.amazon:
        due = days_ahead(signals, reader, near)
    expiry = next((d for d in found_days if d.group == "expires_on"), None)
    name = None if kind.is_refund else giver(signals, told=kind not in _BUYERS_KINDS and kind is not Kind.GIFT_CARD_REDEEMED)
    number = serial(signals)
    hiding: Hiding | None = None
    link: ClaimLink | None = None
    if kind in _CODE_KINDS:
        hiding, link = hiding_of(signals, certain=True)
    codes = signals.codes
    evidence = list(blank.evidence)
    if reading.kind is not blank.kind:
        evidence = list(reading.evidence)
    for field, quote in (
        ("order_id", signals.order_id),
        ("deliver_on", due.quote if due else None),
        ("expires_on", expiry.quote if expiry else None),
        ("giver", name.quote if name else None),
        ("serial", number.quote if number else None),
        ("claim_link", str(link) if link else hiding.value if hiding else None),
    ):
        if quote:
            evidence.append(_quote(field, quote, *codes))
    inner = layer.wrapping is not Wrapping.OWN
    return replace(
        blank,
        kind=kind,
        marketplace=shop.domain if shop else blank.marketplace,
        language=signals.page.language.tag,
        wrapping=layer.wrapping,
        inner_from=layer.from_ if inner else None,
        inner_date=layer.date if inner else None,
        inner_message_id=layer.message_id if inner else None,
        form=form_of(signals, kind, blank.issuer or Issuer.AMAZON),
        link=link,
        hiding=hiding,
        code_tail=code_tail(signals),
        order_id=signals.order_id,
        recipient_name=recipient_name(signals),
        giver=name.text if name else None,
        deliver_on=due.day if due else None,
        expires_on=expiry.day if expiry else None,
        serial=number.text if number else None,
        promptly=kind is Kind.GIFT_CARD_ORDERED and due is None and signals.page.says("promptly") is not None,
        evidence=tuple(evidence),
    )


def _quote(field: str, text: str, *codes: FoundCode) -> Evidence:
    """Words as evidence; whatever code stands in them is masked."""
    return quoted(field, text, [found.code for found in codes])
