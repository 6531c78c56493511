"""A mail's bytes to its delivery status (`scanner.messages.bounces`).

Promises: a mail is a bounce or is none; its action is one of RFC 3464's five words, its status a code of RFC 3463, its
recipient one word; LF and CRLF give the same.
"""

from __future__ import annotations

import re

from fuzz import seeds
from fuzz.target import Target
from fuzz.words import words_of
from scanner.errors import UnreadableMessage
from scanner.messages.bounces import read_bounce
from scanner.messages.contents import Contents, Text
from scanner.messages.entities import read_entity
from scanner.messages.fields import read_addresses
from scanner.messages.mime import read_part
from scanner.messages.rows import Room
from scanner.model import DeliveryStatus

_ACTIONS = (None, "failed", "delayed", "delivered", "relayed", "expanded")
_STATUS = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}")


def check(data: bytes) -> None:
    """Read it with either line end."""
    lf = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        found = bounce_of(lf)
    except UnreadableMessage:
        return
    assert found == bounce_of(lf.replace(b"\n", b"\r\n")), "line ends decide what came back"
    is_bounce, status = found
    assert is_bounce or status is None, "a status of what is no bounce"
    if status is None:
        return
    assert status.action in _ACTIONS, f"no action of RFC 3464: {status.action}"
    assert status.status is None or _STATUS.fullmatch(status.status), f"no status of RFC 3463: {status.status}"
    for text in (status.final_recipient, status.diagnostic_code, status.original_message_id):
        assert text is None or (text and "\n" not in text and "\r" not in text), f"more than a line: {text[:80]!r}"


def bounce_of(data: bytes) -> tuple[bool, DeliveryStatus | None]:
    """What a mail says came back. UnreadableMessage beyond the bounds."""
    root = read_part(read_entity(data))
    senders = [address for value in root.entity.fields("From") for address in read_addresses(value)]
    texts = [piece.source for piece in Contents(root, Room()).pieces() if isinstance(piece, Text)]
    return read_bounce(root, senders[0] if senders else None, root.entity.field("Subject"), texts)


TARGET = Target("bounces", check, seeds.bounces, words_of("bounces"), 2**13)
