"""Cases as tables that fit the terminal; wide characters counted as two columns, foreign text printed as text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from scanner.model import Case, Coverage, Outcome
from scanner.report.safe import visible
from scanner.report.words import ODDS, ROUTES, TYPES, because_words, money_words, outcome_words
from scanner.texts import _, ngettext

if TYPE_CHECKING:
    from rich.table import Table

_STYLE = {
    Outcome.CODE_FOUND: "green",
    Outcome.LINK_FOUND: "green",
    Outcome.BOUNCED: "yellow",
    Outcome.LOST: "yellow",
    Outcome.NEVER_DELIVERED: "yellow",
    Outcome.UNDECIDED: "magenta",
}


def cases_table(cases: Iterable[Case]) -> Table:
    """All cases, one row each, with the first reason under the verdict."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column(_("Case"), no_wrap=True)
    table.add_column(_("What"))
    table.add_column(_("From / to"), overflow="fold")
    table.add_column(_("Day"), no_wrap=True)
    table.add_column(_("What became of it, and why"), ratio=1, overflow="fold")
    for case in cases:
        verdict = Text(outcome_words(case), style=_STYLE.get(case.outcome, ""))
        for because in case.because[:2]:
            verdict.append("\n" + because_words(because), style="dim")
        if case.route.value != "none":
            verdict.append("\n→ " + next_step(case))
        table.add_row(
            Text(case.id),
            Text(f"{TYPES[case.type]()}\n{money_words(case.amount)}".strip()),
            Text(visible(people_words(case))),
            Text(day_of(case)),
            verdict,
        )
    return table


def people_words(case: Case) -> str:
    """Who gave it, and to whom it went."""
    parts = []
    if case.giver or case.issuer_name:
        parts.append(_("from {name}", name=case.giver or case.issuer_name))
    if case.recipient:
        parts.append(_("to {name}", name=case.recipient))
    return "\n".join(parts) if parts else (case.marketplace or "")


def next_step(case: Case) -> str:
    """What the owner can do, with the odds told honestly."""
    step = ROUTES[case.route]()
    return f"{step} ({ODDS[case.odds]()})" if case.odds else step


def day_of(case: Case) -> str:
    """The day of the newest mail of a case."""
    whens: list[datetime] = [f.message.date for f in case.facts if f.message.date]
    return max(whens).date().isoformat() if whens else ""


def sums_lines(cases: Iterable[Case]) -> list[str]:
    """Sums by currency, apart: what may be recovered, what was found, what is still to come."""
    groups: dict[str, list[Case]] = {"recover": [], "found": [], "waiting": []}
    for case in cases:
        if case.outcome.is_recoverable:
            groups["recover"].append(case)
        elif case.outcome in (Outcome.CODE_FOUND, Outcome.LINK_FOUND):
            groups["found"].append(case)
        elif case.outcome is Outcome.PENDING:
            groups["waiting"].append(case)
    labels = {"recover": _("To recover: {sums}"), "found": _("Found, use unknown: {sums}"), "waiting": _("Still to come: {sums}")}
    return [labels[name].format(sums=_sums(found)) for name, found in groups.items() if found]


def _sums(cases: list[Case]) -> str:
    from scanner.model import Money

    totals: dict[str, Money] = {}
    without = 0
    for case in cases:
        if case.amount is None:
            without += 1
            continue
        known = totals.get(case.amount.currency)
        totals[case.amount.currency] = Money(case.amount.value + (known.value if known else 0), case.amount.currency)
    parts = [money_words(m) for m in totals.values()]
    if without:
        parts.append(ngettext("{count} card without a known amount", "{count} cards without a known amount", without))
    return ", ".join(parts)


def coverage_lines(coverage: Iterable[Coverage]) -> list[str]:
    """What was searched and what was not, one line a folder that has holes, one for the rest."""
    entries = list(coverage)
    total = sum(c.messages for c in entries)
    folders = [c.folder or c.source for c in entries if c.messages]
    lines = [
        ngettext("Searched: {count} message", "Searched: {count} messages", total)
        + (" (" + ", ".join(visible(f) for f in folders[:8]) + (" …" if len(folders) > 8 else "") + ")" if folders else "")
    ]
    for entry in entries:
        for hole in entry.not_seen:
            where = visible(entry.folder or entry.source)
            lines.append(_("Not seen: {where}: {why}", where=where, why=visible(hole.why)) + (f" ({hole.count})" if hole.count else ""))
    return lines
