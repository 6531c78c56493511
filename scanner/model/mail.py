"""What a mailbox is made of: raw messages, what of them was not seen, and messages read into text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class SpecialUse(StrEnum):
    """What a folder is for (RFC 6154, and INBOX of RFC 9051)."""

    INBOX = "inbox"
    ALL = "all"
    ARCHIVE = "archive"
    DRAFTS = "drafts"
    JUNK = "junk"
    SENT = "sent"
    TRASH = "trash"
    ORDINARY = "ordinary"


class SearchedBy(StrEnum):
    """How thoroughly a folder was looked through; each includes the one before."""

    SENDER = "sender"
    HEADERS = "headers"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a message was found. `position` is a path inside, a byte offset, or `folder;UIDVALIDITY;UID`."""

    source: str
    position: str

    def __str__(self) -> str:
        return f"{self.source} {self.position}".strip()


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One message as its source gave it: the bytes of RFC 5322, untouched, and the folder it lay in."""

    origin: Origin
    data: bytes = field(repr=False)
    folder: str = ""
    use: SpecialUse = SpecialUse.ORDINARY
    received: datetime | None = None  # INTERNALDATE or the file's own record; aware


@dataclass(frozen=True, slots=True)
class NotSeen:
    """What was passed over: why, and how many messages or files (0 where nobody can tell)."""

    why: str
    count: int

    @staticmethod
    def no_mail(count: int) -> NotSeen:
        """Files without mail in them: the one reason that hides no message."""
        return NotSeen("files that hold no mail", count)

    @property
    def is_hole(self) -> bool:
        """Whether a message may lie in what was passed over."""
        return self.why != NotSeen.no_mail(0).why


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was seen of one folder and what was not; carried from the source to every answer."""

    source: str
    folder: str
    use: SpecialUse
    messages: int
    first: datetime | None
    last: datetime | None
    searched_by: SearchedBy
    not_seen: tuple[NotSeen, ...] = ()

    @property
    def has_holes(self) -> bool:
        """Whether a message of this folder may not have been seen."""
        return any(hole.is_hole for hole in self.not_seen)


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox of RFC 5322, section 3.4. `address` is None where the field held no usable addr-spec."""

    name: str
    address: str | None

    @property
    def domain(self) -> str:
        """The domain in lower case, '' where there is none."""
        return self.address.rpartition("@")[2].lower() if self.address else ""


@dataclass(frozen=True, slots=True)
class Field:
    """One header field, in the order of the message; the value unfolded and decoded (RFC 5322, 2047)."""

    name: str
    value: str = field(repr=False)  # a subject may hold a claim code


@dataclass(frozen=True, slots=True)
class Line:
    """One line of visible text. A table row is one line with several cells.

    Text is NFKC, without zero-width and control characters, runs of blanks folded to one space.
    """

    cells: tuple[str, ...] = field(repr=False)  # a line may hold a claim code
    size: int = 0  # 0: running text; 1 and more: a heading, the larger the more prominent
    gap: bool = False  # a blank line or a block's border stands above it
    wraps: bool = False  # plain text whose sentence may go on in the next line
    attached: bool = False  # it stands in an attached file, not in the body

    @property
    def text(self) -> str:
        """The cells side by side."""
        return "  ".join(cell for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class Link:
    """An anchor: where it leads, the words it shows, and the line it stands in."""

    url: str = field(repr=False)  # its token may be as good as a code
    text: str = field(repr=False)
    line: int
    picture: bool = False  # the anchor shows an image instead of words (`text` is its alt text)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not shown as text. `data` is kept for kinds that can be read (PDF), else empty."""

    filename: str = field(repr=False)
    content_type: str
    size: int
    data: bytes = field(default=b"", repr=False)


class Wrapping(StrEnum):
    """How a layer came to stand in a message."""

    OWN = "own"  # the sender's own words
    FORWARDED = "forwarded"  # forwarded inline
    QUOTED = "quoted"  # quoted in a reply
    ATTACHED = "attached"  # message/rfc822
    DIGEST = "digest"  # one of several in a digest (RFC 2046, 5.1.5)


@dataclass(frozen=True, slots=True)
class Layer:
    """One author's words in a message: the message itself, or a mail it forwards, quotes or holds.

    The head (`from_`, `subject`, `date`) is that of the layer, as far as the forward's own head tells it.
    """

    wrapping: Wrapping
    lines: tuple[Line, ...] = field(repr=False)
    links: tuple[Link, ...] = field(default=(), repr=False)
    pictures: tuple[str, ...] = field(default=(), repr=False)  # alt texts of images that a person sees
    from_: Address | None = None
    to: tuple[Address, ...] = ()
    subject: str = field(default="", repr=False)
    date: datetime | None = None
    message_id: str | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """The first recipient that failed, of a delivery status notification (RFC 3464, section 2.3)."""

    final_recipient: str | None
    action: str | None
    status: str | None
    diagnostic_code: str | None
    original_message_id: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """A message read: who, when, and the text that a person sees.

    `views` are the readings of the body: the HTML first where there is one, the plain-text alternative after it
    (RFC 2046, section 5.1.4); each view is the sender's own layer and the layers inside it.
    """

    key: str  # the identity, apart from the places where copies lie
    origin: Origin
    folder: str
    use: SpecialUse
    fields: tuple[Field, ...]
    message_id: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    date: datetime | None
    from_: tuple[Address, ...]
    to: tuple[Address, ...]
    delivered_to: tuple[str, ...]
    subject: str = field(repr=False)
    views: tuple[tuple[Layer, ...], ...] = field(repr=False)
    delivery_status: DeliveryStatus | None = None
    is_bounce: bool = False
    damage: tuple[str, ...] = ()  # what was wrong with the message, for `explain --verbose`

    def values(self, name: str) -> tuple[str, ...]:
        """All values of a header field, topmost first."""
        name = name.lower()
        return tuple(f.value for f in self.fields if f.name.lower() == name)

    @property
    def sender(self) -> Address | None:
        """The first author of From, None where there is none."""
        return self.from_[0] if self.from_ else None
