"""A damaged ledger is saved aside, and a new one begun with the same key and number: the owner's words go over, and what mail said,
as far as it can be read; the scan that asked for it reads the mail again.

Each step leaves a state from which the next run goes on: the broken file has its second name before anything else happens,
the new one is whole before it takes the first one's place.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from scanner.errors import LedgerBroken, LedgerError, VaultError
from scanner.ledger.codec import decode_card
from scanner.ledger.damage import beside, is_ours
from scanner.ledger.image import Image, Row
from scanner.ledger.ledger import Ledger
from scanner.ledger.meta import KEY_CHECK, KEY_FILE, LEDGER_ID, ROTATION, remembered_file
from scanner.ledger.opening import ASIDE, PART, READY, finish, locked, open_held, opens_some, reached
from scanner.ledger.remains import Remains, remains_of
from scanner.ledger.schema import MIGRATIONS, migrate
from scanner.model import Told
from scanner.secrets import Asker, Vault, find_key

# What the ledger says of its key and goes over: an exchange of keys that was broken off, too, is finished by the new one.
_KNOWN = (LEDGER_ID, KEY_CHECK, KEY_FILE, ROTATION)
# The tables of the owner's words: what of them goes over.
_WORDS = {
    "statement": ("id", "case_id", "at", "what", "note"),
    "told_card": ("id", "body"),
    "event": ("id", "at", "what", "case_id", "detail"),
    "case_fact": ("fact", "case_id"),
}


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What became of a damaged ledger. `unreadable` counts single words of the owner's that do not open, `cut` says that more may be missing."""

    aside: Path
    why: str
    statements: int
    cards: int
    messages: int
    unreadable: int
    cut: bool
    mailboxes: tuple[str, ...]  # whose mail it held


def open_or_rebuild(path: Path, key_file: Path | None, key_folder: Path, *, wait: float = 0.0, ask: Asker | None = None) -> tuple[Ledger, Salvaged | None]:
    """A ledger to scan into, looked through from end to end; a damaged one is rebuilt first.

    Only a damaged file that is ours is touched: raises what `open_ledger` raises for a key that is wrong or missing (VaultError), for
    a disk, a lock, another program's file or a newer version's (LedgerError), and LedgerBroken where not even its number can be read.
    """
    with locked(path, wait) as lock:
        finish(path)
        salvaged = None
        try:
            ledger = _verified(path, key_file, key_folder, ask)
        except LedgerBroken as damage:
            salvaged = rebuild(path, key_file, key_folder, str(damage), ask)
            ledger = _verified(path, key_file, key_folder, ask)
        ledger.hold(lock)
        return ledger, salvaged


def _verified(path: Path, key_file: Path | None, key_folder: Path, ask: Asker | None) -> Ledger:
    ledger = open_held(path, key_file, key_folder, write=True, ask=ask)
    try:
        ledger.verify()
    except BaseException:
        ledger.close()
        raise
    return ledger


def rebuild(path: Path, key_file: Path | None, key_folder: Path, why: str, ask: Asker | None = None) -> Salvaged:
    """Save a broken ledger aside and put a new one in its place. Whoever calls holds its lock."""
    if not is_ours(path):
        raise LedgerError(f"the ledger {path} is damaged, and nothing in it shows that it is one", hint="move it aside and scan again; nothing was changed")
    with reached(path), closing(Image(path)) as image:
        meta, vault = _known_by(image, path, key_file, key_folder, ask)
        words, mail = _words_of(image, vault), remains_of(image, vault)
        aside = _save_aside(path)
        _write_anew(path, meta, words, mail)
        finish(path)
    counts = (len(words.rows["statement"]), len(words.rows["told_card"]), len(mail.messages))
    return Salvaged(aside, why, *counts, words.unreadable, not words.whole, tuple(name for name, _address in mail.mailboxes.values()))


def _known_by(image: Image, path: Path, key_file: Path | None, key_folder: Path, ask: Asker | None) -> tuple[dict[str, str], Vault]:
    """What the ledger says of itself and its key, and the vault of that. VaultError where the key is missing or another: then nothing is damage."""
    applied = [str(name) for (name,) in image.rows("migration", ("name",))[0]]
    if unknown := [name for name in applied if re.fullmatch(r"\d{4}-[a-z-]+", name) and name not in dict(MIGRATIONS)]:
        raise LedgerError(f"the ledger was written by a newer version of giftscan ({unknown[-1]})", hint="update giftscan")
    meta = dict(cast(list[tuple[str, str]], image.rows("meta", ("name", "value"))[0]))
    number = meta.get(LEDGER_ID) or _found(rb"id([0-9a-f]{12})(?![0-9a-f])", image.data)
    if number is None:
        raise LedgerError("the ledger is damaged, and its number is lost with it", hint="move it aside and scan again; nothing was changed")
    expected = meta.get(KEY_CHECK) or _found(rb"key_check([0-9a-f]{64})", image.data)

    def fits(key: bytes) -> bool:
        vault = Vault(key)
        return vault.check_value == expected or opens_some(vault, image.rows("fact", ("id", "body"))[0])

    key = find_key(number, key_file, key_folder, create=False, ledger=path, ask=ask, remembered=remembered_file(meta), fits=fits)
    vault = Vault(key.key)
    return {**meta, LEDGER_ID: number, KEY_CHECK: vault.check_value}, vault


def _found(pattern: bytes, data: bytes) -> str | None:
    """A value where it stands in the pages, though the tree that leads there is broken; None where there is none, or several."""
    found = set(re.findall(pattern, data))
    return found.pop().decode() if len(found) == 1 else None


@dataclass(slots=True)
class _Words:
    """The owner's words by table, how many single ones could not be read, and whether every table was read to its end."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    unreadable: int = 0
    whole: bool = True


def _words_of(image: Image, vault: Vault) -> _Words:
    words = _Words()
    for table, columns in _WORDS.items():
        found, complete = image.rows(table, columns)
        words.whole = words.whole and complete
        words.rows[table] = []
        for row in found:
            kept = _whole_row(table, row, vault)
            if kept is None and table == "statement":
                # A remark that cannot be opened takes what was said with it only if that is broken, too.
                words.unreadable += 1
                kept = _whole_row(table, (*row[:-1], None), vault)
            elif kept is None:
                words.unreadable += 1
            if kept is not None:
                words.rows[table].append(kept)
    return words


def _whole_row(table: str, row: Row, vault: Vault) -> Row | None:
    """A row whose values are what the table holds; None for another. A letter that is none any more is U+FFFD here."""
    if any(isinstance(value, str) and "\ufffd" in value for value in row):
        return None
    try:
        if table == "statement":
            _number, case_id, at, what, note = row
            datetime.fromisoformat(str(at))
            Told(str(what))
            if note is not None:
                vault.open(cast(bytes, note), f"note:{case_id}:{at}")
        elif table == "told_card":
            decode_card(vault.open(cast(bytes, row[1]), f"told:{row[0]}"))
    except (VaultError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return row


def _save_aside(path: Path) -> Path:
    """Give the broken file and its log a second name that nothing else has."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    for again in range(1, 1000):
        aside = beside(path, f"{ASIDE}{stamp}" + (f"-{again}" if again > 1 else ""))
        if any(beside(aside, suffix).exists() for suffix in ("", "-wal", "-journal")):
            continue
        for suffix in ("-wal", "-journal", ""):
            if beside(path, suffix).exists():
                _second_name(beside(path, suffix), beside(aside, suffix))
        return aside
    raise LedgerError(f"the ledger {path} is damaged, and too many broken ones lie beside it", hint="move them elsewhere and scan again")


def _second_name(file: Path, name: Path) -> None:
    """A hard link; a copy with the same mode where the file system has none."""
    try:
        os.link(file, name)
    except FileExistsError:
        raise
    except OSError:
        try:
            shutil.copy2(file, name)
        except BaseException:
            name.unlink(missing_ok=True)
            raise


def _write_anew(path: Path, meta: dict[str, str], words: _Words, mail: Remains) -> None:
    """The new ledger, whole, under the name from which `finish` puts it in its place."""
    part = beside(path, PART)
    for suffix in ("", "-journal"):
        beside(part, suffix).unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(part, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            migrate(connection)
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO meta VALUES (?, ?)", [(name, value) for name, value in meta.items() if name in _KNOWN])
            for table, columns in _WORDS.items():
                marks = ", ".join("?" * len(columns))
                connection.executemany(f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})", words.rows[table])  # noqa: S608 - our own names
            mail.write(connection)
            connection.execute("COMMIT")
        part.replace(beside(path, READY))
    except BaseException:
        for suffix in ("", "-journal"):
            with suppress(OSError):
                beside(part, suffix).unlink(missing_ok=True)
        raise
