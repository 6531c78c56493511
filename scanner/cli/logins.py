"""What is known of a mailbox's log-ins: that its owner confirmed it at a terminal, and whether the last one was refused."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scanner.sources.imap.account import Account

_SUFFIX = ".login"


class LoginRecord:
    """A small file beside the ledger, without any secret. What it says holds for one address, user and server: where the
    configuration names another, the owner is asked anew."""

    def __init__(self, ledger: Path, account: Account) -> None:
        self._path = ledger.parent / f"{account.name}{_SUFFIX}"
        self._account = [account.address, account.user, account.host, account.port]

    @property
    def confirmed(self) -> bool:
        """Whether somebody at a terminal said that this mailbox is their own, and the log-in worked."""
        return isinstance(self._said().get("confirmed"), str)

    @property
    def refused(self) -> bool:
        """Whether the last log-in was refused."""
        return self._said().get("refused") is True

    def note_refused(self) -> None:
        """Keep that the log-in was refused."""
        self._keep({**self._said(), "refused": True})

    def note_confirmed(self) -> None:
        """Keep that the owner confirmed the mailbox and the log-in worked; an earlier refusal is over."""
        said = self._said()
        if said.get("refused") or not self.confirmed:
            self._keep({"confirmed": said.get("confirmed") or datetime.now(UTC).isoformat(timespec="seconds")})

    def _said(self) -> dict[str, Any]:
        """What was kept of this account; nothing where there is none, or only of another."""
        try:
            kept = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            return {"refused": True}  # it says something, but nobody can read what: only a person may go on
        return kept if isinstance(kept, dict) and kept.get("account") == self._account else {}

    def _keep(self, said: dict[str, Any]) -> None:
        """Written whole or not at all."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = self._path.with_name(self._path.name + ".new")
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"account": self._account, **said}, file, ensure_ascii=False)
        new.replace(self._path)


def login_files(ledger: Path) -> list[Path]:
    """The records beside a ledger, also of mailboxes that the configuration no longer names."""
    return sorted(path for end in ("", ".new") for path in ledger.parent.glob(f"*{_SUFFIX}{end}"))
