"""A message is shown only where it is the one that was read: it is looked for in its file, and what is gone is said to be."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from scanner.catalog import load_catalog
from scanner.jobs.events import Read
from scanner.jobs.reading import Reader
from scanner.jobs.refinding import Place, Refound, Whereabouts, find_again
from scanner.messages import read_heading
from scanner.model import MessageRef
from scanner.sources import open_path
from tests.imap.mails import gift_mail
from tests.sources.letters import letter, mbox, write
from tests.sources.test_packed import zipped

CORPUS = Path(__file__).parent.parent / "corpus"
NAMELESS = gift_mail(7).replace(b"Message-ID: ", b"X-Was: ")


def refs(path: Path) -> list[tuple[MessageRef, Place]]:
    """The gift-card mails of a path, with where they lie."""
    reader = Reader(load_catalog())
    found = [event for event in reader.all(open_path(path)) if isinstance(event, Read) and event.facts]
    return [(f.message, Place(f.message.origin.source, f.message.folder, f.message.origin.position)) for f in (event.facts[0] for event in found)]


def found_again(ref: MessageRef, place: Place) -> Refound:
    """One message at one place."""
    (found,) = find_again(ref, [place])
    return found


@pytest.mark.parametrize("first", [gift_mail(1), NAMELESS], ids=["Message-ID", "no Message-ID"])
@pytest.mark.parametrize(
    ("name", "pack"),
    [("INBOX", mbox), ("a.gz", lambda *mails: gzip.compress(mbox(*mails))), ("a.zip", lambda *mails: zipped({"INBOX": mbox(*mails)}))],
    ids=["mbox", "gz", "zip"],
)
def test_a_message_that_moved_in_its_file_is_found(tmp_path: Path, name: str, pack: object, first: bytes) -> None:
    """There; moved, when mail before it went; not in the file, when it went itself; no file at last."""
    assert callable(pack)
    path = write(tmp_path / name, pack(letter(1), first, letter(2)))
    ((ref, place),) = refs(tmp_path)
    there = found_again(ref, place)
    assert (Whereabouts.THERE, False) == (there.now, there.is_lost)
    assert there.heading is not None and there.heading.key == ref.key
    write(path, pack(letter(3, "longer than the first\n"), letter(1), first))
    moved = found_again(ref, place)
    assert Whereabouts.MOVED == moved.now
    assert moved.location is not None and moved.location.offset == len(mbox(letter(3, "longer than the first\n"), letter(1)))
    write(path, pack(letter(1), gift_mail(2), letter(2)))
    other = found_again(ref, place)
    assert (Whereabouts.NOT_IN_FILE, True, None) == (other.now, other.is_lost, other.heading)
    path.unlink()
    assert Whereabouts.NO_FILE == found_again(ref, place).now


def test_a_file_with_another_mail_in_it_is_not_the_wanted_one(tmp_path: Path) -> None:
    """An .eml file that was written over; and one that nobody can read any more."""
    path = write(tmp_path / "1.eml", gift_mail(1))
    ((ref, place),) = refs(tmp_path)
    for data in (gift_mail(2), b"", b"In reply to " + ref.message_id.encode() if ref.message_id else b"", b"X: " + b"y" * 2**21 + b"\n" + gift_mail(1)):
        path.write_bytes(data)
        assert Whereabouts.NOT_IN_FILE == found_again(ref, place).now
    assert Whereabouts.NO_FILE == found_again(ref, Place(str(tmp_path / "away"), "", "1.eml")).now


def test_what_came_through_a_pipe_is_gone(tmp_path: Path) -> None:
    """Nobody waits for a pipe to say it once more."""
    path = write(tmp_path / "pipe", mbox(gift_mail(1)))
    ((ref, place),) = refs(path)
    path.unlink()
    os.mkfifo(path)
    keeps_it_open = os.open(path, os.O_RDWR)
    try:
        assert Whereabouts.NO_FILE == found_again(ref, place).now
    finally:
        os.close(keeps_it_open)


def test_what_lies_on_a_server_is_told_and_not_fetched() -> None:
    """No connection is made for it."""
    ref = refs_of_bytes()
    found = found_again(ref, Place("imap:private", "INBOX", "INBOX;1;42"))
    assert (Whereabouts.ON_SERVER, False, None) == (found.now, found.is_lost, found.location)


def refs_of_bytes() -> MessageRef:
    """A gift-card mail as its facts carry it on."""
    from scanner.model import Origin, RawMessage

    event = Reader(load_catalog()).read(RawMessage(Origin("imap:private", "INBOX;1;42"), gift_mail(1), "INBOX"))
    assert isinstance(event, Read)
    return event.facts[0].message


def test_a_header_alone_gives_the_key_of_the_whole_message() -> None:
    """For every golden mail."""
    reader = Reader(load_catalog())
    paths = sorted((CORPUS / "mails").rglob("*.eml"))[::9] + sorted((CORPUS / "malformed").rglob("*.eml"))
    compared = 0
    for path in paths:
        for raw in open_path(path).messages():
            event = reader.read(raw)  # type: ignore[arg-type]
            if isinstance(event, Read):
                assert event.message.key == read_heading(event.raw).key, path
                compared += 1
    assert compared > 50
