"""Sealing: AES-256-GCM (NIST SP 800-38D), each value bound to the record it belongs to."""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import Final, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from scanner.errors import VaultError
from scanner.secrets.process import no_core_dumps

KEY_BYTES: Final = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"


class Vault:
    """Seals and opens with one key of 32 bytes. Its `repr` tells nothing."""

    __slots__ = ("_aead", "_check", "fingerprint_key")

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise VaultError("the key has the wrong length")
        no_core_dumps()
        self._aead = AESGCM(_derived(key, b"giftscan seal"))
        self._check = _derived(key, b"giftscan check")
        # Programs that compare fingerprints share this key's purpose, not the sealing key.
        self.fingerprint_key = _derived(key, b"giftscan fingerprint")

    @classmethod
    def ephemeral(cls) -> Vault:
        """A vault whose key is nowhere kept: for runs that keep nothing."""
        return cls(os.urandom(KEY_BYTES))

    @property
    def check_value(self) -> str:
        """What a ledger keeps to know its key again; it tells nothing of the key."""
        return hashlib.sha256(self._check).hexdigest()

    def seal(self, plain: bytes, bound_to: str) -> bytes:
        """`plain` encrypted and authenticated, together with the name of the record it belongs to."""
        nonce = os.urandom(_NONCE_BYTES)
        return _VERSION + nonce + self._aead.encrypt(nonce, plain, bound_to.encode())

    def open(self, sealed: bytes, bound_to: str) -> bytes:
        """What `seal` sealed for this record. Raises VaultError if the key is another, or the bytes were moved or changed."""
        if sealed[:1] != _VERSION:
            raise VaultError("a sealed value has an unknown form; was the ledger written by a newer version?")
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self._aead.decrypt(nonce, body, bound_to.encode())
        except (InvalidTag, ValueError):  # ValueError: cut so short that there is no nonce
            raise VaultError("a sealed value cannot be opened: another key, or the ledger was changed") from None

    def mark(self, text: str) -> str:
        """A keyed digest by which equal texts are found without storing them."""
        return hmac.new(self.fingerprint_key, b"mark" + text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]

    def __repr__(self) -> str:
        return "Vault(***)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a vault stays in its process")


def _derived(key: bytes, purpose: bytes) -> bytes:
    """One key for each purpose (RFC 5869)."""
    return HKDFExpand(algorithm=SHA256(), length=KEY_BYTES, info=purpose).derive(key)
