"""The message that a bounce returns: its copy, its header, or what of it is quoted in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scanner.messages.encoded_words import decode_words
from scanner.messages.entities import Entity
from scanner.messages.fields import message_ids, read_addresses
from scanner.messages.mime import Part

_HEADERS = frozenset({"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"})
_FIELD = re.compile(r"^[ \t>|]*(Message-ID|From|To)[ \t]*:[ \t]*(.*(?:\n[ \t]+.*)*)", re.IGNORECASE | re.MULTILINE)
# Where a bounce stops speaking and the message begins that it returns.
_COPY = re.compile(
    r"^[ >|]*(?:Received|Return-Path|DKIM-Signature|Delivered-To|MIME-Version)[ \t]*:"
    r"|^From \S+ .*\d{4}$"
    r"|^[ ]*--.*(?:copy of (?:your|the)|original (?:message|e?-?mail)|message (?:text|headers?)|below this line|unsent message|returned (?:message|mail)"
    r"|mail follows|ヘッダ|元の|原文|送信メール).*$",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Returned:
    """What is known of the message that could not be delivered."""

    message_id: str | None = None
    senders: frozenset[str] = frozenset()
    recipients: tuple[str, ...] = ()


def read_returned(parts: Iterable[Part]) -> Returned | None:
    """The message that the parts of a bounce hold, whole or its header alone; None where they hold none."""
    for part in parts:
        if part.content_type in ("message/rfc822", "message/global"):
            for child in part.children:
                return _returned({name: child.entity.fields(name) for name in ("message-id", "from", "to")})
        if part.content_type in _HEADERS:
            body = part.entity.body
            texts = [part.text()] if isinstance(body, str) else ["\n".join(_lines(entity)) for entity in body]
            return read_quoted("\n".join(texts))
    return None


def read_quoted(text: str) -> Returned:
    """What a header says that is quoted in text."""
    found: dict[str, list[str]] = {}
    for name, value in _FIELD.findall(text):
        found.setdefault(name.lower(), []).append(" ".join(value.split()))
    return _returned(found)


def split_copy(text: str) -> tuple[str, str]:
    """The words of the mail system, and the message below them that it returns."""
    match = _COPY.search(text)
    return (text[: match.start()], text[match.start() :]) if match else (text, "")


def _returned(fields: dict[str, list[str]]) -> Returned:
    ids = message_ids(fields.get("message-id", [])[:1])
    senders = (a.address for value in fields.get("from", [])[:1] for a in read_addresses(value))
    recipients = (a.address for value in fields.get("to", [])[:1] for a in read_addresses(value))
    return Returned(ids[0] if ids else None, frozenset(a.lower() for a in senders if a), tuple(a for a in recipients if a))


def _lines(entity: Entity) -> Iterator[str]:
    for name, value in entity.raw_items():
        yield f"{name}: {decode_words(str(value))}"
