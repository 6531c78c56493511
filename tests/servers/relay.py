"""A relay on loopback that ends TLS on both sides and keeps the bytes: what the client really sent, and what it got."""

from __future__ import annotations

import contextlib
import re
import select
import socket
import ssl

from tests.servers.certificates import Certificate
from tests.servers.listening import Listening


class Relay(Listening):
    """Stands before an IMAPS server while it is entered.

    `cut_after` closes both sides after so many bytes of answers, `cut_sent` after so many bytes of commands.
    """

    def __init__(self, port: int, certificate: Certificate, *, cut_after: int | None = None, cut_sent: int | None = None) -> None:
        super().__init__("relay")
        self.sent = bytearray()  # by the client
        self.got = bytearray()  # by the client
        self.fingerprint = certificate.fingerprint
        self._target = port
        self._context = certificate.server_context()
        self._cut_after = cut_after
        self._cut_sent = cut_sent

    def commands(self) -> list[str]:
        """The client's command lines without their tags."""
        return commands_of(bytes(self.sent))

    def clear(self) -> None:
        """Forget what went by."""
        self.sent.clear()
        self.got.clear()

    def _serve(self, raw: socket.socket) -> None:
        with contextlib.suppress(OSError), self._context.wrap_socket(raw, server_side=True) as client:
            self._raw.append(client)
            with _trusting().wrap_socket(socket.create_connection(("127.0.0.1", self._target))) as server:
                self._raw.append(server)
                self._pump(client, server)

    def _pump(self, client: ssl.SSLSocket, server: ssl.SSLSocket) -> None:
        """Carry bytes both ways. One thread for both: an SSL object must not be used from two."""
        others = {client: server, server: client}
        while True:
            ready = [s for s in others if s.pending()] or select.select(list(others), [], [])[0]
            for source in ready:
                data = source.recv(65536)
                if source is client:
                    if self._cut_sent is not None:
                        data = data[: max(0, self._cut_sent - len(self.sent))]
                    self.sent += data
                    server.sendall(data)
                else:
                    if self._cut_after is not None:
                        data = data[: max(0, self._cut_after - len(self.got))]
                    self.got += data
                    client.sendall(data)
                # Whoever waits for what was cut off learns of it at once.
                if not data or len(self.got) == self._cut_after or len(self.sent) == self._cut_sent:
                    return


def commands_of(data: bytes) -> list[str]:
    """The command lines in what a client sent, tags and literals left out."""
    found: list[str] = []
    at = 0
    line = b""
    while (end := data.find(b"\r\n", at)) >= 0:
        line += data[at:end]
        at = end + 2
        if literal := re.search(rb"\{(\d+)\+?\}\Z", line):
            at += int(literal.group(1))
            line += b" "
            continue
        found.append(line.partition(b" ")[2].rstrip().decode("utf-8", "replace"))
        line = b""
    return [command for command in found if command]


def _trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
