"""Codes kept out of what is printed: subjects, notes and quotes are somebody else's words, and may hold one whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from scanner.facts import mask_codes, mask_known
from scanner.model import Case, ClaimCode
from scanner.report.safe import visible


def masked(text: str, codes: Iterable[ClaimCode] = ()) -> str:
    """A text without whole codes: those that are known, however their groups are joined, and all that have the shape of one."""
    return mask_codes(mask_known(text, codes))


def without(document: Any, codes: Collection[ClaimCode]) -> Any:
    """A document for JSON whose texts hold none of some codes, whichever field one got into: a giver's name and an address are the
    mail's words too."""
    if type(document) is str:
        return mask_known(document, codes)
    if isinstance(document, dict):
        return {name: without(value, codes) for name, value in document.items()}
    return [without(value, codes) for value in document] if isinstance(document, list) else document


def shown(text: str | None, codes: Iterable[ClaimCode] = ()) -> str:
    """A foreign text as a person may see it on a screen: no whole code, nothing that steers the terminal."""
    return visible(masked(text, codes)) if text else ""


def codes_of(case: Case) -> tuple[ClaimCode, ...]:
    """Every code of a case, also those that a resend has replaced."""
    return tuple(dict.fromkeys(fact.code for fact in case.facts if fact.code))
