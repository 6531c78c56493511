"""The on-demand search for one lost card: what its owner remembers, which cases fit, what each step costs, and the answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from scanner.catalog import fold
from scanner.errors import FolderGone
from scanner.model import Authenticity, Case, Fact, Outcome, SearchedBy, SpecialUse

if TYPE_CHECKING:
    from scanner.jobs.mailbox import MailboxScan
    from scanner.sources.imap import Session

_SLACK = timedelta(days=1)  # the owner's day and the mail's may lie in two time zones
_FOUND = (Outcome.CODE_FOUND, Outcome.LINK_FOUND)


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
    """A case that fits. `sure`: everything that was said is found in it, and something told it from other cards.

    `fitting` and `silent` name what of it was found and of what the mail says nothing: `order_id`, `amount`, `date`, `giver`, `words`.
    """

    case: Case
    score: int
    sure: bool
    fitting: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The three ends of a search: where the card is; what shows that it existed; nothing, where both are empty."""

    holding: tuple[Hit, ...]
    traces: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Costs:
    """What the steps of a search in a mailbox cost, told before they are taken."""

    folders: int
    questions: int  # searches that the server is asked for, by sender and subject
    headers: int  # messages whose headers were never looked at


def answer_of(cases: Iterable[Case], wanted: Wanted) -> Answer:
    """The cases that fit, the best first, parted by what they are good for."""
    hits = ranked(cases, wanted)
    holding = tuple(hit for hit in hits if hit.case.outcome in _FOUND)
    return Answer(holding, tuple(hit for hit in hits if hit not in holding))


def ranked(cases: Iterable[Case], wanted: Wanted) -> list[Hit]:
    """The cases that fit, the best first."""
    hits = [hit for case in cases if (hit := fits(case, wanted))]
    return sorted(hits, key=lambda hit: (-hit.sure, -hit.score, hit.case.id))


def fits(case: Case, wanted: Wanted) -> Hit | None:
    """How well a case fits what the owner remembers; None where something contradicts it, or nothing speaks for it.

    What the mail does not say contradicts nothing, but then the hit is not sure.
    """
    if wanted.is_empty:
        return Hit(case, _worth(case), sure=False)
    texts = _texts(case.facts, case.giver, case.giver_address, case.issuer_name, case.issuer_address, case.recipient, case.id)
    said = _compared(wanted, case.order_id, case.amount.value if case.amount else None, case.facts)
    if wanted.giver:
        said.append(_Said("giver", 30, _names(wanted.giver, texts) or (None if case.giver is None else False)))
    mentioned = [_names(word, texts) for word in wanted.words]
    if wanted.words:
        said.append(_Said("words", 10 * sum(mentioned), any(mentioned)))
    telling = [one.fits for one in said if one.name != "date"]
    if any(one.fits is False for one in said) or not any(telling or [one.fits for one in said]):
        return None
    score = sum(one.weight for one in said if one.fits)
    sure = all(one.fits for one in said) and all(mentioned) and bool(telling)
    fitting, silent = (tuple(one.name for one in said if one.fits is fit) for fit in (True, None))
    return Hit(case, score + _worth(case), sure, fitting, silent)


def message_fits(facts: tuple[Fact, ...], wanted: Wanted) -> bool:
    """Whether a message just read surely holds the wanted card: it brings a code or link, and all that was said is in it."""
    if wanted.is_empty:
        return False
    for fact in facts:
        if fact.authenticity is Authenticity.SUSPICIOUS or fact.kind is None or not (fact.code or fact.hiding):
            continue
        texts = _texts((fact,), fact.giver, fact.recipient)
        said = _compared(wanted, fact.order_id, fact.amount.value if fact.amount else None, (fact,))
        said += [_Said("words", 0, _names(word, texts)) for word in (*wanted.words, *([wanted.giver] if wanted.giver else []))]
        if said and all(one.fits for one in said) and any(one.name != "date" for one in said):
            return True
    return False


def order_number(text: str) -> str:
    """An order number as mail prints it, from what a person types: full width, with or without hyphens."""
    plain = re.sub(r"[\s\-\u2010-\u2015\u2212\u30fc]", "", unicodedata.normalize("NFKC", text)).upper()
    return f"{plain[:3]}-{plain[3:10]}-{plain[10:]}" if re.fullmatch(r"[A-Z0-9]\d{16}", plain) else text.strip()


def costs_of(session: Session, scan: MailboxScan) -> Costs:
    """What looking through a mailbox costs: only EXAMINE and SEARCH are asked, nothing is fetched."""
    folders = headers = unasked = 0
    for folder in session.folders():
        if folder.covered_by is not None or folder.use is SpecialUse.DRAFTS:
            continue
        try:
            state = session.examine(folder.name)
        except FolderGone:
            continue
        folders += 1
        if state.exists == 0:
            continue
        last = state.uidnext - 1 if state.uidnext is not None else None
        asked = scan.upto(folder.name, state.uidvalidity, SearchedBy.SENDER)
        unasked += last is None or asked < last
        swept = scan.upto(folder.name, state.uidvalidity, SearchedBy.HEADERS)
        if swept == 0:
            headers += state.exists
        elif last is None or swept < last:
            headers += sum(uid > swept for uid in session.search("ALL", uids=f"{swept + 1}:{last or '*'}"))
    return Costs(folders, unasked * len(scan.searches), headers)


@dataclass(frozen=True, slots=True)
class _Said:
    """One thing that the owner remembers: how much it tells, and whether it fits; None where the mail does not tell."""

    name: str
    weight: int
    fits: bool | None


def _compared(wanted: Wanted, order_id: str | None, amount: Decimal | None, facts: tuple[Fact, ...]) -> list[_Said]:
    """Each value that was said, compared. A day alone tells no card from another."""
    said: list[_Said] = []
    if wanted.order_id:
        said.append(_Said("order_id", 100, None if order_id is None else order_id == wanted.order_id))
    if wanted.amount is not None:
        said.append(_Said("amount", 20, None if amount is None else amount == wanted.amount))
    if wanted.since or wanted.until:
        said.append(_Said("date", 5, _in_time(facts, wanted)))
    return said


def _in_time(facts: tuple[Fact, ...], wanted: Wanted) -> bool | None:
    """Whether one of the mails lies in the time; None where none has a date."""
    days = [when.date() for fact in facts if (when := fact.inner_date or fact.message.date)]
    if not days:
        return None
    since, until = wanted.since or date.min + _SLACK, wanted.until or date.max - _SLACK
    return any(since - _SLACK <= day <= until + _SLACK for day in days)


def _worth(case: Case) -> int:
    """What can be opened or asked for comes before what is over."""
    if case.outcome in _FOUND:
        return 3
    return 2 if case.outcome.is_recoverable else 0


def _texts(facts: tuple[Fact, ...], *values: str | None) -> list[str]:
    """All texts of a case or message in which a remembered word may stand, folded."""
    texts = [value for value in values if value]
    for fact in facts:
        texts += [fact.message.subject, fact.recipient_name or "", *(e.quote for e in fact.evidence)]
        for person in (fact.message.from_, fact.inner_from, *fact.message.to):
            if person:
                texts.append(f"{person.name} {person.address or ''}")
    return [fold(text) for text in texts if text]


def _names(said: str, texts: list[str]) -> bool:
    """Whether a word or name stands in one of the texts; a name's parts in any order, with or without blanks between."""
    parts = fold(said).split()
    whole = "".join(parts)
    return any(all(part in text for part in parts) or whole in text.replace(" ", "") for text in texts) if parts else False
