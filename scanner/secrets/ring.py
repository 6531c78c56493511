"""The OS keyring, as far as there is one: macOS Keychain, Windows Credential Locker, Secret Service, KWallet."""

from __future__ import annotations

SERVICE = "giftscan"


def ring_get(name: str) -> str | None:
    """A secret by its name; None where the keyring has none, or there is no keyring."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, name)
    except (KeyringError, RuntimeError, OSError):
        return None


def ring_set(name: str, secret: str) -> bool:
    """Keep a secret; False where there is no keyring that keeps it. It is never kept anywhere else instead."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, name, secret)
        return keyring.get_password(SERVICE, name) == secret
    except (KeyringError, RuntimeError, OSError):
        return False


def ring_delete(name: str) -> None:
    """Forget a secret, if it is there."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.delete_password(SERVICE, name)
    except (KeyringError, RuntimeError, OSError):
        return
