"""Attached texts and PDFs: read below the mail's own lines, and marked as such."""

from __future__ import annotations

import base64
import zlib

import pytest

from scanner.model import Line
from scanner.sources import pdf
from tests.messages.making import HEAD, read
from tests.pdfs import document

CODE = "QX7K-M2NPAR-9DTW"


def pdf_of(text: str) -> bytes:
    """A PDF of one page with one line."""
    return document(f"BT /F1 14 Tf 80 700 Td ({text}) Tj ET".encode())


def mail(text: str, kind: str, data: bytes) -> str:
    """A mail with one file."""
    encoded = base64.encodebytes(data).decode()
    part = f"--b\nContent-Type: {kind}\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n{encoded}"
    return f'{HEAD}Content-Type: multipart/mixed; boundary="b"\n\n--b\n\n{text}\n{part}--b--\n'


def shown(lines: tuple[Line, ...]) -> list[tuple[str, bool]]:
    """Lines, and whether they stand in a file."""
    return [(line.text, line.attached) for line in lines]


@pytest.mark.parametrize("kind", ["text/plain; name=card.txt; charset=utf-8", "application/octet-stream; name=card.TXT", "text/csv; name=cards.csv"])
def test_an_attached_text_stands_below_the_mails_own(kind: str) -> None:
    """Its lines can be told from the body's."""
    assert [("See the file.", False), (f"Code: {CODE}", True)] == shown(read(mail("See the file.", kind, f"Code: {CODE}\n".encode())).views[0][0].lines)


def test_a_text_without_a_name_goes_on_with_the_mail() -> None:
    """Lists add their footers so; that is no file."""
    two = f'{HEAD}Content-Type: multipart/mixed; boundary="b"\n\n--b\n\none\n--b\n\ntwo\n--b--\n'
    assert [("one", False), ("two", False)] == shown(read(two).views[0][0].lines)


def test_a_card_to_print_is_read() -> None:
    """The text of a PDF becomes lines of the mail that carries it."""
    own = read(mail("Your Amazon gift card", "application/pdf; name=card.pdf", pdf_of(f"Claim code: {CODE}")), pdf.read_pdf).views[0][0]
    assert [("Your Amazon gift card", False), (f"Claim code: {CODE}", True)] == shown(own.lines)
    assert ["card.pdf"] == [a.filename for a in own.attachments]


def test_a_pdf_stays_closed_without_a_reader_and_in_other_mail() -> None:
    """Nobody opens attachments of mail that does not speak of what concerns us."""
    asked: list[bytes] = []

    def reader(data: bytes) -> str:
        asked.append(data)
        return "text"

    assert [("Minutes of the meeting", False)] == shown(
        read(mail("Minutes of the meeting", "application/pdf; name=m.pdf", pdf_of("x")), reader).views[0][0].lines
    )
    assert [("Your Amazon gift card", False)] == shown(read(mail("Your Amazon gift card", "application/pdf; name=c.pdf", pdf_of("x"))).views[0][0].lines)
    assert [] == asked


@pytest.mark.parametrize(
    "data",
    [b"", b"no pdf at all", pdf_of("x")[:200], b"%PDF-1.4\n" + bytes(range(256)) * 50, b"%PDF-" + b"(" * 100_000],
    ids=["empty", "text", "cut", "noise", "open-strings"],
)
def test_broken_pdfs_have_no_text(data: bytes) -> None:
    """What cannot be read stays an attachment."""
    assert "" == pdf.read_pdf(data)


def test_a_damaged_table_of_contents_is_rebuilt() -> None:
    """Mail gateways change a byte here and there."""
    assert CODE in pdf.read_pdf(b"junk before\n" + pdf_of(CODE).replace(b"startxref", b"startxxxx"))


def test_the_reader_gives_up_on_what_takes_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Size and time are bounded; past them there is no text, and no error."""
    assert "" == pdf.read_pdf(pdf_of(CODE) + b"\n" * pdf.MAX_BYTES)
    monkeypatch.setattr(pdf, "SECONDS", 0.001)
    assert "" == pdf.read_pdf(pdf_of(CODE))


def test_the_reader_has_little_memory() -> None:
    """A stream that unpacks to more than the child may have ends the child, not us."""
    bomb = zlib.compress(b"0 " * (400 * 2**20))
    data = pdf_of(CODE)
    stream = data[data.index(b"stream\n") + 7 : data.index(b"\nendstream")]
    assert CODE not in pdf.read_pdf(data.replace(stream, bomb).replace(b"/Length %d" % len(stream), b"/Length %d" % len(bomb)))
