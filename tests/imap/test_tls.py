"""TLS is verified, or nothing is sent."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from scanner.errors import CertificateError, ServerError, SourceError
from tests.imap.owner import Owner
from tests.servers.certificates import Certificate, make_certificate
from tests.servers.scripted import Call, Scripted

At = Callable[..., Owner]


def test_a_pinned_certificate_is_the_only_one_trusted(certificate: Certificate, at: At, tmp_path: Path) -> None:
    """A certificate other than the pinned one ends the connection before a single command, and both fingerprints are told."""
    other = make_certificate(tmp_path / "other")
    with Scripted(other) as server:
        owner = at(server)
        owner.session().close()
        server.commands.clear()
        owner.fingerprint = certificate.fingerprint
        with pytest.raises(CertificateError) as caught:
            owner.session()
        assert [] == server.commands
    assert certificate.fingerprint in str(caught.value) and other.fingerprint in str(caught.value)


def test_a_pinned_certificate_over_starttls(certificate: Certificate, at: At, tmp_path: Path) -> None:
    """The same over STARTTLS: after the handshake with the wrong certificate nothing is sent."""
    with Scripted(make_certificate(tmp_path / "other"), tls="starttls", capabilities=b"IMAP4rev1 STARTTLS") as server:
        owner = at(server, tls="starttls")
        owner.fingerprint = certificate.fingerprint
        with pytest.raises(CertificateError):
            owner.session()
        assert ["CAPABILITY", "STARTTLS"] == server.names()


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
@pytest.mark.parametrize(
    ("made", "why"),
    [({"host": "mail.example.com", "address": "192.0.2.1"}, "mismatch|not valid for"), ({"expired": True}, "expired"), ({}, "unable to get|self.signed")],
    ids=["for another host", "expired", "of an unknown authority"],
)  # fmt: skip
def test_a_certificate_that_does_not_verify(at: At, tmp_path: Path, made: dict[str, object], why: str, tls: str) -> None:
    """Without a pin chain, date and host name are verified; what fails is told, and no command but STARTTLS was sent."""
    bad = make_certificate(tmp_path / "bad", **made)  # type: ignore[arg-type]
    with Scripted(bad, tls=tls, capabilities=b"IMAP4rev1 STARTTLS") as server:
        ca_file = bad.ca_file if made else None
        with pytest.raises(CertificateError, match=why) as caught:
            at(server, tls=tls).session(fingerprint=None, ca_file=ca_file)
        assert {"CAPABILITY", "STARTTLS"} >= set(server.names())
    assert "never switched off" in caught.value.hint


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_an_authority_of_ones_own(certificate: Certificate, at: At, tls: str) -> None:
    """A server of one's own is trusted by its authority's file, its name still held against the certificate (and sent as SNI)."""
    seen: list[str] = []
    with Scripted(certificate, tls=tls, capabilities=b"IMAP4rev1 STARTTLS") as server:
        server._context.sni_callback = lambda _socket, name, _context: seen.append(name)
        owner = at(server, tls=tls)
        owner.session(fingerprint=None, ca_file=certificate.ca_file).close()
        owner.session(fingerprint=None, ca_file=certificate.ca_file, host="localhost").close()
    assert [None, "localhost"] == seen  # an address is no name


def test_no_downgrade_of_tls(certificate: Certificate, at: At) -> None:
    """A server that offers nothing newer than TLS 1.1 is refused."""
    with Scripted(certificate) as server:
        with pytest.warns(DeprecationWarning):
            server._context.minimum_version = ssl.TLSVersion.TLSv1
            server._context.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises(SourceError):
            at(server).session()
        assert [] == server.commands


def test_a_server_without_tls_is_told_from_one_with_a_bad_certificate(certificate: Certificate, at: At) -> None:
    """Speaking TLS to a plain port says that there is no TLS, not that a certificate is wrong."""
    with Scripted(certificate, tls="starttls") as server, pytest.raises(ServerError, match="no TLS") as caught:
        at(server).session()
    assert not isinstance(caught.value, CertificateError)


def test_a_ca_file_that_is_none(at: At, certificate: Certificate, tmp_path: Path) -> None:
    """A CA file that is missing or broken is told before anything is connected."""
    (tmp_path / "broken.pem").write_text("no certificate\n")
    with Scripted(certificate) as server:
        for name in ("missing.pem", "broken.pem"):
            with pytest.raises(CertificateError, match=name):
                at(server).session(fingerprint=None, ca_file=tmp_path / name)
        assert [] == server.commands


# STARTTLS.


def test_starttls_that_was_taken_out(certificate: Certificate, at: At) -> None:
    """A server that offers no STARTTLS gets no password, whatever else it offers."""
    with Scripted(certificate, tls="starttls", capabilities=b"IMAP4rev1 AUTH=PLAIN") as server:
        with pytest.raises(ServerError, match="no STARTTLS"):
            at(server, tls="starttls").session()
        assert ["CAPABILITY"] == server.names()


@pytest.mark.parametrize("slipped", [b"* CAPABILITY IMAP4rev1\r\n", b"g1 OK welcome\r\n", b"x"])
def test_bytes_slipped_in_behind_starttls(certificate: Certificate, at: At, slipped: bytes) -> None:
    """What somebody puts behind the server's OK, before TLS begins, ends the connection."""
    with Scripted(certificate, tls="starttls", capabilities=b"IMAP4rev1 STARTTLS", after_starttls=slipped) as server:
        with pytest.raises(ServerError, match="slipped"):
            at(server, tls="starttls").session()
        assert ["CAPABILITY", "STARTTLS"] == server.names()


def test_what_was_said_before_tls_counts_for_nothing(certificate: Certificate, at: At) -> None:
    """Capabilities that came in the clear are forgotten: after TLS the server is asked anew."""
    asked = []

    def capability(call: Call, _honest: bytes) -> bytes:
        asked.append(call)
        return call.ok(b"CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED NAMESPACE" if len(asked) == 1 else b"CAPABILITY IMAP4rev1")

    greeting = b"* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n* CAPABILITY IMAP4rev1 STARTTLS XEVIL LOGINDISABLED\r\n"
    with Scripted(certificate, tls="starttls", greeting=greeting, quirks={"CAPABILITY": capability}) as server:
        with at(server, tls="starttls").session() as session:
            assert frozenset({"IMAP4REV1"}) == session.capabilities
        assert "LOGIN" in server.names()


@pytest.mark.parametrize("answer", [b"NO not today", b"BAD what?", None])
def test_starttls_that_is_refused(certificate: Certificate, at: At, answer: bytes | None) -> None:
    """A server that offers STARTTLS and then refuses it gets no password."""
    refuse = {"STARTTLS": lambda call, _honest: None if answer is None else call.tag + b" " + answer + b"\r\n"}
    with Scripted(certificate, tls="starttls", capabilities=b"IMAP4rev1 STARTTLS", quirks=refuse) as server:
        with pytest.raises(ServerError):
            at(server, tls="starttls").session()
        assert "LOGIN" not in server.names()
