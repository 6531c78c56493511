"""DKIM signatures verified here: what holds proves the sender; what does not hold says nothing."""

from __future__ import annotations

import base64
from functools import lru_cache

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from scanner.catalog import load_catalog
from scanner.jobs.events import Read
from scanner.jobs.reading import Reader
from scanner.model import Authenticity, Origin, RawMessage
from scanner.sources.dns import DkimKeys
from tests.servers.names import NameServer

CATALOG = load_catalog()
NAME = "sel._domainkey.amazon.de"
MAIL = b"""\
From: "Amazon.de" <gutschein-order@amazon.de>\r
To: nina@example.org\r
Subject: Ihr Amazon.de Gutschein\r
Date: Tue, 5 Mar 2024 10:11:12 +0100\r
Message-ID: <1@amazon.de>\r
MIME-Version: 1.0\r
Content-Type: text/plain; charset=utf-8\r
\r
Sie haben einen Gutschein erhalten.\r
Gutscheincode: QX7K-ABCDEF-23GH\r
"""
FIELDS = [b"from", b"to", b"subject", b"date", b"mime-version", b"content-type"]


@lru_cache(maxsize=1)
def key() -> rsa.RSAPrivateKey:
    """The key that Amazon's domain signs with here."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def record(*, more: str = "") -> bytes:
    """The TXT record of the key."""
    der = key().public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; {more}k=rsa; p={base64.b64encode(der).decode()}".encode()


def signed(
    mail: bytes = MAIL,
    *,
    domain: bytes = b"amazon.de",
    fields: list[bytes] = FIELDS,
    length: bool = False,
    algorithm: bytes = b"rsa-sha256",
) -> bytes:
    """A mail with a signature above it."""
    pem = key().private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    head = dkim.sign(mail, b"sel", domain, pem, include_headers=fields, length=length, signature_algorithm=algorithm, canonicalize=(b"relaxed", b"relaxed"))
    return head + mail


def read(data: bytes, records: dict[str, list[bytes] | None]) -> tuple[Authenticity, list[str]]:
    """How far a mail is believed where the keys come from a name server on loopback, and what that was asked."""
    with NameServer(records) as names:
        event = Reader(CATALOG, keys=DkimKeys(names.resolver)).read(RawMessage(Origin("test", ""), data))
    assert isinstance(event, Read)
    return event.recognition.authenticity, names.asked


@pytest.mark.parametrize("ending", [b"\r\n", b"\n"], ids=["as it was sent", "as archives keep it"])
def test_a_signature_of_amazons_that_holds_proves_the_sender(ending: bytes) -> None:
    """The mail of an archive whose host wrote no results is authentic once its signature is verified."""
    authenticity, asked = read(signed().replace(b"\r\n", ending), {NAME: [record()]})
    assert authenticity is Authenticity.AUTHENTIC
    assert asked == [NAME]


def test_nothing_is_asked_unless_it_is_switched_on() -> None:
    """Without keys a signature is a header field like any other."""
    event = Reader(CATALOG).read(RawMessage(Origin("test", ""), signed()))
    assert isinstance(event, Read)
    assert event.recognition.authenticity is Authenticity.UNVERIFIED


@pytest.mark.parametrize(
    ("data", "records"),
    [
        (signed(), {}),
        (signed(), {NAME: [b"v=DKIM1; k=rsa; p="]}),
        (signed(), {NAME: [b"nothing of the sort"]}),
        (signed(), {NAME: [record(), record(more="n=older; ")]}),
        (signed(), {NAME: [record(more="t=y; ")]}),
        (signed().replace(b"23GH", b"23GJ"), {NAME: [record()]}),
        (signed().replace(b"Ihr Amazon", b"Mein Amazon"), {NAME: [record()]}),
        (signed(length=True) + b"And more.\r\n", {NAME: [record()]}),
        (signed(fields=[b"from", b"date"]), {NAME: [record()]}),
        (signed(algorithm=b"rsa-sha1"), {NAME: [record()]}),
        (b"Subject: Another\r\n" + signed(), {NAME: [record()]}),
        (b"DKIM-Signature: v=1; a=rsa-sha256; d=amazon.de\r\n" + MAIL, {NAME: [record()]}),
        (b"DKIM-Signature: \xff\xfe;;;=\r\n" + MAIL, {NAME: [record()]}),
    ],
    ids=[
        "no key", "key withdrawn", "no key record", "two records", "key on trial", "body changed", "subject changed", "part of the body", "subject not covered",
        "SHA-1", "a second subject", "half a signature", "no text",
    ],
)  # fmt: skip
def test_what_does_not_hold_says_nothing(data: bytes, records: dict[str, list[bytes] | None]) -> None:
    """A missing key, a changed mail, a signature that covers too little: unverified, and not suspicious for it."""
    assert read(data, records)[0] is Authenticity.UNVERIFIED


def test_a_short_key_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody could have found it out (RFC 8301, section 3.2)."""
    monkeypatch.setattr("scanner.trust.signatures._MIN_KEY_BITS", 4096)
    assert read(signed(), {NAME: [record()]})[0] is Authenticity.UNVERIFIED


@pytest.mark.parametrize("domain", [b"amazonses.com", b"evil.example", b"amazon.de.evil.example"])
def test_the_signature_of_another_domain_proves_nothing(domain: bytes) -> None:
    """Whoever signs with a key of his own is not Amazon by that."""
    name = f"sel._domainkey.{domain.decode()}"
    assert read(signed(domain=domain), {name: [record()]})[0] is Authenticity.UNVERIFIED


def test_no_other_domain_is_ever_asked() -> None:
    """Mail of private persons and of strangers brings no question: nobody learns from a look-up what is being read."""
    stranger = MAIL.replace(b'"Amazon.de" <gutschein-order@amazon.de>', b"Dana <dana@evil.example>")
    assert read(signed(stranger, domain=b"evil.example"), {}) == (Authenticity.UNVERIFIED, [])
    assert read(signed(domain=b"evil.example"), {}) == (Authenticity.UNVERIFIED, [])


def test_a_signature_does_not_outweigh_a_contradiction() -> None:
    """A host that says DMARC failed is heard, whatever holds here."""
    data = b"Authentication-Results: mx.example.net; dmarc=fail header.from=amazon.de\r\n" + signed()
    assert read(data, {NAME: [record()]})[0] is Authenticity.SUSPICIOUS


def test_a_key_is_asked_for_once() -> None:
    """A thousand mails of one sender cost one question."""
    with NameServer({NAME: [record()]}) as names:
        keys = DkimKeys(names.resolver)
        assert [keys(NAME), keys(NAME), keys("other." + NAME), keys("other." + NAME)] == [record(), record(), None, None]
        assert names.asked == [NAME, "other." + NAME]


def test_a_silent_name_server_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """After three questions without an answer no more is asked in this run."""
    monkeypatch.setattr("scanner.sources.dns.PATIENCE", 0.05)
    silent: dict[str, list[bytes] | None] = {f"{i}.{NAME}": None for i in range(5)}
    with NameServer(silent) as names:
        keys = DkimKeys(names.resolver)
        assert [keys(name) for name in silent] == [None] * 5
        assert len(set(names.asked)) == 3
