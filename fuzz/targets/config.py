"""config.toml's bytes to a configuration (`scanner.config`).

Promises: ConfigError that names file and key, or a configuration with absolute paths, at most three mailboxes, nothing in any
word that could end a command, and accounts that are resolved or refused in the same way.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from fuzz.target import ROOT, Target
from fuzz.words import words_of
from scanner.catalog import load_catalog
from scanner.config import MAX_MAILBOXES, Config, load_config
from scanner.errors import ConfigError
from scanner.sources.imap.account import resolve_account


@lru_cache(maxsize=1)
def _home() -> tempfile.TemporaryDirectory[str]:
    """A folder of this process, gone when it ends."""
    return tempfile.TemporaryDirectory(prefix="giftscan-fuzz-")


def check(data: bytes) -> None:
    """Load it twice, and resolve its accounts."""
    path = Path(_home().name) / "config.toml"
    path.write_bytes(data)
    try:
        config = load_config(path)
    except ConfigError as error:
        assert error.file == str(path) and error.key, f"an error that names no key: {error}"
        return
    assert config == load_config(path), "the same file gives another configuration"
    _is_sound(config)
    for mailbox in config.mailboxes:
        try:
            account = resolve_account(mailbox, load_catalog(), str(path))
        except ConfigError:
            continue
        assert account.host and 0 < account.port < 65536 and account.tls in ("implicit", "starttls")
    with suppress(ConfigError):
        config.mailbox(None)


def _is_sound(config: Config) -> None:
    assert len(config.mailboxes) <= MAX_MAILBOXES, "more mailboxes than one owner has"
    paths = [config.ledger, config.key_file, *(mailbox.ca_file for mailbox in config.mailboxes)]
    assert all(path is None or path.is_absolute() for path in paths), f"a path that depends on where one stands: {paths}"
    for mailbox in config.mailboxes:
        words = [mailbox.login_name, mailbox.address, mailbox.host or "", mailbox.drafts_folder or "", *mailbox.skip_folders, *mailbox.aliases]
        assert not any(char in word for word in words for char in "\r\n\0"), "a word that ends a command"


def files(_shared: Path | None) -> Iterator[bytes]:
    """The example, with its lines as they are and switched on, and small ones."""
    example = (ROOT / "config.example.toml").read_bytes()
    yield example
    yield b"\n".join(line[2:] if line.startswith(b"# ") and b" = " in line else line for line in example.split(b"\n"))
    yield b"\n".join(line for line in example.split(b"\n") if line and not line.startswith(b"#"))
    yield b'[mailbox.me]\naddress = "a@example.org"\nprovider = "gmail"\n'
    own = b'[mailbox.a]\naddress = "a@b.example"\nhost = "h"\nport = 143\ntls = "starttls"\nca_file = "ca.pem"\naliases = ["x@y.example"]\n'
    yield b'language = "ja"\nledger = "l.sqlite"\nkey_file = "k/key"\n[grace]\ndays = 1\n' + own
    yield b'[mailbox.b]\naddress = "a@b.example"\nhost = "h"\nfingerprint = "' + b"ab:" * 31 + b'ab"\npassword_command = ["pass", "show"]\n'


TARGET = Target("config", check, files, words_of("config"), 2**13)
