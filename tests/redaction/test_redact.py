"""What is replaced, and how: consistently, in the same shape and script, wherever a mail hides it."""

from __future__ import annotations

import base64
import email
import email.policy
import re
import subprocess
import sys
from functools import lru_cache

import pytest

from scanner.catalog import load_catalog
from scanner.model import Origin, RawMessage
from scanner.redaction import Redacted, Redactor, redact
from scanner.redaction.encoding import encoded_like
from scanner.redaction.stubs import pdf
from scanner.redaction.vocabulary import Vocabulary
from scanner.sources.pdf import read_pdf

KEY = b"\x07" * 32


@lru_cache(maxsize=1)
def redactor() -> Redactor:
    """One for all mails."""
    return Redactor(load_catalog())


def redaction(head: str, body: str | bytes, also: tuple[str, ...] = ()) -> Redacted:
    """A mail of some fields and a body, redacted."""
    data = head.encode() + b"\n\n" + (body if isinstance(body, bytes) else body.encode())
    return redactor().redact(RawMessage(Origin("", ""), data), KEY, also=also)


def text_of(result: Redacted) -> str:
    """The text of a result with one part."""
    return str(email.message_from_bytes(result.data, policy=email.policy.default).get_content())


HEAD = "From: Petra Zwolle <petra.zwolle@example.org>\nTo: quentin.moss@example.com\nSubject: For Quentin\nMIME-Version: 1.0\n"
PLAIN = HEAD + "Content-Type: text/plain; charset=utf-8"
HTML = HEAD + "Content-Type: text/html; charset=utf-8"


def test_the_same_thing_has_the_same_stand_in() -> None:
    """In the head, in the text, in an address, in capitals."""
    text = redaction(PLAIN, "Hello Quentin,\nPetra and QUENTIN wrote to petra.zwolle@example.org.\n")
    body = text_of(text)
    name = re.match(r"Hello (\w+),", body)
    assert name and name.group(1) != "Quentin" and len(name.group(1)) == len("Quentin")
    assert name.group(1).upper() in body
    sender = email.message_from_bytes(text.data, policy=email.policy.default)["From"].addresses[0]
    assert f"{sender.display_name.split()[0]} and" in body
    assert f"{sender.username}@example.org" in body
    assert sender.username == sender.display_name.lower().replace(" ", ".")


@pytest.mark.parametrize(
    "shown",
    [
        "QX7K-ABMDEF-GHJK", "QX7K&#8209;ABMDEF&#8209;GHJK", "<b>QX7K</b>-<b>ABM</b>DEF-<i>GHJK</i>", "QX7K-ABM&#8203;DEF-GHJK", "qx7k-abmdef-ghjk",
        "ＱＸ７Ｋ－ＡＢＭＤＥＦ－ＧＨＪＫ", "<td>QX7K</td><td>-ABMDEF-</td><td>GHJK</td>",
    ],
)  # fmt: skip
def test_a_code_goes_however_it_is_written(shown: str) -> None:
    """Over elements, with invisible characters, in full width; its stand-in is written in the same way."""
    result = redaction(HTML, f"<html><body><p>Your Amazon.com Gift Card claim code: {shown}</p></body></html>")
    body = text_of(result)
    assert [] == [group for group in ("QX7K", "ABMDEF", "GHJK", "ＱＸ７Ｋ", "ＧＨＪＫ") if group.casefold() in body.casefold()]
    # The first group looks as it did: full width stays full width, small letters small.
    start, was = body.partition("claim code: ")[2], shown
    for new, old in zip(re.sub(r"<[^>]*>", "", start), re.sub(r"<[^>]*>", "", was)[:4], strict=False):
        assert (new.isdigit(), new.isupper(), new.isascii()) == (old.isdigit(), old.isupper(), old.isascii())


def test_amounts_and_days_stay() -> None:
    """Recognition works with them, and they tell of nobody."""
    kept = "$50.00 ￥5,000 5000円 2024-05-01 2024/05/01 12:30 05/01/2024 May 3, 2024 令和6年5月1日 50%"
    assert kept in text_of(redaction(PLAIN, kept + "\n"))


@pytest.mark.parametrize(
    ("secret", "line"),
    [
        ("250-1234567-7654321", "Order 250-1234567-7654321"), ("+81 90-3456-7812", "Call +81 90-3456-7812 now"), ("X7Q9L2P8W4", "Reference X7Q9L2P8W4."),
        ("Zwolle", "Best, Petra Zwolle"),
        ("杉並区", "〒166-0015 東京都杉並区成田東3-4-5 ハイツ102"), ("Juniper", "4417 Juniper Hollow Road"),
        ("166-0015", "〒166-0015"),
        ("TR4GP4HNZTQK7W", "https://www.amazon.com/g/TR4GP4HNZTQK7W?t=SvL"), ("moss", "https://news.heron-club.com/u?e=quentin.moss%40example.com&x=1"),
        ("heron-club", "https://news.heron-club.com/"), ("203.0.113.77", "from 203.0.113.77"), ("Lindqvist", "Dear Ms. Lindqvist,"), ("黒柳", "黒柳 朋子 様"),
        ("Vandermeer", "Ilse Vandermeer sent you a surprise!"),
    ],
)  # fmt: skip
def test_it_goes(secret: str, line: str) -> None:
    """Numbers, names, places and tokens in running text and in links."""
    assert secret in line or "%40" in line
    assert secret not in text_of(redaction(PLAIN, line + "\n"))


def test_a_link_leads_to_the_same_shop_by_the_same_road() -> None:
    """Amazon's host and path stay, wrapped addresses stay wrapped, a token keeps its length."""
    link = "https://www.amazon.com/gp/r.html?C=3QZX9RTY7KPL&U=https%3A%2F%2Fwww.amazon.com%2Fg%2FTR4GP4HNZTQK7W"
    body = text_of(redaction(HTML, f'<html><body><a href="{link}">Redeem</a></body></html>'))
    assert re.search(r'"https://www\.amazon\.com/gp/r\.html\?C=[0-9A-Z]{12}&(amp;)?U=https%3A%2F%2Fwww\.amazon\.com%2Fg%2F[0-9A-Z]{14}"', body)
    assert "TR4GP4HNZTQK7W" not in body and "3QZX9RTY7KPL" not in body


def test_unknown_fields_are_dropped_and_told() -> None:
    """Nobody knows what a provider writes into its own fields."""
    result = redaction(PLAIN.replace("\nMIME", "\nX-Secret-Trace: quentin 12345\nX-Corpus: synthetic\nMIME"), "hello\n")
    assert ("X-Secret-Trace",) == result.dropped
    assert b"X-Secret" not in result.data
    assert [b"X-Corpus: anonymised"] == re.findall(rb"X-Corpus: .*", result.data)


def test_what_the_owner_names_goes() -> None:
    """In any case and with any blanks."""
    assert "heron" not in text_of(redaction(PLAIN, "The Blue\nHeron Club, BLUE HERON club\n", ("blue heron",))).lower()


@pytest.mark.parametrize("charset", ["utf-8", "iso-2022-jp", "shift_jis", "euc-jp", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
def test_charset_and_transfer_encoding_stay(charset: str, encoding: str) -> None:
    """A part is decoded, replaced, and encoded again as it was."""
    text = "Grüße an Quentin\n" if charset in ("iso-8859-1", "windows-1252") else "こんにちは Quentin 様\n"
    data = text.encode(charset)
    if encoding == "base64":
        data = base64.encodebytes(data)
    elif encoding == "quoted-printable":
        data = b"".join(b"\n" if b == 10 else b"=%02X" % b for b in data)
    head = HEAD + f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {encoding}"
    mail = email.message_from_bytes(redaction(head, data).data)
    assert (charset, encoding) == (mail.get_content_charset(), mail["Content-Transfer-Encoding"])
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    after = payload.decode(charset)
    assert "Quentin" not in after
    assert text.replace("Quentin", "").split() == re.sub(r"[A-Z][a-z]{6}(?= |$)", "", after, flags=re.MULTILINE).split()


def test_jis_with_the_extensions_of_cp932_is_written_as_it_was() -> None:
    """Real mail has ① and 髙 under iso-2022-jp, which Python's codec refuses."""
    data = b"\x1b$B-!|b\x1b(B 1\n"
    assert data == encoded_like("①髙 1\n", data, "iso-2022-jp")


def test_an_attachment_is_a_stub_of_its_type() -> None:
    """A picture is a picture of one dot; a PDF keeps its text, replaced."""
    picture = base64.encodebytes(b"\xff\xd8\xff holiday in Sardinia").decode()
    head = HEAD + 'Content-Type: multipart/mixed; boundary="b1"'
    body = f"--b1\nContent-Type: text/plain\n\nhello\n--b1\nContent-Type: image/png; name=Quentin.png\nContent-Transfer-Encoding: base64\n\n{picture}--b1--\n"
    result = redaction(head, body)
    assert ("image/png",) == result.stubs
    parts = list(email.message_from_bytes(result.data).walk())
    assert ["multipart/mixed", "text/plain", "image/png"] == [part.get_content_type() for part in parts]
    content = parts[2].get_payload(decode=True)
    assert isinstance(content, bytes) and content.startswith(b"\x89PNG") and b"Sardinia" not in content
    assert "Quentin" not in str(parts[2].get_filename())


def test_a_stub_of_a_pdf_can_be_read() -> None:
    """Its text comes out again, Japanese too."""
    assert ["Claim code QX7K", "ギフト券番号"] == read_pdf(pdf("Claim code QX7K\nギフト券番号")).splitlines()[:2]


def test_two_keys_make_two_mails() -> None:
    """Without the key nothing leads back."""
    raw = RawMessage(Origin("", ""), (PLAIN + "\n\nHello Quentin\n").encode())
    made = {redact(raw, load_catalog(), key).data for key in (KEY, b"\x08" * 32)}
    assert 2 == len(made)


def test_a_brand_of_one_language_alone_is_nobodys_name() -> None:
    """Cards of other shops keep their names, also those that are common words elsewhere."""
    catalog = load_catalog()
    names = [name for names in catalog.brands.others_in.values() for name in names]
    assert names
    known = Vocabulary(catalog)
    assert [] == [word for name in names for word in re.findall(r"[^\W\d_]+", name) if not known.knows(word)]


HARD = """
import resource
resource.setrlimit(resource.RLIMIT_CPU, (40, 40))
from scanner.catalog import load_catalog
from scanner.model import Origin, RawMessage
from scanner.redaction import Redactor
redactor = Redactor(load_catalog())
head = b"From: Ann <ann@example.com>\\nTo: bob@example.org\\nSubject: s\\nX-Corpus: synthetic\\nContent-Type: text/plain; charset=utf-8\\n\\n"
for piece in ("A", "AbCd", "A-", "Aa ", "Aa-Aa ", "A.", "12 A", "1 A A A A ", "12345 A", "A-straße", "東京都", "市", "1丁目", "ul. "):
    redactor.redact(RawMessage(Origin("", ""), head + (piece * (30_000 // len(piece))).encode()), bytes(32))
"""


def test_redacting_takes_steps_in_proportion() -> None:
    """Thirty thousand letters of whatever could set a pattern thinking, base64 above all, are gone through within a bound of
    processor time that only a linear search keeps."""
    done = subprocess.run([sys.executable, "-c", HARD], capture_output=True, check=False)
    assert 0 == done.returncode, done.stderr.decode()


@pytest.mark.parametrize(
    "address",
    ["Westlake, WA 98101", "San Lorenzo Viejo, CA 94105-1234", "New Harbor NY 10001", "410 Merry Vale Avenue N", "Lindenblütenstraße 12", "Karl-Marx-str. 5",
     "Anne-Marie-Sophie Lindenallee 7", "10115 Neuhafen"],
)  # fmt: skip
def test_postal_addresses_are_replaced(address: str) -> None:
    """House numbers before or behind the street, states and post codes: nothing of the address stays as it was."""
    mail = f"From: Ann <ann@example.com>\\nTo: bob@example.org\\nSubject: s\\nX-Corpus: synthetic\\n\\nIt went to {address} today.\\n"
    redacted = redactor().redact(RawMessage(Origin("test", ""), mail.encode()), KEY)
    assert address.encode() not in redacted.data
    assert b"today" in redacted.data
