"""One connection to one mailbox: TLS, one log-in, and then nothing but reading.

imapclient is the session; `wire` stands above it where it falls short. Every command that leaves here is one of those
that `docs/safety.md` lists, and a test holds the wire against that list.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from scanner import __version__
from scanner.errors import CertificateError, FolderGone, LoginRefused, ServerError, SourceError
from scanner.sources.imap.account import Account
from scanner.sources.imap.folders import Folder, list_folders
from scanner.sources.imap.tls import tls_context
from scanner.sources.imap.wire import FolderState, Items, append, examine, uid_fetch, uid_search

CONNECT_TIMEOUT = 20.0
READ_TIMEOUT = 120.0

# A SEARCH answer is one line; the library's bound of a million bytes is met at about 170,000 messages.
imaplib._MAXLINE = 20_000_000  # type: ignore[attr-defined]

# RFC 5530: these say "not now", and are no refusal of the password.
_NOT_NOW = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG|OVERQUOTA|THROTTLED)\]|throttl|too many|temporar|try again", re.IGNORECASE)


class Session:
    """A logged-in connection. Close it, or use it as a context."""

    def __init__(self, client: IMAPClient, account: Account) -> None:
        self._client = client
        self.account = account
        self.capabilities = frozenset(c.decode("ascii", "replace").upper() for c in client.capabilities())

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Log out, if the server still listens."""
        try:
            self._client.logout()
        except (IMAPClientError, OSError, AttributeError):
            try:
                self._client.shutdown()
            except (IMAPClientError, OSError):
                return

    def folders(self) -> list[Folder]:
        """The folders of the owner's own namespace that hold messages."""
        with _told("LIST"):
            return list_folders(self._client, self.capabilities)

    def examine(self, folder: str) -> FolderState:
        """Open a folder read-only (EXAMINE, RFC 9051, section 6.3.3). FolderGone if it is not there any more."""
        with _told("EXAMINE", folder):
            return examine(self._client, folder)

    def search(self, *criteria: str, uids: str | None = None) -> list[int]:
        """The UIDs that match all of some ASCII criteria, sorted, each once."""
        with _told("SEARCH"):
            return uid_search(self._client, criteria, uids)

    def search_text(self, key: str, text: str) -> list[int] | None:
        """The UIDs whose `key` (SUBJECT, TEXT ...) holds a text; None where the server cannot search for it.

        A text beyond ASCII goes as a literal with CHARSET UTF-8 (RFC 9051, section 6.4.4) and is tried once.
        """
        try:
            with _told("SEARCH"):
                charset = None if text.isascii() else "UTF-8"
                return sorted(set(self._client.search([key, text], charset)))
        except ServerError:
            return None

    def fetch(self, uids: str, items: str) -> dict[int, Items]:
        """The items of some messages by UID. Messages that vanished meanwhile are left out."""
        with _told("FETCH"):
            return uid_fetch(self._client, uids, items)

    def append_draft(self, folder: str, message: bytes) -> None:
        """Put a message into a drafts folder with \\Draft; the one command that writes (RFC 9051, section 6.3.12)."""
        with _told("APPEND", folder):
            append(self._client, folder, message)


def open_session(account: Account, password: str) -> Session:
    """Connect and log in, once. CertificateError, LoginRefused or ServerError; a refused log-in is never tried again."""
    context = tls_context(account.ca_file, account.fingerprint)
    timeout = SocketTimeout(CONNECT_TIMEOUT, READ_TIMEOUT)
    try:
        client = IMAPClient(account.host, account.port, ssl=account.tls == "implicit", ssl_context=context, timeout=timeout)
    except CertificateError:
        raise
    except ssl.SSLError as error:
        raise CertificateError(
            f"the certificate of {account.host} could not be verified: {error.reason or error}",
            hint="for a server of your own set ca_file or fingerprint in config.toml; verification is never switched off",
        ) from None
    except (OSError, socket.gaierror) as error:
        raise ServerError(f"{account.host}:{account.port} cannot be reached: {error.strerror or error}") from None
    except (IMAPClientError, imaplib.IMAP4.error) as error:
        raise ServerError(f"{account.host} does not speak IMAP as it should: {error}") from None
    try:
        _secure(client, account, context)
        _log_in(client, account, password)
        _introduce(client)
        return Session(client, account)
    except BaseException:
        try:
            client.shutdown()
        except (IMAPClientError, OSError):
            pass
        raise


def _secure(client: IMAPClient, account: Account, context: ssl.SSLContext) -> None:
    """STARTTLS (RFC 9051, section 6.2.1), never downgraded: a server that does not offer it is refused."""
    if client._imap.state != "NONAUTH":
        raise ServerError(f"{account.host} greets as if one were logged in already (PREAUTH)", hint="nothing was sent; this is no server to trust")
    if account.tls == "implicit":
        return
    try:
        if not client.has_capability("STARTTLS"):
            raise ServerError(f"{account.host} offers no STARTTLS on port {account.port}", hint="nothing was sent; use tls = \"implicit\" if the server has it")
        client.starttls(context)
    except CertificateError:
        raise
    except ssl.SSLError as error:
        raise CertificateError(
            f"the certificate of {account.host} could not be verified: {error.reason or error}", hint="set ca_file or fingerprint in config.toml"
        ) from None
    except (IMAPClientError, imaplib.IMAP4.error, OSError) as error:
        raise ServerError(f"{account.host} failed at STARTTLS: {error}") from None


def _log_in(client: IMAPClient, account: Account, password: str) -> None:
    try:
        if client.has_capability("LOGINDISABLED"):
            raise ServerError(f"{account.host} accepts no password here (LOGINDISABLED)")
        if password.isascii() and account.user.isascii():
            client.login(account.user, password)
        else:
            client.plain_login(account.user, password)
    except LoginError as error:
        said = _without(str(error), password)
        if _NOT_NOW.search(said):
            raise ServerError(f"{account.host} is busy: {said}", hint="this is no refusal of the password; try again later") from None
        raise LoginRefused(
            f"{account.host} refused the log-in for {account.user}: {said}",
            hint=(account.provider.login_hint if account.provider else "") or "check the password; it is not tried again",
        ) from None
    except (IMAPClientError, imaplib.IMAP4.error, OSError) as error:
        raise ServerError(f"{account.host} broke off at the log-in: {_without(str(error), password)}") from None


def _without(text: str, secret: str) -> str:
    return text.replace(secret, "***") if secret else text


def _introduce(client: IMAPClient) -> None:
    """ID (RFC 2971): some servers open no folder for a client that has not given its name."""
    try:
        client._cached_capabilities = None
        if client.has_capability("ID"):
            client.id_({"name": "giftscan", "version": __version__})
    except (IMAPClientError, imaplib.IMAP4.error):
        return  # a courtesy; what the server thinks of it does not matter


@contextmanager
def _told(command: str, folder: str = "") -> Iterator[None]:
    """The library's errors as ours: a gone folder, a broken server, a lost connection."""
    try:
        yield
    except SourceError:
        raise
    except (IMAPClientAbortError, imaplib.IMAP4.abort) as error:
        raise SourceError(f"the server closed the connection ({command}): {error}", hint="run again: the scan goes on where it stopped") from None
    except (IMAPClientError, imaplib.IMAP4.error) as error:
        if command == "EXAMINE":
            raise FolderGone(f"folder {folder} cannot be opened: {error}") from None
        raise ServerError(f"the server refused {command}: {error}") from None
    except TimeoutError:
        raise SourceError(f"the server did not answer in time ({command})", hint="run again: the scan goes on where it stopped") from None
    except OSError as error:
        raise SourceError(f"the connection was lost ({command}): {error.strerror or error}", hint="run again: the scan goes on where it stopped") from None
