"""The HTML or plain text that an RTF body was made of (MS-OXRTFEX); of a true RTF, its words.

Our own reader: the library there is (RTFDE) builds a grammar's tree of the whole text, with no bound on what a hostile one costs,
and asks for half a dozen further libraries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from scanner.sources.outlook.properties import label_of

MAX_RTF: Final = 8 * 2**20
_MAX_DEPTH: Final = 200
_TOKEN = re.compile(rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\")
_HEADER: Final = 2048  # where it stands what the text was made of

# Destinations whose words no reader sees.
_UNSEEN: Final = frozenset(
    b"colortbl stylesheet info pict object header footer headerl headerr headerf footerl footerr footerf footnote fldinst listtable listoverridetable"
    b" rsidtbl generator themedata datastore xmlnstbl mhtmltag".split()
)  # fmt: skip
_LINES: Final = frozenset((b"par", b"line", b"sect", b"page", b"row"))
_SIGNS: Final = {
    b"tab": "\t", b"cell": "\t", b"emdash": "\u2014", b"endash": "\u2013", b"lquote": "\u2018", b"rquote": "\u2019", b"ldblquote": "\u201c",
    b"rdblquote": "\u201d", b"bullet": "\u2022", b"emspace": "\u2003", b"enspace": "\u2002",
}  # fmt: skip
_SYMBOLS: Final = {b"~": "\u00a0", b"_": "\u2011", b"-": "\u00ad", b"{": "{", b"}": "}", b"\\": "\\", b"\r": "\n", b"\n": "\n"}
# Font charsets by the code page that their letters are in.
_CHARSETS: Final = {
    0: 1252, 77: 10000, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251,
    222: 874, 238: 1250, 254: 437,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """What an RTF was made of."""

    text: str = field(repr=False)
    html: bool
    encapsulated: bool  # the original is in it, and not only something like it


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds until the group's end."""

    unseen: bool = False
    fonts: bool = False  # in the table of fonts
    tag: bool = False  # the original's own markup
    rtf_only: bool = False  # what the original did not have
    page: int = 1252
    fallback: int = 1  # letters behind a \u for readers that do not know it


def unwrap(rtf: bytes) -> Unwrapped:
    """The original. Never raises."""
    head = rtf[:_HEADER]
    html, plain = b"\\fromhtml" in head, b"\\fromtext" in head
    return Unwrapped(_Reader(html=html).read(rtf[:MAX_RTF]), html, html or plain)


class _Reader:
    """One pass over the text."""

    def __init__(self, *, html: bool) -> None:
        self._html = html
        self._group = _Group()
        self._stack: list[_Group] = []
        self._too_deep = 0
        self._default = 1252
        self._pages: dict[int, int] = {}  # of fonts
        self._font = 0  # the one that the table tells of just now
        self._out: list[str] = []
        self._run = bytearray()  # bytes of one code page; two of them may be one letter
        self._skip = 0  # letters that stand for a \u before them
        self._star = False

    def read(self, rtf: bytes) -> str:
        """All words."""
        at = 0
        while (match := _TOKEN.match(rtf, at)) is not None:
            at = match.end()
            word, number, code, symbol, brace, text = match.groups()
            if word is not None:
                if word == b"bin":  # so many bytes of a picture
                    at += max(int(number or 0), 0)
                else:
                    self._word(word.lower(), int(number) if number else None)
                self._star = False
            elif text is not None:
                self._text(text)
            elif code is not None:
                self._text(bytes.fromhex(code.decode("ascii")))
            elif brace is not None:
                self._brace(brace)
            elif symbol == b"*":
                self._star = True
            elif symbol is not None and symbol in _SYMBOLS:
                self._sign(_SYMBOLS[symbol])
        self._flush()
        return "".join(self._out)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._skip = 0
        if brace == b"{":
            if len(self._stack) < _MAX_DEPTH:
                self._stack.append(self._group)
            else:
                self._too_deep += 1
        elif self._too_deep:
            self._too_deep -= 1
        elif self._stack:
            self._group = self._stack.pop()

    def _word(self, word: bytes, number: int | None) -> None:
        group = self._group
        if word == b"htmltag":
            self._flush()
            self._group = replace(group, tag=True, unseen=group.unseen or not self._html, page=self._default)
        elif word == b"fonttbl":
            self._group = replace(group, fonts=True)
        elif word in _UNSEEN or self._star:
            self._group = replace(group, unseen=True)
        elif word == b"htmlrtf":
            self._flush()
            self._group = replace(group, rtf_only=number != 0)
        elif word == b"ansicpg" and number:
            self._default = number
            self._group = replace(group, page=number)
        elif word == b"uc":
            self._group = replace(group, fallback=min(max(number or 0, 0), 8))
        elif word == b"u" and number is not None:
            self._sign(chr(number & 0xFFFF))
            self._skip = self._group.fallback
        elif word in (b"f", b"fcharset", b"plain"):
            self._of_font(word, number or 0)
        elif word in _LINES:
            self._sign("\r\n")
        elif word in _SIGNS:
            self._sign(_SIGNS[word])

    def _of_font(self, word: bytes, number: int) -> None:
        if word == b"fcharset":
            if self._group.fonts:
                self._pages[self._font] = _CHARSETS.get(number, self._default)
        elif self._group.fonts:
            self._font = number
        elif not self._group.tag:
            self._flush()
            page = self._default if word == b"plain" else self._pages.get(number, self._default)
            self._group = replace(self._group, page=page)

    def _is_seen(self) -> bool:
        group = self._group
        return not (group.unseen or group.fonts or (group.rtf_only and self._html))

    def _sign(self, sign: str) -> None:
        if self._is_seen():
            self._flush()
            self._out.append(sign)

    def _text(self, data: bytes) -> None:
        if self._skip:
            skipped = min(self._skip, len(data))
            self._skip -= skipped
            data = data[skipped:]
        if self._is_seen():
            self._run += data

    def _flush(self) -> None:
        if not self._run:
            return
        name = {932: "cp932", 874: "cp874", 10000: "mac-roman", 1361: "johab"}.get(self._group.page, label_of(self._group.page) or "cp1252")
        try:
            self._out.append(self._run.decode(name, "replace"))
        except LookupError:
            self._out.append(self._run.decode("cp1252", "replace"))
        self._run.clear()
