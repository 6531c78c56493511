"""Files of archives that were read to their end: unchanged ones need not be read again by the same rules."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime

from scanner.ledger.times import iso_utc
from scanner.model import Coverage, NotSeen, SearchedBy, SpecialUse
from scanner.sources.known import FileState


class FilesTable:
    """What was seen of files, by their state. `how` names the rules and whatever else decides what is kept of a mail."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def seen(self, state: FileState, how: str) -> tuple[Coverage, ...] | None:
        """What was seen of a file in this state; None where it was not read so."""
        row = self._db.execute(
            "SELECT seen FROM archive_file WHERE source = ? AND path = ? AND folder = ? AND size = ? AND changed = ? AND number = ? AND how = ?",
            (state.source, state.path, state.folder, state.size, state.changed, state.number, how),
        ).fetchone()
        return tuple(_coverage(state.source, *values) for values in json.loads(row[0])) if row else None

    def note(self, state: FileState, how: str, seen: tuple[Coverage, ...]) -> None:
        """Keep what was seen of a file; in one transaction with what was found in it."""
        values = [
            [c.folder, c.use, c.messages, iso_utc(c.first), iso_utc(c.last), c.searched_by, [[hole.why, hole.count] for hole in c.not_seen]] for c in seen
        ]
        self._db.execute(
            "INSERT OR REPLACE INTO archive_file VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (state.source, state.path, state.folder, state.size, state.changed, state.number, how, json.dumps(values, ensure_ascii=False)),
        )

    def forget(self, how: str) -> None:
        """Let go of all files that were read in one way."""
        self._db.execute("DELETE FROM archive_file WHERE how = ?", (how,))


def _coverage(source: str, folder: str, use: str, messages: int, first: str | None, last: str | None, by: str, holes: list[tuple[str, int]]) -> Coverage:
    when = [datetime.fromisoformat(text) if text else None for text in (first, last)]
    return Coverage(source, folder, SpecialUse(use), messages, when[0], when[1], SearchedBy(by), tuple(NotSeen(*hole) for hole in holes))
