"""All that a ledger holds, opened: the same after every way that leads to the end."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from scanner.ledger import Ledger, open_ledger

_TABLES = {
    "mailbox": "name, address",
    "message": "key, sent_at, kind, suspicious, digest",
    "place": "source, folder, special_use, position",
    "case_fact": "fact, case_id",
    "checkpoint": "folder, uidvalidity, digest, searched_by, upto",
    "passed": "folder, uid",
    "unreadable": "position, why",
    "statement": "case_id, at, what",
    "event": "what, case_id, detail",
}


def opened(home: Path, *, write: bool = False) -> Ledger:
    """The ledger of a home."""
    return open_ledger(home / "data" / "ledger.sqlite", home / "keys" / "vault.key", home / "keys", write=write)


def rows(path: Path, table: str, columns: str) -> list[tuple[object, ...]]:
    """The rows of a table of a ledger, sorted."""
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.execute(f"SELECT {columns} FROM {table}"), key=repr)


def state_of(home: Path, *, renamed: bool = True) -> dict[str, Any]:
    """What the ledger of a home holds; cards that the owner told of under names that do not change from run to run."""
    with opened(home) as ledger:
        facts = ledger.facts()
        state: dict[str, Any] = {
            "facts": facts,
            "raw": {fact.message.key: ledger.raw(fact.message.key) for fact in facts},
            "people": ledger.people.known(()),
            "coverage": ledger.progress.coverage(),
            "statements": ledger.words.statements(),
            "cards": ledger.words.cards(),
        }
    path = home / "data" / "ledger.sqlite"
    assert [("ok",)] == rows(path, "pragma_integrity_check", "*")
    state |= {name: rows(path, name, columns) for name, columns in _TABLES.items()}
    return _renamed(state) if renamed and state["cards"] else state


def _renamed(state: dict[str, Any]) -> dict[str, object]:
    """The numbers of cards that the owner told of are random, and their cases' ids follow from them: the same names in every state."""
    names = {card.id: f"card {at}" for at, card in enumerate(sorted(state["cards"], key=lambda card: repr(card)[len(card.id) :]))}
    of_mail = {case_id for fact, case_id in state["case_fact"] if not fact.startswith("told-")}
    names |= dict.fromkeys({*state["statements"], *(case_id for _fact, case_id in state["case_fact"])} - of_mail, "case of a card told of")

    def plain(value: object) -> object:
        if isinstance(value, dict):
            return {str(plain(key)): plain(each) for key, each in value.items()}
        if isinstance(value, list):
            return sorted(str(plain(each)) for each in value)
        text = repr(value)
        for name, shown in names.items():
            text = text.replace(name, shown)
        return text

    return {name: plain(value) for name, value in state.items()}
