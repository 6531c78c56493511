"""Header fields of a message: order kept, values decoded, addresses and identifiers read leniently."""

from __future__ import annotations

import email.message
import re
from collections.abc import Iterable
from functools import lru_cache

from scanner.messages.charsets import decode
from scanner.messages.cleaning import clean_line
from scanner.messages.encoded_words import decode_words
from scanner.model import Address, Field

MAX_CHARACTERS = 200_000  # of an address field
MAX_KEPT = 300  # characters of an address field that is kept as it was read

STRUCTURED = frozenset({"from", "to", "cc", "bcc", "sender", "reply-to", "resent-from", "resent-to"})
_FOLD = re.compile(r"[\r\n]+[ \t]*")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,990}>")
_ADDR_SPEC = re.compile(r"(?<![^\s<>\"(),;:@])[^\s<>\"(),;:@]+@[^\s<>\"(),;:@]+")


def read_fields(part: email.message.Message) -> tuple[Field, ...]:
    """All header fields, topmost first. Address fields stay encoded: their words are decoded one by one later."""
    fields = []
    for name, value in part.raw_items():
        text = _FOLD.sub(" ", str(value))
        fields.append(Field(name, text if name.lower() in STRUCTURED else decode_words(text)))
    return tuple(fields)


def message_ids(values: Iterable[str]) -> tuple[str, ...]:
    """The msg-ids in field values, angle brackets kept (RFC 5322, section 3.6.4)."""
    found: list[str] = []
    for value in values:
        found += _MESSAGE_ID.findall(value)
        if not found and (bare := _ADDR_SPEC.search(value)):
            found.append(f"<{bare.group()}>")
    return tuple(dict.fromkeys(found))


def read_addresses(value: str) -> tuple[Address, ...]:
    """The mailboxes of an address field (RFC 5322, section 3.4). What has no addr-spec stays, with address None.

    Our own reading, since `email.utils.getaddresses` drops what deceives: the name of `"no-reply@amazon.de" <x@evil>`
    must stay apart from its address, and a second author must not vanish. Most mail is from and to the same few people,
    so what was read is kept for a while.
    """
    return _again(value) if len(value) <= MAX_KEPT else _mailboxes(value)


def _mailboxes(value: str) -> tuple[Address, ...]:
    return tuple(_mailbox(item.strip()) for item in _split(value) if item.strip())


_again = lru_cache(maxsize=4096)(_mailboxes)


def _split(value: str) -> list[str]:
    """The members of an address list: commas outside quotes, comments and angle brackets; groups dissolved."""
    value = value[:MAX_CHARACTERS]
    items: list[str] = []
    current: list[str] = []
    comment = 0
    quoted = angle = escaped = named = False
    for char in value:
        if escaped:
            escaped = False
        elif char == "\\" and (quoted or comment):
            escaped = True
        elif quoted:
            quoted = char != '"'
        elif char == '"':
            quoted = True
        elif char == "(":
            comment += 1
        elif char == ")" and comment:
            comment -= 1
        elif char == "<":
            angle = True
        elif char == ">":
            angle = False
        elif char in ",;" and not comment and not angle:
            items.append("".join(current))
            current, named = [], False
            continue
        elif char == ":" and not comment and not angle and not named:
            current = []  # the name of a group
            continue
        named = named or char == "@"
        current.append(char)
    items.append("".join(current))
    # An unclosed quote would swallow the rest: then the comma rule of plain text is the better guess.
    if quoted and len(items) == 1 and "," in value:
        return value.replace('"', "").split(",")
    return items


_ANGLE = re.compile(r"<([^<>]*)>[^<>]*$")
_QUOTED = re.compile(r'"(?:[^"\\]++|\\.?)*+("?)', re.DOTALL)  # also one that never ends, so that nothing is read twice
_STOPS = re.compile(r"\\.|[()]", re.DOTALL)
_LITERAL = re.compile(r"\[[0-9A-Fa-f.:]+\]")  # a domain literal (RFC 5322, section 3.4.1)


def _mailbox(item: str) -> Address:
    angle = _ANGLE.search(item)
    if angle:
        name = item[: angle.start()]
        # A second address before it is nobody's name; which of the two the mail is from, each reader would tell otherwise.
        spec = angle.group(1) if "<" not in _QUOTED.sub(lambda m: "" if m.group(1) else m.group(), name) else ""
    else:
        # The old style: addr-spec with the name in a comment.
        spec, name = _without_comments(item)
        if "@" not in spec:
            name, spec = item, ""
    return Address(_display_name(name), _addr_spec(spec))


def _without_comments(item: str) -> tuple[str, str]:
    """An item without its comments (RFC 5322, section 3.2.2), and what stands in the first; one that never ends is none."""
    opened: list[int] = []
    comments: list[tuple[int, int]] = []
    for stop in _STOPS.finditer(item):
        if stop.group() == ")" and opened:
            start = opened.pop()
            while comments and comments[-1][0] > start:
                comments.pop()
            comments.append((start, stop.end()))
        elif stop.group() == "(" or (len(stop.group()) == 2 and stop.group()[1] == "(" and not opened):
            opened.append(stop.end() - 1)
    kept, at = [], 0
    for start, end in comments:
        kept.append(item[at:start])
        at = end
    first = item[comments[0][0] + 1 : comments[0][1] - 1] if comments else ""
    return "".join(kept) + item[at:], first


def _display_name(raw: str) -> str:
    raw = raw.strip()
    if len(raw) >= 2 and raw[0] == raw[-1] == '"':
        raw = raw[1:-1]
    raw = re.sub(r"\\(.)", r"\1", raw)
    return clean_line(decode_words(raw)).strip("\"' ") if raw else ""


def _addr_spec(raw: str) -> str | None:
    """A usable addr-spec, else None. A quoted local part that looks like an address is none: nobody has one."""
    spec = raw.strip()
    if spec.lower().startswith("mailto:"):
        spec = spec[7:]
    if not spec.isascii():
        spec = decode(spec.encode("utf-8", "surrogateescape"), None)
    if spec.startswith("@") and ":" in spec:  # obs-route (RFC 5322, section 4.4)
        spec = spec.rpartition(":")[2]
    spec = re.sub(r"\s+", "", spec)
    local, at, domain = spec.rpartition("@")
    local = local.strip('"')
    odd = any(c in '<>",;()[]\\' for c in domain) and not _LITERAL.fullmatch(domain)
    if not at or not local or not domain or odd or "@" in local:
        return None
    return f"{local}@{domain.rstrip('.').lower()}"
