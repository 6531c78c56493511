"""The messages of a case found again in the archives that they came from; each is checked to be the one that was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from scanner.errors import UnreadableMessage
from scanner.messages import Heading, identity, read_heading
from scanner.model import MessageRef, RawMessage
from scanner.sources import Location, locate

_SERVER = "imap:"


class Whereabouts(StrEnum):
    """What became of a message at a place where it was found once."""

    THERE = "there"
    MOVED = "moved"  # elsewhere in the same file
    NOT_IN_FILE = "not_in_file"
    NO_FILE = "no_file"  # or none that may be read
    ON_SERVER = "on_server"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message was found, as the ledger knows it."""

    source: str
    folder: str
    position: str


@dataclass(frozen=True, slots=True)
class Refound:
    """A place, what became of the message there, and its header where it was seen again."""

    place: Place
    now: Whereabouts
    location: Location | None = None
    heading: Heading | None = None

    @property
    def is_lost(self) -> bool:
        """Whether the message is not there any more."""
        return self.now in (Whereabouts.NOT_IN_FILE, Whereabouts.NO_FILE)


def find_again(ref: MessageRef, places: Iterable[Place]) -> list[Refound]:
    """A message at each of the places where it was found; what lies on a server is told and not fetched."""
    return [_at(ref, place) for place in places]


def _at(ref: MessageRef, place: Place) -> Refound:
    if place.source.startswith(_SERVER):
        return Refound(place, Whereabouts.ON_SERVER)
    location = locate(place.source, place.position)
    if location is None or not location.is_readable:
        return Refound(place, Whereabouts.NO_FILE)
    raw = location.message(place.source)
    heading = _heading_if(ref, raw) if raw else None
    if heading is not None:
        # A flag of a Maildir is in a file's name; the message is where it was.
        return Refound(place, Whereabouts.THERE, location, heading)
    for other in location.messages(place.source):
        if (heading := _heading_if(ref, other)) is not None:
            return Refound(place, Whereabouts.MOVED, location.moved_to(other.origin.position), heading)
    return Refound(place, Whereabouts.NOT_IN_FILE, location)


def _heading_if(ref: MessageRef, raw: RawMessage) -> Heading | None:
    """The header of a message, if it is the wanted one; None for every other, and for what cannot be read."""
    # Of all messages of a file only those are read that may be it.
    if not (ref.message_id.encode("utf-8", "surrogateescape") in raw.data if ref.message_id else identity(raw.data, None) == ref.key):
        return None
    try:
        heading = read_heading(raw.data)
    except (UnreadableMessage, RecursionError):
        return None
    return heading if heading.key == ref.key else None
