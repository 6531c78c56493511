"""What mail said, as far as a broken ledger still holds it: the mail itself may be deleted since, so what opens goes over.

Only what its seal vouches for is taken: facts, kept messages, people. All of it counts as read by older rules, so that the
next scan reads again whatever is still there.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import cast

from scanner.errors import VaultError
from scanner.ledger.codec import decode_fact
from scanner.ledger.image import Image, Row
from scanner.ledger.times import iso_utc
from scanner.model import Authenticity, Fact, SpecialUse
from scanner.secrets import Vault

_OLDER_RULES = ""  # the digest of no catalog


@dataclass(slots=True)
class Remains:
    """Rows for a new ledger, by table; `mailboxes` are the names of those whose mail it held."""

    mailboxes: dict[int, tuple[str, str]] = field(default_factory=dict)
    messages: list[Row] = field(default_factory=list)
    places: list[Row] = field(default_factory=list)
    facts: list[Row] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)

    def write(self, connection: sqlite3.Connection) -> None:
        """Put them into a new ledger, within a transaction of the caller's."""
        connection.executemany(
            "INSERT OR IGNORE INTO mailbox (id, name, address) VALUES (?, ?, ?)", [(number, *names) for number, names in self.mailboxes.items()]
        )
        connection.executemany(
            "INSERT OR IGNORE INTO message (id, mailbox, key, sent_at, kind, suspicious, digest, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", self.messages
        )
        connection.executemany("INSERT OR IGNORE INTO fact (id, message, body) VALUES (?, ?, ?)", self.facts)
        connection.executemany("INSERT OR IGNORE INTO place (message, source, folder, special_use, position) VALUES (?, ?, ?, ?, ?)", self.places)
        connection.executemany("INSERT OR IGNORE INTO person (mailbox, mark, body, written_to) VALUES (?, ?, ?, ?)", self.people)


def remains_of(image: Image, vault: Vault) -> Remains:
    """What of a broken ledger's mail still opens."""
    found = Remains()
    for row in image.rows("mailbox", ("id", "name", "address"))[0]:
        if _is_whole(row):
            found.mailboxes[cast(int, row[0])] = (str(row[1]), str(row[2]))
    facts: dict[object, list[tuple[Fact, bytes]]] = {}
    for fact_id, number, body in image.rows("fact", ("id", "message", "body"))[0]:
        if (plain := _opened(vault, body, f"fact:{fact_id}")) is not None and (fact := _decoded(plain)) is not None:
            facts.setdefault(number, []).append((fact, cast(bytes, body)))
    for number, mailbox, raw in image.rows("message", ("id", "mailbox", "raw"))[0]:
        if number in facts and mailbox in found.mailboxes:
            _take(found, vault, number, mailbox, raw, facts[number])
    taken = {row[0] for row in found.messages}
    for row in image.rows("place", ("message", "source", "folder", "special_use", "position"))[0]:
        if row[0] in taken and _is_whole(row) and row[3] in list(SpecialUse):
            found.places.append(row)
    for row in image.rows("person", ("mailbox", "mark", "body", "written_to"))[0]:
        if row[0] in found.mailboxes and _opened(vault, row[2], f"person:{row[1]}") is not None:
            found.people.append(row)
    return found


def _take(found: Remains, vault: Vault, number: object, mailbox: object, raw: object, facts: list[tuple[Fact, bytes]]) -> None:
    """A message with those of its facts that open. What its row says in the open is written anew from them."""
    first = facts[0][0]
    key = first.message.key
    kept = raw if raw is not None and _opened(vault, raw, f"raw:{key}") is not None else None
    suspicious = first.authenticity is Authenticity.SUSPICIOUS
    found.messages.append((number, mailbox, key, iso_utc(first.message.date), first.kind, suspicious, _OLDER_RULES, kept))
    found.facts += [(fact.id, number, body) for fact, body in facts if fact.message.key == key]


def _opened(vault: Vault, sealed: object, bound_to: str) -> bytes | None:
    try:
        return vault.open(cast(bytes, sealed), bound_to)
    except (VaultError, TypeError, AttributeError):
        return None


def _decoded(plain: bytes) -> Fact | None:
    try:
        return decode_fact(plain)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _is_whole(row: Row) -> bool:
    """Whether all texts of a row are texts still: a letter that is none any more is U+FFFD here."""
    return not any(value is None or (isinstance(value, str) and "\ufffd" in value) for value in row)
