"""Connecting and logging in, once: TLS verified or nothing sent, and a refusal is never answered by another attempt."""

from __future__ import annotations

import base64
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from imapclient import SocketTimeout
from imapclient.exceptions import LoginError

from scanner.errors import CertificateError, GiftscanError, LoginRefused, ServerError, UsageError
from scanner.sources.imap.account import Account
from scanner.sources.imap.connection import Client
from scanner.sources.imap.session import READ_PATIENCE, Session
from scanner.sources.imap.tls import tls_context

CONNECT_TIMEOUT = 20.0

# RFC 5530: the codes that say "not now", and those that say "no". Where there is neither, the words must be plain: a
# refusal taken for a busy server would be tried again and again, until the account is locked.
_NOT_NOW = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG|OVERQUOTA|THROTTLED)\b", re.IGNORECASE)
_NO = re.compile(r"\[(?:AUTHENTICATIONFAILED|AUTHORIZATIONFAILED|EXPIRED|PRIVACYREQUIRED|CONTACTADMIN|NOPERM)\b", re.IGNORECASE)
_BUSY = re.compile(
    r"throttl|rate limit|too many (?:\w+ )?(?:connections|sessions)|temporar\w{1,12} (?:unavailable|system|server|problem|error|(?:authentication )?failure)"
    r"|service (?:is )?unavailable|server (?:is )?(?:busy|unavailable)",
    re.IGNORECASE,
)
_LOCKED = re.compile(r"too many .{0,20}(?:fail|attempt|log-?in)|locked|blocked", re.IGNORECASE)
_OF_PASSWORDS = re.compile(r"credential|password|authenticat\w{1,12} fail|log-?in fail|incorrect|invalid", re.IGNORECASE)
# What imaplib and imapclient raise where an answer is none that they know: they take it apart as it should be.
_NONSENSE = (ValueError, TypeError, AttributeError, IndexError)
_ATOM = re.compile(r'[^\s(){%*"\\\]\x00-\x1f\x7f]+\Z')


def open_session(account: Account, password: str) -> Session:
    """Connect and log in, once. CertificateError, LoginRefused or ServerError; a refused log-in is never tried again."""
    if any(c in text for text in (account.user, password) for c in "\r\n\0"):
        raise UsageError("no user name and no password holds a line end")
    with _understood(account):
        client = _connected(account)
    try:
        with _understood(account):
            _secure(client, account)
            _log_in(client, account, password)
            session = Session(client, account)
        session.introduce()
        return session
    except BaseException:
        with suppress(OSError, imaplib.IMAP4.error):
            client.shutdown()
        raise


@contextmanager
def _understood(account: Account) -> Iterator[None]:
    """A server that is not understood, or breaks off, is told as such. Nothing of what it said is: it may be the password."""
    try:
        yield
    except _NONSENSE:
        raise ServerError(f"{account.host} gives answers that make no sense") from None
    except (OSError, imaplib.IMAP4.error):
        raise ServerError(f"{account.host} broke off after the log-in") from None


def _connected(account: Account) -> Client:
    context = tls_context(account.ca_file, account.fingerprint)
    timeout = SocketTimeout(CONNECT_TIMEOUT, READ_PATIENCE)
    try:
        return Client(account.host, account.port, context, implicit=account.tls == "implicit", timeout=timeout)
    except GiftscanError:
        raise
    except ssl.SSLError as error:
        raise _tls_failed(account, error) from None
    except TimeoutError:
        raise ServerError(f"{account.host}:{account.port} does not answer", hint="is the network there, and are host and port right? Then try again") from None
    except OSError as error:
        hint = "is the network there, and are host and port right? Then try again"
        raise ServerError(f"{account.host}:{account.port} cannot be reached: {error.strerror or error}", hint=hint) from None
    except imaplib.IMAP4.error as error:
        if "EOF" in _plain(error):  # as imaplib has it for a connection that ended
            raise ServerError(f"{account.host} broke off before the log-in: {_plain(error)}", hint="try again; nothing was sent") from None
        raise ServerError(f"{account.host} turned the connection away: {_plain(error)}", hint="try again later; nothing was sent") from None


def _secure(client: Client, account: Account) -> None:
    """STARTTLS (RFC 9051, section 6.2.1), never downgraded: a server that does not offer it is refused."""
    if client.greets_as_known:
        raise ServerError(f"{account.host} greets as if one were logged in already (PREAUTH)", hint="nothing was sent; this is no server to trust")
    if account.tls == "implicit":
        return
    if not client.has_capability("STARTTLS"):
        raise ServerError(
            f"{account.host} offers no STARTTLS on port {account.port}",
            hint='nothing was sent; use tls = "implicit" if the server has it',
        )
    try:
        client.starttls(client.ssl_context)
    except GiftscanError:
        raise
    except ssl.SSLError as error:
        raise _tls_failed(account, error) from None
    except (OSError, imaplib.IMAP4.error) as error:
        raise ServerError(f"{account.host} failed at STARTTLS: {_plain(error)}", hint="try again; nothing was sent") from None


def _tls_failed(account: Account, error: ssl.SSLError) -> ServerError | CertificateError:
    """A certificate that cannot be trusted, told apart from a server that does not speak TLS at all."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return CertificateError(
            f"the certificate of {account.host} could not be verified: {error.verify_message}",
            hint="for a server of your own set ca_file or fingerprint in config.toml; verification is never switched off",
        )
    reason = error.reason or "broken off"
    return ServerError(f"no TLS with {account.host}:{account.port}: {reason}", hint="are host, port and tls right? Then try again; nothing was sent")


def _log_in(client: Client, account: Account, password: str) -> None:
    """One attempt. LOGIN where it can carry the words, else AUTHENTICATE PLAIN (RFC 4616)."""
    client.forget_answers()
    try:
        offered = client.capabilities()
        disabled, plain = b"LOGINDISABLED" in offered, b"AUTH=PLAIN" in offered
        if disabled and not plain:
            raise ServerError(f"{account.host} accepts no password here (LOGINDISABLED)")
        if disabled or not (password.isascii() and account.user.isascii()):
            client.plain_login(account.user, password)
        else:
            client.login(account.user if _ATOM.match(account.user) else _quoted(account.user), password)
    except LoginError as error:
        told = error.__context__ or error
        raise _refusal(account, _without(_plain(told), account.user, password), broken=isinstance(told, imaplib.IMAP4.abort)) from None
    except (OSError, imaplib.IMAP4.error) as error:
        said = _without(_plain(error), account.user, password)
        raise ServerError(f"{account.host} broke off at the log-in: {said}", hint="this is no refusal of the password; try again later") from None


def _refusal(account: Account, said: str, *, broken: bool) -> LoginRefused | ServerError:
    """What a failed log-in was: a refusal of the password, or a server that cannot just now."""
    busy = _NOT_NOW.search(said) or (_BUSY.search(said) and not _LOCKED.search(said))
    if busy and not _NO.search(said):
        return ServerError(f"{account.host} is busy: {said}", hint="this is no refusal of the password; try again later")
    if broken and not (_NO.search(said) or _LOCKED.search(said) or _OF_PASSWORDS.search(said)):
        return ServerError(f"{account.host} broke off at the log-in: {said}", hint="this is no refusal of the password; try again later")
    return LoginRefused(
        f"{account.host} refused the log-in for {account.user}: {said}",
        hint=(account.provider.login_hint if account.provider else "") or "check the password; it is not tried again",
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _plain(error: BaseException) -> str:
    """The server's words in one of the library's errors, which wraps bytes in their Python form."""
    words = error.args[0] if error.args else ""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return re.sub(r"""\bb(['"])(.*?)\1""", r"\2", text)[:300]


def _without(text: str, user: str, secret: str) -> str:
    """A server's words without the password, in whatever form a server might give it back."""
    encoded = (base64.b64encode(form.encode()).decode() for form in (secret, f"\0{user}\0{secret}"))
    forms = {secret, _quoted(secret)[1:-1], repr(secret)[1:-1], *encoded}
    for form in sorted((f for f in forms if f), key=len, reverse=True):
        text = text.replace(form, "***")
    return text
