"""Delivery status notifications: by RFC 3464 where they keep to it, else by the words of the mail system."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scanner.messages.bounce_words import MAX_CHARACTERS, read_words
from scanner.messages.cleaning import clean, clean_line
from scanner.messages.encoded_words import decode_words
from scanner.messages.fields import message_ids
from scanner.messages.mime import Part, walk
from scanner.messages.returned import Returned, read_quoted, read_returned, split_copy
from scanner.model import Address, DeliveryStatus

_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_OTHER_REPORTS = frozenset({"message/disposition-notification", "message/global-disposition-notification", "message/feedback-report"})
_ACTIONS = (("fail", "failed"), ("delay", "delayed"), ("deliver", "delivered"), ("relay", "relayed"), ("expand", "expanded"))  # RFC 3464, 2.3.3
_BY_CLASS = {"2": "delivered", "4": "delayed", "5": "failed"}
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_ADDRESS = re.compile(r"(?<![^\s<>\"(),;:@\[\]'|=])[^\s<>\"(),;:@\[\]'|=]+@[^\s<>\"(),;:@\[\]'|=]+\.[A-Za-z0-9\-]+")
_FOLD = re.compile(r"\n[ \t]+")
_BLANK_LINE = re.compile(r"\n\s*\n")

Fields = dict[str, str]


def read_bounce(root: Part, sender: Address | None, subject: str, texts: Iterable[str]) -> tuple[bool, DeliveryStatus | None]:
    """Whether a message is a DSN, and what it says. `texts` are the decoded text parts, for bounces without RFC 3464."""
    parts = list(walk(root))
    groups = [group for part in parts if part.content_type in _STATUS_TYPES for group in _groups(part)]
    returned = read_returned(parts)
    if status := _by_rfc3464(groups, root, returned):
        return True, status
    if any(part.content_type in _OTHER_REPORTS for part in parts) or "disposition-notification" in root.entity.field("Content-Type").lower():
        return False, None  # a read receipt (RFC 8098) or a complaint (RFC 5965)
    text = clean("\n".join(t[:MAX_CHARACTERS] for t in texts)[:MAX_CHARACTERS])
    spoken, copy = split_copy(text)
    if returned is None and copy:
        returned = read_quoted(copy)
    words = read_words(root, sender, subject, spoken, returned)
    if words is None:
        return False, None
    if status := _by_rfc3464(_text_groups(spoken) if words.recipient else _text_groups(text), root, returned):
        return True, status
    return True, DeliveryStatus(words.recipient, words.action, words.status, words.diagnostic, _original_id([], root, returned))


def _by_rfc3464(groups: list[Fields], root: Part, returned: Returned | None) -> DeliveryStatus | None:
    """The first recipient that failed, else the first one at all (RFC 3464, section 2.3)."""
    first = None
    for fields in groups:
        final = _untyped(fields.get("final-recipient"))
        original = _untyped(fields.get("original-recipient")) or _untyped(fields.get("x-actual-recipient"))
        if not (final or original) or not (fields.keys() & {"action", "status", "diagnostic-code"}):
            continue
        diagnostic = fields.get("diagnostic-code") or None
        status = _STATUS.search(fields.get("status", "")) or _STATUS.search(diagnostic or "")
        found = DeliveryStatus(
            final_recipient=final if final and "@" in final else original or final,
            action=_action(fields.get("action", ""), status.group(1) if status else ""),
            status=status.group(1) if status else None,
            diagnostic_code=clean_line(diagnostic) if diagnostic else None,
            original_message_id=_original_id(groups, root, returned),
        )
        if found.action == "failed":
            return found
        first = first or found
    return first


def _action(told: str, status: str) -> str | None:
    """One of RFC 3464's five words; where the field has none of them, what the status code's class says."""
    told = told.strip().lower()
    return next((action for stem, action in _ACTIONS if told.startswith(stem)), None) or _BY_CLASS.get(status[:1])


def _groups(part: Part) -> list[Fields]:
    """The groups of fields of a message/delivery-status; Python's parser makes a message of each."""
    body = part.entity.body
    blocks = body if isinstance(body, list) else []
    groups = [{name.lower(): decode_words(" ".join(str(v).split())) for name, v in block.raw_items()} for block in blocks]
    if not any("final-recipient" in group or "action" in group for group in groups):
        # Encoded, or damaged so that the parser gave up: read line by line.
        return _text_groups(clean(part.text() if isinstance(body, str) else "\n\n".join(str(block.body) for block in blocks)))
    return groups


def _text_groups(text: str) -> list[Fields]:
    """Groups of fields that stand in plain text."""
    groups = []
    for block in _BLANK_LINE.split(text):
        pairs = (line.partition(":") for line in _FOLD.sub(" ", block).split("\n"))
        groups.append({name.strip(" >|").lower(): value.strip() for name, colon, value in pairs if colon})
    return groups


def _untyped(value: str | None) -> str | None:
    """`rfc822; user@example.com` without its type (RFC 3464, section 2.3.1)."""
    kind, semicolon, rest = (value or "").partition(";")
    text = (rest if semicolon else kind).strip()
    match = _ADDRESS.search(text)
    return (match.group() if match else text).strip(".<> ") or None


def _original_id(groups: list[Fields], root: Part, returned: Returned | None) -> str | None:
    """The Message-ID of the message that could not be delivered: from its copy, from the report, or because a bounce
    answers it."""
    if returned and returned.message_id:
        return returned.message_id
    told = [group[name] for group in groups for name in ("x-original-message-id", "original-message-id") if name in group]
    ids = message_ids(told) or message_ids(root.entity.fields("In-Reply-To"))
    return ids[0] if ids else None
