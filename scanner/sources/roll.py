"""The roll of a folder's single mails: which of them an earlier run read, and what was seen of them.

A Maildir or a folder of .eml files may hold a million of them. Each is remembered by a number that stands for its name (and
whatever else tells whether it is as it was); what was seen is kept once for all of which the same was seen, nearly all.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from scanner.model import Coverage, NotSeen
from scanner.sources.numbers import Numbers

MOST_SORTS: Final = 200
_MARKS: Final = 256
_READ: Final = 255  # the mark of what was read in this run; 0 is that of what was not met yet, and between them listings have theirs


@dataclass(slots=True)
class Sort:
    """Files of which the same was seen: what of one, in the time of all; how many they are; and those that are not kept yet."""

    number: int
    seen: tuple[Coverage, ...]
    count: int = 0
    new: array[int] = field(default_factory=lambda: array("Q"))


class Roll:
    """One folder's roll. `state` is what the folder was like when all of it was known, '' where it has to be listed again.

    `load` gives the numbers of all sorts; it is asked only where the folder is listed.
    """

    def __init__(self, state: str = "", sorts: Iterable[Sort] = (), load: Callable[[], Iterable[tuple[int, array[int]]]] = tuple) -> None:
        self.state = state
        self.sorts = list(sorts)
        self.is_whole = True  # nothing was missed that another run might see
        self.is_done = False
        self.shrank = False  # some of what an earlier run read is gone
        self._load = load
        self._kept = state
        self._numbers: Numbers | None = None
        self._kinds = {_timeless(sort.seen): at for at, sort in enumerate(self.sorts)}
        self._met = [0] * len(self.sorts)
        self._old = sum(sort.count for sort in self.sorts)

    def __len__(self) -> int:
        """How many files an earlier run read."""
        return self._old

    def total(self) -> tuple[Coverage, ...]:
        """What was seen of all its files."""
        return tuple(times(entry, sort.count) for sort in self.sorts if sort.count for entry in sort.seen)

    def met(self) -> tuple[Coverage, ...]:
        """What an earlier run saw of those files that were met again."""
        return tuple(times(entry, count) for sort, count in zip(self.sorts, self._met, strict=True) if count for entry in sort.seen)

    @property
    def met_files(self) -> int:
        """How many files were met again."""
        return sum(self._met)

    def meet(self, number: int, listing: int) -> bool:
        """Whether a file of a listing is known; False also where another one of the listing has its number, or one that was just read."""
        numbers, mark = self._opened(), listing % (_READ - 1) + 1
        note = numbers.note(number)
        if note is None or note % _MARKS in (mark, _READ):
            return False
        self._mark(number, note, mark)
        return True

    def is_here(self, number: int) -> bool:
        """Whether a file with this number was met or read in this run."""
        return bool((self._opened().note(number) or 0) % _MARKS)

    def add(self, number: int, seen: tuple[Coverage, ...]) -> None:
        """Note a file that was read, as far as the roll has room for what was seen of it."""
        at = self._sort_of(seen)
        if at is None or not self._opened().put(number, at * _MARKS + _READ):
            self.is_whole = False
            return
        sort = self.sorts[at]
        sort.seen = joined(sort.seen, seen)
        sort.count += 1
        sort.new.append(number)

    def done(self, state: str) -> None:
        """The folder was listed to its end in this state: what was not met is there no more."""
        self.is_done = True
        self.state = state if self.is_whole else ""
        if sum(self._met) < self._old:
            self.shrank = True
            for at, sort in enumerate(self.sorts):
                sort.new = array("Q", (number for number, note in self._opened() if note // _MARKS == at and note % _MARKS))
                sort.count = len(sort.new)

    @property
    def has_news(self) -> bool:
        """Whether there is something to be kept."""
        return self.shrank or (self.is_done and self.state != self._kept) or any(sort.new for sort in self.sorts)

    def _sort_of(self, seen: tuple[Coverage, ...]) -> int | None:
        kind = _timeless(seen)
        at = self._kinds.get(kind)
        if at is None and len(self.sorts) < MOST_SORTS:
            at = self._kinds[kind] = len(self.sorts)
            self.sorts.append(Sort(max((sort.number for sort in self.sorts), default=0) + 1, seen))
            self._met.append(0)
        return at

    def _mark(self, number: int, note: int, mark: int) -> None:
        self._opened().put(number, note - note % _MARKS + mark)
        if note % _MARKS == 0:
            self._met[note // _MARKS] += 1

    def _opened(self) -> Numbers:
        if self._numbers is None:
            self._numbers = Numbers()
            for at, numbers in self._load():
                for number in numbers:
                    self._numbers.put(number, at * _MARKS)
        return self._numbers


def times(entry: Coverage, count: int) -> Coverage:
    """What is seen of so many files when this is seen of each."""
    return replace(entry, messages=entry.messages * count, not_seen=tuple(NotSeen(hole.why, hole.count * count) for hole in entry.not_seen))


def joined(one: tuple[Coverage, ...], other: tuple[Coverage, ...]) -> tuple[Coverage, ...]:
    """What was seen of files of one sort, in the time of both."""
    return tuple(_widened(a, b) for a, b in zip(one, other, strict=True))


def _timeless(seen: tuple[Coverage, ...]) -> tuple[Coverage, ...]:
    return tuple(replace(entry, first=None, last=None) for entry in seen)


def _widened(one: Coverage, other: Coverage) -> Coverage:
    first, last = _or(one.first, other.first, min), _or(one.last, other.last, max)
    return one if (first, last) == (one.first, one.last) else replace(one, first=first, last=last)


def _or(one: datetime | None, other: datetime | None, better: Callable[[datetime, datetime], datetime]) -> datetime | None:
    return one or other if one is None or other is None else better(one, other)
