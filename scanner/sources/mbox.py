"""mbox files: messages out of one stream, whatever dialect wrote it (RFC 4155 and its unruly cousins).

mboxo and mboxrd quote the lines of letters that begin with `From `, mboxcl and mboxcl2 count bytes in Content-Length
as well (mboxcl2 quotes nothing), some writers do neither. A Content-Length that ends just before a separator is
believed; without one, `separators` judges each `From ` line. Offsets count bytes of the stream.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from scanner.sources.separators import LOOK, MARK, Before, Style, is_separator, is_takeout, regular_separator, stamp_of, style_of
from scanner.sources.streams import HEAD, MAX_MESSAGE, Stream

_LENGTH = re.compile(rb"^Content-Length:[ \t]*(\d{1,12})[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)
_BLANK_LINE = re.compile(rb"\n\r?\n")
_QUOTED = re.compile(rb"^>(?=>*From )", re.MULTILINE)
_SEPARATOR_IN_HEADER = re.compile(rb"^>*From [^\n]*\n", re.MULTILINE)
_NOTHING_YET: Final = b"\r\n \t\0"
_BOM: Final = b"\xef\xbb\xbf"
_CRASH: Final = b"\0" * 64
_LINE_END: Final = ord("\n")
_CONTEXT = 1024  # bytes before a separator that tell what stands before it
_FIELD = re.compile(rb"[!-9;-~]{1,80}[ \t]*:|[ \t]")


@dataclass(frozen=True, slots=True)
class Piece:
    """One message of an mbox."""

    offset: int  # of its separator line
    data: bytes  # without separator and quoting
    stamp: datetime | None = None  # the separator's own time
    takeout: bool = False  # Google wrote it, labels and all
    headless: bool = False  # no separator stands before it: the beginning of the file is missing
    cut: bool = False  # too large: only its beginning
    zeros: bool = False  # a crash left zero bytes in it
    quotes: bool = True  # whether the writer quotes, as far as that was known before it
    # How it was told, not what it is: whatever is appended to the stream, this message begins here and those before are as they were;
    # and so is the next.
    settled: bool = field(default=False, compare=False)
    ends_settled: bool = field(default=False, compare=False)


def split_mbox(stream: Stream, max_message: int = MAX_MESSAGE, start: int = 0, *, quotes: bool = True) -> Iterator[Piece]:
    """The messages of a stream, in order. In memory is never more than one of them and a little.

    Where the stream begins at `start`, at a settled message of an mbox, its messages are those that a reader of all would find there.
    """
    return _Splitter(stream, max_message, start, quotes=quotes).pieces()


def separator_at_start(head: bytes) -> bool:
    """Whether a file's first bytes are a separator line and what belongs behind it."""
    at = _start(head)
    return head[at : at + len(MARK)] == MARK and is_separator(head[at : at + LOOK], Before(), to_the_end=len(head) - at <= LOOK)


class _Splitter:
    """A window on the stream; what was cut off as a message leaves it."""

    def __init__(self, stream: Stream, max_message: int, start: int, *, quotes: bool) -> None:
        self._stream = stream
        self._max = max_message
        self._data = bytearray()
        self._base = start  # offset of the window's first byte
        self._ended = False
        self._met_end = False  # something was judged that more bytes behind the end might change
        self._old_mac = False
        self._quotes = quotes  # until a letter shows that its writer does not

    def pieces(self) -> Iterator[Piece]:
        headless = False
        if self._base:
            self._want(1)
        else:
            headless = self._begin()
        while self._data:
            if not headless:
                yield from self._regular()
            offset, body, line = self._base, 0, b""
            if not headless:
                body = self._line_end()
                line = bytes(self._data[:body])
            settled, quotes = not self._met_end, self._quotes
            raw, cut = self._message(body)
            zeros = _CRASH in raw
            data = raw.rstrip(b"\0") if zeros else raw
            yield Piece(
                offset, self._plain(data), stamp_of(line), is_takeout(line), headless, cut, zeros, quotes, settled and not headless, not self._met_end
            )  # fmt: skip
            headless = False

    def _begin(self) -> bool:
        """Come to where content begins; whether the file's own beginning is missing there."""
        self._want(HEAD)
        self._old_mac = b"\n" not in self._data and self._data.count(b"\r") > 2
        if self._old_mac:
            self._data = self._data.replace(b"\r", b"\n")
            self._met_end = True  # such a file is read as a whole
        self._drop(_start(bytes(self._data[:HEAD])))
        self._want(HEAD)
        return not self._starts(0)

    def _regular(self) -> Iterator[Piece]:
        """The messages at the window's beginning, as long as all is regular: for these there is but one reading, found in few steps.
        The window then begins with one that has to be judged; at the end of the window that is a regular one, too."""
        at = 0
        separator = regular_separator(self._data, at)
        while separator:
            found = self._regular_end(separator.end)
            if found is None:
                break
            end, marked = found
            following = regular_separator(self._data, end)
            raw = self._copy(separator.end, self._trimmed(separator.end, end))
            if not following or len(raw) > self._max or (b"\0" in raw and _CRASH in raw):
                break
            quotes, settled = self._quotes, not self._met_end
            data = self._plain(raw) if marked else raw
            yield Piece(self._base + at, data, separator.stamp, separator.takeout, quotes=quotes, settled=settled, ends_settled=settled)
            at, separator = end, following
        self._drop(at)

    def _regular_end(self, body: int) -> tuple[int, bool] | None:
        """Where the next line begins that looks like a separator, and whether the mark of one stands before it; None where the window
        ends too soon, or more than the lines has to be asked."""
        blank = _BLANK_LINE.search(self._data, body, body + HEAD)
        if not blank or b"-length:" in self._data[body : blank.start()].lower():
            return None
        marked = False
        found = body
        while (found := self._data.find(MARK, found + 1)) >= 0:
            if len(self._data) - found < LOOK:
                return None
            if style_of(bytes(self._data[found : max(self._data.find(b"\n", found, found + LOOK), found)])) is not Style.PROSE:
                return (found, marked) if self._data[found - 1] == _LINE_END and found >= blank.end() else None
            marked = True
        return None

    def _line_end(self) -> int:
        end = self._data.find(b"\n")
        return len(self._data) if end < 0 else end + 1

    def _message(self, body: int) -> tuple[bytes, bool]:
        """The message whose header begins at `body`, and whether it had to be cut. The window then begins with the next."""
        counted = self._counted(body)
        if counted is not None:
            end, following = counted
            message = self._copy(body, end)
            self._drop(following)
            return message, False
        kept: bytes | None = None
        scan = body + 1  # a line right behind a separator is a second one, not a message
        while True:
            found = self._data.find(MARK, scan)
            if found >= 0:
                self._want(found + LOOK)
                if self._starts(found):
                    break
                scan = found + len(MARK)
                continue
            if self._ended:
                self._met_end = True
                found = len(self._data)
                break
            scan = max(scan, len(self._data) - len(MARK) + 1)
            if kept is None and len(self._data) - body > self._max:
                kept = self._copy(body, body + self._max)
            if kept is not None and (spare := scan - _CONTEXT) > 0:
                self._drop(spare)
                scan -= spare
            self._more()
        message = self._copy(body, self._trimmed(body, found)) if kept is None else kept
        self._drop(found)
        if len(message) > self._max:
            return message[: self._max], True
        return message, kept is not None

    def _counted(self, body: int) -> tuple[int, int] | None:
        """Where a message ends by its Content-Length, and where the next begins; None where the count does not fit."""
        self._want(body + HEAD)
        blank = _BLANK_LINE.search(self._data, body, body + HEAD)
        if not blank or b"-length:" not in self._data[body : blank.start()].lower():
            return None
        lengths = _LENGTH.findall(self._data, body, blank.start() + 1)
        if len(lengths) != 1 or int(lengths[0]) > self._max:
            return None
        end = blank.end() + int(lengths[0])
        self._want(end + LOOK)
        following = end
        while following < min(end + 4, len(self._data)) and self._data[following] in b"\r\n":
            following += 1
        if following >= len(self._data):
            return (end, following) if self._ended and end <= len(self._data) else None
        return (end, following) if self._starts(following) else None

    def _starts(self, at: int) -> bool:
        """Whether a message begins at `at` of the window."""
        if self._data[at : at + len(MARK)] != MARK:
            return False
        line = bytes(self._data[at : max(self._data.find(b"\n", at, at + LOOK), at)])
        if line and style_of(line) is Style.PROSE:
            return False
        before = self._before(at)
        text = bytes(self._data[at : at + LOOK])
        if not before.line_end and not self._may_be_glued(at, is_takeout(text)):
            return False
        return is_separator(text, before, to_the_end=self._ended and at + LOOK >= len(self._data))

    def _before(self, at: int) -> Before:
        before = bytes(self._data[max(at - 3, 0) : at])
        if not before or before.endswith(b"\0"):
            return Before()  # after a crash the end of the last line is missing
        return Before(before.endswith(b"\n"), before.endswith((b"\n\n", b"\n\r\n")))

    def _may_be_glued(self, at: int, takeout: bool) -> bool:
        """Whether a part whose last line is cut off may end at `at`: not in a quoted line, nor (`Received: From`) in a field."""
        begin = max(self._data.rfind(b"\n", max(at - _CONTEXT, 0), at) + 1, at - _CONTEXT)
        line = bytes(self._data[begin:at])
        return bool(line.strip(b"> \t|")) and (takeout or not _FIELD.match(line))

    def _plain(self, message: bytes) -> bytes:
        """A message as it was before the archive quoted lines of it: header lines `>From ` go, in the body one `>` does."""
        if MARK not in message:
            return message
        blank = _BLANK_LINE.search(message)
        head, body = (message[: blank.end()], message[blank.end() :]) if blank else (message, b"")
        head = _SEPARATOR_IN_HEADER.sub(b"", head)
        if body.startswith(MARK) or b"\n" + MARK in body:
            self._quotes = False
        return head + (_QUOTED.sub(b"", body) if self._quotes and b">From " in body else body)

    def _trimmed(self, start: int, end: int) -> int:
        """Where a message ends: without the one blank line that belongs to the next separator."""
        if self._data.endswith(b"\r\n\r\n", start, end):
            return end - 2
        return end - 1 if self._data.endswith(b"\n\n", start, end) else end

    def _copy(self, start: int, end: int) -> bytes:
        """A stretch of the window; by way of a view, since a slice of it would be a second copy."""
        with memoryview(self._data) as view:
            return bytes(view[start:end])

    def _want(self, size: int) -> None:
        while len(self._data) < size and not self._ended:
            self._more()
        if len(self._data) < size:
            self._met_end = True

    def _more(self) -> None:
        data = self._stream.read()
        self._ended = not data
        self._data += data.replace(b"\r", b"\n") if self._old_mac else data

    def _drop(self, size: int) -> None:
        del self._data[:size]
        self._base += size


def _start(head: bytes) -> int:
    """Where content begins: behind blank lines, zero bytes and a byte order mark."""
    at = len(head) - len(head.lstrip(_NOTHING_YET))
    if head.startswith(_BOM, at):
        at += len(_BOM)
    return at
