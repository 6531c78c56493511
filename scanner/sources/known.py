"""What an earlier run saw of a file, so that an unchanged one need not be read again."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Protocol

from scanner.model import Coverage


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


class KnownFiles(Protocol):
    """What earlier runs saw, by the state of files."""

    def seen(self, state: FileState) -> tuple[Coverage, ...] | None:
        """What was seen of a file that was read to its end in this state; None where it has to be read."""
        ...

    def note(self, state: FileState, seen: tuple[Coverage, ...]) -> None:
        """A file was read to its end, and this was seen of it."""
        ...
