"""A key sealed under a passphrase, as a small text that describes itself: scrypt (RFC 7914) and AES-256-GCM.

The text is one JSON object: `giftscan` ("sealed key"), `version`, `ledger` (the id of the ledger whose key it is), `kdf` with
`name`, `n`, `r`, `p` and `salt`, and `sealed`. All but `sealed` is authenticated with it. It may come from anywhere, so
that what it asks for is bounded before a byte of memory is taken.
"""

from __future__ import annotations

import base64
import json
import os
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from scanner.errors import VaultError
from scanner.secrets.process import no_core_dumps
from scanner.secrets.vault import KEY_BYTES, Vault

MIN_LENGTH: Final = 12
MAX_QUESTIONS: Final = 3
MAX_BYTES: Final = 4096  # ours have about 400
_KIND = "sealed key"
_VERSION = 1
_SALT_BYTES = 16
_MAX_MEMORY = 256 * 1024 * 1024  # scrypt takes 128 * n * r bytes
_MAX_WORK = 2**22  # n * r * p: four times of what we ask for

# Puts the question for a passphrase; its argument is how often it was asked already.
Asker = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Cost:
    """What deriving a key costs: memory of 128 * n * r bytes, p times over."""

    n: int
    r: int
    p: int


# OWASP's Password Storage Cheat Sheet: N = 2^17, r = 8, p = 1, that is 128 MiB. Argon2id would be the first choice there, but
# the oldest `cryptography` that we run with (43) has none, and a key sealed on one machine must open on the other.
COST: Final = Cost(2**17, 8, 1)


@dataclass(frozen=True, slots=True)
class SealedKey:
    """A key that a passphrase opens."""

    ledger_id: str
    cost: Cost
    salt: bytes = field(repr=False)
    sealed: bytes = field(repr=False)

    @classmethod
    def seal(cls, key: bytes, passphrase: str, ledger_id: str, cost: Cost | None = None) -> SealedKey:
        """The key of a ledger under a passphrase and a salt of its own. VaultError where this machine lacks the memory."""
        salt, cost = os.urandom(_SALT_BYTES), cost or COST
        return cls(ledger_id, cost, salt, _vault(passphrase, salt, cost).seal(key, _bound_to(ledger_id, cost, salt)))

    @classmethod
    def parse(cls, text: str, where: str) -> SealedKey:
        """What `text` describes; `where` is its name for a person. VaultError for anything else, and for costs out of bounds."""
        try:
            values = json.loads(text) if len(text) <= MAX_BYTES else None
            if not isinstance(values, dict) or values.get("giftscan") != _KIND:
                raise ValueError
            version, ledger_id, kdf = values.get("version"), values["ledger"], values["kdf"]
            if version != _VERSION:
                raise VaultError(f"the sealed key in {where} has an unknown form", hint="update giftscan")
            cost = Cost(_whole(kdf["n"]), _whole(kdf["r"]), _whole(kdf["p"]))
            salt, sealed = _bytes(kdf["salt"]), _bytes(values["sealed"])
            if kdf["name"] != "scrypt" or not isinstance(ledger_id, str):
                raise ValueError
        except (ValueError, TypeError, KeyError, RecursionError):
            raise VaultError(f"what lies in {where} is no sealed key of giftscan") from None
        if not _is_sound(cost) or not _SALT_BYTES <= len(salt) <= 64:
            raise VaultError(f"the sealed key in {where} asks for more memory or time than giftscan gives", hint="giftscan writes no such file")
        return cls(ledger_id, cost, salt, sealed)

    def text(self) -> str:
        """The text that `parse` reads."""
        values = {**_head(self.ledger_id, self.cost, self.salt), "sealed": base64.b64encode(self.sealed).decode()}
        return json.dumps(values, indent=1) + "\n"

    def open(self, passphrase: str) -> bytes | None:
        """The key; None where the passphrase is another (or the text was changed, which looks the same)."""
        vault = _vault(passphrase, self.salt, self.cost)
        try:
            key = vault.open(self.sealed, _bound_to(self.ledger_id, self.cost, self.salt))
        except VaultError:
            return None
        return key if len(key) == KEY_BYTES else None


def opened(sealed: SealedKey, ask: Asker | None) -> tuple[bytes, str]:
    """The key and the passphrase that opened it. VaultError without a terminal, without an answer, and after three wrong ones."""
    if ask is None:
        raise VaultError(
            "the ledger's key is sealed with a passphrase, and there is no terminal to ask for it: a schedule takes a systemd credential or a key file",
            hint="see: giftscan vault --help",
        )
    for attempt in range(MAX_QUESTIONS):
        passphrase = ask(attempt)
        if not passphrase:
            raise VaultError("no passphrase was given", hint="nothing was changed")
        key = sealed.open(passphrase)
        if key is not None:
            return key, passphrase
    raise VaultError(f"the passphrase was wrong {MAX_QUESTIONS} times", hint="nothing was changed")


def _vault(passphrase: str, salt: bytes, cost: Cost) -> Vault:
    """The vault that a passphrase opens. Its letters count, not how a keyboard composes them (RFC 8265, section 4.2: NFC)."""
    no_core_dumps()
    text = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    try:
        return Vault(Scrypt(salt=salt, length=KEY_BYTES, n=cost.n, r=cost.r, p=cost.p).derive(text))
    except MemoryError:
        raise VaultError("this machine has not the memory that the passphrase's key needs") from None


def _head(ledger_id: str, cost: Cost, salt: bytes) -> dict[str, Any]:
    kdf = {"name": "scrypt", "n": cost.n, "r": cost.r, "p": cost.p, "salt": base64.b64encode(salt).decode()}
    return {"giftscan": _KIND, "version": _VERSION, "ledger": ledger_id, "kdf": kdf}


def _bound_to(ledger_id: str, cost: Cost, salt: bytes) -> str:
    """What the sealed key is authenticated with."""
    return json.dumps(_head(ledger_id, cost, salt), separators=(",", ":"))


def _is_sound(cost: Cost) -> bool:
    """Whether scrypt can be asked for it: n a power of two (RFC 7914, section 2), and memory and work that harm no machine."""
    if not (2**14 <= cost.n <= 2**20 and 1 <= cost.r <= 32 and 1 <= cost.p <= 16) or cost.n & (cost.n - 1):
        return False
    return 128 * cost.n * cost.r <= _MAX_MEMORY and cost.n * cost.r * cost.p <= _MAX_WORK


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError
    return value


def _bytes(value: Any) -> bytes:
    if not isinstance(value, str):
        raise ValueError
    return base64.b64decode(value, validate=True)
