"""What the receiving host wrote of a message, told apart from what its sender put below."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scanner.catalog import Catalog, Provider, host_matches
from scanner.model import Field, Message
from scanner.trust.domains import aligned
from scanner.trust.results import Result, authserv_id, parse_results

_RESULTS = "authentication-results"
_SEALED = "arc-authentication-results"
_INSTANCE = re.compile(r"\s*i\s*=\s*(\d{1,2})\s*;")
_SEALER = re.compile(r";\s*d\s*=\s*([^\s;]+)", re.IGNORECASE)
_BESIDE = ("x-arc-", "x-dmarc-")  # iCloud writes them between its results
_COMMENT = re.compile(r"\((?:[^()]|\([^()]*\))*\)")
_BY = re.compile(r"\bby\s+([^\s;()]+)", re.IGNORECASE)
_FROM = re.compile(r"\s*from\s+(\S+)", re.IGNORECASE)
_PEER = re.compile(r"\d\.\d|:[0-9a-f:]+|\bunknown\b", re.IGNORECASE)  # a comment on the sending host, not on TLS and the like
_CLAIMED = re.compile(r"\b(?:ehlo|helo)[\s=]+\S*", re.IGNORECASE)  # what the sending host said of itself
_ADDRESS = re.compile(r"(?:\d+\.){3}\d+|(?:ipv6:)?[0-9a-f]*:[0-9a-f:.]+", re.IGNORECASE)
_PRIVATE = re.compile(r"127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cd][0-9a-f]{2}:|fe80:", re.IGNORECASE)
_HERE = ("localhost", "localhost.localdomain", "localhost.*")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The topmost results: whether a host wrote them that we trust, and what they say."""

    trusted: bool
    results: tuple[Result, ...]


def topmost_verdict(message: Message, catalog: Catalog, own_hosts: Iterable[str] = ()) -> Verdict:
    """What the receiving host wrote of a message.

    Only the topmost Authentication-Results counts, and its neighbours of the same host: whoever sends a mail can put any
    number of them below. They are trusted if a host wrote them that the catalog or `own_hosts` names, and the Received
    fields bear it out (RFC 8601, section 5): from the top they are that host's, and the results stand above the one by
    which the message came in from outside or, where the host writes them so, right below it.
    """
    fields = message.fields
    first = next((i for i, f in enumerate(fields) if f.name.lower() == _RESULTS), None)
    if first is None:
        return _sealed_verdict(fields, catalog, own_hosts)
    writer = authserv_id(fields[first].value)
    for house in _houses(writer, catalog, own_hosts):
        border = _border(fields, house)
        if border is None:
            continue
        below = border < first < _next_received(fields, border) and house.below and host_matches(_receiver(fields[border].value), house.hosts)
        if first < border or below:
            return Verdict(True, tuple(_house_results(fields, first, house, below)))
    return Verdict(False, tuple(r for i in _neighbours(fields, first, (writer,)) for r in parse_results(fields[i].value)))


def _sealed_verdict(fields: tuple[Field, ...], catalog: Catalog, own_hosts: Iterable[str]) -> Verdict:
    """What the receiving host sealed (ARC, RFC 8617, section 4.1.1), where a copy of the mail lost its other results.

    The topmost set counts, if it stands above the Received field by which the message came in, and its seal is of the
    host that wrote the results. What hosts on the way sealed is their word, and whom they let write is not known.
    """
    first = next((i for i, f in enumerate(fields) if f.name.lower() == _SEALED), None)
    if first is None or not (set_ := _INSTANCE.match(fields[first].value)):
        return Verdict(False, ())
    told = fields[first].value[set_.end() :]
    writer = authserv_id(told)
    seals = [f.value for f in fields if f.name.lower() == "arc-seal" and (i := _INSTANCE.match(f.value)) and i[1] == set_[1]]
    sealer = _SEALER.search(seals[0]) if len(seals) == 1 else None
    if writer and sealer and aligned(sealer[1], writer):
        for house in _houses(writer, catalog, own_hosts):
            border = _border(fields, house)
            if border is not None and first < border:
                return Verdict(True, tuple(parse_results(told)))
    return Verdict(False, ())


@dataclass(frozen=True, slots=True)
class _House:
    """The hosts of one provider, or the owner's own."""

    names: tuple[str, ...]  # authserv-ids
    hosts: tuple[str, ...]
    inner: tuple[str, ...]
    below: bool
    split: bool


def _houses(writer: str, catalog: Catalog, own_hosts: Iterable[str]) -> list[_House]:
    """Who may have written a field: the provider that the authserv-id names, those that give none, the owner's hosts."""
    found = [_house(p) for p in catalog.providers.values() if (host_matches(writer, p.authserv_ids) if writer else p.bare_results)]
    own = tuple(host.lower() for host in own_hosts)
    if writer and host_matches(writer, own):
        # Its other machines hand the mail on; they stand in the same domain.
        siblings = tuple("*." + parent for host in own if "." in (parent := host.partition(".")[2]))
        found.append(_House(own, own, siblings, below=True, split=True))
    return found


def _house(provider: Provider) -> _House:
    return _House(provider.authserv_ids, provider.receiving_hosts, provider.internal_hosts, provider.results_below_received, provider.split_results)


def _border(fields: tuple[Field, ...], house: _House) -> int | None:
    """The Received field by which the message came into the house; None where a foreign host wrote one above it."""
    for i, field in enumerate(fields):
        if field.name.lower() != "received":
            continue
        if not host_matches(_receiver(field.value), house.hosts + house.inner + _HERE):
            return None
        if not _from_inside(field.value, house):
            return i
    return None


def _receiver(value: str) -> str:
    """The host of a Received field's by clause."""
    match = _BY.search(_COMMENT.sub(" ", value))
    return match.group(1).lower().strip("[]").rstrip(".,") if match else ""


def _from_inside(value: str, house: _House) -> bool:
    """Whether a Received field tells of a handing on inside the house. Names that a sending host gives itself do not count."""
    match = _FROM.match(value)
    if not match:
        return True
    told = " ".join(c for c in _COMMENT.findall(value.partition(" by ")[0]) if _PEER.search(c) or _CLAIMED.search(c))
    checked = _CLAIMED.sub(" ", told)
    words = [word.strip(".,").lower() for word in re.split(r"[\s()\[\]]+", checked)]
    numbers = [word for word in words if _ADDRESS.fullmatch(word)]
    names = [word for word in words if "." in word and word not in numbers]
    claim = match.group(1).lower().strip("[]")
    if _ADDRESS.fullmatch(claim):
        numbers.append(claim)
    elif not names and checked == told and "unknown" not in words and ("." in claim or not numbers):
        names.append(claim)
    if names:
        return all(host_matches(name, house.hosts + house.inner + _HERE) for name in names)
    return all(_PRIVATE.match(number) or host_matches(number, house.inner) for number in numbers) and bool(numbers)


def _next_received(fields: tuple[Field, ...], border: int) -> int:
    return next((i for i in range(border + 1, len(fields)) if fields[i].name.lower() == "received"), len(fields))


def _house_results(fields: tuple[Field, ...], first: int, house: _House, below: bool) -> list[Result]:
    """The results of the topmost field and of its neighbours of the same house.

    Below the Received field of the house the sender's own fields follow at once. There neighbours count only where the
    house writes several, a method only in the first field that tells of it.
    """
    at = [first] if below and not house.split else _neighbours(fields, first, house.names)
    results: list[Result] = []
    for i in at:
        told = {r.method for r in results} if below else set()
        results += [r for r in parse_results(fields[i].value) if r.method not in told]
    return results


def _neighbours(fields: tuple[Field, ...], first: int, names: tuple[str, ...]) -> list[int]:
    """The results fields from `first` on, as far as they stand together and a host of `names`, or the first one's,
    wrote them. A host that was left for another does not come again."""
    found = [first]
    left: set[str] = set()
    last = authserv_id(fields[first].value)
    for i in range(first + 1, len(fields)):
        name = fields[i].name.lower()
        if name == _RESULTS:
            writer = authserv_id(fields[i].value)
            if writer in left or (writer != last and not host_matches(writer, names)):
                break
            if writer != last:
                left.add(last)
                last = writer
            found.append(i)
        elif not name.startswith(_BESIDE):
            break
    return found
