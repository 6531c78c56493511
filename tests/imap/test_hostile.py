"""A server that means harm, or has lost its mind, costs bounded memory and time, and ends in one sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scanner.errors import ServerError, SourceError
from scanner.jobs.events import Unreadable
from scanner.sources.imap import session as session_module
from scanner.sources.imap import wire
from tests.imap.mails import CARDS, SUBJECTS, gift_mail, inbox, plain_mail
from tests.imap.owner import Owner
from tests.servers.certificates import Certificate
from tests.servers.mailboxes import Mailbox
from tests.servers.scripted import Call, Quirk, Scripted

At = Callable[..., Owner]


def test_a_literal_of_four_gigabytes(certificate: Certificate, at: At) -> None:
    """A text announced beyond our bound is never waited for."""
    huge: Quirk = lambda call, _honest: b"* 1 FETCH (UID 2 BODY[] {4294967295}\r\n" + b"x" * 1000  # noqa: E731
    with Scripted(certificate, inbox(), quirks={"UID FETCH": huge}) as server, pytest.raises(ServerError, match="4294967295 bytes"):
        at(server).scan()


def test_a_line_without_an_end(certificate: Certificate, at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that goes on and on is cut off."""
    monkeypatch.setattr(wire, "MAX_LINE", 100_000)
    with Scripted(certificate, inbox(), quirks={"EXAMINE": lambda _call, _honest: b"* OK " + b"x" * 200_000}) as server:
        owner = at(server)
        with pytest.raises(ServerError, match="more than 100000 bytes"):
            owner.scan()


def test_answers_without_an_end(certificate: Certificate, at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of answers that nobody asked for is cut off."""
    monkeypatch.setattr(wire, "MAX_ANSWERS", 1_000)
    with Scripted(certificate, inbox(), quirks={"EXAMINE": lambda _call, honest: b"* 1 EXISTS\r\n" * 1_200 + honest}) as server:
        owner = at(server)
        with pytest.raises(ServerError, match="on and on"):
            owner.scan()


def test_more_than_was_asked_for(certificate: Certificate, at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that pours out texts beyond what a command can bring is cut off."""
    monkeypatch.setattr(wire, "MAX_REPLY", 50_000)
    more: Quirk = lambda _call, honest: b"* 1 FETCH (UID 2 BODY[] {9000}\r\n" + b"x" * 9_000 + b")\r\n" + honest * 9  # noqa: E731
    with Scripted(certificate, inbox({2: gift_mail(1) + b"x" * 9_000}), quirks={"UID FETCH": more}) as server, pytest.raises(SourceError):
        at(server).scan()


@pytest.mark.parametrize(
    "answer",
    [
        b"* 1 FETCH " + b"(" * 100_000, b"* 1 FETCH (UID 2 " + b"[" * 100_000, b'* 1 FETCH (UID 2 BODY[] "' + b"\\" * 100_001, b"* 1 FETCH (" + b"A " * 100_000,

        b"* 1 FETCH (UID 2 BODY[] ))))", b"* 1 FETCH", b"* FETCH (UID 2)", b"* 1 FETCH (UID 99999999999999999999 BODY[] NIL)",
        b"* 1 FETCH (UID (2) BODY[] (3))", b"*", b"* ", b"\xff\xfe\x00",
    ],
    ids=range(12),
)  # fmt: skip
def test_answers_that_make_no_sense(certificate: Certificate, at: At, answer: bytes) -> None:
    """Nested a hundred thousand deep, never closed, or plain nonsense: passed over, and the honest answer beside it is read."""
    with Scripted(certificate, inbox(), quirks={"UID FETCH": lambda _call, honest: answer + b"\r\n" + honest}) as server:
        owner = at(server)
        scan, _events = owner.scan()
    assert SUBJECTS == [subject for subject, _kind in owner.found()]
    assert 0 == scan.counts.unreadable


@pytest.mark.parametrize(
    "answer",
    [
        b"g99999 OK never asked\r\n",
        b"* BYE going down\r\n",
        b"* BYE [OVERQUOTA] enough for today\r\n",
        b"* 1 FETCH (UID 2 BODY[] {500}\r\nhalf",
        b"* 1 FE",
        b"",
    ],
)
@pytest.mark.parametrize("command", ["LIST", "EXAMINE", "UID SEARCH", "UID FETCH"])
def test_a_connection_that_ends_in_the_middle(certificate: Certificate, at: At, answer: bytes, command: str) -> None:
    """BYE, a cut or an answer out of step ends the scan with exit code 4; the next one goes on and finds the rest."""
    quirks: dict[str, Quirk] = {}
    with Scripted(certificate, inbox(), quirks=quirks) as server:

        def cut(call: Call, _honest: bytes) -> bytes | None:
            server._raw[-1].sendall(answer)
            return None

        quirks[command] = cut
        owner = at(server)
        with pytest.raises(SourceError) as caught:
            owner.scan()
        assert 4 == caught.value.exit_code
        quirks.clear()
        owner.scan()
    assert SUBJECTS == [subject for subject, _kind in owner.found()]


def test_a_server_that_says_nothing(certificate: Certificate, at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence ends after our patience, and says so."""
    monkeypatch.setattr("scanner.sources.imap.login.READ_PATIENCE", 0.5)
    with Scripted(certificate, inbox(), quirks={"UID SEARCH": lambda _call, _honest: b""}) as server, pytest.raises(SourceError, match="in time"):
        at(server).scan()
    assert session_module.READ_PATIENCE > 60


def test_numbers_beyond_the_protocol(certificate: Certificate, at: At) -> None:
    """UIDVALIDITY, UIDNEXT and counts beyond 32 bits are no numbers, and harm no ledger."""
    big = b"99999999999999999999999"
    with Scripted(
        certificate, inbox(), quirks={
            "STATUS": lambda call, _honest: call.ok(b"STATUS INBOX (MESSAGES %s UIDNEXT %s UIDVALIDITY %s)" % (big, big, big)),
            "EXAMINE": lambda call, _honest: call.ok(b"4 EXISTS", b"OK [UIDVALIDITY %s] x" % big, b"OK [UIDNEXT %s] x" % big),
        },
    ) as server:  # fmt: skip
        owner = at(server)
        owner.scan()
    assert SUBJECTS == [subject for subject, _kind in owner.found()]


def test_a_folder_name_in_terminal_language(certificate: Certificate, at: At) -> None:
    """A name of half a surrogate or of control characters is read as a folder and kept as text that any program can write."""
    folders = {"INBOX": Mailbox(dict(CARDS)), "half": Mailbox({1: gift_mail(30)}, wire=b"&2D0-"), "esc": Mailbox({1: plain_mail(1)}, wire=b"a\x1b]0;owned\x07")}
    with Scripted(certificate, folders) as server:
        owner = at(server)
        owner.scan()
    assert 4 == len(owner.found())
    assert all(str(folder).encode("utf-8") for (folder,) in owner.rows("coverage", "folder"))


def test_the_server_cannot_make_us_send(certificate: Certificate, at: At) -> None:
    """Continuation requests that nobody waits for are passed over; nothing but commands is sent."""
    with Scripted(certificate, inbox(), quirks={"UID SEARCH": lambda _call, honest: b"+ send me something\r\n" + honest}) as server:
        owner = at(server)
        _scan, events = owner.scan()
        assert {"CAPABILITY", "LOGIN", "LIST", "STATUS", "EXAMINE", "UID SEARCH", "UID FETCH", "LOGOUT"} == set(server.names())
    assert not any(isinstance(e, Unreadable) for e in events)
