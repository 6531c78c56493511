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
from scanner.ledger.meta import KEY_CHECK, LEDGER_ID, meta_of, remembered_file, set_meta
from scanner.ledger.resealing import settle
from scanner.ledger.schema import check, migrate
from scanner.secrets import Asker, KeyPlace, Kind, Vault, find_key, forget_key, places_of

BUSY_SECONDS = 30.0  # a reader waits so long for the writer's transaction; those are short

# What lies beside a ledger that is rebuilt: the new one while it is written, the new one when it is whole, and the broken one.
PART: Final = ".new.part"
READY: Final = ".new"
ASIDE: Final = ".broken-"


def open_ledger(path: Path, key_file: Path | None, key_folder: Path, *, write: bool, wait: float = 0.0, ask: Asker | None = None) -> Ledger:
    """Open a ledger, made when it is new. A writer holds the lock: LedgerError says who does if another run has it.

    `ask` puts the question for a passphrase, where the key is sealed with one. VaultError if the key is missing or another,
    LedgerBroken if the file is damaged, LedgerError if it is beyond reach, of a newer version or of another program; then
    nothing was changed.
    """
    if not write:
        return open_held(path, key_file, key_folder, write=False, ask=ask)
    with locked(path, wait) as lock:
        finish(path)
        ledger = open_held(path, key_file, key_folder, write=True, ask=ask)
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


def open_held(path: Path, key_file: Path | None, key_folder: Path, *, write: bool, ask: Asker | None) -> Ledger:
    """Open a ledger for whoever holds its lock (`write`), or only reads."""
    with reached(path):
        connection = opened(path)
        try:
            vault, key = vault_of(connection, path, key_file, key_folder, ask)
            if write:
                settle(connection, key)
        except BaseException:
            connection.close()
            raise
    return Ledger(path, connection, vault, None, key)


@contextmanager
def reached(path: Path) -> Iterator[None]:
    """What SQLite and the machine say against a ledger's files, as a LedgerError."""
    with told(path):
        try:
            yield
        except OSError as error:
            hint = "its folder must be one that you may write into, on a disk that is not full; what was kept before is unharmed"
            raise LedgerError(f"the ledger {path} cannot be used: {error.strerror or error}", hint=hint) from None


def opened(path: Path) -> sqlite3.Connection:
    """The connection to a file that is a ledger of ours, made when it is new. SQLite gives the files beside it the same mode."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
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


def vault_of(connection: sqlite3.Connection, path: Path, key_file: Path | None, folder: Path, ask: Asker | None) -> tuple[Vault, KeyPlace]:
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
            if _opens_all_the_same(connection, meta, key_file, folder):
                raise broken("the ledger is damaged: the mark of its key is not what it was") from None
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


def _opens_all_the_same(connection: sqlite3.Connection, meta: dict[str, str], key_file: Path | None, folder: Path) -> bool:
    """Whether a key that does not fit the ledger's mark opens what it sealed: then the mark is damaged, and the key is right."""
    facts = connection.execute("SELECT id, body FROM fact LIMIT 20").fetchall()
    for place in places_of(meta[LEDGER_ID], key_file, folder, remembered=remembered_file(meta)):
        if place.kind is Kind.PASSPHRASE:  # it was asked for in vain already
            continue
        with suppress(VaultError):
            key = place.read()
            if key is not None and opens_some(Vault(key), facts):
                return True
    return False


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
        meta = _meta_at(path)
        if LEDGER_ID in meta:
            # The key goes first: without it the rest is noise, even if it cannot be removed.
            forget_key(meta[LEDGER_ID], key_file, key_folder, remembered_file(meta))
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


def _meta_at(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        with closing(sqlite3.connect(path)) as connection:
            return meta_of(connection)
    except sqlite3.Error:
        return {}
