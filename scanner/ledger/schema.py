"""The ledger's tables, as migrations: each is applied once, in a transaction of its own with its own record."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from scanner.errors import LedgerError

# What a person without the key can read in a copy of the file: that there are messages, from which folders and days,
# of which kinds; the owner's own addresses; which cases the owner told of or worked on, and when; the path of a key file that
# was chosen with `giftscan vault`. Everything else is sealed.
_FIRST = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE mailbox (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, address TEXT NOT NULL
) STRICT;
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    mailbox INTEGER NOT NULL REFERENCES mailbox ON DELETE CASCADE,
    key TEXT NOT NULL,            -- the message's identity, apart from its places
    sent_at TEXT,                 -- RFC 3339
    kind TEXT,                    -- null: a private note about a card
    suspicious INTEGER NOT NULL DEFAULT 0,
    digest TEXT NOT NULL,         -- of the catalog that read it
    raw BLOB,                     -- sealed; null where messages are not kept
    UNIQUE (mailbox, key)
) STRICT;
CREATE TABLE place (
    message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
    source TEXT NOT NULL, folder TEXT NOT NULL, special_use TEXT NOT NULL, position TEXT NOT NULL,
    UNIQUE (message, source, folder, position)
) STRICT;
CREATE TABLE fact (
    id TEXT NOT NULL,
    message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
    body BLOB NOT NULL,           -- sealed, bound to the fact's id
    PRIMARY KEY (id, message)
) STRICT;
CREATE TABLE case_fact (          -- under which case id a fact was last shown, so that ids outlive new mail
    fact TEXT PRIMARY KEY, case_id TEXT NOT NULL
) STRICT;
CREATE TABLE statement (          -- the owner's word
    id INTEGER PRIMARY KEY, case_id TEXT NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL, note BLOB
) STRICT;
CREATE TABLE checkpoint (         -- how far a folder was looked through, by which rules
    mailbox INTEGER NOT NULL REFERENCES mailbox ON DELETE CASCADE,
    folder TEXT NOT NULL, uidvalidity INTEGER NOT NULL, digest TEXT NOT NULL,
    searched_by TEXT NOT NULL, upto INTEGER NOT NULL,
    PRIMARY KEY (mailbox, folder, searched_by)
) STRICT;
CREATE TABLE coverage (
    mailbox INTEGER NOT NULL REFERENCES mailbox ON DELETE CASCADE,
    source TEXT NOT NULL, folder TEXT NOT NULL, special_use TEXT NOT NULL, messages INTEGER NOT NULL,
    first TEXT, last TEXT, searched_by TEXT NOT NULL, not_seen TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (mailbox, source, folder)
) STRICT;
CREATE TABLE passed (             -- read, with nothing in it, in a folder whose sweep has not come so far yet
    mailbox INTEGER NOT NULL REFERENCES mailbox ON DELETE CASCADE,
    folder TEXT NOT NULL, uidvalidity INTEGER NOT NULL, digest TEXT NOT NULL, uid INTEGER NOT NULL,
    PRIMARY KEY (mailbox, folder, uidvalidity, digest, uid)
) STRICT, WITHOUT ROWID;
CREATE TABLE unreadable (
    mailbox INTEGER NOT NULL REFERENCES mailbox ON DELETE CASCADE,
    source TEXT NOT NULL, folder TEXT NOT NULL, position TEXT NOT NULL,
    why TEXT NOT NULL, digest TEXT NOT NULL,
    again INTEGER NOT NULL,       -- 1: the server did not hand it out, and is asked again
    PRIMARY KEY (mailbox, source, position)
) STRICT;
CREATE TABLE person (             -- who appears in the mail; found by a keyed mark, names and addresses sealed
    mailbox INTEGER NOT NULL REFERENCES mailbox ON DELETE CASCADE,
    mark TEXT NOT NULL, body BLOB NOT NULL, written_to INTEGER NOT NULL,
    PRIMARY KEY (mailbox, mark)
) STRICT;
CREATE TABLE event (              -- drafts saved, codes revealed: what the owner did, and when
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, what TEXT NOT NULL, case_id TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
"""

_TOLD_CARDS = """
CREATE TABLE told_card (          -- cards that no mail shows, as the owner tells of them
    id TEXT PRIMARY KEY, body BLOB NOT NULL
) STRICT;
"""

_ARCHIVE_FILES = """
CREATE TABLE archive_file (       -- files of archives that were read to their end, and what was seen of them
    source TEXT NOT NULL, path TEXT NOT NULL, folder TEXT NOT NULL,
    size INTEGER NOT NULL, changed INTEGER NOT NULL, number INTEGER NOT NULL,
    how TEXT NOT NULL,            -- by which rules, for which owner
    seen TEXT NOT NULL,
    PRIMARY KEY (source, path, folder)
) STRICT;
"""

_ARCHIVE_FOLDERS = """
DROP TABLE archive_file;
CREATE TABLE archive_file (       -- files of archives that were read, and what was seen of them
    source TEXT NOT NULL, path TEXT NOT NULL, folder TEXT NOT NULL,
    size INTEGER NOT NULL, changed INTEGER NOT NULL, number INTEGER NOT NULL,
    how TEXT NOT NULL,            -- by which rules, for which owner
    seen TEXT,                    -- null where it was not read to its end
    upto INTEGER NOT NULL,        -- from there reading can go on; 0 where it cannot
    quotes INTEGER NOT NULL,
    sample TEXT NOT NULL,         -- a keyed mark of the bytes before
    before TEXT NOT NULL,         -- what was seen of them
    PRIMARY KEY (source, path, folder)
) STRICT;
CREATE TABLE archive_folder (     -- folders of archives in which each file is a message
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL, path TEXT NOT NULL, folder TEXT NOT NULL, how TEXT NOT NULL,
    state TEXT NOT NULL,          -- of the folder when all of it was known
    UNIQUE (source, path, folder)
) STRICT;
CREATE TABLE archive_names (      -- which of their files were read
    id INTEGER PRIMARY KEY,
    place INTEGER NOT NULL REFERENCES archive_folder ON DELETE CASCADE,
    sort INTEGER NOT NULL,        -- files of one sort are those of which the same was seen
    seen TEXT NOT NULL,
    count INTEGER NOT NULL,
    names BLOB NOT NULL           -- sealed: eight bytes for each name
) STRICT;
CREATE TABLE archive_people (     -- who was met in archives, and how often: by that it is told whose mail it is
    how TEXT PRIMARY KEY,
    body BLOB NOT NULL            -- sealed
) STRICT;
CREATE INDEX archive_names_of ON archive_names (place, sort);
"""

MIGRATIONS: tuple[tuple[str, str], ...] = (
    ("0001-first", _FIRST),
    ("0002-told-cards", _TOLD_CARDS),
    ("0003-archive-files", _ARCHIVE_FILES),
    ("0004-archive-folders", _ARCHIVE_FOLDERS),
)

# "gsca" in the file's head (PRAGMA application_id): what else lies at the ledger's path is not ours to write into.
APPLICATION_ID = 0x67736361


def check(connection: sqlite3.Connection, migrations: Sequence[tuple[str, str]] = MIGRATIONS) -> None:
    """LedgerError for a ledger of a newer version, and for a database that is none of ours. Nothing is written."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if application != APPLICATION_ID and (tables or application):
        raise LedgerError("the ledger's path holds a database of another program", hint="name another path in config.toml (ledger = ...)")
    known = [name for name, _script in migrations]
    if unknown := [name for name in _applied(connection) if name not in known]:
        raise LedgerError(f"the ledger was written by a newer version of giftscan ({unknown[-1]})", hint="update giftscan")


def migrate(connection: sqlite3.Connection, migrations: Sequence[tuple[str, str]] = MIGRATIONS) -> None:
    """Bring a ledger to this version. A failing migration leaves no trace."""
    applied = _applied(connection)
    for name, script in migrations:
        if name not in applied:
            _apply(connection, name, script)


def _applied(connection: sqlite3.Connection) -> list[str]:
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'migration'").fetchone() is None:
        return []
    return [row[0] for row in connection.execute("SELECT name FROM migration ORDER BY name")]


def _apply(connection: sqlite3.Connection, name: str, script: str) -> None:
    """One migration and its record, together or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL) STRICT")
        if connection.execute("SELECT 1 FROM migration WHERE name = ?", (name,)).fetchone() is None:  # nobody was faster
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute("INSERT INTO migration VALUES (?, ?)", (name, datetime.now(UTC).isoformat()))
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _statements(script: str) -> list[str]:
    """The statements of a script; `executescript` would commit in between."""
    found: list[str] = []
    current = ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            found.append(current)
            current = ""
    return found
