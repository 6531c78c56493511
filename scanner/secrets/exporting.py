"""A key exported into a file of its owner's choice, sealed with a passphrase, and read from there again."""

from __future__ import annotations

from pathlib import Path

from scanner.config import lies_beside
from scanner.errors import UsageError
from scanner.secrets.files import take_place, write_secret
from scanner.secrets.passphrase import MAX_BYTES, Cost, SealedKey

_PART = ".giftscan-part"


def check_free(file: Path, ledger: Path) -> None:
    """UsageError where an export must not go: beside the ledger, or where something lies."""
    if lies_beside(file, ledger):
        raise UsageError(f"{file} would lie beside the ledger", hint="a copy of that folder would open everything; choose another")
    if file.is_symlink() or file.exists():
        raise UsageError(f"{file} exists already", hint="an export overwrites no file; choose another name")


def export_key(file: Path, key: bytes, passphrase: str, ledger_id: str, ledger: Path, cost: Cost | None = None) -> None:
    """Write a key, sealed, into a new file with mode 0600. Raises UsageError as `check_free`, VaultError where it cannot be written."""
    check_free(file, ledger)
    part = file.with_name(file.name + _PART)
    write_secret(part, SealedKey.seal(key, passphrase, ledger_id, cost).text())
    try:
        take_place(part, file, replace=False)
    except FileExistsError:
        part.unlink(missing_ok=True)
        raise UsageError(f"{file} exists already", hint="an export overwrites no file; choose another name") from None


def read_export(file: Path) -> SealedKey:
    """The sealed key of an export, wherever it comes from. UsageError where the file cannot be read, VaultError where it is none."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from None
    return SealedKey.parse(data.decode("ascii", "replace"), str(file))
