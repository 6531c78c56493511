"""Bytes to entities: repaired where mailers damage them, bounded where senders attack (RFC 5322, 2046)."""

from __future__ import annotations

import email.message
import email.policy
import re
from collections.abc import Iterator
from typing import cast

from scanner.errors import UnreadableMessage

# Bounds far beyond honest mail. What passes them is told as unreadable, so that no message can hold up a scan.
MAX_BYTES = 64 * 2**20
MAX_LINE_BYTES = 4 * 2**20
MAX_BULK = 8 * 2**20  # of one encoded part; a bigger one is left empty, for its content is none that we read
MAX_TEXTS_BYTES = 10 * 2**20  # of what is left of a message without its great attachments
MAX_TEXT_BYTES = 6 * 2**20  # of one text part, its transfer encoding on; what follows is not read
MAX_HEADER_BYTES = 2**20
MAX_HEADER_FIELDS = 5_000
MAX_PARTS = 1_000
MAX_DEPTH = 60

_FIELD = re.compile(rb"[!-9;-~]{1,80}[ \t]*:")
FROM_LINE = re.compile(rb"\A(?:\xef\xbb\xbf|[\r\n \t]+|>?From [^\n]*\n)+")
_FOLD = re.compile(r"[\r\n]+[ \t]*")
_BASE64_LINES = re.compile(rb"\n+(?:[A-Za-z0-9+/]{4,1000}\n){20}")
_ANNOUNCED = re.compile(rb"boundary[ \t]*=", re.IGNORECASE)


class Entity(email.message.Message):
    """A header and a body as Python's compat32 parser leaves them: what it would decode on asking is given raw.

    Bytes beyond ASCII are surrogates (PEP 383).
    """

    @property
    def body(self) -> str | list[Entity]:
        """The parts, or the content with its transfer encoding on."""
        return cast("str | list[Entity]", self._payload or "")  # type: ignore[attr-defined]

    def fields(self, name: str) -> list[str]:
        """The values of a header field, unfolded, topmost first."""
        name = name.lower()
        return [_FOLD.sub(" ", str(value)) for key, value in self.raw_items() if key.lower() == name]

    def field(self, name: str) -> str:
        """The topmost value of a header field, '' where there is none."""
        return next(iter(self.fields(name)), "")


def parse_entity(data: bytes) -> Entity:
    """The entity of some bytes. It never raises on content, but for nesting beyond Python's own stack."""
    try:
        return cast(Entity, email.message_from_bytes(data, Entity, policy=email.policy.compat32))
    except RecursionError:
        raise UnreadableMessage(f"parts nested deeper than {MAX_DEPTH}") from None


def read_entity(data: bytes) -> Entity:
    """The message of `data`. Raises UnreadableMessage beyond the bounds.

    Repaired before: a separator line of an mbox, junk between header lines, bare CR, NUL.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableMessage(f"larger than {MAX_BYTES // 2**20} MiB")
    if _has_endless_line(data):
        raise UnreadableMessage(f"a line longer than {MAX_LINE_BYTES // 2**20} MiB")
    data = FROM_LINE.sub(b"", data)
    data = data.replace(b"\0", b"")
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    data = _repaired_head(data)
    if data.count(b"oundary") > MAX_PARTS and sum(1 for _ in _ANNOUNCED.finditer(data)) > MAX_PARTS:
        raise UnreadableMessage(f"more than {MAX_PARTS} nested parts announced")
    return parse_entity(_without_bulk(data) if len(data) > MAX_BULK else data)


def _without_bulk(data: bytes) -> bytes:
    """The message without what its great base64 parts hold: parsing it would take many times its size in memory."""
    for most in (MAX_BULK, MAX_BULK // 8):
        kept = list(_kept(data, most))
        if sum(map(len, kept)) <= MAX_TEXTS_BYTES:
            return b"".join(kept)
    raise UnreadableMessage(f"more than {MAX_TEXTS_BYTES // 2**20} MiB besides its attachments")


def _kept(data: bytes, most: int) -> Iterator[memoryview]:
    """The stretches of a message but for its base64 of more than `most` characters; views, for a copy doubles the memory."""
    view = memoryview(data)
    at = begin = 0
    while at < len(data):
        end = data.find(b"\n\n", at + 1)
        end = len(data) if end < 0 else end
        if end - at > most and _BASE64_LINES.match(data, at):
            yield view[begin : at + 1]
            boundary = data.rfind(b"\n--", at, end)
            begin = boundary if boundary >= 0 else end
        at = end
    yield view[begin:]


def _has_endless_line(data: bytes) -> bool:
    """Whether a line may be longer than our bound: none of its ends stands within a stretch of that length."""
    starts = range(0, len(data) - MAX_LINE_BYTES, MAX_LINE_BYTES)
    return any(data.find(b"\n", at, at + MAX_LINE_BYTES) < 0 and data.find(b"\r", at, at + MAX_LINE_BYTES) < 0 for at in starts)


def _repaired_head(data: bytes) -> bytes:
    """Drop header lines that are none, as long as true ones follow; Python's parser would call the rest body."""
    end = data.find(b"\n\n")
    head = data if end < 0 else data[: end + 1]
    if len(head) > MAX_HEADER_BYTES:
        raise UnreadableMessage(f"more than {MAX_HEADER_BYTES // 2**10} KiB of header")
    lines = head.split(b"\n")
    if len(lines) > 4 * MAX_HEADER_FIELDS or sum(map(bool, map(_FIELD.match, lines))) > MAX_HEADER_FIELDS:
        raise UnreadableMessage(f"more than {MAX_HEADER_FIELDS} header fields")
    bad = [i for i, line in enumerate(lines) if line and line[:1] not in b" \t" and not _FIELD.match(line)]
    if not bad:
        return data
    rest = b"" if end < 0 else data[end:]
    if bad == [0]:
        return b"\n".join(lines[1:]) + rest
    last_field = max((i for i, line in enumerate(lines) if _FIELD.match(line)), default=-1)
    fields_after = sum(bool(_FIELD.match(line)) for line in lines[bad[0] :])
    if last_field > bad[0] and fields_after >= 2:
        kept = [line for i, line in enumerate(lines) if i not in set(bad)]
        return b"\n".join(kept) + rest
    # The blank line before the body is missing: it belongs here.
    return b"\n".join(lines[: bad[0]]) + b"\n\n" + b"\n".join(lines[bad[0] :]) + rest
