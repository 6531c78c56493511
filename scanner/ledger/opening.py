"""Opening a ledger: made when it is new, brought up to date, held against its key, locked for one writer."""

from __future__ import annotations

import glob
import os
import secrets as random_source
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final, cast

from scanner.errors import LedgerError, VaultError
from scanner.ledger.damage import beside, broken, examine, is_ours, told
from scanner.ledger.ledger import Ledger
from scanner.ledger.lock import LedgerLock
from scanner.ledger.schema import check, migrate
from scanner.secrets import Vault, find_key, forget_key

BUSY_SECONDS = 30.0  # a reader waits so long for the writer's transaction; those are short

# What lies beside a ledger that is rebuilt: the new one while it is written, the new one when it is whole, and the broken one.
PART: Final = ".new.part"
READY: Final = ".new"
ASIDE: Final = ".broken-"


def open_ledger(path: Path, key_file: Path | None, key_folder: Path, *, write: bool, wait: float = 0.0) -> Ledger:
    """Open a ledger, made when it is new. A writer holds the lock: LedgerError says who does if another run has it.

    VaultError if the key is missing or another, LedgerBroken if the file is damaged, LedgerError if it is beyond reach, of a
    newer version or of another program; then nothing was changed.
    """
    if not write:
        return open_held(path, key_file, key_folder)
    with locked(path, wait) as lock:
        finish(path)
        ledger = open_held(path, key_file, key_folder)
        ledger.hold(lock)
        return ledger


@contextmanager
def locked(path: Path, wait: float) -> Iterator[LedgerLock]:
    """The writer's lock. Given back where what is done under it fails; else whoever holds it gives it back."""
    with reached(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = LedgerLock(path)
        lock.acquire(wait)
        try:
            yield lock
        except BaseException:
            lock.release()
            raise


def open_held(path: Path, key_file: Path | None, key_folder: Path) -> Ledger:
    """Open a ledger for whoever holds its lock, or only reads."""
    with reached(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        connection = _opened(path)
        try:
            vault, where = vault_of(connection, key_file, key_folder)
        except BaseException:
            connection.close()
            raise
    return Ledger(path, connection, vault, None, where)


@contextmanager
def reached(path: Path) -> Iterator[None]:
    """What SQLite and the machine say against a ledger's files, as a LedgerError."""
    with told(path):
        try:
            yield
        except OSError as error:
            hint = "its folder must be one that you may write into, on a disk that is not full; what was kept before is unharmed"
            raise LedgerError(f"the ledger {path} cannot be used: {error.strerror or error}", hint=hint) from None


def _opened(path: Path) -> sqlite3.Connection:
    """The connection to a file that is a ledger of ours. SQLite gives the files beside it the same mode."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    if is_ours(path) and path.stat().st_mode & 0o077:
        path.chmod(0o600)  # before SQLite makes its files beside it
    examine(path)
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        check(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = FULL")
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def vault_of(connection: sqlite3.Connection, key_file: Path | None, folder: Path) -> tuple[Vault, str]:
    """The vault of a ledger, and where its key is. A ledger knows its key again by a value that tells nothing of it."""
    meta = dict(connection.execute("SELECT name, value FROM meta"))
    if "id" not in meta:
        # Kept before a key is made: if we are stopped in between, the next run finds that key by it.
        connection.execute("INSERT OR IGNORE INTO meta VALUES ('id', ?)", (random_source.token_hex(6),))
        meta = dict(connection.execute("SELECT name, value FROM meta"))
    expected = meta.get("key_check")
    place = find_key(meta["id"], key_file, folder, create=expected is None)
    vault = Vault(place.key)
    if expected is None:
        connection.execute("INSERT INTO meta VALUES ('key_check', ?)", (vault.check_value,))
    elif expected != vault.check_value:
        if opens_some(vault, connection.execute("SELECT id, body FROM fact LIMIT 20").fetchall()):
            raise broken("the ledger is damaged: the mark of its key is not what it was")
        raise VaultError(f"the key in {place.where} is not the one that this ledger was made with", hint="bring the right one back; nothing was changed")
    return vault, place.where


def opens_some(vault: Vault, facts: Iterable[tuple[object, ...]]) -> bool:
    """Whether a key opens at least one of some sealed facts: then it is the right one, whatever the ledger says of it."""
    for fact_id, body in facts:
        with suppress(VaultError, TypeError):
            vault.open(cast(bytes, body), f"fact:{fact_id}")
            return True
    return False


def finish(path: Path) -> None:
    """Put a rebuilt ledger in its place where a run was stopped just before. The broken one lies aside already."""
    ready = beside(path, READY)
    if not ready.exists():
        return
    # The log of another file would be taken for this one's.
    for suffix in ("-wal", "-shm", "-journal"):
        beside(path, suffix).unlink(missing_ok=True)
    ready.replace(path)


def erase_ledger(path: Path, key_file: Path | None, key_folder: Path) -> None:
    """Remove a ledger, what SQLite keeps beside it, and its key. A ledger that cannot be read is removed all the same."""
    if not path.parent.exists():
        return
    lock = LedgerLock(path)
    lock.acquire(0.0)
    try:
        ledger_id = _id_of(path)
        if ledger_id:
            # The key goes first: without it the rest is noise, even if it cannot be removed.
            forget_key(ledger_id, key_file, key_folder)
        with told(path):
            for suffix in ("", "-wal", "-shm", "-journal", READY, PART):
                beside(path, suffix).unlink(missing_ok=True)
            for aside in saved_aside(path):
                for suffix in ("", "-wal", "-journal"):
                    beside(aside, suffix).unlink(missing_ok=True)
    except OSError as error:
        raise LedgerError(f"the ledger {path} cannot be removed: {error.strerror or error}") from None
    finally:
        lock.release()


def saved_aside(path: Path) -> list[Path]:
    """The broken ledgers that were saved aside beside a ledger."""
    return sorted(p for p in path.parent.glob(f"{glob.escape(path.name)}{ASIDE}*") if not p.name.endswith(("-wal", "-journal")))


def _id_of(path: Path) -> str | None:
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(path)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE name = 'id'").fetchone()
    except sqlite3.Error:
        return None
    return str(row[0]) if row else None
