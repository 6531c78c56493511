"""A scan goes on where the last one stopped, looks again where it must, and otherwise asks for nothing."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scanner.catalog import load_catalog
from scanner.jobs.events import Read
from scanner.jobs.mailbox import MailboxScan
from scanner.jobs.needles import imap_keys
from scanner.messages import identity
from tests.imap.mails import gift_mail, mail, plain_mail
from tests.imap.owner import Owner
from tests.imap.states import bodies, fetches, fill, state_of
from tests.servers.dovecot import Dovecot
from tests.servers.relay import Relay

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def recorded(dovecot: Dovecot, owner: Owner) -> Iterator[Relay]:
    """The owner behind a relay that keeps the wire."""
    with Relay(dovecot.imaps_port, dovecot.certificate) as relay:
        owner.port = relay.port
        yield relay


def test_nothing_new_costs_no_fetch(dovecot: Dovecot, owner: Owner, recorded: Relay) -> None:
    """A second scan of an unchanged mailbox opens no folder and fetches nothing; the answer is the same."""
    fill(dovecot, owner.user)
    owner.scan()
    first = state_of(owner)
    assert fetches(recorded)
    recorded.clear()
    scan, _events = owner.scan()
    assert [] == [c for c in recorded.commands() if c.startswith(("UID", "EXAMINE"))]
    assert 1 == sum(c.startswith("LIST") for c in recorded.commands())
    assert len(recorded.got) < 4000
    assert 0 == scan.counts.messages
    assert first == state_of(owner)


def test_the_words_of_shops_met_before_are_asked_for_first(dovecot: Dovecot, owner: Owner, recorded: Relay) -> None:
    """The first scan knows no shop; once a Turkish card was found the next one asks in Turkish before the other languages."""
    card = gift_mail(1, sender="Amazon.com.tr <gc-orders@gc.email.amazon.com.tr>").replace("￥3,000".encode(), b"3.000,00 TL")
    dovecot.deliver(owner.user, "INBOX", [card])
    first, _events = owner.scan()
    with owner.ledger() as ledger:
        assert ["amazon.com.tr"] == [fact.marketplace for fact in ledger.facts()]
    dovecot.deliver(owner.user, "INBOX", [plain_mail(2)])
    recorded.clear()
    second, _events = owner.scan()
    assert imap_keys(load_catalog(), ["en"]) == first.searches
    assert imap_keys(load_catalog(), ["en", "tr"]) == second.searches != first.searches
    asked = [c for c in recorded.commands() if c.startswith("UID SEARCH") and "SUBJECT" in c]
    assert [word for name, word in second.searches if name == "SUBJECT"][:3] == [c.rpartition("SUBJECT ")[2].strip('"') for c in asked][:3]


def test_only_what_is_new_is_fetched(dovecot: Dovecot, owner: Owner, recorded: Relay) -> None:
    """New mail is fetched, by its UIDs alone; the last message is not taken for new because `n:*` always finds one."""
    fill(dovecot, owner.user)
    owner.scan()
    known = len(owner.found())
    dovecot.deliver(owner.user, "アーカイブ", [gift_mail(40)])
    recorded.clear()
    owner.scan()
    assert {"4"} == {c.split()[2] for c in fetches(recorded)}
    assert not any("*" in c for c in recorded.commands() if c.startswith("UID"))
    assert known + 1 == len(owner.found())
    recorded.clear()
    owner.scan()
    assert [] == fetches(recorded)


def test_messages_without_a_match_are_remembered(dovecot: Dovecot, owner: Owner, recorded: Relay) -> None:
    """What was read and held nothing is not read again: not in the header sweep of the same scan, nor of the next."""
    fill(dovecot, owner.user)
    owner.scan()
    read = [uid for c in bodies(recorded) for uid in re.findall(r"\d+", c.split()[2])]
    assert len(read) <= 12 + 60 + 2 + 1  # ranges count as their two ends
    assert not any("60:" in c for c in bodies(recorded)[1:])
    dovecot.deliver(owner.user, "INBOX", [plain_mail(900)])
    recorded.clear()
    owner.scan()
    assert [] == bodies(recorded)


def test_grown_rules_look_again(dovecot: Dovecot, owner: Owner, recorded: Relay) -> None:
    """Rules with another digest sweep all headers again and find what they now know; what was kept is read without the server."""
    catalog = load_catalog()
    reward = mail(
        77, "Rewards <noreply@reward-link.com>", "Thank you for taking part",
        "Hello,\r\n\r\nhere is your Amazon.com Gift Card.\r\nAmount: $25.00\r\nClaim code: ZK7Q-4TRNW2-PLVH\r\n",
        datetime(2024, 5, 1, tzinfo=UTC),
    )  # fmt: skip
    dovecot.deliver(owner.user, "INBOX", [gift_mail(1), plain_mail(2), reward])
    small = dataclasses.replace(catalog, issuers=(), digest="rules of yesterday")
    owner.scan(small)
    assert 1 == len(owner.found())
    recorded.clear()
    _scan, events = owner.scan(catalog)
    assert 2 == len(owner.found())
    assert ["UID FETCH 3 (UID INTERNALDATE RFC822.SIZE BODY.PEEK[])"] == bodies(recorded)
    assert any(isinstance(e, Read) and e.message.message_id == "<m1@example.jp>" for e in events)
    assert {(catalog.digest,)} == set(owner.rows("message", "digest"))
    recorded.clear()
    owner.scan(catalog)
    assert [] == fetches(recorded)


def test_rules_that_no_longer_see_anything_take_it_back(dovecot: Dovecot, owner: Owner, recorded: Relay) -> None:
    """A message in which newer rules see nothing leaves no fact behind, and is not read again and again."""
    dovecot.deliver(owner.user, "INBOX", [gift_mail(1), plain_mail(2)])
    owner.scan()
    key = identity(plain_mail(2), "<m500002@example.jp>")
    with owner.ledger() as ledger, ledger.transaction():
        (fact,) = ledger.facts()
        place = dataclasses.replace(fact.message.origin, position=fact.message.origin.position[:-1] + "2")
        seen = dataclasses.replace(fact, id=f"{key}#0", message=dataclasses.replace(fact.message, key=key, origin=place))
        ledger._add(1, (seen,), plain_mail(2), "rules of yesterday")
    assert 2 == len(owner.found())
    recorded.clear()
    _scan, events = owner.scan()
    assert ["<m500002@example.jp>"] == [e.message.message_id for e in events if isinstance(e, Read)]
    assert [(fact.message.key,)] == owner.rows("message", "key")
    assert [] == fetches(recorded)


def test_a_folder_that_is_numbered_anew(dovecot: Dovecot, owner: Owner) -> None:
    """Another UIDVALIDITY has the folder read again, and nothing is there twice."""
    fill(dovecot, owner.user)
    owner.scan()
    before = owner.found()
    places = len(owner.rows("place", "position"))
    dovecot.renumber(owner.user, "INBOX")
    dovecot.deliver(owner.user, "INBOX", [gift_mail(50)])
    owner.scan()
    assert len(before) + 1 == len(owner.found())
    assert places + 1 == len(owner.rows("place", "position"))
    validities = {row[0] for row in owner.rows("checkpoint", "uidvalidity") if row}
    assert {p.split(";")[1] for (p,) in owner.rows("place", "position") if p.startswith("INBOX;")} <= {str(v) for v in validities}  # type: ignore[attr-defined]
    with owner.ledger(write=False) as ledger:
        assert 1 == ledger.counts()["duplicates"]


def test_expunged_between_search_and_fetch(dovecot: Dovecot, owner: Owner) -> None:
    """A message that another program removes in the middle is left out; the others are read and nothing is told as a failure."""
    dovecot.deliver(owner.user, "INBOX", [gift_mail(n) for n in range(5)])
    with owner.ledger() as ledger, owner.session() as session:
        search = session.search_any

        def then_expunge(*arguments, **options):  # type: ignore[no-untyped-def]
            found = search(*arguments, **options)
            with dovecot.client(owner.user) as other:
                other.select("INBOX")
                other.uid("STORE", "2,4", "+FLAGS", r"(\Deleted)")
                other.expunge()
            return found

        session.search_any = then_expunge  # type: ignore[method-assign]
        scan = MailboxScan(session, ledger, load_catalog(), keep_messages=True, skip=(), own_hosts=())
        events = list(scan.run())
    assert 3 == len([e for e in events if isinstance(e, Read)])
    assert 0 == scan.counts.unreadable
    assert 3 == len(owner.found())
    owner.scan()
    assert 3 == len(owner.found())


@pytest.mark.parametrize("change", ["delete", "rename"])
def test_a_folder_that_vanishes_while_it_is_read(dovecot: Dovecot, owner: Owner, change: str) -> None:
    """A folder that is removed or renamed in the middle ends neither the scan nor the ledger's truth."""
    dovecot.deliver(owner.user, "INBOX", [gift_mail(1)])
    dovecot.deliver(owner.user, "Cards", [gift_mail(2), plain_mail(3)])
    with owner.ledger() as ledger, owner.session() as session:
        listed = session.folders

        def then_change():  # type: ignore[no-untyped-def]
            folders = listed()
            with dovecot.client(owner.user) as other:
                other.delete("Cards") if change == "delete" else other.rename("Cards", "Kept")
            return folders

        session.folders = then_change  # type: ignore[method-assign]
        list(MailboxScan(session, ledger, load_catalog(), keep_messages=True, skip=(), own_hosts=()).run())
        holes = {c.folder: c.not_seen for c in ledger.progress.coverage() if c.not_seen}
    assert ["Cards"] == list(holes)
    owner.scan()
    assert (2 if change == "rename" else 1) == len(owner.found())
    with owner.ledger(write=False) as ledger:
        assert "Cards" not in {c.folder for c in ledger.progress.coverage()}
        assert not any(c.not_seen for c in ledger.progress.coverage())


def test_a_message_that_moves_leaves_no_trace_of_a_folder_that_is_gone(dovecot: Dovecot, owner: Owner) -> None:
    """After a folder was renamed between two scans its messages lie where they are now, each once."""
    dovecot.deliver(owner.user, "Cards", [gift_mail(2)])
    owner.scan()
    with dovecot.client(owner.user) as other:
        other.rename("Cards", "Kept")
    owner.scan()
    assert [("Kept",)] == owner.rows("place", "folder")


def test_answers_to_what_an_earlier_scan_found_are_read(dovecot: Dovecot, owner: Owner) -> None:
    """A thank-you whose header names nothing is found by the message that it answers, also when that was found weeks before."""
    dovecot.deliver(owner.user, "INBOX", [gift_mail(1)])
    owner.scan()
    thanks = plain_mail(5, subject="Re: ありがとう", extra="In-Reply-To: <m1@example.jp>\r\n")
    dovecot.deliver(owner.user, "INBOX", [thanks, plain_mail(6)])
    _scan, events = owner.scan()
    assert ["<m500005@example.jp>"] == [e.message.message_id for e in events if isinstance(e, Read)]
