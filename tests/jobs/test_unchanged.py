"""An archive that is as it was is not read again; whatever changed in it, or in what decides, is."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.catalog import Catalog, load_catalog
from scanner.jobs.archive import Archive
from scanner.jobs.events import Read
from scanner.jobs.shelving import scan_into
from scanner.ledger import Ledger, open_ledger
from scanner.model import Coverage
from scanner.sources import open_path
from tests.imap.mails import ADDRESS, gift_mail
from tests.sources.letters import letter, mbox
from tests.sources.test_trees import emlx


class Box:
    """An archive of two files, and the ledger that it is scanned into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mail = folder / "mail"
        self.mail.mkdir()
        (self.mail / "INBOX.mbox").write_bytes(mbox(letter(1), gift_mail(1), letter(2)))
        (self.mail / "Trash.mbox").write_bytes(mbox(gift_mail(2), letter(3)))

    def ledger(self) -> Ledger:
        """The ledger, for writing."""
        return open_ledger(self.folder / "ledger" / "ledger.sqlite", self.folder / "key" / "vault.key", self.folder / "key", write=True)

    def scan(self, catalog: Catalog | None = None, *, owner: str = ADDRESS, keep: bool = True) -> int:
        """Scan it; returns how many messages were read."""
        catalog = catalog or load_catalog()
        with self.ledger() as ledger:
            events = list(scan_into(ledger, Archive(catalog, (owner,)), [open_path(self.mail)], catalog, keep_messages=keep))
        return sum(isinstance(event, Read) for event in events)

    def state(self) -> tuple[tuple[Coverage, ...], list[str]]:
        """What the ledger says was seen, and the facts that it holds."""
        with self.ledger() as ledger:
            return ledger.progress.coverage(), sorted(f"{f.id} {f.message.folder} {f.message.origin}" for f in ledger.facts())


@pytest.fixture
def box(tmp_path: Path) -> Box:
    """An archive that was scanned once."""
    made = Box(tmp_path)
    assert 5 == made.scan()
    return made


def test_what_is_unchanged_is_not_read_again(box: Box) -> None:
    """Nothing is read, and what was seen and found stays as it was."""
    before = box.state()
    assert 2 == len(before[1])
    assert 0 == box.scan()
    assert before == box.state()


def grow(box: Box) -> None:
    """A new letter at the end."""
    with (box.mail / "INBOX.mbox").open("ab") as file:
        file.write(mbox(gift_mail(3)))


def touch(box: Box) -> None:
    """Another time."""
    os.utime(box.mail / "INBOX.mbox", ns=(1, 1))


def exchange(box: Box) -> None:
    """Another file of the same size and time under the name."""
    path = box.mail / "INBOX.mbox"
    state, data = path.stat(), path.read_bytes()
    other = box.mail / "other"
    other.write_bytes(data)
    os.utime(other, ns=(state.st_atime_ns, state.st_mtime_ns))
    other.replace(path)


@pytest.mark.parametrize(("change", "read"), [(grow, 4), (touch, 3), (exchange, 3)])
def test_what_changed_is_read(box: Box, change: Callable[[Box], None], read: int) -> None:
    """The changed file is read whole, the other one not at all; what came of it is what a scan of all would find."""
    change(box)
    assert read == box.scan()
    seen, facts = box.state()
    box.folder.joinpath("ledger", "ledger.sqlite").unlink()
    assert 2 + read == box.scan()
    assert (seen, facts) == box.state()


def test_a_file_that_is_gone_takes_nothing_along(box: Box) -> None:
    """What was found in it stays: the owner may have moved it to another disk."""
    (box.mail / "Trash.mbox").unlink()
    before = box.state()[1]
    assert 0 == box.scan()
    assert before == box.state()[1]


def test_whatever_decides_makes_it_read_again(box: Box) -> None:
    """Other rules, another owner, or other wishes on what is kept; the same ones again find it unchanged."""
    grown = load_catalog()
    other = replace(grown, digest="other rules")
    assert 5 == box.scan(other)
    assert 0 == box.scan(other)
    assert 5 == box.scan(owner="somebody@example.com")
    assert 5 == box.scan(owner="somebody@example.com", keep=False)
    assert 0 == box.scan(owner="somebody@example.com", keep=False)


def test_a_scan_that_was_stopped_goes_on_at_the_file(tmp_path: Path) -> None:
    """What was read to its end before is not read again; the file in which it was stopped is."""
    box = Box(tmp_path)
    catalog = load_catalog()
    with box.ledger() as ledger:
        events = scan_into(ledger, Archive(catalog, (ADDRESS,)), [open_path(box.mail)], catalog, keep_messages=True)
        # Whoever listens goes away in the second file; everything up to there is kept.
        read = 0
        for event in events:
            read += isinstance(event, Read)
            if read == 4:
                break
        events.close()
        assert 2 == len(ledger.facts())
    assert 2 == box.scan()
    seen, facts = box.state()
    box.folder.joinpath("ledger", "ledger.sqlite").unlink()
    assert 5 == box.scan()
    assert (seen, facts) == box.state()


def test_a_file_with_damage_is_looked_at_again(box: Box) -> None:
    """Something in it could not be read: perhaps it can be the next time."""
    (box.mail / "Sent.mbox.gz").write_bytes(gzip.compress(mbox(letter(4), letter(5, "x" * 200_000)))[:-9])
    first = box.scan()
    assert first > 0
    assert first == box.scan()


def test_an_attachment_that_was_fetched_later_is_seen(box: Box) -> None:
    """Apple Mail lays it beside the message, whose file stays as it was; until then the file is looked at again."""
    apart = "X-Apple-Content-Length: 9\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n\n"
    mail = letter(8, f"--b\n\nHello.\n--b\n{apart}--b--\n", fields="MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n")
    folder = box.mail / "Apple.mbox"
    (folder / "Messages").mkdir(parents=True)
    (folder / "Messages" / "8.partial.emlx").write_bytes(emlx(mail, 0))
    assert [1, 1] == [box.scan(), box.scan()]
    (folder / "Attachments" / "8" / "2").mkdir(parents=True)
    (folder / "Attachments" / "8" / "2" / "a.pdf").write_bytes(b"%PDF-1.7\n")
    assert [1, 0] == [box.scan(), box.scan()]


def test_a_folder_with_many_files_has_its_counts(box: Box) -> None:
    """Seen by an earlier run counts as seen, also in a folder of which only one file is new."""
    for number in range(10, 14):
        (box.mail / f"{number}.eml").write_bytes(letter(number))
    assert 4 == box.scan()
    (box.mail / "14.eml").write_bytes(letter(14))
    assert 1 == box.scan()
    counts = {entry.folder: entry.messages for entry in box.state()[0]}
    assert 10 == sum(counts.values())
