"""How the children that read strangers' bytes are started: their limits, and that nothing of ours is their business."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Self

_LIMITED: Final = Path(__file__).with_name("limited.py")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: bytes of memory, seconds of processor time for one piece of its work, and for all of it."""

    memory: int
    seconds: int
    total: int


def command(script: Path, limits: Limits, *arguments: str) -> list[str]:
    """The command that runs a script of ours within limits."""
    return [sys.executable, "-I", str(_LIMITED), str(limits.memory), str(limits.seconds), str(limits.total), str(script), *arguments]


def environment() -> dict[str, str]:
    """Nothing of ours, but for what Windows needs to start a process."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}


class Running:
    """A child that answers bit by bit. One that keeps us waiting for too long is ended; what it said before counts."""

    def __init__(self, ours: list[str], file: BinaryIO, silence: float) -> None:
        self._process = subprocess.Popen(  # noqa: S603 # nosec B603 # our own file
            ours, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment()
        )
        self._silence = silence
        self._since: float | None = None  # when we began to wait
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._ring, daemon=True)
        self._watch.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._process.kill()
        if self._process.stdout:
            self._process.stdout.close()
        self._process.wait()
        self._watch.join()

    def read(self, size: int) -> bytes:
        """So many bytes; fewer where the child has ended."""
        assert self._process.stdout is not None
        self._since = time.monotonic()
        try:
            return self._process.stdout.read(size)
        finally:
            self._since = None

    def _ring(self) -> None:
        while not self._over.wait(self._silence / 4):
            since = self._since
            if since is not None and time.monotonic() - since > self._silence:
                self._process.kill()
                return
