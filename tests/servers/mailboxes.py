"""What an honest server without any extension answers of a mailbox: STATUS, EXAMINE, SEARCH and FETCH."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Mailbox:
    """Messages by UID; `attributes` and `wire` are what LIST says of it."""

    messages: dict[int, bytes] = field(default_factory=dict)
    attributes: bytes = rb"\HasNoChildren"
    wire: bytes = b""
    uidvalidity: int | None = 7
    uidnext: int | None = None


def _uidnext(box: Mailbox) -> int:
    return box.uidnext if box.uidnext is not None else max(box.messages, default=0) + 1


def status_of(box: Mailbox) -> bytes:
    """What STATUS says of it."""
    validity = b"" if box.uidvalidity is None else b" UIDVALIDITY %d" % box.uidvalidity
    return b"MESSAGES %d UIDNEXT %d%s" % (len(box.messages), _uidnext(box), validity)


def opened(box: Mailbox) -> Iterable[bytes]:
    """What EXAMINE says of it."""
    yield rb"FLAGS (\Seen \Answered)"
    yield b"%d EXISTS" % len(box.messages)
    yield b"0 RECENT"
    if box.uidvalidity is not None:
        yield b"OK [UIDVALIDITY %d] numbers hold" % box.uidvalidity
    yield b"OK [UIDNEXT %d] next" % _uidnext(box)


def matching(criteria: bytes, box: Mailbox) -> list[int]:
    """The UIDs that an honest server finds: `UID a:b` and one key."""
    found = set(box.messages)
    if uids := re.match(rb"UID (\S+) ?", criteria):
        found &= uids_of(uids.group(1), box)
        criteria = criteria[uids.end() :]
    if key := re.match(rb'(?:HEADER )?"?([\w-]+)"? "?([^"]*)"?\Z', criteria):
        name, wanted = key.group(1).lower(), key.group(2).lower()
        pattern = re.compile(rb"^%s:[^\r\n]*%s" % (re.escape(name), re.escape(wanted)), re.I | re.M)
        found = {uid for uid in found if pattern.search(box.messages[uid].partition(b"\r\n\r\n")[0])}
    return sorted(found)


def fetched(arguments: bytes, box: Mailbox) -> list[bytes]:
    """The FETCH answers of an honest server; a header is sent whole, whatever fields were asked for."""
    sets, _, items = arguments.partition(b" ")
    answers = []
    for number, (uid, data) in enumerate(sorted(box.messages.items()), 1):
        if uid in uids_of(sets, box):
            text = data if b"BODY.PEEK[]" in items else data.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            body = b" BODY[] {%d}\r\n%s" % (len(text), text) if b"BODY" in items else b""
            answers.append(b'%d FETCH (UID %d INTERNALDATE "01-Mar-2024 10:00:00 +0900" RFC822.SIZE %d%s)' % (number, uid, len(data), body))
    return answers


def uids_of(sets: bytes, box: Mailbox) -> set[int]:
    """The UIDs of a sequence set that the mailbox has, `n:*` with its trap (RFC 9051, section 9)."""
    found: set[int] = set()
    for part in sets.split(b","):
        bounds = [max(box.messages, default=0) if word == b"*" else int(word) for word in part.split(b":")]
        found |= {uid for uid in box.messages if min(bounds) <= uid <= max(bounds)}
    return found
