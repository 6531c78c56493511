"""MIME parts: repaired, labeled wrongly, nested, attached."""

from __future__ import annotations

import base64

import pytest

from scanner.model import Wrapping
from tests.messages.making import HEAD, body, lines, read, text_of

MIXED = HEAD + 'Content-Type: multipart/mixed; boundary="b"\n\n'
ALTERNATIVE = HEAD + 'Content-Type: multipart/alternative; boundary="b"\n\n'
DIGEST = HEAD + 'Content-Type: multipart/digest; boundary="b"\n\n'


@pytest.mark.parametrize(
    ("data", "subject"),
    [
        ("From ann@example.com  Tue Mar  5 10:00:00 2024\n" + HEAD + "\nhello", "s"),
        (">From ann@example.com  Tue Mar  5 10:00:00 2024\n" + HEAD + "\nhello", "s"),
        ("\n\n" + HEAD + "\nhello", "s"),
        ("\ufeff" + HEAD + "\nhello", "s"),
        (HEAD.replace("\n", "\r") + "\rhello", "s"),
        (HEAD.replace("\n", "\r\n") + "\r\nhello", "s"),
        (HEAD.replace("Subject", "\0Subject") + "\nhel\0lo", "s"),
        (HEAD.replace("Date:", "junk without a colon\nDate:") + "\nhello", "s"),
        (HEAD + "hello", "s"),
    ],
    ids=["mbox-line", "quoted-mbox-line", "blank-lines-first", "byte-order-mark", "cr", "crlf", "nul", "junk-in-header", "no-blank-line"],
)  # fmt: skip
def test_damaged_heads_are_repaired(data: str, subject: str) -> None:
    """What gateways and old programs do to a header keeps neither it nor the body from being read."""
    mail = read(data)
    assert subject == mail.subject
    assert ["hello"] == lines(mail)


@pytest.mark.parametrize(
    "content",
    [
        "--b\nContent-Type: text/plain\n\nhello\n--b--\n",
        "--b\nContent-Type: text/plain\n\nhello\n",
        "preamble\n--b\n\nhello\n--b--\nepilogue",
        "--wrong\nContent-Type: text/plain\n\nhello\n--wrong--\n",
        "------=_Part_1\nContent-Type: text/plain\n\nhello\n------=_Part_1--\n",
    ],
    ids=["whole", "cut", "no-header", "other-boundary", "other-boundary-of-dashes"],
)
def test_multiparts(content: str) -> None:
    """With and without their end, and where lines look like a boundary that was never declared."""
    assert ["hello"] == lines(read(MIXED + content))


@pytest.mark.parametrize(
    "kind", ["TEXT/HTML; CharSet=UTF-8", "text/html", "text", "Text/Plain; charset", "nonsense", "text/plain; charset*0*=us-; charset*1=ascii"]
)
def test_odd_content_types(kind: str) -> None:
    """Case, missing halves and continuations keep nothing from being read."""
    assert ["hello"] == lines(body("hello", kind=kind))


def test_a_binary_part_that_holds_the_text_is_read() -> None:
    """A gateway called the text application/octet-stream; there is no other."""
    assert ["hello"] == lines(body(base64.b64encode(b"hello"), kind="application/octet-stream", encoding="base64"))


def test_of_alternatives_both_are_views() -> None:
    """The page first, as people see it, then the plain text."""
    mail = read(ALTERNATIVE + "--b\nContent-Type: text/plain\n\nplain\n--b\nContent-Type: text/html\n\n<p>rich</p>\n--b--\n")
    assert [["rich"], ["plain"]] == [lines(mail, view) for view in range(2)]


def test_where_the_mail_breaks_off_in_its_page_the_plain_text_comes_first() -> None:
    """A page without its end, in alternatives without theirs, tells less than the text before it."""
    cut = read(ALTERNATIVE + "--b\nContent-Type: text/plain\n\nall of it\n--b\nContent-Type: text/html\n\n<html><p>half of")
    assert [["all of it"], ["half of"]] == [lines(cut, view) for view in range(2)]


@pytest.mark.parametrize("encoding", ["7bit", "base64", "quoted-printable"])
def test_a_message_in_a_message_is_a_layer(encoding: str) -> None:
    """Also where it was encoded though it must not be."""
    inner = "From: shop@example.org\nSubject: card\nDate: Mon, 4 Mar 2024 10:00:00 +0000\n\nYour card\n"
    written = {"7bit": inner, "base64": base64.encodebytes(inner.encode()).decode(), "quoted-printable": inner.replace("=", "=3D")}[encoding]
    mail = read(MIXED + f"--b\n\nlook\n--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: {encoding}\n\n{written}--b--\n")
    own, held = mail.views[0]
    assert (["look"], ["Your card"]) == (text_of(own), text_of(held))
    assert (Wrapping.ATTACHED, "card", "shop@example.org") == (held.wrapping, held.subject, held.from_.address if held.from_ else None)


def test_a_message_as_a_mere_file_is_a_layer_too() -> None:
    """Some mailers attach a mail as a file of no type."""
    inner = base64.encodebytes(b"From: shop@example.org\nSubject: card\n\nYour card\n").decode()
    mail = read(MIXED + f'--b\n\nlook\n--b\nContent-Type: application/octet-stream; name="card.eml"\nContent-Transfer-Encoding: base64\n\n{inner}--b--\n')
    assert ["Your card"] == lines(mail, layer=1)


def test_a_digest_holds_messages() -> None:
    """Parts of a multipart/digest are messages without saying so (RFC 2046, section 5.1.5)."""
    mail = read(DIGEST + "--b\n\nFrom: a@example.org\nSubject: one\n\nfirst\n--b\n\nFrom: b@example.org\nSubject: two\n\nsecond\n--b--\n")
    assert [(Wrapping.DIGEST, "one"), (Wrapping.DIGEST, "two")] == [(layer.wrapping, layer.subject) for layer in mail.views[0][1:]]


@pytest.mark.parametrize(
    "field",
    [
        'attachment; filename="ギフト券.zip"',
        "attachment; filename==?utf-8?B?44Ku44OV44OI5Yi4LnppcA==?=",
        "attachment; filename*=utf-8''%E3%82%AE%E3%83%95%E3%83%88%E5%88%B8.zip",
        "attachment; filename*0*=utf-8''%E3%82%AE%E3%83%95; filename*1*=%E3%83%88%E5%88%B8.zip",
        "attachment; filename*1*=%E3%83%88%E5%88%B8.zip; filename*0*=utf-8''%E3%82%AE%E3%83%95",
    ],
)
def test_names_of_attachments(field: str) -> None:
    """Raw, in encoded words, and as RFC 2231 has them, in any order."""
    mail = read(MIXED + f"--b\n\nlook\n--b\nContent-Type: application/zip\nContent-Disposition: {field}\n\nPK\n--b--\n")
    assert ["ギフト券.zip"] == [a.filename for a in mail.views[0][0].attachments]


@pytest.mark.parametrize("number", ["9" * 4_400, "1" * 10, "", "*", "x", "-1", "\u00b2"])
def test_parts_of_a_name_that_are_not_numbered(number: str) -> None:
    """What is no number of RFC 2231, or one beyond counting, stands first; the mail is read."""
    message = body("text", kind=f"text/plain; name*{number}*=utf-8''a; name*1=b")
    assert ["text"] == lines(message)


def test_what_is_wrong_is_told() -> None:
    """For those who want to know why a mail looks odd."""
    assert ("CloseBoundaryNotFoundDefect",) == read(MIXED + "--b\n\nhello\n").damage
