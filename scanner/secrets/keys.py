"""The vault's key: found in one of its places, in a written order, made in the first that keeps it; never beside the ledger."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from scanner.errors import VaultError
from scanner.secrets.passphrase import Asker
from scanner.secrets.places import CredentialPlace, FilePlace, Kind, Place, RingPlace, SealedPlace
from scanner.secrets.process import no_core_dumps
from scanner.secrets.ring import ring_delete
from scanner.secrets.vault import KEY_BYTES

FILE_NAME = "vault.key"
SEALED_NAME = "vault.sealed"
CREDENTIAL_NAME = "giftscan.vault-key"


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """A key, and the place where it was found or put. `second`: the ledger knows the key that was to take the first one's place."""

    key: bytes
    place: Place
    created: bool = False
    second: bool = False

    @property
    def where(self) -> str:
        """The place, for the owner to read."""
        return self.place.where

    def __repr__(self) -> str:
        return f"KeyPlace(where={self.where!r})"


def places_of(ledger_id: str, key_file: Path | None, folder: Path, *, ask: Asker | None = None, remembered: Path | None = None) -> tuple[Place, ...]:
    """Where the key of a ledger may be, in the order in which it is looked for, and why in this order.

    What was handed to this very run (a systemd credential) comes before what config.toml says (`key_file`), that before what
    `giftscan vault` was told (`remembered`, the passphrase), that before what giftscan chose by itself (a file, the keyring).
    """
    found: list[Place] = []
    if handed := os.environ.get("CREDENTIALS_DIRECTORY"):
        found.append(CredentialPlace(Path(handed) / CREDENTIAL_NAME))
    found += [FilePlace(path, Kind.KEY_FILE) for path in dict.fromkeys((key_file, remembered)) if path is not None]
    found.append(SealedPlace(folder / f"{ledger_id}.{SEALED_NAME}", ledger_id, ask))
    found.append(FilePlace(folder / f"{ledger_id}.{FILE_NAME}", Kind.OWN_FILE))
    found.append(RingPlace(ledger_id))
    return tuple(found)


def find_key(
    ledger_id: str,
    key_file: Path | None,
    folder: Path,
    *,
    create: bool,
    ledger: Path | None = None,
    ask: Asker | None = None,
    remembered: Path | None = None,
    fits: Callable[[bytes], bool] | None = None,
) -> KeyPlace:
    """The key of a ledger, from the first place that holds one (`places_of`). Raises VaultError.

    `fits` tells whether a key is the ledger's: the first that is found must be, else that is told at once. Where an exchange
    of keys was broken off, the second key of a place counts, too. A new key is made only if `create` and none is found: in
    `key_file` if one is configured, else in the keyring, or where that keeps nothing in a file in `folder`.
    Never beside the ledger: whoever copies its folder would have both.
    """
    no_core_dumps()
    places = places_of(ledger_id, key_file, folder, ask=ask, remembered=remembered)
    for place in places:
        if place.kind in (Kind.PASSPHRASE, Kind.OWN_FILE) and not place.is_there():
            continue
        place.keep_apart(ledger)
        key = place.read()
        if key is not None:
            return _fitting(key, place, fits)
        if create and place.kind is Kind.KEY_FILE:
            return _made(place, ledger)
    if not create:
        raise _missing(ledger_id, key_file or remembered, folder)
    ring = places[-1]
    key = os.urandom(KEY_BYTES)
    with suppress(VaultError):  # no keyring on this machine
        ring.put(key)
        return KeyPlace(key, ring, created=True)
    return _made(places[-2], ledger)


def forget_key(ledger_id: str, key_file: Path | None, folder: Path, remembered: Path | None = None) -> None:
    """Forget a ledger's key: what it sealed can never be opened again.

    A key file of the owner's choice and a systemd credential are left alone; of the former goes what an exchange of keys,
    broken off, left beside it.
    """
    for place in places_of(ledger_id, key_file, folder, remembered=remembered):
        with suppress(VaultError):
            if place.kind is Kind.KEY_FILE:
                place.drop_second()
            elif place.kind in (Kind.PASSPHRASE, Kind.OWN_FILE):
                place.remove()
    for name in (f"vault:{ledger_id}", f"vault:{ledger_id}:new"):
        ring_delete(name)


def _fitting(key: bytes, place: Place, fits: Callable[[bytes], bool] | None) -> KeyPlace:
    if fits is None or fits(key):
        return KeyPlace(key, place)
    second = place.read(second=True)
    if second is not None and fits(second):
        return KeyPlace(second, place, second=True)
    again = place.read()  # another run may have let the second key take the first one's place between the two looks
    if again is not None and fits(again):
        return KeyPlace(again, place)
    raise VaultError(f"the key in {place.where} is not the one that this ledger was made with", hint="bring the right one back; nothing was changed")


def _made(place: Place, ledger: Path | None) -> KeyPlace:
    place.keep_apart(ledger)
    key = os.urandom(KEY_BYTES)
    place.put(key)
    return KeyPlace(key, place, created=True)


def _missing(ledger_id: str, file: Path | None, folder: Path) -> VaultError:
    if file is not None:
        return VaultError(
            f"the key file {file} is missing", hint="without it nothing in the ledger can be opened; giftscan vault import brings an exported key back"
        )
    fallback = folder / f"{ledger_id}.{FILE_NAME}"
    return VaultError(
        "the key that opens the ledger is missing",
        hint=f"it was kept in the OS keyring as giftscan/vault:{ledger_id} or in {fallback}; bring it back, or start anew with `giftscan forget --all`",
    )
