"""The ledger: what was found is kept here, sealed; cases are worked out anew from it each time."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from scanner.ledger.codec import decode_fact, encode_fact
from scanner.ledger.damage import broken, known_form, sound, told
from scanner.ledger.files import FilesTable
from scanner.ledger.folders import FoldersTable
from scanner.ledger.lock import LedgerLock
from scanner.ledger.people import PeopleTable
from scanner.ledger.progress import ProgressTable
from scanner.ledger.times import iso_utc
from scanner.ledger.words import WordsTable
from scanner.model import Authenticity, Fact, Message, MessageRef, Origin, RawMessage, SpecialUse
from scanner.secrets import KeyPlace, Vault


class Ledger:
    """One SQLite file, one writer at a time; `open_ledger` opens it.

    Messages and facts are here; `progress` knows how far folders were looked through, `people` who appears in the mail,
    `words` what the owner told and did.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, vault: Vault, lock: LedgerLock | None, key: KeyPlace) -> None:
        self.path = path
        self.key = key
        self._db = connection
        self.progress = ProgressTable(connection)
        self.take(vault)
        self._lock = lock
        self._erased = False

    def take(self, vault: Vault) -> None:
        """Seal and open with this vault from now on."""
        self.vault = vault
        self.people = PeopleTable(self._db, vault)
        self.words = WordsTable(self._db, vault)
        self.files = FilesTable(self._db, vault)
        self.folders = FoldersTable(self._db, vault)

    def close(self) -> None:
        """Close the file and let others write. After something was erased no copy of it stays in the write-ahead log."""
        if self._erased:
            with suppress(sqlite3.Error):
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.close()
        if self._lock:
            self._lock.release()

    def hold(self, lock: LedgerLock) -> None:
        """Keep a lock that was taken before the file was opened; it is given back when the ledger is closed."""
        self._lock = lock

    def verify(self) -> None:
        """Look whether all of it can be read: tables, indexes, and every sealed value. LedgerBroken where it cannot."""
        with sound():
            error = str(self._db.execute("PRAGMA integrity_check(1)").fetchone()[0]).rpartition("\n")[2]
        if error != "ok":
            raise broken(f"the ledger is damaged: {error}")
        self.facts()
        self.people.verify()
        self.words.statements()
        self.words.cards()
        self.progress.coverage()
        self.folders.verify()
        with sound():
            for key, raw in self._db.execute("SELECT key, raw FROM message WHERE raw IS NOT NULL"):
                self.vault.open(raw, f"raw:{key}")

    def __repr__(self) -> str:
        return f"Ledger({str(self.path)!r})"

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def id(self) -> str:
        """What names the ledger wherever its key is kept."""
        return str(self._db.execute("SELECT value FROM meta WHERE name = 'id'").fetchone()[0])

    @contextmanager
    def transaction(self, *, wait: bool = True) -> Iterator[None]:
        """All or nothing: what is written inside is kept together or not at all. LedgerError where it cannot be kept.

        Without `wait` it is one at once if another run is writing just now.
        """
        with told(self.path):
            self._begin(wait)
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _begin(self, wait: bool) -> None:
        patience = self._db.execute("PRAGMA busy_timeout").fetchone()[0]
        if not wait:
            self._db.execute("PRAGMA busy_timeout = 0")
        try:
            self._db.execute("BEGIN IMMEDIATE")
        finally:
            self._db.execute(f"PRAGMA busy_timeout = {patience}")

    def mailbox(self, name: str, address: str) -> int:
        """The number of a mailbox, made when it is new."""
        self._db.execute("INSERT INTO mailbox (name, address) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET address = excluded.address", (name, address))
        return int(self._db.execute("SELECT id FROM mailbox WHERE name = ?", (name,)).fetchone()[0])

    def mailboxes(self) -> list[tuple[str, str]]:
        """The mailboxes that were scanned into this ledger: name and address."""
        with sound():
            return [(row[0], row[1]) for row in self._db.execute("SELECT name, address FROM mailbox ORDER BY id")]

    def settle(self, mailbox: int, message: Message, facts: tuple[Fact, ...], raw: bytes | None, digest: str) -> None:
        """Keep what a message that was just read says: its facts, or that it says nothing."""
        self.progress.readable(mailbox, message.origin)
        if facts:
            self._add(mailbox, facts, raw, digest)
            return
        self.progress.passed(mailbox, message.origin, message.folder, digest)
        # Older rules saw something in it. A copy that today's rules understand is left alone.
        self._db.execute("DELETE FROM message WHERE mailbox = ? AND key = ? AND digest != ?", (mailbox, message.key, digest))

    def _add(self, mailbox: int, facts: tuple[Fact, ...], raw: bytes | None, digest: str) -> None:
        """Keep a message's facts. A copy in another folder adds a place and no facts; newer rules replace the facts, and so
        does the true mail those of a forged one under its Message-ID, and a mail that was still being written those of its beginning."""
        first = facts[0]
        ref = first.message
        row = self._db.execute("SELECT id, digest FROM message WHERE mailbox = ? AND key = ?", (mailbox, ref.key)).fetchone()
        if row is None or row[1] != digest or self._trusts_more(row[0], first.authenticity) or self._has_changed(row[0], facts):
            sealed = self.vault.seal(zlib.compress(raw), f"raw:{ref.key}") if raw is not None else None
            row = self._db.execute(
                "INSERT INTO message (mailbox, key, sent_at, kind, suspicious, digest, raw) VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (mailbox, key) DO UPDATE SET sent_at = excluded.sent_at, kind = excluded.kind, suspicious = excluded.suspicious,"
                " digest = excluded.digest, raw = excluded.raw RETURNING id",
                (mailbox, ref.key, iso_utc(ref.date), first.kind, first.authenticity is Authenticity.SUSPICIOUS, digest, sealed),
            ).fetchone()
            self._db.execute("DELETE FROM fact WHERE message = ?", (row[0],))
            for fact in facts:
                self._db.execute("INSERT INTO fact VALUES (?, ?, ?)", (fact.id, row[0], self.vault.seal(encode_fact(fact), f"fact:{fact.id}")))
        self._place(row[0], ref)

    def _trusts_more(self, number: int, authenticity: Authenticity) -> bool:
        """Whether a copy is to be believed more than the one whose facts are kept."""
        row = self._db.execute("SELECT id, body FROM fact WHERE message = ? ORDER BY id LIMIT 1", (number,)).fetchone()
        order = list(Authenticity)  # the best first
        return row is not None and order.index(authenticity) < order.index(self._opened(*row).authenticity)

    def _has_changed(self, number: int, facts: tuple[Fact, ...]) -> bool:
        """Whether a message of an archive, read once more where it lies and nowhere else, says something else than it did."""
        ref = facts[0].message
        places = self._db.execute("SELECT source, folder, position FROM place WHERE message = ? LIMIT 2", (number,)).fetchall()
        if ref.origin.source.startswith("imap:") or places != [(ref.origin.source, ref.folder, ref.origin.position)]:
            return False
        kept = {fact_id: self._opened(fact_id, body) for fact_id, body in self._db.execute("SELECT id, body FROM fact WHERE message = ?", (number,))}
        return kept != {fact.id: fact for fact in facts}

    def _place(self, number: int, ref: MessageRef) -> None:
        origin = ref.origin
        era = origin.position.rpartition(";")[0] + ";"
        if origin.source.startswith("imap:"):
            # The folder was numbered anew (UIDVALIDITY): the old number is no second copy.
            self._db.execute(
                "DELETE FROM place WHERE message = ? AND source = ? AND folder = ? AND substr(position, 1, ?) != ?",
                (number, origin.source, ref.folder, len(era), era),
            )
        self._db.execute("INSERT OR IGNORE INTO place VALUES (?, ?, ?, ?, ?)", (number, origin.source, ref.folder, ref.use, origin.position))

    def facts(self) -> list[Fact]:
        """All facts of all mailboxes, opened, once for each place where a copy of their message lies."""
        opened: dict[bytes, Fact] = {}
        found = []
        with sound():
            rows = self._db.execute(
                "SELECT fact.id, body, source, folder, special_use, position FROM fact LEFT JOIN place ON place.message = fact.message"
                " ORDER BY fact.id, fact.message, source, folder, position"
            ).fetchall()
            for fact_id, body, source, folder, use, position in rows:
                if body not in opened:
                    opened[body] = self._opened(fact_id, body)
                fact = opened[body]
                if source is not None:
                    fact = replace(fact, message=replace(fact.message, origin=Origin(source, position), folder=folder, use=SpecialUse(use)))
                found.append(fact)
        return found

    def _opened(self, fact_id: str, body: bytes) -> Fact:
        with sound():
            plain = self.vault.open(body, f"fact:{fact_id}")
        with known_form():
            return decode_fact(plain)

    def places(self, key: str) -> list[tuple[str, str, str]]:
        """Where a message lies: source, folder, position."""
        return self._db.execute(
            "SELECT source, folder, position FROM place JOIN message ON message.id = place.message WHERE key = ? ORDER BY folder, position", (key,)
        ).fetchall()

    def kept_messages(self, mailbox: int, other_than: str) -> Iterator[tuple[str, RawMessage]]:
        """A mailbox's kept messages that other rules than those of a digest read, each with the key it is kept under."""
        numbers = self._db.execute("SELECT id FROM message WHERE mailbox = ? AND raw IS NOT NULL AND digest != ? ORDER BY id", (mailbox, other_than)).fetchall()
        for (number,) in numbers:
            row = self._db.execute(
                "SELECT key, raw, source, folder, special_use, position FROM message JOIN place ON place.message = message.id"
                " WHERE message.id = ? AND raw IS NOT NULL ORDER BY place.rowid LIMIT 1",
                (number,),
            ).fetchone()
            if row is not None:
                key, raw, source, folder, use, position = row
                with sound():
                    message = RawMessage(Origin(source, position), zlib.decompress(self.vault.open(raw, f"raw:{key}")), folder, SpecialUse(use))
                yield key, message

    def holds(self, key: str) -> bool:
        """Whether a message is kept, of whatever mailbox."""
        return self._db.execute("SELECT 1 FROM message WHERE key = ?", (key,)).fetchone() is not None

    def leave(self, mailbox: int, key: str, digest: str) -> None:
        """Leave a message as older rules read it: these cannot read it."""
        self._db.execute("UPDATE message SET digest = ? WHERE mailbox = ? AND key = ?", (digest, mailbox, key))

    def raw(self, key: str) -> bytes | None:
        """A kept message, opened; None where it was not kept."""
        with sound():
            row = self._db.execute("SELECT raw FROM message WHERE key = ? AND raw IS NOT NULL", (key,)).fetchone()
            return zlib.decompress(self.vault.open(row[0], f"raw:{key}")) if row else None

    def known_ids(self) -> dict[str, str]:
        """Under which case id each fact was last shown."""
        with sound():
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
        count = sum(self._db.execute("DELETE FROM message WHERE key = ?", (key,)).rowcount for key in keys)
        self._erased = self._erased or count > 0
        return count
