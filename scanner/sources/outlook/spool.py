"""A store as a file that another process can read from any place: the file itself, or a private copy of what is packed."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Final, cast

from scanner.sources.holes import BIG_PST, why_of
from scanner.sources.streams import Readable, Stream

MAX_SPOOL: Final = 16 * 2**30
_ANSI: Final = (14, 15)  # four bytes for each place in the file; later ones have eight (MS-PST, section 2.2.2.6)


@dataclass(frozen=True, slots=True)
class Spooled:
    """The file, its size, and the one that it says to have itself."""

    file: BinaryIO
    size: int = 0
    says: int = 0
    trouble: str = ""


@contextmanager
def spooled(stream: Stream, whole: Readable | None) -> Iterator[Spooled]:
    """The store of a stream. A copy has no name, is readable by its owner alone, and is gone at the end whatever happens."""
    head = stream.head()
    if isinstance(whole, io.FileIO):
        file = cast(BinaryIO, whole)
        yield Spooled(file, os.fstat(file.fileno()).st_size, _says(head))
        return
    try:
        copy = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 # closed below, also where reading fails
    except OSError as error:
        yield Spooled(cast(BinaryIO, io.BytesIO()), trouble=why_of(error))
        return
    with copy:
        size, trouble = _copied(stream, cast(BinaryIO, copy))
        yield Spooled(cast(BinaryIO, copy), size, _says(head), trouble)


def _copied(stream: Stream, copy: BinaryIO) -> tuple[int, str]:
    """How much was written, and why not all of it if so. Half of the disk's room stays free."""
    most = min(MAX_SPOOL, shutil.disk_usage(tempfile.gettempdir()).free // 2)
    size = 0
    while data := stream.read():
        size += len(data)
        if size > most:
            return 0, BIG_PST
        try:
            copy.write(data)
        except OSError as error:
            return 0, why_of(error)
    return size, ""


def _says(head: bytes) -> int:
    """The size that a store's header tells, 0 where it is none."""
    if len(head) < 192 or not head.startswith(b"!BDN"):
        return 0
    version = int.from_bytes(head[10:12], "little")
    return int.from_bytes(head[168:172] if version in _ANSI else head[184:192], "little")
