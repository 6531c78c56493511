"""What the tests write into Outlook's files: messages as properties, and how each type of value is written."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime

Value = tuple[int, bytes]  # type and bytes

EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Part:
    """An attachment."""

    properties: dict[int, Value]
    content: bytes | Note = b""


@dataclass(frozen=True)
class Note:
    """A message."""

    properties: dict[int, Value]
    recipients: tuple[dict[int, Value], ...] = ()
    parts: tuple[Part, ...] = ()


def text(value: str) -> Value:
    """A string of Unicode."""
    return 0x001F, value.encode("utf-16-le")


def text8(value: str, codec: str) -> Value:
    """A string of eight bits."""
    return 0x001E, value.encode(codec)


def number(value: int) -> Value:
    """An integer of four bytes."""
    return 0x0003, struct.pack("<i", value)


def moment(value: datetime) -> Value:
    """A time."""
    return 0x0040, struct.pack("<Q", int((value - EPOCH).total_seconds()) * 10_000_000)


def data(value: bytes) -> Value:
    """Bytes."""
    return 0x0102, value


def recipient(name: str, address: str, kind: int = 1, *, smtp: str = "") -> dict[int, Value]:
    """A row of the table of recipients; with `smtp` the address is one of Exchange's directory."""
    row = {0x0C15: number(kind), 0x3001: text(name), 0x3002: text("EX" if smtp else "SMTP"), 0x3003: text(address)}
    return row | ({0x39FE: text(smtp)} if smtp else {})


def part(name: str, mime: str, content: bytes) -> Part:
    """An attachment by value."""
    return Part({0x3705: number(1), 0x3707: text(name), 0x370E: text(mime)}, content)


def inner(note: Note) -> Part:
    """A message as an attachment."""
    return Part({0x3705: number(5), 0x3001: text("inner")}, note)
