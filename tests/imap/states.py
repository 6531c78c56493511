"""A mailbox to go on with, all that a ledger holds of it, and what went over the wire."""

from __future__ import annotations

from tests.imap.mails import gift_mail, plain_mail
from tests.imap.owner import Owner
from tests.servers.dovecot import Dovecot
from tests.servers.relay import Relay


def fill(server: Dovecot, user: str) -> None:
    """A mailbox of three folders: cards, a copy, orders that hold nothing, and what people write."""
    orders = [plain_mail(n, subject=f"Amazon.co.jp ご注文の確認 {n}") for n in range(60)]
    server.deliver(user, "INBOX", [*(gift_mail(n) for n in range(12)), *orders, *(plain_mail(n) for n in range(100, 160))])
    server.deliver(user, "アーカイブ", [gift_mail(3), gift_mail(20), plain_mail(200)])
    server.deliver(user, "Trash", [gift_mail(21), *(plain_mail(n) for n in range(300, 330))])


def state_of(owner: Owner) -> dict[str, object]:
    """All that a ledger holds, opened; the same after every way that leads to the end."""
    with owner.ledger(write=False) as ledger:
        facts = ledger.facts()
        people = ledger.people.known(())
        coverage = ledger.progress.coverage()
    tables = {
        "message": "key, sent_at, kind, suspicious, digest", "place": "source, folder, special_use, position",
        "checkpoint": "folder, uidvalidity, digest, searched_by, upto",
        "passed": "folder, uid", "unreadable": "position, why",
    }  # fmt: skip
    return {"facts": facts, "people": people, "coverage": coverage} | {name: owner.rows(name, columns) for name, columns in tables.items()}


def fetches(relay: Relay) -> list[str]:
    """The FETCH commands that went by."""
    return [c for c in relay.commands() if c.startswith("UID FETCH")]


def bodies(relay: Relay) -> list[str]:
    """Those of them that asked for whole messages."""
    return [c for c in fetches(relay) if "BODY.PEEK[]" in c]
