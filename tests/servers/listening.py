"""What the servers of the tests have in common: a listener on loopback, a thread for each connection, and none left behind."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self


class Listening:
    """Listens while it is entered; `_serve` of the class below talks to one client."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._raw: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, name=f"{name}-accept")]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        close(self._listener)
        for connection in self._raw:
            close(connection)
        for thread in self._threads:
            thread.join(10)
        assert not any(thread.is_alive() for thread in self._threads)

    def _accept(self) -> None:
        while True:
            try:
                raw, _ = self._listener.accept()
            except OSError:
                return
            self._raw.append(raw)
            thread = threading.Thread(target=self._serve, args=(raw,), name=f"{self._name}-connection")
            self._threads.append(thread)
            thread.start()

    def _serve(self, raw: socket.socket) -> None:
        raise NotImplementedError


def close(connection: socket.socket) -> None:
    """End a connection, so that whoever waits on it wakes up."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
