"""Opening a ledger: made when it is new, brought up to date, held against its key, locked for one writer."""

from __future__ import annotations

import os
import secrets as random_source
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from scanner.errors import LedgerError, VaultError
from scanner.ledger.ledger import Ledger, told
from scanner.ledger.lock import LedgerLock
from scanner.ledger.meta import KEY_CHECK, LEDGER_ID, meta_of, remembered_file, set_meta
from scanner.ledger.resealing import settle
from scanner.ledger.schema import APPLICATION_ID, check, migrate
from scanner.secrets import Asker, KeyPlace, Vault, find_key, forget_key

BUSY_SECONDS = 30.0  # a reader waits so long for the writer's transaction; those are short


def open_ledger(path: Path, key_file: Path | None, key_folder: Path, *, write: bool, wait: float = 0.0, ask: Asker | None = None) -> Ledger:
    """Open a ledger, made when it is new. A writer holds the lock: LedgerError says who does if another run has it.

    `ask` puts the question for a passphrase, where the key is sealed with one. VaultError if the key is missing or another,
    LedgerError if the file is broken, of a newer version or of another program; then nothing was changed.
    """
    with answering(path), held(path, wait) if write else _unheld() as lock:
        connection = opened(path)
        try:
            vault, key = _vault(connection, path, key_file, key_folder, ask)
            if write:
                settle(connection, key)
        except BaseException:
            connection.close()
            raise
    return Ledger(path, connection, vault, lock, key)


@contextmanager
def answering(path: Path) -> Iterator[None]:
    """What goes wrong with the file of a ledger, as a LedgerError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise LedgerError(f"the ledger {path} cannot be used: {error}", hint="move it aside and scan again; nothing was changed") from None
    except OSError as error:
        raise LedgerError(f"the ledger {path} cannot be used: {error.strerror or error}") from None


@contextmanager
def held(path: Path, wait: float) -> Iterator[LedgerLock]:
    """The lock of a ledger, whose folder is made; given back here where something fails, else by the ledger's end."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = LedgerLock(path)
    lock.acquire(wait)
    try:
        yield lock
    except BaseException:
        lock.release()
        raise


@contextmanager
def _unheld() -> Iterator[None]:
    """A reader needs no lock."""
    yield


def opened(path: Path) -> sqlite3.Connection:
    """The connection to a file that is a ledger of ours, made when it is new. SQLite gives the files beside it the same mode."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
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


def _vault(connection: sqlite3.Connection, path: Path, key_file: Path | None, folder: Path, ask: Asker | None) -> tuple[Vault, KeyPlace]:
    """The vault of a ledger, and where its key is. A ledger knows its key again by a value that tells nothing of it."""
    meta = meta_of(connection)
    if LEDGER_ID not in meta:
        # Kept before a key is made: if we are stopped in between, the next run finds that key by it.
        connection.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (LEDGER_ID, random_source.token_hex(6)))
        meta = meta_of(connection)
    try:
        key = known_key(meta, path, key_file, folder, ask)
    except VaultError:
        # The key may have been exchanged by another run after `meta` was read.
        before, meta = meta, meta_of(connection)
        if meta == before:
            raise
        key = known_key(meta, path, key_file, folder, ask)
    vault = Vault(key.key)
    if KEY_CHECK not in meta:
        set_meta(connection, KEY_CHECK, vault.check_value)
    return vault, key


def known_key(meta: dict[str, str], path: Path, key_file: Path | None, folder: Path, ask: Asker | None) -> KeyPlace:
    """The key of a ledger by what its `meta` says; a new one where it has none yet. Raises VaultError."""
    expected = meta.get(KEY_CHECK)

    def fits(key: bytes) -> bool:
        return Vault(key).check_value == expected

    known = fits if expected is not None else None
    return find_key(meta[LEDGER_ID], key_file, folder, create=known is None, ledger=path, ask=ask, remembered=remembered_file(meta), fits=known)


def erase_ledger(path: Path, key_file: Path | None, key_folder: Path) -> None:
    """Remove a ledger, what SQLite keeps beside it, and its key. A ledger that cannot be read is removed all the same."""
    if not path.parent.exists():
        return
    lock = LedgerLock(path)
    lock.acquire(0.0)
    try:
        meta = _meta_at(path)
        if LEDGER_ID in meta:
            # The key goes first: without it the rest is noise, even if it cannot be removed.
            forget_key(meta[LEDGER_ID], key_file, key_folder, remembered_file(meta))
        with told(path):
            for suffix in ("", "-wal", "-shm"):
                Path(str(path) + suffix).unlink(missing_ok=True)
    except OSError as error:
        raise LedgerError(f"the ledger {path} cannot be removed: {error.strerror or error}") from None
    finally:
        lock.release()


def _meta_at(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        with closing(sqlite3.connect(path)) as connection:
            return meta_of(connection)
    except sqlite3.Error:
        return {}
