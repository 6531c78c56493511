"""A mailbox tells the same over IMAP as in files: every golden thread, served by a real server and scanned."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from pathlib import Path

import pytest

from scanner.cases import Grace
from scanner.catalog import load_catalog
from scanner.jobs.archive import Archive
from scanner.jobs.casebook import ledger_cases
from scanner.jobs.deep import DeepSearch
from scanner.jobs.mailbox import MailboxScan
from scanner.jobs.recover import Wanted
from scanner.model import Case
from scanner.sources import open_path
from tests.imap.conftest import owner_of
from tests.servers.dovecot import Dovecot

THREADS = sorted(p.parent for p in (Path(__file__).parent.parent / "corpus" / "threads").glob("*/expect.json"))


# Mails whose sender and subject name no card: a deep search finds them, a plain scan lets them go.
SAID_IN_THE_TEXT_ALONE = ("panel-promise-never-kept-en", "survey-rewards-one-bounced-nl")


def brief(case: Case) -> tuple[object, ...]:
    """What a case comes to."""
    codes = tuple(sorted(code.reveal() for code in case.codes))
    return (case.type, case.role, case.outcome, case.route, case.order_id, case.amount, case.recipient, case.giver, codes)


@pytest.mark.parametrize("thread", THREADS, ids=lambda p: p.name)
def test_a_thread_over_imap(dovecot: Dovecot, tmp_path: Path, thread: Path) -> None:
    """The cases of the ledger are those of the files, though only what its header gives away was fetched."""
    catalog = load_catalog()
    expected = json.loads((thread / "expect.json").read_text("utf-8"))
    now = datetime.fromisoformat(expected["now"])
    archive = Archive(catalog, tuple(expected["owner"]))
    for _event in archive.scan([open_path(thread)]):
        pass
    owner = owner_of(dovecot, tmp_path)
    own = sorted(archive.people.owner)
    account = dataclasses.replace(owner, address=own[0])
    for folder in sorted({path.parent for path in thread.rglob("*.eml")}):
        name = folder.relative_to(thread).as_posix()
        name = "INBOX" if name.upper() == "INBOX" else name  # one folder, however it is written (RFC 9051, section 5.1)
        dovecot.deliver(owner.user, name, [path.read_bytes() for path in sorted(folder.glob("*.eml"))])
    account.scan()
    if thread.name in SAID_IN_THE_TEXT_ALONE:
        with account.ledger() as ledger, account.session() as session:
            scan = MailboxScan(session, ledger, catalog, keep_messages=True, skip=(), own_hosts=())
            list(DeepSearch(session, scan, catalog, Wanted(words=("amazon",))).run())
    with account.ledger() as ledger:
        cases = ledger_cases(ledger, catalog, own, Grace(), now)
    assert sorted(map(brief, archive.cases(now, Grace())), key=repr) == sorted(map(brief, cases), key=repr)


def test_a_card_is_one_case_over_two_mailboxes(dovecot: Dovecot, tmp_path: Path) -> None:
    """Bought from the one and received in the other, each scanned by itself into one ledger: the order and the card meet."""
    thread = Path(__file__).parent.parent / "corpus" / "threads" / "bought-at-work-received-at-home-ja"
    expected = json.loads((thread / "expect.json").read_text("utf-8"))
    catalog = load_catalog()
    mailboxes = zip(("work", "home"), expected["owner"], ("会社", "自宅"), strict=True)
    for name, address, folder in mailboxes:
        owner = dataclasses.replace(owner_of(dovecot, tmp_path), name=name, address=address)
        dovecot.deliver(owner.user, "INBOX", [path.read_bytes() for path in sorted((thread / folder).glob("*.eml"))])
        owner.scan()
    with owner.ledger() as ledger:
        assert ["work", "home"] == [name for name, _ in ledger.mailboxes()]
        cases = ledger_cases(ledger, catalog, expected["owner"], Grace(), datetime.fromisoformat(expected["now"]))
    assert sorted((c["outcome"], c["role"], len(c["messages"])) for c in expected["cases"]) == sorted((c.outcome, c.role, len(c.message_ids)) for c in cases)
