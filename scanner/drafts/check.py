"""The last look at a finished draft, whatever its template: it must not hold what no draft may hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from scanner.drafts.claims import Claim
from scanner.drafts.words import languages, words_of
from scanner.errors import GiftscanError
from scanner.facts.shapes import CodeMatch, find_codes
from scanner.model import Case, Outcome, Told

_LINK = re.compile(r"[a-z][a-z+.\-]{1,12}://|\bwww\.|\b(?:mailto|tel|javascript|data):|(?<![@\w.\-])[\w\-]+(?:\.[\w\-]+)+/[^\s]", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\d\-.])\+?\(?\d(?:[ \t\-.()/]{0,2}\d){7,17}(?![\d\-])")
_ORDER = re.compile(r"\b(?:\d{3}|[A-Z]\d{2})-\d{7}-\d{7}\b")
_ADDRESS = re.compile(r"(?<![^\s@:：<>（）()、。])[^\s@:：<>（）()、。]++@[^\s@:：<>（）()、。]++")
# Also a year before a bracket: "5 maja 2026 (1 204 wiadomości)" has as many digits as a number to call.
_DATE = re.compile(r"\b\d{4}(?:-\d{2}-\d{2}|/\d{1,2}/\d{1,2})\b|\b(?:19|20)\d{2}(?= \()")


class UnfitDraft(GiftscanError):
    """A draft would hold a secret or claim more than its case shows. A fault of ours, never shown to anyone but its owner."""


def is_harmless(text: str) -> bool:
    """Whether a value out of mail may stand in a draft: no code, link, telephone number or password."""
    return _forbidden_content(_plain(text), "") is None and not any(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") for c in text)


def claims_nothing(text: str) -> bool:
    """Whether a text says nothing of a mail deleted, never arrived or unused, in any of our languages and whoever says it."""
    return not any(words_of(tag).claims.made(_plain(text)) for tag in languages())


def has_code(text: str) -> bool:
    """Whether a claim code stands in a text, or what could be one."""
    return any(_is_code(match, line) for line in text.split("\n") for match in find_codes(line))


def refuse_if_unfit(case: Case, subject: str, body: str, tags: Iterable[str], foreign: Iterable[str] = ()) -> None:
    """Raise UnfitDraft if a draft holds a claim code, link, telephone number or password, or a claim beyond the evidence.

    `tags` are the languages it is written in. `foreign` are names out of mail that stand in it and were found to claim
    nothing (`claims_nothing`): "I searched Deleted Items" says of nothing that it was deleted.
    """
    text = _plain(f"{subject}\n{body}")
    if any(_holds(text, f.code.reveal()) for f in case.facts if f.code):
        raise UnfitDraft("the draft would hold a claim code")
    if what := _forbidden_content(text, case.serial or ""):
        raise UnfitDraft(f"the draft would hold {what}")
    words = _ADDRESS.sub(" ", text)
    for name in sorted(foreign, key=len, reverse=True):
        words = words.replace(_plain(name), " ")
    made = frozenset(claim for tag in tags for claim in words_of(tag).claims.made(words))
    if Claim.DELETED in made and not any(s.what is Told.DELETED for s in case.statements):
        raise UnfitDraft("the draft would say that the owner deleted the mail, which nobody said")
    if Claim.NEVER in made and case.outcome not in (Outcome.NEVER_DELIVERED, Outcome.BOUNCED):
        raise UnfitDraft("the draft would say that the card never came, which nothing shows")
    if Claim.UNUSED in made:
        raise UnfitDraft("the draft would say that the card was not used, which mail cannot show")


def _plain(text: str) -> str:
    """A text as a reader takes it: full width as half width, invisible characters out, every dash a hyphen (NFKC)."""
    folded = unicodedata.normalize("NFKC", text)
    folded = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    return "".join("-" if unicodedata.category(c) == "Pd" or c == "−" else c for c in folded)


def _forbidden_content(text: str, serial: str) -> str | None:
    without_orders = _ORDER.sub(" ", text)
    if has_code(without_orders):
        return "a claim code"
    if _LINK.search(text):
        return "a link"
    if any(words_of(tag).claims.tells_password(line) for tag in languages() for line in text.split("\n")):
        return "a password"
    numbers = _DATE.sub(" ", _ADDRESS.sub(" ", without_orders))
    if serial:
        numbers = numbers.replace(_plain(serial), " ")
    return "a telephone number" if _PHONE.search(numbers) else None


def _is_code(match: CodeMatch, text: str) -> bool:
    """Whether a code-shaped text may be one: words of four and six letters with a year after them are not."""
    shown = text[match.start : match.end]
    return match.proof or match.bare or "-" in shown or not any(c.islower() for c in shown)


def _holds(text: str, code: str) -> bool:
    """Whether a text holds a code, however it is cut up."""
    return code.replace("-", "").upper() in re.sub(r"[^A-Za-z0-9]", "", text).upper()
