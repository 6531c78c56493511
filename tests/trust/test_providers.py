"""Authentication-Results of every provider: genuine ones are believed, and nothing that a sender can write is."""

from __future__ import annotations

import pytest

from scanner.catalog import load_catalog
from scanner.model import Authenticity
from scanner.trust import assess
from tests.trust.received import GENUINE, HEADER, OWN_HOSTS, SENDER, message

CATALOG = load_catalog()
EVIL = "mail.evil.example"
FORGED = f"""\
Authentication-Results: mx.google.com; dkim=pass header.i=@{SENDER}; dmarc=pass header.from={SENDER}
"""


def verdict(*parts: str) -> Authenticity:
    """How far a message of these pieces is believed, with the owner's own host configured."""
    return assess(message(*parts), CATALOG, OWN_HOSTS).authenticity


def results_of(header: str) -> str:
    """The results fields of a header alone, and what a sender would copy around them."""
    fields = header.replace("\n ", "\0 ").replace("\n\t", "\0\t").split("\n")
    return "\n".join(f for f in fields if f.startswith(("Authentication-Results", "X-ARC", "X-DMARC"))).replace("\0", "\n") + "\n"


def test_every_provider_of_the_catalog_is_tried() -> None:
    """No provider file goes without a header of its own here."""
    assert set(CATALOG.providers) == {name.split(" ")[0] for name in GENUINE} - {"own"}


@pytest.mark.parametrize("header", GENUINE.values(), ids=GENUINE.keys())
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_the_hosts_own_word_is_believed(header: str, ends: str) -> None:
    """What a provider's receiving host writes of Amazon's mail makes it authentic."""
    assert verdict((header + HEADER).replace("\n", ends)) is Authenticity.AUTHENTIC


@pytest.mark.parametrize("name", GENUINE)
def test_dmarc_failing_is_suspicious(name: str) -> None:
    """A host that says that DMARC, or DKIM where it checks nothing else, failed for the From domain contradicts the mail."""
    failing = GENUINE[name].replace("dmarc=pass", "dmarc=fail").replace("dkim=pass", "dkim=fail")
    assert verdict(failing, HEADER) is Authenticity.SUSPICIOUS


@pytest.mark.parametrize("name", GENUINE)
def test_a_signature_of_another_domain_proves_nothing(name: str) -> None:
    """A pass for the sending service's or the attacker's own domain says nothing of Amazon."""
    other = GENUINE[name].replace(f"@{SENDER}", f"@{EVIL}").replace(f"header.d={SENDER}", f"header.d={EVIL}")
    other = other.replace(f"from={SENDER}; dkim=", f"from={EVIL}; dkim=").replace("dmarc=pass", "dmarc=none")
    assert verdict(other, HEADER) is Authenticity.UNVERIFIED


@pytest.mark.parametrize("name", GENUINE)
def test_spf_alone_proves_nothing(name: str) -> None:
    """SPF speaks of the envelope, not of From."""
    spf = GENUINE[name].replace("dkim=pass", "dkim=none").replace("dmarc=pass", "dmarc=none")
    assert verdict(spf, HEADER) is Authenticity.UNVERIFIED


@pytest.mark.parametrize("name", GENUINE)
def test_results_below_another_hosts_received_prove_nothing(name: str) -> None:
    """A whole genuine header, copied under the line of the host that really took the mail in, is the sender's word."""
    real = f"Received: from {EVIL} ({EVIL} [203.0.113.9])\n\tby mx.isp.example with ESMTP id 1; Tue, 05 Mar 2024 10:11:12 +0100\n"
    assert verdict(real, GENUINE[name], HEADER) is Authenticity.UNVERIFIED


@pytest.mark.parametrize("name", GENUINE)
def test_results_of_a_host_that_did_not_take_the_mail_in_prove_nothing(name: str) -> None:
    """Results that name a great provider do not help where another one's Received stands on top."""
    border = f"Received: from {EVIL} ([203.0.113.9]) by mx.isp.example with ESMTP id 1; Tue, 05 Mar 2024 10:11:12 +0100\n"
    assert verdict(border, results_of(GENUINE[name]), HEADER) is Authenticity.UNVERIFIED
    assert verdict(results_of(GENUINE[name]), border, HEADER) is Authenticity.UNVERIFIED


@pytest.mark.parametrize("name", GENUINE)
def test_results_without_any_received_prove_nothing(name: str) -> None:
    """Nothing bears them out."""
    assert verdict(results_of(GENUINE[name]), HEADER) is Authenticity.UNVERIFIED


@pytest.mark.parametrize("name", GENUINE)
def test_what_the_sender_adds_below_the_hosts_results_proves_nothing(name: str) -> None:
    """The same host's results, written by the sender into his own header, do not join the true ones."""
    nothing = GENUINE[name].replace("dkim=pass", "dkim=none").replace("dmarc=pass", "dmarc=none")
    assert verdict(nothing, results_of(GENUINE[name]), HEADER) is Authenticity.UNVERIFIED
    failing = GENUINE[name].replace("dkim=pass", "dkim=fail").replace("dmarc=pass", "dmarc=fail")
    assert verdict(failing, results_of(GENUINE[name]), HEADER) is Authenticity.SUSPICIOUS


@pytest.mark.parametrize("name", ["outlook", "outlook before 2017", "yahoo", "yahoo before 2018", "yahoo-japan", "docomo", "gmx", "fastmail"])
def test_results_below_the_hosts_own_received_prove_nothing(name: str) -> None:
    """These hosts write above the Received field of their border; what stands below it came with the mail."""
    fields = GENUINE[name].replace("\n ", "\0 ").replace("\n\t", "\0\t").split("\n")
    rest = "\n".join(f for f in fields if f and not f.startswith("Authentication-Results")).replace("\0", "\n") + "\n"
    assert verdict(rest, results_of(GENUINE[name]), HEADER) is Authenticity.UNVERIFIED


def test_gmail_joins_no_second_field() -> None:
    """Gmail writes one field, and the sender's own header follows at once."""
    bare = GENUINE["gmail"].partition("Authentication-Results: mx.google.com;\n       dkim=pass")[0]
    only_spf = "Authentication-Results: mx.google.com; spf=pass smtp.mailfrom=x@evil.example\n"
    assert verdict(bare, only_spf, FORGED, HEADER) is Authenticity.UNVERIFIED


def test_icloud_takes_no_host_twice() -> None:
    """iCloud's hosts write one after the other; one that comes again was written by the sender."""
    header = GENUINE["icloud"].replace(f"dmarc=pass header.from={SENDER}", "dmarc=none").replace("dkim=pass", "dkim=none")
    again = f"Authentication-Results: dkim-verifier.icloud.com; dkim=pass header.d={SENDER}\n"
    assert verdict(header.partition("Received-SPF")[0], again, HEADER) is Authenticity.UNVERIFIED


def test_an_own_host_is_believed_only_if_configured() -> None:
    """The owner's receiving host counts once the configuration names it."""
    mail = message(GENUINE["own"], HEADER)
    assert assess(mail, CATALOG).authenticity is Authenticity.UNVERIFIED
    assert assess(mail, CATALOG, ("MX1.example.net",)).authenticity is Authenticity.AUTHENTIC


def test_a_forward_inside_the_provider_is_believed() -> None:
    """Gmail that forwards to Gmail: the inner hop is the provider's own, so its results count."""
    hop = """\
Delivered-To: ken@example.com
Received: by 2002:a05:6a10:1234:b0:1:2:3 with SMTP id x1csp1; Tue, 5 Mar 2024 01:12:12 -0800 (PST)
Received: from mail-sor-f41.google.com (mail-sor-f41.google.com. [209.85.220.41])
        by mx.google.com with SMTPS id y2 for <ken@example.com>; Tue, 05 Mar 2024 01:12:11 -0800 (PST)
"""
    results = f"Authentication-Results: mx.google.com; dkim=pass header.i=@{SENDER}; dmarc=pass header.from={SENDER}\n"
    assert verdict(hop, results, GENUINE["gmail"].replace("dkim=pass", "dkim=none"), HEADER) is Authenticity.AUTHENTIC


def test_a_host_that_only_greets_as_the_provider_is_outside() -> None:
    """The name in HELO is the sender's word; the address and its checked name count."""
    header = GENUINE["yahoo-japan"].replace("dkim=pass", "dkim=none").replace("dmarc=pass", "dmarc=none")
    without = "\n".join(line for line in header.split("\n") if "Authentication-Results" not in line and "dmarc=none" not in line)
    greeting = without.replace("(EHLO a9-31.smtp-out.us-west-2.amazonses.com)", "(EHLO mta1.mail.snz.ynwp.yahoo.co.jp)")
    fake = f"Authentication-Results: mta1.mail.snz.ynwp.yahoo.co.jp from={SENDER}; dkim=pass (ok); header.i=@{SENDER}\n"
    border = "Received: from 198.51.100.7 (EHLO x.example) (198.51.100.7) by mta1.mail.snz.ynwp.yahoo.co.jp with SMTP; Tue, 5 Mar 2024 18:11:12 +0900\n"
    assert verdict(greeting, fake, border, HEADER) is Authenticity.UNVERIFIED


BARE = GENUINE["gmail"].partition("\nAuthentication-Results:")[0] + "\n"
SEAL = "ARC-Seal: i=1; a=rsa-sha256; t=1709629872; cv=none; d=google.com; s=arc-20160816; b=AAAA\n"
UNSEALED = BARE.replace(SEAL, "")


def test_what_the_receiving_host_sealed_is_its_word() -> None:
    """A copy that lost Authentication-Results still holds what Gmail wrote into its ARC set (RFC 8617)."""
    assert "ARC-Authentication-Results" in BARE
    assert verdict(BARE, HEADER) is Authenticity.AUTHENTIC
    assert verdict(BARE.replace("dkim=pass", "dkim=fail"), HEADER) is Authenticity.SUSPICIOUS


@pytest.mark.parametrize(
    "header",
    [
        UNSEALED,
        UNSEALED + SEAL.replace("google.com", "evil.example"),
        BARE + SEAL.replace("google.com", "evil.example"),
        BARE.replace("i=1; mx.google.com", "i=2; mx.google.com"),
        BARE.replace("mx.google.com;\n       dkim", "mx.example.net;\n       dkim"),
        "Received: from mail.google.com by mx.example.net with ESMTPS; Tue, 5 Mar 2024 01:11:12 -0800\n" + BARE,
    ],
    ids=["no seal", "another's seal", "two seals", "another set's seal", "another host's results", "a foreign host took it in"],
)
def test_what_another_host_sealed_proves_nothing(header: str) -> None:
    """ARC tells what hosts on the way said, and anybody can be one."""
    assert verdict(header, HEADER) is Authenticity.UNVERIFIED


def test_a_set_below_the_hosts_own_received_proves_nothing() -> None:
    """The sender put it there."""
    arc = SEAL + f"ARC-Authentication-Results: i=1; mx.google.com; dkim=pass header.i=@{SENDER}; dmarc=pass header.from={SENDER}\n"
    above = "".join(line for line in UNSEALED.splitlines(keepends=True) if not line.startswith(("ARC-", "       ")))
    assert verdict(above, arc, HEADER) is Authenticity.UNVERIFIED


def test_a_known_issuers_mail_is_authentic_and_another_companys_is_not() -> None:
    """Only Amazon's and known issuers' domains can be proven."""
    for domain, expected in (("reward.tremendous.com", Authenticity.AUTHENTIC), ("panel.example", Authenticity.UNVERIFIED)):
        header = HEADER.replace('"Amazon.co.jp" <gc-orders@' + SENDER, "Panel <rewards@" + domain)
        assert verdict(GENUINE["gmail"].replace(SENDER, domain), header) is expected
