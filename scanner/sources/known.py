"""What an earlier run saw of files and folders, so that what is unchanged need not be read again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from scanner.model import Coverage
from scanner.sources.roll import Roll

_END: Final = 64 * 2**10  # the first bytes, by which it was told that the file is an mbox, and the last ones
_PROBE: Final = 4 * 2**10
_PROBES: Final = 16


@dataclass(frozen=True, slots=True)
class FileState:
    """By what a file is known again: the source it was read in, its path there and the folder that it stood for; its size, the
    time of its last change (nanoseconds) and its number on the disk.

    A program that writes into a file and puts the last three back means to deceive; a mail program does not.
    """

    source: str
    path: str
    folder: str
    size: int
    changed: int
    number: int

    @classmethod
    def of(cls, source: str, path: str, folder: str, state: os.stat_result) -> FileState:
        """The state of a file whose `stat` was taken."""
        return cls(source, path, folder, state.st_size, state.st_mtime_ns, state.st_ino)


@dataclass(frozen=True, slots=True)
class Reached:
    """How far an mbox was read: a message begins there, and nothing that comes behind it can make what was seen before another.

    `sample` stands for the bytes before: where it is as it was, reading goes on there.
    """

    offset: int
    quotes: bool  # whether the mbox's writer quotes, as far as was known there
    sample: str
    seen: tuple[Coverage, ...] = ()


def sample_of(size: int, read: Callable[[int, int], bytes]) -> str:
    """What stands for a file's first `size` bytes: their beginning, their end and places between. `read` takes how many and from where.

    Mail programs append, or write a file anew; then its end lies elsewhere. Flags that they change in their place are looked at
    only where a sample is taken: what such a mail says is the same.
    """
    digest = hashlib.sha256(str(size).encode())
    for probe in range(_PROBES):
        digest.update(read(_PROBE, size * probe // _PROBES))
    digest.update(read(min(size, _END), 0))
    digest.update(read(min(size, _END), max(size - _END, 0)))
    return digest.hexdigest()


class KnownFiles(Protocol):
    """What earlier runs saw."""

    def seen(self, state: FileState) -> tuple[Coverage, ...] | None:
        """What was seen of a file that was read to its end in this state; None where it has to be read."""
        ...

    def note(self, state: FileState, seen: tuple[Coverage, ...], reached: Reached | None) -> None:
        """A file was read to its end, and this was seen of it; if it grows, reading can go on from where it `reached`."""
        ...

    def reached(self, state: FileState) -> Reached | None:
        """How far a file of this name was read when it was in another state, or in this one and not to its end."""
        ...

    def note_reached(self, state: FileState, reached: Reached) -> None:
        """A file in this state was read so far."""
        ...

    def is_as_it_was(self, reached: Reached, sample: str) -> bool:
        """Whether a sample taken now is the one that was taken then."""
        ...

    def roll(self, source: str, path: str, folder: str) -> Roll:
        """The roll of a folder's single mails."""
        ...
