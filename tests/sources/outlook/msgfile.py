"""A writer of .msg files (MS-OXMSG)."""

from __future__ import annotations

import struct

from tests.sources.outlook.cfb import Tree, compound
from tests.sources.outlook.notes import Note, Part, Value

_FIXED = (0x0002, 0x0003, 0x000B, 0x0014, 0x0040)


def msg(note: Note) -> bytes:
    """The file of a message."""
    return compound(_message(note, 32) | {"__nameid_version1.0": {"__substg1.0_00020102": b"", "__substg1.0_00030102": b"", "__substg1.0_00040102": b""}})


def _message(note: Note, header: int) -> dict[str, bytes | Tree]:
    counts = struct.pack("<8xIIII", len(note.recipients), len(note.parts), len(note.recipients), len(note.parts)).ljust(header, b"\0")[:header]
    tree = _properties(note.properties, counts)
    for i, row in enumerate(note.recipients):
        tree[f"__recip_version1.0_#{i:08X}"] = _properties(row, bytes(8))
    for i, part in enumerate(note.parts):
        tree[f"__attach_version1.0_#{i:08X}"] = _part(part)
    return tree


def _part(part: Part) -> Tree:
    if isinstance(part.content, Note):
        tree = _properties(part.properties | {0x3701: (0x000D, b"")}, bytes(8))
        tree["__substg1.0_3701000D"] = _message(part.content, 24)
        return tree
    return _properties(part.properties | {0x3701: (0x0102, part.content)}, bytes(8))


def _properties(values: dict[int, Value], header: bytes) -> dict[str, bytes | Tree]:
    table = bytearray(header)
    tree: dict[str, bytes | Tree] = {}
    for tag, (kind, value) in sorted(values.items()):
        if kind in _FIXED:
            table += struct.pack("<HHI", kind, tag, 6) + value.ljust(8, b"\0")
            continue
        table += struct.pack("<HHIII", kind, tag, 6, len(value) + (2 if kind == 0x001F else 0), 0)
        if kind != 0x000D:
            tree[f"__substg1.0_{tag:04X}{kind:04X}"] = value
    tree["__properties_version1.0"] = bytes(table)
    return tree
