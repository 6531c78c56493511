"""What mail programs write into a header when they keep a mail: Google's labels, Thunderbird's and Apple's flags, the time of arrival.

A sender can write such fields too. They are believed where the keeper puts them, above the first trace of the mail's way
(RFC 5321, section 4.4); a label below it may name a folder, but never one whose mail counts as the owner's own.
"""

from __future__ import annotations

import email.header
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from scanner.model import SpecialUse
from scanner.sources.folders import fold_name, use_of_name

_HEAD: Final = 32 * 2**10
_BLANK_LINE = re.compile(rb"\n\r?\n")
_FIELD = re.compile(rb"\n([!-9;-~]{1,80}[ \t]*):[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)")
# As RFC 5322 has it, and nearly every mailer: day, month, year, time and zone, perhaps with a day of the week before and a comment behind.
_DATE = re.compile(
    rb"\s*(?:[A-Za-z]{3},\s+)?(\d{1,2})\s+(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+((?:19|20)\d{2})\s+(\d{2}):(\d{2}):(\d{2})\s+([+-])([01]\d)([0-5]\d)"
    rb"\s*(?:\([A-Za-z]{1,5}\)\s*)?"
)
_MONTHS = {name: i for i, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
_FOLD = re.compile(rb"\r?\n[ \t]+")
_TRACE = frozenset({b"received", b"return-path", b"delivered-to", b"authentication-results", b"arc-seal", b"dkim-signature", b"x-received"})
_FROM_OWNER = frozenset({SpecialUse.SENT, SpecialUse.DRAFTS})

# Flags of nsMsgMessageFlags.h: expunged in the file, or deleted at the IMAP server, though not yet compacted away.
_EXPUNGED = 0x0008
_IMAP_DELETED = 0x0020_0000

# Labels that say something of a mail, but not where it lies. Folded; Takeout writes them in the account's language.
_STATE_NAMES = (
    "opened|unread|starred|important|chat|muted|snoozed|開封済み|未読|スター付き|重要|チャット|geoffnet|ungelesen|markiert|wichtig|ouvert|ouverts"
    "|non lu|non lus|messages ouverts|suivis|abierto|abiertos|no leidos|destacados|importante|importantes|aperto|aperti|da leggere|speciali|importanti"
)
_STATES = frozenset(_STATE_NAMES.split("|"))
_CATEGORIES = ("category ", "カテゴリ", "categorie ", "categorie:", "kategorie", "categoria", "kategori")
# When one mail has several labels: the one that says most of where it lies.
_ORDER = (
    SpecialUse.TRASH, SpecialUse.JUNK, SpecialUse.DRAFTS, SpecialUse.SENT, SpecialUse.INBOX, SpecialUse.ORDINARY, SpecialUse.ARCHIVE,
    SpecialUse.ALL,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """A label that stands for a folder."""

    name: str
    use: SpecialUse


class Header:
    """The fields of a header as bytes, no more than is needed to find a mark."""

    def __init__(self, message: bytes) -> None:
        top = message[:_HEAD]
        blank = _BLANK_LINE.search(top)
        self._top = b"\n" + (top[: blank.start()] if blank else top)
        self._lower = self._top.lower()

    def fields(self) -> Iterator[tuple[bytes, bytes]]:
        """Names in lower case, and values."""
        for match in _FIELD.finditer(self._top):
            yield match.group(1).rstrip().lower(), match.group(2)

    def label(self, *, takeout: bool) -> Label | None:
        """The folder that X-Gmail-Labels tells (RFC 2047 decoded), None where it tells none. `takeout`: Google wrote the file."""
        if b"x-gmail-labels" not in self._lower:
            return None
        traced = False
        for name, value in self.fields():
            traced = traced or name in _TRACE
            if name == b"x-gmail-labels" and (takeout or not traced):
                labels = [Label(text, use_of_name(text)) for text in _labels(value)]
                return _best([label for label in labels if not (traced and label.use in _FROM_OWNER)])
        return None

    def is_deleted(self) -> bool:
        """Whether Thunderbird has deleted the mail, and only not yet compacted the file."""
        if b"x-mozilla-status" not in self._lower:
            return False
        for name, value in self.fields():
            if name in _TRACE:
                return False
            if name == b"x-mozilla-status" and _hex(value) & _EXPUNGED:
                return True
            if name == b"x-mozilla-status2" and _hex(value) & _IMAP_DELETED:
                return True
        return False

    def arrived(self, latest: datetime | None) -> datetime | None:
        """When the mail arrived: by the topmost Received, which the receiving host wrote, else by Date; never after `latest`."""
        date = None
        for name, value in self.fields():
            if name == b"received" and (when := _moment(value.rpartition(b";")[2], latest)):
                return when
            if name == b"date" and date is None:
                date = _moment(value, latest)
        return date


def _labels(value: bytes) -> list[str]:
    """The labels of a field, each once; a label with a comma stands in quotes."""
    text = _decoded(_FOLD.sub(b" ", value).strip()).replace("\xa0", " ")
    found = [part.strip().strip('"').strip() for part in re.findall(r'(?:"[^"]*"|[^,"])+', text)]
    return list(dict.fromkeys(label for label in found if label))


def _best(labels: list[Label]) -> Label | None:
    folders = [label for label in labels if label.use is not SpecialUse.ORDINARY or not _is_state(label.name)]
    return min(folders, key=lambda label: _ORDER.index(label.use), default=None)


def _is_state(name: str) -> bool:
    folded = fold_name(name)
    return folded in _STATES or folded.startswith(_CATEGORIES)


def _decoded(value: bytes) -> str:
    text = value.decode("utf-8", "replace")
    if "=?" not in text:
        return text
    try:
        pieces = email.header.decode_header(text)
    except (ValueError, email.errors.HeaderParseError):
        return text
    out = []
    for piece, charset in pieces:
        if isinstance(piece, str):
            out.append(piece)
            continue
        try:
            out.append(piece.decode(charset or "utf-8", "replace"))
        except (LookupError, ValueError):  # no codec of text, or a name that the system cannot even look for
            out.append(piece.decode("utf-8", "replace"))
    return "".join(out)


def _hex(value: bytes) -> int:
    try:
        return int(value[:8], 16)
    except ValueError:
        return 0


def _plain_moment(value: bytes) -> datetime | None:
    """The moment of a date that is written as most are, in a fraction of the time; None says nothing. ValueError where there is no such day."""
    match = _DATE.fullmatch(value)
    if match is None:
        return None
    day, month, year, hour, minute, second, sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    moment = datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    return moment - offset if sign == b"+" else moment + offset


def _moment(value: bytes, latest: datetime | None) -> datetime | None:
    try:
        when = _plain_moment(value) or parsedate_to_datetime(value.decode("ascii", "replace").strip())
        when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    if when.year < 1970 or (latest is not None and when > latest + timedelta(days=1)):
        return None
    return when
