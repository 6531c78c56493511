"""Who appears in the mail: names and addresses, sealed, found again by a keyed mark."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from scanner.cases import People, people_of
from scanner.ledger.damage import sound
from scanner.model import Address
from scanner.secrets import Vault


class PeopleTable:
    """The people of all mailboxes."""

    def __init__(self, connection: sqlite3.Connection, vault: Vault) -> None:
        self._db = connection
        self._vault = vault

    def note(self, mailbox: int, person: Address, *, written_to: bool) -> None:
        """Keep a person who appears in the mail."""
        if not person.address:
            return
        body = json.dumps([person.name, person.address.lower()], ensure_ascii=False)
        mark = self._vault.mark(body)
        self._db.execute(
            "INSERT INTO person VALUES (?, ?, ?, ?) ON CONFLICT (mailbox, mark) DO UPDATE SET written_to = 1 WHERE excluded.written_to AND NOT written_to",
            (mailbox, mark, self._vault.seal(body.encode(), f"person:{mark}"), written_to),
        )

    def verify(self) -> None:
        """Look whether every one of them can be opened, without holding all."""
        with sound():
            for mark, body in self._db.execute("SELECT mark, body FROM person"):
                self._vault.open(body, f"person:{mark}").decode("utf-8")
            for how, body in self._db.execute("SELECT how, body FROM archive_people"):
                zlib.decompress(self._vault.open(body, f"census:{how}"))

    def count(self, mailbox: int) -> int:
        """How many are known of a mailbox."""
        return int(self._db.execute("SELECT count(*) FROM person WHERE mailbox = ?", (mailbox,)).fetchone()[0])

    def census(self, how: str) -> Iterator[tuple[str, list[Any]]]:
        """What was counted in archives that were read in one way, piece by piece."""
        with sound():
            row = self._db.execute("SELECT body FROM archive_people WHERE how = ?", (how,)).fetchone()
            lines = zlib.decompress(self._vault.open(row[0], f"census:{how}")).splitlines() if row else []
            for line in lines:
                name, values = json.loads(line)
                yield name, values

    def has_census(self, how: str) -> bool:
        """Whether something was counted in them."""
        return self._db.execute("SELECT 1 FROM archive_people WHERE how = ?", (how,)).fetchone() is not None

    def keep_census(self, how: str, counted: Iterable[tuple[str, list[Any]]]) -> None:
        """Keep what was counted; in one transaction with the mail in which it was."""
        packing = zlib.compressobj(1)
        body = b"".join(packing.compress(json.dumps(piece).encode() + b"\n") for piece in counted) + packing.flush()
        self._db.execute("INSERT OR REPLACE INTO archive_people VALUES (?, ?)", (how, self._vault.seal(body, f"census:{how}")))

    def forget_census(self, how: str) -> None:
        """Let go of it."""
        self._db.execute("DELETE FROM archive_people WHERE how = ?", (how,))

    def known(self, owner: Iterable[str]) -> People:
        """Who appears in the mail; the owner's addresses are those of the mailboxes and the given ones."""
        named: list[tuple[str, str]] = []
        written: list[str] = []
        with sound():
            mailboxes = [row[0] for row in self._db.execute("SELECT address FROM mailbox")]
            for mark, body, written_to in self._db.execute("SELECT mark, body, written_to FROM person ORDER BY mark"):
                name, address = json.loads(self._vault.open(body, f"person:{mark}").decode("utf-8"))  # of bytes it would look for the encoding each time
                named.append((name, address))
                if written_to:
                    written.append(address)
        return people_of((a for a in (*owner, *mailboxes) if a), named, written)
