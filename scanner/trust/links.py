"""Where links lead, seen through link scanners, and which of them name another host than that."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from scanner.catalog import Catalog
from scanner.model import Link, Message, Wrapping
from scanner.trust.domains import aligned
from scanner.trust.likeness import is_look_alike

MAX_WRAPPINGS = 4

_HOST = r"((?:[a-z0-9\-]+\.)+[a-z]{2,})"
# A host in a link's words: as an address, or the words are nothing else. A shop's name in a sentence claims nothing.
_SHOWN = re.compile(rf"(?:https?://|(?<![\w.@\-])(?=www\.)){_HOST}", re.IGNORECASE)
_BARE = re.compile(rf"\W*+{_HOST}(?:[/?#:]\S*+)?\W*", re.IGNORECASE)
_PROOFPOINT = re.compile(r"(https?)-3A__(\S+)")


def real_host(url: str, catalog: Catalog) -> str:
    """The host that a link leads to, seen through link scanners; '' for what is no web address, or wrapped beyond reading."""
    for _ in range(MAX_WRAPPINGS):
        parts = _split(url)
        if parts is None:
            return ""
        if not _is_scanner(parts, catalog.relays.link_hosts):
            return _host(parts)
        inner = _unwrapped(parts)
        if inner is None:
            return ""
        url = inner
    return ""


def false_link(message: Message, catalog: Catalog) -> str | None:
    """What is wrong with a link whose words name a host of Amazon's (or of the issuer that the mail claims to be) and that
    leads elsewhere. Companies may well speak of Amazon's site by way of their trackers; private people have none."""
    sender = message.sender
    domain = sender.domain if sender else ""
    from_amazon = catalog.is_amazon(domain)
    issuer = catalog.issuer_of(domain)
    amazons = from_amazon or catalog.is_mail_provider(domain)
    for link in _own_links(message):
        target = real_host(link.url, catalog)
        if not target:
            continue
        if from_amazon and is_look_alike(target, catalog):
            return f"link to {target}"
        for claimed in _claimed_hosts(link):
            if amazons and catalog.is_amazon(claimed) and not catalog.is_amazon(target):
                return f"{claimed} leads to {target}"
            at_home = aligned(claimed, target) or aligned(target, domain) or catalog.issuer_of(target) is issuer
            if issuer and catalog.issuer_of(claimed) is issuer and not at_home:
                return f"{claimed} leads to {target}"
    return None


def _own_links(message: Message) -> list[Link]:
    return [link for view in message.views for layer in view if layer.wrapping is Wrapping.OWN for link in layer.links]


def _claimed_hosts(link: Link) -> list[str]:
    """The hosts that a link's words name, and the one that its user part pretends (https://www.amazon.com@evil.example/)."""
    hosts = [m.group(1).lower() for m in _SHOWN.finditer(link.text)]
    if bare := _BARE.fullmatch(link.text):
        hosts.append(bare.group(1).lower())
    parts = _split(link.url)
    if parts is not None and "@" in parts.netloc:
        hosts.append(unquote(parts.netloc.rpartition("@")[0]).partition(":")[0].lower())
    return hosts


def _split(url: str) -> SplitResult | None:
    """The parts of a web address as browsers see them, to whom a backslash is a slash; None where it is none."""
    try:
        parts = urlsplit(url.strip().replace("\\", "/"))
    except ValueError:
        return None
    return parts if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def _host(parts: SplitResult) -> str:
    return unquote(parts.netloc).rpartition("@")[2].partition(":")[0].lower().rstrip(".")


def _is_scanner(parts: SplitResult, scanners: tuple[str, ...]) -> bool:
    host = _host(parts)
    for scanner in scanners:
        name, _, path = scanner.partition("/")
        if (host == name or host.endswith("." + name)) and parts.path.startswith("/" + path):
            return True
    return False


def _unwrapped(parts: SplitResult) -> str | None:
    """The address that a scanner's address holds: in its query, in its path, or at least its domain."""
    query = parse_qsl(parts.query)
    for _, value in query:
        if value.startswith(("http://", "https://")):
            return value
        if match := _PROOFPOINT.match(value):
            return f"{match.group(1)}://" + unquote(match.group(2).replace("-", "%").replace("_", "/"))
    path = unquote(parts.path)
    at = max(path.find("http://"), path.find("https://"))
    if at >= 0:
        return path[at:].replace("__;", "")
    return next((f"https://{value}/" for key, value in query if key == "domain" and value), None)
