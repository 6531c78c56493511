"""TLS that is always verified: by the system's authorities, a CA file, or the pinned fingerprint of one certificate."""

from __future__ import annotations

import hashlib
import hmac
import ssl
from pathlib import Path
from typing import Any

from scanner.errors import CertificateError


def tls_context(ca_file: Path | None, fingerprint: str | None) -> ssl.SSLContext:
    """The context for a server: chain and host name are verified, or, with `fingerprint` (SHA-256 of the certificate,
    hex), that one certificate is trusted and no other, whoever signed it; nothing is sent before it is compared."""
    if fingerprint is not None:
        return _PinnedContext.to(fingerprint)
    try:
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except (OSError, ssl.SSLError) as error:
        raise CertificateError(f"the CA file {ca_file} cannot be used: {error}") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class _PinnedContext(ssl.SSLContext):
    """Trusts exactly one certificate."""

    _pin: bytes

    @classmethod
    def to(cls, fingerprint: str) -> _PinnedContext:
        context = cls(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # The pin is the verification: stricter than a chain, and it needs no chain.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context._pin = bytes.fromhex(fingerprint)
        return context

    def wrap_socket(self, *args: Any, **kwargs: Any) -> ssl.SSLSocket:
        """The handshake, then the comparison; the connection is closed before anything is sent over it."""
        kwargs["do_handshake_on_connect"] = True
        wrapped = super().wrap_socket(*args, **kwargs)
        certificate = wrapped.getpeercert(binary_form=True)
        found = hashlib.sha256(certificate).digest() if certificate else b""
        if not hmac.compare_digest(found, self._pin):
            wrapped.close()
            raise CertificateError(
                f"the server's certificate is not the pinned one: it has {found.hex()}, pinned is {self._pin.hex()}",
                hint="if you renewed it yourself, put the new fingerprint into config.toml; else do not connect",
            )
        return wrapped
