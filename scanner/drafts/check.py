"""The last look at a finished draft, whatever its template: it must not hold what no draft may hold."""

from __future__ import annotations

import re

from scanner.errors import GiftscanError
from scanner.facts import mask_codes
from scanner.model import Case, Outcome, Told

_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\d\-])\+?\d[\d\- ()]{8,16}\d(?![\d\-])")
_ORDER = re.compile(r"\b(?:\d{3}|[A-Z]\d{2})-\d{7}-\d{7}\b")
_DELETED = re.compile(r"\bI deleted\b|\bdeleted the e-?mail\b|削除してしま", re.IGNORECASE)
_NEVER = re.compile(r"has not reached me|have not received|not arrived|届いていません|届いておりません|まだ届いて", re.IGNORECASE)


class UnfitDraft(GiftscanError):
    """A draft would hold a secret or claim more than its case shows. A fault of ours, never shown to anyone but its owner."""


def refuse_if_unfit(case: Case, subject: str, body: str) -> None:
    """Raise UnfitDraft if a draft holds a claim code, a link, a telephone number, or a claim beyond the evidence."""
    text = f"{subject}\n{body}"
    if mask_codes(text) != text or any(_holds(text, f.code.reveal()) for f in case.facts if f.code):
        raise UnfitDraft("the draft would hold a claim code")
    if _LINK.search(text):
        raise UnfitDraft("the draft would hold a link")
    numbers = _ORDER.sub(" ", text)
    if case.serial:
        numbers = numbers.replace(case.serial, " ")
    if _PHONE.search(re.sub(r"\d{4}-\d{2}-\d{2}", " ", numbers)):
        raise UnfitDraft("the draft would hold a telephone number")
    if _DELETED.search(text) and not any(s.what is Told.DELETED for s in case.statements):
        raise UnfitDraft("the draft would say that the owner deleted the mail, which nobody said")
    if _NEVER.search(text) and case.outcome not in (Outcome.NEVER_DELIVERED, Outcome.BOUNCED):
        raise UnfitDraft("the draft would say that the card never came, which nothing shows")


def _holds(text: str, code: str) -> bool:
    plain = re.sub(r"[\s\-]", "", text).upper()
    return code.replace("-", "") in plain
