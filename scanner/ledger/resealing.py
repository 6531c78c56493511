"""Every sealed value under another key, in one transaction; and what a broken-off exchange of keys left, finished or undone.

An exchange goes: BEGUN is noted; the second key is put beside the first; everything is sealed anew and SEALED is noted, in
one transaction; the second key takes the first one's place; the file is written anew, so that nothing that the old key
opens stays in free pages or in the write-ahead log; the note is taken away. Wherever it stops, one of the two keys opens
the ledger and lies where it is looked for, and the next run that writes goes on from there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from scanner.errors import LedgerError, VaultError
from scanner.ledger.meta import KEY_CHECK, ROTATION, SEALED, meta_of, set_meta
from scanner.secrets import KeyPlace, Vault

# Every sealed column, and how the name of the record that its value is bound to is written in SQL.
SEALED_COLUMNS: Final = {
    ("fact", "body"): "'fact:' || id",
    ("message", "raw"): "'raw:' || key",
    ("statement", "note"): "'note:' || case_id || ':' || at",
    ("told_card", "body"): "'told:' || id",
    ("person", "body"): "'person:' || mark",
    ("archive_names", "names"): "'names:' || place || ':' || sort",
    ("archive_people", "body"): "'census:' || how",
}


def reseal(connection: sqlite3.Connection, old: Vault, new: Vault) -> None:
    """Open everything with one key, seal it with the other, all or nothing. VaultError where a value does not open."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for (table, column), bound_to in SEALED_COLUMNS.items():
            for row, name, sealed in _rows(connection, table, bound_to, column):
                plain = old.open(sealed, name)
                if table == "person":
                    # The mark that a person is found by is keyed, too, and the value bound to it.
                    mark = new.mark(plain.decode("utf-8"))
                    connection.execute("UPDATE person SET mark = ?, body = ? WHERE rowid = ?", (mark, new.seal(plain, f"person:{mark}"), row))
                else:
                    connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (new.seal(plain, name), row))  # noqa: S608 # nosec B608 # our own names
        set_meta(connection, KEY_CHECK, new.check_value)
        set_meta(connection, ROTATION, SEALED)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _rows(connection: sqlite3.Connection, table: str, bound_to: str, column: str) -> Iterator[tuple[int, str, bytes]]:
    """The sealed values of a column one by one (mails may be large): row, the record's name, value."""
    numbers = [row[0] for row in connection.execute(f"SELECT rowid FROM {table} WHERE {column} IS NOT NULL ORDER BY rowid")]  # noqa: S608 # nosec B608 # our own names
    for number in numbers:
        yield connection.execute(f"SELECT rowid, {bound_to}, {column} FROM {table} WHERE rowid = ?", (number,)).fetchone()  # noqa: S608 # nosec B608 # our own names


def sweep(connection: sqlite3.Connection) -> None:
    """Write the file anew and empty the write-ahead log: nothing that was written over stays in either. Raises LedgerError.

    secure_delete overwrites what this program deletes. Another that wrote to the file (sqlite3 at a prompt, a tool that
    mends files) may have left its old content in free pages; VACUUM copies only what counts.
    """
    connection.execute("VACUUM")
    busy, _pages, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise LedgerError(
            "another run of giftscan is reading the ledger", hint="the new key counts already; the next run that writes overwrites what the old one sealed"
        )


def settle(connection: sqlite3.Connection, key: KeyPlace) -> None:
    """Finish an exchange of keys that was broken off after the ledger was sealed anew, undo one that was before; by a writer only."""
    stage = meta_of(connection).get(ROTATION)
    if stage is None:
        return
    # Where the place refuses, somebody reads, or the disk is full, the next run tries again; the ledger can be used meanwhile.
    with suppress(sqlite3.Error, LedgerError, VaultError):
        if key.second:
            key.place.promote()
        key.place.drop_second()
        if stage == SEALED:
            sweep(connection)
        set_meta(connection, ROTATION, None)
