"""Bytes to text, whatever the label says; encoded words in headers."""

from __future__ import annotations

import base64

import pytest

from scanner.messages import clean, clean_line, decode_words
from scanner.messages.charsets import decode
from scanner.messages.encoded_words import decode_base64
from tests.messages.making import HEAD, body, lines, read

TEXT = "ギフト券番号は受取人様宛のメールをご覧ください。"


@pytest.mark.parametrize(
    ("encoded", "label"),
    [
        (TEXT.encode("utf-8"), "utf-8"), (TEXT.encode("utf-8"), None), (TEXT.encode("utf-8"), "us-ascii"), (TEXT.encode("utf-8"), "iso-8859-1"),
        (TEXT.encode("utf-8"), "iso-2022-jp"),
        (TEXT.encode("utf-8"), "no-such-charset"), (TEXT.encode("iso-2022-jp"), "iso-2022-jp"), (TEXT.encode("iso-2022-jp"), None),
        (TEXT.encode("iso-2022-jp"), "utf-8"),
        (TEXT.encode("iso-2022-jp"), "_iso-2022-jp$ESC"), (TEXT.encode("cp932"), "shift_jis"), (TEXT.encode("cp932"), "x-sjis"), (TEXT.encode("cp932"),
        None), (TEXT.encode("cp932"), '"Shift-JIS"'),
        (TEXT.encode("euc-jp"), "euc-jp"), (TEXT.encode("euc-jp"), None), (TEXT.encode("utf-16"), "utf-16"), (TEXT.encode("utf-8-sig"), None),
        (TEXT.encode("utf-7"), "utf-7"),
    ],
)  # fmt: skip
def test_japanese_is_read_under_any_label(encoded: bytes, label: str | None) -> None:
    """Right, wrong, missing and misspelled labels."""
    assert TEXT == decode(encoded, label).removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("encoded", "label", "expected"),
    [
        ("café – naïve “x”".encode("cp1252"), "iso-8859-1", "café – naïve “x”"), ("café".encode("cp1252"), None, "café"), ("Łódź".encode("iso-8859-2"),
        "iso-8859-2", "Łódź"),
        ("şeker ğ".encode("cp1254"), "iso-8859-9", "şeker ğ"), ("你好".encode("gb18030"), "gb2312", "你好"), ("안녕".encode("cp949"), "ks_c_5601-1987", "안녕"),
        (b"plain", "x-unknown", "plain"),
    ],
)  # fmt: skip
def test_other_charsets(encoded: bytes, label: str | None, expected: str) -> None:
    """Labels name what mailers mean by them, a superset of what they say."""
    assert expected == decode(encoded, label)


@pytest.mark.parametrize(("text", "how"), [("髙橋①㈱", "iso-2022-jp"), ("髙橋①㈱", "euc-jp")])
def test_extensions_that_pythons_codecs_refuse(text: str, how: str) -> None:
    """Real Japanese mail holds NEC's and IBM's characters under labels that know none."""
    shifted = text.encode("cp932")
    pairs = [shifted[i : i + 2] for i in range(0, len(shifted), 2)]
    jis = b"".join(bytes([_row(a, b), _cell(b)]) for a, b in pairs)
    encoded = b"\x1b$B" + jis + b"\x1b(B" if how == "iso-2022-jp" else bytes(x | 0x80 for x in jis)
    assert text == decode(encoded, how)


def _row(lead: int, trail: int) -> int:
    return (((lead - (0xC1 if lead >= 0xE0 else 0x81)) << 1) + 0x21) + (trail >= 0x9F)


def _cell(trail: int) -> int:
    return trail - 0x7E if trail >= 0x9F else trail - (0x20 if trail >= 0x80 else 0x1F)


def test_half_width_kana_are_kana() -> None:
    """Under iso-2022-jp they have an escape of their own."""
    assert "ｷﾞﾌﾄ" == decode(b"\x1b(I7^LD\x1b(B", "iso-2022-jp")
    assert "ギフト" == clean("ｷﾞﾌﾄ")


def test_an_escape_that_is_missing_at_a_lines_end() -> None:
    """A line's end switches back to ASCII."""
    assert "ギフト\nABC" == decode(b"\x1b$B%.%U%H\nABC", "iso-2022-jp")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=?utf-8?q?caf=C3=A9?=", "café"), ("=?UTF-8?B?44Ku44OV44OI?=", "ギフト"), ("a =?utf-8?q?b?= c", "a b c"), ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
        ("=?utf-8?B?44Ku44?= =?utf-8?B?OV44OI?=", "ギフト"), ("=?utf-8?q?=E3=82?=\n =?utf-8?q?=AE?=", "ギ"), ("=?iso-2022-jp?B?GyRCJS4lVSVIGyhC?=", "ギフト"),
        ("=?utf-8*ja?q?x?=", "x"), ("=?utf-8?q?a_b?=", "a b"), ("=?x-none?q?abc?=", "abc"), ("=?utf-8?b?!!!?=", ""), ("=?broken", "=?broken"), ("plain",
        "plain"),
        ("caf\udcc3\udca9", "café"), ("\x1b$B%.%U%H\x1b(B", "ギフト"),
    ],
)  # fmt: skip
def test_encoded_words(value: str, expected: str) -> None:
    """RFC 2047 as it is really written: cut within characters, raw bytes, raw escapes."""
    assert expected == decode_words(value)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (base64.b64encode(b"hello world"), b"hello world"), (b"aGVsbG8", b"hello"), (b"aGVs\nbG8=\n", b"hello"), (b"a!G-V s b*G8=", b"hello"),
        (b"aGVsbG8=\naGVsbG8=\n", b"hellohello"),
        (b"aGVsbG8=\n____\nlist footer\n", b"hello"), (b"aGVsbG8A=A", b"hello\0"), (b"", b""), (b"====", b""), (b"A", b""),
    ],
)  # fmt: skip
def test_broken_base64(data: bytes, expected: bytes) -> None:
    """Foreign characters, missing padding, one stretch after another, a list's footer."""
    assert expected == decode_base64(data)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("caf=C3=A9", "café"), ("caf=c3=a9", "café"), ("one =\ntwo", "one two"), ("one =  \t\ntwo", "one two"), ("100=% sure", "100=% sure"), ("=ZZ x",
        "=ZZ x"), ("end=", "end"),
        ("QX7K-M2N=\nPAR-9DTW", "QX7K-M2NPAR-9DTW"), ("=1B$B%.%U%H=1B(B", "ギフト"),
    ],
)  # fmt: skip
def test_broken_quoted_printable(content: str, expected: str) -> None:
    """What is no escape stays; a soft break stays one though blanks were added to it."""
    charset = "iso-2022-jp" if "=1B" in content else "utf-8"
    assert [expected] == lines(body(content, encoding="quoted-printable", kind=f"text/plain; charset={charset}"))


def test_a_body_that_lies_about_its_charset_keeps_its_bytes() -> None:
    """Eight-bit text under a foreign label is decoded once, from the bytes that came."""
    assert [TEXT] == lines(body(TEXT.encode("utf-8"), kind="text/plain; charset=iso-2022-jp"))
    assert [TEXT] == lines(body(TEXT.encode("cp932"), kind="text/plain; charset=us-ascii"))


def test_raw_bytes_in_headers() -> None:
    """Subjects and names that were sent as raw UTF-8 or Shift_JIS."""
    for charset in ("utf-8", "cp932"):
        data = HEAD.encode().replace(b"Subject: s", "Subject: ギフト券をお届けします".encode(charset)) + b"\nx"
        assert "ギフト券をお届けします" == read(data).subject


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＱＸ７Ｋ－Ｍ２ＮＰＡＲ", "QX7K-M2NPAR"), ("QX7K\u2011M2N\u200bPAR", "QX7K-M2NPAR"), ("a\u00a0\u3000 b", "a b"), ("a\x1b[31mb\x07", "a[31mb"),
        ("a\u202eb\u2066c", "abc"), ("a\r\nb\rc", "a\nb\nc"),
        ("カード―ー—", "カード―ー—"),
    ],
)  # fmt: skip
def test_text_is_cleaned(text: str, expected: str) -> None:
    """One spelling of width, blanks and hyphens; nothing invisible, nothing that steers a terminal."""
    assert expected == clean(text)


def test_a_line_has_no_ends() -> None:
    """Line ends are blanks, and none stand at its sides."""
    assert "a b" == clean_line(" a\r\n b\n")
