"""What an outline calls the texts of a message is what reading takes for them; and nothing is kept from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.errors import UnreadableMessage
from scanner.messages.entities import read_entity
from scanner.messages.mime import Part, read_part, walk
from scanner.messages.outline import outline_of
from tests.messages.making import HEAD
from tests.messages.test_sieve import CORPUS, SIEVE

SHARED = Path(__file__).parents[3] / "shared" / "corpora"
_TEXT_NAME = re.compile(r"\.(?:txt|text|csv|html?)$", re.IGNORECASE)


def _texts(data: bytes) -> list[tuple[bytes, str, str | None]] | None:
    """The texts that reading finds; None where it refuses the message."""
    try:
        root = read_part(read_entity(data))
    except UnreadableMessage:
        return None
    return [(part.payload(), part.content_type, (part.charset or "").lower() or None) for part in walk(root) if _is_text(part)]


def _is_text(part: Part) -> bool:
    return not part.children and (part.content_type.startswith("text/") or bool(_TEXT_NAME.search(part.filename)))


def _outlined(data: bytes) -> list[tuple[bytes, str, str | None]] | None:
    outline = outline_of(data)
    return None if outline is None else [(text.data, text.kind.decode(), text.charset) for text in outline.texts]


def _check(data: bytes) -> bool:
    """Whether the message has an outline, which then must be right."""
    mine = _outlined(data)
    if mine is None or (read := _texts(data)) is None:
        return mine is not None
    # A line end before a delimiter is the delimiter's.
    assert [(text.rstrip(b"\n"), *rest) for text, *rest in mine] == [(text.rstrip(b"\n"), *rest) for text, *rest in read]
    return True


@pytest.mark.parametrize("folder", ["mails", "blind", "threads", "lookalikes", "malformed", "bounces"])
def test_the_texts_of_our_own_mail(folder: str) -> None:
    """Outlines agree with reading; most mail has one."""
    mails = [path.read_bytes() for path in sorted((CORPUS / folder).rglob("*.eml"))]
    plain = sum(map(_check, mails))
    assert mails and (plain > len(mails) * 0.8 or folder in ("malformed", "bounces", "lookalikes"))


@pytest.mark.skipif(not SHARED.is_dir(), reason="mail of others to compare with is not here")
def test_the_texts_of_other_peoples_mail() -> None:
    """Broken, nested and odd messages too."""
    mails = [path for path in sorted(SHARED.rglob("*")) if path.is_file() and path.stat().st_size < 2**20]
    plain = sum(_check(path.read_bytes()) for path in mails)
    assert plain > 1000


PIECES = st.sampled_from(
    (
        "--b\n", "--b--\n", "--b-c\n", "--b  \n", "--bb\n", "\n", "\r\n", "\r", "\0", "text\n", "=E3=82=AE=\n", "44Ku\n", "é\n", "From x\n", " folded\n", "--",
        "Content-Type: text/plain; charset=utf-8\n", 'Content-Type: text/html; charset="shift_jis"\n', "Content-Type: multipart/mixed; boundary=b\n",
        'Content-Type: multipart/alternative;\n boundary="b"\n', "Content-Type: message/rfc822\n", "Content-Type: image/png\n", "Content-Type: text\n",
        "Content-Type: application/octet-stream; name=a.txt\n", "Content-Transfer-Encoding: base64\n", "Content-Transfer-Encoding: quoted-printable\n",
        "content-transfer-encoding:7BIT\n", "Subject: x\n", "Content-Type: multipart/mixed; boundary=bb\n", "Content-Type: multipart/digest; boundary=b\n",
        "Content-Disposition: attachment; filename=a.txt\n", "Content-Type: text/plain; charset*=utf-8''x\n", ": nameless\n", "no field\n",
    )
)  # fmt: skip


@given(st.lists(PIECES, max_size=24))
def test_the_texts_of_whatever_pieces_make(pieces: list[str]) -> None:
    """However lines of mail are put together, an outline is right or there is none."""
    _check((HEAD + "".join(pieces)).encode("utf-8"))


def test_a_plain_mail_has_an_outline() -> None:
    """Both alternatives, and the picture beside them passed over."""
    picture = "--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n"
    inner = "--b\nContent-Type: multipart/alternative; boundary=bb\n\n--bb\n\ntext\n--bb\nContent-Type: text/html\n\npage\n--bb--\n"
    mail = f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n{inner.replace(chr(10) * 2 + 'text', chr(10) + 'X: y' + chr(10) * 2 + 'text')}{picture}--b--\n"
    assert _outlined(mail.encode()) == [(b"text\n", "text/plain", None), (b"page\n", "text/html", None)]


@pytest.mark.parametrize("name", ['"=?utf-8?B?bm90ZS50eHQ=?="', "note.TXT"])
def test_a_file_that_is_called_a_text_is_one(name: str) -> None:
    """Whatever type it is given: reading goes by what its name says, encoded or not, and so no outline calls it a picture."""
    part = f"--b\nContent-Type: image/png; name={name}\nContent-Transfer-Encoding: base64\n\nSGVyZSBpcyBhbiBBbWF6b24gZ2lmdCBjYXJkLgo=\n--b--\n"
    mail = f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n{part}".encode()
    assert _texts(mail) == [(b"Here is an Amazon gift card.\n", "image/png", None)]
    assert _outlined(mail) is None
    assert SIEVE.holds(mail)
