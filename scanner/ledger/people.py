"""Who appears in the mail: names and addresses, sealed, found again by a keyed mark."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from scanner.cases import People, normal_address
from scanner.catalog import fold
from scanner.model import Address
from scanner.secrets import Vault


class PeopleTable:
    """The people of all mailboxes."""

    def __init__(self, connection: sqlite3.Connection, vault: Vault) -> None:
        self._db = connection
        self._vault = vault

    def note(self, mailbox: int, person: Address, *, written_to: bool) -> None:
        """Count a person who appears in the mail."""
        if not person.address:
            return
        body = json.dumps([person.name, person.address.lower()], ensure_ascii=False)
        mark = self._vault.mark(body)
        self._db.execute(
            "INSERT INTO person VALUES (?, ?, ?, 1, ?) ON CONFLICT (mailbox, mark) DO UPDATE SET seen = seen + 1, written_to = max(written_to, excluded.written_to)",
            (mailbox, mark, self._vault.seal(body.encode(), f"person:{mark}"), written_to),
        )

    def known(self, owner: Iterable[str]) -> People:
        """Who appears in the mail; the owner's addresses are those of the mailboxes and the given ones."""
        mailboxes = [row[0] for row in self._db.execute("SELECT address FROM mailbox")]
        own = {normal_address(a) for a in (*owner, *mailboxes) if a}
        by_name: dict[str, set[str]] = {}
        written: set[str] = set()
        for mark, body, written_to in self._db.execute("SELECT mark, body, written_to FROM person"):
            name, address = json.loads(self._vault.open(body, f"person:{mark}"))
            if written_to:
                written.add(normal_address(address))
            if name and "@" not in name and normal_address(address) not in own:
                by_name.setdefault(fold(name), set()).add(address)
        addresses = {name: next(iter(found)) for name, found in by_name.items() if len(found) == 1}
        return People(frozenset(own), addresses, frozenset(written))
