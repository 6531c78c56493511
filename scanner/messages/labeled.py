"""Whether a message names the character set of each text in it, so that none has to be guessed: told by its bytes, without parsing it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from scanner.messages.charsets import codec_of

_HEADER = re.compile(rb"(?:[^\n]+(?:\n|\Z))*+")
_TYPE = re.compile(rb"^content-type[ \t]*:[ \t\r\n]*([^\n]*(?:\n[ \t][^\n]*)*)", re.MULTILINE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([a-z0-9_:.\-$]+)")
_BOUNDARY = re.compile(rb"boundary\s*=\s*(?:\"([^\"\n]+)\"|([^\s;\"]+))")


def is_labeled(small: bytes) -> bool:
    """Whether each text of a message (in small letters) has a label that a codec is known for. False where it cannot be told."""
    small = small.replace(b"\r\n", b"\n")
    return all(map(_is_labeled, _headers(small)))


def _headers(small: bytes) -> Iterator[bytes]:
    """The header of a message and those of its parts."""
    yield _HEADER.match(small).group()  # type: ignore[union-attr]
    for quoted, plain in set(_BOUNDARY.findall(small)):
        delimiter = b"\n--" + (quoted or plain)
        at = small.find(delimiter)
        while at >= 0:
            end = at + len(delimiter)
            if not small.startswith(b"--", end):
                line_end = small.find(b"\n", end)
                yield _HEADER.match(small, line_end + 1).group() if line_end >= 0 else b""  # type: ignore[union-attr]
            at = small.find(delimiter, end)


def _is_labeled(header: bytes) -> bool:
    types = _TYPE.findall(header)
    if len(types) != 1 or not header.isascii() or types[0].startswith(b"message/"):
        return False
    if types[0].startswith(b"multipart/"):
        return True
    labels = _CHARSET.findall(types[0])
    if types[0].startswith(b"text/"):
        return len(labels) == 1 and is_known(labels[0])
    return b"base64" in header  # else it may be text all the same


@lru_cache(maxsize=200)
def is_known(label: bytes) -> bool:
    """Whether a label names a character set that is read as it says: ISO-2022-JP is not, where bytes beyond ASCII stand in it."""
    codec = codec_of(label.decode("ascii"))
    return codec not in (None, "us-ascii", "iso-2022-jp")
