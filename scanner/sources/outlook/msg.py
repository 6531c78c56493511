"""A .msg file (MS-OXMSG): one message in a compound file, read through olefile."""

from __future__ import annotations

import importlib.util
import io
import re
import struct
from typing import TYPE_CHECKING, Final

from scanner.sources.outlook.entry import MAX_ATTACHMENTS, MAX_BYTES, MAX_DEPTH, MAX_RECIPIENTS, Attached, Entry
from scanner.sources.outlook.properties import STRING, STRING8, Properties, Value
from scanner.sources.outlook.tags import ATTACH_DATA, ATTACH_METHOD, EMBEDDED, INTERNET_CODEPAGE, MESSAGE_CODEPAGE, WANTED

if TYPE_CHECKING:
    from olefile import OleFileIO

_PROPERTIES: Final = "__properties_version1.0"
_NAMES: Final = "__nameid_version1.0"
_STREAM = re.compile(r"__substg1\.0_([0-9A-Fa-f]{4})([0-9A-Fa-f]{4})")
_VARIABLE: Final = frozenset((0x001E, 0x001F, 0x0102, 0x000D, 0x0048))
_HEADERS: Final = {"top": 32, "embedded": 24, "part": 8}  # bytes before the first property (section 2.4.1)
_LONG: Final = 512 * 2**10  # no property but a body or attachment is longer
_BODIES: Final = 8 * 2**20
_MARKS: Final = tuple(name.encode("utf-16-le") for name in (_PROPERTIES, _NAMES))
# What olefile and the compound file's own numbers can go wrong with.
_BROKEN = (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, struct.error, RecursionError, AssertionError)

Path = tuple[str, ...]


class NoMessage(ValueError):
    """A compound file that is no message: a document."""


class BrokenMessage(ValueError):
    """A compound file that cannot be read."""


def is_installed() -> bool:
    """Whether the library is there."""
    return importlib.util.find_spec("olefile") is not None


def looks_like_message(head: bytes, name: str) -> bool:
    """Whether a compound file is most likely a message, by its name and first bytes; only its directory, which may lie anywhere, is sure."""
    return name.lower().endswith(".msg") or all(mark in head for mark in _MARKS)


def read_msg(data: bytes) -> Entry:
    """The message. NoMessage, BrokenMessage."""
    import olefile

    if not _is_sound(data):
        raise BrokenMessage
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            if not file.exists(_PROPERTIES):
                raise NoMessage
            return _Reader(file).entry((), "top", 0, 0)
    except (NoMessage, BrokenMessage):
        raise
    except _BROKEN:
        raise BrokenMessage from None


def _is_sound(data: bytes) -> bool:
    """Whether the header's tables fit into the file: olefile believes their sizes, and would go round in a false one for long."""
    if len(data) < 512:
        return False
    shift = int.from_bytes(data[30:32], "little")
    counts = [int.from_bytes(data[at : at + 4], "little") for at in (40, 44, 64, 72)]
    return shift in (9, 12) and all(count << shift <= len(data) for count in counts)


class _Reader:
    """One file. What all its streams may hold together is bounded, for many of them may lie in the same sectors."""

    def __init__(self, file: OleFileIO) -> None:
        self._file = file
        self._left = MAX_BYTES
        self._attachments = MAX_ATTACHMENTS
        self._cut = False

    def entry(self, path: Path, header: str, codepage: int, depth: int) -> Entry:
        """The message in a storage."""
        names = self._names(path)
        own = self._properties(path, names, header, codepage)
        page = own.number(MESSAGE_CODEPAGE) or codepage or own.number(INTERNET_CODEPAGE)
        own = Properties(own.values, page)
        recipients = [name for name in names if name.startswith("__recip_version1.0_#")]
        found = []
        for name in [name for name in names if name.startswith("__attach_version1.0_#")]:
            if self._attachments <= 0:
                self._cut = True
                break
            self._attachments -= 1
            if (attached := self._attached((*path, name), page, depth)) is not None:
                found.append(attached)
        parties = tuple(self._properties((*path, name), self._names((*path, name)), "part", page) for name in recipients[:MAX_RECIPIENTS])
        return Entry(own, parties, tuple(found), cut=self._cut)

    def _attached(self, path: Path, page: int, depth: int) -> Attached | None:
        names = self._names(path)
        properties = self._properties(path, names, "part", page)
        inner = f"__substg1.0_{ATTACH_DATA:04X}000D"
        if inner in names and properties.number(ATTACH_METHOD) == EMBEDDED:
            if depth >= MAX_DEPTH:
                self._cut = True
                return None
            return Attached(properties, message=self.entry((*path, inner), "embedded", page, depth + 1))
        return Attached(properties, self._stream((*path, f"__substg1.0_{ATTACH_DATA:04X}0102"), names, MAX_BYTES))

    def _properties(self, path: Path, names: list[str], header: str, codepage: int) -> Properties:
        """The properties of a storage: those of fixed size in one stream, each other in its own (section 2.4)."""
        table = self._stream((*path, _PROPERTIES), names, _LONG)
        values = {}
        for at in range(_HEADERS[header], len(table) - 15, 16):
            kind, tag = struct.unpack_from("<HH", table, at)
            if kind not in _VARIABLE and tag in WANTED:
                values[tag] = Value(kind, table[at + 8 : at + 16])
        for name in names:
            if (match := _STREAM.fullmatch(name)) is None:
                continue
            tag, kind = (int(digits, 16) for digits in match.groups())
            if tag in WANTED and tag != ATTACH_DATA and kind in _VARIABLE:
                # Where a text is there twice, the one of Unicode counts.
                if kind == STRING8 and tag in values and values[tag].type == STRING:
                    continue
                values[tag] = Value(kind, self._stream((*path, name), names, _BODIES))
        return Properties(values, codepage)

    def _names(self, path: Path) -> list[str]:
        """What lies in a storage, by name, as it is written."""
        entry = self._file.root
        for name in path:
            entry = entry.kids_dict[name.lower()]
        return sorted(kid.name for kid in entry.kids)

    def _stream(self, path: Path, names: list[str], most: int) -> bytes:
        """A stream's bytes; none where it is not there, is broken, or is larger than all may be together."""
        if path[-1] not in names:
            return b""
        try:
            size = self._file.get_size(list(path))
            if size > min(most, self._left):
                self._cut = True
                return b""
            self._left -= size
            return bytes(self._file.openstream(list(path)).read())
        except _BROKEN:
            self._cut = True
            return b""
