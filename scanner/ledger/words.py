"""The owner's word about cases, and what the owner did with them; notes are sealed."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from scanner.ledger.codec import decode_card, encode_card, known_form
from scanner.ledger.times import now_iso
from scanner.model import Statement, Told, ToldCard
from scanner.secrets import Vault


class WordsTable:
    """Statements and events."""

    def __init__(self, connection: sqlite3.Connection, vault: Vault) -> None:
        self._db = connection
        self._vault = vault

    def tell(self, case_id: str, what: Told, note: str, at: datetime) -> None:
        """Keep a statement of the owner's."""
        sealed = self._vault.seal(note.encode(), f"note:{case_id}:{at.isoformat()}") if note else None
        self._db.execute("INSERT INTO statement (case_id, at, what, note) VALUES (?, ?, ?, ?)", (case_id, at.isoformat(), what, sealed))

    def untell(self, case_id: str) -> Statement | None:
        """Take the newest statement about a case back; None where there is none."""
        told = self.statements().get(case_id, ())
        if not told:
            return None
        self._db.execute("DELETE FROM statement WHERE id = (SELECT max(id) FROM statement WHERE case_id = ?)", (case_id,))
        return told[-1]

    def statements(self) -> dict[str, tuple[Statement, ...]]:
        """The owner's statements by case, oldest first."""
        found: dict[str, list[Statement]] = {}
        for case_id, at, what, note in self._db.execute("SELECT case_id, at, what, note FROM statement ORDER BY id"):
            text = self._vault.open(note, f"note:{case_id}:{at}").decode() if note else ""
            found.setdefault(case_id, []).append(Statement(datetime.fromisoformat(at), Told(what), text))
        return {case_id: tuple(told) for case_id, told in found.items()}

    def tell_of(self, card: ToldCard) -> None:
        """Keep a card that no mail shows."""
        self._db.execute("INSERT INTO told_card VALUES (?, ?)", (card.id, self._vault.seal(encode_card(card), f"told:{card.id}")))

    def cards(self) -> list[ToldCard]:
        """The cards that the owner told of, in the order of their ids."""
        rows = self._db.execute("SELECT id, body FROM told_card ORDER BY id").fetchall()
        with known_form():
            return [decode_card(self._vault.open(body, f"told:{card_id}")) for card_id, body in rows]

    def forget_card(self, card_id: str) -> None:
        """Erase a card that the owner told of."""
        self._db.execute("DELETE FROM told_card WHERE id = ?", (card_id,))

    def log(self, what: str, case_id: str, detail: str = "") -> None:
        """Note something that the owner did: a code revealed, a draft saved."""
        self._db.execute("INSERT INTO event (at, what, case_id, detail) VALUES (?, ?, ?, ?)", (now_iso(), what, case_id, detail))

    def logged(self, what: str, case_id: str) -> list[tuple[str, str]]:
        """When something was done to a case, and its detail."""
        return self._db.execute("SELECT at, detail FROM event WHERE what = ? AND case_id = ? ORDER BY id", (what, case_id)).fetchall()

    def forget(self, case_id: str) -> None:
        """Erase the owner's statements and our notes about a case."""
        for table in ("statement", "event", "case_fact"):
            self._db.execute(f"DELETE FROM {table} WHERE case_id = ?", (case_id,))  # noqa: S608
