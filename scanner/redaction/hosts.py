"""Hosts, domains and IP addresses: what the catalog knows stays, all else becomes an example (RFC 2606, 5737, 3849)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from scanner.catalog import Catalog, host_matches
from scanner.redaction.vocabulary import Vocabulary
from scanner.trust import is_look_alike, registered

# Reserved for examples, so nobody's; and the names of formats, which no one owns.
_NOBODYS = re.compile(
    r"(?:.*\.)?(?:example\.(?:com|net|org|edu|jp|co\.jp|ne\.jp|ac\.jp|or\.jp|co\.uk)|localhost|localdomain|w3\.org|schemas\.microsoft\.com|local|internal)",
    re.I,
)
_TLD = "example"
_PLAIN_LABELS = frozenset(
    [
        "www",
        "mail",
        "email",
        "e",
        "m",
        "smtp",
        "mx",
        "imap",
        "click",
        "clicks",
        "link",
        "links",
        "news",
        "img",
        "images",
        "static",
        "cdn",
        "app",
        "my",
        "api",
        "go",
        "t",
        "track",
        "tracking",
        "bounce",
        "bounces",
        "list",
        "lists",
        "groups",
    ]
)
_DOCUMENTATION = ("192.0.2", "198.51.100", "203.0.113")


class Hosts:
    """Stand-ins for hosts. `label` gives that of a name's letters, `digits` that of digits."""

    def __init__(self, catalog: Catalog, vocabulary: Vocabulary, label: Callable[[str], str], digits: Callable[[str], str]) -> None:
        self._catalog = catalog
        self._vocabulary = vocabulary
        self._label = label
        self._digits = digits
        providers = catalog.providers.values()
        self._patterns = tuple(p for provider in providers for p in (*provider.receiving_hosts, *provider.internal_hosts, *provider.authserv_ids))
        self._houses = {registered(p.rpartition("*")[2].strip(".")) for p in self._patterns if "." in p} - {""}

    def host(self, host: str) -> str:
        """A host's stand-in, itself where the catalog knows it."""
        low = host.lower().rstrip(".")
        if self._is_known(low):
            return self._renumbered(host)
        if _NOBODYS.fullmatch(low):
            own = registered(low)
            return self._below(host, own) if low != own and low.endswith(own) else host
        own = registered(low)
        if "." not in low:
            return self._label(host)
        name = own.partition(".")[0]
        new = f"{'-'.join(self._label(piece) for piece in name.split('-'))}.{_TLD}"
        return self._below(host, own, new)

    def _below(self, host: str, own: str, new: str = "") -> str:
        """The labels below a registered domain, each kept if it is a common one."""
        bare = host.rstrip(".")
        dot = host[len(bare) :]
        front = bare[: len(bare) - len(own)].rstrip(".")
        labels = [label if self._is_plain(label) else self._label(label) for label in front.split(".") if label]
        return ".".join([*labels, new or bare[len(bare) - len(own) :]]) + dot

    def _is_plain(self, label: str) -> bool:
        return label.lower() in _PLAIN_LABELS or self._vocabulary.knows(label)

    def _is_known(self, host: str) -> bool:
        catalog = self._catalog
        own = registered(host)
        if (
            catalog.is_amazon(host)
            or catalog.issuer_of(host)
            or catalog.is_mail_provider(own)
            or catalog.is_mail_provider(host)
            or host_matches(host, self._patterns)
        ):
            return True
        listed = (*catalog.brands.rented_domains, *catalog.relays.alias_domains, *(h.partition("/")[0] for h in catalog.relays.link_hosts))
        return own in self._houses or any(host == d or host.endswith("." + d) for d in listed) or is_look_alike(host, catalog)

    def _renumbered(self, host: str) -> str:
        """A known company's host with the number of the machine, which may tell of one delivery, changed. Its domain stays."""
        own = registered(host)
        front, rest = host[: len(host) - len(own)], host[len(host) - len(own) :]
        new = re.sub(r"(?<![A-Za-z])[A-Za-z]*\d[A-Za-z0-9]*", lambda m: self._digits_in(m.group()), front) + rest
        same = {p for p in self._patterns if host_matches(host, (p,))} == {p for p in self._patterns if host_matches(new, (p,))}
        known = self._catalog.is_amazon(new) == self._catalog.is_amazon(host)
        return new if same and known else host

    def _digits_in(self, text: str) -> str:
        return re.sub(r"\d+", lambda m: self._digits(m.group()), text) if len(re.sub(r"\D", "", text)) > 1 else text

    def ip(self, number: str) -> str:
        """An address's stand-in."""
        prefix, bare = ("IPv6:", number[5:]) if number.lower().startswith("ipv6:") else ("", number)
        try:
            address = ipaddress.ip_address(bare)
        except ValueError:
            return number
        if address.is_loopback or address.is_unspecified:
            return number
        tail = self._digits(re.sub(r"[^0-9]", "", address.exploded)[-8:].rjust(8, "3"))
        if address.version == 4:
            if address.is_private and not bare.startswith(_DOCUMENTATION):
                first, second, _, _ = bare.split(".")
                start = f"{first}.{second}" if first != "10" else f"10.{int(tail[4:7]) % 250}"
                return f"{start}.{int(tail[:3]) % 250}.{int(tail[3:6]) % 250 + 1}"
            return f"{_DOCUMENTATION[int(tail[0]) % 3]}.{int(tail[1:4]) % 250 + 1}"
        known = [p for p in self._patterns if host_matches(bare, (p,))]
        groups = address.exploded.split(":")
        head = groups[:2] if known or address.is_private else ["2001", "db8"]
        new = ":".join([*(g.lstrip("0") or "0" for g in head), tail[:4], tail[4:8], "", "1"])
        return prefix + new if [p for p in self._patterns if host_matches(new, (p,))] == known else number
