"""One writer at a time: a lock of the operating system, which no crash leaves behind, and a word on who holds it."""

from __future__ import annotations

import os
from pathlib import Path

from filelock import FileLock, Timeout

from scanner.errors import LedgerError


class LedgerLock:
    """The lock beside a ledger."""

    def __init__(self, ledger: Path) -> None:
        self._lock = FileLock(str(ledger) + ".lock", mode=0o600)
        self._holder = Path(str(ledger) + ".holder")

    def acquire(self, wait: float) -> None:
        """Take the lock, waiting up to `wait` seconds. Raises LedgerError that says who has it."""
        try:
            self._lock.acquire(timeout=wait)
        except Timeout:
            raise LedgerError(f"another run of giftscan is writing ({self._who()})", hint="wait for it to end, then run again") from None
        self._holder.write_text(f"process {os.getpid()}\n", "ascii")
        os.chmod(self._holder, 0o600)

    def release(self) -> None:
        """Give the lock back."""
        self._holder.unlink(missing_ok=True)
        self._lock.release()

    def _who(self) -> str:
        try:
            return self._holder.read_text("ascii").strip() or "unknown process"
        except OSError:
            return "unknown process"
