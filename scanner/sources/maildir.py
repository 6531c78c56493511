"""Maildir: one file a message, in `new` and `cur`; a mail program may rename any of them while we read."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from scanner.sources.contents import read_content
from scanner.sources.finds import Finds, Item, Missed, Opened, missed
from scanner.sources.holes import UNFINISHED, VANISHED, why_of
from scanner.sources.layout import Spot, is_trashed, shown, size_in_name, unique_name
from scanner.sources.streams import OpenFile, Purse, opened

PARTS: Final = ("cur", "new")


class Maildir:
    """One Maildir. Its sub-folders are none of its business."""

    def __init__(self, path: Path, inside: str, spot: Spot) -> None:
        self._path = path
        self._root = str(path)  # a path object for each of a million files would cost more than opening them
        self._inside = inside
        self._spot = spot
        self._now: dict[str, tuple[str, str]] = {}  # where files lie that were renamed, by the part of their names that stays

    def read(self) -> Finds:
        """All messages of `cur` and then of `new`, each once, in the order of their names, which is mostly that of arrival."""
        # `new` is listed first: what moves from there to `cur` meanwhile is then listed twice, and not never.
        new, new_trouble = self._list("new")
        cur, cur_trouble = self._list("cur")
        for part, trouble in (("cur", cur_trouble), ("new", new_trouble)):
            if trouble:
                yield Missed(self._at(part), self._spot.folder, self._spot.use, trouble, 0)
        moved = {unique_name(name) for name in cur} if new else set()
        for name in cur:
            yield from self._message("cur", name)
        for name in new:
            if unique_name(name) not in moved:
                yield from self._message("new", name)
        unfinished, _ = self._list("tmp")
        if unfinished:
            yield Missed(self._at("tmp"), self._spot.folder, self._spot.use, UNFINISHED, len(unfinished), loud=False)

    def _list(self, part: str) -> tuple[list[str], str]:
        """The names in a part of the Maildir, and why there are none if they cannot be listed."""
        try:
            with os.scandir(self._path / part) as entries:
                return sorted(entry.name for entry in entries if not entry.name.startswith(".")), ""
        except FileNotFoundError:
            return [], ""
        except OSError as error:
            return [], why_of(error)

    def _message(self, part: str, name: str) -> Finds:
        try:
            with self._opened(part, name) as (part_now, name_now, file):
                yield Opened(file)
                item = Item(
                    name_now, self._at(f"{part_now}/{shown(name_now)}"), self._spot, single=True, deleted=is_trashed(name_now), size=size_in_name(name_now),
                    latest=datetime.fromtimestamp(file.state.st_mtime, UTC),
                )  # fmt: skip
                yield from read_content(file.stream(), item, None, Purse(file.state.st_size))
        except OSError as error:
            item = Item(name, self._at(f"{part}/{shown(name)}"), self._spot)
            # What vanished was moved or removed by its owner; where it was moved to, it is found.
            yield missed(item, why_of(error), loud=why_of(error) != VANISHED)

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
        known = self._now.get(unique_name(name))
        if known is None or not (self._path / known[0] / known[1]).exists():
            self._now = {unique_name(n): (part, n) for part in PARTS for n in self._list(part)[0]}
            known = self._now.get(unique_name(name))
        if known is None:
            raise FileNotFoundError(errno.ENOENT, VANISHED, name)
        return known

    def _at(self, path: str) -> str:
        return f"{self._inside}/{path}" if self._inside else path
