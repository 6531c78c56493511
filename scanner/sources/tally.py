"""Counting what was seen and missed, folder by folder, into Coverage."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from scanner.model import Coverage, NotSeen, SearchedBy, SpecialUse


@dataclass(slots=True)
class _Folder:
    use: SpecialUse = SpecialUse.ORDINARY
    messages: int = 0
    first: datetime | None = None
    last: datetime | None = None
    missed: dict[str, int] = field(default_factory=dict)


class Tally:
    """The counts of one source."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._folders: dict[str, _Folder] = {}

    def seen(self, folder: str, use: SpecialUse, when: datetime | None, count: int = 1) -> None:
        """Messages of a folder were looked at."""
        entry = self._folders.setdefault(folder, _Folder())
        entry.use = use
        entry.messages += count
        if when is not None:
            entry.first = min(entry.first or when, when)
            entry.last = max(entry.last or when, when)

    def missed(self, folder: str, hole: NotSeen, use: SpecialUse = SpecialUse.ORDINARY) -> None:
        """Messages of a folder were not looked at."""
        entry = self._folders.setdefault(folder, _Folder(use))
        entry.missed[hole.why] = entry.missed.get(hole.why, 0) + hole.count

    def again(self, seen: Coverage) -> None:
        """What an earlier run saw of a part of this source counts as seen by this one."""
        for when in (seen.first, seen.last):
            self.seen(seen.folder, seen.use, when, 0)
        self.seen(seen.folder, seen.use, None, seen.messages)
        for hole in seen.not_seen:
            self.missed(seen.folder, hole, seen.use)

    def is_single(self, folder: str) -> bool:
        """Whether it is that of one mail, or of a file without any, which needs no word of its own."""
        return sum(f.messages for f in self._folders.values()) <= 1 and self._folders.keys() <= {folder, f"{folder} (\\Deleted)", ""}

    def count(self, folder: str) -> int:
        """How many messages of a folder were seen so far."""
        entry = self._folders.get(folder)
        return entry.messages if entry else 0

    def coverage(self, searched_by: SearchedBy) -> tuple[Coverage, ...]:
        """The counts as Coverage, in the order in which folders were met."""
        return tuple(
            Coverage(
                self._source, name, f.use, f.messages, f.first, f.last, searched_by,
                tuple(NotSeen(why, count) for why, count in f.missed.items()),
            )
            for name, f in self._folders.items()
        )  # fmt: skip
