"""What the tests of commands share: a home, a mail server, and mail that steers terminals."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import Giftscan, mailbox_table, mails
from tests.servers.dovecot import Dovecot, is_installed


@pytest.fixture
def giftscan(tmp_path: Path) -> Giftscan:
    """The command, in a new home."""
    home = tmp_path / "home"
    home.mkdir()
    return Giftscan(home)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A private Dovecot, in a folder whose path is short enough for its sockets."""
    if not is_installed():
        pytest.skip("Dovecot is not installed")
    root = Path(tempfile.mkdtemp(prefix="giftscan-cli-"))
    server = Dovecot(root)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(root, ignore_errors=True)


class Served:
    """A mailbox on the server, configured for the command."""

    def __init__(self, server: Dovecot, giftscan: Giftscan, user: str) -> None:
        self.server = server
        self.user = user
        self.giftscan = giftscan
        self.password = giftscan.home / "password"
        self.password.write_text(server.password, "utf-8")
        server.home(user)

    def holds(self, thread: str) -> Served:
        """Deliver a golden thread's mails, folder by folder."""
        for folder, messages in mails(thread).items():
            self.server.deliver(self.user, folder, messages)
        return self

    def table(self, *, password: bool = True, more: str = "", name: str = "private", port: int | None = None) -> str:
        """The mailbox as config.toml has it."""
        address = f"{self.user}@example.jp"
        extra = f'user = "{self.user}"\n{more}'
        known = self.password if password else None
        return mailbox_table(name, address, port or self.server.imaps_port, self.server.fingerprint, password=known, more=extra)

    @property
    def commands(self) -> list[str]:
        """The commands that this user's sessions sent after their log-in, each by its name."""
        words = [line.upper().split() for line in self.server.typed(self.user)]
        return [" ".join(line[:2]) if line[0] == "UID" else line[0] for line in words if line]

    @property
    def refusals(self) -> int:
        """How often the server refused a log-in of this user."""
        return self.server.log().count(f"user=<{self.user}>") - self.server.log().count(f"Login: user=<{self.user}>")


_USERS = iter(range(10_000))


@pytest.fixture
def mailbox(dovecot: Dovecot, giftscan: Giftscan) -> Served:
    """A new mailbox of a user that nobody else has."""
    served = Served(dovecot, giftscan, f"kaori{next(_USERS)}")
    giftscan.configure(served.table())
    return served


HOSTILE = b"""\
X-Corpus: synthetic
Received: from mail.example.net by mx.example.jp; Mon, 2 Mar 2026 09:00:00 +0900
From: "\x1b[31mEvil\x1b[0m [bold]Friend[/bold]" <friend@example.net>
To: you@example.jp
Subject: =?utf-8?b?W3JlZF3jgqvjg7zjg4lbL3JlZF0gG1sybSDigK5nbmloc2lm4oCs?=
Date: Mon, 2 Mar 2026 09:00:00 +0900
Message-ID: <hostile-1@example.net>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

I bought you an Amazon gift card, here is its code:

Claim code: XQ7K-4TBN9C-WD3F
Amount: $50.00

[blink]Enjoy![/blink] \x1b]8;;http://example.org\x07click\x1b]8;;\x07
"""
HOSTILE_CODE = "XQ7K-4TBN9C-WD3F"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A mail whose sender, subject and text try to steer the terminal, in a folder whose name tries as well."""
    folder = tmp_path / "box" / "[red]in\x1b[2Jbox\u202e"
    folder.mkdir(parents=True)
    (folder / "01.eml").write_bytes(HOSTILE)
    return tmp_path / "box"


@pytest.fixture
def unreadable(tmp_path: Path) -> Path:
    """A mail beyond our bounds: a header of half a megabyte."""
    path = tmp_path / "endless.eml"
    lines = "".join(f"X-Filler-{n}: {'x' * 900}\n" for n in range(6000))
    path.write_text(f"From: a@example.com\nSubject: endless\n{lines}\nbody\n", "ascii")
    return path
