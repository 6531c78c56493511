"""Files and bytes: what was gone through is as much as lies there."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from scanner.model import RawMessage
from scanner.sources import Amount, FileSource, amount, bytes_to_read, open_path
from tests.sources.letters import letter, mbox, write
from tests.sources.test_maildir import deliver
from tests.sources.test_packed import MAILBOX, zipped


def gone_through(path: Path) -> Amount:
    """What a whole reading of a path went through."""
    source = open_path(path)
    for _ in source.messages():
        pass
    return source.amount()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Files of all kinds, links, and what lies beside mail."""
    root = tmp_path / "mail"
    write(root / "INBOX.mbox", mbox(*(letter(i) for i in range(300))))
    write(root / "1.eml", letter(1))
    write(root / "all.zip", zipped(MAILBOX))
    write(root / "old.mbox.gz", gzip.compress(mbox(letter(1), letter(2, "x" * 90_000))))
    write(root / "film.bin", b"\x01" * 300_000)
    write(root / "empty.txt", b"")
    write(root / "INBOX.msf", b"index" * 100)
    deliver(root / "Maildir", 3)
    deliver(root / "Maildir" / ".Sent", 4, "new")
    deliver(root / "Maildir", 5, "tmp")
    (root / "again").symlink_to(root / "INBOX.mbox")
    return root


def test_what_was_gone_through_is_what_lies_there(tree: Path) -> None:
    """Every file that is looked into counts once, with all its bytes, however much of them had to be read; a walk knew before."""
    sizes = [
        path.stat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink() and path.suffix != ".msf" and "tmp" not in path.parts[-2]
    ]
    assert Amount(8, sum(sizes)) == gone_through(tree)
    assert sum(sizes) == bytes_to_read([tree])
    assert 2 * sum(sizes) == bytes_to_read([tree, tree])
    assert Amount(1, len(letter(1))) == gone_through(tree / "1.eml")


@pytest.mark.parametrize("name", ["INBOX.mbox", "all.zip", "old.mbox.gz"])
def test_bytes_never_run_ahead_or_back(tree: Path, name: str) -> None:
    """While a file is read they grow up to its size."""
    source = FileSource(tree / name)
    seen = [source.amount().bytes for item in source.messages() if isinstance(item, RawMessage)]
    size = (tree / name).stat().st_size
    assert seen == sorted(seen)
    assert 0 < seen[0] <= seen[-1] <= size == source.amount().bytes


def test_a_great_file_is_counted_while_it_is_read(tmp_path: Path) -> None:
    """Half of the messages, about half of the bytes."""
    path = write(tmp_path / "INBOX", mbox(*(letter(i, "x" * 9_990 + "\n") for i in range(1_000))))
    source = open_path(path)
    half = [source.amount().bytes for _ in source.messages()][500]
    assert 0.4 < half / path.stat().st_size < 0.7


def test_a_pipe_has_the_bytes_that_came_out_of_it(tmp_path: Path) -> None:
    """How many will come, nobody knows."""
    reading_end, writing_end = os.pipe()
    os.write(writing_end, mbox(letter(1)))
    os.close(writing_end)
    path = tmp_path / "pipe"
    path.symlink_to(f"/dev/fd/{reading_end}")
    try:
        assert bytes_to_read([path]) is None
        assert Amount(1, len(mbox(letter(1)))) == gone_through(path)
    finally:
        os.close(reading_end)


def test_too_many_files_are_not_looked_at_before(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk gives up where it would take longer than it is worth; a path that is gone counts nothing."""
    assert 0 == bytes_to_read([tree / "nowhere"])
    monkeypatch.setattr(amount, "MOST_FILES", 5)
    assert bytes_to_read([tree]) is None
