"""Times as the ledger writes them: RFC 3339 in UTC, so that they compare as text."""

from __future__ import annotations

from datetime import UTC, datetime


def now_iso() -> str:
    """This moment."""
    return datetime.now(UTC).isoformat()


def iso_utc(when: datetime | None) -> str | None:
    """A moment, None for none."""
    return when.astimezone(UTC).isoformat() if when else None
