"""A name server on loopback that answers TXT questions from a table, and counts them."""

from __future__ import annotations

import socket
import threading
from types import TracebackType
from typing import Self

import dns.message
import dns.rcode
import dns.resolver
import dns.rrset


class NameServer:
    """Answers while it is entered. A record of None is a question that is never answered."""

    def __init__(self, records: dict[str, list[bytes] | None]) -> None:
        self._records = records
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, name="names")
        self.asked: list[str] = []

    @property
    def resolver(self) -> dns.resolver.Resolver:
        """A resolver that knows this server alone."""
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = self._socket.getsockname()[1]
        return resolver

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", self._socket.getsockname())
        self._thread.join(10)
        self._socket.close()
        assert not self._thread.is_alive()

    def _serve(self) -> None:
        while True:
            data, client = self._socket.recvfrom(4096)
            if not data:
                return
            question = dns.message.from_wire(data)
            name = question.question[0].name.to_text(omit_final_dot=True).lower()
            self.asked.append(name)
            answer = dns.message.make_response(question)
            if name not in self._records:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            elif (records := self._records[name]) is None:
                continue
            else:
                answer.answer.append(dns.rrset.from_text_list(question.question[0].name, 60, "IN", "TXT", [_quoted(r) for r in records]))
            self._socket.sendto(answer.to_wire(), client)


def _quoted(record: bytes) -> str:
    """A record as strings of at most 255 bytes (RFC 1035, section 3.3.14)."""
    text = record.decode("ascii")
    return " ".join(f'"{text[at : at + 255]}"' for at in range(0, len(text), 255))
