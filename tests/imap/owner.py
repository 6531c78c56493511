"""A mailbox's owner in the tests: an account at some server on loopback, a ledger with its key, and what can be done with them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from scanner.catalog import Catalog, load_catalog
from scanner.config import MailboxConfig
from scanner.jobs.events import Event
from scanner.jobs.mailbox import MailboxScan
from scanner.ledger import Ledger, open_ledger
from scanner.sources.imap import Account, Session, open_session, resolve_account
from tests.imap.mails import ADDRESS


@dataclass
class Owner:
    """Who scans: a user at a server, and the folder with ledger and key."""

    folder: Path
    user: str
    password: str
    port: int
    fingerprint: str
    tls: str = "implicit"
    address: str = ADDRESS
    name: str = "own"

    def account(self, **changes: object) -> Account:
        """The account as the configuration would give it."""
        values: dict[str, object] = {
            "address": self.address, "host": "127.0.0.1", "port": self.port, "tls": self.tls, "user": self.user, "fingerprint": self.fingerprint, **changes
        }  # fmt: skip
        return resolve_account(MailboxConfig(self.name, **values), load_catalog(), "config.toml")  # type: ignore[arg-type]

    def session(self, **changes: object) -> Session:
        """A logged-in session."""
        return open_session(self.account(**changes), self.password)

    @property
    def path(self) -> Path:
        """The ledger's file."""
        return self.folder / "ledger" / "ledger.sqlite"

    def ledger(self, *, write: bool = True) -> Ledger:
        """The ledger."""
        return open_ledger(self.path, self.folder / "key" / "vault.key", self.folder / "key", write=write)

    def scan(self, catalog: Catalog | None = None, *, skip: tuple[str, ...] = (), **changes: object) -> tuple[MailboxScan, list[Event]]:
        """A whole scan: connect, read, keep."""
        with self.ledger() as ledger, self.session(**changes) as session:
            scan = MailboxScan(session, ledger, catalog or load_catalog(), keep_messages=True, skip=skip, own_hosts=())
            return scan, list(scan.run())

    def rows(self, table: str, columns: str) -> list[tuple[object, ...]]:
        """The rows of a table of the ledger, sorted."""
        with closing(sqlite3.connect(self.path)) as connection:
            return sorted(connection.execute(f"SELECT {columns} FROM {table}"), key=repr)

    def found(self) -> list[tuple[str | None, str | None]]:
        """What the ledger holds: the subject and kind of each fact, copies once."""
        with self.ledger(write=False) as ledger:
            return sorted({f.id: (f.message.subject, f.kind.value if f.kind else None) for f in ledger.facts()}.values())
