"""How far folders were looked through, by which rules, and what of them was not seen."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime

from scanner.ledger.damage import sound
from scanner.ledger.times import iso_utc, now_iso
from scanner.model import Coverage, NotSeen, Origin, SearchedBy, SpecialUse

MAX_OWED = 200  # messages that a server withheld before are asked for again in one scan


class ProgressTable:
    """Checkpoints, coverage and failures. A place in a mailbox is written `folder;UIDVALIDITY;UID`."""

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

    def advance(self, mailbox: int, source: str, folder: str, uidvalidity: int, digest: str, depth: SearchedBy, upto: int) -> None:
        """Note how far a folder was looked through; in one transaction with what was found there."""
        self._db.execute(
            "INSERT INTO checkpoint VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (mailbox, folder, searched_by) DO UPDATE SET"
            " uidvalidity = excluded.uidvalidity, digest = excluded.digest, upto = excluded.upto",
            (mailbox, folder, uidvalidity, digest, depth, upto),
        )
        # What has another number now is not the message that could not be read.
        era = _era(folder, uidvalidity)
        self._db.execute(
            "DELETE FROM unreadable WHERE mailbox = ? AND source = ? AND folder = ? AND substr(position, 1, ?) != ?",
            (mailbox, source, folder, len(era), era),
        )
        if depth is SearchedBy.HEADERS:
            self._db.execute(
                "DELETE FROM passed WHERE mailbox = ? AND folder = ? AND (uidvalidity != ? OR digest != ? OR uid <= ?)",
                (mailbox, folder, uidvalidity, digest, upto),
            )

    def known(self, mailbox: int, source: str, folder: str, uidvalidity: int, digest: str) -> frozenset[int]:
        """The UIDs of a folder that these rules read already, as far as a sweep could come upon them again."""
        era = _era(folder, uidvalidity)
        rows = self._db.execute(
            "SELECT position FROM place JOIN message ON message.id = place.message WHERE mailbox = ? AND source = ? AND folder = ? AND digest = ?"
            " UNION ALL SELECT position FROM unreadable WHERE mailbox = ? AND source = ? AND folder = ? AND digest = ? AND NOT again"
            " UNION ALL SELECT ? || uid FROM passed WHERE mailbox = ? AND folder = ? AND uidvalidity = ? AND digest = ?",
            (mailbox, source, folder, digest, mailbox, source, folder, digest, era, mailbox, folder, uidvalidity, digest),
        )
        return frozenset(int(position[len(era) :]) for (position,) in rows if position.startswith(era))

    def owed(self, mailbox: int, source: str, folder: str, uidvalidity: int) -> tuple[int, ...]:
        """The UIDs of a folder that the server did not hand out."""
        era = _era(folder, uidvalidity)
        rows = self._db.execute("SELECT position FROM unreadable WHERE mailbox = ? AND source = ? AND folder = ? AND again", (mailbox, source, folder))
        return tuple(sorted(int(p[len(era) :]) for (p,) in rows if p.startswith(era)))[:MAX_OWED]

    def passed(self, mailbox: int, origin: Origin, folder: str, digest: str) -> None:
        """Note that a message of a mailbox was read and had nothing in it."""
        head, _, uid = origin.position.rpartition(";")
        uidvalidity = head.rpartition(";")[2]
        if head == f"{folder};{uidvalidity}" and uidvalidity.isdigit() and uid.isdigit():
            self._db.execute("INSERT OR IGNORE INTO passed VALUES (?, ?, ?, ?, ?)", (mailbox, folder, int(uidvalidity), digest, int(uid)))

    def unreadable(self, mailbox: int, origin: Origin, why: str, digest: str, *, folder: str = "", again: bool = False) -> None:
        """Keep that a message could not be read; with its folder it is a hole in what was seen of that."""
        self._db.execute(
            "INSERT OR REPLACE INTO unreadable VALUES (?, ?, ?, ?, ?, ?, ?)", (mailbox, origin.source, folder, origin.position, why, digest, again)
        )

    def readable(self, mailbox: int, origin: Origin) -> None:
        """Let go of an earlier failure: the message was read."""
        self._db.execute("DELETE FROM unreadable WHERE mailbox = ? AND source = ? AND position = ?", (mailbox, origin.source, origin.position))

    def written_off(self, mailbox: int, source: str, folder: str, uidvalidity: int, uids: Iterable[int]) -> None:
        """Let go of failures whose messages are no more."""
        for uid in uids:
            self.readable(mailbox, Origin(source, f"{_era(folder, uidvalidity)}{uid}"))

    def keep_folders(self, mailbox: int, source: str, present: Iterable[str]) -> None:
        """Forget how far folders were looked through that the mailbox has no longer (renamed, or removed)."""
        kept = set(present)
        rows = self._db.execute(
            "SELECT folder FROM checkpoint WHERE mailbox = ?1 UNION SELECT folder FROM coverage WHERE mailbox = ?1 AND source = ?2"
            " UNION SELECT folder FROM place JOIN message ON message.id = place.message WHERE mailbox = ?1 AND source = ?2",
            (mailbox, source),
        ).fetchall()
        for (folder,) in rows:
            if folder in kept:
                continue
            self._db.execute("DELETE FROM checkpoint WHERE mailbox = ? AND folder = ?", (mailbox, folder))
            self._db.execute("DELETE FROM passed WHERE mailbox = ? AND folder = ?", (mailbox, folder))
            self._db.execute("DELETE FROM coverage WHERE mailbox = ? AND source = ? AND folder = ?", (mailbox, source, folder))
            self._db.execute("DELETE FROM unreadable WHERE mailbox = ? AND source = ? AND folder = ?", (mailbox, source, folder))
            # Where the message lies elsewhere now, that is where it lies; else this is the last that is known of it.
            self._db.execute(
                "DELETE FROM place WHERE source = ?1 AND folder = ?2 AND message IN (SELECT id FROM message WHERE mailbox = ?3)"
                " AND EXISTS (SELECT 1 FROM place AS other WHERE other.message = place.message AND (other.source != ?1 OR other.folder != ?2))",
                (source, folder, mailbox),
            )

    def cover(self, mailbox: int, coverage: Coverage) -> None:
        """Keep what was seen of a folder."""
        holes = json.dumps([[h.why, h.count] for h in coverage.not_seen], ensure_ascii=False)
        self._db.execute(
            "INSERT INTO coverage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (mailbox, source, folder) DO UPDATE SET"
            " special_use = excluded.special_use, messages = excluded.messages,"
            " first = min(coalesce(first, excluded.first), coalesce(excluded.first, first)),"
            " last = max(coalesce(last, excluded.last), coalesce(excluded.last, last)),"
            # What was once searched in full stays so as long as nothing new has come.
            " searched_by = CASE WHEN searched_by = 'full' AND messages = excluded.messages AND excluded.searched_by = 'headers' THEN 'full'"
            " ELSE excluded.searched_by END, not_seen = excluded.not_seen, at = excluded.at",
            (
                mailbox, coverage.source, coverage.folder, coverage.use, coverage.messages, iso_utc(coverage.first), iso_utc(coverage.last),
                coverage.searched_by, holes, now_iso(),
            ),
        )  # fmt: skip

    def coverage(self) -> tuple[Coverage, ...]:
        """What was seen of all folders, with the messages that could not be read."""
        failed: dict[tuple[int, str, str], list[NotSeen]] = {}
        with sound():
            for mailbox, source, folder, why, count in self._db.execute(
                "SELECT mailbox, source, folder, why, count(*) FROM unreadable WHERE folder != '' GROUP BY mailbox, source, folder, why ORDER BY why"
            ):
                failed.setdefault((mailbox, source, folder), []).append(NotSeen(why, count))
            rows = self._db.execute(
                "SELECT mailbox, source, folder, special_use, messages, first, last, searched_by, not_seen FROM coverage ORDER BY mailbox, source, folder"
            )
            return tuple(
                Coverage(
                    source, folder, SpecialUse(use), messages, _time(first), _time(last), SearchedBy(searched_by),
                    (*(NotSeen(*hole) for hole in json.loads(holes)), *failed.get((mailbox, source, folder), ())),
                )
                for mailbox, source, folder, use, messages, first, last, searched_by, holes in rows
            )  # fmt: skip


def _era(folder: str, uidvalidity: int) -> str:
    """What the places of a folder begin with, as long as its numbers hold."""
    return f"{folder};{uidvalidity};"


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
