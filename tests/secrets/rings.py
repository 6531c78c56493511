"""Keyrings for tests: real backends of the keyring library that keep their secrets in memory, or misbehave in one way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import keyring
from jaraco.classes import properties
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, NoKeyringError, PasswordDeleteError, PasswordSetError


class MemoryRing(KeyringBackend):
    """Keeps secrets as long as it lives."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    @properties.classproperty
    def priority(cls) -> float:  # noqa: N805 - a property of the class, as the library has it
        """Never chosen by itself: only where a test sets it."""
        raise RuntimeError("for tests only")

    def get_password(self, service: str, username: str) -> str | None:
        """A secret."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget a secret."""
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")


class LockedRing(MemoryRing):
    """Somebody did not give the password of the keyring."""

    def get_password(self, service: str, username: str) -> str | None:
        """It opens for nobody."""
        raise KeyringLocked("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        """It keeps nothing."""
        raise KeyringLocked("locked")


class NoRing(MemoryRing):
    """A machine without a keyring."""

    def get_password(self, service: str, username: str) -> str | None:
        """There is none."""
        raise NoKeyringError("none")

    def set_password(self, service: str, username: str, password: str) -> None:
        """There is none."""
        raise NoKeyringError("none")

    def delete_password(self, service: str, username: str) -> None:
        """There is none."""
        raise NoKeyringError("none")


class FullRing(MemoryRing):
    """It refuses new secrets."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """It does not keep it."""
        raise PasswordSetError("full")


class ForgetfulRing(MemoryRing):
    """It takes a secret without a word, and does not keep it."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Nothing happens."""


class PlainRing(MemoryRing):
    """As those that write secrets into a plain file; the library finds them by their module."""

    __module__ = "keyrings.alt.file"


Ring = TypeVar("Ring", bound=KeyringBackend)


@contextmanager
def using(ring: Ring) -> Iterator[Ring]:
    """Make a keyring the machine's own for a while."""
    before = keyring.get_keyring()
    keyring.set_keyring(ring)
    try:
        yield ring
    finally:
        keyring.set_keyring(before)
