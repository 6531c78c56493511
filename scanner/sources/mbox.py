"""mbox files: messages by their separator lines, whatever dialect wrote them (RFC 4155 and its unruly cousins).

mboxo and mboxrd quote body lines with `>`, mboxcl and mboxcl2 count bytes in Content-Length; some writers do neither.
A separator therefore is a `From ` line with a date behind which a header begins; a Content-Length that ends exactly
before the next separator is believed.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from pathlib import Path

_FROM = re.compile(
    rb"From (?:[^\n]{0,200}?\s)?(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s)?\s*(?:[A-Z][a-z]{2}\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2})[^\n]{0,60}?\d{4}[^\n]{0,20}\r?\n"
)
_FROM_BARE = re.compile(rb"From [^\s]+@[^\s]+\s*\r?\n|From -\s*\r?\n|From MAILER-DAEMON\s*\r?\n")
_HEADER = re.compile(rb"(?:>?From |[!-9;-~]{1,76}[ \t]*:)")
_LENGTH = re.compile(rb"^Content-Length:[ \t]*(\d{1,12})[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)
_QUOTED = re.compile(rb"^>(?=>*From )", re.MULTILINE)
_PEEK = 64 * 1024


def looks_like_mbox(head: bytes) -> bool:
    """Whether a file's first bytes are those of an mbox: a separator line, and a header behind it."""
    head = head.lstrip(b"\r\n\xef\xbb\xbf")
    return _separator_at(head, 0) is not None


def read_mbox(path: Path) -> Iterator[tuple[int, bytes]]:
    """The messages of an mbox file with the byte offset of their separator lines.

    The file is mapped, not loaded; one that grows meanwhile is read up to its size at the start. Raises OSError.
    """
    size = path.stat().st_size
    if size == 0:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) as data:
        yield from split_mbox(data)


def split_mbox(data: bytes | mmap.mmap) -> Iterator[tuple[int, bytes]]:
    """The messages of mbox bytes with their offsets."""
    start = _first_separator(data)
    while start is not None:
        end_of_line = data.find(b"\n", start) + 1
        following = _next_separator(data, end_of_line)
        end = len(data) if following is None else following
        yield start, _unquoted(_trimmed(data[end_of_line:end]))
        start = following


def _first_separator(data: bytes | mmap.mmap) -> int | None:
    at = 0
    while at < len(data) and data[at : at + 1] in (b"\r", b"\n"):
        at += 1
    if data[at : at + 3] == b"\xef\xbb\xbf":
        at += 3
    return at if _separator_at(data, at) is not None else _next_separator(data, at)


def _separator_at(data: bytes | mmap.mmap, at: int) -> int | None:
    """Where the header behind a separator line begins, None where this is no separator."""
    if data[at : at + 5] != b"From ":
        return None
    line = bytes(data[at : at + 400])
    match = _FROM.match(line) or _FROM_BARE.match(line)
    if not match:
        return None
    after = line[match.end() : match.end() + 120]
    if after and not _HEADER.match(after) and not after.startswith((b"\n", b"\r\n")):
        return None
    return at + match.end()


def _next_separator(data: bytes | mmap.mmap, start: int) -> int | None:
    counted = _by_length(data, start)
    at = start if counted is None else counted
    while True:
        found = data.find(b"\nFrom ", max(at - 1, 0))
        if found < 0:
            return None
        if _separator_at(data, found + 1) is not None and _may_follow(data, found):
            return found + 1
        at = found + 6


def _may_follow(data: bytes | mmap.mmap, newline: int) -> bool:
    """A blank line stands before a separator; without one only a full separator with a header behind it counts."""
    before = data[max(0, newline - 2) : newline]
    if before.endswith((b"\n", b"\n\r")) or newline < 2:
        return True
    line = bytes(data[newline + 1 : newline + 400])
    match = _FROM.match(line)
    return bool(match and re.match(rb"[!-9;-~]{1,76}:", line[match.end() :]))


def _by_length(data: bytes | mmap.mmap, start: int) -> int | None:
    """The end of a message by its Content-Length, if a separator (or the end of the file) stands right there."""
    head = bytes(data[start : start + _PEEK])
    blank = re.search(rb"\r?\n\r?\n", head)
    if not blank:
        return None
    match = _LENGTH.search(head[: blank.start() + 1])
    if not match:
        return None
    end = start + blank.end() + int(match.group(1))
    if end >= len(data):
        return len(data) if end <= len(data) + 2 else None
    for skip in range(3):
        if data[end + skip : end + skip + 5] == b"From " and _separator_at(data, end + skip) is not None:
            return end + skip
    return None


def _trimmed(message: bytes) -> bytes:
    """Without the one blank line that belongs to the next separator."""
    if message.endswith(b"\r\n\r\n"):
        return message[:-2]
    return message[:-1] if message.endswith(b"\n\n") else message


def _unquoted(message: bytes) -> bytes:
    """Body lines `>From ` as they were before the archive quoted them (mboxrd takes one mark off)."""
    return _QUOTED.sub(b"", message) if b">From " in message else message
