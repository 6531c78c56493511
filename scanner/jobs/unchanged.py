"""Which files of an archive a scan need not read: those that an earlier one read to their end, by the same rules for the same owner."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from scanner.ledger import Ledger
from scanner.model import Coverage
from scanner.sources.known import FileState


class UnchangedFiles:
    """Asks the ledger; what is new is kept by `keep`, together with the mail that was found in it."""

    def __init__(self, ledger: Ledger, digest: str, owner: Iterable[str], *, keep_messages: bool, verifies: bool) -> None:
        self._files = ledger.files
        # Whoever scans for another owner, or wants more kept, gets everything read again.
        decides = json.dumps([digest, sorted(owner), keep_messages, verifies])
        self._how = hashlib.sha256(decides.encode("utf-8", "surrogatepass")).hexdigest()
        self._new: list[tuple[FileState, tuple[Coverage, ...]]] = []

    def seen(self, state: FileState) -> tuple[Coverage, ...] | None:
        """What was seen of a file that was read in this state."""
        return self._files.seen(state, self._how)

    def note(self, state: FileState, seen: tuple[Coverage, ...]) -> None:
        """A file was read to its end; all its messages were handed out before."""
        self._new.append((state, seen))

    def keep(self) -> None:
        """Keep what was noted, in the transaction that keeps the messages handed out so far."""
        for state, seen in self._new:
            self._files.note(state, self._how, seen)
        self._new.clear()

    def forget(self) -> None:
        """Let go of all files that were read so: what they hold was not kept after all."""
        self._new.clear()
        self._files.forget(self._how)
