"""Where a case stands that was asked about already, or that is long past: told in the table and of each case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from scanner.cases import Patience, Pause, pause_of, reminder_on
from scanner.model import Case
from scanner.texts import _

_AWAITED = (Pause.SETTLED, Pause.ANSWERED, Pause.ASKED)

Standing = Callable[[Case], str]


def standing_words(case: Case, today: date, patience: Patience) -> str:
    """What was asked already and what comes of it, or that the matter is old; empty where neither is so."""
    pause = pause_of(case, today, patience)
    if pause is Pause.OLD:
        return _("long past: its letter is written on request, by giftscan draft {case}", case=case.id)
    if case.asked is None or not case.outcome.is_recoverable:
        return ""
    asked = case.asked.at.date()
    if pause is Pause.SETTLED:
        return _("settled, as you said on {day}", day=asked.isoformat())
    if pause is Pause.ANSWERED:
        return _("asked on {day}, and answered: look at the answer", day=asked.isoformat())
    if pause is Pause.ASKED:
        return _("asked on {day}; without an answer there is a reminder from {then}", day=asked.isoformat(), then=reminder_on(asked, patience).isoformat())
    return _("asked on {day}, and no answer was seen: a reminder is due", day=asked.isoformat())


def is_awaited(case: Case, today: date, patience: Patience) -> bool:
    """Whether there is nothing to do but wait, or to read the answer."""
    return pause_of(case, today, patience) in _AWAITED
