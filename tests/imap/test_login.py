"""Greetings, one log-in, and a password that shows nowhere."""

from __future__ import annotations

import base64
import logging
import traceback
from collections.abc import Callable

import pytest

from scanner.errors import GiftscanError, LoginRefused, ServerError, UsageError
from scanner.sources.imap import login
from scanner.sources.imap.connection import Client
from scanner.sources.imap.login import open_session
from tests.imap.owner import Owner
from tests.servers.certificates import Certificate
from tests.servers.scripted import Call, Quirk, Scripted

At = Callable[..., Owner]


# Greetings.


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_preauth(certificate: Certificate, at: At, tls: str) -> None:
    """A server that greets us as known has somebody in between, or is not ours: nothing is sent."""
    with Scripted(certificate, tls=tls, greeting=b"* PREAUTH welcome\r\n", capabilities=b"IMAP4rev1 STARTTLS") as server:
        with pytest.raises(ServerError, match="PREAUTH"):
            at(server, tls=tls).session()
        assert ["CAPABILITY"] == server.names()


@pytest.mark.parametrize(
    ("greeting", "why"),
    [(b"* BYE too many connections from your address\r\n", "turned the connection away"), (b"220 smtp.example.com ESMTP\r\n", "turned the connection away"),
     (b"", None), (b"* OK " + b"x" * 200_000 + b"\r\n", "more than")],
    ids=["BYE", "another protocol", "silence", "an endless line"],
)  # fmt: skip
def test_other_greetings(certificate: Certificate, at: At, greeting: bytes, why: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that turns us away, speaks otherwise or says nothing is an answer in one sentence, in bounded time."""
    monkeypatch.setattr(login, "CONNECT_TIMEOUT", 1.0)
    with Scripted(certificate, greeting=greeting) as server:
        with pytest.raises(ServerError, match=why):
            at(server).session()
        assert [] == server.names()


@pytest.mark.parametrize(
    ("greeting", "why"),
    [(b"* OK {" + b"9" * 4_400 + b"}\r\n", "make no sense"), (b"* OK {99999999}\r\n", "a text of 99999999 bytes"),
     (b"* OK ready\r\n" + b"* 1 EXISTS\r\n" * 100_000, "on and on")],
    ids=["a literal of 4,400 digits", "a literal of 100 MB", "endless lines"],
)  # fmt: skip
def test_greetings_that_mean_harm(certificate: Certificate, at: At, greeting: bytes, why: str) -> None:
    """What the library cannot read or would wait for without end is an answer in one sentence, too; no password was sent."""
    with Scripted(certificate, greeting=greeting) as server:
        with pytest.raises(ServerError, match=why):
            at(server).session()
        assert "LOGIN" not in server.names()


@pytest.mark.parametrize("when", [1, 2, 3])
@pytest.mark.parametrize(
    "answer",
    [lambda call: call.ok(b"CAPABILITY IMAP4rev1 \xdc\xfc"), lambda call: call.ok(), lambda call: call.tag + b"x OK never asked\r\n", lambda _call: None],
    ids=["bytes beyond ASCII", "no answer", "another tag", "the end"],
)  # fmt: skip
def test_capabilities_that_make_no_sense(certificate: Certificate, at: At, answer: Callable[[Call], bytes | None], when: int) -> None:
    """Asked at the greeting, before the log-in and after it, a server that tells its capabilities in no known way is an answer in one
    sentence, or is read as far as that goes."""
    asked = 0

    def told(call: Call, honest: bytes) -> bytes | None:
        nonlocal asked
        asked += 1
        return answer(call) if asked >= when else honest

    with Scripted(certificate, quirks={"CAPABILITY": told}) as server:
        try:
            session = at(server).session()
        except ServerError as error:
            assert 4 == error.exit_code
        else:
            session.close()
        assert server.names().count("LOGIN") <= 1


def test_nobody_listens(at: At, certificate: Certificate) -> None:
    """A port where nobody listens, and a name that does not exist, end with exit code 4."""
    with Scripted(certificate) as server:
        owner = at(server)
    for changes in ({}, {"host": "mail.invalid"}):
        with pytest.raises(ServerError, match="cannot be reached") as caught:
            owner.session(**changes)
        assert 4 == caught.value.exit_code


# The log-in.


def refusing(text: bytes, kind: bytes = b"NO") -> dict[str, Callable[[Call, bytes], bytes]]:
    """A server that answers LOGIN so."""
    return {"LOGIN": lambda call, _honest: call.no(text, kind)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (b"[AUTHENTICATIONFAILED] Invalid credentials (Failure)", b"NO"), (b"[AUTHENTICATIONFAILED] Please try again later, service unavailable", b"NO"),
        (b"[ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)", b"NO"),
        (b"[WEBALERT https://example.com/signin] Web login required.", b"NO"), (b"LOGIN failed.", b"NO"),
        (b"Incorrect username or password, please try again", b"NO"),
        (b"Too many login failures, your account is temporarily unavailable", b"NO"), (b"[EXPIRED] password expired", b"NO"), (b"[CONTACTADMIN] ask", b"NO"),
        (b"User account is locked due to too many failed logins", b"NO"), (b"LOGIN not permitted", b"BAD"),
        (b"", b"NO"), ("パスワードが違います".encode(), b"NO"),
    ],
)  # fmt: skip
def test_a_refusal_is_a_refusal(certificate: Certificate, at: At, text: bytes, kind: bytes) -> None:
    """A refused log-in is tried exactly once and ends with exit code 3, whatever soothing words come with it."""
    with Scripted(certificate, quirks=refusing(text, kind)) as server:
        with pytest.raises(LoginRefused) as caught:
            at(server).session()
        assert 1 == sum(n in ("LOGIN", "AUTHENTICATE") for n in server.names())
    assert 3 == caught.value.exit_code
    assert text.decode()[:20] in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        b"[UNAVAILABLE] Temporary authentication failure", b"[INUSE] mailbox is locked by POP3", b"[LIMIT] Too many connections", b"[SERVERBUG] ouch",
        b"[ALERT] Too many simultaneous connections. (Failure)", b"[OVERQUOTA] Account exceeded command or bandwidth limits",
        b"Request is throttled. Suggested Backoff Time: 299961 milliseconds",
        b"Temporary authentication failure", b"Service temporarily unavailable",
    ],
)  # fmt: skip
def test_a_busy_server_is_no_refusal(certificate: Certificate, at: At, text: bytes) -> None:
    """A server that cannot just now (RFC 5530) is not taken for one that refuses the password; neither is it asked again."""
    with Scripted(certificate, quirks=refusing(text)) as server:
        with pytest.raises(ServerError, match="busy") as caught:
            at(server).session()
        assert 1 == server.names().count("LOGIN")
    assert 4 == caught.value.exit_code


@pytest.mark.parametrize("answer", [None, b"* BYE Session timed out\r\n"])
def test_a_connection_that_breaks_at_the_log_in(certificate: Certificate, at: At, answer: bytes | None) -> None:
    """A connection that ends in the middle of the log-in says nothing of the password."""
    breaks: Quirk = lambda call, _honest: None if answer is None else answer + call.tag + b" NO closing\r\n"  # noqa: E731
    with Scripted(certificate, quirks={"LOGIN": breaks}) as server, pytest.raises(ServerError) as caught:
        at(server).session()
    assert not isinstance(caught.value, LoginRefused)


def test_login_disabled(certificate: Certificate, at: At) -> None:
    """Where LOGIN is switched off, PLAIN is used if it is offered, and else no password is sent."""
    with Scripted(certificate, capabilities=b"IMAP4rev1 LOGINDISABLED") as server:
        with pytest.raises(ServerError, match="LOGINDISABLED"):
            at(server).session()
        assert ["CAPABILITY"] == server.names()
    with Scripted(certificate, capabilities=b"IMAP4rev1 LOGINDISABLED AUTH=PLAIN") as server:
        at(server).session().close()
        assert "LOGIN" not in server.names() and "AUTHENTICATE" in server.names()


@pytest.mark.parametrize(("user", "password"), [("hana ko", 'a "b" \\ c'), ("花子", "パスワード🔑"), ("h@example.jp", "x" * 200)])
def test_odd_names_and_passwords(certificate: Certificate, at: At, user: str, password: str) -> None:
    """Blanks, quotes, backslashes and letters beyond ASCII arrive as they are."""
    with Scripted(certificate) as server:
        owner = at(server)
        owner.user, owner.password = user, password
        owner.session().close()
        sent = dict(server.commands)
    if "(SASL)" in sent:
        assert f"\0{user}\0{password}".encode() == base64.b64decode(sent["(SASL)"])
    else:
        quoted = password.replace("\\", "\\\\").replace('"', '\\"')
        assert sent["LOGIN"].decode().endswith(f'"{quoted}"')


@pytest.mark.parametrize(("user", "password"), [("a\r\nx SELECT INBOX", "b"), ("a", "b\r\nx SELECT INBOX"), ("a", "b\0c")])
def test_a_line_end_in_name_or_password_is_no_command(certificate: Certificate, at: At, user: str, password: str) -> None:
    """What could end the command and begin another one is refused before anything is connected."""
    with Scripted(certificate) as server:
        owner = at(server)
        owner.user, owner.password = user, password
        with pytest.raises(UsageError):
            owner.session()
        assert [] == server.names()


# The password shows nowhere.


@pytest.mark.parametrize("plain", [False, True])
def test_the_password_shows_nowhere(certificate: Certificate, at: At, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], plain: bool) -> None:
    """Not in logs at their most talkative, exceptions, tracebacks, or `repr`, though the server gives it back in every form."""
    password = 'cAnaRy"p\\ass' + ("ö" if plain else "")
    encoded = base64.b64encode(f"\0hanako\0{password}".encode()).decode()
    escaped = password.replace("\\", "\\\\").replace('"', '\\"')

    def echo(call: Call, _honest: bytes) -> bytes:
        return call.no(f"no such command: LOGIN hanako {password} {escaped} {encoded} {base64.b64encode(password.encode()).decode()}".encode())

    quirks: dict[str, Quirk] = {"LOGIN": echo, "AUTHENTICATE": echo}
    with caplog.at_level(logging.DEBUG), Scripted(certificate, quirks=quirks) as server:
        owner = at(server)
        owner.password = password
        with pytest.raises(LoginRefused) as caught:
            owner.session()
        shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + caught.value.hint
        quirks.clear()
        session = owner.session()
        shown += repr(session) + repr(session.account) + repr(session._client) + repr(vars(session._client.connection))
        session.close()
    out = capfd.readouterr()
    for text in (shown, caplog.text, out.out, out.err):
        for form in ("cAnaRy", encoded, base64.b64encode(b"cAnaRy").decode()[:8]):
            assert form not in text
    assert "***" in str(caught.value)


def test_nothing_of_the_mail_is_logged(certificate: Certificate, at: At, caplog: pytest.LogCaptureFixture) -> None:
    """The library would tell every line to `logging`; a program around us that listens hears nothing."""
    with caplog.at_level(logging.DEBUG), Scripted(certificate) as server:
        at(server).scan()
    assert "INBOX" not in caplog.text and "EXAMINE" not in caplog.text


def test_the_library_still_has_what_we_lean_on() -> None:
    """imapclient's connection is made where we make ours, and reads and sends by the three methods that we replace."""
    import imaplib

    from imapclient import IMAPClient
    from imapclient.imap4 import IMAP4WithTimeout
    from imapclient.tls import IMAP4_TLS

    assert callable(IMAPClient._create_IMAP4)
    assert {"read", "readline", "send", "open", "starttls", "shutdown"} <= set(dir(imaplib.IMAP4))
    assert issubclass(IMAP4_TLS, imaplib.IMAP4) and issubclass(IMAP4WithTimeout, imaplib.IMAP4)
    assert issubclass(Client, IMAPClient)


def test_every_error_has_an_exit_code(certificate: Certificate, at: At) -> None:
    """Whatever goes wrong on the way in is one of our errors."""
    with Scripted(certificate, quirks={"CAPABILITY": lambda call, _honest: call.tag + b" OK nothing to tell\r\n"}) as server, pytest.raises(GiftscanError):
        open_session(at(server).account(), "x")
