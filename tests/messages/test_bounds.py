"""What is beyond honest mail is told as unreadable, and nothing that is read takes more than its length."""

from __future__ import annotations

import pytest

from scanner.errors import UnreadableMessage
from scanner.messages import entities
from scanner.messages.rows import MAX_ROWS
from tests.messages.making import HEAD, read

LONG = 200_000
MIXED = HEAD + "Content-Type: multipart/mixed; boundary=b\n\n"


def pages(html: str, number: int) -> str:
    """A mail of as many pages beside one another."""
    return MIXED + f"--b\nContent-Type: text/html\n\n{html}\n" * number + "--b--\n"


def nested(levels: int) -> str:
    """Multiparts in one another."""
    return HEAD + "".join(f'Content-Type: multipart/mixed; boundary="b{i}"\n\n--b{i}\n' for i in range(levels)) + "Content-Type: text/plain\n\nhello\n"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"From: a@example.com\n\n" + b"a b\n" * (16 * 2**20 + 1), "larger"),
        (b"From: a@example.com\n\n" + b"a b\n" * (3 * 2**20), "besides its attachments"),
        (b"From: a@example.com\n\n" + b"a" * (9 * 2**20), "a line longer"),
        (b"".join(b"X-%d: y\n" % i for i in range(50_000)) + b"\nhello", "header fields"),
        (b"X: " + b"a" * 2_000_000 + b"\n\nhello", "of header"),
        (nested(1_000).encode(), "nested"),
        (nested(100).encode(), "nested"),
        (b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: text/plain\n\nhello\n" * 5_000, "parts"),
        (b"Content-Type: message/rfc822\n\n" * 5_000, "nested"),
        (b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + b"X: y\n" * 6_000 + b"\nhello\n--b--\n", "header fields"),
    ],
    ids=["100-mb", "12-mb-of-text", "one-line", "50000-fields", "long-header", "1000-levels", "100-levels", "5000-parts", "nested-messages", "part-fields"],
)  # fmt: skip
def test_bombs_are_told_as_unreadable(data: bytes, why: str) -> None:
    """Beyond a bound the message is refused with a reason, before it is taken apart."""
    with pytest.raises(UnreadableMessage, match=why):
        read(data)


def test_honest_nesting_is_read() -> None:
    """Thirty levels are odd, and still read."""
    assert ["hello"] == [line.text for line in read(nested(30)).views[0][0].lines]


def test_a_great_attachment_does_not_keep_the_text_from_being_read() -> None:
    """The content of a part beyond all that we read is passed over; the parts around it stay."""
    bulk = (b"QUJD" * 19 + b"\n") * (entities.MAX_BULK // 77 + 1_000)
    data = HEAD.encode() + b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nbefore\n\n--b\n"
    data += b"Content-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\n" + bulk + b"--b\nContent-Type: text/plain\n\nafter\n--b--\n"
    own = read(data).views[0][0]
    assert ["before", "after"] == [line.text for line in own.lines]
    assert [("a.zip", 0)] == [(a.filename, a.size) for a in own.attachments]


def test_the_rows_of_all_parts_are_bounded_together() -> None:
    """Sixty pages of honest length are no honest mail: beyond the bound no more is read, and what comes before stays."""
    own = read(pages("<p>a</p>" * 800, 60)).views[0][0]
    assert (MAX_ROWS, "a") == (len(own.lines), own.lines[-1].text)


def test_the_rows_of_held_messages_count_too() -> None:
    """Nor does it help to wrap the text in messages."""
    held = "--b\nContent-Type: message/rfc822\n\nFrom: ann@example.com\n\n" + "a\n" * 100
    layers = read(MIXED + held * 300 + "--b--\n").views[0]
    assert MAX_ROWS == sum(len(layer.lines) for layer in layers)


def test_pages_are_bounded_by_their_tags_together() -> None:
    """The page with which the bound is passed is the last one."""
    own = read(pages("<p>a</p>" + "<b>b</b>" * 20_000, 25)).views[0][0]
    assert ["a", "a"] == [line.text for line in own.lines if line.text == "a"]


def test_a_digest_of_newsletters_is_read_whole() -> None:
    """Thirty pages of some tags and rows each are honest mail."""
    own = read(pages("<style>p{color:red}</style>" + "<p><b>a</b></p>" * 100, 30)).views[0][0]
    assert 3_000 == len(own.lines)


HOSTILE = {
    "address without end": "From: " + "a" * LONG + "@",
    "open brackets": "From: " + "<" * LONG,
    "open comments": "From: " + "(" * LONG + "\nReceived: from " + "(" * LONG + "\nAuthentication-Results: " + "(a" * LONG,
    "colons after an at": "To: a@" + ":" * LONG,
    "many addresses": "To: " + "a@example.com, " * 20_000,
    "encoded words": "Subject: " + "=?utf-8?q?a?= " * 15_000,
    "half encoded words": "Subject: " + "=?" * 100_000,
    "a long date": "Date: " + "1 " * LONG,
    "parameters": "Content-Type: text/plain" + "; a*0*=" * 20_000,
    "blanks in a parameter": "Content-Type: text/plain;" + " " * LONG + "x",
}
# Each entity is ten of the one before it: a reader that expands them makes a gigabyte of a kilobyte.
LAUGHS = (
    "<!DOCTYPE html [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "<!ENTITY f SYSTEM 'file:///etc/passwd'>]><p>&a9; &f;</p>"
)
BODIES = {
    "one token": "a" * LONG,
    "blanks in a line": "a" + "\u00a0" * LONG + "b",
    "bars": "| " * LONG + "x|",
    "quote marks": ">" * LONG + " a",
    "dashes": "-" * LONG,
    "labels": "From: " + "a" * 19_000 + "\nDate: x\nTo: " + "b" * 19_000 + "\n\nhello",
    "short lines": "a:\n" * LONG,
    "attributions": "On 2024-01-01 at 10:00 ann@example.com wrote\n" * 4_000,
    "uuencode": "begin 644 x\n" * 20_000,
    "escapes": "\x1b$B" * LONG,
}
PAGES = {
    "deep": "<div>" * 100_000,
    "deep and left open": "<font>" * 50_000 + "x",
    "tags": "<b>x</b>" * 100_000,
    "half tags": "<div " * LONG,
    "angles": "<" * LONG,
    "attributes": "<div " + "a=1 " * LONG + ">x</div>",
    "tables": "<table><tr><td>" * 20_000,
    "entities": "&amp;" * LONG,
    "comments": "<!--" * LONG,
    "entities in entities": LAUGHS,
    "great cells": '<table><tr><td colspan="999999999" rowspan="999999999">x</td></tr></table>' * 2_000,
    "rules": "<style>" + ".a .b .c{display:none}" * 1_000 + "</style>" + '<p class="a">x</p>' * 5_000,
    "many rules": "<style>" + "a{top:0}" * 4_000 + "</style>x",
    "long sheets": "<style>" + ".a{color:red}" * 20_000 + "</style>x",
    "selectors": "<style>" + ",".join(f"*:not(.x{i}) *" for i in range(500)) + "{display:none}</style>" + "<p>x</p>" * 5_000,
    "open parens": "<style>" + "(" * LONG + "</style>x",
    "style attribute": '<p style="' + "(" * LONG + '">x</p>',
}


BEYOND = [PAGES[name] for name in ("deep", "deep and left open", "tags", "half tags", "tables", "rules", "many rules", "long sheets")]


@pytest.mark.parametrize("header", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_headers_are_read(header: str) -> None:
    """No field makes the parser do work beyond its length: what grows with the square would not end here."""
    assert read(header + "\n\nhello\n").views


@pytest.mark.parametrize("content", BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize(
    "head", ["From: ann@example.com\nSubject: s\n\n", "From: MAILER-DAEMON@example.com\nReturn-Path: <>\nSubject: failure notice\n\n"], ids=["mail", "bounce"]
)
def test_hostile_texts_are_read(content: str, head: str) -> None:
    """Nor does any text, as a letter or as what a mail system says."""
    assert read(head + content).views


@pytest.mark.parametrize("content", PAGES.values(), ids=PAGES.keys())
def test_hostile_pages_are_read(content: str) -> None:
    """Nor does any page; one that is denser or deeper than honest mail is told as unreadable."""
    data = "From: ann@example.com\nContent-Type: text/html\n\n" + content
    if content in BEYOND:
        with pytest.raises(UnreadableMessage, match=r"page|style sheets"):
            read(data)
    else:
        assert read(data).views


def test_entities_of_a_page_are_not_defined_by_it() -> None:
    """No entity that a page defines is expanded, and none brings a file in."""
    own = read("From: ann@example.com\nContent-Type: text/html\n\n" + LAUGHS).views[0][0]
    text = "\n".join(line.text for line in own.lines)
    assert "haha" not in text and "root:" not in text
