"""How fast a scan of files goes, and how long it will go on: worked out of bytes and a clock."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

WINDOW: Final = 30.0  # seconds that tell how fast it goes now: small files go slower than large ones


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a scan was at a moment."""

    at: float  # by the clock, in seconds
    read: int  # bytes that were read; files known unchanged take no time


class Pace:
    """The speed of the last half minute, and what follows from it."""

    def __init__(self, started: float) -> None:
        self._past = deque([Reached(started, 0)])

    def note(self, at: float, read: int) -> None:
        """So many bytes had been read at a moment."""
        self._past.append(Reached(at, read))
        while len(self._past) > 2 and at - self._past[1].at >= WINDOW:
            self._past.popleft()

    @property
    def per_second(self) -> float | None:
        """Bytes a second; None where that cannot be told yet."""
        first, last = self._past[0], self._past[-1]
        took = last.at - first.at
        return (last.read - first.read) / took if took > 0 else None

    def seconds_left(self, left: int) -> float | None:
        """How long so many more bytes will take; None where that cannot be told."""
        speed = self.per_second
        return max(left, 0) / speed if speed else None
