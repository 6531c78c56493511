"""Many names remembered in few bytes: each as a number of eight bytes, in one flat table."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from hashlib import blake2b
from typing import Final

_FIRST_SLOTS: Final = 2**10
_FULL: Final = 0.7  # beyond it the ways in the table get long


def number_of(name: bytes) -> int:
    """The number that stands for a name. Two of a million names share one in one of ten million cases."""
    return int.from_bytes(blake2b(name, digest_size=8).digest(), "little") or 1


class Numbers:
    """Numbers, each with a note of two bytes. An ordinary dictionary would take eight times as much memory for each of a million."""

    def __init__(self) -> None:
        self._table = array("Q", bytes(8 * _FIRST_SLOTS))
        self._notes = array("H", bytes(2 * _FIRST_SLOTS))
        self._mask = _FIRST_SLOTS - 1
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, number: int) -> bool:
        return self._table[self._slot(number)] == number

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """All numbers with their notes, in no order."""
        return ((number, note) for number, note in zip(self._table, self._notes, strict=True) if number)

    def note(self, number: int) -> int | None:
        """What is noted of a number; None where it is not here."""
        at = self._slot(number)
        return self._notes[at] if self._table[at] == number else None

    def put(self, number: int, note: int = 0) -> bool:
        """Put a number in, or note something else of it; False where it was there."""
        at = self._slot(number)
        self._notes[at] = note
        if self._table[at] == number:
            return False
        self._table[at] = number
        self._count += 1
        if self._count > _FULL * (self._mask + 1):
            self._grow()
        return True

    def _slot(self, number: int) -> int:
        """Where a number lies in the table, or would."""
        table, mask = self._table, self._mask
        at = number & mask
        while (there := table[at]) and there != number:
            at = (at + 1) & mask
        return at

    def _grow(self) -> None:
        old, notes = self._table, self._notes
        self._mask = 2 * len(old) - 1
        self._table, self._notes = array("Q", bytes(16 * len(old))), array("H", bytes(4 * len(old)))
        for number, note in zip(old, notes, strict=True):
            if number:
                at = self._slot(number)
                self._table[at], self._notes[at] = number, note


class Recent:
    """Which numbers were met before, of the last few hundred thousand: what lies further apart is no longer known."""

    def __init__(self, most: int = 350_000) -> None:
        self._most = most
        self._now, self._before = Numbers(), Numbers()

    def add(self, number: int) -> bool:
        """Note a number; False where it was met before."""
        if number in self._before or not self._now.put(number):
            return False
        if len(self._now) >= self._most:
            self._now, self._before = Numbers(), self._now
        return True
