"""The last look at a finished draft, whatever its template: it must not hold what no draft may hold."""

from __future__ import annotations

import re
import unicodedata

from scanner.errors import GiftscanError
from scanner.facts.shapes import CodeMatch, find_codes
from scanner.model import Case, Outcome, Told

_LINK = re.compile(r"[a-z][a-z+.\-]{1,12}://|\bwww\.|\b(?:mailto|tel|javascript|data):|(?<![@\w.\-])[\w\-]+(?:\.[\w\-]+)+/[^\s]", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\d\-.])\+?\(?\d(?:[ \t\-.()/]{0,2}\d){7,17}(?![\d\-])")
_ORDER = re.compile(r"\b(?:\d{3}|[A-Z]\d{2})-\d{7}-\d{7}\b")
_ADDRESS = re.compile(r"[^\s@:：<>（）()、。]+@[^\s@:：<>（）()、。]+")
_DATE = re.compile(r"\b\d{4}(?:-\d{2}-\d{2}|/\d{1,2}/\d{1,2})\b")
_PASSWORD = re.compile(r"(?:password|passcode|passwort|\bPIN\b|パスワード|暗証番号|認証コード)\s*(?:is|was|は|[:：=])", re.IGNORECASE)

# Claims, and whose word or which outcome they need. "It is no longer in my mailbox" needs neither.
_GONE_BY_HAND = r"(?:delet(?:e|ed|ing)|eras(?:e|ed|ing)|remov(?:e|ed|ing)|trashed|discarded|threw|thrown)"
_DELETED = re.compile(
    rf"\b(?:I|we)(?:['’]ve)?(?:\s+(?:have|had|must|may|might|seem|to|just|already|probably|\w+ly))*\s+{_GONE_BY_HAND}\b"
    rf"|\b(?:was|were|got|been|be)\s+(?:\w+ly\s+)?{_GONE_BY_HAND}\b|\b{_GONE_BY_HAND}\s+(?:it|them|that|this|the|my|your)\b"
    r"|削除し|削除され|(?<!取り)消して|(?<!取り)消し(?:た|ま)|消去し|捨て(?:て|た|ま)",
    re.IGNORECASE,
)
_NEVER = re.compile(
    r"(?:\b(?:never|not|nothing|no)|n['’]t)\b[^.\n]{0,30}\b(?:arriv|reach|receiv|deliver|came|come|got|turned up|show(?:ed|n)? up)"
    r"|\b(?:undelivered|missing|went missing|lost in the mail)\b"
    r"|届いて(?:い)?(?:ない|ませ|おりませ)|届か(?:ない|なか|ず)|届きませ|未着|未達|未受領|配信(?:できなかった|され(?:ない|なか|て(?:い|お)))|配信されたことを確認でき"
    r"|受け取って(?:い)?(?:ない|ませ|おりませ)|受信して(?:い)?(?:ない|ませ|おりませ)|受け取れ(?:ない|なか|ませ)",
    re.IGNORECASE,
)
_UNUSED = re.compile(
    r"\b(?:unused|unredeemed|unclaimed)\b|(?:\b(?:never|not)|n['’]t)(?: yet)?(?: been)? (?:used|redeemed|claimed|spent)\b"
    r"|未使用|未登録|(?:使って|使用して|登録して)(?:い)?(?:ない|ませ|おりませ)",
    re.IGNORECASE,
)


class UnfitDraft(GiftscanError):
    """A draft would hold a secret or claim more than its case shows. A fault of ours, never shown to anyone but its owner."""


def is_harmless(text: str) -> bool:
    """Whether a value out of mail may stand in a draft: no code, link, telephone number or password."""
    return _forbidden_content(_plain(text), "") is None and not any(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") for c in text)


def claims_nothing(text: str) -> bool:
    """Whether a text says nothing of a mail deleted, never arrived or unused, whoever says it."""
    return not any(claim.search(_plain(text)) for claim in (_DELETED, _NEVER, _UNUSED))


def has_code(text: str) -> bool:
    """Whether a claim code stands in a text, or what could be one."""
    return any(_is_code(match, line) for line in text.split("\n") for match in find_codes(line))


def refuse_if_unfit(case: Case, subject: str, body: str) -> None:
    """Raise UnfitDraft if a draft holds a claim code, link, telephone number or password, or a claim beyond the evidence."""
    text = _plain(f"{subject}\n{body}")
    if any(_holds(text, f.code.reveal()) for f in case.facts if f.code):
        raise UnfitDraft("the draft would hold a claim code")
    if what := _forbidden_content(text, case.serial or ""):
        raise UnfitDraft(f"the draft would hold {what}")
    words = _ADDRESS.sub(" ", text)
    if _DELETED.search(words) and not any(s.what is Told.DELETED for s in case.statements):
        raise UnfitDraft("the draft would say that the owner deleted the mail, which nobody said")
    if _NEVER.search(words) and case.outcome not in (Outcome.NEVER_DELIVERED, Outcome.BOUNCED):
        raise UnfitDraft("the draft would say that the card never came, which nothing shows")
    if _UNUSED.search(words):
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
    if _PASSWORD.search(text):
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
