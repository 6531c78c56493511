"""Passwords and keys: where they are kept, and what they seal. Nothing here prints, logs or returns them by accident."""

from scanner.secrets.keys import KeyPlace, find_key, forget_key
from scanner.secrets.passwords import forget_password, mailbox_password, remember_password
from scanner.secrets.vault import Vault

__all__ = ["KeyPlace", "Vault", "find_key", "forget_key", "forget_password", "mailbox_password", "remember_password"]
