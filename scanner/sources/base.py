"""What every source is: an iterator of raw messages that can tell afterwards what it did not see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from scanner.model import Coverage, Origin, RawMessage
from scanner.sources.amount import Amount


@dataclass(frozen=True, slots=True)
class SourceEvent:
    """Something that a source has to tell between messages: progress, or a message that it could not read."""

    folder: str
    seen: int  # messages of this folder seen so far
    total: int | None  # messages of this folder, where known
    unreadable: Origin | None = None
    why: str = ""


class Source(Protocol):
    """A mailbox or archive. Messages and events come in one stream, so that a reader sees them in order."""

    name: str

    def messages(self) -> Iterator[RawMessage | SourceEvent]:
        """All messages, in a stable order. SourceError where the source as a whole cannot be read."""
        ...

    def coverage(self) -> tuple[Coverage, ...]:
        """What was seen of each folder; complete once `messages` is exhausted."""
        ...

    def unread(self, raw: RawMessage, why: str) -> None:
        """The message that was handed out last could not be read."""
        ...

    def amount(self) -> Amount:
        """The files and bytes that were gone through so far; none of a mailbox on a server."""
        ...
