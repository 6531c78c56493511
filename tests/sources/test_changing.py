"""Files that grow, shrink or vanish while they are read."""

from __future__ import annotations

import os
from pathlib import Path

from scanner.model import RawMessage
from scanner.sources import holes, open_path
from tests.sources.letters import letter, mbox, number_of, write

# More than is read at once, so that the change comes before the end is reached.
MANY = mbox(*(letter(i, "x" * 70 + "\n" * 2 + "y" * 900 + "\n") for i in range(4_000)))


def _read_with(path: Path, change: object) -> tuple[list[int], dict[str, int]]:
    """Read an archive, and change it after its first message."""
    assert callable(change)
    source = open_path(path)
    stream = source.messages()
    first = next(stream)
    assert isinstance(first, RawMessage)
    change()
    numbers = [number_of(first.data), *(number_of(raw.data) for raw in stream if isinstance(raw, RawMessage))]
    return numbers, {hole.why: hole.count for entry in source.coverage() for hole in entry.not_seen}


def test_a_file_that_grows(tmp_path: Path) -> None:
    """It is read as far as it went when it was opened, and that there is more is told."""
    path = write(tmp_path / "Inbox", MANY)

    def grow() -> None:
        with path.open("ab") as file:
            file.write(mbox(letter(4_000)))

    assert (list(range(4_000)), {holes.GREW: 0}) == _read_with(path, grow)


def test_a_file_that_shrinks(tmp_path: Path) -> None:
    """What is gone is told; the messages before are read."""
    path = write(tmp_path / "Inbox", MANY)
    numbers, losses = _read_with(path, lambda: os.truncate(path, 2**21))
    assert {holes.SHRANK: 0} == losses
    assert list(range(len(numbers) - 1)) == numbers[:-1]
    assert 1_000 < len(numbers) < 4_000


def test_a_file_that_is_written_over(tmp_path: Path) -> None:
    """A mail program that compacts a file in its place leaves a word about it."""
    path = write(tmp_path / "Inbox", MANY)

    def touch() -> None:
        with path.open("r+b") as file:
            file.write(MANY[:5])
        os.utime(path, (1, 1))

    assert {holes.CHANGED: 0} == _read_with(path, touch)[1]


def test_a_file_that_vanishes(tmp_path: Path) -> None:
    """A file that is removed before its turn is told, and is no fault."""
    write(tmp_path / "1.eml", letter(1))
    second = write(tmp_path / "2.eml", letter(2))
    write(tmp_path / "3.eml", letter(3))
    assert ([1, 3], {holes.VANISHED: 1}) == _read_with(tmp_path, second.unlink)


def test_a_file_that_is_replaced(tmp_path: Path) -> None:
    """A new file under the old name does not touch what is being read."""
    path = write(tmp_path / "Inbox", MANY)

    def replace() -> None:
        write(tmp_path / "new", b"").replace(path)

    assert list(range(4_000)) == _read_with(path, replace)[0]


def test_a_folder_that_vanishes(tmp_path: Path) -> None:
    """A folder that is removed before its turn is told."""
    write(tmp_path / "1.eml", letter(1))
    write(tmp_path / "later" / "2.eml", letter(2))

    def remove() -> None:
        (tmp_path / "later" / "2.eml").unlink()
        (tmp_path / "later").rmdir()

    numbers, losses = _read_with(tmp_path, remove)
    assert ([1], {holes.VANISHED: 0}) == (numbers, losses)
