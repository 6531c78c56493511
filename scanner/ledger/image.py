"""A broken ledger as far as it can still be read: its pages with those of its log, its head written anew, in memory.

The forms are those of SQLite's file format (sections 1.3, the head; 4.1 to 4.4, the write-ahead log). Nothing on the disk is touched.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from pathlib import Path

from scanner.ledger.damage import beside
from scanner.ledger.schema import APPLICATION_ID

Row = tuple[object, ...]

_PAGE = 4096  # what SQLite makes where nobody asks for another size
_HEAD = 100
_WAL_HEAD = 32
_FRAME_HEAD = 24


class Image:
    """What a broken ledger holds. `data` is the file with its log; tables are read row by row, around what is broken."""

    def __init__(self, path: Path) -> None:
        pages = bytearray(path.read_bytes() if path.exists() else b"")
        log = beside(path, "-wal")
        size = _page_size(pages)
        for number, page in _logged(log.read_bytes() if log.exists() else b"", size):
            end = number * size
            pages.extend(bytes(max(0, end - len(pages))))
            pages[end - size : end] = page
        pages.extend(bytes(-len(pages) % size))
        if pages:
            pages[:_HEAD] = _head(size, len(pages) // size)
        self.data = bytes(pages)
        self._db = sqlite3.connect(":memory:", isolation_level=None)
        self._db.text_factory = lambda text: text.decode("utf-8", "replace")
        if pages:
            self._db.deserialize(self.data)
            # A table is read although the schema's other lines are broken.
            self._db.execute("PRAGMA writable_schema = ON")

    def close(self) -> None:
        """Let go of the memory."""
        self._db.close()

    def rows(self, table: str, columns: tuple[str, ...]) -> tuple[list[Row], bool]:
        """The rows of a table that can be read, in their order, and whether that is all: from its beginning up to what is broken, and from its end back."""
        found: dict[int, Row] = {}
        for order in ("ASC", "DESC"):
            try:
                for number, *values in self._db.execute(f"SELECT rowid, {', '.join(columns)} FROM {table} NOT INDEXED ORDER BY rowid {order}"):  # noqa: S608 # nosec B608 # our own names
                    found[number] = tuple(values)
            except sqlite3.Error:
                continue
            return [found[number] for number in sorted(found)], order == "ASC"
        return [found[number] for number in sorted(found)], False


def _page_size(pages: bytearray) -> int:
    size = int.from_bytes(pages[16:18], "big")
    return size if size in (512, 1024, 2048, 4096, 8192, 16384, 32768) else _PAGE


def _head(size: int, count: int) -> bytes:
    """The first hundred bytes as SQLite would write them, for a file that is only read."""
    return struct.pack(
        ">16sH6B12I20x2I",
        b"SQLite format 3\0", size, 1, 1, 0, 64, 32, 32,
        1, count, 0, 0, 1, 4, 0, 0, 1, 0, 0, APPLICATION_ID,
        1, 3_040_000,
    )  # fmt: skip


def _logged(log: bytes, size: int) -> Iterator[tuple[int, bytes]]:
    """The pages of a log's whole transactions, by their numbers; what follows a frame that does not check is no part of it."""
    if len(log) < _WAL_HEAD or int.from_bytes(log[:4], "big") not in (0x377F0682, 0x377F0683) or int.from_bytes(log[8:12], "big") != size:
        return
    order = ">" if log[3] & 1 else "<"
    sums = _sums(log[:24], order, (0, 0))
    open_pages: list[tuple[int, bytes]] = []
    for at in range(_WAL_HEAD, len(log) - _FRAME_HEAD - size + 1, _FRAME_HEAD + size):
        frame = log[at : at + _FRAME_HEAD]
        page = log[at + _FRAME_HEAD : at + _FRAME_HEAD + size]
        sums = _sums(page, order, _sums(frame[:8], order, sums))
        if frame[8:16] != log[16:24] or struct.pack(">2I", *sums) != frame[16:24]:
            return
        open_pages.append((int.from_bytes(frame[:4], "big"), page))
        if frame[4:8] != b"\0\0\0\0":  # the frame that commits
            yield from open_pages
            open_pages = []


def _sums(data: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    one, other = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + other) & 0xFFFFFFFF
        other = (other + second + one) & 0xFFFFFFFF
    return one, other
