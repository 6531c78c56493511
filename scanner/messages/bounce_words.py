"""Bounces in a mail system's own words: the handful of forms that mail systems use without RFC 3464."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass

from scanner.messages.charsets import decode
from scanner.messages.mime import Part, walk
from scanner.messages.returned import Returned
from scanner.model import Address

logging.getLogger("flufl.bounce").addHandler(logging.NullHandler())

MAX_CHARACTERS = 60_000
MAX_DETECTED = 500_000

_SPEC = r"[^\s<>\"(),;:@\[\]'|=]+@[^\s<>\"(),;:@\[\]'|=]+\.[A-Za-z0-9\-]+"
_ADDRESS = re.compile(r"(?<![^\s<>\"(),;:@\[\]'|=])" + _SPEC)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
# An SMTP reply (RFC 5321, section 4.2) and its text, as transcripts have it.
_REPLY = re.compile(r"(?<![\d.\-/:])[45]\d\d(?:[ \-][#(]?[245]\.\d+\.\d+\)?|[ \-](?=[A-Za-z<\"'(])).*")
_PLACES = tuple(
    re.compile(pattern.replace("ADDRESS", f"({_SPEC})"), re.IGNORECASE | re.MULTILINE)
    for pattern in (
        r"^[ \t]{0,20}<ADDRESS>",
        r"^[ \t*\-]{0,20}[\"']?ADDRESS[\"']?[ \t]*$",
        r"\bRCPT TO:[ \t]*<?ADDRESS",
        r"(?:recipients?|\bto|\bfailed|宛先|あて先|送信先|受信者)[^:\n]{0,20}[:：][ \t\n]*<?ADDRESS",
        r"\b(?:mail|message) to[ \t]*<ADDRESS>",
        r"^[ \t]{0,20}ADDRESS(?=[ \t]*(?:[:\[(]|\.\.\.| on | - |[A-Z]))",
    )
)
_DAEMON = re.compile(
    r"^(?:mailer-?daemon|post_?master|mail-?daemon|mdaemon|mmdf|uucp|mail-?delivery.*|mail-?sys.*|daemon|.*-?bounces?|ndr|imss|system ?administrator"
    r"|.*smtp.*|.*mail_service.*)$",
    re.IGNORECASE,
)
_DAEMON_NAME = re.compile(
    r"mail deliver|mailer-daemon|postmaster|delivery (?:sub|status)?system|mail (?:server|system)|system administrator|メールシステム|メールサーバ",
    re.IGNORECASE,
)
_HELP = re.compile(r"^(?:support|help|abuse|admin|info|postmaster|webmaster|noc)$", re.IGNORECASE)
_FAILURE = re.compile(
    r"undeliver(?:able|ed)|delivery (?:status notification|failure|has failed|error|warning|to the following|notification|problem)"
    r"|could ?n[o']t (?:be delivered|deliver)|not (?:yet )?been delivered|not be delivered|not reach the following"
    r"|failed (?:delivery|mail|recipients?|addresses)|returned (?:mail|to sender)|has been returned|mail (?:delivery )?fail|mail error|mail rejected"
    r"|error during delivery|failure notice|delivery failed|non[- ]?delivery|returning (?:message )?to sender|could not send"
    r"|delivery errors|user unknown|unknown user|no such user|mailbox (?:is )?(?:full|unavailable)|quota exceeded|invalid user address"
    r"|malformed recipient|user not found|host unknown|unknown host|unable to deliver|permanent (?:fatal )?error|message delayed"
    r"|delivery (?:is |has been )?(?:delayed|postponed)"
    r"|unzustellbar|nicht zugestellt|konnte nicht|échec|non remis|no entregado|non recapitabile|не доставлено|投递失败|传输失败|无法(?:发送|送达|投递)"
    r"|配信できません|配送できません|お届けできません|送信できません|配信に失敗|エラーメール|エラー通知|宛先不明|届けられません|配達できません"
    r"|ユーザ(?:ー)?が見つかりません|あて先(?:不明|不正)|受信拒否|送信エラー|到達しません|不達|配送エラー",
    re.IGNORECASE,
)
_AUTOMATIC = re.compile(r"out of (?:the )?office|auto(?:matic|mated)?[ -]?(?:reply|response)|vacation|自動返信|不在", re.IGNORECASE)
_DELAY = re.compile(r"delay|not yet been|will (?:be )?(?:retr|continue)|keep trying|warning|postponed|遅延|再送を", re.IGNORECASE)
_FINAL = re.compile(r"permanent|gave up|giving up|given up|failed", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a mail system says in its own words; `recipient` is None where it names none."""

    recipient: str | None
    action: str
    status: str | None
    diagnostic: str | None


def read_words(root: Part, sender: Address | None, subject: str, spoken: str, returned: Returned | None) -> Spoken | None:
    """What a plain-text bounce says, None for a message that is none.

    A mail system's sender must go with words of failure; another's only with the returned message and its recipient.
    """
    if _AUTOMATIC.search(subject):
        return None
    opening = spoken[:3000]
    told = fails(subject)
    daemon = sender is not None and is_daemon(sender)
    daemon = daemon or root.content_type == "multipart/report" or any(v.strip() in ("<>", "") for v in root.entity.fields("Return-Path"))
    named = [a for value in root.entity.fields("X-Failed-Recipients") for a in _ADDRESS.findall(value)]
    if not (named or daemon or (told and returned)):
        return None
    reply = _REPLY.search(opening)
    if not (named or told or _FAILURE.search(opening) or (daemon and reply)):
        return None
    delayed, failed = _flufl(root, spoken)
    others = (returned.senders if returned else frozenset()) | ({sender.address.lower()} if sender and sender.address else set())
    found = _places(spoken, others)
    recipient = next(iter([*named, *failed, *delayed, *found]), None)
    if recipient is None:
        # Only a mail system that says so plainly is believed without naming whom it could not reach.
        if not (daemon and (told or reply)):
            return None
        recipient = next(iter(returned.recipients), None) if returned else None
    pending = (delayed and not failed) or (not failed and _DELAY.search(subject + opening[:600]) and not _FINAL.search(opening))
    status = _STATUS.search(spoken)
    return Spoken(recipient, "delayed" if pending else "failed", status.group(1) if status else None, _diagnostic(spoken))


def is_daemon(sender: Address) -> bool:
    """Whether a sender is a mail system by its local part or name."""
    local, _, _ = (sender.address or "").rpartition("@")
    return bool(_DAEMON.match(local.strip("\"'"))) or bool(_DAEMON_NAME.search(sender.name))


def fails(subject: str) -> bool:
    """Whether a subject tells that something could not be delivered."""
    return bool(_FAILURE.search(subject))


def _places(spoken: str, others: frozenset[str] | set[str]) -> list[str]:
    """The addresses that stand where mail systems name the recipient; whom the message came from, and whom to ask, are
    none. Places first that say it plainest."""
    found: list[str] = []
    for place in _PLACES:
        found += [match.group(1).strip(".") for match in place.finditer(spoken)]
    return [a for a in found if a.lower() not in others and not _DAEMON.match(a.rpartition("@")[0]) and not _HELP.match(a.rpartition("@")[0])]


def _diagnostic(spoken: str) -> str | None:
    """The mail system's reply, and the rest of it in the next lines where they go on, indented."""
    match = _REPLY.search(spoken)
    if match is None:
        return None
    text = match.group()
    for line in spoken[match.end() :].split("\n")[1:4]:
        if not line.startswith((" ", "\t")) or not line.strip() or _REPLY.search(line):
            break
        text += " " + line.strip()
    return " ".join(text.split()).removesuffix(")") if "(" not in text else " ".join(text.split())


def _flufl(root: Part, spoken: str) -> tuple[list[str], list[str]]:
    """The delayed and the failed addresses by flufl.bounce's detectors, which know many mail systems' own words; in the
    order in which the mail names them. They read all of the text, and more than once: not of a mail beyond any bounce."""
    if any(isinstance(part.entity.body, str) and len(part.entity.body) > MAX_DETECTED for part in walk(root)):
        return [], []
    from flufl.bounce import all_failures

    try:
        delayed, failed = all_failures(root.entity)
    except Exception:  # its detectors read hostile mail, too; what trips them is no address
        return [], []
    return _in_order(delayed, spoken), _in_order(failed, spoken)


def _in_order(addresses: Iterable[bytes | str], spoken: str) -> list[str]:
    texts = {decode(a, None) if isinstance(a, bytes) else a for a in addresses}
    spoken = spoken.lower()
    return sorted((t for t in texts if _ADDRESS.fullmatch(t)), key=lambda t: (spoken.find(t.lower()) % (MAX_CHARACTERS + 1), t))
