"""Delivery status notifications: by RFC 3464 where they keep to it, worked out of the text where they do not."""

from __future__ import annotations

import email.message
import logging
import re
from collections.abc import Iterable

from flufl.bounce import all_failures

from scanner.messages.charsets import decode
from scanner.messages.cleaning import clean, clean_line
from scanner.messages.encoded_words import decode_words
from scanner.messages.fields import message_ids
from scanner.messages.mime import Part, walk
from scanner.model import Address, DeliveryStatus

logging.getLogger("flufl.bounce").addHandler(logging.NullHandler())

ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")  # RFC 3464, section 2.3.3
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.\-/])([45]\d\d)(?=[ \-](?:[#(]?[45]\.\d+\.\d+|[A-Za-z<\"'(]))")
_ADDRESS = re.compile(r"[^\s<>\"(),;:@\[\]'|=]+@[^\s<>\"(),;:@\[\]'|=]+\.[A-Za-z0-9\-]+")
_DAEMON = re.compile(r"^(?:mailer-?daemon|postmaster|mail-?daemon|mmdf|uucp|mail-?delivery.*|mailsys.*|daemon|.*-?bounces?)$", re.I)
_DAEMON_NAME = re.compile(r"mail delivery|mailer-daemon|postmaster|delivery (?:sub|status)system|mail server", re.I)

# What a mail server says of a message it could not deliver; a handful, for the subject or the first lines.
_FAILURE = re.compile(
    r"undeliver(?:able|ed)|delivery (?:status notification|failure|has failed|to the following|notification|problem)"
    r"|could ?n[o']t be delivered|not be delivered|failed delivery|returned (?:mail|to sender)|mail delivery fail"
    r"|failure notice|delivery failed|non[- ]?delivery|user unknown|unknown user|no such user|mailbox (?:is )?full"
    r"|host unknown|unable to deliver|permanent (?:fatal )?error|message delayed|delivery (?:is |has been )?delayed"
    r"|unzustellbar|nicht zugestellt|konnte nicht|échec|non remis|no entregado|non recapitabile"
    r"|配信できません|配送できません|お届けできません|送信できません|配信に失敗|エラーメール|宛先不明|届けられません|配達できません"
    r"|ユーザ(?:ー)?が見つかりません|あて先(?:不明|不正)|受信拒否|送信エラー|到達しません|不達",
    re.I,
)
_AUTOMATIC = re.compile(r"out of (?:the )?office|auto(?:matic|mated)?[ -]?(?:reply|response)|vacation|自動返信|不在", re.I)


def read_bounce(
    root: Part, sender: Address | None, subject: str, texts: Iterable[str]
) -> tuple[bool, DeliveryStatus | None]:
    """Whether a message is a DSN, and what it says. `texts` are the decoded text parts, for bounces without RFC 3464."""
    parts = list(walk(root))
    for part in parts:
        if part.content_type in ("message/delivery-status", "message/global-delivery-status"):
            if status := _by_rfc3464(part, parts):
                return True, status
    if root.content_type == "multipart/report" and "disposition-notification" in str(root.entity.get("Content-Type")).lower():
        return False, None  # a read receipt (RFC 8098)
    if any(part.content_type in ("message/disposition-notification", "message/feedback-report") for part in parts):
        return False, None
    return _by_words(root, parts, sender, subject, clean("\n".join(texts))[:60_000])


def _by_rfc3464(part: Part, parts: list[Part]) -> DeliveryStatus | None:
    """The first recipient that failed, else the first one at all (RFC 3464, section 2.3)."""
    first = None
    for fields in _groups(part):
        address = _typed(fields.get("final-recipient")) or _typed(fields.get("original-recipient"))
        action = (fields.get("action") or "").strip().lower().split(" ")[0] or None
        if not address and not action:
            continue
        status = _STATUS.search(fields.get("status") or "")
        diagnostic = fields.get("diagnostic-code")
        found = DeliveryStatus(
            final_recipient=_bare_address(address),
            action=action if action in ACTIONS else None,
            status=status.group(1) if status else None,
            diagnostic_code=clean_line(diagnostic) if diagnostic else None,
            original_message_id=_original_id(parts),
        )
        if found.action == "failed":
            return found
        first = first or found
    return first


def _groups(part: Part) -> list[dict[str, str]]:
    """The groups of fields of a message/delivery-status; Python's parser makes a message of each."""
    payload = part.entity.get_payload()
    blocks: list[email.message.Message] = [b for b in payload if not isinstance(b, str)] if isinstance(payload, list) else []
    groups = [{name.lower(): decode_words(re.sub(r"[\r\n]+[ \t]*", " ", str(v))) for name, v in b.raw_items()} for b in blocks]
    if not any("final-recipient" in g or "action" in g for g in groups):
        # Encoded, or damaged so that the parser gave up: read line by line.
        text = part.text() if isinstance(payload, str) else "\n\n".join(str(b.get_payload()) for b in blocks)
        groups = []
        for block in re.split(r"\n\s*\n", clean(text)):
            pairs = (line.partition(":") for line in re.sub(r"\n[ \t]+", " ", block).split("\n"))
            groups.append({name.strip().lower(): value.strip() for name, colon, value in pairs if colon})
    return groups


def _typed(value: str | None) -> str | None:
    """`rfc822; user@example.com` without its type (RFC 3464, section 2.3.1)."""
    if not value:
        return None
    kind, semicolon, rest = value.partition(";")
    return (rest if semicolon else kind).strip() or None


def _bare_address(value: str | None) -> str | None:
    if not value:
        return None
    match = _ADDRESS.search(value)
    return match.group().strip(".<>") if match else value.strip("<> ")


def _original_id(parts: list[Part]) -> str | None:
    """The Message-ID of the message that could not be delivered, from its returned copy or header."""
    for part in parts:
        if part.content_type in ("message/rfc822", "message/global"):
            for child in part.children:
                if ids := message_ids(str(v) for v in child.entity.get_all("Message-ID") or []):
                    return ids[0]
        if part.content_type in ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers"):
            if ids := _ids_in_text(part.text()):
                return ids
    return None


_ID_LINE = re.compile(r"^[ \t>|]*Message-ID:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)


def _ids_in_text(text: str) -> str | None:
    match = _ID_LINE.search(text)
    return match.group(1) if match else None


def _by_words(
    root: Part, parts: list[Part], sender: Address | None, subject: str, text: str
) -> tuple[bool, DeliveryStatus | None]:
    """A bounce in plain words: a mail system's sender, and words of failure where such mail has them."""
    local = sender.address.rpartition("@")[0] if sender and sender.address else ""
    daemon = bool(_DAEMON.match(local)) or bool(sender and _DAEMON_NAME.search(sender.name))
    null_path = any(str(v).strip() in ("<>", "") for v in root.entity.get_all("Return-Path") or [])
    report = root.content_type == "multipart/report"
    if not (daemon or null_path or report) or _AUTOMATIC.search(subject):
        return False, None
    opening = text[:3000]
    if not (_FAILURE.search(subject) or _FAILURE.search(opening) or (daemon and _REPLY.search(opening))):
        return False, None
    temporary, permanent = _flufl(root.entity)
    recipient = permanent or temporary
    action = "failed" if permanent else "delayed" if temporary else None
    # What follows the returned message's own header is not the mail system speaking.
    spoken = re.split(r"^[ >|]*(?:Received|Return-Path|DKIM-Signature):", text, maxsplit=1, flags=re.M)[0]
    if recipient is None:
        own = sender.address.lower() if sender and sender.address else ""
        addresses = [a.strip(".") for a in _ADDRESS.findall(spoken)]
        recipient = next((a for a in addresses if a.lower() != own and not _DAEMON.match(a.rpartition("@")[0])), None)
    if recipient is None and not daemon:
        return False, None
    if action is None:
        delayed = re.search(r"delay|will (?:be )?retr|warning", subject + opening[:600], re.I)
        action = "delayed" if delayed and not re.search(r"permanent|gave up|giving up|failed", opening, re.I) else "failed"
    status = _STATUS.search(spoken)
    diagnostic = next((line.strip() for line in spoken.split("\n") if _REPLY.search(line)), None)
    return True, DeliveryStatus(
        final_recipient=recipient,
        action=action,
        status=status.group(1) if status else None,
        diagnostic_code=clean_line(diagnostic) if diagnostic else None,
        original_message_id=_original_id(parts) or _ids_in_text(text),
    )


def _flufl(entity: email.message.Message) -> tuple[str | None, str | None]:
    """The first failed address by flufl.bounce's detectors, which know many mail systems' own words."""
    try:
        temporary, permanent = all_failures(entity)
    except Exception:  # its detectors read hostile mail, too; what trips them is no address
        return None, None
    return _first(temporary), _first(permanent)


def _first(addresses: Iterable[bytes | str]) -> str | None:
    texts = [decode(a, None) if isinstance(a, bytes) else a for a in addresses]
    return min(texts, default=None)
