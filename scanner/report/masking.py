"""Codes kept out of what is printed: subjects, notes and quotes are somebody else's words, and may hold one whole."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scanner.facts import mask_codes
from scanner.model import Case, ClaimCode
from scanner.report.safe import visible


def masked(text: str, codes: Iterable[ClaimCode] = ()) -> str:
    """A text without whole codes: those that are known, however their groups are joined, and all that have the shape of one."""
    for code in codes:
        pattern = r"[\s\-]?".join(re.escape(char) for char in code.reveal().replace("-", ""))
        text = re.sub(rf"(?<![A-Za-z0-9]){pattern}(?![A-Za-z0-9])", code.masked, text, flags=re.IGNORECASE)
    return mask_codes(text)


def shown(text: str | None, codes: Iterable[ClaimCode] = ()) -> str:
    """A foreign text as a person may see it on a screen: no whole code, nothing that steers the terminal."""
    return visible(masked(text, codes)) if text else ""


def codes_of(case: Case) -> tuple[ClaimCode, ...]:
    """Every code of a case, also those that a resend has replaced."""
    return tuple(dict.fromkeys(fact.code for fact in case.facts if fact.code))
