"""How much of an archive was gone through: files and bytes, for the summary and for the line of progress."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scanner.sources.apple import is_beside_messages
from scanner.sources.layout import is_maildir
from scanner.sources.looking import is_beside

if TYPE_CHECKING:
    from scanner.sources.streams import OpenFile

MOST_FILES: Final = 200_000  # beyond, looking at each file's size would hold up the scan itself


@dataclass(frozen=True, slots=True)
class Amount:
    """Files and bytes on the disk. What an earlier scan read and is as it was then is part of both, and told by itself, too."""

    files: int = 0
    bytes: int = 0
    unchanged: int = 0
    unchanged_bytes: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.files + other.files, self.bytes + other.bytes, self.unchanged + other.unchanged, self.unchanged_bytes + other.unchanged_bytes)


class Meter:
    """Counts a source's files as they are gone through."""

    def __init__(self) -> None:
        self._done = Amount()
        self._file: OpenFile | None = None

    def begin(self, file: OpenFile) -> None:
        """A file was opened; the one before it is over."""
        self.end()
        self._file = file

    def end(self) -> None:
        """The file that was opened last is over: all of it was gone through, however much of it had to be read."""
        if self._file is not None:
            self._done += Amount(1, self._file.size or self._file.taken)
            self._file = None

    def again(self, files: int, size: int) -> None:
        """Files are as an earlier scan read them."""
        self._done += Amount(files, size, files, size)

    @property
    def amount(self) -> Amount:
        """What was gone through, with as much of the open file as was read."""
        if self._file is None:
            return self._done
        # The directory at a zip's end is read more than once.
        taken = min(self._file.taken, self._file.size) if self._file.size else self._file.taken
        return self._done + Amount(1, taken)


def bytes_to_read(paths: Iterable[Path]) -> int | None:
    """The bytes of all files that a scan of these paths will go through, by a quick walk; None where that cannot be known: of a
    pipe, and of more files than can be looked at in a moment."""
    total = 0
    files = 0
    for path in paths:
        for size in _sizes(path):
            files += 1
            if size is None or files > MOST_FILES:
                return None
            total += size
    return total


def _sizes(path: Path) -> Iterator[int | None]:
    """The size of each file, None of what is none."""
    try:
        state = path.stat()
    except OSError:
        return
    if not stat.S_ISDIR(state.st_mode):
        yield state.st_size if stat.S_ISREG(state.st_mode) else None
        return
    left = [str(path)]
    while left:
        yield from _listed(left.pop(), left)


def _listed(folder: str, below: list[str]) -> Iterator[int]:
    """The sizes of a folder's files; the folders in it are put to those that are left."""
    try:
        with os.scandir(folder) as listing:
            entries = list(listing)
    except OSError:  # the scan will tell why
        return
    names = {entry.name for entry in entries}
    unfinished = "tmp" if is_maildir(names) else ""
    for entry in entries:
        try:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != unfinished and not (".mbox" in folder and is_beside_messages(entry.name, names)):
                    below.append(entry.path)
            elif entry.is_file(follow_symlinks=False) and not is_beside(entry.name):
                yield entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue
