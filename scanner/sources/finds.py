"""What readers of files hand on: a message found, or something passed over with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from scanner.model import Coverage, SpecialUse
from scanner.sources.known import FileState
from scanner.sources.layout import Spot
from scanner.sources.streams import Purse, Readable, Stream


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
class End:
    """That file was read to its end; its state, where that is worth keeping."""

    state: FileState | None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A file that was read in an earlier run and is as it was then."""

    inside: str
    seen: tuple[Coverage, ...]


Find = Found | Missed | NoMail | EmptyBox | Begin | End | Unchanged
Finds = Iterator[Find]
# How a file is read whose bytes come from another; the third is the file where it can be read from any place.
Read = Callable[[Stream, Item, Readable | None, Purse], Finds]


def missed(item: Item, why: str, *, loud: bool = True, count: int = 1) -> Missed:
    """The item as a whole, or a part of it, was not read."""
    return Missed(item.inside, item.folder, item.use, why, count, loud)
