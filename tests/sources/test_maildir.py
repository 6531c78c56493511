"""Maildir: every message once, whatever moves meanwhile."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.model import RawMessage
from scanner.sources import SourceEvent, holes, open_path
from tests.sources.letters import letter, number_of, read, write


def deliver(maildir: Path, number: int, part: str = "cur", flags: str = "S", *, name: str = "", data: bytes = b"") -> Path:
    """A letter in a Maildir."""
    for folder in ("cur", "new", "tmp"):
        (maildir / folder).mkdir(parents=True, exist_ok=True)
    file = name or f"17041032{number:02}.M{number}P1.host"
    return write(maildir / part / (f"{file}:2,{flags}" if part == "cur" else file), data or letter(number))


def test_cur_and_new_are_read_and_tmp_is_told(tmp_path: Path) -> None:
    """Delivered mail is read in the order of its names; a delivery that never ended is told."""
    for number, part in ((2, "cur"), (1, "cur"), (4, "new"), (3, "new"), (9, "tmp")):
        deliver(tmp_path, number, part)
    reading = read(tmp_path)
    assert [1, 2, 3, 4] == reading.numbers
    assert {holes.UNFINISHED: 1} == reading.losses
    assert {"INBOX": "inbox"} == reading.folders
    assert "cur/1704103201.M1P1.host:2,S" == reading.messages[0].origin.position


def test_maildir_plus_plus(tmp_path: Path) -> None:
    """Dotted folders are the mailbox's own, their names in modified UTF-7, their levels parted by dots."""
    deliver(tmp_path, 1)
    deliver(tmp_path / ".Sent", 2)
    deliver(tmp_path / ".&MLQw33ux-", 3)
    deliver(tmp_path / ".Work.2024", 4)
    deliver(tmp_path / ".Work & Play", 5)
    for name in ("dovecot-uidlist", "dovecot.index.log", "subscriptions", ".Sent/maildirfolder"):
        write(tmp_path / name, b"3 V1 N9\n")
    reading = read(tmp_path)
    assert {"INBOX": "inbox", "Sent": "sent", "ゴミ箱": "trash", "Work/2024": "ordinary", "Work & Play": "ordinary"} == reading.folders
    assert ({}, {"files that hold no mail": 4}) == (reading.losses, reading.holes)


def test_dovecot_layout_fs(tmp_path: Path) -> None:
    """Maildirs in plain folders (Dovecot's LAYOUT=fs) keep their names."""
    for number, name in enumerate(("INBOX", "Sent", "Lists/python"), 1):
        deliver(tmp_path / name, number)
    assert {"INBOX": "inbox", "Sent": "sent", "Lists/python": "ordinary"} == read(tmp_path).folders


def test_a_maildir_among_other_folders_is_a_mailbox(tmp_path: Path) -> None:
    """A copy of a home folder: the Maildir in it is a mailbox with its own INBOX and Trash."""
    deliver(tmp_path / "home" / "Maildir", 1)
    deliver(tmp_path / "home" / "Maildir" / ".Trash", 2)
    assert {"home/Maildir/INBOX": "inbox", "home/Maildir/Trash": "trash"} == read(tmp_path).folders


def test_one_folder_of_a_maildir_keeps_its_use(tmp_path: Path) -> None:
    """Somebody who names `.Sent` alone means the Sent folder."""
    deliver(tmp_path / "Maildir" / ".Sent", 1)
    assert {"Sent": "sent"} == read(tmp_path / "Maildir" / ".Sent").folders


def test_trashed_mail_is_found_as_such(tmp_path: Path) -> None:
    """A mail with flag T is still there, and it is as good as in the trash."""
    deliver(tmp_path, 1, flags="RS")
    deliver(tmp_path, 2, flags="ST")
    assert {"INBOX": "inbox", "INBOX (\\Deleted)": "trash"} == read(tmp_path).folders


def test_a_size_in_the_name_shows_a_lost_end(tmp_path: Path) -> None:
    """Dovecot writes S=size into names: what is shorter has lost its end, and that is told; the rest is read."""
    whole = letter(1)
    deliver(tmp_path, 1, name=f"1704103201.M1P1.host,S={len(whole)},W={len(whole) + 9}")
    assert {} == read(tmp_path).losses
    deliver(tmp_path, 2, name=f"1704103202.M2P1.host,S={len(whole) + 40}")
    reading = read(tmp_path)
    assert ([1, 2], {holes.SHORT: 1}) == (reading.numbers, reading.losses)


def test_compressed_messages(tmp_path: Path) -> None:
    """Dovecot's zlib plugin keeps messages packed under their usual names."""
    deliver(tmp_path, 1, flags="ST", data=gzip.compress(letter(1)))
    reading = read(tmp_path)
    assert ([letter(1)], {"INBOX (\\Deleted)": "trash"}) == ([raw.data for raw in reading.messages], reading.folders)


def test_empty_and_zeroed_files_are_told(tmp_path: Path) -> None:
    """After a crash a file may hold nothing, or zero bytes; neither is passed over in silence."""
    deliver(tmp_path, 1)
    write(tmp_path / "cur" / "1704103202.M2P1.host:2,S", b"")
    write(tmp_path / "cur" / "1704103203.M3P1.host:2,S", b"\0" * 4096)
    reading = read(tmp_path)
    assert ([1], {holes.EMPTY: 1, holes.ZEROS: 1}) == (reading.numbers, reading.losses)
    assert ["cur/1704103202.M2P1.host:2,S", "cur/1704103203.M3P1.host:2,S"] == [str(e.unreadable.position) for e in reading.events if e.unreadable]


@pytest.mark.parametrize("blank", [b"\n", b" \r\n\t\r\n", b"\n\0\n"])
def test_a_file_of_blank_lines_is_told(tmp_path: Path, blank: bytes) -> None:
    """A mail of nothing is none, however its file is called."""
    (tmp_path / "blank.eml").write_bytes(blank)
    reading = read(tmp_path)
    assert ([], {holes.ZEROS if b"\0" in blank else holes.EMPTY: 1}) == (reading.numbers, reading.losses)


@pytest.fixture
def begun(tmp_path: Path) -> tuple[Path, Iterator[RawMessage | SourceEvent]]:
    """A Maildir of four, of which the first was read already."""
    for number, part in ((1, "cur"), (2, "cur"), (3, "new"), (4, "new")):
        deliver(tmp_path, number, part)
    stream = open_path(tmp_path).messages()
    first = next(stream)
    assert isinstance(first, RawMessage)
    assert 1 == number_of(first.data)
    return tmp_path, stream


def test_a_flag_that_changes_meanwhile(begun: tuple[Path, Iterator[RawMessage | SourceEvent]]) -> None:
    """A mail program renames a file when a flag changes, and moves it when it is seen; it is read under its new name."""
    maildir, rest = begun
    (maildir / "cur" / "1704103202.M2P1.host:2,S").rename(maildir / "cur" / "1704103202.M2P1.host:2,FS")
    (maildir / "new" / "1704103203.M3P1.host").rename(maildir / "cur" / "1704103203.M3P1.host:2,")
    found = list(rest)
    assert all(isinstance(raw, RawMessage) for raw in found)
    assert ["cur/1704103202.M2P1.host:2,FS", "cur/1704103203.M3P1.host:2,", "new/1704103204.M4P1.host"] == [
        raw.origin.position for raw in found if isinstance(raw, RawMessage)
    ]


def test_a_mail_that_vanishes_meanwhile(tmp_path: Path) -> None:
    """What its owner removed while we read is told in the coverage, and is no fault."""
    for number in (1, 2, 3):
        deliver(tmp_path, number)
    source = open_path(tmp_path)
    stream = source.messages()
    next(stream)
    (tmp_path / "cur" / "1704103202.M2P1.host:2,S").unlink()
    assert [3] == [number_of(raw.data) for raw in stream if isinstance(raw, RawMessage)]
    assert [(holes.VANISHED, 1)] == [(hole.why, hole.count) for hole in source.coverage()[0].not_seen]


def test_a_mail_in_new_and_cur_is_read_once(tmp_path: Path) -> None:
    """A file that is moved between the two listings is in both of them."""
    deliver(tmp_path, 1, "new")
    deliver(tmp_path, 1, "cur")
    assert [1] == read(tmp_path).numbers


def test_what_is_no_file_does_not_stop_the_scan(tmp_path: Path) -> None:
    """A pipe without a writer, or a folder, in the place of a mail is told, and the next mail is read."""
    deliver(tmp_path, 1)
    os.mkfifo(tmp_path / "cur" / "1704103200.pipe:2,S")
    (tmp_path / "cur" / "1704103200.folder:2,S").mkdir()
    reading = read(tmp_path)
    assert ([1], {holes.NOT_A_FILE: 2}) == (reading.numbers, reading.losses)
