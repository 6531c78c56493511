"""The vault's key: in the OS keyring, or on a machine without one in a file of its own, never beside the ledger."""

from __future__ import annotations

import base64
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from scanner.errors import VaultError
from scanner.secrets.ring import ring_delete, ring_get, ring_set
from scanner.secrets.vault import KEY_BYTES

FILE_NAME = "vault.key"


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """A key, and where it was found or put (for the owner to read)."""

    key: bytes
    where: str
    created: bool

    def __repr__(self) -> str:
        return f"KeyPlace(where={self.where!r})"


def find_key(ledger_id: str, key_file: Path | None, folder: Path, *, create: bool, ledger_folder: Path | None = None) -> KeyPlace:
    """The key of a ledger: from `key_file` if one is configured, else a file in `folder`, else the OS keyring.

    A new one is made only if `create` and none is found: in the keyring, or where that keeps nothing in the file.
    Never beside the ledger: whoever copies `ledger_folder` would have both. Raises VaultError.
    """
    fallback = folder / f"{ledger_id}.{FILE_NAME}"
    if key_file is not None:
        _keep_apart(key_file, ledger_folder)
        return _from_file(key_file, create)
    if fallback.exists():
        return _from_file(fallback, create=False)
    name = f"vault:{ledger_id}"
    known = ring_get(name)
    if known is not None:
        return KeyPlace(_decoded(known, "the OS keyring"), "OS keyring", False)
    if not create:
        raise VaultError(
            "the key that opens the ledger is missing",
            hint=f"it was kept in the OS keyring as giftscan/{name} or in {fallback}; bring it back, or start anew with `giftscan forget --all`",
        )
    key = os.urandom(KEY_BYTES)
    if ring_set(name, base64.b64encode(key).decode()):
        return KeyPlace(key, "OS keyring", True)
    _keep_apart(fallback, ledger_folder)
    return _new_file(fallback, key)


def forget_key(ledger_id: str, key_file: Path | None, folder: Path) -> None:
    """Forget a ledger's key: what it sealed can never be opened again. A key file of the owner's choice is left alone."""
    if key_file is None:
        (folder / f"{ledger_id}.{FILE_NAME}").unlink(missing_ok=True)
        ring_delete(f"vault:{ledger_id}")


def _keep_apart(file: Path, ledger_folder: Path | None) -> None:
    if ledger_folder is not None and file.parent.resolve() == ledger_folder.resolve():
        raise VaultError(f"the key file {file} lies beside the ledger", hint="set key_file in config.toml to a file in another folder")


def _from_file(path: Path, create: bool) -> KeyPlace:
    try:
        state = path.stat()
        text = path.read_text("ascii")
    except FileNotFoundError:
        if create:
            return _new_file(path, os.urandom(KEY_BYTES))
        raise VaultError(f"the key file {path} is missing", hint="without it nothing in the ledger can be opened") from None
    except UnicodeDecodeError:
        raise VaultError(f"what lies in {path} is no key of giftscan") from None
    except OSError as error:
        raise VaultError(f"the key file {path} cannot be read: {error.strerror}") from None
    if os.name == "posix" and state.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise VaultError(f"the key file {path} can be read by others", hint=f"chmod 600 {path}")
    if os.name == "posix" and state.st_uid not in (os.geteuid(), 0):
        raise VaultError(f"the key file {path} belongs to another user")
    return KeyPlace(_decoded(text, str(path)), str(path), False)


def _new_file(path: Path, key: bytes) -> KeyPlace:
    """A key file that only its owner can read, whole on the disk, or none at all."""
    begun = False
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        begun = True
        with os.fdopen(handle, "w") as file:
            file.write(base64.b64encode(key).decode() + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        if begun:
            path.unlink(missing_ok=True)
        raise VaultError(f"the key file {path} cannot be written: {error.strerror}") from None
    return KeyPlace(key, str(path), True)


def _decoded(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise VaultError(f"what lies in {where} is no key of giftscan")
    return key
