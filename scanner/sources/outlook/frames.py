"""What the child that reads a .pst tells, frame by frame; taken for hostile, for it may have been taken over by what it reads."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from scanner.sources.outlook.entry import MAX_ATTACHMENTS, MAX_BYTES, MAX_DEPTH, MAX_PROPERTIES, MAX_RECIPIENTS, Attached, Entry
from scanner.sources.outlook.properties import BINARY, Properties, Value
from scanner.sources.outlook.tags import ATTACH_DATA

_ROOM: Final = 2**20  # in a frame, for all numbers around
_LETTERS: Final = b"SDLGMRANEXZ"


class Nonsense(ValueError):
    """Frames that the child as we know it never sends."""


class Ended(EOFError):
    """The child has ended before it was done."""


@dataclass(frozen=True, slots=True)
class Store:
    """The message store."""

    properties: Properties


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder, with the number of the one around it."""

    number: int
    parent: int
    messages: int
    properties: Properties


@dataclass(frozen=True, slots=True)
class Listed:
    """All folders are told."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A message, in the folder of that number."""

    folder: int
    number: int
    entry: Entry = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that could not be read: a message, or a folder's list."""

    folder: int
    number: int
    a_list: bool = False


Told = Store | Folder | Listed | Kept | Unread


class Frames:
    """All that is told, in order. `read` gives so many bytes, fewer at the end; `spend` says whether so many more are allowed."""

    def __init__(self, read: Callable[[int], bytes], spend: Callable[[int], bool]) -> None:
        self._read = read
        self._spend = spend
        self._left = 0  # bytes of this message
        self._attachments = 0

    def told(self) -> Iterator[Told]:
        """Ended, Nonsense."""
        while True:
            letter, body = self._frame()
            match letter:
                case b"Z":
                    if body:
                        raise Nonsense
                    return
                case b"S":
                    yield Store(_properties(body))
                case b"D":
                    number, parent, messages = _numbers(body, 3)
                    yield Folder(number, parent, messages, _properties(body[12:]))
                case b"L":
                    (folder,) = _numbers(body, 1)
                    yield Unread(folder, 0, a_list=True)
                case b"G":
                    yield Listed()
                case b"X":
                    folder, number = _numbers(body, 2)
                    yield Unread(folder, number)
                case b"M":
                    folder, number = _numbers(body, 2)
                    self._left, self._attachments = MAX_BYTES + _ROOM - len(body), MAX_ATTACHMENTS
                    yield Kept(folder, number, self._entry(body[8:], 0))
                case _:
                    raise Nonsense

    def _frame(self) -> tuple[bytes, bytes]:
        head = self._read(5)
        if len(head) < 5:
            raise Ended
        letter, size = head[:1], int.from_bytes(head[1:], "little")
        if letter not in _LETTERS or size > MAX_BYTES + _ROOM or not self._spend(size + 5):
            raise Nonsense
        body = self._read(size)
        if len(body) < size:
            raise Ended
        return letter, body

    def _part(self) -> tuple[bytes, bytes]:
        """A frame inside a message."""
        letter, body = self._frame()
        self._left -= len(body)
        if self._left < 0:
            raise Nonsense
        return letter, body

    def _entry(self, properties: bytes, depth: int) -> Entry:
        if depth > MAX_DEPTH:
            raise Nonsense
        own = _properties(properties)
        page = own.own_codepage()
        recipients: list[Properties] = []
        attached: list[Attached] = []
        while True:
            letter, body = self._part()
            if letter == b"R" and len(recipients) < MAX_RECIPIENTS:
                recipients.append(_properties(body, page))
            elif letter == b"A" and self._attachments > 0:
                self._attachments -= 1
                part = _properties(body, page)
                attached.append(Attached(part, part.binary(ATTACH_DATA)))
            elif letter == b"N" and attached and attached[-1].message is None:
                attached[-1] = Attached(attached[-1].properties, message=self._entry(body, depth + 1))
            elif letter == b"E":
                (flags,) = _numbers(body, 1)
                return Entry(own, tuple(recipients), tuple(attached), cut=bool(flags & 1))
            else:
                raise Nonsense


def _numbers(body: bytes, count: int) -> tuple[int, ...]:
    if len(body) < 4 * count:
        raise Nonsense
    return struct.unpack_from(f"<{count}I", body)


def _properties(body: bytes, codepage: int = 0) -> Properties:
    values: dict[int, Value] = {}
    at = 0
    while at < len(body):
        if len(body) - at < 8 or len(values) > MAX_PROPERTIES:
            raise Nonsense
        tag, kind, size = struct.unpack_from("<HHI", body, at)
        at += 8
        if size > len(body) - at:
            raise Nonsense
        values.setdefault(tag, Value(kind if tag != ATTACH_DATA else BINARY, body[at : at + size]))
        at += size
    return Properties(MappingProxyType(values), codepage)
