"""Whatever comes, the parser reads it, and reads it the same each time."""

from __future__ import annotations

import base64
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.errors import UnreadableMessage
from scanner.messages import Parser, clean, decode_words, read_addresses
from scanner.messages.charsets import decode
from scanner.messages.dates import parse_date
from scanner.messages.encoded_words import decode_base64
from scanner.messages.html import read_html
from scanner.messages.plain import read_plain
from scanner.model import Message, Origin, RawMessage
from scanner.trust import assess
from tests.messages.making import CATALOG

CORPUS = sorted((Path(__file__).parents[1] / "corpus").rglob("*.eml"))
PARSER = Parser(CATALOG)
steady = settings(derandomize=True, deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
_LABELS = st.sampled_from(
    [None, "", "us-ascii", "utf-8", "iso-2022-jp", "shift_jis", "euc-jp", "iso-8859-1", "utf-16", "utf-7", "gb2312", "big5", "zlib", "idna", "x", '"a"']
)
_SNIPPETS = (
    b"\n", b"\r", b"\0", b"\x1b$B", b"\x1b(B", b"=?", b"?=", b"=\n", b"--", b"\n\n", b"\xff", b"\xe3\x82", b"<div>", b"</td>", b"Content-Type: ",
    b"boundary=", b";", b'"', b"(", b"<", b"> ",
    b"base64", b"message/rfc822", b"multipart/mixed",
)  # fmt: skip
_PEOPLE = st.tuples(
    st.from_regex(r"[A-Za-z ,.()']{0,15}", fullmatch=True), st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.sampled_from(["example.com", "example.co.jp"])
)


def read(data: bytes) -> Message | None:
    """A message, or None where it is told as unreadable."""
    try:
        return PARSER.parse(RawMessage(Origin("test", ""), data))
    except UnreadableMessage:
        return None


def mutated(data: bytes, seed: int) -> bytes:
    """The mail with a few bytes lost, changed, repeated or put in, as disks, gateways and attackers do."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) + 1)
        length = chance.choice((1, 1, 2, 10, 200))
        what = chance.randrange(5)
        if what == 0:
            data = data[:at] + data[at + length :]
        elif what == 1:
            data = data[:at] + bytes(chance.randrange(256) for _ in range(min(length, 10))) + data[at + length :]
        elif what == 2:
            data = data[:at] + data[at : at + length] * chance.randint(2, 4) + data[at + length :]
        elif what == 3:
            data = data[:at] + chance.choice(_SNIPPETS) + data[at:]
        else:
            data = data[:at]
    return data


@pytest.mark.parametrize("part", range(8))
def test_mutated_mails_are_read_and_always_alike(part: int) -> None:
    """Damage of any kind ends in a message or in the word that it cannot be read, never in an exception."""
    assert CORPUS
    for number, path in list(enumerate(CORPUS))[part::8]:
        for seed in range(3):
            data = mutated(path.read_bytes(), 1_000 * number + seed)
            message = read(data)
            assert message == read(data)
            if message is not None:
                assert assess(message, CATALOG) == assess(message, CATALOG)


@pytest.mark.parametrize("part", range(8))
def test_line_ends_do_not_matter(part: int) -> None:
    """LF and CRLF give the same message."""
    for path in CORPUS[part::8]:
        data = path.read_bytes().replace(b"\r\n", b"\n")
        if b"\r" not in data:
            assert read(data) == read(data.replace(b"\n", b"\r\n")), path


@steady
@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    """There is no input that is not a message of some sort."""
    assert read(data) == read(data)


@steady
@given(st.binary(max_size=120), _LABELS)
def test_any_bytes_are_text_under_any_label(data: bytes, label: str | None) -> None:
    """Decoding never fails, and leaves no half characters."""
    decode(data, label).replace("\ufffd", "").encode("utf-8", "surrogatepass")


@steady
@given(st.text(max_size=40), st.sampled_from(["utf-8", "iso-2022-jp", "shift_jis", "euc-jp"]))
def test_text_survives_its_own_charset(text: str, charset: str) -> None:
    """What a charset can write is read back under its label."""
    try:
        encoded = text.encode(charset)
    except UnicodeError:
        return
    # Of these, Japanese charsets mean others than Python takes them for (full-width twins).
    if text == encoded.decode(charset) and clean(text) == text and not set(text) & set("\\~¥‾¢£¬‖〜"):
        assert text == decode(encoded, charset)


@steady
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_encoded_words_survive_any_split(text: str) -> None:
    """Cut anywhere, within characters too, neighbouring words give back what went in."""
    data = text.encode("utf-8")
    for cut in range(len(data) + 1):
        words = " ".join("=?utf-8?q?" + "".join(f"={byte:02X}" for byte in piece) + "?=" for piece in (data[:cut], data[cut:]))
        assert text.removeprefix("\ufeff") == decode_words(words).removeprefix("\ufeff")


@steady
@given(st.text(max_size=80))
def test_any_header_value_is_decoded(text: str) -> None:
    """Whatever looks like encoded words."""
    assert isinstance(decode_words(text), str)
    assert isinstance(decode_words("=?" + text + "?="), str)


@steady
@given(st.text(alphabet='ab<>(),;:"\\@. =?utf-8?q?', max_size=60))
def test_any_address_list_is_read(text: str) -> None:
    """An address has one at sign, a name has no angle brackets left that were not quoted, and nothing fails."""
    for found in read_addresses(text):
        assert found.address is None or found.address.count("@") == 1


@steady
@given(st.lists(_PEOPLE, max_size=5))
def test_well_formed_address_lists_are_read_whole(people: list[tuple[str, str, str]]) -> None:
    """Quoted names and their addresses come back, in order."""
    field = ", ".join(f'"{name}" <{local}@{domain}>' for name, local, domain in people)
    assert [f"{local}@{domain}" for _, local, domain in people] == [found.address for found in read_addresses(field)]
    assert [" ".join(name.split()).strip("\"' ") for name, _, _ in people] == [found.name for found in read_addresses(field)]


@steady
@given(st.text(alphabet="<>/=\"' abdivptrstyle&;!-#x0\n", max_size=200))
def test_any_page_is_read(page: str) -> None:
    """No markup makes the reading fail."""
    assert read_html("<html>" + page) == read_html("<html>" + page)


@steady
@given(st.lists(st.from_regex(r"[A-Za-z0-9]{1,12}", fullmatch=True), min_size=1, max_size=8))
def test_words_of_a_page_are_kept_in_order(words: list[str]) -> None:
    """Blocks, cells and inline elements lose and swap nothing that a person sees."""
    page = "".join(f"<{tag}>{word}</{tag}> " for word, tag in zip(words, ("p", "b", "div", "span", "td", "h1", "li", "i"), strict=False))
    assert words == " ".join(row.text for row in read_html(f"<html><body>{page}</body></html>").rows).split()


@steady
@given(st.text(max_size=300), st.booleans(), st.booleans())
def test_any_text_is_read(text: str, flowed: bool, delsp: bool) -> None:
    """No plain text makes the reading fail."""
    assert read_plain(text, flowed=flowed, delsp=delsp) == read_plain(text, flowed=flowed, delsp=delsp)


@steady
@given(st.binary(max_size=60))
def test_base64_is_read_back(data: bytes) -> None:
    """Also without padding, and cut into lines."""
    encoded = base64.b64encode(data)
    assert data == decode_base64(encoded) == decode_base64(encoded.rstrip(b"="))
    assert data == decode_base64(b"\n".join(encoded[i : i + 7] for i in range(0, len(encoded), 7)))


@steady
@given(st.text(max_size=60))
def test_any_date_is_one_or_none(text: str) -> None:
    """What is a date is aware of its zone."""
    found = parse_date(text)
    assert found is None or found.utcoffset() is not None
