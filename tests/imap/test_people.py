"""Whoever appears in a mailbox may be a giver; a forged mail puts no address behind a giver's name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from scanner.cases import People
from tests.imap.mails import ADDRESS, inbox, mail
from tests.imap.owner import Owner
from tests.servers.certificates import Certificate
from tests.servers.mailboxes import Mailbox
from tests.servers.scripted import Scripted

At = Callable[..., Owner]
NOW = datetime(2024, 6, 1, tzinfo=UTC)
FAILED = "Authentication-Results: mx.example.jp; dmarc=fail header.from=example.com\r\n"


def letter(number: int, sender: str, *, extra: str = "", subject: str = "こんにちは") -> bytes:
    """An ordinary letter, of which a scan reads the header only."""
    return mail(number, sender, subject, "お元気ですか。\r\n", NOW, extra=extra)


def sent(number: int, to: str) -> bytes:
    """A letter of the owner's."""
    return letter(number, f"花子 <{ADDRESS}>").replace(f"To: {ADDRESS}".encode(), f"To: {to}".encode())


def people(certificate: Certificate, at: At, folders: dict[str, Mailbox]) -> People:
    """The people that a scan met."""
    with Scripted(certificate, folders) as server:
        owner = at(server)
        owner.scan()
        assert not any(b"PEEK[]" in arguments for _name, arguments in server.commands)
    with owner.ledger(write=False) as ledger:
        return ledger.people.known(())


def test_a_letter_puts_an_address_behind_a_name(certificate: Certificate, at: At) -> None:
    """Who writes to the owner is found by name, in either order; whom the owner writes to is remembered, named or not."""
    folders = inbox({1: letter(1, "Sato Midori <midori@example.com>")}) | {
        "Sent": Mailbox({1: sent(2, "taro@example.com"), 2: sent(3, "Jiro <jiro@example.com>")}, attributes=rb"\Sent")
    }
    met = people(certificate, at, folders)
    assert "midori@example.com" == met.address_of("Midori Sato")
    assert {"taro@example.com", "jiro@example.com"} == met.written_to
    assert "jiro@example.com" == met.address_of("Jiro")
    assert frozenset({ADDRESS}) == met.owner


def test_where_one_folder_holds_all_mail(certificate: Certificate, at: At) -> None:
    """Gmail's All Mail holds what was sent, too: it is known by its sender."""
    met = people(certificate, at, {"INBOX": Mailbox(), "All": Mailbox({1: sent(2, "taro@example.com")}, attributes=rb"\All")})
    assert {"taro@example.com"} == met.written_to


@pytest.mark.parametrize(
    ("forged", "use"),
    [
        pytest.param(letter(2, "Sato Midori <evil@example.com>", extra=FAILED), rb"\HasNoChildren", id="a check that failed"),
        pytest.param(letter(2, "Sato Midori <evil@example.com>"), rb"\Junk", id="what lies in Junk"),
        pytest.param(letter(2, "Sato Midori <evil@arnazon.com>"), rb"\HasNoChildren", id="a look-alike domain"),
    ],
)
def test_a_forged_letter_names_nobody(certificate: Certificate, at: At, forged: bytes, use: bytes) -> None:
    """The only mail of a name is forged: then nobody is behind the name, and no request goes to the forger."""
    met = people(certificate, at, {"INBOX": Mailbox(), "Other": Mailbox({1: forged}, attributes=use)})
    assert None is met.address_of("Sato Midori")
    met = people(certificate, at, inbox({1: letter(1, "Sato Midori <midori@example.com>")}) | {"Other": Mailbox({1: forged}, attributes=use)})
    assert "midori@example.com" == met.address_of("Sato Midori")
