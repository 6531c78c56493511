"""Passwords and keys: where they are kept, and what they seal. Nothing here prints, logs or returns them by accident."""

from scanner.secrets.keys import KeyPlace, find_key, forget_key, places_of
from scanner.secrets.passphrase import Asker, SealedKey
from scanner.secrets.passwords import forget_password, mailbox_password, remember_password
from scanner.secrets.places import FilePlace, Kind, Place, SealedPlace
from scanner.secrets.process import no_core_dumps
from scanner.secrets.vault import Vault

__all__ = [
    "Asker",
    "FilePlace",
    "KeyPlace",
    "Kind",
    "Place",
    "SealedKey",
    "SealedPlace",
    "Vault",
    "find_key",
    "forget_key",
    "forget_password",
    "mailbox_password",
    "no_core_dumps",
    "places_of",
    "remember_password",
]
