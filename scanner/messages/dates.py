"""When a message was sent: its Date field, held against what the servers on its way wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_tz

from dateutil import parser as dateutil_parser
from dateutil.tz import gettz, tzoffset

from scanner.messages.cleaning import clean_line

# Zone names of RFC 5322, section 4.3, and those that mailers of our marketplaces write; seconds east of UTC.
_ZONES = {
    "JST": 32400, "KST": 32400, "CST": -21600, "EST": -18000, "EDT": -14400, "CDT": -18000, "MST": -25200,
    "MDT": -21600, "PST": -28800, "PDT": -25200, "GMT": 0, "UTC": 0, "UT": 0, "Z": 0, "WET": 0, "WEST": 3600,
    "BST": 3600, "CET": 3600, "CEST": 7200, "MET": 3600, "MEST": 7200, "EET": 7200, "EEST": 10800, "TRT": 10800,
    "MEZ": 3600, "MESZ": 7200, "HNEC": 3600, "HAEC": 7200, "MSK": 10800, "HKT": 28800, "NZST": 43200, "NZDT": 46800, "PKT": 18000,
    "IST": 19800, "SGT": 28800, "AEST": 36000, "AEDT": 39600, "SAST": 7200, "GST": 14400, "AST": 10800, "BRT": -10800,
}  # fmt: skip
MAX_CHARACTERS = 200

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
_COMMENT = re.compile(r"\([^()]*\)")
_TRUST = timedelta(days=1)


def sent_at(date_fields: Iterable[str], received_fields: Iterable[str]) -> datetime | None:
    """When the message was sent: Date, or the earliest Received where Date is missing or more than a day off it.

    `received_fields` are topmost first (RFC 5321, section 4.4: each host adds its own above). None where neither
    can be trusted. The result is aware and keeps the offset that was written.
    """
    stamps = [when for when in (_received(value) for value in received_fields) if when]
    earliest = min(stamps, default=None)
    for value in date_fields:
        date = parse_date(value)
        if date and (earliest is None or abs(date - earliest) <= _TRUST):
            return date
    return earliest


def parse_date(value: str) -> datetime | None:
    """A date-time of RFC 5322, section 3.3, as mailers really write it; None where it means nothing."""
    value = clean_line(value[:MAX_CHARACTERS])
    parsed = None
    if numbers := parsedate_tz(value):
        parsed = _from_numbers(value, numbers)
    if parsed is None:
        try:
            parsed = dateutil_parser.parse(_COMMENT.sub("", value), tzinfos=_zone, ignoretz=False)
        except (ValueError, TypeError, ArithmeticError):  # also of a number that no decimal can be divided by
            return None
        parsed = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    try:
        return parsed if _EARLIEST < parsed.astimezone(UTC) < _LATEST else None
    except (OverflowError, ValueError):
        return None


def _from_numbers(value: str, numbers: tuple[int | None, ...]) -> datetime | None:
    offset = numbers[9]
    zone = re.search(r"([A-Z]{1,5})\s*(?:\(|$)", value)
    if (offset is None or offset == 0) and zone and zone.group(1) in _ZONES:
        offset = _ZONES[zone.group(1)]
    try:
        year, month, day, hour, minute, second = (int(n or 0) for n in numbers[:6])
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=tzoffset(None, offset or 0))
    except (ValueError, OverflowError, TypeError):
        return None


def zone_named(name: str) -> tzinfo | None:
    """The zone of a name that mailers write (RFC 5322, section 4.3, and more); None where it is unknown."""
    seconds = _ZONES.get(name.upper())
    return None if seconds is None else tzoffset(None, seconds)


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    if offset is not None:
        return tzoffset(None, offset)
    if name and (known := zone_named(name)):
        return known
    return gettz(name) if name and "/" in name else None


def _received(value: str) -> datetime | None:
    """The date of a Received field: what stands after its last semicolon."""
    _, semicolon, date = value.rpartition(";")
    return parse_date(date) if semicolon else None
