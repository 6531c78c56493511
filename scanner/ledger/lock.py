"""One writer at a time: a lock of the operating system, which no crash leaves behind, and a word on who holds it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from scanner.errors import LedgerError


class LedgerLock:
    """The lock beside a ledger."""

    def __init__(self, ledger: Path) -> None:
        self._lock = FileLock(str(ledger) + ".lock", mode=0o600)
        self._holder = Path(str(ledger) + ".holder")
        self._held = False

    def acquire(self, wait: float) -> None:
        """Take the lock, waiting up to `wait` seconds. Raises LedgerError that says who has it."""
        try:
            self._lock.acquire(timeout=wait)
        except Timeout:
            raise LedgerError(f"another run of giftscan is writing ({self._who()})", hint="wait for it to end, then run again") from None
        self._held = True
        with suppress(OSError):  # a word for others, no more
            handle = os.open(self._holder, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(f"process {os.getpid()}\n")

    def release(self) -> None:
        """Give the lock back, if it is ours."""
        if self._held:
            self._held = False
            with suppress(OSError):
                self._holder.unlink(missing_ok=True)
            self._lock.release()

    def _who(self) -> str:
        try:
            return self._holder.read_text("ascii").strip() or "unknown process"
        except (OSError, UnicodeDecodeError):
            return "unknown process"
