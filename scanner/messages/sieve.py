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

import binascii
import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5
from typing import Final

from scanner.catalog import Catalog, fold
from scanner.messages.charsets import decode, decode_as_labeled
from scanner.messages.cleaning import INVISIBLE
from scanner.messages.encoded_words import decode_base64, decode_words
from scanner.messages.foreign import Foreign, latinized
from scanner.messages.labeled import is_known, is_labeled
from scanner.messages.literals import literals
from scanner.messages.roots import Needles
from scanner.messages.unlabeled import charset_of

MAX_BYTES: Final = 8 * 2**20  # what is larger is read, within the bounds of reading
MAX_NESTED = 3  # messages in base64 within messages in base64

_SMALL = bytes(range(65)) + bytes(range(97, 123)) + bytes(range(91, 256))
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])  # dropped from every text that is read
_ESCAPE = b"\x1b$"
_CONTROLS_BUT_ESCAPE = _CONTROLS.replace(b"\x1b", b"")
# What mail systems write for each other into a header: their hosts' names say nothing of the mail, and many are Amazon's.
_TRACE = re.compile(
    rb"\n(?:(?:x-)?received|return-path|message-id|in-reply-to|references|(?:x-google-)?dkim-signature|domainkey-signature|arc-[a-z\-]+"
    rb"|authentication-results|received-spf|feedback-id|list-unsubscribe|x-(?:ses|amazon|amz|google|gm|ms|spam|virus|pstn)-[a-z\-]+)"
    rb"[ \t]*:.*(?:\n[ \t].*)*",
    re.IGNORECASE,
)
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
_SIGNS = _CONTROLS + bytes(range(128, 256))  # the escape of ISO-2022-JP is a control, too
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([a-z0-9_:.\-$]+)")
_NO_ASCII = re.compile(rb"utf-?(?:7|16|32)|ucs|hz|unicode-1-1")  # character sets in which ASCII letters are no ASCII bytes
_LABEL = b"charset="  # as what was in base64 is given its part's label
_PADDED_BREAK = re.compile(rb"=[ \t]+\r?\n")
_FOLDED = re.compile(rb"[^\n]*+(?:\n[ \t][^\n]*+)*+")
_BASE64 = re.compile(rb"content-transfer-encoding\s*:\s*[\"']?base64")
_HEADER_END = re.compile(rb"\r?\n[ \t]*\r?\n")
_HEADER_LINE = re.compile(rb"[!-9;-~]+[ \t]*:|[ \t]|\r?$")
_ENDING = (
    b"address", b"article", b"blockquote", b"body", b"br", b"center", b"dd", b"div", b"dl", b"dt", b"footer", b"form", b"h[1-6]", b"header", b"hr", b"html",
    b"li", b"main", b"nav", b"ol", b"p", b"pre", b"section", b"table", b"tbody", b"td", b"tfoot", b"th", b"thead", b"tr", b"ul",
)  # fmt: skip
_NO_TEXT = re.compile(rb"content-type\s*:\s*[\"']?(?:image|audio|video|font|application/(?:pdf|zip|vnd\.|msword))")
_TEXT_NAME = re.compile(rb"\.(?:txt|text|csv|html?|eml)\b|=\?")
# A tag between two letters, but for those that end a line: only there may a word stand in pieces.
_JOINT = re.compile(
    rb"<(?<=[\w\x80-\xff;]<)(?:/?(?!(?:%b)[\s/>])[a-z][^<>]*+>|[!?][^<>]*+>)(?:<(?:/?(?!(?:%b)[\s/>])[a-z][^<>]*+>|[!?][^<>]*+>))*+[\w\x80-\xff\x1b&]"
    % (b"|".join(_ENDING), b"|".join(_ENDING)),
    re.IGNORECASE,
)
_PAGE = re.compile(rb"<(?:html|body|table|div|p|br|td|a|span|font)\b")
_TAG = re.compile(rb"<[a-zA-Z/!?][^<>]*>")
# An element within a word: what is hidden there, the eye does not see between the word's halves. The bracket first, since it is rare.
_WITHIN_WORD = re.compile(rb"<(?<=[\w\x80-\xff]<)(\w+)\s([^<>]*)>[^<>]*</\1\s*>(?=[\w\x80-\xff])")
# Base64 of some size, which no eye reads: by chance it has the letters of any short word.
_BULK = re.compile(rb"\n(?:[A-Za-z0-9+/]{60,}+\r?\n){4,}+")
_LONGEST_HEADER = 4096
_BEGINNING = 6000  # bytes of base64 by which it is told whether it holds text
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
        self._sure = self._needles.sure
        self._roots = tuple(root for root in map(bytes.decode, self._needles.roots) if not root.isascii())
        self._foreign = Foreign(self._roots)

    def holds(self, data: bytes) -> bool:
        """Whether the bytes of a message may name what concerns us."""
        if len(data) > MAX_BYTES:
            return True
        hidden = self._hiding.any(data)
        if not hidden and not self._words.any(data):
            return False  # as most mail
        found: set[int] = set()
        for view in self._views(data, hidden):
            if view is None:
                return True
            hits = self._words.find(view)
            if not hits.isdisjoint(self._sure):
                return True
            found |= hits
        return bool(found) and self._needles.may_stand(found, filter(None, self._views(data, hidden)))

    def _views(self, data: bytes, hidden: bool) -> Iterator[bytes | None]:
        """All that the bytes of a message may be to a reader; None for what cannot be told from here."""
        if not hidden:
            yield _without_trace(data)
            return
        data = _without_files(data)
        small = data.translate(_SMALL, _CONTROLS)
        packed = b"base64" in small
        bare = _BULK.sub(b"\n", small) if packed else small
        if self._words.any(bare):
            data = _without_trace(data)
            small = data.translate(_SMALL, _CONTROLS)
            bare = _BULK.sub(b"\n", small) if packed else small
        yield from self._parts(data, small, bare, 0)

    def _parts(self, data: bytes, small: bytes, bare: bytes, nested: int) -> Iterator[bytes | None]:
        """All that a message without the trace of its way, or a part of one, may be. `bare` is it without its base64."""
        yield bare
        labels = set(_CHARSET.findall(small))
        if self._unseen.any(small) or any(_NO_ASCII.match(label) for label in labels):
            yield None
            return
        if b"=?" in data:
            for text in map(decode_words, _encoded(data)):
                yield text.encode("utf-8", "replace").translate(None, _CONTROLS)
                yield from self._beyond_ascii(text)
        labeled = all(map(is_known, labels)) and small.startswith(_LABEL) if nested else is_labeled(small)
        if b"base64" in small:
            for part in _packed(data, small, in_message=nested == 0):
                if part is None or nested == MAX_NESTED or len(part) > MAX_BYTES:
                    yield None
                    return
                inner = part.translate(_SMALL, _CONTROLS)
                yield from self._parts(part, inner, inner, nested + 1)
            if not nested:
                data = _BULK.sub(b"\n", data)
        if b"quoted-printable" in small:
            data = _unquoted(data)
            yield data.translate(None, _CONTROLS)
        yield from self._in_page(data, small, labels, labeled=labeled)

    def _in_page(self, data: bytes, small: bytes, labels: set[bytes], *, labeled: bool) -> Iterator[bytes | None]:
        """What a page's tags, entities or character set hide. `labeled`: of each text the character set is named."""
        if b"text/html" in small or _PAGE.search(small):
            if any(b"=" in match.group(2) or b"hidden" in match.group(2) for match in _WITHIN_WORD.finditer(data)):
                yield None
                return
            if b"<!--" in data or _JOINT.search(data):
                data = _TAG.sub(b"", _uncommented(data))
                yield data.translate(None, _CONTROLS)
        entities = bool(_ENTITY.search(data))
        if data.isascii() and _ESCAPE not in data and not entities:
            return
        lines = [line for line in data.split(b"\n") if not line.isascii() or _ESCAPE in line or (entities and _ENTITY.search(line))]
        for text in dict.fromkeys(_texts(b"\n".join(lines), labels, labeled=labeled)):  # several charsets read most bytes alike
            plain = unescape(text.replace("&nbsp;", " ")) if entities and "&" in text else text
            if plain != text:
                yield plain.encode("utf-8", "replace").translate(None, _CONTROLS)
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


def _without_trace(data: bytes) -> bytes:
    end = _HEADER_END.search(data)
    return b"%b%b" % (_TRACE.sub(b"", b"\n" + data[: end.start()]), data[end.start() :]) if end else data


def _unquoted(data: bytes) -> bytes:
    """All of a message without quoted-printable; what was not written in it loses little, and was looked through before."""
    return binascii.a2b_qp(_PADDED_BREAK.sub(b"=\n", data))


def _encoded(data: bytes) -> Iterator[str]:
    """The lines with encoded words, unfolded."""
    at = 0
    while (sign := data.find(b"=?", at)) >= 0:
        begin = max(data.rfind(b"\n", at, sign) + 1, at)
        at = _FOLDED.match(data, sign).end()  # type: ignore[union-attr]
        yield " ".join(data[begin:at].decode("ascii", "surrogateescape").split())


def _without_files(data: bytes) -> bytes:
    """A message without the base64 of pictures and the like, which is most of its bytes and none that is looked into."""
    kept: list[bytes] = []
    at = 0
    for match in _BULK.finditer(data):
        start, end = match.span()
        header = data[max(data.rfind(b"\n--", 0, start), start - _LONGEST_HEADER, 0) : start].lower()
        blank = data.endswith((b"\n", b"\n\r"), at, start)  # the block begins behind the blank line that ends its part's header
        if blank and _BASE64.search(header) and _is_file(header, data[start : start + _BEGINNING]):
            kept.append(data[at : start + 1])
            at = end
    return b"".join([*kept, data[at:]]) if kept else data


def _is_file(header: bytes, beginning: bytes) -> bool:
    """Whether a part in base64 is none that a reader would take for text, by its header in small letters and how it begins."""
    if _TEXT_NAME.search(header):
        return False
    return bool(_NO_TEXT.search(header)) or (b"application/" in header and b"\0" in decode_base64(beginning)[:4000])


def _packed(data: bytes, small: bytes, *, in_message: bool) -> Iterator[bytes | None]:
    """What the message's parts in base64 hold, but for pictures and the like; None for what cannot be told from here."""
    if len(small) != len(data):  # control characters were dropped: places in the one are none in the other
        if len(data.translate(None, _CONTROLS_BUT_ESCAPE)) != len(data):
            yield None
            return
        small = data.translate(_SMALL)
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
        if _is_file(header, written[:_BEGINNING]):
            continue
        body = decode_base64(written[:_BEGINNING])
        if b"\0" in body[:4000]:
            yield None
            return
        body = decode_base64(written) if len(written) > _BEGINNING else body
        yield b"".join(_LABEL + label + b"\n" for label in _CHARSET.findall(header)) + b"\n" + body


def _uncommented(page: bytes) -> bytes:
    """A page without its comments."""
    kept: list[bytes] = []
    at = 0
    while (start := page.find(b"<!--", at)) >= 0 and (end := page.find(b"-->", start + 4)) >= 0:
        kept.append(page[at:start])
        at = end + 3
    return b"".join([*kept, page[at:]])


def _texts(data: bytes, labels: set[bytes], *, labeled: bool) -> Iterator[str]:
    """Bytes as text, in every way in which a part of them may be meant."""
    if data.isascii():
        yield decode(data, None)
        return
    names = {label.decode("ascii") for label in labels} - {"us-ascii", "utf-8"}
    if labeled and len(labels) == 1 and (text := decode_as_labeled(data, *names)) is not None:
        yield text
        return
    try:
        yield data.decode("utf-8")
        names = {name for name in names if not name.startswith(("iso-8859", "windows-125"))}
    except UnicodeDecodeError:
        yield data.decode("utf-8", "replace")
        if not labeled:
            names |= {"cp932", "euc-jp", "cp1252", charset_of(data)}
    for name in sorted(names):
        yield decode(data, name)
    if _ESCAPE in data:
        yield decode(data, "iso-2022-jp")
