"""Folders of archives in which each file is a message: which of a million files were read, in eight bytes each."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator

from scanner.ledger.damage import known_form, sound
from scanner.ledger.files import read_seen, write_seen
from scanner.secrets import Vault
from scanner.sources.roll import Roll, Sort, joined

_LARGER = 2  # numbers go to the last ones kept of their sort unless those are so many times more
_MOST = 2**17  # in a row: a million of them in one would be held several times over while it is written


class FoldersTable:
    """The rolls of all folders. `how` names the rules and whatever else decides what is kept of a mail."""

    def __init__(self, connection: sqlite3.Connection, vault: Vault) -> None:
        self._db = connection
        self._vault = vault

    def roll(self, source: str, path: str, folder: str, how: str) -> Roll:
        """A folder's roll; an empty one where none is kept."""
        row = self._db.execute(
            "SELECT id, state FROM archive_folder WHERE source = ? AND path = ? AND folder = ? AND how = ?", (source, path, folder, how)
        ).fetchone()
        if row is None:
            return Roll()
        place, state = row
        sorts: dict[int, Sort] = {}
        for sort, seen, count in self._db.execute("SELECT sort, seen, count FROM archive_names WHERE place = ? ORDER BY sort, id", (place,)):
            found = sorts.get(sort)
            entries = read_seen(source, seen)
            sorts[sort] = Sort(sort, joined(found.seen, entries), found.count + count) if found else Sort(sort, entries, count)
        numbers = {sort: at for at, sort in enumerate(sorts)}
        return Roll(state, sorts.values(), lambda: ((numbers[sort], names) for sort, names in self._names(place)))

    def keep(self, source: str, path: str, folder: str, how: str, roll: Roll) -> None:
        """Keep what was put on a roll; in one transaction with what was found in those files."""
        place, state, known_how = self._place(source, path, folder, how)
        if roll.shrank or known_how != how:
            # Of what the rules before these read nothing counts any longer.
            self._db.execute("DELETE FROM archive_names WHERE place = ?", (place,))
            roll.shrank = False
        for sort in roll.sorts:
            if sort.new:
                self._add(place, sort)
                sort.new = array("Q")
        if (roll.state if roll.is_done else "") != state or known_how != how:
            self._db.execute("UPDATE archive_folder SET state = ?, how = ? WHERE id = ?", (roll.state if roll.is_done else "", how, place))

    def forget(self, how: str) -> None:
        """Let go of all folders that were read in one way."""
        self._db.execute("DELETE FROM archive_folder WHERE how = ?", (how,))

    def verify(self) -> None:
        """Look whether all of it can be opened."""
        with sound():
            for (place,) in self._db.execute("SELECT id FROM archive_folder").fetchall():
                for _sort, names in self._names(place):
                    del names

    def _place(self, source: str, path: str, folder: str, how: str) -> tuple[int, str, str]:
        row = self._db.execute("SELECT id, state, how FROM archive_folder WHERE source = ? AND path = ? AND folder = ?", (source, path, folder)).fetchone()
        if row is not None:
            return row[0], row[1], row[2]
        values = (source, path, folder, how)
        row = self._db.execute("INSERT INTO archive_folder (source, path, folder, how, state) VALUES (?, ?, ?, ?, '') RETURNING id", values).fetchone()
        return row[0], "", how

    def _add(self, place: int, sort: Sort) -> None:
        """Add new numbers to those of their sort. What grows by many small steps is so written a few times over, and lies in few rows."""
        numbers = sort.new.tobytes()
        rows = self._db.execute("SELECT id, count FROM archive_names WHERE place = ? AND sort = ? ORDER BY id DESC", (place, sort.number)).fetchall()
        for row, count in rows:
            if count > _LARGER * len(numbers) // 8 or count + len(numbers) // 8 > _MOST:
                break
            (sealed,) = self._db.execute("DELETE FROM archive_names WHERE id = ? RETURNING names", (row,)).fetchall()[0]
            numbers = self._vault.open(sealed, f"names:{place}:{sort.number}") + numbers
        for begin in range(0, len(numbers), 8 * _MOST):
            part = numbers[begin : begin + 8 * _MOST]
            self._db.execute(
                "INSERT INTO archive_names (place, sort, seen, count, names) VALUES (?, ?, ?, ?, ?)",
                (place, sort.number, write_seen(sort.seen), len(part) // 8, self._vault.seal(part, f"names:{place}:{sort.number}")),
            )

    def _names(self, place: int) -> Iterator[tuple[int, array[int]]]:
        rows = self._db.execute("SELECT id, sort FROM archive_names WHERE place = ? ORDER BY sort, id", (place,)).fetchall()
        for row, sort in rows:
            with sound():
                (sealed,) = self._db.execute("SELECT names FROM archive_names WHERE id = ?", (row,)).fetchone()
                names = self._vault.open(sealed, f"names:{place}:{sort}")
            with known_form():
                yield sort, array("Q", names)
