"""What went wrong with a ledger's file: damage is told apart from a full or failing disk, a lock and a missing permission.

Damage is what SQLite calls corrupt or no database, in a file that is ours, and a sealed value that the right key does not
open. A new form of sealed values must therefore come with a migration: by that an older version knows a newer one's work.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from scanner.errors import LedgerBroken, LedgerError, VaultError
from scanner.ledger.schema import APPLICATION_ID, check

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_WAL_MAGIC = (0x377F0682, 0x377F0683)
_ID_AT = 68  # where a database's head has its application id (SQLite's file format, section 1.3.15)


def beside(path: Path, suffix: str) -> Path:
    """A file that lies beside a ledger under its name."""
    return path.with_name(path.name + suffix)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says that a file's content is wrong, not that it cannot be reached."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # Python's own word on a text that is no UTF-8
        return isinstance(error, sqlite3.OperationalError) and "decode" in str(error)
    # A schema of a format that no SQLite ever wrote has no code of its own.
    return code & 0xFF in _DAMAGE or "unsupported file format" in str(error)


def is_ours(path: Path) -> bool:
    """Whether a file says that it is a ledger: in its head, or in the newest first page of the log beside it."""
    ours = APPLICATION_ID.to_bytes(4, "big")
    try:
        with path.open("rb") as file:
            if file.read(_ID_AT + 4)[_ID_AT:] == ours:
                return True
        with beside(path, "-wal").open("rb") as file:
            head = file.read(32)
            size = int.from_bytes(head[8:12], "big")
            if int.from_bytes(head[:4], "big") not in _WAL_MAGIC or not 512 <= size <= 65536:
                return False
            while frame := file.read(24 + size):
                if frame[:4] == b"\0\0\0\1" and frame[24 + _ID_AT : 24 + _ID_AT + 4] == ours:
                    return True
    except FileNotFoundError:
        pass
    return False


def broken(why: str) -> LedgerBroken:
    """The answer to damage, with its sentence."""
    return LedgerBroken(
        why,
        hint="`giftscan scan` saves the broken file aside, keeps what it can read of your own words, and reads the mail again",
    )


def answer_to(error: sqlite3.Error, path: Path | None = None) -> LedgerError:
    """SQLite's error as ours: what happened, and what to do. With `path` a file that is not ours is never called a broken ledger."""
    if is_damage(error):
        if path is None or is_ours(path):
            return broken(f"the ledger is damaged: {error}")
        return LedgerError(f"the ledger {path} cannot be used: {error}", hint="move it aside and scan again; nothing was changed")
    shown = f"the ledger {path} cannot be used: {error}" if path else f"the ledger cannot be used: {error}"
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LedgerError(shown, hint="another program holds it; try again when that has ended")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return LedgerError(shown, hint="its folder must be one that you may write into; what was kept before is unharmed")
    return LedgerError(shown, hint="is the disk full, or failing? What was kept before is unharmed")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """SQLite's errors as ours: a full disk, a broken file, another program that holds it."""
    try:
        yield
    except sqlite3.Error as error:
        raise answer_to(error, path) from None


@contextmanager
def sound() -> Iterator[None]:
    """Around what reads rows whose key is known to be right: LedgerBroken where a value does not open or makes no sense."""
    try:
        yield
    except sqlite3.Error as error:
        raise answer_to(error) from None
    except VaultError:
        raise broken("the ledger is damaged: a sealed value cannot be opened") from None
    except (ValueError, TypeError, KeyError, zlib.error):
        raise broken("the ledger is damaged: a value makes no sense") from None


@contextmanager
def known_form() -> Iterator[None]:
    """Around what decodes a value that was sealed, and so is what some version wrote: what we do not know is newer, not damaged."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError):
        raise LedgerError("the ledger holds facts in a form that this version does not know", hint="update giftscan") from None


def examine(path: Path) -> None:
    """Look through a ledger's pages before anything is written, its log not even merged. LedgerBroken, or sqlite3's errors."""
    if path.stat().st_size == 0:
        # SQLite would throw the log of an empty file away, and with it all that is left.
        if is_ours(path):
            raise broken("the ledger is damaged: its file is empty, but its log is not")
        return
    # What a run that was stopped at its first step left half done is taken back first, and that takes writing.
    mode = "rw" if beside(path, "-journal").exists() else "ro"
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode={mode}", uri=True, isolation_level=None, timeout=30.0)) as connection:
        check(connection)
        error = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0]).rpartition("\n")[2]
    if error != "ok":
        raise broken(f"the ledger is damaged: {error}")
