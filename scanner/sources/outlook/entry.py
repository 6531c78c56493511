"""A message as Outlook keeps it: properties, recipients and attachments, before it is a mail again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from scanner.sources.outlook.properties import Properties

MAX_DEPTH: Final = 8  # messages within messages
MAX_ATTACHMENTS: Final = 500
MAX_RECIPIENTS: Final = 2000
MAX_PROPERTIES: Final = 2000
MAX_BYTES: Final = 44 * 2**20  # of one message; in base64 they still make no mail beyond 64 MiB


@dataclass(frozen=True, slots=True)
class Attached:
    """An attachment: its properties, and its bytes or the message that it is."""

    properties: Properties
    data: bytes = field(default=b"", repr=False)
    message: Entry | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A message. `cut`: not all of it was taken, for it is too large."""

    properties: Properties
    recipients: tuple[Properties, ...] = ()
    attachments: tuple[Attached, ...] = ()
    cut: bool = False
