"""Maildir: one file a message, in `new` and `cur`; a mail program may rename any of them while we read.

What a file holds never changes there, so that a name that was read need not be opened again; and where nothing came, went or was
renamed since, which the time of the folders tells, they need not even be listed.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final

from scanner.sources.contents import read_content
from scanner.sources.finds import Begin, End, Finds, Item, Missed, Opened, Unchanged, missed
from scanner.sources.holes import UNFINISHED, VANISHED, why_of
from scanner.sources.layout import Spot, parted, shown, size_in_name, unique_name
from scanner.sources.listing import MOST, batches
from scanner.sources.numbers import number_of
from scanner.sources.roll import Roll
from scanner.sources.streams import OpenFile, Purse, opened

PARTS: Final = ("cur", "new")
_USUAL_FLAGS: Final = ("S", "", "RS", "FS", "T", "ST")
_SETTLED: Final = 3 * 10**9  # nanoseconds: what changes in a folder just after it was listed may leave its time as it is


class Maildir:
    """One Maildir. Its sub-folders are none of its business."""

    def __init__(self, path: Path, inside: str, spot: Spot, roll: Roll) -> None:
        self._path = path
        self._root = str(path)  # a path object for each of a million files would cost more than opening them
        self._inside = inside
        self._spot = spot
        self._roll = roll
        self._listings = 0
        self._now: dict[str, tuple[str, str]] = {}  # where files lie that were renamed, by the part of their names that stays

    def read(self) -> Finds:
        """All messages of `cur` and then of `new`, each once, in the order of their names, which is mostly that of arrival."""
        before = self._state()
        if before and before == self._roll.state:
            yield Unchanged(self._inside, self._roll.total(), len(self._roll))
        else:
            # `new` is listed first: what moves from there to `cur` meanwhile is then listed twice, and not never.
            new = self._first_of_new()
            yield from self._listed("cur", self._is_known)
            if new is not None:
                self._listings += 1
                for name in new:
                    if not self._is_known_or_moved(name, self._listings - 1):
                        yield from self._message("new", name)
            else:
                yield from self._listed("new", self._is_known_or_moved)
                yield from self._listed("cur", self._is_here)  # what moved between the two listings
            yield Unchanged(self._inside, self._roll.met(), self._roll.met_files)
            self._roll.done(before if before == self._state() else "")
        if unfinished := self._unfinished():
            yield Missed(self._at("tmp"), self._spot.folder, self._spot.use, UNFINISHED, unfinished, loud=False)

    def _state(self) -> str:
        """What the folders are like, '' where they changed so lately that their time may tell nothing of the next change."""
        found = []
        for part in PARTS:
            try:
                state = (self._path / part).stat()
            except OSError as error:
                if not isinstance(error, FileNotFoundError):
                    return ""
                found.append("-")
                continue
            if time.time_ns() - state.st_mtime_ns < _SETTLED:
                return ""
            found.append(f"{state.st_ino}:{state.st_mtime_ns}")
        return " ".join(found)

    def _listed(self, part: str, is_known: Callable[[str, int], bool]) -> Finds:
        """The messages of a part of the Maildir that are not known."""
        path = self._path / part
        if not path.exists():
            return
        first, self._listings = self._listings, self._listings + 1

        def wanted(entry: os.DirEntry[str], listing: int) -> bool:
            self._listings = max(self._listings, first + listing + 1)
            return not entry.name.startswith(".") and not is_known(entry.name, first + listing)

        for names, trouble in batches(path, wanted):
            for name in names:
                yield from self._message(part, name)
            if trouble:
                self._roll.is_whole = False
                yield Missed(self._at(part), self._spot.folder, self._spot.use, trouble, 0)

    def _first_of_new(self) -> list[str] | None:
        """The names in `new`; None where they are too many to be held, or cannot be listed."""
        try:
            with os.scandir(f"{self._root}/new") as entries:
                names = [entry.name for entry in islice(entries, MOST + 1)]
        except FileNotFoundError:
            return []
        except OSError:
            return None
        return sorted(name for name in names if not name.startswith(".")) if len(names) <= MOST else None

    def _is_known(self, name: str, listing: int) -> bool:
        # Two files of one number are two messages all the same: copying makes such.
        return len(self._roll) > 0 and (self._roll.meet(_number(name), listing) or self._roll.meet(_whole(name), listing))

    def _is_known_or_moved(self, name: str, listing: int) -> bool:
        if unique_name(name) != name:  # in `new` no name has flags; where one has, nothing moved
            return self._roll.meet(_whole(name), listing)
        return self._is_here(name, listing) or self._is_known(name, listing)

    def _is_here(self, name: str, _listing: int) -> bool:
        return any(self._roll.is_here(number) for number in (_number(name), _number(f"{unique_name(name)}:2,T"), _whole(name)))

    def _message(self, part: str, name: str) -> Finds:
        try:
            with self._opened(part, name) as (part_now, name_now, file):
                yield Opened(file)
                unique, trashed = parted(name_now)
                item = Item(
                    name_now, self._at(f"{part_now}/{shown(name_now)}"), self._spot, single=True, deleted=trashed, size=size_in_name(name_now),
                    latest=datetime.fromtimestamp(file.state.st_mtime, UTC),
                )  # fmt: skip
                number = _number(name_now)
                if self._roll.is_here(number) or (part_now == "new" and unique != name_now):
                    number = _whole(name_now)
                yield Begin(item.inside)
                yield from read_content(file.stream(), item, None, Purse(file.state.st_size))
                yield End(None, self._roll, number)
        except OSError as error:
            item = Item(name, self._at(f"{part}/{shown(name)}"), self._spot)
            # What vanished was moved or removed by its owner; where it was moved to, it is found.
            is_loud = why_of(error) != VANISHED
            self._roll.is_whole = self._roll.is_whole and not is_loud
            yield missed(item, why_of(error), loud=is_loud)

    @contextmanager
    def _opened(self, part: str, name: str) -> Iterator[tuple[str, str, OpenFile]]:
        """The file, under its old name or the one it has now. OSError."""
        with ExitStack() as stack:
            try:
                file = stack.enter_context(opened(f"{self._root}/{part}/{name}"))
            except FileNotFoundError:
                part, name = self._renamed(name)
                file = stack.enter_context(opened(f"{self._root}/{part}/{name}"))
            yield part, name, file

    def _renamed(self, name: str) -> tuple[str, str]:
        """Where a file lies now. FileNotFoundError."""
        unique = unique_name(name)
        for place in (("cur", f"{unique}:2,{flags}") for flags in _USUAL_FLAGS):
            if os.path.lexists(f"{self._root}/{place[0]}/{place[1]}"):
                return place
        known = self._now.get(unique)
        if known is None or not os.path.lexists(f"{self._root}/{known[0]}/{known[1]}"):
            self._now = {}
            known = self._found(unique)
        if known is None:
            raise FileNotFoundError(errno.ENOENT, VANISHED, name)
        return known

    def _found(self, unique: str) -> tuple[str, str] | None:
        """Where a file lies, by the part of its name that stays; where others lie is remembered, of a folder that is not too large."""
        found = None
        for part in PARTS:
            with suppress(OSError), os.scandir(f"{self._root}/{part}") as entries:
                for entry in entries:
                    stays = unique_name(entry.name)
                    found = (part, entry.name) if stays == unique else found
                    if len(self._now) < MOST:
                        self._now[stays] = (part, entry.name)
        return found

    def _unfinished(self) -> int:
        """How many deliveries were never finished."""
        try:
            with os.scandir(self._path / "tmp") as entries:
                return sum(not entry.name.startswith(".") for entry in entries)
        except OSError:
            return 0

    def _at(self, path: str) -> str:
        return f"{self._inside}/{path}" if self._inside else path


def _number(name: str) -> int:
    """The number of a file: other flags leave it as it is, but for that of deleted mail, which counts in another folder."""
    unique, trashed = parted(name)
    return number_of(os.fsencode(unique) + (b"\0T" if trashed else b""))


def _whole(name: str) -> int:
    """Its number by all of its name."""
    return number_of(b"\0" + os.fsencode(name))
