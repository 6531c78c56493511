"""The errors that giftscan raises on purpose; everything else is a bug.

    GiftscanError                 exit code
    ├── UsageError                2   a command that cannot be carried out as written
    │   ├── ConfigError           2   config.toml: names file and key
    │   ├── CatalogError          2   a data file of ours: names file and key
    │   └── NoSuchCase            2
    ├── VaultError                2   the key is missing or wrong; nothing was overwritten
    ├── LedgerError               2   the ledger is busy, beyond reach, or of a newer version
    │   └── LedgerBroken          2   its file is damaged: the next scan saves it aside and begins anew
    ├── LoginRefused              3   never retried
    └── SourceError               4   server, network or file
        ├── ServerError           4   the server said something we cannot go on with
        ├── CertificateError      4   TLS could not be verified, or a pinned certificate changed
        └── FolderGone            4   a folder vanished while it was read

    UnreadableMessage             1   one message; trapped around each: a row, a count, and the run goes on

Each is an answer to a person, never a stack trace.
"""

from __future__ import annotations


class GiftscanError(Exception):
    """The root. `str()` is one sentence for a person, `hint` says what to do about it."""

    exit_code = 2

    def __init__(self, sentence: str, *, hint: str = "") -> None:
        super().__init__(sentence)
        self.hint = hint


class UsageError(GiftscanError):
    """A command that cannot be carried out as written."""


class ConfigError(UsageError):
    """config.toml is wrong at `key`."""

    def __init__(self, file: str, key: str, what: str, *, hint: str = "") -> None:
        super().__init__(f"{file}: {key}: {what}", hint=hint)
        self.file = file
        self.key = key


class CatalogError(UsageError):
    """One of our data files is wrong at `key`; raised before any mail is read."""

    def __init__(self, file: str, key: str, what: str) -> None:
        super().__init__(f"{file}: {key}: {what}")
        self.file = file
        self.key = key


class NoSuchCase(UsageError):
    """No case has this id, or more than one begins with it."""


class VaultError(GiftscanError):
    """The key that opens sealed secrets is missing or wrong."""


class LedgerError(GiftscanError):
    """The ledger cannot be used: busy, beyond reach, or written by a newer version."""


class LedgerBroken(LedgerError):
    """The ledger's file is damaged. A full or failing disk, a lock and a wrong key are none of this."""


class LoginRefused(GiftscanError):
    """The server refused the log-in. It is never tried again in the same run."""

    exit_code = 3


class SourceError(GiftscanError):
    """Mail could not be reached: server, network or file."""

    exit_code = 4


class ServerError(SourceError):
    """The server answered with something we cannot go on with."""


class CertificateError(SourceError):
    """TLS could not be verified, or a pinned certificate changed."""


class FolderGone(SourceError):
    """A folder vanished, or was renamed, while it was read."""


class UnreadableMessage(Exception):
    """One message is beyond our bounds. Trapped around each message: a row, a count, and the run goes on."""
