"""The first pass over a message's bytes: whether they may name what concerns us. Most mail is let go here, unread.

Every mail that we recognize shows a gift card's word of some language, a name of Amazon's, or an issuer's name or domain
(a mail system's report apart, which its header gives away). Each of these words holds one of a few dozen roots: "gift" of
"gift card", "amazon" of "Amazon.co.jp". A message in which no root stands, in whatever way mail may be written, needs no
reading.

So the roots are searched for in the bytes as they came; then with soft line breaks and quoted-printable taken off (RFC 2045,
section 6.7), in encoded words (RFC 2047), in base64 text and messages, between the tags of HTML, in its entities, and in every
character set that the message names or Japanese mail has without naming. What cannot be seen into so cheaply passes: it is
read. What passes is judged exactly afterwards, so a look that is too loose costs time, one that is too strict a mail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from html.entities import html5
from typing import Final

from scanner.catalog import Catalog, fold
from scanner.messages.charsets import decode, extends_ascii
from scanner.messages.cleaning import INVISIBLE
from scanner.messages.encoded_words import decode_words
from scanner.messages.foreign import Foreign, latinized
from scanner.messages.literals import literals
from scanner.messages.outline import Outline, TextPart, outline_of
from scanner.messages.roots import Needles
from scanner.messages.wrappings import (
    BULK,
    CHARSET,
    CONTROLS,
    ESCAPE,
    SMALL,
    encoded_lines,
    packed_parts,
    texts_of,
    uncommented,
    unquoted,
    without_files,
    without_trace,
)

MAX_BYTES: Final = 8 * 2**20  # what is larger is read, within the bounds of reading
MAX_NESTED = 3  # messages in base64 within messages in base64

# Reports of mail systems, blanks that a reader takes out of words (RFC 3676), file names in pieces (RFC 2231).
_UNSEEN = (b"delivery-status", b"multipart/report", b"x-failed-recipients", b"delsp", b"name*")
# Entities without their semicolon, as addresses of pages have them by chance, that stand for no letter and nothing unseen.
_HARMLESS = frozenset(b"amp copy lt not para quot reg sect times uml yen".split())
# What tells that words may stand there that no search of the bytes as they came finds, or that mail is none of the ordinary kind.
_HIDING = (b"=?", b"base64", b"quoted-printable", b"text/html", *_UNSEEN)
_HIDING_PATTERNS = (
    rb"<(?:html|body|table|div|p|br|td|a|span|font)\b",
    rb"charset\s*=\s*[\"']?(?:utf-?(?:7|16|32)|ucs|hz|unicode-1-1)",
    rb"&(?:#|[a-z][a-z0-9]{1,31};|%b)" % b"|".join(sorted({name.lower().encode() for name in html5 if not name.endswith(";")} - _HARMLESS)),
)
# Entities but for those that stand for a blank or a sign which no word has.
_ENTITY = re.compile(rb"&(?!(?:amp|nbsp|quot|lt|copy|reg|raquo|laquo|middot|bull);)(?=[#A-Za-z])")
_SIGNS = CONTROLS + bytes(range(128, 256))  # the escape of ISO-2022-JP is a control, too
_NO_ASCII = re.compile(rb"utf-?(?:7|16|32)|ucs|hz|unicode-1-1")  # character sets in which ASCII letters are no ASCII bytes
# What stands behind the bracket of a tag that does not end a line. Only where such a tag stands between two letters may a word stand in pieces.
_INLINE: Final = (
    rb"(?:/?(?!(?:address|article|blockquote|body|br|center|dd|div|dl|dt|footer|form|h[1-6]|header|hr|html|li|main|nav|ol|p|pre|section|table|tbody|td"
    rb"|tfoot|th|thead|tr|ul)[\s/>])[a-z][^<>]*+>|[!?][^<>]*+>)"
)
_JOINT = re.compile(rb"<(?<=[\w\x80-\xff;]<)" + _INLINE + rb"(?:<" + _INLINE + rb")*+[\w\x80-\xff\x1b&]", re.IGNORECASE)
_PAGE = re.compile(rb"<(?:html|body|table|div|p|br|td|a|span|font)\b")
_TAG = re.compile(rb"<[a-zA-Z/!?][^<>]*>")
# An element within a word: what is hidden there, the eye does not see between the word's halves. The bracket first, since it is rare.
_WITHIN_WORD = re.compile(rb"<(?<=[\w\x80-\xff]<)(\w+)\s([^<>]*)>[^<>]*</\1\s*>(?=[\w\x80-\xff])")
_QUOTE_MARKS = re.compile(r"\n[>|\s]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LENDER = re.compile(r"[αονικτ\u0400-\u058f]")
_BORROWED = re.compile(r"[a-z][αονικτ\u0400-\u058f]|[αονικτ\u0400-\u058f][a-z]")  # letters of two alphabets in one word imitate a name


class Sieve:
    """Says by a message's bytes whether it must be read."""

    def __init__(self, catalog: Catalog) -> None:
        self._needles = Needles(catalog)
        self._words = literals(self._needles.roots)
        self._hiding = literals(_HIDING, _HIDING_PATTERNS, _SIGNS)
        self._unseen = literals(_UNSEEN)
        self._signs = literals((*self._needles.roots, *_UNSEEN))
        self._sure = self._needles.sure
        self._roots = tuple(root for root in map(bytes.decode, self._needles.roots) if not root.isascii())
        self._foreign = Foreign(self._roots)

    def holds(self, data: bytes) -> bool:
        """Whether the bytes of a message may name what concerns us."""
        if len(data) > MAX_BYTES:
            return True
        if (outline := outline_of(data)) is not None and self._is_empty(outline):
            return False  # as most mail
        hidden = self._hiding.any(data)
        if not hidden and not self._words.any(data):
            return False
        found: set[int] = set()
        for view in self._views(data, hidden):
            if view is None:
                return True
            hits = self._words.find(view)
            if not hits.isdisjoint(self._sure):
                return True
            found |= hits
        return bool(found) and self._needles.may_stand(found, filter(None, self._views(data, hidden)))

    def _is_empty(self, outline: Outline) -> bool:
        """Whether nothing that stands in a message of plain shape may concern us, nor may hide what does."""
        for header in outline.headers:
            if self._signs.any(header) and self._signs.any(without_trace(header)):
                return False
            if b"=?" in header and not all(map(self._says_nothing, map(decode_words, encoded_lines(header)))):
                return False
        return all(map(self._is_idle, outline.texts))

    def _is_idle(self, text: TextPart) -> bool:
        """Whether a text holds nothing. Of one without a label, or with an odd one, that is not told here."""
        data = text.data
        if b"=?" in data or self._signs.any(data.translate(None, CONTROLS)) or not extends_ascii(text.charset, data):
            return False
        views = self._in_page(data, text.kind + data.lower(), lambda lines: (decode(lines, text.charset),))
        return all(view is not None and not self._signs.any(view) for view in views)

    def _says_nothing(self, text: str) -> bool:
        return all(view is not None and not self._signs.any(view) for view in (text.encode("utf-8", "replace"), *self._beyond_ascii(text)))

    def _views(self, data: bytes, hidden: bool) -> Iterator[bytes | None]:
        """All that the bytes of a message may be to a reader; None for what cannot be told from here."""
        if not hidden:
            yield without_trace(data)
            return
        data = without_files(data)
        small = data.translate(SMALL, CONTROLS)
        packed = b"base64" in small
        bare = BULK.sub(b"\n", small) if packed else small
        if self._words.any(bare):
            data = without_trace(data)
            small = data.translate(SMALL, CONTROLS)
            bare = BULK.sub(b"\n", small) if packed else small
        yield from self._parts(data, small, bare, 0)

    def _parts(self, data: bytes, small: bytes, bare: bytes, nested: int) -> Iterator[bytes | None]:
        """All that a message without the trace of its way, or a part of one, may be. `bare` is it without its base64."""
        yield bare
        labels = set(CHARSET.findall(small))
        if self._unseen.any(small) or any(_NO_ASCII.match(label) for label in labels):
            yield None
            return
        if b"=?" in data:
            for text in map(decode_words, encoded_lines(data)):
                yield text.encode("utf-8", "replace").translate(None, CONTROLS)
                yield from self._beyond_ascii(text)
        if b"base64" in small:
            for part in packed_parts(data, small, in_message=nested == 0):
                if part is None or nested == MAX_NESTED or len(part) > MAX_BYTES:
                    yield None
                    return
                inner = part.translate(SMALL, CONTROLS)
                yield from self._parts(part, inner, inner, nested + 1)
            if not nested:
                data = BULK.sub(b"\n", data)
        if b"quoted-printable" in small:
            data = unquoted(data)
            yield data.translate(None, CONTROLS)
        yield from self._in_page(data, small, lambda lines: texts_of(lines, labels))

    def _in_page(self, data: bytes, small: bytes, read: Callable[[bytes], Iterable[str]]) -> Iterator[bytes | None]:
        """What a page's tags, entities or character set hide. `read` gives all that bytes may be as text."""
        if b"text/html" in small or _PAGE.search(small):
            if any(b"=" in match.group(2) or b"hidden" in match.group(2) for match in _WITHIN_WORD.finditer(data)):
                yield None
                return
            if b"<!--" in data or _JOINT.search(data):
                data = _TAG.sub(b"", uncommented(data))
                yield data.translate(None, CONTROLS)
        entities = bool(_ENTITY.search(data))
        if data.isascii() and ESCAPE not in data and not entities:
            return
        lines = [line for line in data.split(b"\n") if not line.isascii() or ESCAPE in line or (entities and _ENTITY.search(line))]
        for text in dict.fromkeys(read(b"\n".join(lines))):  # several charsets read most bytes alike
            plain = unescape(text.replace("&nbsp;", " ")) if entities and "&" in text else text
            if plain != text:
                yield plain.encode("utf-8", "replace").translate(None, CONTROLS)
            yield from self._beyond_ascii(plain)

    def _beyond_ascii(self, text: str) -> Iterator[bytes | None]:
        """The words of a text that are not all ASCII, in the spelling in which words are compared: few, in most mail, and the
        others were searched as bytes."""
        if text.isascii():
            return
        foreign = text if self._foreign.may_hold(text) else latinized(text)
        if not foreign:
            return
        folded = fold(_QUOTE_MARKS.sub("\n", _CONTROL.sub("", INVISIBLE.sub("", foreign))))
        if any(root in folded for root in self._roots) or (_LENDER.search(folded) and _BORROWED.search(folded)):
            yield None
        yield folded.encode("utf-8", "replace")
