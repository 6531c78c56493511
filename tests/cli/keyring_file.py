"""A keyring for tests: real to giftscan, kept in a file that a test can look into."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class FileKeyring(KeyringBackend):
    """Passwords by service and user, in $GIFTSCAN_TEST_KEYRING."""

    priority = 1.0

    def get_password(self, service: str, username: str) -> str | None:
        """The password, None where there is none."""
        return self._all().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password."""
        self._keep(self._all() | {f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        """Forget a password."""
        known = self._all()
        if known.pop(f"{service}/{username}", None) is None:
            raise PasswordDeleteError("not found")
        self._keep(known)

    def _path(self) -> Path:
        return Path(os.environ["GIFTSCAN_TEST_KEYRING"])

    def _all(self) -> dict[str, str]:
        return dict(json.loads(self._path().read_text("utf-8"))) if self._path().exists() else {}

    def _keep(self, known: dict[str, str]) -> None:
        self._path().write_text(json.dumps(known), "utf-8")
