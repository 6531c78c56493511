"""The library's connection with bounds and silence of our own.

imapclient opens it, greets, and logs in over it. Whatever comes in goes through one buffer here, so that no line and no
literal grows beyond its bound, and so that nothing that came before TLS is ever read as if it had come after.
"""

from __future__ import annotations

import imaplib
import ssl
from typing import Any, cast

from imapclient import IMAPClient, SocketTimeout
from imapclient.imap4 import IMAP4WithTimeout
from imapclient.tls import IMAP4_TLS

from scanner.errors import ServerError

_CHUNK = 256 * 1024
MAX_GREETING_LINE = 64 * 1024  # while nobody is logged in, no honest line or literal is longer
MAX_GREETING = 2**20  # of all lines until then


class Buffered(imaplib.IMAP4):
    """Reads by a buffer of its own, and keeps no log: imaplib would keep the last lines, the password's among them."""

    _waiting: bytearray
    _greeted = 0  # bytes of lines that the library asked for: greeting and log-in

    def open(self, *args: Any, **kwargs: Any) -> None:
        """Connect (the library calls it once)."""
        self._waiting = bytearray()
        super().open(*args, **kwargs)

    def readline(self, limit: int | None = None) -> bytes:
        """One line with its end; what there is where the connection ends. ServerError beyond the limit, by default that of a
        greeting."""
        if limit is not None:
            return self._line(limit)
        line = self._line(MAX_GREETING_LINE)
        self._greeted += len(line)
        if self._greeted > MAX_GREETING:
            raise ServerError("the server goes on and on, and nobody is logged in")
        return line

    def _line(self, limit: int) -> bytes:
        searched = 0
        while (end := self._waiting.find(b"\n", searched)) < 0:
            searched = len(self._waiting)
            if searched > limit:
                raise ServerError(f"the server sent a line of more than {limit} bytes")
            if not self._more():
                return self._taken(len(self._waiting))
        if end > limit:
            raise ServerError(f"the server sent a line of more than {limit} bytes")
        return self._taken(end + 1)

    def read(self, size: int, limit: int = MAX_GREETING_LINE) -> bytes:
        """`size` bytes, fewer where the connection ends. Memory grows with what comes, not with what was announced.
        ServerError beyond the limit, by default that of a greeting."""
        if size > limit:
            raise ServerError(f"the server announced a text of {size} bytes")
        while len(self._waiting) < size:
            if not self._more():
                return self._taken(len(self._waiting))
        return self._taken(size)

    def send(self, data: Any) -> None:
        """Send bytes; no audit hook and no log sees them."""
        self.sock.sendall(data)

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> Any:
        """STARTTLS; refused where bytes were slipped in behind the server's OK, before TLS began (RFC 9051, section 11.3)."""
        return super().starttls(cast("ssl.SSLContext", _Gate(self, ssl_context)))

    @property
    def has_waiting(self) -> bool:
        """Whether bytes have come that nobody asked for yet."""
        return bool(self._waiting)

    def _more(self) -> bool:
        chunk = self.sock.recv(_CHUNK)
        self._waiting += chunk
        return bool(chunk)

    def _taken(self, size: int) -> bytes:
        taken = bytes(memoryview(self._waiting)[:size])
        del self._waiting[:size]
        return taken

    def _log(self, line: object) -> None:
        """Nothing is kept of what went over the wire."""

    def _mesg(self, text: object, secs: object = None) -> None:
        """Nothing is printed of it."""


class _Gate:
    """Stands between the server's OK to STARTTLS and the handshake."""

    def __init__(self, connection: Buffered, context: ssl.SSLContext | None) -> None:
        self._connection = connection
        self._context = context

    def wrap_socket(self, *args: Any, **kwargs: Any) -> ssl.SSLSocket:
        """The handshake, if nothing came before it."""
        if self._connection.has_waiting or self._context is None:
            raise ServerError("bytes were slipped into the connection before TLS began", hint="nothing was sent; somebody may sit between you and the server")
        return self._context.wrap_socket(*args, **kwargs)


class _Tls(Buffered, IMAP4_TLS):  # type: ignore[misc]
    """TLS from the first byte."""


class _Plain(Buffered, IMAP4WithTimeout):  # type: ignore[misc]
    """Plain until STARTTLS."""


class Client(IMAPClient):  # type: ignore[misc]
    """imapclient over the connections above; it logs nothing."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext, *, implicit: bool, timeout: SocketTimeout) -> None:
        super().__init__(host, port, ssl=implicit, ssl_context=context, timeout=timeout)
        # The library has its connection tell every line to `logging`, mail and all.
        self._imap.debug = 0
        self._imap.__dict__.pop("_mesg", None)

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802
        if self.ssl:
            return cast("imaplib.IMAP4", _Tls(self.host, self.port, self.ssl_context, self._timeout.connect))  # type: ignore[call-arg]
        return _Plain(self.host, self.port, self._timeout.connect)

    @property
    def connection(self) -> Buffered:
        """The connection itself."""
        connection = self._imap
        assert isinstance(connection, Buffered)
        return connection

    @property
    def greets_as_known(self) -> bool:
        """Whether the server greeted with PREAUTH (RFC 9051, section 7.1.4)."""
        return bool(self._imap.state != "NONAUTH")

    def forget_answers(self) -> None:
        """Drop what came before TLS or log-in: it must not count as having come after."""
        self._imap.untagged_responses.clear()
        self._cached_capabilities = None

    def set_patience(self, seconds: float) -> None:
        """How long to wait for the server's next bytes."""
        self._imap.sock.settimeout(seconds)
