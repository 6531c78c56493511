"""A place for a ledger and its key, and messages that were really read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from scanner.catalog import load_catalog
from scanner.jobs.events import Read
from scanner.jobs.reading import Reader
from scanner.ledger import Ledger, open_ledger
from scanner.model import Origin, RawMessage, SpecialUse


@dataclass
class Place:
    """Where a ledger lies, and where its key."""

    folder: Path

    @property
    def path(self) -> Path:
        """The ledger's file."""
        return self.folder / "data" / "ledger.sqlite"

    @property
    def key_file(self) -> Path:
        """The key's file."""
        return self.folder / "key" / "vault.key"

    def open(self, *, write: bool = True) -> Ledger:
        """The ledger, made when it is new."""
        return open_ledger(self.path, self.key_file, self.folder / "key", write=write)

    def files(self) -> bytes:
        """Every byte that lies in the ledger's folder: the file, and what SQLite keeps beside it."""
        return b"".join(p.read_bytes() for p in sorted(self.path.parent.iterdir()))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty place."""
    return Place(tmp_path)


def read(data: bytes, uid: int = 1, folder: str = "INBOX", *, uidvalidity: int = 7, source: str = "imap:own") -> Read:
    """A message read as a scan reads it."""
    raw = RawMessage(Origin(source, f"{folder};{uidvalidity};{uid}"), data, folder, SpecialUse.INBOX if folder == "INBOX" else SpecialUse.ORDINARY)
    event = Reader(load_catalog()).read(raw)
    assert isinstance(event, Read)
    return event


def keep(ledger: Ledger, event: Read, digest: str = "rules", mailbox: str = "own") -> None:
    """Keep a message as a scan does."""
    with ledger.transaction():
        ledger.settle(ledger.mailbox(mailbox, "hanako@example.jp"), event.message, event.facts, event.raw, digest)
