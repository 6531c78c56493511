"""A set of properties as Outlook keeps them: a number, a type and bytes each (MS-OXCDATA, section 2.11)."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

from scanner.sources.outlook.tags import INTERNET_CODEPAGE, MESSAGE_CODEPAGE

INTEGER16: Final = 0x0002
INTEGER32: Final = 0x0003
BOOLEAN: Final = 0x000B
INTEGER64: Final = 0x0014
STRING8: Final = 0x001E
STRING: Final = 0x001F
TIME: Final = 0x0040
BINARY: Final = 0x0102
MANY_BINARY: Final = 0x1102

_NUMBERS: Final = {INTEGER16: 2, INTEGER32: 4, BOOLEAN: 1, INTEGER64: 8}
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_MANY: Final = 64  # values of one property that are looked at

# Windows code pages by the label that mail gives them; those that are called "windows-" or "cp" and their number need no line.
_LABELS: Final = {
    932: "shift_jis", 936: "gbk", 949: "ks_c_5601-1987", 950: "big5", 874: "windows-874", 20127: "us-ascii", 20866: "koi8-r", 21866: "koi8-u",
    20932: "euc-jp", 50220: "iso-2022-jp", 50221: "iso-2022-jp", 50222: "iso-2022-jp", 50225: "iso-2022-kr", 51932: "euc-jp", 51936: "gb2312",
    51949: "euc-kr", 52936: "hz-gb-2312", 54936: "gb18030", 65000: "utf-7", 65001: "utf-8", 1200: "utf-16le", 1201: "utf-16be",
}  # fmt: skip
# Codecs of Python for labels that it does not know.
_CODECS: Final = {"shift_jis": "cp932", "windows-874": "cp874"}


@dataclass(frozen=True, slots=True)
class Value:
    """The value of one property."""

    type: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Properties:
    """The properties of a message, recipient, attachment or folder, by their number. What cannot be read is as if it were not there."""

    values: Mapping[int, Value] = field(default_factory=lambda: MappingProxyType({}))
    codepage: int = 0  # of the object around it, for strings of eight bits

    def __contains__(self, tag: int) -> bool:
        return tag in self.values

    def number(self, tag: int, otherwise: int = 0) -> int:
        """An integer or truth value."""
        value = self.values.get(tag)
        size = _NUMBERS.get(value.type) if value else None
        if value is None or size is None or len(value.data) < size:
            return otherwise
        return int.from_bytes(value.data[:size], "little", signed=value.type != BOOLEAN)

    def moment(self, tag: int) -> datetime | None:
        """A time: tenths of microseconds since 1601, in UTC."""
        value = self.values.get(tag)
        if value is None or value.type != TIME or len(value.data) != 8:
            return None
        ticks = int.from_bytes(value.data, "little")
        try:
            return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None

    def binary(self, tag: int) -> bytes:
        """Bytes."""
        value = self.values.get(tag)
        return value.data if value and value.type == BINARY else b""

    def binaries(self, tag: int) -> tuple[bytes, ...]:
        """Several values of bytes: their count, where each begins, and the bytes (MS-PST, section 2.3.3.4.2)."""
        value = self.values.get(tag)
        if value is None or value.type != MANY_BINARY or len(value.data) < 4:
            return ()
        count = min(int.from_bytes(value.data[:4], "little"), _MANY)
        begins = [int.from_bytes(value.data[at : at + 4], "little") for at in range(4, 4 + 4 * count, 4)]
        return tuple(value.data[begin:end] for begin, end in zip(begins, [*begins[1:], len(value.data)], strict=True))

    def text(self, tag: int) -> str:
        """A string; of eight bits in the object's own code page."""
        value = self.values.get(tag)
        if value is None or value.type not in (STRING, STRING8):
            return ""
        if value.type == STRING:
            return value.data.decode("utf-16-le", "replace").partition("\0")[0]
        data = value.data.partition(b"\0")[0]
        for page in (self.own_codepage(), 65001, 1252):
            try:
                return data.decode(_codec(page))
            except (LookupError, UnicodeError):
                continue
        return data.decode("latin-1")

    def own_codepage(self) -> int:
        """The code page of its strings of eight bits (MS-OXCMSG, section 2.2.1.2 ff.)."""
        return self.number(MESSAGE_CODEPAGE) or self.codepage or self.number(INTERNET_CODEPAGE)

    def labeled(self, tag: int, codepage: int) -> tuple[bytes, str]:
        """A body as it is kept, and the label of its charset, '' where that is unknown; strings of Unicode come as UTF-8."""
        value = self.values.get(tag)
        if value is None:
            return b"", ""
        if value.type == STRING:
            return value.data.decode("utf-16-le", "replace").rstrip("\0").encode("utf-8", "replace"), "utf-8"
        if value.type not in (STRING8, BINARY):
            return b"", ""
        return value.data.rstrip(b"\0"), label_of(codepage)


def label_of(codepage: int) -> str:
    """The name under which mail knows a Windows code page, '' for what is none."""
    if codepage in _LABELS:
        return _LABELS[codepage]
    if 28591 <= codepage <= 28606:
        return f"iso-8859-{codepage - 28590}"
    if 1250 <= codepage <= 1258:
        return f"windows-{codepage}"
    return f"cp{codepage}" if _is_codec(f"cp{codepage}") else ""


def _codec(codepage: int) -> str:
    label = label_of(codepage)
    return _CODECS.get(label, label) or "undefined"


def _is_codec(name: str) -> bool:
    try:
        return bool(codecs.lookup(name))
    except LookupError:
        return False
