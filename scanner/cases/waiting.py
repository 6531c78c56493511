"""When a request is not pressed on the owner: it was made already and its answer is awaited, or the matter is long past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from scanner.model import Case, Told


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an answer is awaited, and how old a matter may be; from the configuration."""

    follow_up_days: int = 14  # after a request without an answer, until there is a reminder of it
    drafts_until_days: int = 730  # after the last word on a card, until a draft is written on request only


class Pause(StrEnum):
    """Why a case has no draft unless the owner asks for it."""

    SETTLED = "settled"  # the owner said so
    ANSWERED = "answered"  # whoever was asked has answered
    ASKED = "asked"  # an answer is awaited
    OLD = "old"


def pause_of(case: Case, today: date, patience: Patience) -> Pause | None:
    """Why no draft of a case is written by itself, None where one is, and where there is nothing to ask for."""
    if not case.outcome.is_recoverable:
        return None
    if case.asked is not None:
        if case.asked.answered:
            settled = any(s.what is Told.RESOLVED and s.at == case.asked.at for s in case.statements)
            return Pause.SETTLED if settled else Pause.ANSWERED
        if today < reminder_on(case.asked.at.date(), patience):
            return Pause.ASKED
    last = last_word(case)
    return Pause.OLD if last and (today - last).days > patience.drafts_until_days else None


def reminder_on(asked: date, patience: Patience) -> date:
    """The day from which a request is made a second time."""
    return date.fromordinal(min(asked.toordinal() + patience.follow_up_days, date.max.toordinal()))


def last_word(case: Case) -> date | None:
    """The day of the newest word on a case: a mail, the day it was due, the owner's own; None where no day is known."""
    days = [f.message.date.date() for f in case.facts if f.message.date]
    days += [s.at.date() for s in case.statements]
    days += [day for day in (case.due_on, case.asked.at.date() if case.asked else None) if day]
    return max(days, default=None)


def is_recent(case: Case, today: date, days: int) -> bool:
    """Whether the newest word on a case lies no more than some days back."""
    last = last_word(case)
    return last is not None and today - last <= timedelta(days=days)
