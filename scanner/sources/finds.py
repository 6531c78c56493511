"""What readers of files hand on: a message found, or something passed over with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from scanner.model import Coverage, SpecialUse
from scanner.sources.known import FileState, Reached
from scanner.sources.layout import Spot
from scanner.sources.roll import Roll
from scanner.sources.streams import OpenFile


@dataclass(frozen=True, slots=True)
class Item:
    """A file on the disk or in an archive: where it lies, and what is expected of it."""

    name: str  # without the path
    inside: str  # the path inside the source; '' for a file that the owner named
    spot: Spot
    named: bool = False  # the owner named it: it must be mail
    single: bool = False  # it lies in a Maildir, where each file is one message
    deleted: bool = False  # its keeper has marked it as deleted
    size: int | None = None  # of the message, where its name tells it
    latest: datetime | None = None  # when the file was last written: no mail in it is younger
    depth: int = 0  # archives around it
    path: Path | None = None  # on the disk; None in an archive

    @property
    def folder(self) -> str:
        """The folder; a mail marked as deleted stands apart, under the flag's own name (RFC 9051, section 2.3.2)."""
        return self.spot.folder + (" (\\Deleted)" if self.deleted else "")

    @property
    def use(self) -> SpecialUse:
        """What the folder is for; what is marked as deleted is as good as in the trash."""
        return SpecialUse.TRASH if self.deleted else self.spot.use

    def at(self, position: str | int) -> str:
        """The position of something in this file."""
        return f"{self.inside};{position}" if self.inside else str(position)


@dataclass(frozen=True, slots=True)
class Found:
    """One message."""

    inside: str
    folder: str
    use: SpecialUse
    data: bytes = field(repr=False)
    arrived: datetime | None


@dataclass(frozen=True, slots=True)
class Missed:
    """Something that was not read. `loud`: a person should hear of it now, not only in the summary."""

    inside: str
    folder: str
    use: SpecialUse
    why: str
    count: int = 1
    loud: bool = True
    passing: bool = False  # another run may see it, though the file is as it was


@dataclass(frozen=True, slots=True)
class NoMail:
    """A file that holds no mail; counted, no more."""

    inside: str


@dataclass(frozen=True, slots=True)
class EmptyBox:
    """A folder that exists and holds nothing."""

    folder: str
    use: SpecialUse


@dataclass(frozen=True, slots=True)
class Begin:
    """What comes from here on belongs to one file."""

    inside: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A file on the disk was opened, and is gone through now."""

    file: OpenFile


@dataclass(frozen=True, slots=True)
class Mark:
    """What comes from here on begins with a message of an mbox, at that offset; of one in an archive (`depth`) nobody can make use."""

    depth: int
    offset: int
    quotes: bool


@dataclass(frozen=True, slots=True)
class Sampled:
    """A mark in the file that is being read, with what stands for the bytes before it."""

    reached: Reached


@dataclass(frozen=True, slots=True)
class End:
    """That file was read to its end; its state, where that is worth keeping, and the number under which it goes on its folder's roll."""

    state: FileState | None
    roll: Roll | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A file, a part of one or a whole folder that was read in an earlier run and is as it was then."""

    inside: str
    seen: tuple[Coverage, ...]
    files: int = 1  # 0 where it is but a part of one
    size: int = 0  # bytes, where anybody looked


Find = Found | Missed | NoMail | EmptyBox | Begin | Opened | Mark | Sampled | End | Unchanged
Finds = Iterator[Find]


def missed(item: Item, why: str, *, loud: bool = True, count: int = 1) -> Missed:
    """The item as a whole, or a part of it, was not read."""
    return Missed(item.inside, item.folder, item.use, why, count, loud)
