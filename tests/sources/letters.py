"""Synthetic letters, and a short way to read a path whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from scanner.model import Coverage, NotSeen, RawMessage
from scanner.sources import SourceEvent, open_path

SEPARATOR = b"From alice@example.com Mon Jan  1 10:00:00 2024\n"


def letter(number: int = 1, body: str = "Hello.\n", *, fields: str = "") -> bytes:
    """A whole message with LF line ends."""
    head = f"Date: Mon, 1 Jan 2024 10:00:{number % 60:02} +0000\nFrom: Alice <alice@example.com>\nTo: bob@example.org\n"
    return f"{fields}{head}Subject: letter {number}\nMessage-ID: <{number}@example.com>\nX-Corpus: synthetic\n\n{body}".encode()


def mbox(*letters: bytes, separator: bytes = SEPARATOR) -> bytes:
    """Letters as an mbox, quoted by nobody."""
    return b"".join(separator + one + b"\n" for one in letters)


@dataclass(frozen=True)
class Reading:
    """All that a source gave."""

    messages: tuple[RawMessage, ...]
    events: tuple[SourceEvent, ...]
    coverage: tuple[Coverage, ...]

    @property
    def numbers(self) -> list[int]:
        """The numbers of the letters, in order."""
        return [number_of(raw.data) for raw in self.messages]

    @property
    def folders(self) -> dict[str, str]:
        """Each folder's use."""
        return {raw.folder: raw.use.value for raw in self.messages}

    @property
    def holes(self) -> dict[str, int]:
        """What was not seen, over all folders."""
        found: dict[str, int] = {}
        for hole in (h for entry in self.coverage for h in entry.not_seen):
            found[hole.why] = found.get(hole.why, 0) + hole.count
        return found

    @property
    def losses(self) -> dict[str, int]:
        """What was not seen, without files that hold no mail."""
        return {why: count for why, count in self.holes.items() if NotSeen(why, count).is_hole}


def read(path: Path) -> Reading:
    """Read a path to its end."""
    source = open_path(path)
    found = list(source.messages())
    messages = tuple(item for item in found if isinstance(item, RawMessage))
    return Reading(messages, tuple(item for item in found if isinstance(item, SourceEvent)), source.coverage())


def number_of(data: bytes) -> int:
    """The number of a letter, by its subject; -1 where its subject is cut off."""
    match = re.search(rb"Subject: letter (\d+)\r?\n", data)
    return int(match.group(1)) if match else -1


def write(path: Path, data: bytes) -> Path:
    """A file with all folders that lead to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
