"""What lies in a folder on the disk, and which of its single mails are as an earlier run read them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Final

from scanner.sources.finds import Missed, Unchanged
from scanner.sources.holes import why_of
from scanner.sources.known import FileState
from scanner.sources.layout import Spot, shown
from scanner.sources.listing import batches
from scanner.sources.numbers import number_of
from scanner.sources.roll import Roll

_MANY: Final = 20_000  # names beyond these tell nothing more of what a folder is
_MAILS: Final = (".eml", ".emlx")


class EntryKind(Enum):
    """What an entry of a folder is."""

    FILE = auto()
    FOLDER = auto()
    LINK = auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a folder."""

    name: str
    kind: EntryKind


class Look:
    """A first look at a folder: the names that may tell what it is, which those of single mails never do."""

    def __init__(self, path: Path) -> None:
        self.names: set[str] = set()
        self.has_folders = False
        self.trouble = ""
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    name = entry.name
                    if name.endswith(_MAILS) or name.isdecimal():
                        continue
                    if len(self.names) < _MANY or entry.is_dir(follow_symlinks=False):
                        self.names.add(name)
                    self.has_folders = self.has_folders or (name not in ("cur", "new", "tmp") and entry.is_dir(follow_symlinks=False))
        except OSError as error:
            self.names, self.trouble = set(), why_of(error)


class Folder:
    """A folder's entries in the order of their names, without the single mails that are on its roll."""

    def __init__(self, path: Path, inside: str, source: str, spot: Spot, roll: Roll) -> None:
        self._path = path
        self._inside = inside
        self._source = source
        self._spot = spot
        self.roll = roll
        self._kinds: dict[str, EntryKind] = {}
        self._size = 0  # bytes of the files that were met again

    def entries(self) -> Iterator[Entry | Missed | Unchanged]:
        """What is to be looked at; and at the end, what an earlier run saw of the rest."""
        for names, trouble in batches(self._path, self._wanted):
            for name in names:
                yield Entry(name, self._kinds.get(name, EntryKind.FILE))
            if trouble:
                self.roll.is_whole = False
                yield Missed(self._inside, self._spot.folder, self._spot.use, trouble, 0)
        if len(self.roll):
            yield Unchanged(self._inside, self.roll.met(), self.roll.met_files, self._size)
        self.roll.done("")

    def _wanted(self, entry: os.DirEntry[str], listing: int) -> bool:
        if entry.is_symlink():
            self._kinds[entry.name] = EntryKind.LINK
        elif entry.is_dir(follow_symlinks=False):
            self._kinds[entry.name] = EntryKind.FOLDER
        elif len(self.roll):
            try:
                state = FileState.of(self._source, "", "", entry.stat(follow_symlinks=False))
            except OSError:
                return True
            number = number_in_folder(entry.name, state)
            if self.roll.is_here(number):
                return False
            if self.roll.meet(number, listing):
                self._size += state.size
                return False
        return True


def number_in_folder(name: str, state: FileState) -> int:
    """The number of a file that may be written anew under its name."""
    return number_of(os.fsencode(f"{name}\0{state.size}\0{state.changed}\0{state.number}"))


def at(folder: str, name: str) -> str:
    """The path of an entry inside the source."""
    return f"{folder}/{shown(name)}" if folder else shown(name)
