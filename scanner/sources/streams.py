"""Bytes in order, from a file or from what is packed in one; never loaded whole, never an exception halfway."""

from __future__ import annotations

import errno
import io
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from scanner.sources.holes import BOMB, BROKEN, CHANGED, GREW, NOT_A_FILE, SHRANK, why_of

CHUNK: Final = 2**20
HEAD: Final = 64 * 2**10  # as much as is looked at to tell what a file is
MAX_MESSAGE: Final = 64 * 2**20

# What packed data may unpack to, measured by the file on the disk: text shrinks to a tenth, a bomb to a thousandth.
_FREE = 256 * 2**20
_RATIO = 200

_BROKEN = (EOFError, zlib.error, zipfile.BadZipFile, tarfile.TarError, NotImplementedError, RuntimeError, ValueError)
_OPEN = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Readable(Protocol):
    """As much of a file as reading in order needs."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


class Purse:
    """How much all that is packed in one file may still unpack to."""

    def __init__(self, packed: int) -> None:
        self._left = max(_FREE, _RATIO * packed)

    def spend(self, size: int) -> bool:
        """Take `size` bytes out; False where they are no longer there."""
        self._left -= size
        return self._left >= 0


class Stream:
    """Bytes read in order. Where reading stops too early it just ends, and `trouble` says why; what came before counts."""

    def __init__(self, raw: Readable, purse: Purse | None = None, limit: int | None = None) -> None:
        # Of packed data one step at a time: a larger read would lose what was unpacked before the damage.
        self._read = getattr(raw, "read1", raw.read) if purse else raw.read
        self._purse = purse
        self._left = limit
        self._kept = b""
        self.trouble = ""

    def head(self) -> bytes:
        """The first bytes of what is left, which stay to be read."""
        while len(self._kept) < HEAD and (more := self._more(HEAD)):
            self._kept += more
        return self._kept[:HEAD]

    def read(self, size: int = CHUNK) -> bytes:
        """At most `size` bytes; none at the end, or in trouble."""
        if self._kept:
            taken, self._kept = self._kept[:size], self._kept[size:]
            return taken
        return self._more(size)

    def all(self, limit: int) -> tuple[bytes, bool]:
        """Everything up to `limit` bytes, and whether there would have been more."""
        taken = io.BytesIO()  # it gives its bytes away without a copy
        while taken.tell() <= limit and (more := self.read(min(CHUNK, limit + 1 - taken.tell()))):
            taken.write(more)
        cut = taken.tell() > limit
        if cut:
            taken.truncate(limit)
        return taken.getvalue(), cut

    def _more(self, size: int) -> bytes:
        if self.trouble:
            return b""
        if self._left is not None:
            size = min(size, self._left)
        if size <= 0:
            return b""
        try:
            data = bytes(self._read(size))
        except OSError as error:
            # gzip's own error is an OSError without a number.
            self.trouble = why_of(error) if error.errno else BROKEN
            return b""
        except _BROKEN:
            self.trouble = BROKEN
            return b""
        if self._left is not None:
            self._left -= len(data)
        if self._purse is not None and not self._purse.spend(len(data)):
            self.trouble = BOMB
            return b""
        return data


class _Counted(io.FileIO):
    """A file that counts what is read from it."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """At most `size` bytes."""
        data = super().read(size) or b""
        self.taken += len(data)
        return data


class OpenFile:
    """A file that was opened, with its size and time at that moment."""

    def __init__(self, handle: int, state: os.stat_result) -> None:
        self.file = _Counted(handle, "rb")
        self.state = state
        self._start = 0

    @property
    def size(self) -> int:
        """Its bytes when it was opened; 0 of what has no size."""
        return self.state.st_size if stat.S_ISREG(self.state.st_mode) else 0

    @property
    def taken(self) -> int:
        """The bytes that were gone through, some perhaps twice."""
        return self._start + self.file.taken

    def stream(self, start: int = 0) -> Stream:
        """Its bytes, of a regular file no more than it had when it was opened: one that grows forever would never end."""
        if start:
            self._start = start
            self.file.seek(start)
        return Stream(self.file, limit=self.state.st_size - start if stat.S_ISREG(self.state.st_mode) else None)

    def has(self, size: int) -> bool:
        """Whether it has so many bytes, which can be read from any place while it is read in order."""
        return stat.S_ISREG(self.state.st_mode) and self.state.st_size >= size and hasattr(os, "pread")

    def at(self, size: int, start: int) -> bytes:
        """Bytes from a place in it. OSError."""
        return os.pread(self.file.fileno(), size, start)

    def change(self) -> str:
        """What happened to the file since it was opened, '' where nothing did."""
        now = os.fstat(self.file.fileno())
        if now.st_size != self.state.st_size:
            return GREW if now.st_size > self.state.st_size else SHRANK
        return CHANGED if now.st_mtime_ns != self.state.st_mtime_ns else ""


@contextmanager
def opened(path: Path | str, *, any_kind: bool = False) -> Iterator[OpenFile]:
    """Open a file to read. OSError, also where it is none; with `any_kind` a pipe will do.

    A pipe that nobody writes to would stop a plain open forever, hence non-blocking.
    """
    handle = os.open(path, _OPEN)
    try:
        state = os.fstat(handle)
        if any_kind and not stat.S_ISDIR(state.st_mode):
            if hasattr(os, "set_blocking"):
                os.set_blocking(handle, True)
        elif not stat.S_ISREG(state.st_mode):
            raise NotAFile(path)
    except BaseException:
        os.close(handle)
        raise
    open_file = OpenFile(handle, state)
    try:
        yield open_file
    finally:
        open_file.file.close()


class NotAFile(OSError):
    """A device, a socket or a pipe where a file should be."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(errno.ENXIO, NOT_A_FILE, str(path))
