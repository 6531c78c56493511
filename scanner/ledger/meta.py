"""What a ledger says of itself and of its key: names and values in the clear, none of which tells anything of the key."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

LEDGER_ID: Final = "id"  # names the key in the keyring, and its files
KEY_CHECK: Final = "key_check"  # what its key is known again by
KEY_FILE: Final = "key_file"  # the file that `giftscan vault` put the key into, where it did
ROTATION: Final = "rotation"  # how far an exchange of the key has come: BEGUN or SEALED; nothing where none is under way
BEGUN: Final = "begun"  # a second key may lie beside the first; the ledger still is sealed with the first
SEALED: Final = "sealed"  # everything is sealed with the second key; what the first one sealed may not be overwritten yet


def meta_of(connection: sqlite3.Connection) -> dict[str, str]:
    """All of it."""
    return dict(connection.execute("SELECT name, value FROM meta"))


def set_meta(connection: sqlite3.Connection, name: str, value: str | None) -> None:
    """Keep a value under its name, or none."""
    if value is None:
        connection.execute("DELETE FROM meta WHERE name = ?", (name,))
    else:
        connection.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value))


def remembered_file(meta: dict[str, str]) -> Path | None:
    """The key file that was chosen with `giftscan vault`."""
    return Path(meta[KEY_FILE]) if KEY_FILE in meta else None
