"""Commands out, answers in, over a connection that is logged in already.

It stands beside imapclient because of what the library (4.1) does badly: ranges in FETCH fail after the whole answer has
come, lists without ranges outgrow servers' line limits, an answer nobody asked for is taken for one that was, and there
is no pipelining. Several commands are sent at once and their answers read in order: one round trip for all.

Nothing leaves here but commands that read, whatever bug lies above, and APPEND on its own way.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from scanner.errors import ServerError, SourceError
from scanner.sources.imap.answers import Answer, Condition, GoOn, literal_size, read_answer
from scanner.sources.imap.connection import Buffered

MAX_LINE = 20_000_000  # a SEARCH answer is one line: 2,000,000 messages
MAX_LITERAL = 64 * 2**20
MAX_REPLY = 256 * 2**20  # of everything that comes in answer to one command
MAX_ANSWERS = 1_000_000
MAX_PIECES = 200  # literals of one answer
WINDOW = 16_000  # bytes of commands sent before their answers are read: far below any socket's buffer

_READS = re.compile(rb"(?:CAPABILITY|NOOP|LOGOUT|UNSELECT|NAMESPACE|(?:ID|LIST|STATUS|EXAMINE|UID SEARCH|UID FETCH) [^\r\n\0]*)\Z")
_BODY = re.compile(rb"BODY(?!\.PEEK\[|STRUCTURE)|RFC822(?!\.SIZE)")


class Refused(ServerError):
    """The server said NO or BAD to a command; the connection goes on."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered to one command."""

    status: Condition
    answers: tuple[Answer, ...]

    @property
    def ok(self) -> bool:
        """Whether it was carried out."""
        return self.status.kind == "OK"

    def checked(self, command: str) -> Reply:
        """The same, if it was carried out. Refused otherwise."""
        if not self.ok:
            raise _refused(f"the server refused {command}: {said(self.status)}")
        return self


class Wire:
    """One logged-in connection. After an error in mid-answer it is out of step, and only closes."""

    def __init__(self, connection: Buffered) -> None:
        self._connection = connection
        self._number = 0
        self._over = False
        self._ahead: set[bytes] = set()  # commands whose answers nobody waits for

    def ask(self, *commands: bytes) -> list[Reply]:
        """The replies to some commands, in their order. They are sent together and must not depend on one another."""
        for command in commands:
            _only_reads(command)
        replies: list[Reply] = []
        for window in _windows(commands):
            tags = [self._tag() for command in window]
            self._send(b"".join(b"%s %s\r\n" % pair for pair in zip(tags, window, strict=True)))
            replies += self._replies(tags)
        return replies

    def send_ahead(self, command: bytes) -> None:
        """Send a command whose answer does not matter; it costs no round trip of its own."""
        _only_reads(command)
        tag = self._tag()
        self._send(b"%s %s\r\n" % (tag, command))
        self._ahead.add(tag)

    def search_text(self, before: bytes, text: bytes, *, plus: bool) -> Reply:
        """UID SEARCH whose last word is a literal: the one way to send words beyond ASCII that every server knows."""
        command = b"UID SEARCH " + before
        _only_reads(command)
        return self._with_literal(command, text, plus=plus)

    def append(self, folder: bytes, flags: bytes, message: bytes, *, plus: bool) -> Reply:
        """APPEND, the only command that writes. `folder` is quoted already."""
        return self._with_literal(b"APPEND %s (%s)" % (folder, flags), message, plus=plus)

    def close(self) -> None:
        """Log out, where the server still listens, and close the connection."""
        if not self._over:
            with suppress(SourceError):
                self._connection.sock.settimeout(5.0)
                tag = self._tag()
                self._send(tag + b" LOGOUT\r\n")
                self._replies([tag], leaving=True)
        self._over = True
        with suppress(OSError):
            self._connection.shutdown()

    def _with_literal(self, command: bytes, literal: bytes, *, plus: bool) -> Reply:
        """A command that ends in a literal (RFC 9051, section 4.3); with LITERAL+ (RFC 7888) without waiting in between."""
        tag = self._tag()
        line = b"%s %s {%d%s}\r\n" % (tag, command, len(literal), b"+" if plus else b"")
        if plus:
            self._send(line + literal + b"\r\n")
            return self._replies([tag])[0]
        self._send(line)
        replies = self._replies([tag], until_asked=True)
        if replies:
            return replies[0]  # refused before the literal was sent
        self._send(literal + b"\r\n")
        return self._replies([tag])[0]

    def _replies(self, tags: Sequence[bytes], *, leaving: bool = False, until_asked: bool = False) -> list[Reply]:
        """Read until every tag is answered. Servers may finish commands in another order than they got them."""
        waiting = set(tags)
        done: dict[bytes, Reply] = {}
        answers: list[Answer] = []
        size = count = 0
        with self._in_step():
            while waiting:
                answer, came = self._answer()
                size, count = size + came, count + 1
                if size > MAX_REPLY * len(tags) or count > MAX_ANSWERS * len(tags):
                    raise ServerError("the server goes on and on with its answer")
                if isinstance(answer, GoOn):
                    if until_asked:
                        return []
                elif not isinstance(answer, Condition) or answer.tag == b"*":
                    if isinstance(answer, Condition) and answer.kind == "BYE" and not leaving:
                        raise _lost(f"the server closed the connection: {said(answer)}")
                    answers.append(answer)
                elif answer.tag in self._ahead:
                    self._ahead.remove(answer.tag)
                elif answer.tag in waiting:
                    waiting.remove(answer.tag)
                    done[answer.tag] = Reply(answer, tuple(answers))
                    answers = []
                else:
                    raise _lost("the server answered a command that was never given")
        return [done[tag] for tag in tags]

    def _answer(self) -> tuple[Answer, int]:
        """One answer with its literals, and how many bytes it had."""
        pieces = [self._line()]
        while (size := literal_size(pieces[-1])) is not None:
            if size > MAX_LITERAL or len(pieces) > MAX_PIECES:
                raise ServerError(f"the server announced a text of {size} bytes")
            literal = self._connection.read(size, MAX_LITERAL)
            if len(literal) < size:
                raise _ended()
            pieces += (literal, self._line())
        return read_answer(pieces), sum(map(len, pieces))

    def _line(self) -> bytes:
        line = self._connection.readline(MAX_LINE)
        if not line.endswith(b"\n"):
            raise _ended()
        return line.rstrip(b"\r\n")

    def _send(self, data: bytes) -> None:
        if self._over:
            raise _lost("the connection to the server is over")
        with self._in_step():
            self._connection.send(data)

    def _tag(self) -> bytes:
        self._number += 1
        return b"g%d" % self._number

    @contextmanager
    def _in_step(self) -> Iterator[None]:
        """Whatever stops us in the middle of an answer makes the rest of it unreadable."""
        try:
            yield
        except SourceError:
            self._over = True
            raise
        except TimeoutError:
            self._over = True
            raise _lost("the server did not answer in time") from None
        except (OSError, ssl.SSLError) as error:
            self._over = True
            raise _lost(f"the connection was lost: {error.strerror or error}") from None
        except BaseException:
            self._over = True
            raise


def _refused(why: str) -> Refused:
    return Refused(why)


def _lost(why: str) -> SourceError:
    """The connection is over: closed by the server, timed out, or out of step."""
    return SourceError(why, hint="run again: the scan goes on where it stopped")


def said(status: Condition) -> str:
    """A server's words, code and all."""
    code = f"[{status.code}] " if status.code else ""
    return f"{status.kind} {code}{status.text}".strip()[:300]


def _ended() -> SourceError:
    return _lost("the server closed the connection")


def _only_reads(command: bytes) -> None:
    """The last gate: whatever bug lies above, nothing but reading passes here."""
    if not _READS.match(command) or (command.startswith(b"UID FETCH") and _BODY.search(command)):
        raise AssertionError("this command does not go over the wire")


def _windows(commands: Sequence[bytes]) -> Iterator[list[bytes]]:
    """Commands in bundles that are sent at once."""
    window: list[bytes] = []
    size = 0
    for command in commands:
        if window and size + len(command) > WINDOW:
            yield window
            window, size = [], 0
        window.append(command)
        size += len(command)
    if window:
        yield window
