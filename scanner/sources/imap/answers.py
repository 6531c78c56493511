"""What a server says, read without any I/O: one answer in, one value out (RFC 9051, section 7, and its predecessors).

An answer is the list of its pieces: text, literal, text, literal ... text. Nothing here raises: what makes no sense is
`Other`, and whoever waited for it finds it missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

MAX_DEPTH = 32
MAX_TOKENS = 20_000  # of one answer other than SEARCH; ours have a few dozen
MAX_TEXT = 2**20  # of one piece of text in it
MAX_NUMBER = 2**32  # nz-number and nz-number64 of what we ask for (section 9)

Value = bytes | None | list["Value"]
Items = Mapping[bytes, Value]


@dataclass(frozen=True, slots=True)
class Condition:
    """OK, NO, BAD, BYE or PREAUTH (section 7.1), tagged or not, with its response code."""

    tag: bytes
    kind: str
    code: str  # in capitals, '' where there is none
    detail: str  # what stands behind the code in its brackets
    text: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """A FETCH answer (section 7.5.2): its items by their names in capitals, `BODY[...]` without what was asked inside."""

    items: Items


@dataclass(frozen=True, slots=True)
class Found:
    """A SEARCH answer of IMAP4rev1: numbers in the order in which they came."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A LIST answer (section 7.3.1): attributes in small letters, delimiter, and the name as it stands on the wire."""

    attributes: frozenset[str]
    delimiter: str
    name: bytes


@dataclass(frozen=True, slots=True)
class Counted:
    """A STATUS answer (section 7.3.4)."""

    name: bytes
    items: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Spaces:
    """A NAMESPACE answer (section 7.3.3): the prefixes of other users' and of shared folders."""

    foreign: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Capable:
    """A CAPABILITY answer (section 7.2.2), in capitals."""

    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Exists:
    """How many messages the folder has (section 7.4.1)."""

    count: int


@dataclass(frozen=True, slots=True)
class GoOn:
    """The server waits for a literal (section 7.6)."""


@dataclass(frozen=True, slots=True)
class Other:
    """An answer that we have no use for, or that makes no sense."""


Answer = Condition | Fetched | Found | Listed | Counted | Spaces | Capable | Exists | GoOn | Other

_LITERAL = re.compile(rb"~?\{(\d{1,20})\+?\}\Z")
_CONDITION = re.compile(rb"(\S+) +(OK|NO|BAD|BYE|PREAUTH)\b(?: +\[([^\]\s]++)(?: ++([^\]]*+))?\])? ?(.*)\Z", re.IGNORECASE | re.DOTALL)
_NUMBERED = re.compile(rb"\* +(\d{1,12}) +(EXISTS|FETCH)\b(?: +)?", re.IGNORECASE)
_UNTAGGED = re.compile(rb"\* +(SEARCH|LIST|STATUS|NAMESPACE|CAPABILITY)\b *", re.IGNORECASE)
# A bracket in an atom is that of BODY[...], with blanks and parentheses inside, or stands for itself in a folder's name.
# Linear: alternatives begin with different characters, and the one that looks ahead does so over a bounded stretch.
_TOKEN = re.compile(rb'[ \t]*(?:([()])|"([^"\\]*(?:\\.[^"\\]*)*)"|(~?\{\d{1,20}\+?\}\Z)|((?:[^\s()"\[]|\[(?:[^\]]{0,300}\])?)+))', re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_DATE = re.compile(rb" ?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})\Z")
_MONTHS = (b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec")


def literal_size(line: bytes) -> int | None:
    """The size of the literal that a line announces at its end, None where it announces none; a condition's text never does."""
    match = _LITERAL.search(line[-24:])
    return int(match.group(1)) if match and not _CONDITION.match(line) else None


def read_answer(pieces: Sequence[bytes]) -> Answer:
    """One answer from its pieces."""
    head = pieces[0]
    if head.startswith(b"+"):
        return GoOn()
    if condition := _CONDITION.match(head):
        tag, kind, code, detail, text = condition.groups(b"")
        return Condition(tag, _text(kind).upper(), _text(code).upper(), _text(detail), _text(text))
    try:
        if match := _NUMBERED.match(head):
            if match.group(2).upper() == b"EXISTS":
                return Exists(int(match.group(1)))
            return _fetched(_values(pieces, match.end()))
        if match := _UNTAGGED.match(head):
            return _untagged(match.group(1).upper(), pieces, match.end())
    except (ValueError, IndexError):
        return Other()
    return Other()


def _untagged(word: bytes, pieces: Sequence[bytes], at: int) -> Answer:
    if word == b"SEARCH":
        # Some servers put a blank behind, or MODSEQ in parentheses (RFC 7162).
        return Found(tuple(int(n) for n in pieces[0][at:].partition(b"(")[0].split()))
    if word == b"CAPABILITY":
        return Capable(frozenset(_text(pieces[0][at:]).upper().split()))
    values = _values(pieces, at)
    if word == b"STATUS":
        return _counted(values)
    if word == b"NAMESPACE":
        return Spaces(tuple(prefix for group in values[1:3] for prefix in _prefixes(group)))
    attributes, delimiter, name = values[:3]
    if not isinstance(attributes, list) or isinstance(delimiter, list) or not isinstance(name, bytes):
        return Other()
    return Listed(frozenset(_text(a).lower() for a in attributes if isinstance(a, bytes)), _text(delimiter or b""), name)


def _fetched(values: list[Value]) -> Answer:
    items = values[0]
    if not isinstance(items, list):
        return Other()
    found: dict[bytes, Value] = {}
    for name, value in zip(items[::2], items[1::2], strict=False):
        if not isinstance(name, bytes):
            return Other()
        key = name.upper()
        found[b"BODY[]" if key.startswith(b"BODY[") else key] = value
    return Fetched(found)


def _counted(values: list[Value]) -> Answer:
    name, items = values[:2]
    if not isinstance(name, bytes) or not isinstance(items, list):
        return Other()
    pairs = zip(items[::2], items[1::2], strict=False)
    counts = ((_text(k).upper(), bounded(v)) for k, v in pairs if isinstance(k, bytes) and isinstance(v, bytes))
    return Counted(name, {word: count for word, count in counts if count is not None})


def _prefixes(group: Value) -> list[bytes]:
    entries = group if isinstance(group, list) else []
    return [entry[0] for entry in entries if isinstance(entry, list) and entry and isinstance(entry[0], bytes)]


def _values(pieces: Sequence[bytes], at: int) -> list[Value]:
    """The values from a place in the first piece on. ValueError where they are malformed, or beyond our bounds."""
    top: list[Value] = []
    stack = [top]
    tokens = 0
    for number in range(0, len(pieces), 2):
        text = pieces[number]
        end = len(text.rstrip())
        if end > MAX_TEXT:
            raise ValueError
        while at < end:
            match = _TOKEN.match(text, at)
            tokens += 1
            if match is None or tokens > MAX_TOKENS:
                raise ValueError
            at = match.end()
            bracket, quoted, literal, atom = match.groups()
            if bracket == b"(":
                inner: list[Value] = []
                stack[-1].append(inner)
                stack.append(inner)
                if len(stack) > MAX_DEPTH:
                    raise ValueError
            elif bracket:
                if len(stack) == 1:
                    raise ValueError
                stack.pop()
            elif quoted is not None:
                stack[-1].append(_ESCAPED.sub(rb"\1", quoted) if b"\\" in quoted else quoted)
            elif literal is not None:
                stack[-1].append(pieces[number + 1])
            else:
                stack[-1].append(None if atom.upper() == b"NIL" else atom)
        at = 0
    if len(stack) != 1:
        raise ValueError
    return top


def body_of(items: Items) -> bytes | None:
    """The text of a FETCH answer; None where the server left it out, or sent NIL."""
    value = items.get(b"BODY[]")
    return value if isinstance(value, bytes) else None


def number_of(items: Items, name: bytes) -> int | None:
    """A number of a FETCH answer, None where it is missing or beyond what the protocol can count."""
    value = items.get(name)
    return bounded(value) if isinstance(value, bytes) else None


def bounded(digits: bytes) -> int | None:
    """A number of the protocol, None where it is none."""
    if not digits.isdigit() or len(digits) > len(str(MAX_NUMBER)):
        return None
    number = int(digits)
    return number if number < MAX_NUMBER else None


def internal_date(items: Items) -> datetime | None:
    """INTERNALDATE (section 2.3.3), aware; None where it is missing or no date."""
    value = items.get(b"INTERNALDATE")
    match = _DATE.match(value) if isinstance(value, bytes) else None
    if match is None or match.group(2).lower() not in _MONTHS:
        return None
    day, month, year, hour, minute, second, sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == b"-" else 1)
    try:
        when = datetime(int(year), _MONTHS.index(month.lower()) + 1, int(day), int(hour), int(minute), min(int(second), 59), tzinfo=timezone(offset))
        return when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
