"""Cases as a table that fits the terminal; full-width characters take two columns, foreign text stands as text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from scanner.cases import Patience
from scanner.model import Case, Outcome
from scanner.report.masking import codes_of, shown
from scanner.report.standing import is_awaited, standing_words
from scanner.report.widths import clipped, width_of, wrapped
from scanner.report.words import ODDS, ROUTES, TYPES, money_words, outcome_words
from scanner.texts import _

if TYPE_CHECKING:
    from rich.console import RenderableType

_STYLE = {
    Outcome.CODE_FOUND: "green",
    Outcome.LINK_FOUND: "green",
    Outcome.BOUNCED: "yellow",
    Outcome.LOST: "yellow",
    Outcome.NEVER_DELIVERED: "yellow",
    Outcome.UNDECIDED: "magenta",
}
_OUTCOME = 3  # which column has a color
_LONGEST = 60  # columns of a name or address; a longer one is cut, its case shows it whole
_NARROWEST = (8, 12, 12, 14, 10, 10)  # columns below which a cell cannot be read
_GAP = 2

Row = tuple[list[str], ...]  # the cells, each in paragraphs


def cases_table(cases: Iterable[Case], columns: int, today: date | None = None, patience: Patience | None = None) -> RenderableType:
    """All cases, one row each: what it is, who gave it to whom, what became of it, since when, and the next step.

    Lines are broken here and not by the table's library, which knows nothing of Japanese stops. Where the terminal is too
    narrow for a table, the cases stand below each other. With `today` it tells of what was asked already, and what is long past.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    every = list(cases)
    rows = [_cells(case, today, patience or Patience()) for case in every]
    heads = [_("Case"), _("What"), _("From / to"), _("What became of it"), _("Since / due"), _("Next step")]
    widths = _widths([*rows, tuple([head] for head in heads)], columns)
    if widths is None:
        return Text("\n\n".join("\n".join(_block(row, columns)) for row in rows))
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, _GAP - 1, 0, 0), leading=1)
    for head, width in zip(heads, widths, strict=True):
        table.add_column(Text("\n".join(wrapped(head, width))), width=width, no_wrap=True)
    for case, row in zip(every, rows, strict=True):
        cells = [Text("\n".join(line for part in cell for line in wrapped(part, width))) for cell, width in zip(row, widths, strict=True)]
        cells[_OUTCOME].stylize(_STYLE.get(case.outcome, ""))
        table.add_row(*cells)
    return table


def _cells(case: Case, today: date | None = None, patience: Patience | None = None) -> Row:
    what = [part for part in (TYPES[case.type](), money_words(case.amount), case.marketplace or "") if part]
    step = [next_step(case)] if case.route.value != "none" else []
    if today and (standing := standing_words(case, today, patience or Patience())):
        step = [standing] if is_awaited(case, today, patience or Patience()) else [*step, standing]
    return [case.id], what, people_words(case), [outcome_words(case)], [when_words(case)], step


def _widths(rows: list[Row], columns: int) -> list[int] | None:
    """The columns' widths: as wide as their longest line, the widest ones cut until they fit; None where they cannot."""
    widths = [max(width_of(line) for row in rows for line in (*row[at], "")) for at in range(len(_NARROWEST))]
    least = [min(width, narrowest) for width, narrowest in zip(widths, _NARROWEST, strict=True)]
    room = columns - _GAP * (len(widths) - 1)
    if sum(least) > room:
        return None
    while sum(widths) > room:
        # Whoever has the most above its least gives one.
        at = max(range(len(widths)), key=lambda i: widths[i] - least[i])
        widths[at] -= 1
    return widths


def _block(row: Row, columns: int) -> list[str]:
    """A case where there is no room for a table."""
    (case,), what, people, outcome, when, step = row
    lines = [f"{case}  {' '.join(what)}", *(f"  {part}" for part in (*people, *outcome, *when, *step) if part)]
    return [part for line in lines for part in wrapped(line, columns, hanging="    ")]


def people_words(case: Case) -> list[str]:
    """Who gave it, and to whom it went."""
    parts = []
    if giver := case.giver or case.issuer_name:
        parts.append(_("from {name}", name=clipped(shown(giver, codes_of(case)), _LONGEST)))
    if case.recipient:
        parts.append(_("to {name}", name=clipped(shown(case.recipient), _LONGEST)))
    return parts


def next_step(case: Case) -> str:
    """What the owner can do, with the odds told honestly."""
    step = ROUTES[case.route]()
    return _("{step} ({odds})", step=step, odds=ODDS[case.odds]()) if case.odds else step


def when_words(case: Case) -> str:
    """Since when it is known; for what is to come the day it is due."""
    if case.outcome is Outcome.PENDING and case.due_on:
        return _("due {day}", day=case.due_on.isoformat())
    since = since_of(case)
    return since.isoformat() if since else ""


def since_of(case: Case) -> date | None:
    """The day from which the case counts: that of its order, else of its oldest mail."""
    if case.ordered_on:
        return case.ordered_on
    whens: list[datetime] = [when for f in case.facts if (when := f.inner_date or f.message.date)]
    return min(whens).date() if whens else None
