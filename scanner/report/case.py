"""One case whole, in words: its verdict, the reasons with whose words they are, its messages, and what was not seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from scanner.model import Case, Coverage, Fact, Outcome
from scanner.report.advice import by_hand, cheaper_ways
from scanner.report.coverage import coverage_lines
from scanner.report.masking import codes_of, shown, without
from scanner.report.reasons import reason_lines
from scanner.report.safe import visible
from scanner.report.words import KINDS, NOTES, ODDS_WHOLE, ROUTES, TOLD, TYPES, money_words, outcome_words
from scanner.texts import _

Places = Callable[[str], list[str]]  # the folders that a message lies in, by its key


def case_lines(case: Case, places: Places, coverage: Iterable[Coverage], *, undelete: list[str] | None = None, done: list[str] | None = None) -> list[str]:
    """A case in words. Codes are masked; links are never shown. `done` is what the owner did about it already."""
    title = "  ".join(part for part in (case.id, TYPES[case.type](), money_words(case.amount), case.marketplace or "") if part)
    lines = [title, _("What became of it: {outcome}", outcome=outcome_words(case)), *_values(case)]
    lines += _section(_("Why"), reason_lines(case))
    lines += _section(_("What you told"), [_told(case, at) for at in range(len(case.statements))])
    lines += _section(_("First, what costs nothing"), cheaper_ways(case, undelete))
    lines += _section(_("What was done"), done or [])
    lines += _step(case)
    lines += _section(_("Whether it was used, mail cannot tell. So you see it by hand"), by_hand(case))
    lines += _section(_("Messages"), [message_words(case, fact, places(fact.message.key)) for fact in once(f for f in case.facts if not f.told)])
    lines += ["", *_searched(case, coverage)]
    return lines


def once(facts: Iterable[Fact]) -> list[Fact]:
    """One fact for each message, in their order."""
    return list({fact.message.key: fact for fact in reversed(tuple(facts))}.values())[::-1]


def message_words(case: Case, fact: Fact, folders: list[str]) -> str:
    """A message by which its owner finds it again: folder, day, subject; and what it is."""
    kind = KINDS[fact.kind]() if fact.kind else NOTES[fact.note]() if fact.note else _("private mail")
    where = ", ".join(visible(f) for f in dict.fromkeys(folders)) or visible(fact.message.folder or fact.message.origin.source)
    subject = shown(fact.message.subject, codes_of(case)) or _("(no subject)")
    sent = fact.message.date.date().isoformat() if fact.message.date else _("unknown day")
    return _("{where}, {day}: {subject} [{kind}]", where=where, day=sent, subject=subject, kind=kind)


def holder_of(case: Case) -> Fact | None:
    """The fact whose message holds the code or link; the newest of the case where none does."""
    named = {because.message_id for because in case.because if because.field in ("claim_codes", "claim_link")}
    holding = [f for f in case.facts if (f.code or f.hiding) and f.message.message_id in named]
    return next(reversed(holding), None) or next((f for f in reversed(case.facts) if f.code or f.hiding), None) or next(reversed(case.facts), None)


def _values(case: Case) -> list[str]:
    codes = codes_of(case)
    values = (
        (_("Order number"), case.order_id),
        (_("Recipient"), case.recipient),
        (_("Was perhaps meant"), case.corrected_recipient),
        (_("From"), case.giver or case.issuer_name),
        (_("Ordered on"), case.ordered_on),
        (_("Due on"), case.due_on),
        (_("Valid until"), case.expires_on),
        (_("Serial number"), case.serial),
        (_("Claim code"), ", ".join(code.masked for code in case.codes)),
    )
    return ["  " + _("{label}: {value}", label=label, value=shown(without(str(value), codes))) for label, value in values if value]


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", title, *(f"  - {line}" for line in lines)] if lines else []


def _told(case: Case, at: int) -> str:
    statement = case.statements[at]
    words = TOLD[statement.what]()
    line = _("{day}: {words}", day=statement.at.date().isoformat(), words=words)
    return _("{line} ({how})", line=line, how=shown(statement.note, codes_of(case))) if statement.note else line


def _step(case: Case) -> list[str]:
    """The next step, with the odds told honestly and the command that helps."""
    if case.route.value == "none":
        return []
    lines = [ROUTES[case.route]()]
    if case.odds:
        lines.append(_("Odds: {odds}", odds=ODDS_WHOLE[case.odds]()))
    if case.outcome.is_recoverable:
        lines.append(_("The request is written by: giftscan draft {case}", case=case.id))
    elif case.codes:
        lines.append(_("The whole code is shown by: giftscan show {case} --reveal", case=case.id))
    return _section(_("What you can do"), lines)


def _searched(case: Case, coverage: Iterable[Coverage]) -> list[str]:
    """What was searched; where the verdict rests on absence, also that a hole weakens it."""
    lines = coverage_lines(coverage, whole=True)
    if case.holes and case.outcome in (Outcome.NEVER_DELIVERED, Outcome.LOST):
        folders = ", ".join(visible(hole) for hole in case.holes)
        lines.append(_("The mail could lie where nothing was seen: {folders}", folders=folders))
    return lines
