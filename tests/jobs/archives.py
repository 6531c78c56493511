"""An archive that changes as archives do, scanned again and again into one ledger, and each time anew into another."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from scanner.catalog import load_catalog
from scanner.jobs.archive import Archive
from scanner.jobs.casebook import ledger_cases
from scanner.jobs.events import Event, Read
from scanner.jobs.shelving import scan_into
from scanner.ledger import Ledger, open_ledger
from scanner.model import Coverage, Fact, MessageRef, Origin, SpecialUse
from scanner.sources import open_path
from tests.imap.mails import ADDRESS, gift_mail
from tests.sources.letters import SEPARATOR, letter

NOW = datetime(2025, 1, 1, tzinfo=UTC)
LONG = "So it goes on for many lines, and none of them says more.\n" * 500  # an mbox of a few is longer than what is looked at of its end
_AGO = 1_600_000_000


@dataclass
class Seen:
    """What a scan left in a ledger: by message its facts and folders, and by folder what was seen of it."""

    facts: dict[str, set[Fact]]
    folders: dict[str, set[str]]
    coverage: dict[str, Coverage]
    cases: list[tuple[object, ...]]


@dataclass
class Tree:
    """An mbox, a Maildir and a folder of single mails; each change has its own number, and so has each mail."""

    folder: Path
    number: int = 0
    changes: int = 0
    half: bytes = b""  # of a mail that is still being written to the mbox
    times: dict[Path, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for part in ("cur", "new", "tmp"):
            (self.folder / "mail" / "Mails" / part).mkdir(parents=True)
        (self.folder / "mail" / "single").mkdir()
        (self.folder / "mail" / "Box.mbox").write_bytes(b"")

    @property
    def box(self) -> Path:
        """The mbox."""
        return self.folder / "mail" / "Box.mbox"

    @property
    def maildir(self) -> Path:
        """The Maildir."""
        return self.folder / "mail" / "Mails"

    def mail(self, kind: int) -> bytes:
        """The next mail: with a card, or without and long or short."""
        self.number += 1
        return (gift_mail(self.number).replace(b"\r\n", b"\n"), letter(self.number, LONG), letter(self.number))[kind % 3]

    def append(self, kind: int) -> None:
        """A mail at the mbox's end."""
        self._write(SEPARATOR + self.mail(kind) + b"\n")

    def append_half(self, at: int) -> None:
        """A mail that is still being written; the rest comes with the next one."""
        whole = SEPARATOR + self.mail(at) + b"\n"
        cut = at * 7 % len(whole)
        self._write(whole[:cut])
        self.half = whole[cut:]

    def rewrite(self, which: int) -> None:
        """The mbox without one of its mails, as a mail program compacts it; what was being written is not."""
        pieces = (b"\n" + self.box.read_bytes()).split(b"\n" + SEPARATOR)[1:]
        self.half = b""
        if pieces:
            del pieces[which % len(pieces)]
        new = self.box.with_name("new")
        new.write_bytes(b"".join(SEPARATOR + piece + b"\n" for piece in pieces))
        new.replace(self.box)

    def truncate(self, at: int) -> None:
        """The mbox without its end, as after a crash."""
        self.half = b""
        os.truncate(self.box, self.box.stat().st_size * (at % 8) // 8)

    def deliver(self, kind: int) -> None:
        """A mail in `new`."""
        data = self.mail(kind)
        (self.maildir / "new" / f"{self.number}.M1.host").write_bytes(data)

    def flag(self, which: int) -> None:
        """A mail of the Maildir that is seen, and so moved to `cur`, or has another flag."""
        if path := self._one(which):
            path.rename(self.maildir / "cur" / f"{path.name.partition(':')[0]}:2,{('S', 'RS', 'ST', 'T', '')[which % 5]}")

    def remove(self, which: int) -> None:
        """A mail of the Maildir that goes."""
        if path := self._one(which):
            path.unlink()

    def single(self, kind: int) -> None:
        """A single mail."""
        data = self.mail(kind)
        (self.folder / "mail" / "single" / f"{self.number}.eml").write_bytes(data)

    def exchange(self, which: int) -> None:
        """Another mail under the name of a single one, or none."""
        paths = sorted((self.folder / "mail" / "single").iterdir())
        if paths:
            path = paths[which % len(paths)]
            path.unlink()
            if which % 3:
                path.write_bytes(self.mail(which))

    def grow_old(self) -> None:
        """Let a while go by: whatever changed, changed long ago, and later than what changed before."""
        for folder in (self.maildir / "cur", self.maildir / "new"):
            if self.times.get(folder) != folder.stat().st_mtime_ns:
                self.changes += 1
                os.utime(folder, (_AGO + self.changes, _AGO + self.changes))
                self.times[folder] = folder.stat().st_mtime_ns

    def _write(self, data: bytes) -> None:
        with self.box.open("ab") as file:
            file.write(self.half + data)
        self.half = b""

    def _one(self, which: int) -> Path | None:
        paths = sorted(path for part in ("cur", "new") for path in (self.maildir / part).iterdir())
        return paths[which % len(paths)] if paths else None

    def ledger(self, name: str) -> Ledger:
        """One of the ledgers, for writing."""
        return open_ledger(self.folder / name / "ledger.sqlite", self.folder / "key" / "vault.key", self.folder / "key", write=True)

    def scan(self, name: str = "kept", *, most: int | None = None, heard: Callable[[Event], object] = id) -> int:
        """Scan into a ledger, and go away after so many events; how many messages were read."""
        catalog = load_catalog()
        read = 0
        with (
            self.ledger(name) as ledger,
            closing(scan_into(ledger, Archive(catalog, (ADDRESS,)), [open_path(self.folder / "mail")], catalog, keep_messages=True)) as events,
        ):
            for event in islice(events, most):
                heard(event)
                read += isinstance(event, Read)
        return read

    def seen(self, name: str = "kept") -> Seen:
        """What the ledger holds."""
        with self.ledger(name) as ledger:
            facts: dict[str, set[Fact]] = {}
            folders: dict[str, set[str]] = {}
            for fact in ledger.facts():
                folders.setdefault(fact.message.key, set()).add(fact.message.folder)
                facts.setdefault(fact.message.key, set()).add(replace(fact, message=_placeless(fact.message)))
            coverage = {entry.folder: entry for entry in ledger.progress.coverage()}
            cases = ledger_cases(ledger, load_catalog(), [ADDRESS], None, NOW)
            told = sorted(((c.outcome, c.type, str(c.amount), c.order_id, sorted(f.message.key for f in c.facts)) for c in cases), key=repr)
        return Seen(facts, folders, coverage, [(*map(repr, case),) for case in told])

    def fresh(self) -> Seen:
        """What a scan into a new ledger finds."""
        shutil.rmtree(self.folder / "fresh", ignore_errors=True)
        self.scan("fresh")
        return self.seen("fresh")


def _placeless(ref: MessageRef) -> MessageRef:
    return replace(ref, origin=Origin("", ""), folder="", use=SpecialUse.ORDINARY)
