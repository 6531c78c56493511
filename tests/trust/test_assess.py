"""What contradicts a mail whatever its host wrote: From, links, names; and what passes it on by right."""

from __future__ import annotations

import pytest

from scanner.catalog import load_catalog
from scanner.model import Authenticity
from scanner.trust import assess, passed_on, real_host
from tests.trust.received import GENUINE, HEADER, SENDER, message

CATALOG = load_catalog()
FROM = f'From: "Amazon.co.jp" <gc-orders@{SENDER}>'
HTML = HEADER.replace("text/plain", "text/html").removesuffix("Hello\n")


def verdict(*parts: str) -> Authenticity:
    """How far a message of these pieces is believed."""
    return assess(message(*parts), CATALOG).authenticity


@pytest.mark.parametrize(
    "field",
    [
        "",
        "From:",
        "From: Amazon",
        'From: Amazon <"no-reply@Amazon.de">',
        f"From: <x@evil.example> <gc-orders@{SENDER}>",
        f"From: gc-orders@{SENDER} x@evil.example",
        f"From: gc-orders@{SENDER}, x@evil.example",
        f"{FROM}\nFrom: x@evil.example",
        f"From: x@evil.example\n{FROM}",
        f'From: "gc-orders@{SENDER}" <x@evil.example>',
        f"From: gc-orders@{SENDER} <x@evil.example>",
        f"From: x@evil.example (gc-orders@{SENDER})",
        f"From: =?utf-8?q?gc-orders=40{SENDER}?= <x@evil.example>",
        f"From: =?utf-8?q?Amazon_=3Cgc-orders=40{SENDER}=3E?= <x@evil.example>",
        "From: =?utf-8?b?QW1hem9uLmNvLmpw?= <x@evil.example>",
        "From: Amazon <gc-orders@amaz\udcd0\udcbe\udcd0\udcbd.com>",
        "From: Amazon <gc-orders@xn--mazon-3ve.com>",
        "From: gc-orders@amazon.co.jp.evil.example",
    ],
)
def test_a_false_from_is_suspicious_whatever_the_host_says(field: str) -> None:
    """Nobody, somebody twice, smuggled addresses, posing names and look-alikes, under a genuine pass for Amazon."""
    header = HEADER.replace(FROM + "\n", field + "\n" if field else "")
    assert verdict(GENUINE["gmail"], header) is Authenticity.SUSPICIOUS


@pytest.mark.parametrize(
    "field", ["From: Dana <dana@example.com>", "From: dana@example.com (Dana (North))", "From: a@example.com, b@example.org\nSender: a@example.com"]
)
def test_ordinary_senders_are_unverified(field: str) -> None:
    """A private sender's own pass says nothing of Amazon, and nothing is wrong with it."""
    assert verdict(GENUINE["gmail"].replace(SENDER, "example.com"), HEADER.replace(FROM, field)) is Authenticity.UNVERIFIED


def test_one_signature_may_fail_where_another_of_the_domain_passes() -> None:
    """DKIM fails for a domain only if none of its signatures passes."""
    results = f"dkim=fail header.i=@{SENDER};\n       dkim=pass header.i=@{SENDER} header.s=sel header.b=aBcDeFgH;"
    assert verdict(GENUINE["gmail"].replace(f"dkim=pass header.i=@{SENDER} header.s=sel header.b=aBcDeFgH;", results), HEADER) is Authenticity.AUTHENTIC


def test_a_foreign_signature_may_fail() -> None:
    """The sending service's broken signature contradicts nothing."""
    header = GENUINE["gmail"].replace("dkim=pass header.i=@amazonses.com", "dkim=fail header.i=@amazonses.com")
    assert verdict(header, HEADER) is Authenticity.AUTHENTIC


@pytest.mark.parametrize(("signer", "expected"), [("amazon.co.jp", Authenticity.SUSPICIOUS), ("mailer.example", Authenticity.UNVERIFIED)])
def test_a_failure_without_a_domain_is_the_signers(signer: str, expected: Authenticity) -> None:
    """Where a host does not say whose signature failed, the mail's own signatures tell."""
    results = "Authentication-Results: mx.isp.example; dkim=fail (bad signature)\n"
    assert verdict(results, f"DKIM-Signature: v=1; a=rsa-sha256; d={signer}; s=x; b=AA==\n", HEADER) is expected


def test_a_failure_counts_from_any_host_and_spf_does_not() -> None:
    """Nobody puts a failure on his own mail; SPF breaks with every forward."""
    assert verdict(f"Authentication-Results: mx.isp.example; dmarc=fail header.from={SENDER}\n", HEADER) is Authenticity.SUSPICIOUS
    assert verdict("Authentication-Results: mx.isp.example; spf=fail smtp.mailfrom=x.example\n", HEADER) is Authenticity.UNVERIFIED
    assert verdict("Authentication-Results: mx.isp.example; dmarc=fail header.from=other.example\n", HEADER) is Authenticity.UNVERIFIED


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        ('<a href="https://www.amazon.co.jp/gc/redeem">www.amazon.co.jp</a>', Authenticity.AUTHENTIC),
        ('<a href="https://amzn.asia/x">https://www.amazon.co.jp/gc</a>', Authenticity.AUTHENTIC),
        ('<a href="https://www.amazon.co.jp/gp/r.html?U=https%3A%2F%2Fwww.amazon.co.jp%2F">amazon.co.jp</a>', Authenticity.AUTHENTIC),
        ('<a href="https://social.example/AmazonJP">Amazon.co.jp on Social</a>', Authenticity.AUTHENTIC),
        ('<a href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.amazon.co.jp%2F&data=1">www.amazon.co.jp</a>', Authenticity.AUTHENTIC),
        ('<a href="mailto:x@evil.example">www.amazon.co.jp</a>', Authenticity.AUTHENTIC),
        ('<a href="https://evil.example/gc">https://www.amazon.co.jp/gc/redeem</a>', Authenticity.SUSPICIOUS),
        ('<a href="https://evil.example/gc">www.amazon.co.jp</a>', Authenticity.SUSPICIOUS),
        ('<a href="https://evil.example/gc">amazon.co.jp/gc</a>', Authenticity.SUSPICIOUS),
        ('<a href="https://www.amazon.co.jp@evil.example/">Redeem</a>', Authenticity.SUSPICIOUS),
        ('<a href="https://evil.example\\@www.amazon.co.jp/">www.amazon.co.jp</a>', Authenticity.SUSPICIOUS),
        ('<a href="https://www.amazon.co.jp%2eevil.example/">Redeem</a>', Authenticity.SUSPICIOUS),
        ('<a href="https://amaz0n.co.jp/">Redeem</a>', Authenticity.SUSPICIOUS),
        ('<a href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.example%2F">www.amazon.co.jp</a>', Authenticity.SUSPICIOUS),
    ],
)  # fmt: skip
def test_links_in_amazons_mail(anchor: str, expected: Authenticity) -> None:
    """A link whose words name Amazon's host and that leads elsewhere contradicts the mail; trackers and scanners do not."""
    assert verdict(GENUINE["gmail"], HTML, f"<html><body><p>{anchor}</p></body></html>") is expected


def test_a_companys_tracked_link_is_no_contradiction() -> None:
    """A company may speak of Amazon's site by way of its own tracker; private mail has none."""
    body = '<html><body>Redeem at <a href="https://click.panel.example/x">www.amazon.com/gc/redeem</a></body></html>'
    assert verdict(HTML.replace(FROM, "From: Panel <rewards@panel.example>"), body) is Authenticity.UNVERIFIED
    assert verdict(HTML.replace(FROM, "From: Dana <dana@gmail.com>"), body) is Authenticity.SUSPICIOUS


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.amazon.com/x", "www.amazon.com"),
        ("https://urldefense.com/v3/__https://www.amazon.com/gc__;!!x", "www.amazon.com"),
        ("https://urldefense.proofpoint.com/v2/url?u=https-3A__www.amazon.com_gc&d=x", "www.amazon.com"),
        ("https://protect.mimecast.com/s/AbC?domain=amazon.com", "amazon.com"),
        ("https://www.google.com/url?q=https://www.amazon.com/", "www.amazon.com"),
        ("https://www.google.com/maps", "www.google.com"),
        ("https://linkprotect.cudasvc.com/opaque", ""),
        ("https://[::1", ""),
        ("ftp://www.amazon.com/", ""),
    ],
)  # fmt: skip
def test_link_scanners_are_seen_through(url: str, expected: str) -> None:
    """The address inside counts; what is wrapped beyond reading claims nothing."""
    assert expected == real_host(url, CATALOG)


LIST = "List-Id: Rowers <rowers.lists.example.org>\n"
VIA = 'From: "Amazon.com via rowers" <rowers@lists.example.org>'


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (f"{LIST}{VIA}\nReply-To: gc-orders@gc.email.amazon.com", Authenticity.UNVERIFIED),
        (f"{LIST}{VIA}\nX-Original-From: Amazon <gc-orders@gc.email.amazon.com>", Authenticity.UNVERIFIED),
        (f"{LIST}{VIA}", Authenticity.SUSPICIOUS),
        (f"{VIA}\nReply-To: gc-orders@gc.email.amazon.com", Authenticity.SUSPICIOUS),
        ('List-Id: <news.evil.example>\nFrom: "Amazon.com" <news@evil.example>\nReply-To: x@evil.example', Authenticity.SUSPICIOUS),
        ('List-Id: <other.example.com>\nFrom: "Amazon.com via x" <x@evil.example>\nReply-To: x@evil.example', Authenticity.SUSPICIOUS),
        ('From: "Amazon.com - payments(a)amazon.com" <payments_at_amazon_com_x7@simplelogin.co>', Authenticity.UNVERIFIED),
        ('From: "payments-messages@amazon.com [via Relay]" <abc@mozmail.com>', Authenticity.UNVERIFIED),
        ('From: "Amazon" <do-not-reply_at_amazon_co_jp_dng_8708@icloud.com>\nX-Icloud-Hme: s=do-not-reply%40amazon.co.jp', Authenticity.UNVERIFIED),
        ('From: "Amazon" <amazon_at_gift@icloud.com>', Authenticity.SUSPICIOUS),
    ],
)  # fmt: skip
def test_lists_and_alias_services(fields: str, expected: Authenticity) -> None:
    """Who passes mail on may write Amazon's name into From, if the mail shows that it was passed on."""
    assert verdict(HEADER.replace(FROM, fields)) is expected


def test_what_is_passed_on_is_never_authentic() -> None:
    """A relay's own pass is the relay's."""
    relay = HEADER.replace(FROM, "From: Amazon <a_at_amazon_com_x7@simplelogin.co>")
    assert passed_on(message(relay), CATALOG)
    assert verdict(GENUINE["gmail"].replace(SENDER, "simplelogin.co"), relay) is Authenticity.UNVERIFIED


def test_a_bounce_may_have_no_sender() -> None:
    """Mail systems leave From empty in what they return; then nothing is wrong with it."""
    kind = 'multipart/report; report-type=delivery-status; boundary="b"'
    report = HEADER.replace(FROM, "From: <>").replace("text/plain; charset=utf-8", kind).removesuffix("Hello\n")
    body = "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; a@example.org\nAction: failed\n--b--\n"
    assert verdict(report, body) is Authenticity.UNVERIFIED
