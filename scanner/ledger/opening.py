"""Opening a ledger: made when it is new, brought up to date, held against its key, locked for one writer."""

from __future__ import annotations

import os
import secrets as random_source
import sqlite3
from pathlib import Path

from scanner.errors import LedgerError, VaultError
from scanner.ledger.ledger import Ledger
from scanner.ledger.lock import LedgerLock
from scanner.ledger.schema import migrate
from scanner.secrets import Vault, find_key, forget_key


def open_ledger(path: Path, key_file: Path | None, key_folder: Path, *, write: bool, wait: float = 0.0) -> Ledger:
    """Open a ledger, made when it is new. A writer holds the lock: LedgerError says who does if another run has it.

    VaultError if the key is missing or another; then nothing was changed.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = LedgerLock(path) if write else None
    if lock:
        lock.acquire(wait)
    try:
        connection = _connect(path)
        try:
            migrate(connection)
            vault, where = _vault(connection, key_file, key_folder)
        except BaseException:
            connection.close()
            raise
    except sqlite3.DatabaseError as error:
        if lock:
            lock.release()
        raise LedgerError(f"{path} cannot be used: {error}", hint="move it aside and scan again; nothing was changed") from None
    except BaseException:
        if lock:
            lock.release()
        raise
    return Ledger(path, connection, vault, lock, where)


def _connect(path: Path) -> sqlite3.Connection:
    if not path.exists():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, isolation_level=None, timeout=30.0)
    os.chmod(path, 0o600)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _vault(connection: sqlite3.Connection, key_file: Path | None, folder: Path) -> tuple[Vault, str]:
    meta = dict(connection.execute("SELECT name, value FROM meta"))
    ledger_id = meta.get("id") or random_source.token_hex(6)
    check = meta.get("key_check")
    place = find_key(ledger_id, key_file, folder, create=check is None)
    vault = Vault(place.key)
    if check is None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('id', ?)", (ledger_id,))
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('key_check', ?)", (vault.check_value,))
        connection.execute("COMMIT")
    elif check != vault.check_value:
        raise VaultError(f"the key in {place.where} is not the one that this ledger was made with", hint="bring the right one back; nothing was changed")
    return vault, place.where


def erase_ledger(path: Path, key_file: Path | None, key_folder: Path) -> None:
    """Remove a ledger, what SQLite keeps beside it, and its key. A ledger that cannot be read is removed all the same."""
    lock = LedgerLock(path)
    if not path.parent.exists():
        return
    lock.acquire(0.0)
    try:
        ledger_id = None
        try:
            connection = sqlite3.connect(path)
            row = connection.execute("SELECT value FROM meta WHERE name = 'id'").fetchone()
            ledger_id = row[0] if row else None
            connection.close()
        except sqlite3.DatabaseError:
            pass
        for suffix in ("", "-wal", "-shm"):
            Path(str(path) + suffix).unlink(missing_ok=True)
        if ledger_id:
            forget_key(ledger_id, key_file, key_folder)
    finally:
        lock.release()
