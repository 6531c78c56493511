"""What hides words from a search of a message's bytes, taken off without parsing it: transfer encodings, files, comments, character sets.

For messages without an outline (`messages.outline`): each function takes off more than reading would, never less, or says that it cannot tell.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

from scanner.messages.charsets import decode
from scanner.messages.encoded_words import decode_base64
from scanner.messages.outline import BEGINNING, is_binary, may_name_text
from scanner.messages.unlabeled import charset_of

SMALL = bytes(range(65)) + bytes(range(97, 123)) + bytes(range(91, 256))
CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])  # dropped from every text that is read
ESCAPE = b"\x1b"
CHARSET = re.compile(rb"charset\s*=\s*[\"']?([a-z0-9_:.\-$]+)")
# Base64 of some size, which no eye reads: by chance it has the letters of any short word.
BULK = re.compile(rb"\n(?:[A-Za-z0-9+/]{60,}+\r?\n){4,}+")
# What mail systems write for each other into a header: their hosts' names say nothing of the mail, and many are Amazon's.
_TRACE = re.compile(
    rb"\n(?:(?:x-)?received|return-path|message-id|in-reply-to|references|(?:x-google-)?dkim-signature|domainkey-signature|arc-[a-z\-]+"
    rb"|authentication-results|received-spf|feedback-id|list-unsubscribe|x-(?:ses|amazon|amz|google|gm|ms|spam|virus|pstn)-[a-z\-]+)"
    rb"[ \t]*:.*(?:\n[ \t].*)*",
    re.IGNORECASE,
)
_CONTROLS_BUT_ESCAPE = CONTROLS.replace(b"\x1b", b"")
_PADDED_BREAK = re.compile(rb"=[ \t]+\r?\n")
_FOLDED = re.compile(rb"[^\n]*+(?:\n[ \t][^\n]*+)*+")
_BASE64 = re.compile(rb"content-transfer-encoding\s*:\s*[\"']?base64")
_HEADER_END = re.compile(rb"\r?\n[ \t]*\r?\n")
_HEADER_LINE = re.compile(rb"[!-9;-~]+[ \t]*:|[ \t]|\r?$")
_NO_TEXT = re.compile(rb"content-type\s*:\s*[\"']?(?:image|audio|video|font|application/(?:pdf|zip|vnd\.|msword))")
_LONGEST_HEADER = 4096


def without_trace(data: bytes) -> bytes:
    """A message without what mail systems wrote into its header for each other."""
    end = _HEADER_END.search(data)
    return b"%b%b" % (_TRACE.sub(b"", b"\n" + data[: end.start()]), data[end.start() :]) if end else data


def unquoted(data: bytes) -> bytes:
    """All of a message without quoted-printable; what was not written in it loses little, and was looked through before."""
    return binascii.a2b_qp(_PADDED_BREAK.sub(b"=\n", data))


def encoded_lines(data: bytes) -> Iterator[str]:
    """The lines with encoded words, unfolded."""
    at = 0
    while (sign := data.find(b"=?", at)) >= 0:
        begin = max(data.rfind(b"\n", at, sign) + 1, at)
        at = _FOLDED.match(data, sign).end()  # type: ignore[union-attr]
        yield " ".join(data[begin:at].decode("ascii", "surrogateescape").split())


def without_files(data: bytes) -> bytes:
    """A message without the base64 of pictures and the like, which is most of its bytes and none that is looked into."""
    kept: list[bytes] = []
    at = 0
    for match in BULK.finditer(data):
        start, end = match.span()
        header = data[max(data.rfind(b"\n--", 0, start), start - _LONGEST_HEADER, 0) : start].lower()
        blank = data.endswith((b"\n", b"\n\r"), at, start)  # the block begins behind the blank line that ends its part's header
        if blank and _BASE64.search(header) and _is_file(header, data[start : start + BEGINNING]):
            kept.append(data[at : start + 1])
            at = end
    return b"".join([*kept, data[at:]]) if kept else data


def _is_file(header: bytes, beginning: bytes) -> bool:
    """Whether a part in base64 is none that a reader would take for text, by its header in small letters and how it begins."""
    if may_name_text(header):
        return False
    return bool(_NO_TEXT.search(header)) or (b"application/" in header and is_binary(beginning))


def packed_parts(data: bytes, small: bytes, *, in_message: bool) -> Iterator[bytes | None]:
    """What the message's parts in base64 hold, but for pictures and the like; None for what cannot be told from here."""
    if len(small) != len(data):  # control characters were dropped: places in the one are none in the other
        if len(data.translate(None, _CONTROLS_BUT_ESCAPE)) != len(data):
            yield None
            return
        small = data.translate(SMALL)
    for match in _BASE64.finditer(small):
        start = small.rfind(b"\n--", 0, match.start()) + 1
        end = _HEADER_END.search(small, match.end())
        if end is None:
            yield None
            return
        header = small[start : end.start()]
        if not all(map(_HEADER_LINE.match, small[match.end() : end.start()].split(b"\n")[1:])):
            yield None
            return
        close = data.find(b"\n--", end.end() - 1)
        written = data[end.end() : close if close >= 0 else len(data)]
        if _is_file(header, written[:BEGINNING]):
            continue
        if is_binary(written[:BEGINNING]):
            yield None
            return
        body = decode_base64(written)
        yield b"".join(b"charset=" + label + b"\n" for label in CHARSET.findall(header)) + b"\n" + body


def uncommented(page: bytes) -> bytes:
    """A page without its comments."""
    kept: list[bytes] = []
    at = 0
    while (start := page.find(b"<!--", at)) >= 0 and (end := page.find(b"-->", start + 4)) >= 0:
        kept.append(page[at:start])
        at = end + 3
    return b"".join([*kept, page[at:]])


def texts_of(data: bytes, labels: set[bytes]) -> Iterator[str]:
    """Bytes as text, in every way in which a part of them may be meant."""
    if data.isascii():
        yield decode(data, None)
        return
    names = {label.decode("ascii") for label in labels} - {"us-ascii", "utf-8"}
    try:
        yield data.decode("utf-8")
        names = {name for name in names if not name.startswith(("iso-8859", "windows-125"))}
    except UnicodeDecodeError:
        yield data.decode("utf-8", "replace")
        names |= {"cp932", "euc-jp", "cp1252", charset_of(data)}
    for name in sorted(names):
        yield decode(data, name)
    if ESCAPE in data:
        yield decode(data, "iso-2022-jp")
