"""A writer of compound files (MS-CFB), as small as readers allow: version 3, one stream or storage a name."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

Tree = Mapping[str, "bytes | Tree"]

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


@dataclass
class _Entry:
    name: str
    kind: int  # 1 storage, 2 stream, 5 root
    data: bytes = b""
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    start: int = _END
    size: int = 0


def compound(tree: Tree) -> bytes:
    """The file of a tree of storages and streams."""
    return _Writer().file(tree)


class _Writer:
    def __init__(self) -> None:
        self._entries = [_Entry("Root Entry", 5)]
        self._sectors: list[bytes] = []
        self._fat: list[int] = []
        self._mini = bytearray()
        self._minifat: list[int] = []

    def file(self, tree: Tree) -> bytes:
        """All of it."""
        self._entries[0].child = self._storage(tree)
        for entry in self._entries[1:]:
            if entry.kind == 2:
                self._stream(entry)
        root = self._entries[0]
        root.size, root.start = len(self._mini), self._chain(bytes(self._mini))
        minifat = self._chain(struct.pack(f"<{len(self._minifat)}I", *self._minifat))
        minifats = -(-len(self._minifat) * 4 // _SECTOR)
        directory = self._chain(b"".join(map(self._written, self._entries)))
        fats = 1
        while fats * 128 < len(self._fat) + fats:
            fats += 1
        assert fats <= 109
        first = len(self._sectors)
        table = [*self._fat, *[_FAT] * fats]
        table += [_FREE] * (fats * 128 - len(table))
        head = (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes(16)
            + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, fats, directory, 0, _CUTOFF, minifat, minifats, _END, 0)
        )
        places = [first + i for i in range(fats)] + [_FREE] * (109 - fats)
        return head + struct.pack("<109I", *places) + b"".join(self._sectors) + struct.pack(f"<{len(table)}I", *table)

    def _storage(self, tree: Tree) -> int:
        """The entries of a storage, as a tree by length and name (section 2.6.4); the number of its root."""
        numbers = []
        for name in sorted(tree, key=lambda n: (len(n), n.upper())):
            numbers.append(len(self._entries))
            content = tree[name]
            self._entries.append(_Entry(name, 2, content) if isinstance(content, bytes) else _Entry(name, 1))
        for number, name in zip(numbers, sorted(tree, key=lambda n: (len(n), n.upper())), strict=True):
            if not isinstance(content := tree[name], bytes):
                self._entries[number].child = self._storage(content)
        return self._balanced(numbers)

    def _balanced(self, numbers: list[int]) -> int:
        if not numbers:
            return _NONE
        middle = len(numbers) // 2
        entry = self._entries[numbers[middle]]
        entry.left, entry.right = self._balanced(numbers[:middle]), self._balanced(numbers[middle + 1 :])
        return numbers[middle]

    def _stream(self, entry: _Entry) -> None:
        entry.size = len(entry.data)
        if entry.size >= _CUTOFF:
            entry.start = self._chain(entry.data)
        elif entry.size:
            entry.start = len(self._minifat)
            count = -(-entry.size // _MINI)
            self._minifat += [*range(entry.start + 1, entry.start + count), _END]
            self._mini += entry.data.ljust(count * _MINI, b"\0")

    def _chain(self, content: bytes) -> int:
        """Sectors of the file; the first's number."""
        if not content:
            return _END
        start, count = len(self._sectors), -(-len(content) // _SECTOR)
        self._sectors += [content[i * _SECTOR : (i + 1) * _SECTOR].ljust(_SECTOR, b"\0") for i in range(count)]
        self._fat += [*range(start + 1, start + count), _END]
        return start

    @staticmethod
    def _written(entry: _Entry) -> bytes:
        name = entry.name.encode("utf-16-le")
        return (
            name.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(name) + 2, entry.kind, 1, entry.left, entry.right, entry.child)
            + bytes(36)
            + struct.pack("<IQ", entry.start, entry.size)
        )
