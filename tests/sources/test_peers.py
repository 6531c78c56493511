"""Samples of other projects, counted by us and by other readers of mailboxes; differences are explained one by one, by file and reason.

Our own samples, whose true count is known, show which of the readers errs where they differ.
"""

from __future__ import annotations

import io
import mailbox
import shutil
from pathlib import Path

import pytest

from scanner.sources.mbox import split_mbox
from scanner.sources.streams import Stream
from tests.sources.letters import SEPARATOR, letter, read, write
from tests.sources.peers import READERS, by_python, maildir_by_doveadm
from tests.sources.test_mbox import mboxcl, mboxcl2, mboxo, mboxrd
from tests.sources.test_takeout import takeout

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
with_samples = pytest.mark.skipif(not CORPORA.is_dir(), reason="the samples of other projects are not on this machine")

# Why others count otherwise.
HEADERLESS = "separators without any header behind them, as no mail is; to us they are the text of the one before"
OLD_MAC = "line ends of the old Mac, which the others take for one long line"
NO_TIME = "separators that tell no time; the reader refuses the whole file"
NO_DATE = "separators whose date is none (`Mon Jan 00 00:00:00 0000`); the reader sees those alone that it believes"
CRLF = "line ends of CRLF, with which the reader sees no separator"
ZONE = "separators as Google writes them, with a zone before the year, which the reader refuses or does not see"
UNQUOTED = "lines of letters that begin with `From ` and are no separators; the reader counts them"
COUNTED = "a letter that holds a separator and a header; only its Content-Length tells, which the reader does not heed"

# By sample and reader: what it counts (None: it refuses the file), and why that is not what we count.
Differences = dict[str, tuple[int | None, str]]
_TESTS = "IMAP-imaptest/src/tests"
_HEADERLESS: Differences = {
    f"{_TESTS}/search-partial.mbox": (5, HEADERLESS),
    f"{_TESTS}/sort-arrival.mbox": (5, HEADERLESS),
    f"{_TESTS}/sort-partial.mbox": (5, HEADERLESS),
    f"{_TESTS}/sort-subject.mbox": (15, HEADERLESS),
    f"{_TESTS}/thread-orderedsubject.mbox": (15, HEADERLESS),
}
_MAC = "sisimai-set-of-emails/maildir/mac/rhost-cox-01.eml"
DIFFERENCES: dict[str, Differences] = {
    "python": {**_HEADERLESS, _MAC: (1, OLD_MAC)},
    "git": {
        **_HEADERLESS,
        _MAC: (None, OLD_MAC),
        "gmime/tests/data/mbox/input/substring.mbox": (None, NO_TIME),
        "laminas-mail/test/_files/test.mbox/INBOX": (None, NO_TIME),
        "laminas-mail/test/_files/test.mbox/INBOX.unix": (None, NO_TIME),
    },
    "mboxgrep": {
        **_HEADERLESS,
        _MAC: (0, OLD_MAC),
        "laminas-mail/test/_files/test.mbox/INBOX": (0, CRLF),
        "laminas-mail/test/_files/test.mbox/INBOX.unix": (6, NO_DATE),
        "sisimai-set-of-emails/mailbox/mbox-0": (0, CRLF),
        "sisimai-set-of-emails/maildir/dos/rhost-cox-01.eml": (0, CRLF),
        "sisimai-set-of-emails/maildir/not/rb-issue-368-bug.eml": (0, CRLF),
    },
    "doveadm": {**_HEADERLESS, _MAC: (None, OLD_MAC), "gmime/tests/data/mbox/input/substring.mbox": (None, NO_TIME)},
}
# What we see in these samples.
OURS = {
    f"{_TESTS}/search-partial.mbox": 1, f"{_TESTS}/sort-arrival.mbox": 1, f"{_TESTS}/sort-partial.mbox": 1, f"{_TESTS}/sort-subject.mbox": 14,
    f"{_TESTS}/thread-orderedsubject.mbox": 14, _MAC: 2,
}  # fmt: skip


def archives() -> list[Path]:
    """All samples that begin with a separator."""
    return sorted(path for path in CORPORA.rglob("*") if path.is_file() and _begins_with_separator(path))


def _begins_with_separator(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"From "


def _name(path: Path) -> str:
    return path.relative_to(CORPORA).as_posix()


def ours(path: Path) -> int:
    """The messages that we see."""
    with path.open("rb") as file:
        return sum(1 for _ in split_mbox(Stream(file)))


@pytest.fixture(params=sorted(READERS))
def reader(request: pytest.FixtureRequest) -> str:
    """Another reader, if it is on this machine."""
    name = str(request.param)
    program = READERS[name][0]
    if program and shutil.which(program) is None:
        pytest.skip(f"{program} is not on this machine")
    return name


@with_samples
def test_as_many_messages_as_others_see(reader: str) -> None:
    """Every sample of more than one message, or called an mbox, gives as many as the other reader finds, but for the named ones."""
    several = [path for path in archives() if path.read_bytes().count(b"\nFrom ") or "mbox" in path.name or _name(path) == _MAC]
    assert len(several) > 50
    differing = {_name(path): theirs for path in several if (theirs := READERS[reader][1](path)) != ours(path)}
    assert {name: count for name, (count, _why) in DIFFERENCES[reader].items()} == differing


@with_samples
def test_as_many_messages_as_pythons_mailbox_sees() -> None:
    """All samples, also those of one message; and in those that are counted otherwise we see what we always saw."""
    found = archives()
    assert len(found) > 2_900
    assert set(DIFFERENCES["python"]) == {_name(path) for path in found if by_python(path) != ours(path)}
    assert {name: ours(CORPORA / name) for name in OURS} == OURS


# Letters whose bodies hold what is mistaken for a separator, and how each dialect writes them.
BODIES = (
    "Hello.\n", "From here on it rains.\n", ">From the start.\n", "Before.\n\nFrom Hamburg with love.\n",
    "Dear Bob,\n\nFrom carol@example.net Tue Feb 13 08:15:00 2024\nSubject: what I found\nTo: you\n\nwas in the log.\n",
)  # fmt: skip
LETTERS = [letter(number, body) for number, body in enumerate(BODIES)]
OWN = {
    "mboxo": b"".join(map(mboxo, LETTERS)),
    "mboxrd": b"".join(map(mboxrd, LETTERS)),
    "mboxrd, CRLF": b"".join(map(mboxrd, LETTERS)).replace(b"\n", b"\r\n"),
    "mboxcl": b"".join(map(mboxcl, LETTERS)),
    "mboxcl2": b"".join(map(mboxcl2, LETTERS)),
    "unquoted": b"".join(SEPARATOR + one + b"\n" for one in (*LETTERS[:4], LETTERS[0])),
    "no blank line": b"".join(SEPARATOR + one for one in (*LETTERS[:4], LETTERS[0])),
    "Takeout": takeout("Inbox", "Sent", "Trash", "Spam", "Inbox"),
    "Takeout, parts put together": takeout("Inbox", "Sent") + takeout("Trash", "Spam", "Inbox"),
}
OWN_DIFFERENCES: dict[str, Differences] = {
    "python": {"mboxcl2": (8, UNQUOTED), "unquoted": (7, UNQUOTED), "no blank line": (7, UNQUOTED)},
    "git": {"mboxcl2": (6, COUNTED), "Takeout": (None, ZONE), "Takeout, parts put together": (None, ZONE)},
    "mboxgrep": {
        "mboxcl2": (8, UNQUOTED), "unquoted": (7, UNQUOTED), "mboxrd, CRLF": (0, CRLF), "Takeout": (0, CRLF), "Takeout, parts put together": (0, CRLF),
    },
    "doveadm": {},
}  # fmt: skip


@pytest.mark.parametrize("name", OWN)
def test_our_own_samples_give_what_went_in(name: str, tmp_path: Path) -> None:
    """Five letters in every dialect, whatever stands in them."""
    path = write(tmp_path / "INBOX", OWN[name])
    assert 5 == ours(path)
    assert 5 == len(read(path).messages)


def test_our_own_samples_as_others_count_them(reader: str, tmp_path: Path) -> None:
    """Where another reader does not see five, the reason is known."""
    found = {name: READERS[reader][1](write(tmp_path / "INBOX", data)) for name, data in OWN.items()}
    assert {name: count for name, (count, _why) in OWN_DIFFERENCES[reader].items()} == {name: count for name, count in found.items() if count != 5}


@with_samples
def test_as_many_messages_in_maildirs() -> None:
    """Every Maildir among the samples gives the messages that Python's module and Dovecot find in it and its folders."""
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
        if shutil.which("doveadm"):
            assert {name.replace(".", "/"): count for name, count in maildir_by_doveadm(path).items() if count} == seen


@with_samples
def test_the_same_bytes_as_pythons_mailbox() -> None:
    """Where no line was quoted, each message has the very bytes that Python's module finds."""
    compared = 0
    for path in archives():
        data = path.read_bytes()
        if _name(path) in DIFFERENCES["python"] or b">From " in data or b"\0" in data or not data.endswith(b"\n"):
            continue
        box = mailbox.mbox(path, create=False)
        theirs = [box.get_bytes(key).replace(b"\r\n", b"\n").rstrip(b"\n") for key in box.keys()]  # noqa: SIM118 - iterating a mailbox gives messages
        box.close()
        assert theirs == [piece.data.rstrip(b"\n") for piece in split_mbox(Stream(io.BytesIO(data.replace(b"\r\n", b"\n"))))]
        compared += len(theirs)
    assert compared > 2_900
