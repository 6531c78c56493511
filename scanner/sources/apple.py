"""Apple Mail keeps attachments beside a message and not in it; here they are put back where they stood.

A part whose content is kept apart has its header, the field X-Apple-Content-Length, and an empty body. The content lies in
`Attachments/<message>/<part>/` beside `Messages`, its transfer encoding taken off, or (up to OS X 10.6) in
`<message>.<part>.emlxpart` beside the message, the encoding on. Parts are numbered as in IMAP (RFC 9051, section 6.4.5).
"""

from __future__ import annotations

import binascii
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scanner.sources.streams import MAX_MESSAGE, opened

MARK: Final = b"x-apple-content-length"
_MOST_PARTS = 1_000
_MOST_DEPTH = 20
_BLANK_LINE = re.compile(rb"\n\r?\n")
_FOLD = re.compile(rb"\r?\n[ \t]+")
_BOUNDARY = re.compile(rb"\ncontent-type:[ \t]*multipart/[^\r\n]{0,900}?;[ \t]*boundary=(?:\"([^\"\r\n]{1,200})\"|([^\s\";]{1,200}))", re.IGNORECASE)
_ENCODING = re.compile(rb"\ncontent-transfer-encoding:[ \t]*\"?([a-z0-9\-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gap:
    """A part whose content is kept apart: its number, and where in the message the content belongs."""

    part: str
    at: int
    encoding: bytes


def with_parts(message: bytes, path: Path | None) -> tuple[bytes, int]:
    """A message with what is kept beside its file at `path`, and how many of its parts are not there."""
    if MARK not in message.lower():
        return message, 0
    pieces: list[bytes] = []
    begin = missing = 0
    room = MAX_MESSAGE - len(message)
    for gap in _gaps(message):
        content = _content(path, gap, room) if path else None
        if content is None:
            missing += 1
            continue
        room -= len(content)
        pieces += [message[begin : gap.at], content, b"" if content.endswith(b"\n") or message.startswith((b"\n", b"\r\n"), gap.at) else b"\n"]
        begin = gap.at
    return b"".join([*pieces, message[begin:]]), missing


def is_beside_messages(name: str, entries: set[str]) -> bool:
    """Whether a folder of Apple's, with these others around it, holds what belongs into messages."""
    return name == "Attachments" and "Messages" in entries


def _gaps(message: bytes) -> list[Gap]:
    """The parts without their content, in the order in which they stand."""
    found = []
    for at, gap in enumerate(_parts(message, 0, len(message), "", 0)):
        if at >= _MOST_PARTS:
            break
        if gap is not None:
            found.append(gap)
    return found


def _parts(message: bytes, start: int, end: int, number: str, depth: int) -> Iterator[Gap | None]:
    """The parts between two places; None for one that has its content."""
    blank = _BLANK_LINE.search(message, start, end)
    body = blank.end() if blank else end
    head = b"\n" + _FOLD.sub(b" ", message[start:body])
    boundary = _BOUNDARY.search(head)
    if boundary and depth < _MOST_DEPTH:
        delimiter = b"--" + (boundary.group(1) or boundary.group(2))
        for at, (first, last) in enumerate(_between(message, body, end, delimiter), 1):
            yield from _parts(message, first, last, f"{number}.{at}" if number else str(at), depth + 1)
        return
    encoding = _ENCODING.search(head)
    is_gap = b"\n" + MARK + b":" in head.lower() and not message[body:end].strip()
    yield Gap(number or "1", body, encoding.group(1).lower() if encoding else b"") if is_gap else None


def _between(message: bytes, start: int, end: int, delimiter: bytes) -> Iterator[tuple[int, int]]:
    """The parts of a multipart: what stands between lines that begin with its delimiter."""
    first: int | None = None
    at = start - 1
    while (at := message.find(delimiter, at + 1, end)) >= 0:
        line_end = message.find(b"\n", at, end)
        rest = message[at + len(delimiter) : line_end if line_end >= 0 else end].strip()
        if message[at - 1 : at] != b"\n" or rest not in (b"", b"--"):
            continue
        if first is not None:
            yield first, at
        if rest or line_end < 0:
            return
        first = line_end + 1
    if first is not None:
        yield first, end


def _content(path: Path, gap: Gap, room: int) -> bytes | None:
    """What belongs into a part, with its transfer encoding on; None where it is not there, or too much."""
    stem = path.name.partition(".")[0]
    encoded = _read(path.with_name(f"{stem}.{gap.part}.emlxpart"), room)
    if encoded is not None:
        return encoded
    file = _only_file(path.parent.parent / "Attachments" / stem / gap.part)
    plain = _read(file, room * 3 // 4) if file else None
    if plain is None:
        return None
    if gap.encoding == b"base64":
        return b"".join(binascii.b2a_base64(plain[at : at + 57]) for at in range(0, len(plain), 57))
    return binascii.b2a_qp(plain) if gap.encoding == b"quoted-printable" else plain


def _only_file(folder: Path) -> Path | None:
    """The file in a folder; of several, which Apple does not write, the first by name."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(e.name for e in entries if e.is_file(follow_symlinks=False) and not e.name.startswith("."))
    except OSError:
        return None
    return folder / names[0] if names else None


def _read(path: Path, room: int) -> bytes | None:
    try:
        with opened(path) as file:
            return file.file.read(file.size) if file.size <= room else None
    except OSError:
        return None
