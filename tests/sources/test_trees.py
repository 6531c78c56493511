"""Folders as mailboxes: plain ones, Thunderbird's, Apple's; names of all sorts, links, and what may not be read."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.errors import UsageError
from scanner.sources import holes, open_path
from tests.sources.letters import SEPARATOR, letter, mbox, read, write

NOBODY = 65534


def test_a_folder_of_folders_is_a_mailbox(tmp_path: Path) -> None:
    """Sub-folders are mailboxes, by their names in any language; deeper ones are the owner's own."""
    names = ("INBOX", "送信済み", "ゴミ箱", "Junk", "Archiv", "Éléments supprimés", "Familie", "Familie/Sent", "Sent to clients")
    for number, name in enumerate(names, 1):
        write(tmp_path / name / "1.eml", letter(number))
    uses = ("inbox", "sent", "trash", "junk", "archive", "trash", "ordinary", "ordinary", "ordinary")
    assert dict(zip(names, uses, strict=True)) == read(tmp_path).folders


def test_an_mbox_is_a_folder_by_its_name(tmp_path: Path) -> None:
    """A folder of mbox files, with or without a suffix, is a mailbox too."""
    for number, name in enumerate(("Inbox", "Sent.mbox", "Papierkorb", "projects/alpha"), 1):
        write(tmp_path / name, mbox(letter(number)))
    assert {"Inbox": "inbox", "Papierkorb": "trash", "Sent": "sent", "projects/alpha": "ordinary"} == read(tmp_path).folders
    assert {"Sent": "sent"} == read(tmp_path / "Sent.mbox").folders


def test_a_mailbox_further_down(tmp_path: Path) -> None:
    """A folder that holds an INBOX, or two folders of known use, is a mailbox of its own, wherever it lies."""
    for number, name in enumerate(("alice/INBOX", "alice/Sent", "backup/2023/Trash", "backup/2023/Drafts", "clients/Sent"), 1):
        write(tmp_path / name / "1.eml", letter(number))
    assert {
        "alice/INBOX": "inbox", "alice/Sent": "sent", "backup/2023/Trash": "trash", "backup/2023/Drafts": "drafts", "clients/Sent": "ordinary",
    } == read(tmp_path).folders  # fmt: skip


def test_thunderbird(tmp_path: Path) -> None:
    """A profile: mbox files without suffix, .sbd folders, indexes beside them, deleted mail that still lies in the file."""
    imap, local = tmp_path / "ImapMail" / "imap.example.com", tmp_path / "Mail" / "Local Folders"
    flags = ("X-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000\n", "X-Mozilla-Status: 0009\nX-Mozilla-Status2: 00000000\n", "X-Mozilla-Status2: 00200000\n")
    write(imap / "INBOX", mbox(*(letter(i, fields=mark) for i, mark in enumerate(flags, 1)), separator=b"From - Mon Jan  1 10:00:00 2024\n"))
    write(imap / "INBOX.sbd" / "家族", mbox(letter(4), separator=b"From \n"))
    write(imap / "[Gmail].sbd" / "Sent Mail", mbox(letter(5)))
    write(imap / "Trash", b"")
    write(local / "Trash", mbox(letter(6)))
    write(local / "Sent", b"")
    for name in ("INBOX.msf", "INBOX.sbd/家族.msf", "Trash.msf", "msgFilterRules.dat"):
        write(imap / name, b'// <!-- <mdb:mork:z v="1.4"/> -->\n')
    write(tmp_path / "prefs.js", b'user_pref("mail.server.server1.hostname", "imap.example.com");\n')
    reading = read(tmp_path)
    account = "ImapMail/imap.example.com"
    assert {
        f"{account}/INBOX": "inbox", f"{account}/INBOX (\\Deleted)": "trash", f"{account}/INBOX/家族": "ordinary",
        f"{account}/[Gmail]/Sent Mail": "sent", "Mail/Local Folders/Trash": "trash",
    } == reading.folders  # fmt: skip
    assert [1, 2, 3, 4, 5, 6] == sorted(reading.numbers)
    assert {"files that hold no mail": 5} == reading.holes
    assert (f"{account}/Trash", 0) in [(c.folder, c.messages) for c in reading.coverage]


def test_thunderbird_with_a_file_for_each_message(tmp_path: Path) -> None:
    """Its Maildirs have `cur` and `tmp`, no flags in names, and its own marks in the messages; sub-folders lie in .sbd as ever."""
    account = tmp_path / "ImapMail" / "imap.example.com"
    write(account / "INBOX" / "cur" / "1704103201000.eml", letter(1, fields="X-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000\n"))
    write(account / "INBOX" / "cur" / "1704103202000.eml", letter(2, fields="X-Mozilla-Status: 0009\n"))
    write(account / "INBOX" / "cur" / "1704103203000.eml", b"From - Mon Jan  1 10:00:00 2024\n" + letter(3))
    write(account / "INBOX.sbd" / "家族" / "cur" / "1704103204000.eml", letter(4))
    write(account / "Trash" / "cur" / "1704103205000.eml", letter(5))
    for name in ("INBOX", "INBOX.sbd/家族", "Trash"):
        (account / name / "tmp").mkdir()
        write(account / f"{name}.msf", b'// <!-- <mdb:mork:z v="1.4"/> -->\n')
    reading = read(tmp_path)
    root = "ImapMail/imap.example.com"
    assert {
        f"{root}/INBOX": "inbox", f"{root}/INBOX (\\Deleted)": "trash", f"{root}/INBOX/家族": "ordinary", f"{root}/Trash": "trash",
    } == reading.folders  # fmt: skip
    assert ([1, 2, 3, 4, 5], {}) == (sorted(reading.numbers), reading.losses)


def test_a_sender_cannot_mark_mail_as_deleted(tmp_path: Path) -> None:
    """Thunderbird writes its flags above all else; below the trace of the mail's way they are the sender's."""
    forged = letter(1, fields="Received: from mx.example.net by mail.example.org; Mon, 1 Jan 2024 10:00:00 +0000\nX-Mozilla-Status: 0009\n")
    assert {"INBOX": "inbox"} == read(write(tmp_path / "INBOX", mbox(forged))).folders


def emlx(message: bytes, flags: int, count: int | None = None) -> bytes:
    """A message as Apple Mail keeps it."""
    plist = b'<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">\n<dict>\n\t<key>flags</key>\n\t<integer>%d</integer>\n</dict>\n</plist>\n'
    return b"%-10d\n" % (len(message) if count is None else count) + message + plist % flags


def test_apple_mail(tmp_path: Path) -> None:
    """Apple's trees: only `.mbox` names a folder; the length line and the property list are no part of the mail."""
    box = tmp_path / "V10" / "6B1F" / "INBOX.mbox" / "0A2C" / "Data" / "1" / "2" / "Messages"
    write(box / "21001.emlx", emlx(letter(1), 8623489089))
    write(box / "21002.emlx", emlx(letter(2), 8623489091))
    write(box / "21003.partial.emlx", emlx(letter(3), 1, count=17))
    write(tmp_path / "V10" / "6B1F" / "Sent Messages.mbox" / "mbox", mbox(letter(4)))
    write(tmp_path / "V10" / "6B1F" / "Sent Messages.mbox" / "table_of_contents", b"\0\0\1\2")
    reading = read(tmp_path)
    assert [letter(1), letter(2), letter(3), letter(4)] == [raw.data for raw in reading.messages]
    assert {"V10/6B1F/INBOX": "inbox", "V10/6B1F/INBOX (\\Deleted)": "trash", "V10/6B1F/Sent Messages": "sent"} == reading.folders
    assert {"INBOX": "inbox", "INBOX (\\Deleted)": "trash"} == read(tmp_path / "V10" / "6B1F" / "INBOX.mbox").folders


def test_names_that_are_no_utf8(tmp_path: Path) -> None:
    """A name in another charset is shown with its bytes, each name apart, and everything can be printed."""
    for number, name in enumerate((b"caf\xe9", b"caf\xe8", "café".encode()), 1):
        write(tmp_path / os.fsdecode(name) / os.fsdecode(b"brief \xfc.eml"), letter(number))
    reading = read(tmp_path)
    assert ["caf\\xe8", "caf\\xe9", "café"] == sorted(reading.folders)
    assert "caf\\xe9/brief \\xfc.eml" in [raw.origin.position for raw in reading.messages]
    assert all(raw.origin.position.encode() for raw in reading.messages)
    named = read(tmp_path / os.fsdecode(b"caf\xe9"))
    assert named.messages[0].origin.source.endswith("caf\\xe9")


def test_links(tmp_path: Path) -> None:
    """A link inside the folder loses nothing, a loop of links ends nowhere, a link that leads out is told and not followed."""
    outside = write(tmp_path / "elsewhere" / "1.eml", letter(9))
    mail = tmp_path / "mail"
    write(mail / "INBOX" / "1.eml", letter(1))
    (mail / "INBOX" / "loop").symlink_to(mail)
    (mail / "a").symlink_to(mail / "b")
    (mail / "b").symlink_to(mail / "a")
    (mail / "same.eml").symlink_to(mail / "INBOX" / "1.eml")
    (mail / "far").symlink_to(outside.parent)
    (mail / "INBOX" / "far.eml").symlink_to(outside)
    reading = read(mail)
    assert ([1], {holes.LINK: 2}, ()) == (reading.numbers, reading.losses, reading.events)
    through = tmp_path / "through"
    through.symlink_to(mail)
    assert [1] == read(through).numbers


def test_files_without_mail_are_counted(tmp_path: Path) -> None:
    """What is no mail is not read as such, and not passed over in silence."""
    write(tmp_path / "1.eml", letter(1))
    for name, data in (("notes.txt", b"From my diary: nothing.\n"), ("photo.jpg", b"\xff\xd8\xff\xe0"), ("letter.docx", b"PK\x03\x04..."), ("empty.txt", b"")):
        write(tmp_path / name, data)
    reading = read(tmp_path)
    assert ([1], {"files that hold no mail": 4}, {}) == (reading.numbers, reading.holes, reading.losses)
    assert not any(entry.has_holes for entry in reading.coverage)


def test_formats_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """Mail in a form that we cannot open is a hole, by its name."""
    for name, data in (("old.7z", b"7z\xbc\xaf\x27\x1c\0"), ("u.1", b"2 M1e C4c6b\n\1\2N")):
        write(tmp_path / name, data)
    reading = read(tmp_path)
    assert {holes.FOREIGN: 2} == reading.losses
    assert ["old.7z", "u.1"] == [event.unreadable.position for event in reading.events if event.unreadable]


@pytest.fixture
def guarded() -> Iterator[Path]:
    """A folder in which rights count, also where the tests run with all of them."""
    folder = Path(tempfile.mkdtemp(prefix="giftscan-test-"))
    is_root = os.geteuid() == 0
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        for path in (folder / "shut", folder / "Sent"):
            if path.exists():
                path.chmod(0o755)
        shutil.rmtree(folder)


def test_what_may_not_be_read_is_told(guarded: Path) -> None:
    """A file or folder without permission costs itself alone, and a person hears of it."""
    for number, name in ((1, "1.eml"), (2, "2.eml"), (3, "shut/3.eml"), (4, "Sent/cur/4:2,S"), (5, "Trash/5.eml")):
        write(guarded / name, letter(number))
    (guarded / "Sent" / "new").mkdir()
    (guarded / "2.eml").chmod(0)
    (guarded / "shut").chmod(0)
    (guarded / "Sent" / "cur").chmod(0)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    reading = read(guarded)
    if os.geteuid() == NOBODY:
        os.seteuid(0)
    (guarded / "Sent" / "cur").chmod(0o755)
    assert ([1, 5], {holes.FORBIDDEN: 1}) == (reading.numbers, reading.losses)
    assert [("2.eml", holes.FORBIDDEN), ("Sent/cur", holes.FORBIDDEN), ("shut", holes.FORBIDDEN)] == [
        (event.unreadable.position, event.why) for event in reading.events if event.unreadable
    ]
    assert {"", "Sent", "shut"} == {entry.folder for entry in reading.coverage if entry.has_holes}


def test_what_the_owner_names_is_taken_for_mail(tmp_path: Path) -> None:
    """A named file without a header is a mail without one; what is plainly something else is told."""
    assert [b"just words\n"] == [raw.data for raw in read(write(tmp_path / "a.txt", b"just words\n")).messages]
    picture = read(write(tmp_path / "a.png", b"\x89PNG\r\n\x1a\n\0\0\0\r"))
    assert ((), [holes.FOREIGN]) == (picture.messages, [event.why for event in picture.events])


def test_a_path_without_anything_is_refused(tmp_path: Path) -> None:
    """A typing error is told before anything is read."""
    with pytest.raises(UsageError, match="no such file or folder"):
        open_path(tmp_path / "nowhere")


def test_a_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    """What another program hands over (`<(zcat ...)`) is an mbox like any other."""
    reading_end, writing_end = os.pipe()
    os.write(writing_end, mbox(letter(1), letter(2)))
    os.close(writing_end)
    try:
        path = tmp_path / "pipe"
        path.symlink_to(f"/dev/fd/{reading_end}")
        assert [1, 2] == read(path).numbers
    finally:
        os.close(reading_end)


def test_the_position_leads_back(tmp_path: Path) -> None:
    """Position by position, each mail is found again in the files."""
    write(tmp_path / "INBOX" / "1.eml", letter(1))
    write(tmp_path / "Sent", mbox(letter(2), letter(3)))
    for raw in read(tmp_path).messages:
        file, _, offset = raw.origin.position.partition(";")
        data = (tmp_path / file).read_bytes()
        assert data[int(offset or 0) :].removeprefix(SEPARATOR).startswith(raw.data)


def test_when_mail_arrived(tmp_path: Path) -> None:
    """The topmost Received tells it, else Date; a date in the future of the file itself tells nothing."""
    received = "Received: from a by b; Sun, 31 Dec 2023 23:00:00 -0100\nReceived: from c by a; Fri, 1 Dec 2023 00:00:00 +0000\n"
    late = letter(3).replace(b"Mon, 1 Jan 2024", b"Mon, 1 Jan 2099")
    vague = letter(4).replace(b"Mon, 1 Jan 2024 10:00:04 +0000", b"yesterday")
    for name, data in (("INBOX/1.eml", letter(1, fields=received)), ("Sent/2.eml", letter(2)), ("Junk/3.eml", late), ("Junk/4.eml", vague)):
        write(tmp_path / name, data)
    spans = {c.folder: (c.first.isoformat() if c.first else None) for c in read(tmp_path).coverage}
    assert {"INBOX": "2024-01-01T00:00:00+00:00", "Sent": "2024-01-01T10:00:02+00:00", "Junk": None} == spans
