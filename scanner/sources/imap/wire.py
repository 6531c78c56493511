"""A thin layer above imapclient's connection, for what the library does not do well (version 4.1):

- `fetch` refuses UID ranges after the whole answer has come; lists without ranges grow beyond servers' line limits;
- nested or non-ASCII criteria are sent broken, so criteria here are flat and ASCII;
- an item that a server leaves out must not be mistaken for an empty one.

It uses the library's connection (`_imap`, `_raw_command_untagged`); a test guards that those are still there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from imapclient import IMAPClient
from imapclient.response_parser import parse_fetch_response

from scanner.errors import ServerError

# RFC 7162, section 4: a client's command line should stay below 8192 octets.
MAX_COMMAND = 8_000

Items = Mapping[bytes, Any]


@dataclass(frozen=True, slots=True)
class FolderState:
    """What EXAMINE tells of a folder. `uidvalidity` is 0 where the server gives none."""

    uidvalidity: int
    uidnext: int | None
    exists: int


def examine(client: IMAPClient, folder: str) -> FolderState:
    """EXAMINE a folder: nothing in it changes, not even \\Recent."""
    answer = client.select_folder(folder, readonly=True)
    return FolderState(int(answer.get(b"UIDVALIDITY", 0) or 0), _number(answer.get(b"UIDNEXT")), int(answer.get(b"EXISTS", 0) or 0))


def uid_search(client: IMAPClient, criteria: Iterable[str], uids: str | None = None) -> list[int]:
    """UID SEARCH by flat ASCII criteria, without CHARSET: every server understands that."""
    words = [word for word in criteria]
    if not all(word.isascii() for word in words):
        raise ServerError("only ASCII criteria go over this wire")
    flat: list[str] = (["UID", uids] if uids else []) + words
    return sorted(set(client.search(flat or "ALL")))


def uid_fetch(client: IMAPClient, uids: str, items: str) -> dict[int, Items]:
    """UID FETCH of a set of UIDs (`1:5,9`) below the line limit. Only `.PEEK` items: flags stay as they are."""
    if len(uids) + len(items) > MAX_COMMAND:
        raise ServerError("the command would be too long")
    if "BODY[" in items.replace("BODY.PEEK[", ""):
        raise ServerError("only BODY.PEEK goes over this wire")
    connection = client._imap
    tag = connection._command("UID", "FETCH", uids, f"({items})")
    typ, data = connection._command_complete("FETCH", tag)
    client._checkok("fetch", typ, data)
    typ, data = connection._untagged_response(typ, data, "FETCH")
    if data == [None]:
        return {}
    parsed = parse_fetch_response(data, normalise_times=False, uid_is_key=True)
    wanted = uid_numbers(uids)
    return {uid: found for uid, found in parsed.items() if uid in wanted}


def append(client: IMAPClient, folder: str, message: bytes) -> None:
    """APPEND with \\Draft. The server sets the date."""
    client.append(folder, message, flags=[b"\\Draft"])


def uid_set(uids: Iterable[int]) -> str:
    """UIDs as a sequence set with ranges (RFC 9051, section 9): 1,2,3,7 becomes 1:3,7."""
    parts: list[str] = []
    first = last = -1
    for uid in sorted(set(uids)):
        if uid == last + 1:
            last = uid
            continue
        if first >= 0:
            parts.append(f"{first}:{last}" if last > first else str(first))
        first = last = uid
    if first >= 0:
        parts.append(f"{first}:{last}" if last > first else str(first))
    return ",".join(parts)


def uid_numbers(uids: str) -> frozenset[int] | range:
    """The UIDs of a set, to drop what a server sends unasked."""
    if uids.count(":") == 1 and "," not in uids:
        low, high = uids.split(":")
        return range(int(low), int(high) + 1)
    found: set[int] = set()
    for part in uids.split(","):
        low, colon, high = part.partition(":")
        found.update(range(int(low), int(high) + 1) if colon else (int(low),))
    return frozenset(found)


def body_of(items: Items) -> bytes | None:
    """The body of a FETCH answer; None where the server left it out, or sent NIL or an empty one."""
    for key, value in items.items():
        if key.upper().startswith(b"BODY[") and isinstance(value, bytes) and value:
            return value
    return None


def internal_date(items: Items) -> datetime | None:
    """INTERNALDATE, aware."""
    value = items.get(b"INTERNALDATE")
    return value if isinstance(value, datetime) and value.tzinfo else None


def size_of(items: Items) -> int:
    """RFC822.SIZE, 0 where it is missing."""
    value = items.get(b"RFC822.SIZE", 0)
    return int(value) if isinstance(value, int) else 0


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, int) else None
