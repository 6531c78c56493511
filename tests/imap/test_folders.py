"""Folders are read by what servers say of them; what is not read, and why, is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.errors import SourceError
from scanner.model import SpecialUse
from tests.imap.mails import CARDS, SUBJECTS, gift_mail, inbox, plain_mail
from tests.imap.owner import Owner
from tests.servers.certificates import Certificate
from tests.servers.mailboxes import Mailbox
from tests.servers.scripted import Call, Scripted

At = Callable[..., Owner]


def test_folders_as_servers_name_them(certificate: Certificate, at: At) -> None:
    """Special uses count without the capability; what cannot be opened is not; a name that could carry a command is never sent."""
    folders = {
        "INBOX": Mailbox(dict(CARDS)),
        "Bin": Mailbox({1: gift_mail(7)}, attributes=rb"\HasNoChildren \Trash"),
        "Trash": Mailbox({1: gift_mail(8)}),
        "Parent": Mailbox(attributes=rb"\Noselect \HasChildren"),
        "Gone": Mailbox(attributes=rb"\NonExistent"),
        'A "quoted" \\ name': Mailbox({1: gift_mail(9)}),
        "古い": Mailbox({1: gift_mail(10)}, wire=b"&U+QwRA-"),
        "生": Mailbox({1: gift_mail(11)}, wire="生".encode()),
        "&-broken-&": Mailbox({1: gift_mail(12)}, wire=b"&-broken-&!!"),
    }

    def listed(call: Call, honest: bytes) -> bytes:
        smuggled = b"INBOX\r\nx STORE 1 +FLAGS (\\Deleted)"
        return b'* LIST (\\HasNoChildren) "/" {%d}\r\n%s\r\n' % (len(smuggled), smuggled) + honest

    with Scripted(certificate, folders, quirks={"LIST": listed}) as server:
        owner = at(server)
        with owner.session() as session:
            found = {f.name: f.use for f in session.folders()}
            assert 1 == len(session.left_out)
        owner.scan()
        names = server.names()
    assert SpecialUse.TRASH is found["Bin"] and SpecialUse.ORDINARY is found["Trash"]
    assert {"INBOX", "Bin", "Trash", 'A "quoted" \\ name', "生"} <= set(found)
    assert not {"Parent", "Gone"} & set(found)
    assert "STORE" not in names and "X" not in names
    assert len(SUBJECTS) + 6 == len(owner.found())
    with owner.ledger(write=False) as ledger:
        assert 1 == sum(bool(c.not_seen) for c in ledger.progress.coverage())


def test_exchange_without_a_mailbox_behind_the_log_in(certificate: Certificate, at: At) -> None:
    """'Authenticated but not connected' is explained at once and not tried again."""
    with Scripted(certificate, inbox(), quirks={"LIST": lambda call, _honest: call.no(b"User is authenticated but not connected.", b"BAD")}) as server:
        with pytest.raises(SourceError, match="opens no mailbox"):
            at(server).scan()
        assert 1 == server.names().count("LIST")


def test_drafts_are_not_read_and_that_is_told(certificate: Certificate, at: At) -> None:
    """What lies in Drafts is the owner's unsent word: it is not read, and how much that is stands in the coverage."""
    with Scripted(certificate, inbox() | {"Drafts": Mailbox({1: gift_mail(9), 2: plain_mail(1)}, attributes=rb"\Drafts")}) as server:
        owner = at(server)
        owner.scan()
        assert not any(n == "EXAMINE" and b"Drafts" in a for n, a in server.commands)
    assert SUBJECTS == [subject for subject, _kind in owner.found()]
    with owner.ledger(write=False) as ledger:
        assert {"Drafts": [("drafts are not read", 2)], "INBOX": []} == {c.folder: [(h.why, h.count) for h in c.not_seen] for c in ledger.progress.coverage()}
