"""The lines that part the messages of an mbox: which `From ` is one, and which stands in a letter.

RFC 4155 wants an address and a time of day, but Thunderbird writes `From ` alone, Google `From 123@xxx` with a zone
before the year, and many writers leave `From ` lines of letters as they are. So the line alone decides nothing: what
stands before and behind it is looked at too. A letter cut in two does less harm than two mails read as one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final

MARK: Final = b"From "
LOOK: Final = 6 * 2**10  # so much behind a `From ` is looked at
_LINE = 1000
_LINES = 80
_JUNK = 6

_TIME = re.compile(rb"(?<!\d)\d{1,2}:\d{2}(?!\d)")
_YEAR = re.compile(rb"(?<!\d)(?:19|20)\d{2}(?!\d)")
_FIELD = re.compile(rb"([!-9;-~]{1,80})[ \t]*:")
_FROM_IN_HEADER = re.compile(rb">*From ")
_KNOWN = frozenset(
    b"from to cc bcc sender reply-to subject date received message-id return-path mime-version content-type content-transfer-encoding"
    b" delivered-to envelope-to authentication-results dkim-signature status references in-reply-to organization apparently-to"
    b" comments mail-from posted-date precedence".split()
)
_KNOWN_BEGINNINGS = (b"x-", b"list-", b"arc-", b"resent-", b"received-", b"content-", b"original-")
_TAKEOUT = re.compile(rb"From \d{5,25}@xxx ")

_MONTHS = {name: i for i, name in enumerate(b"jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_STAMP = re.compile(rb"([A-Za-z]{3})[ ]+(\d{1,2})[ ]+(\d{1,2}):(\d{2})(?::(\d{2}))?[ ]+(?:([+-]\d{4})[ ]+)?(?:[A-Z]{2,5}[ ]+)?(\d{4})(?:[ ]+([+-]\d{4}))?")


# What nearly all writers write, and what is a separator in any place: an address or Google's number and a full date, and behind it two
# fields of a header, the first of a name that is known.
_REGULAR = re.compile(
    rb"From (?!- )[^\s]{1,200} +[A-Za-z]{3} +([A-Za-z]{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (?:([+-]\d{4}) )?((?:19|20)\d\d)\r?\n"
    rb"(?:%b)[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n){0,40}[!-9;-~]{1,80}[ \t]*:[^\n]*\n"
    % b"|".join([*map(re.escape, sorted(_KNOWN)), *(re.escape(begin) + rb"[!-9;-~]{1,60}" for begin in _KNOWN_BEGINNINGS)]),
    re.IGNORECASE,
)


class Style(Enum):
    """How much a `From ` line looks like a separator."""

    PROSE = 0
    BARE = 1  # no time: Thunderbird, some exporters
    DATED = 2  # as RFC 4155 has it, or nearly


class Behind(Enum):
    """How much what stands behind the line looks like a mail's header."""

    NONE = 0
    THIN = 1  # fields that nobody knows, or nothing at all up to the end
    HEADER = 2


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before the line."""

    line_end: bool = True
    blank_line: bool = True


def is_separator(text: bytes, before: Before, *, to_the_end: bool) -> bool:
    """Whether `text`, which begins with a `From ` line, begins a message. `to_the_end`: nothing comes behind `text`."""
    line, rest = _line_and_rest(text)
    style = style_of(line)
    if style is Style.PROSE:
        return False
    behind, fields = _behind(rest, to_the_end, _JUNK if style is Style.DATED else 1)
    if not before.line_end:
        # Glued to a part whose end is missing: only a full separator with a full header is believed.
        return style is Style.DATED and behind is Behind.HEADER and fields >= 2
    if style is Style.BARE:
        return behind is Behind.HEADER and fields >= 2
    return behind is Behind.HEADER or (before.blank_line and behind is Behind.THIN)


@dataclass(frozen=True, slots=True)
class Regular:
    """A separator as nearly all are, in few steps."""

    end: int  # of its line
    stamp: datetime | None
    takeout: bool


def regular_separator(data: bytes | bytearray, at: int) -> Regular | None:
    """The separator at `at`, where a line begins, if it is of the regular kind and within sight; None says nothing."""
    match = _REGULAR.match(data, at, at + LOOK)
    month = _MONTHS.get(match.group(1).lower()) if match else None
    if not match or not month:
        return None
    day, hour, minute, second, zone, year = match.groups(b"0")[1:]
    end = data.index(b"\n", at) + 1
    stamp = _moment(int(year), month, int(day), int(hour), int(minute), int(second), int(zone))
    return Regular(end, stamp, is_takeout(bytes(data[at:end])))


def style_of(line: bytes) -> Style:
    """The style of a line that begins with `From `."""
    rest = line[len(MARK) :].strip()
    if len(line) >= _LINE:
        return Style.PROSE
    if _YEAR.search(rest) and _TIME.search(rest):
        return Style.DATED
    words = rest.split()
    return Style.BARE if len(words) <= 1 or b"@" in words[0] else Style.PROSE


def is_takeout(line: bytes) -> bool:
    """Whether Google wrote this line (Takeout)."""
    return bool(_TAKEOUT.match(line))


def stamp_of(line: bytes) -> datetime | None:
    """The moment in a separator: when the message was delivered, in UTC where no zone is told (RFC 4155)."""
    match = _STAMP.search(line)
    month = _MONTHS.get(match.group(1).lower()) if match else None
    if not match or not month or line.startswith(b"From - "):
        return None  # Thunderbird's time is that of the download
    day, hour, minute, second, year = (int(match.group(i) or 0) for i in (2, 3, 4, 5, 7))
    return _moment(year, month, day, hour, minute, second, int(match.group(6) or match.group(8) or 0))


def _moment(year: int, month: int, day: int, hour: int, minute: int, second: int, zone: int) -> datetime | None:
    try:
        offset = timedelta(hours=abs(zone) // 100, minutes=abs(zone) % 100)
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC) - (offset if zone > 0 else -offset)
    except (ValueError, OverflowError):
        return None


def _line_and_rest(text: bytes) -> tuple[bytes, bytes]:
    line, _, rest = text.partition(b"\n")
    return line.rstrip(b"\r"), rest


def _behind(text: bytes, to_the_end: bool, forgiven: int) -> tuple[Behind, int]:
    """What stands behind a separator line, and how many header fields; so many lines among them may belong to no header."""
    if not text.strip():
        return (Behind.THIN, 0) if to_the_end else (Behind.NONE, 0)
    fields = known = junk = 0
    ended = broken = False
    lines = text.lstrip(b"\r\n").split(b"\n", _LINES)
    if not to_the_end or not text.endswith(b"\n"):
        # The last line may be cut; it says nothing.
        lines, ended = (lines[:-1] or lines), to_the_end
    for raw in lines[:_LINES]:
        line = raw.rstrip(b"\r")
        if not line:
            ended = True
            break
        match = _FIELD.match(line)
        if match:
            fields += 1
            name = match.group(1).lower()
            known += name in _KNOWN or name.startswith(_KNOWN_BEGINNINGS)
            if known and fields >= 2 and not broken:
                return Behind.HEADER, fields
        elif _FROM_IN_HEADER.match(line) and style_of(line.lstrip(b">")) is Style.DATED:
            # A second separator, plain or quoted, is no part of a letter; behind it an empty message may stand.
            ended = True
            junk += 1
        elif line[:1] not in b" \t" or not fields:
            junk += 1
            broken = True
        if junk > forgiven:
            return Behind.NONE, fields
    if broken:
        return (Behind.HEADER, fields) if known >= 4 or (known >= 2 and ended) else (Behind.NONE, fields)
    if known and ended:
        return Behind.HEADER, fields
    return (Behind.THIN, fields) if ended else (Behind.NONE, fields)
