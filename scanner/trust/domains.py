"""Domains compared: which belong to one owner, and what an international one says."""

from __future__ import annotations

# Second labels under which a country's registry hands out names (amazon.co.jp). Not the whole public suffix list: it
# serves to hold two domains against each other, never to prove anything.
_SECOND = frozenset(
    (
        "ac", "ad", "co", "com", "ed", "edu", "firm", "gen", "go", "gob", "gov", "gr", "gv", "id", "ind", "lg", "ltd", "me", "mil", "ne", "net", "nhs",
        "nom", "or", "org", "plc", "res", "sch",
    )
)  # fmt: skip
_COUNTRY = 2  # letters of a country's top-level domain


def registered(domain: str) -> str:
    """The organizational domain (RFC 7489, section 3.2): what its owner registered."""
    labels = domain.lower().rstrip(".").split(".")
    long = len(labels) > _COUNTRY and len(labels[-1]) == _COUNTRY and labels[-2] in _SECOND
    return ".".join(labels[-3:] if long else labels[-2:])


def aligned(domain: str, other: str) -> bool:
    """Relaxed alignment (RFC 7489, section 3.1.1): both have one organizational domain."""
    return "." in domain and registered(domain) == registered(other)


def unicode_domain(domain: str) -> str:
    """A domain with its xn-- labels decoded (RFC 3492), as far as they are well-formed."""
    return ".".join(_decoded(label) if label.startswith("xn--") else label for label in domain.split("."))


def _decoded(label: str) -> str:
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label
