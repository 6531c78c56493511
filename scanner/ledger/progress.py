"""How far folders were looked through, by which rules, and what of them was not seen."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime

from scanner.ledger.times import iso_utc, now_iso
from scanner.model import Coverage, NotSeen, Origin, SearchedBy, SpecialUse


class ProgressTable:
    """Checkpoints, places, coverage and failures."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def checkpoint(self, mailbox: int, folder: str, uidvalidity: int, digest: str, depth: SearchedBy) -> int:
        """The highest UID up to which a folder was looked through by these rules, 0 where it was not.

        Another UIDVALIDITY (RFC 9051, section 2.3.1.1) or grown rules make what was seen unseen.
        """
        row = self._db.execute(
            "SELECT upto FROM checkpoint WHERE mailbox = ? AND folder = ? AND uidvalidity = ? AND digest = ? AND searched_by = ?",
            (mailbox, folder, uidvalidity, digest, depth),
        ).fetchone()
        return int(row[0]) if row else 0

    def advance(self, mailbox: int, folder: str, uidvalidity: int, digest: str, depth: SearchedBy, upto: int) -> None:
        """Note how far a folder was looked through; in one transaction with what was found there."""
        self._db.execute(
            "INSERT INTO checkpoint VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (mailbox, folder, searched_by) DO UPDATE SET"
            " uidvalidity = excluded.uidvalidity, digest = excluded.digest, upto = excluded.upto",
            (mailbox, folder, uidvalidity, digest, depth, upto),
        )

    def knows(self, mailbox: int, source: str, folder: str, position: str, digest: str) -> bool:
        """Whether the message at a place was read by these rules already."""
        row = self._db.execute(
            "SELECT 1 FROM place JOIN message ON message.id = place.message"
            " WHERE mailbox = ? AND source = ? AND folder = ? AND position = ? AND digest = ?",
            (mailbox, source, folder, position, digest),
        ).fetchone()
        return row is not None

    def cover(self, mailbox: int, coverage: Coverage) -> None:
        """Keep what was seen of a folder."""
        holes = json.dumps([[h.why, h.count] for h in coverage.not_seen])
        self._db.execute(
            "INSERT INTO coverage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (mailbox, source, folder) DO UPDATE SET"
            " messages = excluded.messages, first = min(coalesce(first, excluded.first), coalesce(excluded.first, first)),"
            " last = max(coalesce(last, excluded.last), coalesce(excluded.last, last)), searched_by = excluded.searched_by,"
            " not_seen = excluded.not_seen, at = excluded.at",
            (
                mailbox, coverage.source, coverage.folder, coverage.use, coverage.messages, iso_utc(coverage.first), iso_utc(coverage.last),
                coverage.searched_by, holes, now_iso(),
            ),
        )  # fmt: skip

    def coverage(self) -> tuple[Coverage, ...]:
        """What was seen of all folders."""
        rows = self._db.execute("SELECT source, folder, special_use, messages, first, last, searched_by, not_seen FROM coverage ORDER BY mailbox, source, folder")
        return tuple(
            Coverage(r[0], r[1], SpecialUse(r[2]), r[3], _time(r[4]), _time(r[5]), SearchedBy(r[6]), tuple(NotSeen(*h) for h in json.loads(r[7])))
            for r in rows
        )

    def unreadable(self, mailbox: int, origin: Origin, why: str) -> None:
        """Keep that a message could not be read."""
        self._db.execute("INSERT OR REPLACE INTO unreadable VALUES (?, ?, ?, ?, ?)", (mailbox, origin.source, origin.position, why, now_iso()))


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
