"""Samples of other projects, counted by us, by Python's mailbox module and by git; differences are explained one by one."""

from __future__ import annotations

import io
import mailbox
import shutil
import subprocess
from pathlib import Path

import pytest

from scanner.sources.mbox import split_mbox
from scanner.sources.streams import Stream
from tests.sources.letters import read

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="the samples of other projects are not on this machine")

# Ours, and why it differs from the number of lines that begin with `From `.
_HEADERLESS = "messages without any header, as no mail is; to us they are the text of the one before"
DIFFERENCES = {
    "IMAP-imaptest/src/tests/search-partial.mbox": (1, _HEADERLESS),
    "IMAP-imaptest/src/tests/sort-arrival.mbox": (1, _HEADERLESS),
    "IMAP-imaptest/src/tests/sort-partial.mbox": (1, _HEADERLESS),
    "IMAP-imaptest/src/tests/sort-subject.mbox": (14, _HEADERLESS),
    "IMAP-imaptest/src/tests/thread-orderedsubject.mbox": (14, _HEADERLESS),
    "sisimai-set-of-emails/maildir/mac/rhost-cox-01.eml": (2, "line ends of the old Mac, which the others take for one long line"),
}
# git refuses these as corrupt: their separators tell no time.
_REFUSED_BY_GIT = {"gmime/tests/data/mbox/input/substring.mbox", "laminas-mail/test/_files/test.mbox/INBOX", "laminas-mail/test/_files/test.mbox/INBOX.unix"}


def archives() -> list[Path]:
    """All samples that begin with a separator."""
    return sorted(path for path in CORPORA.rglob("*") if path.is_file() and _begins_with_separator(path))


def _begins_with_separator(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"From "


def ours(path: Path) -> int:
    """The messages that we see."""
    with path.open("rb") as file:
        return sum(1 for _ in split_mbox(Stream(file)))


def test_as_many_messages_as_pythons_mailbox_sees() -> None:
    """Every sample of an mbox gives as many messages as Python's module finds in it, but for the named ones."""
    found = archives()
    assert len(found) > 2_900
    differing = {}
    for path in found:
        box = mailbox.mbox(path, create=False)
        if len(box) != (count := ours(path)):
            differing[str(path.relative_to(CORPORA))] = count
        box.close()
    assert {name: count for name, (count, _why) in DIFFERENCES.items()} == differing


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not on this machine")
def test_as_many_messages_as_git_sees(tmp_path: Path) -> None:
    """git mailsplit, which reads patches out of mailboxes, counts the same in every sample of more than one message."""
    several = [path for path in archives() if path.read_bytes().count(b"\nFrom ") or "mbox" in path.name]
    assert len(several) > 50
    differing, refused = {}, set()
    for number, path in enumerate(several):
        name = str(path.relative_to(CORPORA))
        folder = tmp_path / str(number)
        folder.mkdir()
        said = subprocess.run(["git", "mailsplit", "--keep-cr", f"-o{folder}", str(path)], capture_output=True, check=False)
        if said.returncode != 0:
            refused.add(name)
        elif int(said.stdout) != (count := ours(path)):
            differing[name] = count
    # What is one long line to Python is one to git as well, so that one is not among the several.
    explained = {name: count for name, (count, why) in DIFFERENCES.items() if why is _HEADERLESS}
    assert (explained, _REFUSED_BY_GIT) == (differing, refused)


def test_as_many_messages_as_pythons_maildir_sees() -> None:
    """Every Maildir among the samples gives the messages that Python's module finds in it and its folders."""
    maildirs = [path.parent for path in CORPORA.rglob("cur") if path.is_dir() and not path.parent.name.startswith(".")]
    assert maildirs
    for path in maildirs:
        root = mailbox.Maildir(path, create=False)
        counts = {"INBOX": len(root)} | {name.replace(".", "/"): len(root.get_folder(name)) for name in root.list_folders()}
        reading = read(path)
        seen: dict[str, int] = {}
        for raw in reading.messages:
            name = raw.folder.removesuffix(" (\\Deleted)")
            seen[name] = seen.get(name, 0) + 1
        assert {name: count for name, count in counts.items() if count} == seen


def test_the_same_bytes_as_pythons_mailbox() -> None:
    """Where no line was quoted, each message has the very bytes that Python's module finds."""
    compared = 0
    for path in archives():
        data = path.read_bytes()
        if str(path.relative_to(CORPORA)) in DIFFERENCES or b">From " in data or b"\0" in data or not data.endswith(b"\n"):
            continue
        box = mailbox.mbox(path, create=False)
        theirs = [box.get_bytes(key).replace(b"\r\n", b"\n").rstrip(b"\n") for key in box.keys()]  # noqa: SIM118 - iterating a mailbox gives messages
        box.close()
        assert theirs == [piece.data.rstrip(b"\n") for piece in split_mbox(Stream(io.BytesIO(data.replace(b"\r\n", b"\n"))))]
        compared += len(theirs)
    assert compared > 2_900
