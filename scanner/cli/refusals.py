"""A refused log-in stays refused for runs without a terminal, until the owner has logged in by hand."""

from __future__ import annotations

import os
from pathlib import Path

from scanner.config import Config, MailboxConfig


class Refusal:
    """The note that a mailbox's last log-in was refused: an empty file beside the ledger."""

    def __init__(self, config: Config, mailbox: MailboxConfig) -> None:
        self._path = config.ledger.parent / f"{mailbox.name}.refused"

    @property
    def stands(self) -> bool:
        """Whether the last log-in was refused."""
        return self._path.exists()

    def note(self) -> None:
        """The log-in was refused."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600))

    def clear(self) -> None:
        """A log-in worked, or everything is to be forgotten."""
        self._path.unlink(missing_ok=True)


def refusal_files(ledger: Path) -> list[Path]:
    """The notes beside a ledger, also of mailboxes that the configuration no longer names."""
    return sorted(ledger.parent.glob("*.refused"))
