"""What a message holds, in order: texts, attachments and messages; and which of two alternatives is read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape

from scanner.messages.charsets import decode
from scanner.messages.entities import MAX_PARTS
from scanner.messages.mime import Part
from scanner.messages.plain import read_plain
from scanner.messages.rows import Body, Room
from scanner.model import Attachment

MAX_TEXTS = 60

_MESSAGES = frozenset({"message/rfc822", "message/global"})
_NO_TEXT = frozenset({"text/calendar", "text/rfc822-headers", "text/css", "text/vcard", "text/x-vcard"})
_ANY_TYPE = re.compile(r"application/(?:octet-stream|text)|unknown/unknown|multipart/.*")
_TEXT_FILE = re.compile(r"\.(?:txt|text|csv|html?)$", re.IGNORECASE)
_HTML_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_HTML = re.compile(r"<(?:html|body|table|div|p|br|td|a|span|font)\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Text:
    """A text part: as it was written, and as it is seen; `attached` where it is a file of its own."""

    source: str
    body: Body
    html: bool
    attached: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A message inside a message; `digest` where it is one of several of a multipart/digest."""

    part: Part
    digest: bool


Piece = Text | Held | Attachment


class Contents:
    """Reads the pieces of one message. Each part is read once, whichever reading asks for it."""

    def __init__(self, root: Part, room: Room) -> None:
        self._root = root
        self._room = room
        self._read: dict[int, Piece] = {}
        self._texts = 0
        self.has_alternatives = False
        self.is_cut = False  # the mail breaks off in its HTML, so that the plain text tells more

    def pieces(self, *, prefer_html: bool = True) -> list[Piece]:
        """The pieces in order. Of alternatives (RFC 2046, section 5.1.4) people mostly see the HTML."""
        found: list[Piece] = []
        self._collect(self._root, prefer_html, False, found)
        if not any((isinstance(p, Text) and p.body.rows) or isinstance(p, Held) for p in found):
            found = [*self._mislabeled(), *found]
        return found

    def _collect(self, part: Part, prefer_html: bool, digest: bool, found: list[Piece]) -> None:
        kind = part.content_type
        if kind in _MESSAGES:
            found += [Held(child, digest) for child in part.children]
        elif kind == "message/delivery-status":
            return
        elif kind == "multipart/alternative" and part.children:
            self._alternative(part, prefer_html, found)
        elif kind == "multipart/related" and part.children:
            # What the root part refers to are its pictures and styles, but for stray attachments.
            self._collect(part.children[0], prefer_html, False, found)
            for child in part.children[1:]:
                if not child.content_type.startswith(("image/", "text/")):
                    self._collect(child, prefer_html, False, found)
        elif part.children:
            for child in part.children[:MAX_PARTS]:
                self._collect(child, prefer_html, digest or kind == "multipart/digest", found)
        elif kind.startswith("text/") and kind not in _NO_TEXT:
            if id(part) in self._read or (self._texts < MAX_TEXTS and not self._room.is_full):
                found.append(self._piece(part))
        elif not kind.startswith(("multipart/", "message/", "text/")):
            found.append(self._piece(part))

    def _alternative(self, part: Part, prefer_html: bool, found: list[Piece]) -> None:
        readings: list[list[Piece]] = []
        for child in part.children:
            inner: list[Piece] = []
            self._collect(child, prefer_html, False, inner)
            readings.append(inner)
        texts = [r for r in readings if any(isinstance(p, Text) and p.body.rows for p in r)]
        if not texts:
            for reading in readings:
                found += reading
            return
        rich = [r for r in texts if any(isinstance(p, Text) and p.html and p.body.rows for p in r)]
        plain = [r for r in texts if r not in rich]
        self.has_alternatives = self.has_alternatives or bool(rich and plain)
        chosen = (rich or plain)[-1] if prefer_html or not plain else plain[0]
        if rich and plain and _is_cut(part, rich[-1]):
            self.is_cut = True
        found += chosen
        # Some mailers put attachments beside the alternatives.
        found += [p for r in readings if r is not chosen for p in r if isinstance(p, Attachment)]

    def _piece(self, part: Part) -> Piece:
        if id(part) not in self._read:
            if part.content_type.startswith("text/") or _TEXT_FILE.search(part.filename):
                self._texts += 1
                first = not any(isinstance(p, Text) for p in self._read.values())
                attached = part.disposition == "attachment" or bool(part.filename and not first)
                text = _text(part, attached=attached)
                self._read[id(part)] = replace(text, body=self._room.take(text.body))
            else:
                self._read[id(part)] = _attachment(part)
        return self._read[id(part)]

    def _mislabeled(self) -> list[Piece]:
        """Text in a part of another type, where a mailer or gateway labeled it wrongly and there is no other text."""
        for part in () if self._room.is_full else _leaves(self._root):
            if not _ANY_TYPE.fullmatch(part.content_type):
                continue
            data = part.payload()
            if not data or len(data) > 2_000_000 or b"\0" in data[:4000] or data[:5] == b"%PDF-":
                continue
            text = decode(data, part.charset, part.supposed)
            if sum(c.isprintable() or c in "\r\n\t" for c in text) >= 0.95 * len(text):
                html = bool(_HTML.search(text[:4000]))
                return [Text(text, self._room.take(_read_html(text) if html else read_plain(text)), html)]
        return []


def _text(part: Part, *, attached: bool) -> Text:
    source = part.text()
    looks_html = bool(_HTML.search(source[:20_000]))
    html = looks_html or (part.content_type == "text/html" and "<" in source)
    if part.content_type == "text/html" and not html:
        source = unescape(source)
    if part.content_type == "text/plain" or not html:
        return Text(source, read_plain(source, flowed=part.flowed, delsp=part.delsp), False, attached)
    return Text(source, _read_html(source), True, attached)


def _is_cut(alternatives: Part, rich: list[Piece]) -> bool:
    """Whether a mail breaks off in the HTML of its alternatives: neither they nor the page come to their end."""
    html = [p.source for p in rich if isinstance(p, Text) and p.html]
    unclosed = any(type(d).__name__ == "CloseBoundaryNotFoundDefect" for d in alternatives.entity.defects)
    return unclosed and bool(html) and not _HTML_END.search(html[-1][-200:])


def _attachment(part: Part) -> Attachment:
    data = part.payload()
    readable = "pdf" in part.content_type or part.filename.lower().endswith(".pdf") or data[:5] == b"%PDF-"
    return Attachment(part.filename, part.content_type, len(data), data if readable else b"")


def _leaves(part: Part) -> list[Part]:
    if not part.children:
        return [part]
    if part.content_type in _MESSAGES:
        return []
    return [leaf for child in part.children for leaf in _leaves(child)]


def _read_html(source: str) -> Body:
    """A page's lines. Reading pages takes a tenth of a second to load, which a scan that meets none need not wait for."""
    from scanner.messages.html import read_html

    return read_html(source)
