"""A change of the vault's key, killed at each of its steps: `python -m tests.ledger.killed`.

On standard input comes one JSON object: a folder, the kind of place that the key is in, and what is done (`rotate`, or the
kind of place it moves to). For every step a copy of the ledger is worked on by a process that kills itself there, so that
nothing is flushed, closed or rolled back. A step is a statement of SQLite, or a file of ours (or the test's keyring) that is
opened, linked, renamed or removed, as Python's audit events tell. What is found afterwards is printed.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import keyring

from scanner.ledger import Ledger, Target, move_key, open_ledger, rotate
from scanner.ledger.meta import meta_of
from scanner.secrets import Kind, passphrase
from tests.cli.keyring_file import FileKeyring
from tests.ledger.holdings import bytes_under, fill, holdings, sealed_bytes

PHRASE = "a passphrase for tests"
_EVENTS = frozenset({"open", "os.rename", "os.link", "os.remove"})


class Site:
    """A folder with a ledger, its keys and a keyring."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = folder / "data" / "ledger.sqlite"
        self.keys = folder / "keys"

    def open(self, *, write: bool = True) -> Ledger:
        """The ledger, with the keyring of this folder."""
        os.environ["GIFTSCAN_TEST_KEYRING"] = str(self.folder / "ring.json")
        return open_ledger(self.ledger, None, self.keys, write=write, ask=lambda _attempt: PHRASE)

    def move(self, ledger: Ledger, kind: Kind) -> None:
        """Move the key."""
        move_key(ledger, Target(kind, self.folder / "stick" / "my.key" if kind is Kind.KEY_FILE else None, PHRASE), None, self.keys)


def work(site: Site, what: str, fatal: int) -> None:
    """Do it, and die at a step."""
    steps = 0

    def step(*_: object) -> None:
        nonlocal steps
        steps += 1
        if steps == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _EVENTS and str(arguments[0]).startswith(str(site.folder)):
            step()

    with site.open() as ledger:
        sys.addaudithook(heard)
        ledger._db.set_trace_callback(step)
        if what == "rotate":
            rotate(ledger)
        else:
            site.move(ledger, Kind(what))


def after(site: Site, expected: dict[str, Any], old: bytes, pieces: list[bytes]) -> dict[str, Any]:
    """What a reader and then a writer find, and what is left when they are done."""
    with site.open(write=False) as ledger:
        read = expected == holdings(ledger)
    with site.open() as ledger:
        written, key, meta = expected == holdings(ledger), ledger.key.key, meta_of(ledger._db)
    with site.open(write=False) as ledger:
        place = ledger.key.place.kind.value
    left = bytes_under(site.ledger.parent)
    return {
        "read": read,
        "written": written,
        "exchanged": key != old,
        "under way": "rotation" in meta,
        "place": place,
        "second keys": [p.name for p in site.folder.rglob("*giftscan-new")] + (["ring"] if ':new"' in ring_text(site) else []),
        "old bytes": sum(piece in left for piece in pieces),
    }


def ring_text(site: Site) -> str:
    """What the keyring's file holds."""
    path = site.folder / "ring.json"
    return path.read_text("utf-8") if path.exists() else ""


def main() -> None:
    """Kill at step one, two, and so on, until nothing is left to be killed."""
    wanted = json.load(sys.stdin)
    passphrase.COST = passphrase.Cost(2**14, 1, 1)  # type: ignore[misc]
    keyring.set_keyring(FileKeyring())  # type: ignore[no-untyped-call]
    model = Site(Path(wanted["folder"]) / "model")
    with model.open() as ledger:
        if wanted["place"] != Kind.KEYRING:
            model.move(ledger, Kind(wanted["place"]))
        fill(ledger, mails=1)
        expected, old, pieces = holdings(ledger), ledger.key.key, sealed_bytes(ledger)
    fatal, died = 0, True
    while died:
        fatal += 1
        site = Site(Path(wanted["folder"]) / "site")
        shutil.rmtree(site.folder, ignore_errors=True)
        shutil.copytree(model.folder, site.folder)
        if str(model.folder) in bytes_under(site.folder).decode("latin-1"):  # a remembered key file lies in the copy
            with_moved_file(site, model)
        process = os.fork()
        if not process:
            try:
                work(site, wanted["what"], fatal)
                os._exit(0)
            finally:
                os._exit(1)
        status = os.waitpid(process, 0)[1]
        died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        assert died or status == 0, f"step {fatal}: it failed"
        print(json.dumps({"step": fatal, "died": died, **after(site, expected, old, pieces)}))


def with_moved_file(site: Site, model: Site) -> None:
    """Let a copied ledger remember the key file beside its copy."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(site.ledger, isolation_level=None)) as connection:
        connection.execute("UPDATE meta SET value = replace(value, ?, ?) WHERE name = 'key_file'", (str(model.folder), str(site.folder)))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


if __name__ == "__main__":
    main()
