"""What of an archive a scan need not read: what an earlier one read, by the same rules for the same owner."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from scanner.ledger import Ledger
from scanner.model import Coverage
from scanner.sources.known import FileState, Reached
from scanner.sources.roll import Roll


class UnchangedFiles:
    """Asks the ledger; what is new is kept by `keep`, together with the mail that was found in it."""

    def __init__(self, ledger: Ledger, digest: str, owner: Iterable[str], *, keep_messages: bool, verifies: bool) -> None:
        self._files = ledger.files
        self._folders = ledger.folders
        self._people = ledger.people
        # Whoever scans for another owner, or wants more kept, gets everything read again.
        decides = json.dumps([digest, sorted(owner), keep_messages, verifies])
        self._how = hashlib.sha256(decides.encode("utf-8", "surrogatepass")).hexdigest()
        self.had_census = ledger.people.has_census(self._how)
        self._new: dict[tuple[str, str, str], tuple[FileState, tuple[Coverage, ...] | None, Reached | None]] = {}
        self._rolls: dict[tuple[str, str, str], Roll] = {}
        self.passed_over = False  # something was known, so that this run did not see all of the mail

    def seen(self, state: FileState) -> tuple[Coverage, ...] | None:
        """What was seen of a file that was read in this state."""
        seen = self._files.seen(state, self._how)
        self.passed_over = self.passed_over or seen is not None
        return seen

    def note(self, state: FileState, seen: tuple[Coverage, ...], reached: Reached | None) -> None:
        """A file was read to its end; all its messages were handed out before."""
        self._new[_place(state)] = (state, seen, self._files.marked(reached) if reached else None)

    def reached(self, state: FileState) -> Reached | None:
        """How far a file of this name was read."""
        return self._files.reached(state, self._how)

    def note_reached(self, state: FileState, reached: Reached) -> None:
        """A file was read so far; all its messages before were handed out."""
        self._new[_place(state)] = (state, None, self._files.marked(reached))

    def is_as_it_was(self, reached: Reached, sample: str) -> bool:
        """Whether a file still begins as it did."""
        same = self._files.is_as_it_was(reached, sample)
        self.passed_over = self.passed_over or same
        return same

    def roll(self, source: str, path: str, folder: str) -> Roll:
        """The roll of a folder."""
        roll = self._rolls[source, path, folder] = self._folders.roll(source, path, folder, self._how)
        self.passed_over = self.passed_over or len(roll) > 0
        return roll

    def keep(self) -> None:
        """Keep what was noted, in the transaction that keeps the messages handed out so far."""
        for state, seen, reached in self._new.values():
            self._files.note(state, self._how, seen, reached)
        self._new.clear()
        for place, roll in tuple(self._rolls.items()):
            if roll.has_news:
                self._folders.keep(*place, self._how, roll)
            if roll.is_done:
                del self._rolls[place]

    def earlier(self) -> Iterator[tuple[str, list[Any]]] | None:
        """Whom earlier runs met in what this one passed over."""
        return self._people.census(self._how) if self.passed_over and self.had_census else None

    def keep_census(self, counted: Iterable[tuple[str, list[Any]]]) -> None:
        """Keep who was met, in this run and in what it passed over."""
        self._people.keep_census(self._how, counted)

    def forget(self) -> None:
        """Let go of all that was read so: what it holds was not kept after all."""
        self._new.clear()
        self._rolls.clear()
        self._files.forget(self._how)
        self._folders.forget(self._how)
        self._people.forget_census(self._how)


def _place(state: FileState) -> tuple[str, str, str]:
    return state.source, state.path, state.folder
