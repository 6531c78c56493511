"""The answer of a search for one card: where its code is, or what shows that it existed and where to ask, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from scanner.jobs.recover import Answer, Hit
from scanner.model import Case, Coverage, Outcome
from scanner.report.case import holder_of, message_words
from scanner.report.coverage import coverage_lines
from scanner.report.reasons import reason_lines
from scanner.report.tables import next_step
from scanner.report.words import TYPES, field_words, money_words, outcome_words
from scanner.texts import _, ngettext

_MANY = 10  # hits that are told; `cases` lists the rest


Advice = Callable[[Case], list[str]]


def answer_lines(
    answer: Answer, places: Callable[[str], list[str]], coverage: Iterable[Coverage], *, commands: bool, undelete: Advice | None = None, deeper: bool = False
) -> list[str]:
    """The end of a search. `commands`: the cases are in the ledger, so that a next command can name them. `undelete` tells how
    the mailbox's provider brings deleted mail back; `deeper`: the texts were not searched."""
    lines: list[str] = []
    if answer.holding:
        lines.append(ngettext("Here is the message that holds the code:", "Here are the messages that hold a code:", len(answer.holding)))
        lines += _told(answer.holding, places, commands)
        if answer.traces:
            lines += ["", _("These fit, too:")]
    elif answer.traces:
        lines.append(_("The code was not found. This shows that the card existed:"))
    else:
        lines.append(_("Nothing was found."))
    lines += _told(answer.traces, places, commands)
    return [*lines, "", *coverage_lines(coverage, whole=not answer.holding), *_next(answer, commands, undelete, deeper)]


def _next(answer: Answer, commands: bool, undelete: Advice | None, deeper: bool) -> list[str]:
    """The next step, the cheapest first."""
    if answer.holding:
        return []  # it stands below each message
    best = next((hit.case for hit in answer.traces if hit.case.outcome.is_recoverable), None)
    steps = undelete(best) if undelete and best else []
    if deeper:
        steps.append(_("Only senders, subjects and what they led to were read; --deep searches the texts as well."))
    if best and commands:
        steps.append(_("The request is written by: giftscan draft {case}", case=best.id))
    elif best:
        steps.append(_("The request is written by: giftscan scan, with the same paths and --drafts FOLDER"))
    else:
        steps.append(_("Where no mail shows the card, tell of it yourself: giftscan tell --new, then giftscan draft"))
    return ["", _("Next"), *(f"  - {step}" for step in steps)]


def hit_line(hit: Hit, places: Callable[[str], list[str]]) -> str:
    """The message of a hit, in one line."""
    fact = holder_of(hit.case)
    where = message_words(hit.case, fact, places(fact.message.key)) if fact else ""
    return _("{case}: {where}", case=hit.case.id, where=where)


def _why(hit: Hit) -> str:
    """Why a hit is no sure one: what fits, and of what the mail says nothing."""
    fitting, silent = (", ".join(field_words(name) for name in names) for names in (hit.fitting, hit.silent))
    if fitting and silent:
        return _("fits: {fitting}; not told: {silent}", fitting=fitting, silent=silent)
    return _("fits: {fitting}", fitting=fitting) if fitting else ""


def _told(hits: tuple[Hit, ...], places: Callable[[str], list[str]], commands: bool) -> list[str]:
    lines = []
    for hit in hits[:_MANY]:
        case = hit.case
        what = " ".join(part for part in (TYPES[case.type](), money_words(case.amount)) if part)
        doubt = "" if hit.sure else " " + _("(perhaps)")
        lines.append("  " + hit_line(hit, places) + doubt)
        lines.append("    " + _("{what}: {outcome}", what=what, outcome=outcome_words(case)))
        if not hit.sure and (why := _why(hit)):
            lines.append("    " + why)
        if case.outcome.is_recoverable or case.outcome is Outcome.UNDECIDED:
            lines += [f"    {line}" for line in reason_lines(case)[:2]]
        if case.route.value != "none":
            lines.append("    → " + next_step(case))
        if commands:
            command = f"giftscan draft {case.id}" if case.outcome.is_recoverable else f"giftscan show {case.id}"
            lines.append("    → " + command)
    if len(hits) > _MANY:
        lines.append("  " + ngettext("and {count} more", "and {count} more", len(hits) - _MANY))
    return lines
