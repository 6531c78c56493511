"""The on-demand search for one lost card: what is known first, then the mailbox, and at the end an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from scanner.catalog import fold
from scanner.model import Authenticity, Case, Fact, Outcome


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the owner remembers of the card. What is None or empty was not said."""

    words: tuple[str, ...] = ()
    order_id: str | None = None
    amount: Decimal | None = None
    giver: str | None = None
    since: date | None = None
    until: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said: then every card is looked for."""
        return self == Wanted()


@dataclass(frozen=True, slots=True)
class Hit:
    """A case that fits, how well, and which of the words it fits by."""

    case: Case
    score: int
    sure: bool
    why: tuple[str, ...]


def fits(case: Case, wanted: Wanted) -> Hit | None:
    """How well a case fits what the owner remembers; None where something contradicts it.

    A fit is sure if the order number is the one, or if everything that was said fits and something distinct was said.
    """
    why: list[str] = []
    score = 0
    if wanted.order_id:
        if case.order_id != wanted.order_id:
            return None
        why.append("order")
        score += 100
    if wanted.amount is not None:
        if case.amount is None or case.amount.value != wanted.amount:
            return None
        why.append("amount")
        score += 20
    if wanted.since or wanted.until:
        if not _in_time(case.facts, wanted):
            return None
        why.append("time")
        score += 10
    if wanted.giver:
        if not _names(case, wanted.giver):
            return None
        why.append("giver")
        score += 30
    found = [word for word in wanted.words if _mentions(case, word)]
    if wanted.words and not found:
        return None
    score += 10 * len(found)
    why += [f"word: {word}" for word in found]
    complete = len(found) == len(wanted.words)
    distinct = bool(wanted.order_id or wanted.giver or wanted.amount is not None or found)
    return Hit(case, score + _worth(case), complete and distinct, tuple(why))


def message_fits(facts: tuple[Fact, ...], wanted: Wanted) -> bool:
    """Whether a message just read surely holds the wanted card: a live code or link, and nothing said contradicts it."""
    if wanted.is_empty:
        return False
    for fact in facts:
        if fact.authenticity is Authenticity.SUSPICIOUS or not (fact.code or fact.hiding):
            continue
        if wanted.order_id and fact.order_id != wanted.order_id:
            continue
        if wanted.amount is not None and (fact.amount is None or fact.amount.value != wanted.amount):
            continue
        if (wanted.since or wanted.until) and not _in_time((fact,), wanted):
            continue
        texts = fold(" ".join([fact.giver or "", fact.message.subject, *(e.quote for e in fact.evidence), _sender(fact)]))
        if wanted.giver and fold(wanted.giver) not in texts:
            continue
        if all(fold(word) in texts for word in wanted.words):
            return True
    return False


def _sender(fact: Fact) -> str:
    sender = fact.message.from_
    return f"{sender.name} {sender.address or ''}" if sender else ""


def ranked(cases: Iterable[Case], wanted: Wanted) -> list[Hit]:
    """The cases that fit, the best first."""
    hits = [hit for case in cases if (hit := fits(case, wanted))]
    return sorted(hits, key=lambda hit: (-hit.sure, -hit.score, hit.case.id))


def _worth(case: Case) -> int:
    """What can be opened or asked for comes before what is over."""
    if case.outcome in (Outcome.CODE_FOUND, Outcome.LINK_FOUND):
        return 5
    return 3 if case.outcome.is_recoverable else 0


def _in_time(facts: tuple[Fact, ...], wanted: Wanted) -> bool:
    """Whether one of a case's mails lies in the time, give or take a day for time zones."""
    slack = timedelta(days=1)
    for fact in facts:
        when = fact.inner_date or fact.message.date
        if when is None:
            continue
        day = when.date()
        if (wanted.since is None or day >= wanted.since - slack) and (wanted.until is None or day <= wanted.until + slack):
            return True
    return False


def _names(case: Case, giver: str) -> bool:
    name = fold(giver)
    texts = [case.giver or "", case.giver_address or "", case.issuer_name or "", case.issuer_address or ""]
    texts += [f"{f.message.from_.name} {f.message.from_.address}" for f in case.facts if f.message.from_]
    return any(name in fold(text) for text in texts)


def _mentions(case: Case, word: str) -> bool:
    """Whether a word of the owner's stands in the case: its names, addresses, subjects or quotes."""
    needle = fold(word)
    texts = [case.giver or "", case.recipient or "", case.order_id or "", case.marketplace or "", case.issuer_name or "", case.id]
    for fact in case.facts:
        texts.append(fact.message.subject)
        texts += [e.quote for e in fact.evidence]
        if fact.message.from_:
            texts.append(f"{fact.message.from_.name} {fact.message.from_.address or ''}")
    return any(needle in fold(text) for text in texts)
