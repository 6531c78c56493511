"""The deep search asks servers for texts as each can be asked, and reads here what they cannot search."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date

import pytest

from scanner.catalog import load_catalog
from scanner.errors import SourceError
from scanner.jobs.deep import DeepSearch
from scanner.jobs.events import Read
from scanner.jobs.mailbox import MailboxScan
from scanner.jobs.recover import Wanted
from tests.imap.mails import inbox, plain_mail
from tests.imap.owner import Owner
from tests.servers.certificates import Certificate
from tests.servers.scripted import Call, Scripted

At = Callable[..., Owner]


@pytest.mark.parametrize(
    "refusal", [b"NO [BADCHARSET (US-ASCII)] no", b"BAD [CLIENTBUG] SEARCH Command arguments invalid", b"BAD Could not parse command", None]
)
def test_a_charset_is_tried_once_and_then_texts_are_read_here(certificate: Certificate, at: At, refusal: bytes | None) -> None:
    """A server that knows no charset (or hangs up over one) is asked once; then the texts themselves are read."""
    hidden = plain_mail(3, subject="お礼").replace("会議室は3番です。".encode(), "Amazonギフト券のコードはKQ7D-ABCDEF-GH2Jです".encode())
    tried = []

    def charset(call: Call, honest: bytes) -> bytes | None:
        if b"CHARSET" not in call.arguments:
            return honest
        tried.append(call.arguments)
        return None if refusal is None else call.tag + b" " + refusal + b"\r\n"

    with Scripted(certificate, inbox({1: hidden}), quirks={"UID SEARCH": charset}) as server:
        owner = at(server)
        with owner.ledger() as ledger, owner.session() as session:
            scan = MailboxScan(session, ledger, load_catalog(), keep_messages=True, skip=(), own_hosts=())
            list(scan.run())
            assert [] == ledger.facts()
            search = DeepSearch(session, scan, load_catalog(), Wanted(words=("山田", "誕生日")))
            if refusal is None:
                with pytest.raises(SourceError, match="closed the connection"):
                    search.cost()
            else:
                cost = search.cost()
                assert (1, 1, True) == (cost.folders, cost.messages, cost.whole)
                events = list(search.run())
                assert 1 == len([e for e in events if isinstance(e, Read)])
                assert 1 == len(ledger.facts())
                assert ["full"] == [c.searched_by for c in ledger.progress.coverage()]
    assert 1 == len(tried)
    assert tried[0].startswith(b"CHARSET UTF-8 UID 4294967295 TEXT {}")


def test_words_beyond_ascii_go_as_a_literal(certificate: Certificate, at: At) -> None:
    """A Japanese word reaches the wire as CHARSET UTF-8 and a literal, announced and waited for where the server knows no
    LITERAL+; ASCII words never carry a charset."""
    for capabilities in (b"IMAP4rev1", b"IMAP4rev1 LITERAL+"):
        with Scripted(certificate, inbox(), capabilities=capabilities) as server:
            with at(server).session() as session:
                session.examine("INBOX")
                session.search_text("TEXT", "amazon")
                session.search_text("TEXT", "ギフト")
            ascii_only, japanese = (arguments for name, arguments in server.commands if name == "UID SEARCH")
        assert b"UID SEARCH TEXT amazon" == ascii_only
        assert b"UID SEARCH CHARSET UTF-8 TEXT {}" + "ギフト".encode() == japanese
        assert (capabilities == b"IMAP4rev1") == (server.waited > 0)


def test_a_deep_search_in_a_time_asks_by_both_dates(certificate: Certificate, at: At) -> None:
    """Mail that was moved in later is found by the day it says it was sent, other mail by the day it came."""
    with Scripted(certificate, inbox(), quirks={"UID SEARCH": lambda call, honest: call.ok(b"SEARCH 9") if b"SINCE" in call.arguments else honest}) as server:
        owner = at(server)
        with owner.ledger() as ledger, owner.session() as session:
            scan = MailboxScan(session, ledger, load_catalog(), keep_messages=True, skip=(), own_hosts=())
            search = DeepSearch(session, scan, load_catalog(), Wanted(since=date(2024, 3, 1), until=date(2024, 3, 31)))
            assert (1, 1, True) == dataclasses.astuple(search.cost())
            assert 1 == len([e for e in search.run() if isinstance(e, Read)])
        asked = [a.decode() for n, a in server.commands if b"SINCE" in a]
    assert {"UID SEARCH SINCE 29-Feb-2024 BEFORE 2-Apr-2024", "UID SEARCH SENTSINCE 29-Feb-2024 SENTBEFORE 2-Apr-2024"} == set(asked)
