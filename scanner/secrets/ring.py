"""The OS keyring, as far as there is one: macOS Keychain, Windows Credential Locker, Secret Service, KWallet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanner.errors import VaultError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE: Final = "giftscan"
# Backends that write secrets into plain files: no keyring at all.
_PLAIN = "keyrings.alt"


def ring_get(name: str) -> str | None:
    """A secret by its name; None where the keyring has none, or there is no keyring. VaultError where it is locked."""
    from keyring.errors import KeyringError, KeyringLocked

    for backend in _backends():
        try:
            secret = backend.get_password(SERVICE, name)
        except KeyringLocked:
            # To say that there is none would let a second key or password be made beside the first.
            raise VaultError("the OS keyring is locked", hint="unlock it, and run giftscan again") from None
        except (KeyringError, RuntimeError, OSError):
            continue
        if secret is not None:
            return secret
    return None


def ring_set(name: str, secret: str) -> bool:
    """Keep a secret; False where there is no keyring that keeps it. It is never kept anywhere else instead."""
    from keyring.errors import KeyringError

    for backend in _backends():
        try:
            backend.set_password(SERVICE, name, secret)
            if backend.get_password(SERVICE, name) == secret:
                return True
        except (KeyringError, RuntimeError, OSError):
            continue
    return False


def ring_delete(name: str) -> None:
    """Forget a secret, wherever it is kept."""
    from keyring.errors import KeyringError

    for backend in _backends():
        try:
            backend.delete_password(SERVICE, name)
        except (KeyringError, RuntimeError, OSError):
            continue


def _backends() -> list[KeyringBackend]:
    """The keyrings of this machine, best first, without those that keep secrets in the open."""
    import keyring
    from keyring.backends.chainer import ChainerBackend
    from keyring.errors import KeyringError

    try:
        chosen = keyring.get_keyring()
        found = list(chosen.backends) if isinstance(chosen, ChainerBackend) else [chosen]
    except (KeyringError, ImportError, AttributeError, RuntimeError, OSError):
        return []  # a keyring that is configured wrongly is none
    return [backend for backend in found if not type(backend).__module__.startswith(_PLAIN)]
