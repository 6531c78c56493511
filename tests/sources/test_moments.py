"""The short way to read a date that is written as most are gives what the long one gives."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.sources.marks import Header

PARTS = st.tuples(
    st.sampled_from(["", "Mon, ", "Tue,  ", "mon, "]), st.integers(0, 32), st.sampled_from(["Jan", "Feb", "Jun", "Dec", "dec", "Foo"]),
    st.sampled_from(["1970", "1999", "2024", "0050", "24", "2100"]), st.integers(0, 25), st.integers(0, 61), st.integers(0, 61),
    st.sampled_from(["+0000", "-0000", "+0900", "-1130", "+2359", "+2400", "-0060", "GMT", "+9999", ""]), st.sampled_from(["", " (JST)", " (a b)"]),
)  # fmt: skip


def _long_way(date: str) -> datetime | None:
    """By the standard library alone (RFC 5322, section 3.3), no mail being older than mail."""
    try:
        when = parsedate_to_datetime(date)
        when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return when if when.year >= 1970 else None


@settings(max_examples=600, derandomize=True, deadline=None)
@given(PARTS)
def test_a_date_is_the_same_either_way(parts: tuple[str, int, str, str, int, int, int, str, str]) -> None:
    """Days that do not exist, odd zones and short years included."""
    weekday, day, month, year, hour, minute, second, zone, comment = parts
    date = f"{weekday}{day} {month} {year} {hour:02}:{minute:02}:{second:02} {zone}{comment}"
    assert _long_way(date) == Header(f"Date: {date}\n\n".encode()).arrived(None)


@pytest.mark.parametrize("received", ["from a by b; Mon, 1 Jan 2024 10:00:00 +0900 (JST)", "from a by b;\n Mon, 1 Jan 2024 10:00:00 +0900"])
def test_the_topmost_received_tells_the_time(received: str) -> None:
    """Before the sender's own Date."""
    header = Header(f"Received: {received}\nDate: Tue, 2 Jan 2024 00:00:00 +0000\n\n".encode())
    assert datetime(2024, 1, 1, 1, 0, tzinfo=UTC) == header.arrived(None)
