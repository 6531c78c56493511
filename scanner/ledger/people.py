"""Who appears in the mail: names and addresses, sealed, found again by a keyed mark."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

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
                json.loads(self._vault.open(body, f"person:{mark}"))

    def known(self, owner: Iterable[str]) -> People:
        """Who appears in the mail; the owner's addresses are those of the mailboxes and the given ones."""
        named: list[tuple[str, str]] = []
        written: list[str] = []
        with sound():
            mailboxes = [row[0] for row in self._db.execute("SELECT address FROM mailbox")]
            for mark, body, written_to in self._db.execute("SELECT mark, body, written_to FROM person ORDER BY mark"):
                name, address = json.loads(self._vault.open(body, f"person:{mark}"))
                named.append((name, address))
                if written_to:
                    written.append(address)
        return people_of((a for a in (*owner, *mailboxes) if a), named, written)
