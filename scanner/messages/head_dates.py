"""The date in the head of a forwarded or quoted mail, as mailers write it in their reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from scanner.catalog import Language
from scanner.messages.cleaning import clean_line
from scanner.messages.dates import parse_date, zone_named
from scanner.messages.written_days import DayWriting, WrittenDay

_MAX, _LINE = 300, 80
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_RFC = re.compile(r"^\W*(?:[A-Za-z]{3},\s*)?\d{1,2}\s[A-Za-z]{3}\s\d{4}\s\d{1,2}:\d{2}(?::\d{2})?\s(?:[+-]\d{4}|[A-Z]{2,4}\b)")
_ISO = re.compile(r"^\W*\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
_ADDRESS = re.compile(r"(?:[<\[(]\s*+|(?<!\s)\s++)?(?<![^\s<>\[\]()])[^\s<>\[\]()][^\s<>\[\]()@]*+@[^\s<>\[\]()]++\s*[>\])]?")
_CLOCK = re.compile(
    r"(?<![\d:./\-])(?P<before>午前|午後|上午|下午|凌晨|早上|中午|晚上|ÖÖ|ÖS)?\s?(?P<hour>[01]?\d|2[0-4])\s?(?:[:.h時时点點]|Uhr\s?|\sh\s)\s?(?P<minute>[0-5]\d)"
    r"\s?分?(?::(?P<second>[0-5]\d)|\s?[0-5]\d秒)?(?![\d:]|\.\d)\s?(?P<after>[ap]\.?\s?m\b\.?|ÖÖ\b|ÖS\b|[صم](?!\w))?",
    re.IGNORECASE,
)
_LATER = frozenset({"午後", "下午", "晚上", "中午", "ös", "p", "م"})
_EARLIER = frozenset({"午前", "上午", "凌晨", "早上", "öö", "a", "ص"})
_ENGLISH_HALVES = frozenset("ap")
_OFFSET = re.compile(r"\s?[(\[]?(?:(?:GMT|UTC)\s?(?P<hours>[+-]\d{1,2})(?::?(?P<minutes>\d{2}))?|(?P<numeric>[+-]\d{2}:?\d{2})|(?P<name>[A-Z]{2,5})\b)")


class HeadDates:
    """Reads the dates of heads, in all languages of the catalog."""

    def __init__(self, languages: Iterable[Language]) -> None:
        known = tuple(languages)
        # Numbers with English halves of the day are American; all other countries that write the year last begin with the day.
        self._american = DayWriting(known, "mdy")
        self._others = DayWriting(known, "dmy")

    def read(self, text: str) -> datetime | None:
        """The date of a head's line or of an attribution; a day without a clock is that day's midnight, a clock without a
        zone is UTC. None where no day with its year is written."""
        text = clean_line(text[:_MAX])
        if _RFC.match(text) or _ISO.match(text):
            return parse_date(_ADDRESS.sub("", text))
        text = _ADDRESS.sub(" ", text)
        clocks = list(_CLOCK.finditer(_plain(text)))
        american = any(_half(m) in _ENGLISH_HALVES for m in clocks)
        days = [day for day in (self._american if american else self._others).find(text) if day.year]
        made = next((made for day in days if (made := _at(day, clocks, text))), None)
        # "Thu Mar 5 10:15:30 2026" of C's asctime, and what else has its parts in an order of its own.
        return made or (parse_date(text.replace(",", " ")) if len(text) <= _LINE and _YEAR.search(text) else None)


def _plain(text: str) -> str:
    """Digits of any script as those of ASCII; nothing moves."""
    return "".join(str(int(c)) if c.isdigit() and not c.isascii() and c.isdecimal() else c for c in text)


def _half(clock: re.Match[str]) -> str:
    """The half of the day that a clock names: its word, of a.m. and p.m. the first letter."""
    name = (clock.group("before") or clock.group("after") or "").lower()
    return name if name in _LATER or name in _EARLIER else name[:1]


def _at(day: WrittenDay, clocks: list[re.Match[str]], text: str) -> datetime | None:
    """A day at the clock that stands nearest behind it, else before it."""
    free = [m for m in clocks if m.start() >= day.end or m.end() <= day.start]
    clock = next((m for m in free if m.start() >= day.end), free[-1] if free else None)
    hour = minute = second = 0
    zone: tzinfo = UTC
    if clock:
        hour, minute, second = int(clock.group("hour")), int(clock.group("minute")), int(clock.group("second") or 0)
        half = _half(clock)
        if half in _LATER and hour < 12:
            hour += 12
        elif half in _EARLIER and hour == 12:
            hour = 0
        zone = _zone(text, clock.end())
    try:
        return datetime(day.year or 0, day.month, day.day, hour % 24, minute, second, tzinfo=zone)
    except ValueError:
        return None


def _zone(text: str, at: int) -> tzinfo:
    """The zone behind a clock; UTC where there is none."""
    match = _OFFSET.match(text, at)
    if not match:
        return UTC
    if name := match.group("name"):
        return zone_named(name) or UTC
    if numeric := match.group("numeric"):
        numeric = numeric.replace(":", "")
        hours, minutes = int(numeric[1:3]), int(numeric[3:])
        sign = -1 if numeric[0] == "-" else 1
    else:
        hours, minutes = abs(int(match.group("hours"))), int(match.group("minutes") or 0)
        sign = -1 if match.group("hours")[0] == "-" else 1
    offset = sign * timedelta(hours=hours, minutes=minutes)
    return timezone(offset) if abs(offset) < timedelta(hours=24) else UTC
