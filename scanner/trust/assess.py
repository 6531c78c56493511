"""Whether a mail comes from whom it says: authentic, unverified, or suspicious because something contradicts it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scanner.catalog import Catalog
from scanner.model import Address, Authenticity, Evidence, Message
from scanner.trust.domains import aligned
from scanner.trust.likeness import is_look_alike, poses
from scanner.trust.links import false_link
from scanner.trust.receiver import Verdict, topmost_verdict
from scanner.trust.relays import passed_on

_DAEMONS = re.compile(r"^[<\"'\s]*(?:mailer-daemon|postmaster|mail delivery)\b", re.IGNORECASE)
_SIGNER = re.compile(r"(?:^|;)\s*d\s*=\s*([^\s;]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The verdict and the words it rests on."""

    authenticity: Authenticity
    evidence: tuple[Evidence, ...]


def assess(message: Message, catalog: Catalog, own_hosts: Iterable[str] = (), signers: Iterable[str] = ()) -> Assessment:
    """How far a message can be believed.

    `own_hosts` are further receiving hosts, from the configuration; `signers` the domains whose DKIM signatures were
    verified here (`verified_signers`). A signature proves, but it does not outweigh what contradicts the mail.
    """
    verdict = topmost_verdict(message, catalog, own_hosts)
    if why := _contradiction(message, catalog, verdict):
        return Assessment(Authenticity.SUSPICIOUS, (Evidence("authenticity", why),))
    if why := _proof(message, catalog, verdict, signers):
        return Assessment(Authenticity.AUTHENTIC, (Evidence("authenticity", why),))
    return Assessment(Authenticity.UNVERIFIED, ())


def _contradiction(message: Message, catalog: Catalog, verdict: Verdict) -> str | None:
    """What speaks against the mail, the plainest first."""
    sender = message.sender
    if why := _misshapen_from(message, catalog):
        return why
    if sender is None:
        return None
    if is_look_alike(sender.domain, catalog):
        return f"From: {sender.address}"
    if poses(sender, catalog) and not passed_on(message, catalog):
        return f"From: {sender.name} <{sender.address}>"
    return _failure(message, verdict, sender) or false_link(message, catalog)


def _misshapen_from(message: Message, catalog: Catalog) -> str | None:
    """A From that names nobody, or somebody twice (RFC 5322, section 3.6.2). Mail systems may leave it empty in bounces."""
    fields = message.values("From")
    raw = "; ".join(fields)
    sender = message.sender
    if sender is None or sender.address is None:
        return None if message.is_bounce and (not raw.strip("<> ") or _DAEMONS.match(raw)) else f"From: {raw[:100]}"
    if len(message.from_) == 1 and len(fields) == 1:
        return None
    # Several authors are allowed, in one field, with a Sender, and none of them a claim to be Amazon.
    plain = len(fields) == 1 and message.values("Sender") and all(a.address and not catalog.is_amazon(a.domain) for a in message.from_)
    return None if plain else f"From: {raw[:100]}"


def _failure(message: Message, verdict: Verdict, sender: Address) -> str | None:
    """DMARC failing for the From domain, or its DKIM failing with no other signature of it passing. SPF alone is nothing:
    every forward breaks it."""
    for result in verdict.results:
        if result.method == "dmarc" and result.value == "fail" and (not result.domain or aligned(result.domain, sender.domain)):
            return f"dmarc=fail header.from={result.domain or sender.domain}"
    signers = [m.group(1) for value in message.values("DKIM-Signature") if (m := _SIGNER.search(value))]
    signed = any(aligned(signer, sender.domain) for signer in signers)
    dkim = [r for r in verdict.results if r.method == "dkim" and (aligned(r.domain, sender.domain) if r.domain else signed)]
    failed = [r for r in dkim if r.value in ("fail", "hardfail")]
    if failed and not any(r.value == "pass" for r in dkim):
        return f"dkim=fail header.d={failed[0].domain or sender.domain}"
    return None


def _proof(message: Message, catalog: Catalog, verdict: Verdict, signers: Iterable[str]) -> str | None:
    """A trusted host's word that DKIM or DMARC passed for the From domain, which is Amazon's or a known issuer's; or a
    signature of that domain which was verified here."""
    sender = message.sender
    if sender is None:
        return None
    issuer = catalog.issuer_of(sender.domain)
    if not catalog.is_amazon(sender.domain) and issuer is None:
        return None

    def vouches(domain: str) -> bool:
        # Alignment goes by the registered domain; that it is theirs is looked up, too.
        theirs = catalog.is_amazon(domain) if issuer is None else catalog.issuer_of(domain) is issuer
        return theirs and aligned(domain, sender.domain)

    for result in verdict.results if verdict.trusted else ():
        if result.method in ("dkim", "dmarc") and result.value == "pass" and vouches(result.domain):
            return f"{result.method}=pass {result.domain}"
    return next((f"DKIM-Signature: d={signer}" for signer in signers if vouches(signer)), None)
