"""Attachments that Apple Mail keeps beside its messages are read as if they stood in them."""

from __future__ import annotations

import base64
import email
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.sources import bytes_to_read, holes
from scanner.sources.apple import with_parts
from tests.sources.letters import letter, read, write
from tests.sources.test_trees import emlx

PDF = b"%PDF-1.7 card\n" * 20
APART = "X-Apple-Content-Length: 280\n"
MULTIPART = 'MIME-Version: 1.0\nContent-Type: multipart/mixed;\n\tboundary="Apple-Mail=_1"\n'
INNER = "Content-Type: multipart/alternative; boundary=in\n\n--in\nContent-Type: text/plain\n\nHello.\n--in\nContent-Type: text/html\n\n<p>Hello.\n--in--\n"


def part(encoding: str, *, kept: bool = False, kind: str = "application/pdf") -> str:
    """A part with its content, or without."""
    content = base64.encodebytes(PDF).decode() if kept else "\n"
    head = f"Content-Disposition: attachment;\n\tfilename=card.pdf\nContent-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n"
    return f"{head}{'' if kept else APART}\n{content}"


def message(*parts: str) -> bytes:
    """A letter of several parts."""
    body = "".join(f"--Apple-Mail=_1\n{one}" for one in (INNER, *parts)) + "--Apple-Mail=_1--\n"
    return letter(1, body, fields=MULTIPART)


def contents(data: bytes) -> list[bytes]:
    """The decoded contents of a message's attachments."""
    found = email.message_from_bytes(data)
    return [p.get_payload(decode=True) or b"" for p in found.walk() if p.get_filename()]  # type: ignore[misc]


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """A mailbox of Apple's."""
    return tmp_path / "INBOX.mbox" / "0A2C" / "Data" / "1"


@pytest.mark.parametrize("encoding", ["base64", "BASE64", "quoted-printable", "7bit"])
@pytest.mark.parametrize("name", ["21.partial.emlx", "21.emlx"])
def test_what_lies_beside_is_put_back(box: Path, tmp_path: Path, encoding: str, name: str) -> None:
    """The second and fourth part lie beside, the third stands in the message; all are there when it is read."""
    write(box / "Messages" / name, emlx(message(part(encoding), part("base64", kept=True), part(encoding)), 0))
    write(box / "Attachments" / "21" / "2" / "card.pdf", PDF)
    write(box / "Attachments" / "21" / "2" / ".DS_Store", b"\0")
    write(box / "Attachments" / "21" / "4" / "card.pdf", PDF[::-1])
    reading = read(tmp_path)
    (raw,) = reading.messages
    assert [PDF, PDF, PDF[::-1]] == contents(raw.data)
    assert ({}, {"INBOX": "inbox"}) == (reading.losses, reading.folders)


def test_parts_in_parts_and_the_older_form(box: Path, tmp_path: Path) -> None:
    """Numbers have a level for each multipart; `.emlxpart` files hold the content as it is sent."""
    nested = "Content-Type: multipart/related; boundary=rel\n\n--rel\nContent-Type: text/plain\n\nSee below.\n--rel\n" + part("base64") + "--rel--\n"
    write(box / "Messages" / "7.partial.emlx", emlx(message(nested, part("base64")), 0))
    write(box / "Messages" / "7.2.2.emlxpart", base64.encodebytes(PDF))
    write(box / "Attachments" / "7" / "3" / "x.pdf", PDF)
    (raw,) = read(tmp_path).messages
    assert [PDF, PDF] == contents(raw.data)


def test_a_message_of_one_part(box: Path, tmp_path: Path) -> None:
    """A mail that is nothing but its attachment."""
    data = letter(1, "", fields=f"MIME-Version: 1.0\nContent-Type: application/pdf; name=card.pdf\nContent-Transfer-Encoding: base64\n{APART}")
    write(box / "Messages" / "8.partial.emlx", emlx(data, 0))
    write(box / "Attachments" / "8" / "1" / "card.pdf", PDF)
    assert [PDF] == contents(read(tmp_path).messages[0].data)


def test_what_was_never_fetched_is_told(box: Path, tmp_path: Path) -> None:
    """The mail is read without it, and that its attachment is missing is no secret; a link out of the mailbox is not followed."""
    write(box / "Messages" / "9.partial.emlx", emlx(message(part("base64"), part("base64")), 0))
    (box / "Attachments" / "9" / "2").mkdir(parents=True)
    (box / "Attachments" / "9" / "3").mkdir()
    (box / "Attachments" / "9" / "3" / "card.pdf").symlink_to(write(tmp_path.parent / "outside.pdf", PDF))
    reading = read(tmp_path)
    assert [message(part("base64"), part("base64"))] == [raw.data for raw in reading.messages]
    assert ({holes.NOT_FETCHED: 2}, ()) == (reading.losses, reading.events)


def test_attached_mails_are_no_mails_of_their_own(box: Path, tmp_path: Path) -> None:
    """A mail that is attached to another is part of that one; `Attachments` of the owner's own making is a folder like any other."""
    write(box / "Messages" / "9.partial.emlx", emlx(message(part("7bit", kind="message/rfc822")), 0))
    write(box / "Attachments" / "9" / "2" / "card.eml", letter(2))
    write(tmp_path / "Attachments" / "3.eml", letter(3))
    assert [1, 3] == sorted(read(tmp_path).numbers)
    assert letter(2) in next(raw.data for raw in read(tmp_path).messages if raw.folder == "INBOX")
    sizes = [path.stat().st_size for path in (box / "Messages" / "9.partial.emlx", tmp_path / "Attachments" / "3.eml")]
    assert sum(sizes) == bytes_to_read([tmp_path])


def test_what_is_too_large_stays_outside(box: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message does not grow beyond the bound of all messages."""
    monkeypatch.setattr("scanner.sources.apple.MAX_MESSAGE", 2_000)
    write(box / "Messages" / "9.partial.emlx", emlx(message(part("base64")), 0))
    write(box / "Attachments" / "9" / "2" / "card.pdf", PDF * 9)
    assert {holes.NOT_FETCHED: 1} == read(tmp_path).losses


SHARDS = st.sampled_from(
    [INNER, part("base64"), "--Apple-Mail=_1\n", "--Apple-Mail=_1--\n", "\n", MULTIPART, APART, "--in\n", "x" * 90,
     "Content-Type: multipart/a; boundary=in\n\n"]
)  # fmt: skip


@settings(max_examples=150, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SHARDS, max_size=12), st.booleans())
def test_any_message_keeps_what_it_has(tmp_path: Path, shards: list[str], beside: bool) -> None:
    """Whatever its parts look like: nothing of it is lost, and only what lies beside comes in."""
    data = (MULTIPART + "\n" + "".join(shards)).encode()
    path = write(tmp_path / "Messages" / "1.partial.emlx", b"")
    for number in ("1", "2", "3", "1.1", "2.1"):
        write(tmp_path / "Attachments" / number.join(("1/", "/a.pdf")), PDF if beside else b"")
    whole, missing = with_parts(data, path if beside else None)
    left = iter(whole)
    assert all(byte in left for byte in data)
    assert missing >= 0
    assert beside or whole == data
