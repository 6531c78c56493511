"""Google Takeout: one mbox for all mail, its folders in labels."""

from __future__ import annotations

import base64
import zipfile
from pathlib import Path

import pytest

from tests.sources.letters import letter, mbox, read, write

LINE = b"From 1789012345678901234@xxx Mon Jan 01 10:00:00 +0000 2024\r\n"
RECEIVED = "Delivered-To: bob@example.org\nReceived: by 2002:a05:6402 with SMTP id x1; Mon, 1 Jan 2024 02:00:00 -0800 (PST)\n"


def takeout(*labels: str) -> bytes:
    """An mbox as Takeout writes it: CRLF, thread id and labels above all else."""
    letters = [letter(i, fields=f"X-GM-THRID: 17890\nX-Gmail-Labels: {label}\n{RECEIVED}") for i, label in enumerate(labels, 1)]
    return b"".join(LINE + one.replace(b"\n", b"\r\n") + b"\r\n" for one in letters)


def encoded(labels: str, *, base: bool = False) -> str:
    """Labels as an encoded word (RFC 2047)."""
    if base:
        return f"=?UTF-8?B?{base64.b64encode(labels.encode()).decode()}?="
    return "=?UTF-8?Q?" + "".join(c if c.isascii() and c not in "=?_" else "".join(f"={b:02X}" for b in c.encode()) for c in labels).replace(" ", "_") + "?="


@pytest.mark.parametrize(
    ("labels", "folder", "use"),
    [
        ("Inbox,Opened", "Inbox", "inbox"),
        ("Sent", "Sent", "sent"),
        ("Inbox,Trash,Important", "Trash", "trash"),
        ("Spam,Unread", "Spam", "junk"),
        ("Drafts", "Drafts", "drafts"),
        ("Archived,Category Promotions,Opened", "Archived", "archive"),
        ("Archived,Family,Opened", "Family", "ordinary"),
        ("Important,Starred,Work/Clients", "Work/Clients", "ordinary"),
        ('Opened,"Anna, Bert"', "Anna, Bert", "ordinary"),
        (encoded("受信トレイ,開封済み"), "受信トレイ", "inbox"),
        (encoded("ゴミ箱,カテゴリ: プロモーション", base=True), "ゴミ箱", "trash"),
        ("Opened," + encoded("送信済み"), "送信済み", "sent"),
        (f"{encoded('アーカイブ')}\n {encoded('済み,開封済み')}", "アーカイブ済み", "archive"),
        (encoded("Messages archivés,Ouvert,Catégorie\xa0: E-mails personnels"), "Messages archivés", "archive"),
        (encoded("Boîte de réception,Non lus"), "Boîte de réception", "inbox"),
        ("Posteingang,Geöffnet", "Posteingang", "inbox"),
        ("Opened,Starred,Category Updates", "All mail", "all"),
        ("=?nonsense?X?abc?=,Inbox", "Inbox", "inbox"),
        ("=?x-unknown?Q?Inbox?=", "Inbox", "inbox"),
        ("=?UTF-8?B?!?=", "All mail", "all"),
    ],
)
def test_labels_are_folders(tmp_path: Path, labels: str, folder: str, use: str) -> None:
    """The label that says most of where a mail lies is its folder, in any language and encoding."""
    assert {folder: use} == read(write(tmp_path / "All mail.mbox", takeout(labels))).folders


def test_a_takeout_zip(tmp_path: Path) -> None:
    """As it is downloaded: a zip with the mbox in it, parts one after another."""
    path = tmp_path / "takeout-20240101T100000Z-001.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Takeout/archive_browser.html", "<html>")
        archive.writestr("Takeout/Mail/All mail Including Spam and Trash.mbox", takeout("Inbox", "Sent", "Trash") + takeout("Spam", "Inbox"))
    reading = read(path)
    assert {"Inbox": "inbox", "Sent": "sent", "Trash": "trash", "Spam": "junk"} == reading.folders
    assert (5, {}) == (len(reading.messages), reading.losses)
    assert {("Inbox", 2), ("Sent", 1), ("Trash", 1), ("Spam", 1), ("Takeout/Mail/All mail Including Spam and Trash", 0)} == {
        (c.folder, c.messages) for c in reading.coverage if c.folder
    }


def test_a_sender_cannot_put_mail_into_sent(tmp_path: Path) -> None:
    """A label that the sender wrote, below the trace of the mail's way, makes no mail of it that the owner has sent."""
    forged = letter(1, fields=f"{RECEIVED}X-Gmail-Labels: Sent\n")
    assert {"All": "ordinary"} == read(write(tmp_path / "All.mbox", mbox(forged, separator=LINE.replace(b"\r", b"")))).folders
    assert {"INBOX": "inbox"} == read(write(tmp_path / "INBOX", mbox(forged))).folders
    assert {"": "ordinary"} == read(write(tmp_path / "1.eml", letter(1, fields=f"{RECEIVED}X-Gmail-Labels: Trash\n"))).folders


def test_a_label_of_googles_own_counts_wherever_it_stands(tmp_path: Path) -> None:
    """In a file that Google wrote a label below the trace still names a folder."""
    plain = letter(1, fields=f"{RECEIVED}X-Gmail-Labels: Sent,Trash\n")
    assert {"Trash": "trash"} == read(write(tmp_path / "All.mbox", mbox(plain, separator=LINE.replace(b"\r", b"")))).folders


def test_unquoted_lines_of_takeout_stay(tmp_path: Path) -> None:
    """A writer that quotes nothing shows it by a `From ` line in a letter; then no mark is taken off any more."""
    bodies = ("From the diary.\n>From Anna: hello.\n", ">From Bert: bye.\n")
    letters = [letter(i, body, fields="X-Gmail-Labels: Inbox\n") for i, body in enumerate(bodies)]
    reading = read(write(tmp_path / "All.mbox", mbox(*letters, separator=LINE.replace(b"\r", b""))))
    assert letters == [raw.data for raw in reading.messages]


@pytest.mark.parametrize("charset", ["idna", "zlib", "x-unknown", "utf\0-8"])
def test_a_label_in_no_charset_costs_no_archive(tmp_path: Path, charset: str) -> None:
    """A label whose charset is none, or no name at all, is read as far as that goes; its mail comes, and those behind it."""
    letters = [letter(1, fields=f"X-Gmail-Labels: =?{charset}?q?Corbeille=00?=\n"), letter(2)]
    (tmp_path / "a.mbox").write_bytes(mbox(*letters))
    assert [1, 2] == read(tmp_path).numbers
