"""Header values to text: RFC 2047 as it is really written, split words and raw 8-bit included."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable

from scanner.messages.charsets import decode

_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(\?=)\s+(=\?)")


def decode_words(value: str) -> str:
    """A header value decoded. `value` holds raw bytes as surrogates (PEP 383), as compat32 gives them.

    Neighbouring encoded words of one charset are joined before they are decoded: many mailers cut a multi-byte
    character in two (RFC 2047, section 5, forbids it), some even the base64 of it.
    """
    if "=?" not in value:
        return _raw(value)
    value = _BETWEEN.sub(r"\1\2", value)
    out: list[str] = []
    run: list[tuple[str, str]] = []
    charset = ""
    at = 0
    for match in _WORD.finditer(value):
        label = match.group(1).partition("*")[0].lower()  # RFC 2231, section 5: charset*language
        if run and (match.start() > at or label != charset):
            out.append(decode(_joined(run), charset))
            run = []
        if match.start() > at:
            out.append(_raw(value[at : match.start()]))
        charset = label
        run.append((match.group(2).lower(), match.group(3)))
        at = match.end()
    out.append(decode(_joined(run), charset))
    out.append(_raw(value[at:]))
    return "".join(out)


def named_charset(values: Iterable[str]) -> str | None:
    """The charset that encoded words name and that tells something: a mailer that labels no text still labels those."""
    labels = (match.group(1).partition("*")[0].lower() for value in values for match in _WORD.finditer(value))
    return next((label for label in labels if label not in ("us-ascii", "utf-8", "utf8")), None)


def _joined(run: list[tuple[str, str]]) -> bytes:
    """The bytes of neighbouring encoded words; base64 that breaks off within four characters goes on in the next."""
    out: list[bytes] = []
    rest = ""
    for i, (encoding, written) in enumerate(run):
        if encoding == "q":
            out.append(binascii.a2b_qp(written.encode("utf-8", "surrogateescape"), header=True))
            continue
        text, rest = rest + written, ""
        odd = len(text) % 4
        if odd and "=" not in text and i + 1 < len(run) and run[i + 1][0] == "b":
            rest = text[-odd:]
        out.append(decode_base64(text[: len(text) - len(rest)].encode("utf-8", "surrogateescape")))
    return b"".join(out)


_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_PURE_LINE = re.compile(rb"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def decode_base64(data: bytes) -> bytes:
    """Base64 as it comes (RFC 2045, section 6.8): foreign characters skipped, missing padding filled in.

    Padding ends a stretch. What follows is read on only if it is pure base64 again (some mailers encode line by line),
    for it may as well be the footer of a mailing list.
    """
    body, pad, rest = data.partition(b"=")
    clean = _NOT_BASE64.sub(b"", body)
    if len(clean) % 4 == 1:
        clean = clean[:-1]
    out = [base64.b64decode(clean + b"=" * (-len(clean) % 4))]
    if pad:
        for line in rest.lstrip(b"=").split():
            if not line or not _PURE_LINE.fullmatch(line):
                break
            out.append(base64.b64decode(line))
    return b"".join(out)


def _raw(value: str) -> str:
    """A stretch without encoded words; surrogates are bytes that somebody sent unencoded."""
    if value.isascii():
        # ISO-2022-JP is ASCII on the wire, and older mailers put it straight into the header.
        return decode(value.encode("ascii"), None) if "\x1b$" in value else value
    return decode(value.encode("utf-8", "surrogateescape"), None)
