"""DKIM signatures (RFC 6376) verified by ourselves, where the owner allows keys to be looked up; needs the extra `dkim`."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable

from scanner.catalog import Catalog
from scanner.model import Message
from scanner.trust.domains import aligned

# By a key's name (`selector._domainkey.domain`) its TXT record; None where there is none, or none can be had now.
KeyLookup = Callable[[str], bytes | None]

MAX_SIGNATURES = 5
MAX_BYTES = 10_000_000
_MIN_KEY_BITS = 1024  # RFC 8301, section 3.2
# What a signature must cover, if the message has it: or the genuine one of one mail could be carried into another.
_COVERED = frozenset((b"from", b"subject", b"content-type"))

# The library tells the header fields that it hashes; nothing of a mail belongs in a log.
_SILENT = logging.Logger("silent")
_SILENT.addHandler(logging.NullHandler())


def verified_signers(message: Message, data: bytes, catalog: Catalog, keys: KeyLookup) -> tuple[str, ...]:
    """The domains (d=) whose signatures of a message hold, as far as they could vouch for its From.

    Only domains of Amazon and of known issuers are ever asked for a key, so that nobody learns from a look-up who reads
    his mail. A missing key, an outdated one or a signature that fails says nothing: mails that were archived, or passed
    on by a list, lose their signatures without any fault of the sender's.
    """
    sender = message.sender
    if sender is None or len(message.from_) != 1 or len(data) > MAX_BYTES:
        return ()
    if not catalog.is_amazon(sender.domain) and catalog.issuer_of(sender.domain) is None:
        return ()
    return tuple(dict.fromkeys(_holding(data, sender.domain, keys)))


def _holding(data: bytes, domain: str, keys: KeyLookup) -> list[str]:
    """The signers in line with a domain whose signatures hold."""
    import dkim

    def record(name: bytes, timeout: int = 0) -> bytes:
        found = keys(name.decode("ascii", "replace").rstrip(".")) or b""
        return b"" if _is_test(found) else found

    verifier = dkim.DKIM(data, logger=_SILENT, minkey=_MIN_KEY_BITS)
    found = []
    for at in range(min(MAX_SIGNATURES, sum(name.lower() == b"dkim-signature" for name, _ in verifier.headers))):
        try:
            tags, covered, _fields = verifier.verify_headerprep(at)
            signer = tags[b"d"].decode("ascii").lower()
            if aligned(signer, domain) and _is_whole(tags, covered, verifier.headers) and verifier.verify(at, dnsfunc=record):
                found.append(signer)
        except (dkim.DKIMException, ValueError, KeyError, IndexError):
            continue  # a field nobody can make out signs nothing
    return found


def _is_whole(tags: dict[bytes, bytes], covered: list[bytes], fields: list[tuple[bytes, bytes]]) -> bool:
    """Whether a signature covers all that a person sees: the whole body, and every field of a name that it covers.

    With l= anybody may add to the body (RFC 6376, section 8.2), above a signed field anybody may put another (8.15), and
    SHA-1 is given up (RFC 8301, section 3.1).
    """
    signed, there = Counter(covered), Counter(name.lower() for name, _ in fields)
    if b"l" in tags or tags[b"a"].endswith(b"sha1"):
        return False
    return all(signed[name] >= count for name, count in there.items() if name in _COVERED)


def _is_test(record: bytes) -> bool:
    """Whether a domain only tries its key out (t=y): its mail is to be taken as unsigned (RFC 6376, section 3.6.1)."""
    tags = {name.strip(): value for name, _, value in (part.partition(b"=") for part in record.split(b";"))}
    return b"y" in tags.get(b"t", b"").replace(b" ", b"").split(b":")
