"""What the jobs tell while they run; a command line, a page or a test listens and decides what to show."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from scanner.model import Fact, Message, Origin, Recognition
from scanner.sources import Amount


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a folder is; of files also how far the whole scan is, in bytes."""

    source: str
    folder: str
    seen: int
    total: int | None
    found: int
    amount: Amount = field(default_factory=Amount)
    total_bytes: int | None = None  # of all files; None where that is not known


@dataclass(frozen=True, slots=True)
class Read:
    """A message was read. `facts` is empty for what has nothing to do with gift cards."""

    message: Message
    recognition: Recognition
    facts: tuple[Fact, ...]
    raw: bytes = field(repr=False)  # it may hold a claim code


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message, or a whole file, could not be read; the run goes on."""

    origin: Origin
    why: str
    again: bool = False  # the server did not hand it out; the next scan asks for it once more


_OF_FILES = ("files", "bytes", "unchanged", "no_mail")


@dataclass(slots=True)
class Counts:
    """The counts of a run, for the summary and the exit code."""

    messages: int = 0
    recognized: int = 0
    suspicious: int = 0
    unreadable: int = 0
    duplicates: int = 0
    of_others: int = 0  # gift-card mail in an archive that was delivered to somebody else than its owner
    files: int = 0  # of archives
    bytes: int = 0  # of these files
    unchanged: int = 0  # of these files, those that an earlier scan read as they are
    no_mail: int = 0  # files and members of archives that hold no mail

    def as_json(self) -> dict[str, int]:
        """The counts under their names; mail to others is told of only where there was some, files where files were scanned."""
        left_out = (() if self.of_others else ("of_others",)) + (() if self.files else _OF_FILES)
        return {name: count for name, count in asdict(self).items() if name not in left_out}


Event = Progress | Read | Unreadable
