"""Bytes and spans of time as a person reads them."""

from __future__ import annotations

from typing import Final

_UNITS: Final = ("kB", "MB", "GB", "TB")


def size_words(count: int) -> str:
    """A number of bytes in the greatest decimal unit (SI) that leaves at least 1 of it: `999 B`, `1.2 MB`, `15 GB`."""
    if count < 1_000:
        return f"{count} B"
    size = float(count)
    for unit in _UNITS:
        size /= 1_000
        # What would be rounded to 1,000 is 1 of the next unit.
        if size < 999.5 or unit == _UNITS[-1]:
            break
    return f"{size:.1f} {unit}" if size < 9.95 else f"{size:,.0f} {unit}"


def clock_words(seconds: float) -> str:
    """A span as hours, minutes and seconds: `0:00:09`, `12:34:56`."""
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
