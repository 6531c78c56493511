"""Opening a ledger: made when it is new, brought up to date, held against its key, locked for one writer."""

from __future__ import annotations

import os
import secrets as random_source
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from scanner.errors import LedgerError, VaultError
from scanner.ledger.ledger import Ledger, told
from scanner.ledger.lock import LedgerLock
from scanner.ledger.schema import APPLICATION_ID, check, migrate
from scanner.secrets import Vault, find_key, forget_key

BUSY_SECONDS = 30.0  # a reader waits so long for the writer's transaction; those are short


def open_ledger(path: Path, key_file: Path | None, key_folder: Path, *, write: bool, wait: float = 0.0) -> Ledger:
    """Open a ledger, made when it is new. A writer holds the lock: LedgerError says who does if another run has it.

    VaultError if the key is missing or another, LedgerError if the file is broken, of a newer version or of another
    program; then nothing was changed.
    """
    lock = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if write:
            lock = LedgerLock(path)
            lock.acquire(wait)
        connection = _opened(path)
        try:
            vault, where = _vault(connection, key_file, key_folder)
        except BaseException:
            connection.close()
            raise
    except BaseException as error:
        if lock:
            lock.release()
        if isinstance(error, sqlite3.DatabaseError):
            raise LedgerError(f"the ledger {path} cannot be used: {error}", hint="move it aside and scan again; nothing was changed") from None
        if isinstance(error, OSError):
            raise LedgerError(f"the ledger {path} cannot be used: {error.strerror or error}") from None
        raise
    return Ledger(path, connection, vault, lock, where)


def _opened(path: Path) -> sqlite3.Connection:
    """The connection to a file that is a ledger of ours. SQLite gives the files beside it the same mode."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    if _is_ours(path) and path.stat().st_mode & 0o077:
        path.chmod(0o600)  # before SQLite makes its files beside it
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


def _is_ours(path: Path) -> bool:
    """Whether a file's head says that it is a ledger (SQLite's file format, section 1.3.15: the application id)."""
    with path.open("rb") as file:
        return file.read(72)[68:] == APPLICATION_ID.to_bytes(4, "big")


def _vault(connection: sqlite3.Connection, key_file: Path | None, folder: Path) -> tuple[Vault, str]:
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
        raise VaultError(f"the key in {place.where} is not the one that this ledger was made with", hint="bring the right one back; nothing was changed")
    return vault, place.where


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
            for suffix in ("", "-wal", "-shm"):
                Path(str(path) + suffix).unlink(missing_ok=True)
    except OSError as error:
        raise LedgerError(f"the ledger {path} cannot be removed: {error.strerror or error}") from None
    finally:
        lock.release()


def _id_of(path: Path) -> str | None:
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(path)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE name = 'id'").fetchone()
    except sqlite3.Error:
        return None
    return str(row[0]) if row else None
