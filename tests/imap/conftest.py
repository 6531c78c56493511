"""A Dovecot for all tests, a user of their own for each; where none is installed these tests are skipped, and say so."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.imap.owner import Owner
from tests.servers.certificates import Certificate, make_certificate
from tests.servers.dovecot import Dovecot, is_installed

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A private Dovecot whose folders are parted by a slash."""
    yield from _serve()


@pytest.fixture(scope="session")
def dotted() -> Iterator[Dovecot]:
    """One whose folders lie below INBOX and are parted by a dot, as Courier and Cyrus have it."""
    yield from _serve(separator=".", prefix="INBOX.")


def _serve(**namespace: str) -> Iterator[Dovecot]:
    if not is_installed():
        if os.environ.get("CI") == "true":
            pytest.fail("Dovecot is not installed: apt-get install dovecot-imapd")
        pytest.skip("Dovecot is not installed: apt-get install dovecot-imapd")
    # Not among pytest's own folders: where the tests run as root, Dovecot reads mail as another user.
    with tempfile.TemporaryDirectory(prefix="giftscan-dovecot-") as root:
        server = Dovecot(Path(root), **namespace)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for servers on loopback."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def owner(dovecot: Dovecot, tmp_path: Path) -> Owner:
    """A new user of the Dovecot, over TLS from the first byte."""
    return owner_of(dovecot, tmp_path)


@pytest.fixture
def at(tmp_path: Path) -> Callable[..., Owner]:
    """An owner at any other server, by its port and fingerprint."""

    def make(server: object, **values: object) -> Owner:
        return Owner(tmp_path, "hanako", "correct horse", server.port, server.fingerprint, **values)  # type: ignore[attr-defined, arg-type]

    return make


def owner_of(server: Dovecot, folder: Path) -> Owner:
    """A user of a Dovecot that nobody used before."""
    user = f"user{os.getpid()}x{next(_numbers)}"
    server.home(user)
    return Owner(folder, user, server.password, server.imaps_port, server.fingerprint)
