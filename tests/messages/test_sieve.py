"""Nothing that reading would recognize is let go by the look before it, in whatever way it is written."""

from __future__ import annotations

import base64
import email
import email.policy
import quopri
import re
from collections.abc import Callable, Iterator
from email.message import Message as Parsed
from functools import lru_cache
from pathlib import Path

import pytest

from scanner.cases import Census
from scanner.errors import UnreadableMessage
from scanner.jobs.events import Read
from scanner.jobs.reading import Reader
from scanner.jobs.sifting import Sifter
from scanner.messages import Sieve, decode_words
from scanner.messages.charsets import decode
from scanner.messages.entities import read_entity
from scanner.messages.literals import ByHyperscan, ByLetters
from scanner.messages.mime import read_part
from scanner.model import Authenticity, Origin, RawMessage
from tests.messages.making import CATALOG, HEAD

CORPUS = Path(__file__).parent.parent / "corpus"
GOLDEN = sorted(path for folder in ("mails", "malformed", "lookalikes", "bounces") for path in (CORPUS / folder).rglob("*.eml"))
assert GOLDEN, "a property of no mails says nothing"

SIEVE = Sieve(CATALOG)
SIFTER = Sifter(CATALOG)


@lru_cache(maxsize=1)
def _reader() -> Reader:
    return Reader(CATALOG)


def _raw(data: bytes) -> RawMessage:
    return RawMessage(Origin("test", ""), data)


def _concerns(data: bytes) -> bool:
    """Whether reading a message in full finds what concerns us."""
    event = _reader().read(_raw(data))
    return not isinstance(event, Read) or (event.recognition.kind, event.recognition.note) != (None, None) or bool(event.facts)


@lru_cache(maxsize=1)
def _recognized() -> tuple[bytes, ...]:
    return tuple(data for data in (path.read_bytes() for path in GOLDEN) if _concerns(data))


def _texts(message: Parsed) -> Iterator[tuple[Parsed, str]]:
    """The text parts of a message, each with what it says."""
    for part in message.walk():
        if part.get_content_maintype() == "text" and not part.is_multipart():
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            yield part, decode(content, part.get_content_charset())


def _every_byte(data: bytes) -> bytes:
    """Quoted-printable that leaves no letter as it is, in short lines (RFC 2045, section 6.7)."""
    quoted = [f"={byte:02X}" for byte in data]
    return "=\n".join("".join(quoted[at : at + 5]) for at in range(0, len(quoted), 5)).encode()


PACKINGS = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring, "every byte": _every_byte}


def _again(change: Callable[[str, bool], str], charset: str, encoding: str) -> Callable[[bytes], bytes]:
    """A way to write a mail anew: each text changed, and in another character set and transfer encoding."""

    def write(data: bytes) -> bytes:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        for part, text in _texts(message):
            html = part.get_content_subtype() == "html"
            written = change(text, html).encode(charset, "xmlcharrefreplace" if html else "replace")
            packed = PACKINGS.get(encoding, bytes)(written)
            part.set_payload(packed.decode("ascii", "surrogateescape"))
            for name in ("Content-Transfer-Encoding", "Content-Type"):
                del part[name]
            part["Content-Type"] = f"text/{'html' if html else 'plain'}; charset={charset}"
            part["Content-Transfer-Encoding"] = "quoted-printable" if encoding == "every byte" else encoding
        return message.as_bytes()

    return write


def _as_it_is(text: str, html: bool) -> str:
    return text


def _between_tags(change: Callable[[str], str]) -> Callable[[str, bool], str]:
    """A change of what stands between the tags of a page; of plain text nothing is changed."""

    def write(text: str, html: bool) -> str:
        return re.sub(r"(?<=>)[^<>]+(?=<)", lambda m: change(m.group()), text) if html else text

    return write


def _numbered(text: str) -> str:
    return re.sub(r"[^\W\d_](?![a-z]{1,8};)", lambda m: f"&#{ord(m.group())};" if "&" not in text else m.group(), text)


def _split_by_tags(text: str) -> str:
    return re.sub(r"([^\W\d_])([^\W\d_])", r"\1<b>\2</b>", text) if "&" not in text else text


def _split_by_nothing(text: str, html: bool) -> str:
    split = re.compile(r"(?<=[^\W\d_])(?=[^\W\d_])")
    return _between_tags(lambda t: split.sub("\u200b", t) if "&" not in t else t)(text, html) if html else split.sub("\u00ad", text)


def _wide(text: str, html: bool) -> str:
    def widen(stretch: str) -> str:
        return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalpha() else c for c in stretch)

    return _between_tags(lambda t: widen(t) if "&" not in t else t)(text, html) if html else widen(text)


def _header(encode: Callable[[str], str]) -> Callable[[bytes], bytes]:
    """A way to write a mail anew: subject and display name in encoded words (RFC 2047)."""

    def write(data: bytes) -> bytes:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        for name in ("Subject", "From"):
            value = decode_words(" ".join(str(message.get(name, "")).split()))
            match = re.fullmatch(r"(.*?)(\s*<[^<>]*>)?", value, re.DOTALL)
            assert match is not None
            del message[name]
            message[name] = encode(match.group(1).strip(' "')) + (match.group(2) or "")
        return message.as_bytes()

    return write


def _base64_words(text: str) -> str:
    """Encoded words that cut characters in two, as many mailers do."""
    data = text.encode()
    return "\n ".join(f"=?utf-8?B?{base64.b64encode(data[at : at + 20]).decode()}?=" for at in range(0, len(data), 20))


def _quoted_words(text: str) -> str:
    return "=?utf-8?Q?" + "".join(f"={byte:02X}" for byte in text.encode()) + "?="


def _attached(encoding: str) -> Callable[[bytes], bytes]:
    """A way to write a mail anew: as what another, wordless one carries."""

    def write(data: bytes) -> bytes:
        packed = base64.encodebytes(data) if encoding == "base64" else data
        head = HEAD.encode() + b'Content-Type: multipart/mixed; boundary="=-b"\n\n--=-b\nContent-Type: text/plain\n\nsee below\n\n--=-b\n'
        return head + f"Content-Type: message/rfc822\nContent-Transfer-Encoding: {encoding}\n\n".encode() + packed + b"\n--=-b--\n"

    return write


WAYS: dict[str, Callable[[bytes], bytes]] = {
    "as it came": lambda data: data,
    "line ends of the network": lambda data: data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
    "8bit": _again(_as_it_is, "utf-8", "8bit"),
    "quoted-printable": _again(_as_it_is, "utf-8", "quoted-printable"),
    "every byte quoted": _again(_as_it_is, "utf-8", "every byte"),
    "base64": _again(_as_it_is, "utf-8", "base64"),
    "ISO-2022-JP": _again(_as_it_is, "iso-2022-jp", "7bit"),
    "ISO-2022-JP in quoted-printable": _again(_as_it_is, "iso-2022-jp", "quoted-printable"),
    "Shift_JIS": _again(_as_it_is, "shift_jis", "8bit"),
    "Shift_JIS in base64": _again(_as_it_is, "shift_jis", "base64"),
    "EUC-JP": _again(_as_it_is, "euc-jp", "8bit"),
    "GB 18030": _again(_as_it_is, "gb18030", "8bit"),
    "UTF-16 in base64": _again(_as_it_is, "utf-16", "base64"),
    "UTF-7": _again(_as_it_is, "utf-7", "7bit"),
    "entities": _again(_between_tags(_numbered), "us-ascii", "7bit"),
    "words over elements": _again(_between_tags(_split_by_tags), "utf-8", "quoted-printable"),
    "invisible signs in words": _again(_split_by_nothing, "utf-8", "8bit"),
    "full width": _again(_wide, "utf-8", "base64"),
    "header in base64 words": _header(_base64_words),
    "header in quoted words": _header(_quoted_words),
    "attached": _attached("7bit"),
    "attached in base64": _attached("base64"),
    "all at once": lambda data: _attached("base64")(_header(_base64_words)(_again(_between_tags(_numbered), "euc-jp", "base64")(data))),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_reading_recognizes_is_never_let_go(way: str) -> None:
    """Each golden mail passes, in each way of writing it that reading still understands."""
    let_go = [data for data in map(WAYS[way], _recognized()) if SIFTER(_raw(data)) is not None]
    assert [] == [data for data in let_go if _concerns(data)]
    # Were all of it let go, the line above would say little.
    assert len(let_go) < len(_recognized()) / 4


def test_nothing_of_other_corpora_is_let_go() -> None:
    """Nor is mail that was gathered otherwise: threads, and mail that nobody looked at while the words were written down."""
    mails = [path.read_bytes() for folder in ("blind", "threads") for path in sorted((CORPUS / folder).rglob("*.eml"))]
    let_go = [data for data in mails if SIFTER(_raw(data)) is not None]
    assert [] == [data for data in let_go if _concerns(data)]
    assert len(let_go) < len(mails) / 4


ORDINARY = [
    "Lunch on Friday? Ann and I will be at the usual place from twelve.",
    "Ihre Rechnung vom März liegt bei. Bitte überweisen Sie bis zum 15.",
    "お世話になっております。会議の資料をお送りします。よろしくお願いいたします。",
    "Votre colis a été déposé chez votre voisin, à bientôt.",
    "您好,会议改到星期五下午三点。",
    "مرحبا، الاجتماع يوم الخميس في الساعة العاشرة.",
]


@pytest.mark.parametrize("way", ["8bit", "quoted-printable", "base64", "ISO-2022-JP", "Shift_JIS", "EUC-JP", "attached", "attached in base64"])
@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_mail_is_let_go(text: str, way: str) -> None:
    """Mail that names nothing of ours is not read, however it is written."""
    page = f"<html><body><p>{text}</p><a href='https://www.example.com/?a=1&amp;b=2'>&nbsp;&raquo;</a></body></html>"
    for kind, content in (("plain", text), ("html", page)):
        assert not SIEVE.holds(WAYS[way](HEAD.encode() + f"Content-Type: text/{kind}; charset=utf-8\n\n{content}\n".encode())), kind


def test_a_picture_is_not_looked_into() -> None:
    """What no reading would take for text is passed over, whatever letters its base64 happens to have."""
    picture = b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(b"\x89PNG gift card" * 50)
    data = HEAD.encode() + b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nhello\n--b\n" + picture + b"--b--\n"
    assert not SIEVE.holds(data)


def test_hosts_that_mail_systems_write_down_say_nothing() -> None:
    """Much ordinary mail is sent by way of Amazon's servers; that concerns nobody."""
    trace = b"Received: from a1.smtp-out.amazonses.com\n (54.240.0.1)\nReturn-Path: <1@amazonses.com>\nDKIM-Signature: d=amazonses.com;\n b=x\n"
    assert not SIEVE.holds(trace + HEAD.encode() + b"\nhello\n")
    assert SIEVE.holds(trace + HEAD.encode().replace(b"Subject: s", b"Subject: amazon") + b"\nhello\n")


@pytest.mark.parametrize("header", [
    'From: "Amazon.co.jp" <a@example.com>',
    "From: a@arnazon.example",
    "From: A <a@example.com>, B <b@example.org>",
    "From: MAILER-DAEMON@example.com",
    "From: a@example.com\nReturn-Path: <>",
    "From: a@example.com\nAuthentication-Results: mx.example.com; dmarc=fail",
    "From: undisclosed",
    "From: a@example.com\nSubject: Undeliverable: hello",
    "From: a@example.com\nno field at all",
])  # fmt: skip
def test_a_header_that_is_not_plain_is_read(header: str) -> None:
    """Whoever poses, fails a check, or reports as a mail system, is judged by all that the mail says."""
    assert SIFTER(_raw(header.encode() + b"\nTo: bob@example.org\n\nhello\n")) is None


@pytest.mark.parametrize("path", [path for path in GOLDEN if not _concerns(path.read_bytes())], ids=lambda path: path.stem)
def test_what_is_let_go_names_the_same_people(path: Path) -> None:
    """The header of unread mail tells who it is from and to, and what tells its copies apart, as reading would."""
    data = path.read_bytes()
    sifted = SIFTER(_raw(data))
    read = _reader().read(_raw(data))
    if sifted is None or not isinstance(read, Read):
        return
    for name in ("key", "message_id", "from_", "to", "delivered_to", "subject", "use", "is_bounce"):
        assert getattr(read.message, name) == getattr(sifted.message, name), name
    assert (read.recognition, read.facts) == (sifted.recognition, ())
    assert Authenticity.UNVERIFIED is sifted.recognition.authenticity


def test_quotes_of_mail_that_is_let_go_change_neither_the_owner_nor_whom_they_wrote_to() -> None:
    """Those rest on headers alone; somebody whom only a quote names has no address by it."""
    quote = "Ann Archer <ann@example.com>\nTo: bob@example.org\nSubject: lunch\nMessage-ID: <%s@example.com>\n\nok\n"
    inside = "\n-----Original Message-----\nFrom: Eve Ember <eve@example.net>\nTo: Bob <bob2@example.org>\nSubject: lunch\n\nlunch?\n"
    mails = [("From: " + quote % n + inside).encode() for n in range(3)]
    mails.append(b"From: bob@example.org\nTo: Cid <cid@example.com>\nMessage-ID: <9@example.com>\n\nhello\n")
    met = []
    for read in (SIFTER, _reader().read):
        census = Census(["bob@example.org"])
        for data in mails:
            event = read(_raw(data))
            assert isinstance(event, Read)
            census.add(event.message, trusted=True)
        met.append(census.people())
    sifted, whole = met
    assert (whole.owner, whole.written_to) == (sifted.owner, sifted.written_to)
    assert (None, "eve@example.net") == (sifted.address_of("Eve Ember"), whole.address_of("Eve Ember"))
    assert "ann@example.com" == sifted.address_of("Ann Archer")


def test_a_bomb_is_no_ordinary_mail() -> None:
    """What is larger than a quick look takes, and what hides beneath too many wrappings, is left to reading and its bounds."""
    assert SIEVE.holds(HEAD.encode() + b"\n" + b"a b\n" * (3 * 2**20))
    data = HEAD.encode() + b"\nhello\n"
    for _ in range(5):
        data = _attached("base64")(data)
    assert SIEVE.holds(data)
    with pytest.raises(UnreadableMessage):
        read_part(read_entity(b"Content-Type: message/rfc822\n\n" * 5_000))


ENGINES = {"by letters": ByLetters, "by Hyperscan": ByHyperscan}


@pytest.mark.parametrize("way", WAYS)
def test_both_engines_let_the_same_go(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the extra `fast` or without it, the same mail is read."""
    pytest.importorskip("hyperscan")
    sieves = []
    for engine in ENGINES.values():
        monkeypatch.setattr("scanner.messages.sieve.literals", engine)
        monkeypatch.setattr("scanner.messages.roots.literals", engine)
        sieves.append(Sieve(CATALOG))
    mails = [WAYS[way](path.read_bytes()) for path in GOLDEN if path.is_relative_to(CORPUS / "mails")]
    assert [sieves[0].holds(data) for data in mails] == [sieves[1].holds(data) for data in mails]


@pytest.mark.parametrize("text", [
    "The present state of the bonus is its own reward.", "À la carte.", "I present the code.", "He was bony.", "Waarde en kado.", "Achat de billets.",
])  # fmt: skip
def test_a_word_of_a_needle_is_not_the_needle(text: str) -> None:
    """Words that many languages have count only beside the rest of what makes them a gift card's."""
    for way in ("8bit", "quoted-printable", "base64"):
        assert not SIEVE.holds(WAYS[way](HEAD.encode() + f"Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode())), way


@pytest.mark.parametrize("words", ["bon d'achat", "presentkort", "vale-presente", "carte cadeau", "e-bonu", "geschenkkarte", "waardebon", "tango card"])
def test_the_words_of_a_needle_may_stand_in_different_writings(words: str) -> None:
    """One word in the subject's encoded words, another in the base64 of the body: it is the same mail."""
    first, _, second = words.partition(" ")
    head = HEAD.replace("Subject: s", f"Subject: =?utf-8?B?{base64.b64encode(first.encode()).decode()}?=").encode()
    body = base64.encodebytes(f"so {second or first} it is\n".encode())
    assert SIEVE.holds(head + b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + body)
    assert SIEVE.holds(HEAD.encode() + b"\n" + words.encode() + b"\n")


def test_an_attached_file_says_nothing_by_chance() -> None:
    """Base64 of some size has every short word in it somewhere."""
    chance = b"".join(b"AmaZOn" + b"giFt" * 13 + b"egC+\n" for _ in range(200))
    head = HEAD.encode() + b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n%b\n--b\n"
    part = b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n" + chance + b"--b--\n"
    assert not SIEVE.holds(head % b"hello" + part)
    assert SIEVE.holds(head % b"a gift card" + part)
