"""A scripted IMAP server: a small mailbox over real sockets and TLS, that misbehaves in exactly the way a test says.

It knows the commands that giftscan sends and no extension. A test hands in `quirks`: for a command (`UID FETCH`) a
function that gets the call and the honest answer, and returns the bytes to send instead; None ends the connection.
"""

from __future__ import annotations

import contextlib
import re
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from tests.servers.certificates import Certificate
from tests.servers.listening import Listening
from tests.servers.mailboxes import Mailbox, fetched, matching, opened, status_of


@dataclass
class Call:
    """One command of the client's, and the server it came to."""

    tag: bytes
    name: str
    arguments: bytes
    server: Scripted
    folder: str
    literal: bytes = b""

    def ok(self, *untagged: bytes, text: bytes = b"done") -> bytes:
        """Untagged answers, then OK."""
        return b"".join(b"* " + line + b"\r\n" for line in untagged) + self.tag + b" OK " + text + b"\r\n"

    def no(self, text: bytes, kind: bytes = b"NO") -> bytes:
        """A refusal."""
        return self.tag + b" " + kind + b" " + text + b"\r\n"


Quirk = Callable[[Call, bytes], bytes | None]


class Scripted(Listening):
    """Serves while it is entered. `commands` keeps what came, password and all; `threads_left` must be empty afterwards."""

    def __init__(  # the whole of a server's behavior, each with an honest default
        self, certificate: Certificate, folders: dict[str, Mailbox] | None = None, *, greeting: bytes = b"* OK ready\r\n", tls: str = "implicit",
        capabilities: bytes = b"IMAP4rev1", after_starttls: bytes = b"", refuses_literals: bool = False, quirks: Mapping[str, Quirk] | None = None,
    ) -> None:  # fmt: skip
        super().__init__("scripted")
        self.fingerprint = certificate.fingerprint
        self.folders = folders if folders is not None else {"INBOX": Mailbox()}
        self.capabilities = capabilities
        self.commands: list[tuple[str, bytes]] = []
        self.appended: list[tuple[bytes, bytes]] = []
        self.waited = 0  # literals for which the client waited to be asked
        self._greeting, self._tls, self._after_starttls = greeting, tls, after_starttls
        self._refuses_literals = refuses_literals
        self._quirks = quirks if quirks is not None else {}
        self._context = certificate.server_context()

    def names(self) -> list[str]:
        """The commands that came, by their names."""
        return [name for name, _arguments in self.commands]

    def _serve(self, raw: socket.socket) -> None:
        with contextlib.suppress(OSError), raw:
            if self._tls != "implicit":
                raw.sendall(self._greeting)
                with raw.makefile("rb") as lines:
                    if not self._talk(raw, lines):
                        return
            with self._context.wrap_socket(raw, server_side=True) as connection, connection.makefile("rb") as lines:
                self._raw.append(connection)
                if self._tls == "implicit":
                    connection.sendall(self._greeting)
                self._talk(connection, lines)

    def _talk(self, connection: socket.socket, lines: BinaryIO) -> bool:
        """Answer commands until the connection ends; True where TLS is to begin."""
        folder = ""
        while (line := lines.readline()).endswith(b"\n"):  # half a command, where the wire was cut, is none
            tag, _, rest = line.rstrip(b"\r\n").partition(b" ")
            literal = b""
            while size := re.search(rb"\{(\d+)(\+?)\}\Z", rest):
                if self._refuses_literals:
                    break
                if not size.group(2):
                    self.waited += 1
                    connection.sendall(b"+ go on\r\n")
                literal = lines.read(int(size.group(1)))
                rest = rest[: size.start()] + b"{}" + lines.readline().rstrip(b"\r\n")
            name, arguments = _split(rest)
            if rest.endswith(b"}") and self._refuses_literals:
                connection.sendall(tag + b" NO too large\r\n")
                continue
            self.commands.append((name, rest if not literal else rest + literal))
            if name == "STARTTLS" and self._tls == "starttls" and "STARTTLS" not in self._quirks:
                connection.sendall(tag + b" OK begin\r\n" + self._after_starttls)
                return True
            if name == "AUTHENTICATE":
                connection.sendall(b"+ \r\n")
                self.commands.append(("(SASL)", lines.readline()))
            if name == "EXAMINE":
                folder = self._folder(arguments) or ""
            call = Call(tag, name, arguments, self, folder, literal)
            answer: bytes | None = self._honest(call)
            if quirk := self._quirks.get(name):
                answer = quirk(call, answer or b"")
            if answer is None:
                break
            connection.sendall(answer)
            if name == "LOGOUT":
                break
        return False

    def _folder(self, argument: bytes) -> str | None:
        wanted = re.sub(rb"\\(.)", rb"\1", argument[1:-1]) if argument.startswith(b'"') else argument
        return next((name for name, box in self.folders.items() if (box.wire or name.encode()) == wanted), None)

    def _honest(self, call: Call) -> bytes:
        """What a plain server without any extension answers."""
        box = self.folders.get(call.folder)
        match call.name:
            case "CAPABILITY":
                return call.ok(b"CAPABILITY " + self.capabilities)
            case "LIST":
                return call.ok(*(b'LIST (%s) "/" "%s"' % (b.attributes, re.sub(rb'(["\\])', rb"\\\1", b.wire or n.encode())) for n, b in self.folders.items()))
            case "STATUS":
                given = call.arguments.partition(b" (")[0]
                name = self._folder(given)
                return call.no(b"no such folder") if name is None else call.ok(b"STATUS %s (%s)" % (given, status_of(self.folders[name])))
            case "EXAMINE":
                return call.no(b"[NONEXISTENT] no such folder") if box is None else call.ok(*opened(box), text=b"[READ-ONLY] opened")
            case "UID SEARCH":
                return call.ok(b"SEARCH " + b" ".join(b"%d" % uid for uid in matching(call.arguments, box or Mailbox())))
            case "UID FETCH":
                return call.ok(*fetched(call.arguments, box or Mailbox()))
            case "APPEND":
                self.appended.append((call.arguments, call.literal))
                return call.ok()
            case "LOGOUT":
                return call.ok(b"BYE see you")
        return call.ok()


def _split(line: bytes) -> tuple[str, bytes]:
    words = line.split(b" ", 2)
    count = 2 if words[0].upper() == b"UID" else 1
    return b" ".join(words[:count]).decode("ascii", "replace").upper(), b" ".join(line.split(b" ", count)[count:])
