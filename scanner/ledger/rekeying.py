"""The ledger's key exchanged, moved to another place, or brought back from an export; and how it stands with it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from scanner.errors import UsageError, VaultError
from scanner.ledger.damage import told
from scanner.ledger.ledger import Ledger
from scanner.ledger.meta import BEGUN, KEY_CHECK, KEY_FILE, LEDGER_ID, ROTATION, meta_of, remembered_file, set_meta
from scanner.ledger.opening import finish, known_key, locked, opened, reached
from scanner.ledger.resealing import SEALED_COLUMNS, reseal, sweep
from scanner.secrets import Asker, FilePlace, KeyPlace, Kind, Place, SealedPlace, Vault, places_of
from scanner.secrets.vault import KEY_BYTES


@dataclass(frozen=True, slots=True)
class Target:
    """Where a key is to go: `kind` of place, and for a key file its path, for a passphrase the new one."""

    kind: Kind
    file: Path | None = None
    passphrase: str = ""

    def __repr__(self) -> str:
        return f"Target({self.kind!r}, {self.file!r})"


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with a ledger's key. `fits` is None where that cannot be told, `why` then or where it does not fit says the reason.

    `sealed` counts the sealed values by table; `places` are all where something lies that may be its key, the one in use first.
    """

    ledger_id: str
    fits: bool | None
    why: str
    hint: str
    places: tuple[Place, ...]
    sealed: dict[str, int]
    is_unfinished: bool


def rotate(ledger: Ledger) -> int:
    """A new key for a ledger that is open for writing: every sealed value sealed anew; returns how many there are.

    Raises VaultError where the key's place cannot be written or a value does not open (nothing is changed then), and LedgerError
    where old bytes could not be written over yet: the new key counts then, and the next run that writes goes on.
    """
    db, place = ledger._db, ledger.key.place
    with told(ledger.path):
        count = sum(_counts(db).values())
        set_meta(db, ROTATION, BEGUN)
        key = os.urandom(KEY_BYTES)
        new = Vault(key)
        try:
            place.put_second(key)
            reseal(db, ledger.vault, new)
        except BaseException:
            # Not where the transaction may have been kept: then one of both keys is the right one, and the next run finds out.
            if meta_of(db).get(ROTATION) == BEGUN:
                with suppress(VaultError):  # the next run tries again
                    place.drop_second()
                    set_meta(db, ROTATION, None)
            raise
        ledger.take(new)
        ledger.key = KeyPlace(key, place)
        place.promote()
        sweep(db)
        set_meta(db, ROTATION, None)
    return count


def move_key(ledger: Ledger, target: Target, key_file: Path | None, key_folder: Path) -> tuple[Place, list[str]]:
    """Move the key of a ledger that is open for writing; returns the new place, and where it could not be removed.

    The new place is written and read back before anything is removed. A systemd credential stays where it is.
    """
    db, key = ledger._db, ledger.key.key
    meta = meta_of(db)
    place = _place(meta[LEDGER_ID], target, key_file, key_folder)
    place.keep_apart(ledger.path)
    place.put(key)
    file = target.file if target.kind is Kind.KEY_FILE and target.file != key_file else None
    old = [p for p in places_of(meta[LEDGER_ID], key_file, key_folder, remembered=remembered_file(meta)) if not _same(p, place)]
    # A file is remembered before the old place goes, and forgotten after it: there is no moment in which nothing is found.
    if file:
        set_meta(db, KEY_FILE, str(file))
    kept = []
    for other in old:
        # Of key files only the one that this ledger's key was in: another may be the key of another ledger.
        if other.kind is Kind.CREDENTIAL or (other.kind is Kind.KEY_FILE and not _holds(other, key)):
            continue
        try:
            other.remove()
        except VaultError:
            kept.append(other.where)
    if not file:
        set_meta(db, KEY_FILE, None)
    ledger.key = KeyPlace(key, place)
    return place, kept


def check_ledger(path: Path, ledger_id: str) -> None:
    """VaultError where an exported key is that of another ledger, by its id; asked before its passphrase is."""
    with reached(path), closing(opened(path)) as connection:
        meta = meta_of(connection)
    if KEY_CHECK not in meta:
        raise UsageError("the ledger has no key yet, so there is none to bring back", hint="run `giftscan scan` first")
    if meta[LEDGER_ID] != ledger_id:
        raise VaultError("the exported key is that of another ledger", hint="nothing was changed")


def bring_key(path: Path, key: bytes, target: Callable[[], Target | None], key_file: Path | None, key_folder: Path) -> Place:
    """Put a key back that a ledger is sealed with; into `target`, else where a new one would go. Raises VaultError.

    Whether it fits is known before `target` is asked for and anything is written.
    """
    with locked(path, 0.0) as lock:
        try:
            finish(path)
            with closing(opened(path)) as connection:
                meta = meta_of(connection)
                if Vault(key).check_value != meta.get(KEY_CHECK):
                    raise VaultError(
                        "the exported key is not the one that this ledger is sealed with now",
                        hint="was the key exchanged after it was exported? nothing was changed",
                    )
                chosen = target()
                place = _brought(path, key, meta, chosen, key_file, key_folder)
                if chosen is not None and chosen.kind is Kind.KEY_FILE and chosen.file != key_file:
                    set_meta(connection, KEY_FILE, str(chosen.file))
                return place
        finally:
            lock.release()


def key_standing(path: Path, key_file: Path | None, key_folder: Path, ask: Asker | None) -> Standing:
    """How it stands with the key of a ledger; nothing is raised for a key that is missing or another. LedgerError for the ledger."""
    with reached(path), closing(opened(path)) as connection:
        meta = meta_of(connection)
        sealed = _counts(connection)
    ledger_id = meta.get(LEDGER_ID, "")
    places: list[Place] = []
    for place in places_of(ledger_id, key_file, key_folder, remembered=remembered_file(meta)):
        try:
            there = place.is_there()
        except VaultError:  # a locked keyring may hold it
            there = True
        if there:
            places.append(place)
    fits: bool | None = None
    why, hint = "", ""
    if KEY_CHECK in meta:
        asked = ask is None and bool(places) and places[0].kind is Kind.PASSPHRASE
        try:
            known_key(meta, path, key_file, key_folder, ask)
            fits = True
        except VaultError as error:
            fits, why, hint = (None if asked else False), str(error), error.hint
    return Standing(ledger_id, fits, why, hint, tuple(places), sealed, ROTATION in meta)


def _brought(path: Path, key: bytes, meta: dict[str, str], target: Target | None, key_file: Path | None, folder: Path) -> Place:
    """Put a key into a place that is chosen, configured, or the first that keeps it."""
    file = key_file or remembered_file(meta)
    if target is None and file is None:
        with suppress(VaultError):
            return _put(_place(meta[LEDGER_ID], Target(Kind.KEYRING), key_file, folder), key, path)
        return _put(_place(meta[LEDGER_ID], Target(Kind.OWN_FILE), key_file, folder), key, path)
    return _put(_place(meta[LEDGER_ID], target or Target(Kind.KEY_FILE, file), key_file, folder), key, path)


def _put(place: Place, key: bytes, ledger: Path) -> Place:
    place.keep_apart(ledger)
    place.put(key)
    return place


def _place(ledger_id: str, target: Target, key_file: Path | None, folder: Path) -> Place:
    if target.kind is Kind.KEY_FILE and target.file is not None:
        return FilePlace(target.file, Kind.KEY_FILE)
    place = next(p for p in places_of(ledger_id, key_file, folder) if p.kind is target.kind)
    if isinstance(place, SealedPlace):
        place.use(target.passphrase)
    return place


def _same(one: Place, other: Place) -> bool:
    return one.where == other.where or (isinstance(one, FilePlace) and isinstance(other, FilePlace) and one.path.resolve() == other.path.resolve())


def _holds(place: Place, key: bytes) -> bool:
    try:
        return place.read() == key
    except VaultError:
        return False


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many values are sealed, by table."""
    return {
        table: int(connection.execute(f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL").fetchone()[0])  # noqa: S608 # nosec B608 # our own names
        for table, column in SEALED_COLUMNS
    }
