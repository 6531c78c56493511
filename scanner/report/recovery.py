"""The answer of a search for one card: where its code is, or what shows that it existed and where to ask, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from scanner.jobs.recover import Answer, Hit
from scanner.model import Coverage, Outcome
from scanner.report.case import holder_of, message_words
from scanner.report.coverage import coverage_lines
from scanner.report.reasons import reason_lines
from scanner.report.tables import next_step
from scanner.report.words import TYPES, money_words, outcome_words
from scanner.texts import _, ngettext

_MANY = 10  # hits that are told; `cases` lists the rest


def answer_lines(answer: Answer, places: Callable[[str], list[str]], coverage: Iterable[Coverage], *, commands: bool) -> list[str]:
    """The end of a search. `commands`: the cases are in the ledger, so that a next command can name them."""
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
    return [*lines, "", *coverage_lines(coverage, whole=not answer.holding)]


def hit_line(hit: Hit, places: Callable[[str], list[str]]) -> str:
    """The message of a hit, in one line."""
    fact = holder_of(hit.case)
    where = message_words(hit.case, fact, places(fact.message.key)) if fact else ""
    return _("{case}: {where}", case=hit.case.id, where=where)


def _told(hits: tuple[Hit, ...], places: Callable[[str], list[str]], commands: bool) -> list[str]:
    lines = []
    for hit in hits[:_MANY]:
        case = hit.case
        what = " ".join(part for part in (TYPES[case.type](), money_words(case.amount)) if part)
        doubt = "" if hit.sure else " " + _("(perhaps)")
        lines.append("  " + hit_line(hit, places) + doubt)
        lines.append("    " + _("{what}: {outcome}", what=what, outcome=outcome_words(case)))
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
