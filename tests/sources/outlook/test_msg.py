"""A .msg file becomes the mail that it was."""

from __future__ import annotations

import email
import email.policy
import io
import struct
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.sources import holes
from scanner.sources.outlook import entry, msg
from scanner.sources.outlook.letter import letter_of
from tests.sources.letters import letter, read, write
from tests.sources.outlook import msgfile
from tests.sources.outlook.cfb import compound
from tests.sources.outlook.notes import Note, data, inner, moment, number, part, recipient, text, text8
from tests.sources.test_packed import tarred, zipped

SENT = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
CARD = Note(
    {
        0x0037: text("ギフト券です"), 0x0039: moment(SENT), 0x0E06: moment(SENT), 0x0C1A: text('Mika "M" 田中'), 0x0C1E: text("SMTP"),
        0x0C1F: text("mika@example.com"), 0x1000: text("コードは中に。\r\n"), 0x1035: text("<card@example.com>"), 0x1042: text("<asked@example.com>"),
        0x1039: text("<first@example.com> <asked@example.com>"),
    },
    (recipient("Bob", "bob@example.org"), recipient("Eve", "/O=EX/CN=EVE", 2, smtp="eve@example.org"), recipient("Dan", "/O=EX/CN=DAN", 2)),
)  # fmt: skip


def parsed(source: bytes) -> EmailMessage:
    """A mail as the standard library reads it."""
    return cast(EmailMessage, email.message_from_bytes(source, policy=email.policy.default))


def mail_of(note: Note) -> EmailMessage:
    """What a note becomes, by way of a file."""
    return parsed(letter_of(msg.read_msg(msgfile.msg(note))))


def test_the_writer_writes_what_olefile_reads() -> None:
    """Not only our own reader finds what the tests write, small streams and large."""
    tree = {"small": b"x" * 100, "large": b"y" * 100_000, "inside": {"deep": b"z" * 4096, "empty": b""}}
    with olefile.OleFileIO(io.BytesIO(compound(tree)), raise_defects=olefile.DEFECT_INCORRECT) as file:
        assert [["inside", "deep"], ["inside", "empty"], ["large"], ["small"]] == sorted(file.listdir())
        assert [b"x" * 100, b"y" * 100_000, b"z" * 4096] == [file.openstream(name).read() for name in ("small", "large", "inside/deep")]


def test_a_header_is_made_where_none_was_kept() -> None:
    """Sender, recipients, subject, times and identifiers come from properties; an address of Exchange's is none."""
    mail = mail_of(CARD)
    assert {
        "Date": "Mon, 06 May 2024 07:08:09 +0000", "Subject": "ギフト券です", "Message-ID": "<card@example.com>", "In-Reply-To": "<asked@example.com>",
        "References": "<first@example.com> <asked@example.com>",
    }.items() <= dict(mail.items()).items()  # fmt: skip
    assert ("mika@example.com", 'Mika "M" 田中') == (mail["From"].addresses[0].addr_spec, mail["From"].addresses[0].display_name)
    assert [["bob@example.org"], ["eve@example.org"]] == [[a.addr_spec for a in mail[name].addresses] for name in ("To", "Cc")]
    assert "/O=EX" not in mail.as_string() and "Dan" in mail["Cc"]
    assert "コードは中に。\n" == mail.get_content()


def test_the_kept_header_counts() -> None:
    """It stays as it came, but for what it says of bodies, which are kept decoded."""
    kept = "Received: from a.example.com\r\n\tby b.example.com; Mon, 6 May 2024 07:00:00 +0000\r\nFrom: Shop <shop@example.com>\r\n"
    kept += "Content-Type: multipart/mixed;\r\n boundary=gone\r\nSubject: the true one\r\n\r\n--gone\r\nContent-Type: text/plain\r\n"
    mail = mail_of(Note(CARD.properties | {0x007D: text(kept), 0x1000: text("words")}))
    assert {"Received", "From", "Subject", "Date", "In-Reply-To", "Message-ID", "References"} == set(mail.keys()) - {
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    }
    assert ("the true one", "text/plain", "Shop <shop@example.com>") == (mail["Subject"], mail.get_content_type(), mail["From"])
    assert 1 == len(mail.get_all("Content-Type", [])) and "by b.example.com" in mail["Received"]


@pytest.mark.parametrize(("codec", "page"), [("cp932", 932), ("iso2022_jp", 50220), ("utf-8", 65001), ("euc_jp", 51932), ("cp1252", 1252)])
def test_pages_keep_their_charset(codec: str, page: int) -> None:
    """A page is bytes in the code page that the message names."""
    words = "prix: 50 €" if page == 1252 else "ギフト券 5,000円"
    mail = mail_of(Note({0x0037: text("a"), 0x1013: data(f"<p>{words}</p>".encode(codec)), 0x3FDE: number(page)}))
    assert ("text/html", f"<p>{words}</p>") == (mail.get_content_type(), mail.get_content().strip())


def test_strings_of_eight_bits_are_in_the_code_page_of_the_message() -> None:
    """Subject, name and body of an old message; a string of Unicode beside one counts more."""
    values = {
        0x0037: text8("件名", "cp932"),
        0x0C1A: text8("田中", "cp932"),
        0x0C1F: text8("t@example.com", "ascii"),
        0x1000: text8("本文", "cp932"),
        0x3FFD: number(932),
    }
    mail = mail_of(Note(values, ({0x3001: text8("鈴木", "cp932"), 0x3003: text8("s@example.com", "ascii"), 0x0C15: number(1)},)))
    assert ("件名", "田中", "鈴木") == (mail["Subject"], mail["From"].addresses[0].display_name, mail["To"].addresses[0].display_name)
    assert "本文" == mail.get_content().strip()


def test_attachments_and_inner_messages() -> None:
    """By value with name and type, and a message as message/rfc822, whatever lies in it in turn."""
    deep = Note(CARD.properties, CARD.recipients, (part("card.pdf", "", b"%PDF-1.4"), inner(Note({0x0037: text("deepest"), 0x1000: text("end")}))))
    mail = mail_of(Note({0x0037: text("outer"), 0x1000: text("see below")}, (), (part("明細.txt", "text/plain", b"list"), inner(deep))))
    first, second = list(mail.iter_attachments())
    assert ("明細.txt", "list") == (first.get_filename(), first.get_content())
    held = cast(EmailMessage, second.get_content())
    pdf, last = list(held.iter_attachments())
    assert ("ギフト券です", "application/pdf", b"%PDF-1.4") == (held["Subject"], pdf.get_content_type(), pdf.get_content())
    assert "deepest" == cast(EmailMessage, last.get_content())["Subject"]


def test_a_signed_message_is_as_it_was_sent() -> None:
    """Its one attachment is the body (IPM.Note.SMIME.MultipartSigned)."""
    body = b'Content-Type: multipart/signed; boundary="s"\r\n\r\n--s\r\nContent-Type: text/plain\r\n\r\nsigned words\r\n--s--\r\n'
    mail = mail_of(Note({0x001A: text("IPM.Note.SMIME.MultipartSigned"), 0x0037: text("a")}, (), (part("smime.p7m", "multipart/signed", body),)))
    assert ("multipart/signed", "signed words") == (mail.get_content_type(), next(mail.iter_parts()).get_payload().strip())


def test_a_report_is_a_bounce() -> None:
    """What Outlook keeps of a failed delivery is a delivery status again (RFC 3464)."""
    row = recipient("Bob", "bob@example.org") | {0x0C20: number(511), 0x0C1B: text("<mx.example.org #5.1.1 smtp;550 5.1.1 no such user>")}
    mail = mail_of(Note({0x001A: text("REPORT.IPM.Note.NDR"), 0x0037: text("Undeliverable: card"), 0x1001: text("It failed.")}, (row,)))
    status = next(p for p in mail.walk() if p.get_content_type() == "message/delivery-status").as_string()
    assert "multipart/report" == mail.get_content_type()
    assert all(line in status for line in ("Final-Recipient: rfc822;bob@example.org", "Action: failed", "Status: 5.1.1"))


def test_no_property_adds_a_field() -> None:
    """Line ends in names, subjects, addresses and file names end no field."""
    evil = "a\r\nBcc: thief@example.com\r\n\r\nbody"
    row = {0x3001: text(evil), 0x3003: text("b@example.org\r\nX-Evil: 1"), 0x0C15: number(1)}
    note = Note(
        {0x0037: text(evil), 0x0C1A: text(evil), 0x0C1F: text("x@example.com\nX-Evil: 1"), 0x1035: text(f"<i\r\nX-Evil: 1@x>{evil}")},
        (row,),
        (part(evil, evil, b"x"),),
    )
    mail = mail_of(note)
    assert not {"Bcc", "X-Evil"} & set(mail.keys())
    assert not {"Bcc", "X-Evil"} & {key for p in mail.walk() for key in p}


def test_it_is_told_by_its_bytes(tmp_path: Path) -> None:
    """Whatever it is called, alone or packed; documents of the same container are no mail."""
    card = msgfile.msg(CARD)
    for name in ("card.msg", "card.dat", "noname"):
        write(tmp_path / "a" / name, card)
    write(tmp_path / "a" / "b.zip", zipped({"x/card.dat": card}))
    write(tmp_path / "a" / "c.tar", tarred({"card.msg": card}))
    write(tmp_path / "a" / "sheet", compound({"Workbook": b"x" * 5000}))
    write(tmp_path / "a" / "sheet.xls", compound({"Workbook": b"x" * 5000}))
    reading = read(tmp_path / "a")
    assert ["b.zip/x/card.dat", "c.tar/card.msg", "card.dat", "card.msg", "noname"] == [raw.origin.position for raw in reading.messages]
    assert (1, {}, 2) == (len({raw.data for raw in reading.messages}), reading.losses, reading.holes["files that hold no mail"])
    assert [SENT] * 5 == [raw.received for raw in reading.messages]


def test_contacts_are_no_mail(tmp_path: Path) -> None:
    """What else Outlook keeps in such files is counted as no mail."""
    reading = read(write(tmp_path / "a.msg", msgfile.msg(Note({0x001A: text("IPM.Contact"), 0x0037: text("Mika")}))))
    assert ((), {"files that hold no mail": 1}) == (reading.messages, reading.holes)


def test_without_the_library_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person is told what to install; other mail is read."""
    monkeypatch.setattr(msg, "is_installed", lambda: False)
    write(tmp_path / "card.msg", msgfile.msg(CARD))
    write(tmp_path / "1.eml", letter(1))
    write(tmp_path / "sheet.xls", compound({"Workbook": b"x"}))
    reading = read(tmp_path)
    assert ([1], {holes.OUTLOOK: 1}) == (reading.numbers, reading.losses)
    assert "giftscan[outlook]" in holes.OUTLOOK


@pytest.mark.parametrize("size", [0, 8, 511, 512, 1024, 2000])
def test_a_file_without_its_end_is_told(tmp_path: Path, size: int) -> None:
    """A hole, no exception; the mail beside it is read."""
    write(tmp_path / "a.msg", msgfile.msg(CARD)[:size])
    write(tmp_path / "b.eml", letter(2))
    reading = read(tmp_path)
    assert [2] == reading.numbers
    assert size == 0 or {holes.BROKEN: 1} == reading.losses


CARD_FILE = msgfile.msg(Note(CARD.properties, CARD.recipients, (part("a.txt", "text/plain", b"a" * 5000), inner(CARD))))


@given(st.lists(st.tuples(st.integers(0, len(CARD_FILE) - 1), st.integers(0, 255)), min_size=1, max_size=24))
def test_damage_ends_in_a_mail_or_in_a_hole(changes: list[tuple[int, int]]) -> None:
    """Changed bytes give a mail of bounded size, or one of two errors."""
    damaged = bytearray(CARD_FILE)
    for at, byte in changes:
        damaged[at] = byte
    try:
        made = letter_of(msg.read_msg(bytes(damaged)))
    except (msg.NoMessage, msg.BrokenMessage):
        return
    assert b"MIME-Version: 1.0\n" in made and len(made) < 2 * len(CARD_FILE)


def test_tables_that_do_not_fit_into_the_file_are_refused() -> None:
    """A header that tells of millions of sectors is not believed."""
    damaged = bytearray(CARD_FILE)
    damaged[44:48] = struct.pack("<I", 30_000_000)
    with pytest.raises(msg.BrokenMessage):
        msg.read_msg(bytes(damaged))


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many attachments, too many bytes, too deep: the rest is taken, and it is told that something was not."""
    many = Note(CARD.properties, (), tuple(part(f"{i}.txt", "text/plain", b"x" * 100) for i in range(entry.MAX_ATTACHMENTS + 5)))
    taken = msg.read_msg(msgfile.msg(many))
    assert (entry.MAX_ATTACHMENTS, True) == (len(taken.attachments), taken.cut)
    nested = CARD
    for _ in range(entry.MAX_DEPTH + 3):
        nested = Note(CARD.properties, (), (inner(nested),))
    deep = msg.read_msg(msgfile.msg(nested))
    assert entry.MAX_DEPTH + 1 == letter_of(deep).count(b"Subject:")
    monkeypatch.setattr(msg, "MAX_BYTES", 4000)
    large = msg.read_msg(msgfile.msg(Note({0x0037: text("a")}, (), (part("a", "", b"x" * 3000), part("b", "", b"y" * 3000)))))
    assert ([3000, 0], True) == ([len(one.data) for one in large.attachments], large.cut)
