"""A draft is laid into the mailbox once, as it is, and only where there is a place for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from scanner.errors import ServerError
from scanner.jobs.saving import save_draft
from tests.imap.mails import mail, plain_mail
from tests.imap.owner import Owner
from tests.servers.certificates import Certificate
from tests.servers.dovecot import Dovecot
from tests.servers.mailboxes import Mailbox
from tests.servers.scripted import Quirk, Scripted

At = Callable[..., Owner]
DRAFT = (
    b"From: hanako@example.jp\nTo: taro@example.com\nSubject: =?utf-8?b?44GK6aGY44GE?=\nMessage-ID: <draft-1@giftscan.invalid>\nX-Unsent: 1\n\n"
    b"Line one\nLine two\r\nLine three\rend\n"
)
IDENTITY = "<draft-1@giftscan.invalid>"


def box(**folders: Mailbox) -> dict[str, Mailbox]:
    """A mailbox with some folders beside INBOX."""
    return {"INBOX": Mailbox(), **folders}


def drafts(*messages: bytes) -> Mailbox:
    """A drafts folder with messages in it."""
    return Mailbox(dict(enumerate(messages, 1)), attributes=rb"\Drafts")


@pytest.mark.parametrize("capabilities", [b"IMAP4rev1", b"IMAP4rev1 LITERAL+", b"IMAP4rev1 UIDPLUS"])
def test_a_draft_is_appended(certificate: Certificate, at: At, capabilities: bytes) -> None:
    """With and without LITERAL+ the draft arrives in CRLF and with \\Draft."""
    with Scripted(certificate, box(Entwurf=drafts()), capabilities=capabilities) as server:
        with at(server).session() as session:
            assert ("Entwurf", True) == save_draft(session, DRAFT, IDENTITY, None)
        ((arguments, message),) = server.appended
    assert rb"Entwurf (\Draft) {}" == arguments
    assert b"\r\n".join(DRAFT.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")) == message


@pytest.mark.parametrize(
    "search",
    [
        pytest.param(None, id="by the server's search"),
        pytest.param(lambda call, honest: honest if b"ALL" in call.arguments else call.no(b"no such search"), id="where that is refused"),
        pytest.param(lambda call, honest: honest if b"ALL" in call.arguments else call.ok(b"SEARCH"), id="where that finds nothing"),
    ],
)
def test_a_draft_that_lies_there_is_left_alone(certificate: Certificate, at: At, search: Quirk | None) -> None:
    """A draft is known again by its Message-ID, also where the server does not find it."""
    quirks = {"UID SEARCH": search} if search else {}
    with Scripted(certificate, box(Drafts=drafts(plain_mail(1), DRAFT.replace(b"\n", b"\r\n"))), quirks=quirks) as server:
        with at(server).session() as session:
            assert ("Drafts", False) == save_draft(session, DRAFT, IDENTITY, None)
        assert [] == server.appended


def test_another_draft_does_not_count(certificate: Certificate, at: At) -> None:
    """A draft whose Message-ID only begins alike is another one."""
    other = mail(9, "hanako@example.jp", "x", "y", datetime(2024, 1, 1, tzinfo=UTC))
    other = other.replace(b"<m9@example.jp>", b"<draft-1@giftscan.invalid.example>")
    with Scripted(certificate, box(Drafts=drafts(other))) as server, at(server).session() as session:
        assert ("Drafts", True) == save_draft(session, DRAFT, IDENTITY, None)


def test_no_drafts_folder(certificate: Certificate, at: At) -> None:
    """A mailbox without a drafts folder gets nothing, and the way out is told."""
    with Scripted(certificate, box()) as server:
        with at(server).session() as session, pytest.raises(ServerError, match="no drafts folder") as caught:
            save_draft(session, DRAFT, IDENTITY, None)
        assert [] == server.appended
    assert "--output" in caught.value.hint


def test_the_folder_that_the_server_names_comes_first(certificate: Certificate, at: At) -> None:
    """Of two drafts folders the one that the server marks is taken; a configured one before both."""
    folders = box(Drafts=Mailbox(), Zettel=drafts(), Meine=Mailbox())
    with Scripted(certificate, folders) as server, at(server).session() as session:
        assert "Zettel" == save_draft(session, DRAFT, IDENTITY, None)[0]
        assert "Meine" == save_draft(session, DRAFT, IDENTITY, "Meine")[0]


@pytest.mark.parametrize(
    ("answer", "why"),
    [(b"NO [TRYCREATE] no such folder", "TRYCREATE"), (b"NO [OVERQUOTA] full", "OVERQUOTA"), (b"BAD what", "BAD")],
)
@pytest.mark.parametrize("early", [True, False])
def test_a_draft_that_is_not_taken(certificate: Certificate, at: At, answer: bytes, why: str, early: bool) -> None:
    """A server that refuses the draft, before its text or after it, is quoted."""
    capabilities = b"IMAP4rev1" if early else b"IMAP4rev1 LITERAL+"
    refuse: Quirk = lambda call, _honest: call.tag + b" " + answer + b"\r\n"  # noqa: E731
    with Scripted(certificate, box(Drafts=drafts()), capabilities=capabilities, quirks={"APPEND": refuse}) as server, at(server).session() as session:
        with pytest.raises(ServerError, match=why):
            save_draft(session, DRAFT, IDENTITY, None)
        assert 0 == session.examine("Drafts").exists  # the connection goes on


def test_a_server_that_refuses_the_literal_before_it_comes(certificate: Certificate, at: At) -> None:
    """Where the answer to the announced text is NO instead of 'go on', the text is never sent."""
    with Scripted(certificate, box(Drafts=drafts()), refuses_literals=True) as server:
        with at(server).session() as session, pytest.raises(ServerError, match="too large"):
            save_draft(session, DRAFT, IDENTITY, None)
        assert not any(b"Line one" in arguments for _name, arguments in server.commands)


def test_a_limit_that_the_server_names(certificate: Certificate, at: At) -> None:
    """A draft beyond APPENDLIMIT (RFC 7889) is not sent."""
    with Scripted(certificate, box(Drafts=drafts()), capabilities=b"IMAP4rev1 APPENDLIMIT=20") as server:
        with at(server).session() as session, pytest.raises(ServerError, match="bytes"):
            save_draft(session, DRAFT, IDENTITY, None)
        assert "APPEND" not in server.names()


def test_appenduid_over_dovecot(dovecot: Dovecot, owner: Owner) -> None:
    """Dovecot tells where it put the draft, and finds it there by its Message-ID."""
    with owner.session() as session:
        state = session.examine("Drafts")
        assert (state.uidvalidity, state.uidnext) == session.append_draft("Drafts", DRAFT)
        assert ("Drafts", False) == save_draft(session, DRAFT, IDENTITY, None)
