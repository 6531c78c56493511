"""Where the header, the texts and the files of a message stand, for the plain shapes that nearly all mail has; without parsing it.

What is not plain (a message within, a missing boundary, a field twice, bytes beyond ASCII in a header, names by RFC 2231) has no outline: it
has to be parsed to be told. Where there is one, it names what reading (`messages.mime`, `messages.contents`) takes for text, all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from scanner.messages.encoded_words import decode_base64
from scanner.messages.mime import decoded

_DEEPEST: Final = 8
_MOST_PARTS: Final = 200
BEGINNING: Final = 6000  # bytes of base64 by which it is told whether it holds text
_FIELDS = re.compile(rb"(?:[!-9;-~]+[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*+)++(?:\n|\Z)")
_TYPE = re.compile(rb"^content-(type|transfer-encoding)[ \t]*:[ \t\n]*([^\n]*(?:\n[ \t][^\n]*)*+)", re.MULTILINE | re.IGNORECASE)
_KIND = re.compile(rb"[a-z]+/[a-z0-9.+\-_]+(?=[ \t\n]*(?:;|\Z))")
_CHARSET = re.compile(rb";\s*charset\s*=\s*(?:\"([a-z0-9_:.\-$]+)\"|([a-z0-9_:.\-$]+))(?=\s*(?:;|\Z))")
_BOUNDARY = re.compile(rb";\s*boundary\s*=\s*(?:\"([!#-\[\]-~]{1,200})\"|([!#-:<-~]{1,200}))(?=\s*(?:;|\Z))", re.IGNORECASE)
_PLAIN: Final = frozenset((b"", b"7bit", b"8bit", b"binary"))
_MULTIPART: Final = frozenset((b"multipart/mixed", b"multipart/alternative", b"multipart/related", b"multipart/signed"))
_FILE = re.compile(rb"(?:image|audio|video|font)/|application/(?:pdf|zip|vnd\.|msword)")
_TEXT_NAME = re.compile(rb"\.(?:txt|text|csv|html?|eml)\b|=\?")


@dataclass(frozen=True, slots=True)
class TextPart:
    """A text: its bytes with the transfer encoding taken off, and its type and label, in small letters."""

    data: bytes
    kind: bytes
    charset: str | None


@dataclass(frozen=True, slots=True)
class Outline:
    """The headers of a message and of its parts, the message's first; and the texts in it."""

    headers: tuple[bytes, ...]
    texts: tuple[TextPart, ...]


def outline_of(data: bytes) -> Outline | None:
    """The outline of a message; None where it has no plain shape."""
    if b"\0" in data:
        return None
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
        if b"\r" in data:
            return None
    headers: list[bytes] = []
    texts: list[TextPart] = []
    for found in _entity(data, 0, len(data), 0):
        if found is None or len(headers) > _MOST_PARTS:
            return None
        header, text = found
        headers.append(header)
        if text is not None:
            texts.append(text)
    return Outline(tuple(headers), tuple(texts))


def _entity(data: bytes, start: int, end: int, depth: int) -> Iterator[tuple[bytes, TextPart | None] | None]:
    """The headers of an entity and of all in it, each with its text; None where it is not plain."""
    match = _FIELDS.match(data, start, end)
    if match is None or not (header := match.group()).isascii() or depth > _DEEPEST:
        yield None
        return
    kind, value, encoding = _described(header)
    if kind in _MULTIPART and encoding in _PLAIN:
        yield header, None
        yield from _parts(data, match.end(), end, value, depth)
    elif kind.startswith(b"text/") and encoding is not None:
        small = value.lower()
        labels = _CHARSET.findall(small)
        label = (labels[0][0] or labels[0][1]).decode("ascii") if labels else None
        plain = small.count(b"charset") == len(labels) <= 1 and b"delsp" not in small
        yield (header, TextPart(decoded(data[match.end() : end], encoding.decode("ascii")), kind, label)) if plain else None
    else:
        is_file = encoding == b"base64" and _is_file(kind, header, data[match.end() : min(end, match.end() + BEGINNING)])
        yield (header, None) if is_file else None


def _described(header: bytes) -> tuple[bytes, bytes, bytes | None]:
    """The type of an entity, all that its field says, and the transfer encoding: None where that is none of those that everybody knows."""
    fields = _TYPE.findall(header)
    by_name = {name.lower(): written for name, written in fields}
    encoding = by_name.get(b"transfer-encoding", b"").strip().lower()
    value = by_name.get(b"type", b"text/plain")
    match = _KIND.match(value.lower())
    known = encoding in _PLAIN or encoding in (b"base64", b"quoted-printable")
    return match.group() if match else b"?", value, encoding if known and len(by_name) == len(fields) and b"*" not in value else None


def _parts(data: bytes, start: int, end: int, value: bytes, depth: int) -> Iterator[tuple[bytes, TextPart | None] | None]:
    """What stands between the delimiters of a multipart (RFC 2046, section 5.1.1)."""
    names = _BOUNDARY.findall(value)
    if len(names) != 1:
        yield None
        return
    delimiter = b"--" + (names[0][0] or names[0][1])
    begin = -1
    at = start - 1  # the line end before the first line of the body
    while (at := data.find(b"\n" + delimiter, at, end)) >= 0:
        line_end = data.find(b"\n", at + 1, end)
        line_end = end if line_end < 0 else line_end
        rest = data[at + 1 + len(delimiter) : line_end].rstrip(b" \t")
        if rest in (b"", b"--"):
            if begin >= 0:
                yield from _entity(data, begin, at + 1, depth + 1)
            if rest:
                break
            begin = line_end + 1
        at = line_end
    else:  # the closing delimiter is missing
        if begin >= 0:
            yield from _entity(data, begin, end, depth + 1)
    if begin < 0:
        yield None


def _is_file(kind: bytes, header: bytes, beginning: bytes) -> bool:
    """Whether a part in base64 is none that a reader would take for text, by its header and how it begins."""
    if kind == b"?" or kind.startswith((b"message/", b"multipart/")) or may_name_text(header.lower()):
        return False
    return bool(_FILE.match(kind)) or (kind.startswith(b"application/") and is_binary(beginning))


def may_name_text(header: bytes) -> bool:
    """Whether a part's header, in small letters, may call it a text file: in plain words, or in encoded ones that say who knows what."""
    return _TEXT_NAME.search(header) is not None


def is_binary(beginning: bytes) -> bool:
    """Whether what begins so in base64 has what no text has."""
    return b"\0" in decode_base64(beginning)[:4000]
