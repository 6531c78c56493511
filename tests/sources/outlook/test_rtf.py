"""Bodies that Outlook keeps as compressed RTF give back the page or text that they were made of, and never an exception."""

from __future__ import annotations

import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scanner.sources.outlook.lzfu import unpacked
from scanner.sources.outlook.rtf import unwrap

# The two examples of MS-OXRTFCP, section 4: a simple text, and one that reads from the dictionary past its own writing.
SIMPLE = bytes.fromhex("2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af32068656c090020627705b06c647d0a800fa0".replace(" ", ""))
CROSSING = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")


def packed(rtf: bytes) -> bytes:
    """RTF as it stands where a writer did not compress it (section 2.1.3.1.1)."""
    return struct.pack("<II", len(rtf) + 12, len(rtf)) + b"MELA" + bytes(4) + rtf


@pytest.mark.parametrize(
    ("data", "rtf"),
    [
        (SIMPLE, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"),
        (CROSSING, b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"),
        (packed(b"{\\rtf1 as it is}"), b"{\\rtf1 as it is}"),
    ],
    ids=["simple", "crossing", "not packed"],
)
def test_examples_of_the_specification(data: bytes, rtf: bytes) -> None:
    """Unpacked to the letter."""
    assert unpacked(data) == rtf


HTML = rb"""{\rtf1\ansi\ansicpg932\fromhtml1 \deff0{\fonttbl{\f0\fnil\fcharset128 MS Gothic;}}
{\*\htmltag19 <html>}{\*\htmltag34 <head>}{\*\htmltag41 </head>}{\*\htmltag50 <body>}{\*\htmltag84 <b>}\htmlrtf {\b \htmlrtf0
\'83\'4d\'83\'74\'83\'67 100 \{x\}{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0 \u29609?\htmlrtf\par\htmlrtf0
{\*\htmltag58 </body>}{\*\htmltag27 </html>}}"""


def test_the_page_that_was_wrapped() -> None:
    """Tags as they were, words out of the code page, and nothing of what RTF was added for."""
    found = unwrap(HTML)
    assert (found.html, found.encapsulated) == (True, True)
    assert "<b>ギフト 100 {x}</b>" in found.text
    assert "玩" in found.text
    assert "\\" not in found.text


def test_the_text_that_was_wrapped() -> None:
    """Of plain text, its lines."""
    found = unwrap(rb"{\rtf1\ansi\fromtext\deff0{\fonttbl{\f0\fmodern Courier;}}\uc1\pard\plain first line\par second \u233?\par}")
    assert (found.html, found.encapsulated) == (False, True)
    assert found.text.splitlines()[:2] == ["first line", "second é"]


def test_a_true_rtf() -> None:
    """One that somebody wrote as RTF: its words, without fonts, colors and notes on how it was made."""
    found = unwrap(rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\colortbl;\red0;}{\*\generator Riched20;}\f0 Dear \b Ann\b0 ,\par your code}")
    assert (found.html, found.encapsulated) == (False, False)
    assert found.text.split() == ["Dear", "Ann,", "your", "code"]


PIECES = st.sampled_from(
    [
        *(HTML.split(b" ")),
        b"{",
        b"}",
        b"{\\*",
        b"\\",
        b"\\u-1?",
        b"\\u99999999 ",
        b"\\'",
        b"\\'zz",
        b"\\bin999999999 ",
        b"\\uc9 ",
        b"\\f9",
        b"\\htmlrtf ",
        b"\xff",
        b"\0",
    ]
)


@given(st.lists(st.one_of(PIECES, st.binary(max_size=12)), max_size=40).map(b"".join))
@example(b"{" * 100_000)
@example(b"{\\rtf1 " + b"{\\b " * 50_000 + b"x")
def test_whatever_stands_in_it(rtf: bytes) -> None:
    """A text comes of it, of no more characters than it has bytes can give."""
    assert len(unwrap(rtf).text) <= 4 * len(rtf) + 16


@given(st.binary(max_size=300), st.sampled_from([b"LZFu", b"MELA", b"????"]))
def test_whatever_is_packed(body: bytes, kind: bytes) -> None:
    """Two bytes stand for at most seventeen."""
    assert len(unpacked(struct.pack("<II", len(body) + 12, 2**31) + kind + bytes(4) + body)) <= 9 * len(body) + 17
