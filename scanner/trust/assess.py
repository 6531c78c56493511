"""Whether a mail comes from whom it says: authentic, unverified, or suspicious because something contradicts it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from scanner.catalog import Catalog, host_matches
from scanner.model import Address, Authenticity, Evidence, Link, Message, Wrapping
from scanner.trust.likeness import is_look_alike, poses
from scanner.trust.results import Verdict, topmost_verdict

_HOST_IN_TEXT = re.compile(r"(?:https?://)?((?:[a-z0-9\-]+\.)+[a-z]{2,})(?=[/?#:\s]|$)", re.IGNORECASE)
_DAEMONS = re.compile(r"^(?:mailer-daemon|postmaster)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The verdict and the words it rests on."""

    authenticity: Authenticity
    evidence: tuple[Evidence, ...]


def assess(message: Message, catalog: Catalog, own_hosts: Iterable[str] = ()) -> Assessment:
    """How far a message can be believed. `own_hosts` are further receiving hosts, from the configuration."""
    verdict = topmost_verdict(message, catalog, own_hosts)
    if why := _contradiction(message, catalog, verdict):
        return Assessment(Authenticity.SUSPICIOUS, (why,))
    if why := _proof(message, catalog, verdict):
        return Assessment(Authenticity.AUTHENTIC, (why,))
    return Assessment(Authenticity.UNVERIFIED, ())


def _contradiction(message: Message, catalog: Catalog, verdict: Verdict) -> Evidence | None:
    """What speaks against the mail, the plainest first."""
    raw_from = "; ".join(message.values("From"))
    sender = message.sender
    if sender is None or sender.address is None:
        if message.is_bounce and (not raw_from.strip("<> ") or _DAEMONS.match(raw_from.strip("<> \"'"))):
            return None
        return Evidence("authenticity", f"From: {raw_from[:100]}")
    if len(message.from_) > 1 and not _plain_authors(message, catalog):
        return Evidence("authenticity", f"From: {raw_from[:100]}")
    if is_look_alike(sender.domain, catalog):
        return Evidence("authenticity", f"From: {sender.address}")
    if poses(sender, catalog) and not passed_on(message, catalog):
        return Evidence("authenticity", f"From: {sender.name} <{sender.address}>")
    if failed := _failure(verdict, sender):
        return failed
    return _false_link(message, catalog, sender)


def _plain_authors(message: Message, catalog: Catalog) -> bool:
    """Several authors are allowed (RFC 5322, section 3.6.2), with a Sender, and none of them a claim to be Amazon."""
    if len(message.values("From")) > 1 or not message.values("Sender"):
        return False
    return all(a.address and not catalog.is_amazon(a.domain) for a in message.from_)


def _failure(verdict: Verdict, sender: Address) -> Evidence | None:
    """DMARC failing for the From domain, or its DKIM failing with no other signature of it passing. SPF alone is nothing:
    every forward breaks it."""
    for result in verdict.results:
        if result.method == "dmarc" and result.value == "fail" and (not result.domain or aligned(result.domain, sender.domain)):
            return Evidence("authenticity", f"dmarc=fail header.from={result.domain or sender.domain}")
    dkim = [r for r in verdict.results if r.method == "dkim" and (not r.domain or aligned(r.domain, sender.domain))]
    failed = [r for r in dkim if r.value in ("fail", "hardfail")]
    if failed and not any(r.value == "pass" and r.domain for r in dkim):
        return Evidence("authenticity", f"dkim=fail header.d={failed[0].domain or sender.domain}")
    return None


def _proof(message: Message, catalog: Catalog, verdict: Verdict) -> Evidence | None:
    """A trusted host's word that DKIM or DMARC passed for the From domain, which is Amazon's or a known issuer's."""
    sender = message.sender
    if not verdict.trusted or sender is None or passed_on(message, catalog):
        return None
    if not (catalog.is_amazon(sender.domain) or catalog.issuer_of(sender.domain)):
        return None
    for result in verdict.results:
        if result.method in ("dkim", "dmarc") and result.value == "pass" and result.domain:
            if aligned(result.domain, sender.domain):
                return Evidence("authenticity", f"{result.method}=pass {result.domain}")
    return None


def aligned(domain: str, other: str) -> bool:
    """Relaxed alignment (RFC 7489, section 3.1): one is the other, or lies below it."""
    a, b = domain.lower().rstrip("."), other.lower().rstrip(".")
    return a == b or (a.endswith("." + b) and "." in b) or (b.endswith("." + a) and "." in a)


def passed_on(message: Message, catalog: Catalog) -> bool:
    """Whether an alias service or a mailing list rewrote From, so that the name is another's by right."""
    sender = message.sender
    if sender is None:
        return False
    local = (sender.address or "").partition("@")[0]
    if any(sender.domain == d or sender.domain.endswith("." + d) for d in catalog.relays.alias_domains):
        return not catalog.is_mail_provider(sender.domain) or "_at_" in local
    lists = " ".join(v for name in ("List-Id", "List-Post", "Mailing-List", "X-Mailing-List") for v in message.values(name))
    if not lists:
        return False
    home = ".".join(sender.domain.split(".")[-2:])
    rewritten = " via " in f" {sender.name.lower()} " or bool(message.values("X-Original-From")) or bool(message.values("X-Original-Sender"))
    return home in lists.lower() and (rewritten or sender.domain in lists.lower())


def _false_link(message: Message, catalog: Catalog, sender: Address) -> Evidence | None:
    """A link whose words name a host of Amazon's (or of the issuer that the mail claims to be) and that leads elsewhere."""
    from_amazon = catalog.is_amazon(sender.domain)
    issuer = catalog.issuer_of(sender.domain)
    private = not from_amazon and not issuer and not _is_bulk(message)
    for view in message.views:
        for layer in view:
            if layer.wrapping is not Wrapping.OWN:
                continue
            for link in layer.links:
                target = real_host(link.url, catalog)
                if not target:
                    continue
                if from_amazon and is_look_alike(target, catalog):
                    return Evidence("authenticity", f"link to {target}")
                for claimed in _claimed_hosts(link):
                    theirs = catalog.is_amazon(claimed) if from_amazon or private else bool(issuer and catalog.issuer_of(claimed) == issuer)
                    if theirs and not _same_house(claimed, target, sender.domain, catalog):
                        return Evidence("authenticity", f"{claimed} leads to {target}")
    return None


def _claimed_hosts(link: Link) -> list[str]:
    """The hosts that a link's words name, and the one that its user part pretends (https://www.amazon.com@evil/)."""
    hosts = [m.group(1).lower() for m in _HOST_IN_TEXT.finditer(link.text)]
    netloc = urlsplit_safely(link.url)
    if netloc and "@" in netloc:
        hosts.append(unquote(netloc.rpartition("@")[0]).partition(":")[0].lower())
    return hosts


def _same_house(claimed: str, target: str, sender_domain: str, catalog: Catalog) -> bool:
    if catalog.is_amazon(claimed):
        return catalog.is_amazon(target)
    return aligned(claimed, target) or aligned(target, sender_domain) or catalog.issuer_of(target) == catalog.issuer_of(claimed)


def real_host(url: str, catalog: Catalog) -> str:
    """The host that a link leads to, seen through link scanners; '' for what is no web address."""
    for _ in range(3):
        netloc = urlsplit_safely(url)
        if not netloc:
            return ""
        host = netloc.rpartition("@")[2].partition(":")[0].lower().rstrip(".")
        if not host_matches(host, tuple(p for h in catalog.relays.link_hosts for p in (h, "*." + h))):
            return host
        inner = next((v for _, v in parse_qsl(urlsplit(url).query) if v.startswith(("http://", "https://"))), "")
        if not inner:
            return ""  # wrapped beyond reading: it claims nothing
        url = inner
    return ""


def urlsplit_safely(url: str) -> str:
    """The authority of a web address, '' where there is none."""
    try:
        parts = urlsplit(url.strip())
        return parts.netloc if parts.scheme.lower() in ("http", "https") else ""
    except ValueError:
        return ""


def _is_bulk(message: Message) -> bool:
    names = {f.name.lower() for f in message.fields}
    return bool(names & {"list-unsubscribe", "list-id", "feedback-id", "precedence", "auto-submitted", "x-campaign", "x-mailer-campaign", "x-ses-outgoing", "x-sg-eid"})
