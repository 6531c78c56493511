"""UIDs as the protocol writes them: sets with ranges, and commands that stay below a line's length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

# RFC 7162, section 4: a client's command line should stay below 8192 octets.
MAX_SET = 7_000


def uid_set(uids: Iterable[int]) -> str:
    """UIDs as a sequence set with ranges (RFC 9051, section 9): 1,2,3,7 becomes 1:3,7."""
    return ",".join(_ranges(uids))


def uid_sets(uids: Iterable[int]) -> list[str]:
    """UIDs as sets that each fit into one command."""
    sets: list[str] = []
    parts: list[str] = []
    length = 0
    for part in _ranges(uids):
        if parts and length + len(part) > MAX_SET:
            sets.append(",".join(parts))
            parts, length = [], 0
        parts.append(part)
        length += len(part) + 1
    return [*sets, ",".join(parts)] if parts else sets


def _ranges(uids: Iterable[int]) -> Iterator[str]:
    first = last = -1
    for uid in sorted(set(uids)):
        if uid == last + 1:
            last = uid
            continue
        if first >= 0:
            yield f"{first}:{last}" if last > first else str(first)
        first = last = uid
    if first >= 0:
        yield f"{first}:{last}" if last > first else str(first)
