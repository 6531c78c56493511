"""The ledger: what was found is kept here, sealed; cases are worked out anew from it each time."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scanner.ledger.codec import decode_fact, encode_fact
from scanner.ledger.lock import LedgerLock
from scanner.ledger.people import PeopleTable
from scanner.ledger.progress import ProgressTable
from scanner.ledger.words import WordsTable
from scanner.model import Fact, Origin, RawMessage, SpecialUse
from scanner.secrets import Vault


class Ledger:
    """One SQLite file, one writer at a time; `open_ledger` opens it.

    Messages and facts are here; `progress` knows how far folders were looked through, `people` who appears in the mail,
    `words` what the owner told and did.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, vault: Vault, lock: LedgerLock | None, key_where: str) -> None:
        self.path = path
        self.vault = vault
        self.key_where = key_where
        self.progress = ProgressTable(connection)
        self.people = PeopleTable(connection, vault)
        self.words = WordsTable(connection, vault)
        self._db = connection
        self._lock = lock

    def close(self) -> None:
        """Close the file and let others write."""
        self._db.close()
        if self._lock:
            self._lock.release()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: what is written inside is kept together or not at all."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def mailbox(self, name: str, address: str) -> int:
        """The number of a mailbox, made when it is new."""
        self._db.execute(
            "INSERT INTO mailbox (name, address) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET address = excluded.address", (name, address)
        )
        return int(self._db.execute("SELECT id FROM mailbox WHERE name = ?", (name,)).fetchone()[0])

    def mailboxes(self) -> list[tuple[str, str]]:
        """The mailboxes that were scanned into this ledger: name and address."""
        return [(row[0], row[1]) for row in self._db.execute("SELECT name, address FROM mailbox ORDER BY id")]

    def add(self, mailbox: int, facts: tuple[Fact, ...], raw: bytes | None, digest: str) -> None:
        """Keep a message's facts; a copy in another folder adds a place, newer rules replace the facts."""
        first = facts[0]
        ref = first.message
        sealed = self.vault.seal(zlib.compress(raw), f"raw:{ref.key}") if raw is not None else None
        self._db.execute(
            "INSERT INTO message (mailbox, key, sent_at, kind, suspicious, digest, raw) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (mailbox, key) DO UPDATE SET kind = excluded.kind, suspicious = excluded.suspicious, digest = excluded.digest,"
            " raw = coalesce(excluded.raw, raw)",
            (mailbox, ref.key, ref.date.isoformat() if ref.date else None, first.kind, first.authenticity == "suspicious", digest, sealed),
        )
        number = int(self._db.execute("SELECT id FROM message WHERE mailbox = ? AND key = ?", (mailbox, ref.key)).fetchone()[0])
        self._db.execute(
            "INSERT OR IGNORE INTO place VALUES (?, ?, ?, ?, ?)", (number, ref.origin.source, ref.folder, ref.use, ref.origin.position)
        )
        self._db.execute("DELETE FROM fact WHERE message = ?", (number,))
        for fact in facts:
            self._db.execute("INSERT INTO fact VALUES (?, ?, ?)", (fact.id, number, self.vault.seal(encode_fact(fact), f"fact:{fact.id}")))

    def facts(self) -> list[Fact]:
        """All facts of all mailboxes, opened."""
        rows = self._db.execute("SELECT id, body FROM fact ORDER BY id").fetchall()
        return [decode_fact(self.vault.open(body, f"fact:{fact_id}")) for fact_id, body in rows]

    def places(self, key: str) -> list[tuple[str, str, str]]:
        """Where a message lies: source, folder, position."""
        return self._db.execute(
            "SELECT source, folder, position FROM place JOIN message ON message.id = place.message WHERE key = ? ORDER BY folder, position", (key,)
        ).fetchall()

    def kept_messages(self, other_than: str) -> Iterator[RawMessage]:
        """The kept messages that other rules than those of a digest read, to be read again without the server."""
        rows = self._db.execute(
            "SELECT message.key, raw, min(source), min(folder), min(special_use), min(position) FROM message JOIN place ON place.message = message.id"
            " WHERE raw IS NOT NULL AND digest != ? GROUP BY message.id",
            (other_than,),
        ).fetchall()
        for key, raw, source, folder, use, position in rows:
            data = zlib.decompress(self.vault.open(raw, f"raw:{key}"))
            yield RawMessage(Origin(source, position), data, folder, SpecialUse(use))

    def mailbox_of(self, key: str) -> int:
        """The mailbox that a kept message belongs to."""
        return int(self._db.execute("SELECT mailbox FROM message WHERE key = ?", (key,)).fetchone()[0])

    def raw(self, key: str) -> bytes | None:
        """A kept message, opened; None where it was not kept."""
        row = self._db.execute("SELECT raw FROM message WHERE key = ? AND raw IS NOT NULL", (key,)).fetchone()
        return zlib.decompress(self.vault.open(row[0], f"raw:{key}")) if row else None

    def known_ids(self) -> dict[str, str]:
        """Under which case id each fact was last shown."""
        return dict(self._db.execute("SELECT fact, case_id FROM case_fact"))

    def remember_ids(self, ids: dict[str, str]) -> None:
        """Note under which case id facts are shown."""
        self._db.executemany("INSERT OR REPLACE INTO case_fact VALUES (?, ?)", ids.items())

    def counts(self) -> dict[str, int]:
        """How much the ledger holds."""
        one = self._db.execute(
            "SELECT (SELECT coalesce(sum(messages), 0) FROM coverage), (SELECT count(*) FROM message WHERE kind IS NOT NULL),"
            " (SELECT count(*) FROM message WHERE suspicious AND kind IS NOT NULL), (SELECT count(*) FROM unreadable),"
            " (SELECT count(*) FROM place) - (SELECT count(*) FROM message)"
        ).fetchone()
        return dict(zip(("messages", "recognized", "suspicious", "unreadable", "duplicates"), one, strict=True))

    def forget_messages(self, keys: Iterable[str]) -> int:
        """Erase messages with their facts; returns how many. Freed pages are overwritten."""
        count = 0
        for key in keys:
            count += self._db.execute("DELETE FROM message WHERE key = ?", (key,)).rowcount
        return count
