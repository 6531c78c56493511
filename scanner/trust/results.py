"""Authentication-Results (RFC 8601): read as hosts really write them, and told apart by who wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scanner.catalog import Catalog, Provider, host_matches
from scanner.model import Field, Message

_METHODS = frozenset({"dkim", "dmarc", "spf", "domainkeys", "arc", "sender-id", "iprev", "auth", "bimi", "compauth", "x-dkim", "dkim-adsp"})
_COMMENT = re.compile(r"\((?:[^()\\]|\\.|\([^()]*\))*\)")
_PAIR = re.compile(r"([A-Za-z][A-Za-z0-9._\-]*)\s*=\s*(\"[^\"]*\"|[^\s;]+)")
_BY = re.compile(r"\bby\s+([^\s;()]+)", re.IGNORECASE)
_FIELD = "authentication-results"


@dataclass(frozen=True, slots=True)
class Result:
    """One method's result. `domain` is the domain it speaks of: the signer's, or that of From; '' if it is not said."""

    method: str
    value: str
    domain: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The topmost results: who wrote them (None: nobody we know), whether that is borne out, and what they say."""

    provider: Provider | None
    trusted: bool
    results: tuple[Result, ...]


def topmost_verdict(message: Message, catalog: Catalog, own_hosts: Iterable[str] = ()) -> Verdict:
    """What the receiving host wrote of a message.

    Only the topmost Authentication-Results counts, neighbours of the same host with it: whoever sends a mail can put
    any number of them below. It is trusted if a host that the catalog or `own_hosts` names wrote it, and the Received
    fields above and around it are that host's (RFC 8601, section 5; RFC 5321, section 4.4).
    """
    fields = message.fields
    first = next((i for i, f in enumerate(fields) if f.name.lower() == _FIELD), None)
    if first is None:
        return Verdict(None, False, ())
    hosts = tuple(h.lower() for h in own_hosts)
    writer = authserv_id(fields[first].value)
    provider = _provider_of(writer, fields, first, catalog)
    own = bool(writer) and host_matches(writer, hosts)
    results: list[Result] = []
    last = first
    for i in range(first, len(fields)):
        name = fields[i].name.lower()
        if name == "received":
            break
        if name != _FIELD:
            continue
        other = authserv_id(fields[i].value)
        if other != writer and not (provider and other and host_matches(other, provider.authserv_ids)):
            break
        results += parse_results(fields[i].value)
        last = i
    patterns = hosts if own else provider.receiving_hosts if provider else ()
    return Verdict(provider, bool(patterns) and _borne_out(fields, first, last, patterns), tuple(results))


def authserv_id(value: str) -> str:
    """The host that wrote a result (RFC 8601, section 2.5), '' where it gives none."""
    head = _COMMENT.sub(" ", value).strip().partition(";")[0].strip()
    word = head.split()[0].lower() if head else ""
    return "" if "=" in word else word.strip("\"'")


def parse_results(value: str) -> list[Result]:
    """The results of one field; hosts with a syntax of their own (Yahoo! JAPAN's `from=`) are read too."""
    found: list[Result] = []
    stated_from = ""
    for clause in _COMMENT.sub(" ", value).split(";"):
        pairs = [(k.lower(), v.strip('"').lower()) for k, v in _PAIR.findall(clause)]
        properties = dict(pairs)
        stated_from = properties.get("from", stated_from)
        for key, result in pairs:
            method = key.partition("/")[0]
            if method not in _METHODS:
                continue
            if method == "dmarc":
                domain = properties.get("header.from", "") or stated_from
            else:
                domain = properties.get("header.d") or properties.get("header.i") or properties.get("d") or stated_from
            found.append(Result(method, result, domain.rpartition("@")[2].strip("<>,.")))
            break
    return found


def _provider_of(writer: str, fields: tuple[Field, ...], at: int, catalog: Catalog) -> Provider | None:
    for provider in catalog.providers.values():
        if writer and host_matches(writer, provider.authserv_ids):
            return provider
        if not writer and provider.bare_results and _borne_out(fields, at, at, provider.receiving_hosts):
            return provider
    return None


def _borne_out(fields: tuple[Field, ...], first: int, last: int, patterns: tuple[str, ...]) -> bool:
    """Whether the Received fields above the results are the host's own, and one of them or the next below is for sure."""
    above = [_receiver(f.value) for f in fields[:first] if f.name.lower() == "received"]
    below = next((_receiver(f.value) for f in fields[last + 1 :] if f.name.lower() == "received"), None)
    if any(host is not None and not host_matches(host, patterns) for host in above):
        return False
    near = [host for host in (*above, below) if host is not None]
    return any(host_matches(host, patterns) for host in near)


def _receiver(value: str) -> str | None:
    """The host of a Received field's by clause; None where it is an address literal or internal name that tells nothing."""
    match = _BY.search(_COMMENT.sub(" ", value))
    if not match:
        return None
    host = match.group(1).lower().strip("[]").rstrip(".,")
    if ":" in host or re.fullmatch(r"[\d.]+", host) or "." not in host:
        return None
    return host
