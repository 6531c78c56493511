"""A ledger with one of everything that is sealed, and all of it read back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scanner.ledger import Ledger
from scanner.ledger.resealing import SEALED_COLUMNS
from scanner.model import Address, Coverage, SearchedBy, SpecialUse, Told, ToldCard
from tests.imap.mails import gift_mail
from tests.ledger.conftest import keep, read

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)


def fill(ledger: Ledger, mails: int = 2) -> None:
    """Keep facts, mails, notes, people, a card that the owner told of, and which files of an archive were read."""
    for number in range(1, mails + 1):
        keep(ledger, read(gift_mail(number), number))
    with ledger.transaction():
        ledger.people.note(1, Address("山田 太郎", "taro@example.com"), written_to=True)
        ledger.people.note(1, Address("", "jiro@example.com"), written_to=False)
        roll = ledger.folders.roll("mail", "Inbox", "inbox:INBOX", "rules")
        roll.add(7, (Coverage("mail", "INBOX", SpecialUse.INBOX, 1, None, None, SearchedBy.FULL),))
        ledger.folders.keep("mail", "Inbox", "inbox:INBOX", "rules", roll)
        ledger.people.keep_census("rules", [("to", [["hanako@example.jp", 3]])])
        ledger.words.tell("abc123", Told.DELETED, "a note of the owner's", NOW)
        ledger.words.tell("abc123", Told.ASKED, "", NOW)
        ledger.words.tell_of(ToldCard(id="c0ffee", at=NOW, what=Told.BOUGHT_IN_SHOP, giver="Mika", serial="987654321"))


def holdings(ledger: Ledger) -> dict[str, Any]:
    """Everything that is sealed, opened. People are looked up by their marks, too: noting them again adds nobody."""
    facts = ledger.facts()
    return {
        "facts": sorted((f.id, f.code.reveal() if f.code else "") for f in facts),
        "mails": sorted((key, ledger.raw(key)) for key in {f.message.key for f in facts}),
        "people": (dict(ledger.people.known(()).addresses), sorted(ledger.people.known(()).written_to)),
        "marks": sorted(ledger.vault.mark(body) == mark for mark, body in opened_people(ledger)),
        "notes": [(s.at, s.what, s.note) for told in ledger.words.statements().values() for s in told],
        "cards": ledger.words.cards(),
        "files": [ledger.folders.roll("mail", "Inbox", "inbox:INBOX", "rules").meet(number, 1) for number in (7, 8)],
        "census": list(ledger.people.census("rules")),
    }


def opened_people(ledger: Ledger) -> list[tuple[str, str]]:
    """The people's marks, and the texts that they are marks of."""
    rows = ledger._db.execute("SELECT mark, body FROM person").fetchall()
    return [(mark, ledger.vault.open(body, f"person:{mark}").decode()) for mark, body in rows]


def sealed_bytes(ledger: Ledger) -> list[bytes]:
    """A piece of every sealed value as it lies in the file, and every keyed mark."""
    found = [row[0] for table, column in SEALED_COLUMNS for row in ledger._db.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")]
    return [sealed[1:17] for sealed in found] + [mark.encode() for mark, _text in opened_people(ledger)]


def bytes_under(folder: Path) -> bytes:
    """Every byte of every file in a folder."""
    return b"".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())
