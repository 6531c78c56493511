"""Files of archives that were read: unchanged ones need not be read again by the same rules, and of grown ones only what is new."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime

from scanner.ledger.times import iso_utc
from scanner.model import Coverage, NotSeen, SearchedBy, SpecialUse
from scanner.secrets import Vault
from scanner.sources.known import FileState, Reached


class FilesTable:
    """What was seen of files, by their state. `how` names the rules and whatever else decides what is kept of a mail."""

    def __init__(self, connection: sqlite3.Connection, vault: Vault) -> None:
        self._db = connection
        self._vault = vault

    def seen(self, state: FileState, how: str) -> tuple[Coverage, ...] | None:
        """What was seen of a file in this state; None where it was not read so."""
        row = self._db.execute(
            "SELECT seen FROM archive_file WHERE source = ? AND path = ? AND folder = ? AND size = ? AND changed = ? AND number = ? AND how = ?"
            " AND seen IS NOT NULL",
            (state.source, state.path, state.folder, state.size, state.changed, state.number, how),
        ).fetchone()
        return read_seen(state.source, row[0]) if row else None

    def reached(self, state: FileState, how: str) -> Reached | None:
        """How far a file of this name was read so, whatever its state was."""
        row = self._db.execute(
            "SELECT upto, quotes, sample, before FROM archive_file WHERE source = ? AND path = ? AND folder = ? AND how = ? AND upto > 0",
            (state.source, state.path, state.folder, how),
        ).fetchone()
        return Reached(row[0], bool(row[1]), row[2], read_seen(state.source, row[3])) if row else None

    def is_as_it_was(self, reached: Reached, sample: str) -> bool:
        """Whether a sample taken now is the one that a kept mark was made of."""
        return self._vault.mark(sample) == reached.sample

    def note(self, state: FileState, how: str, seen: tuple[Coverage, ...] | None, reached: Reached | None) -> None:
        """Keep what was seen of a file (None: it was not read to its end), and how far it can be gone on from; in one transaction
        with what was found in it."""
        upto = (reached.offset, reached.quotes, reached.sample, write_seen(reached.seen)) if reached else (0, True, "", "[]")
        self._db.execute(
            "INSERT OR REPLACE INTO archive_file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                state.source, state.path, state.folder, state.size, state.changed, state.number, how,
                None if seen is None else write_seen(seen), *upto,
            ),
        )  # fmt: skip

    def marked(self, reached: Reached) -> Reached:
        """The same with the mark of its sample, as it is kept: what stands in a mail cannot be guessed by it."""
        return Reached(reached.offset, reached.quotes, self._vault.mark(reached.sample), reached.seen)

    def forget(self, how: str) -> None:
        """Let go of all files that were read in one way."""
        self._db.execute("DELETE FROM archive_file WHERE how = ?", (how,))


def write_seen(seen: Iterable[Coverage]) -> str:
    """What was seen, without the source."""
    values = [[c.folder, c.use, c.messages, iso_utc(c.first), iso_utc(c.last), c.searched_by, [[hole.why, hole.count] for hole in c.not_seen]] for c in seen]
    return json.dumps(values, ensure_ascii=False)


def read_seen(source: str, text: str) -> tuple[Coverage, ...]:
    """What was seen of a source."""
    return tuple(_coverage(source, *values) for values in json.loads(text))


def _coverage(source: str, folder: str, use: str, messages: int, first: str | None, last: str | None, by: str, holes: list[tuple[str, int]]) -> Coverage:
    when = [datetime.fromisoformat(text) if text else None for text in (first, last)]
    return Coverage(source, folder, SpecialUse(use), messages, when[0], when[1], SearchedBy(by), tuple(NotSeen(*hole) for hole in holes))
