"""`giftscan show CASE --source`: a case's messages found again where they lie, checked, and told without a whole code."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.command import THREADS, Done, Giftscan, expected, scan_words
from tests.cli.conftest import Served
from tests.cli.test_scan import WHOLE_CODE
from tests.imap.mails import ADDRESS, gift_mail
from tests.sources.letters import letter, mbox, write
from tests.sources.test_maildir import deliver
from tests.sources.test_packed import zipped

THREAD = "code-in-trash-ja"


def first_case(giftscan: Giftscan, *words: object) -> str:
    """Scan, and give the id of the first case."""
    done = giftscan("scan", *words, "--json")
    return str(done.document["cases"][0]["id"])


def source(giftscan: Giftscan, case: str, *more: str) -> Done:
    """Where the case's messages lie."""
    return giftscan("show", case, "--source", *more)


@pytest.fixture
def archives(tmp_path: Path) -> Path:
    """One mail in four sorts of archive: each copy is a place of the same message."""
    root = tmp_path / "mail"
    write(root / "INBOX", mbox(letter(1), gift_mail(1), letter(2)))
    write(root / "copies" / "card.eml", gift_mail(1))
    write(root / "all.zip", zipped({"Trash.mbox": mbox(letter(3), gift_mail(1))}))
    deliver(root / "Maildir", 4, data=gift_mail(1))
    return root


def test_every_copy_is_found_again(giftscan: Giftscan, archives: Path) -> None:
    """File, folder, place and how to open it, for each sort; the header once, its subject decoded."""
    case = first_case(giftscan, archives, "--owner", ADDRESS)
    done = source(giftscan, case)
    assert 0 == done.code, done.err
    first, second = len(mbox(letter(1))), len(mbox(letter(3)))
    for words in (
        f"File: {archives}/INBOX",
        f"Place: from byte {first} on",
        "To open it: open the file with a mail program that reads mbox",
        f"File: {archives}/copies/card.eml",
        "Place: the whole file is this message",
        f"File: {archives}/all.zip",
        f"Place: inside the archive: Trash.mbox, from byte {second} on",
        "To open it: unpack a copy of the file",
        f"File: {archives}/Maildir/cur/1704103204.M4P1.host:2,S",
        "Folder: Maildir/INBOX",
        "To open it: open a copy of the file, under a name that ends in .eml",
        "  From: Amazon.co.jp <gc-orders@gc.email.amazon.co.jp>",
        f"  To: {ADDRESS}",
        "  Subject: 山田さんからAmazonギフト券が届きました 1",
        "  Date: Sat, 02 Mar 2024",
    ):
        assert f"   {words}" in done.out, words
    assert 1 == done.out.count("Subject:")
    assert [] == WHOLE_CODE.findall(done.out)


def test_the_file_is_found_from_every_folder(giftscan: Giftscan, archives: Path) -> None:
    """A scan of a relative path is kept under the whole one."""
    shutil.move(archives, giftscan.home / "mail")
    case = first_case(giftscan, "mail", "--owner", ADDRESS)
    giftscan.home.joinpath("elsewhere").mkdir()
    done = giftscan("show", case, "--source")
    assert f"File: {giftscan.home}/mail/INBOX" in done.out
    assert 0 == done.code


def test_what_has_changed_or_is_gone_is_said(giftscan: Giftscan, tmp_path: Path) -> None:
    """Moved within its file: found there. Written over: not shown, exit code 1. Removed: said, exit code 1."""
    path = write(tmp_path / "INBOX", mbox(letter(1), gift_mail(1)))
    case = first_case(giftscan, path, "--owner", ADDRESS)
    write(path, mbox(gift_mail(1)))
    moved = source(giftscan, case)
    assert 0 == moved.code
    assert "Place: from byte 0 on\n   The file was changed since the scan; the message was found again here." in moved.out
    write(path, mbox(letter(1), gift_mail(2)))
    other = source(giftscan, case)
    assert (1, False) == (other.code, "Subject:" in other.out)
    assert "The file was changed: the message is not in it any more." in other.out
    path.unlink()
    gone = source(giftscan, case)
    assert (1, False) == (gone.code, "Subject:" in gone.out)
    assert "The file is not there any more, or may not be read." in gone.out


def test_a_flag_that_changed_in_a_maildir(giftscan: Giftscan, tmp_path: Path) -> None:
    """The mail was read since, and its file has another name."""
    path = deliver(tmp_path / "Maildir", 4, "new", data=gift_mail(1))
    case = first_case(giftscan, tmp_path / "Maildir", "--owner", ADDRESS)
    path.rename(tmp_path / "Maildir" / "cur" / "1704103204.M4P1.host:2,RS")
    done = source(giftscan, case)
    assert (0, True) == (done.code, f"File: {tmp_path}/Maildir/cur/1704103204.M4P1.host:2,RS" in done.out)


def test_a_code_in_a_name_or_a_header_is_masked(giftscan: Giftscan, tmp_path: Path) -> None:
    """A file named after its code, and a subject that holds it: neither shows it whole."""
    plain = gift_mail(1)
    code = WHOLE_CODE.findall(plain.decode("utf-8", "replace"))
    if not code:  # the body is encoded
        import email

        code = WHOLE_CODE.findall(email.message_from_bytes(plain).get_payload(decode=True).decode())  # type: ignore[union-attr]
    subject = f"Amazonギフト券 {code[0]}"
    write(tmp_path / "mail" / f"{code[0]}.eml", gift_mail(1, subject=subject))
    case = first_case(giftscan, tmp_path / "mail", "--owner", ADDRESS)
    done = source(giftscan, case)
    assert 0 == done.code
    assert f"{code[0][:4]}-******-****.eml" in done.out
    assert [] == WHOLE_CODE.findall(done.out)


def test_one_question_at_a_time(giftscan: Giftscan) -> None:
    """--source never stands beside a revealed code."""
    case = first_case(giftscan, *scan_words(THREAD)[1:])
    done = giftscan("show", case, "--source", "--reveal")
    assert (2, "") == (done.code, done.out)


def test_a_card_that_only_the_owner_tells_of_has_no_mail(giftscan: Giftscan) -> None:
    """There is nothing to find, and nothing is missing."""
    giftscan(*scan_words(THREAD))
    giftscan("tell", "--new", "bought_in_shop", "--amount", "5000円", "--on", "2026-01-05", "--shop", "amazon.co.jp")
    told = next(case for case in giftscan("cases", "--json").document["cases"] if not case["messages"])
    done = source(giftscan, told["id"])
    assert (0, "No mail shows this card: you told of it.\n") == (done.code, done.out)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_file_is_written_and_nothing_is_noted(giftscan: Giftscan, language: str) -> None:
    """The originals stay where they are, and nowhere else."""
    case = first_case(giftscan, *scan_words(THREAD)[1:])
    before = {name: giftscan.home.joinpath(name).read_bytes() for name in giftscan.files()}
    done = giftscan("--lang", language, "show", case, "--source", "--now", expected(THREAD)["now"])
    assert 0 == done.code
    assert str(THREADS / THREAD) in done.out
    assert before == {name: giftscan.home.joinpath(name).read_bytes() for name in giftscan.files()}


@pytest.mark.dovecot
def test_mail_on_a_server_is_told_by_folder_and_number(mailbox: Served) -> None:
    """No connection is made: the mailbox may be out of reach."""
    mailbox.holds(THREAD)
    document = mailbox.giftscan("scan", "--json", "--now", expected(THREAD)["now"]).document
    mailbox.giftscan.configure(mailbox.table(port=1), confirmed=None)
    done = source(mailbox.giftscan, document["cases"][0]["id"])
    assert 0 == done.code, done.err
    assert "Mailbox: private" in done.out
    assert "Folder: ゴミ箱" in done.out
    assert "as number 1 (UID) of this folder" in done.out
