"""Keys of DKIM signatures from DNS, asked for only where config.toml switches it on; needs the extra `dkim`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dns.resolver import Resolver

PATIENCE = 5.0  # seconds for one answer
_MAX_SILENCES = 3


class DkimKeys:
    """Looks keys up (RFC 6376, section 3.6.2), each once. After three questions without an answer it asks no more:
    without a network a scan must not wait for each mail anew."""

    def __init__(self, resolver: Resolver | None = None) -> None:
        """`resolver` is the system's unless another is given. Raises ImportError without the extra."""
        import dkim  # noqa: F401
        import dns.resolver

        self._resolver = resolver or dns.resolver.Resolver()
        self._known: dict[str, bytes | None] = {}
        self._silences = 0

    def __call__(self, name: str) -> bytes | None:
        """The TXT record of a name; None where there is none or nobody answers."""
        if name not in self._known:
            self._known[name] = self._ask(name) if self._silences < _MAX_SILENCES else None
        return self._known[name]

    def _ask(self, name: str) -> bytes | None:
        import dns.exception
        import dns.resolver

        try:
            answer = self._resolver.resolve(name, "TXT", lifetime=PATIENCE, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return None
        except (dns.exception.DNSException, ValueError):
            self._silences += 1
            return None
        # Several records leave it open which is meant (RFC 6376, section 3.6.2.2).
        return b"".join(answer[0].strings) if len(answer) == 1 else None
