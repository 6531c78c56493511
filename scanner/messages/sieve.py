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
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Final

from scanner.catalog import Catalog, fold, is_cjk
from scanner.messages.charsets import decode
from scanner.messages.cleaning import INVISIBLE
from scanner.messages.encoded_words import decode_base64, decode_words
from scanner.messages.unlabeled import charset_of

MAX_BYTES: Final = 8 * 2**20  # what is larger is read, within the bounds of reading
MAX_NESTED = 3  # messages in base64 within messages in base64
_SHORTEST = 4  # letters of a root: fewer stand in too many words
_SHARED, _SHARED_CJK = 4, 2  # letters with which roots must begin alike to count as one

_SMALL = bytes(range(65)) + bytes(range(97, 123)) + bytes(range(91, 256))
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])  # dropped from every text that is read
_ESCAPE = b"\x1b$"
# What mail systems write for each other into a header: their hosts' names say nothing of the mail, and many are Amazon's.
_TRACE = re.compile(
    rb"\n(?:(?:x-)?received|return-path|message-id|in-reply-to|references|(?:x-google-)?dkim-signature|domainkey-signature|arc-[a-z\-]+"
    rb"|authentication-results|received-spf|feedback-id|list-unsubscribe|x-(?:ses|amazon|amz|google|gm|ms|spam|virus|pstn)-[a-z\-]+)"
    rb"[ \t]*:.*(?:\n[ \t].*)*",
    re.IGNORECASE,
)
# Reports of mail systems, blanks that a reader takes out of words (RFC 3676), file names in pieces (RFC 2231).
_UNSEEN = (b"delivery-status", b"multipart/report", b"x-failed-recipients", b"delsp", b"name*")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([a-z0-9_:.\-$]+)")
_NO_ASCII = re.compile(rb"utf-?(?:7|16|32)|ucs|hz|unicode-1-1")  # character sets in which ASCII letters are no ASCII bytes
_PADDED_BREAK = re.compile(rb"=[ \t]+\r?\n")
_ENCODED = re.compile(rb"^[^\n]*?=\?[^\n]*+(?:\n[ \t][^\n]*+)*+", re.MULTILINE)
_BASE64 = re.compile(rb"content-transfer-encoding\s*:\s*[\"']?base64")
_HEADER_END = re.compile(rb"\r?\n[ \t]*\r?\n")
_HEADER_LINE = re.compile(rb"[!-9;-~]+[ \t]*:|[ \t]|\r?$")
_NO_TEXT = re.compile(rb"content-type\s*:\s*[\"']?(?:image|audio|video|font|application/(?:pdf|zip|vnd\.|msword))")
_TEXT_NAME = re.compile(rb"\.(?:txt|text|csv|html?|eml)\b|=\?")
_PAGE = re.compile(rb"<(?:html|body|table|div|p|br|td|a|span|font)\b")
_TAG = re.compile(rb"<[a-zA-Z/!?][^<>]*>")
# An element within a word: what is hidden there, the eye does not see between the word's halves.
_WITHIN_WORD = re.compile(rb"[\w\x80-\xff]<(\w+)\s([^<>]*)>[^<>]*</\1\s*>[\w\x80-\xff]")
_QUOTE_MARKS = re.compile(r"\n[>|\s]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BORROWED = re.compile(r"[a-z][αονικτ\u0400-\u058f]|[αονικτ\u0400-\u058f][a-z]")  # letters of two alphabets in one word imitate a name
_WORD = re.compile(r"[^\W_]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


class Sieve:
    """Says by a message's bytes whether it must be read."""

    def __init__(self, catalog: Catalog) -> None:
        roots = _roots(catalog)
        self._ascii = tuple(root.encode("ascii") for root in roots if root.isascii())
        self._roots = tuple(root for root in roots if not root.isascii())
        # Words of nothing but a few letters each ("bol-bon") count only as a whole.
        self._whole = tuple((max(words, key=len), re.compile(rb"[\s\-]+".join(map(re.escape, words)))) for words in _short(catalog, roots))

    def holds(self, data: bytes, nested: int = 0) -> bool:
        """Whether the bytes of a message, or of a part of one, may name what concerns us."""
        if len(data) > MAX_BYTES or nested > MAX_NESTED:
            return True
        small = data.translate(_SMALL, _CONTROLS)
        if self._in_bytes(small):
            data = _without_trace(data)
            small = data.translate(_SMALL, _CONTROLS)
            if nested or self._in_bytes(small):
                return True
        if any(mark in small for mark in _UNSEEN):
            return True
        labels = set(_CHARSET.findall(small))
        if any(_NO_ASCII.match(label) for label in labels):
            return True
        written = data
        if b"quoted-printable" in small:
            written = _unquoted(data)
            if self._in_bytes(written.translate(_SMALL, _CONTROLS)):
                return True
        if b"=?" in data and any(self._in_bytes(_small(text)) or self._beyond_ascii(text) for text in map(decode_words, _encoded(data))):
            return True
        if b"base64" in small and any(part is None or self.holds(part, nested + 1) for part in _packed(data, small, in_message=nested == 0)):
            return True
        return self._in_page(written, small, labels)

    def _in_page(self, data: bytes, small: bytes, labels: set[bytes]) -> bool:
        """Whether a root stands in what a page's tags, entities or character set hide."""
        if b"text/html" in small or _PAGE.search(small):
            if any(b"=" in match.group(2) or b"hidden" in match.group(2) for match in _WITHIN_WORD.finditer(data)):
                return True
            data = _TAG.sub(b"", _uncommented(data))
            if self._in_bytes(data.translate(_SMALL, _CONTROLS)):
                return True
        if data.isascii() and b"&" not in data and _ESCAPE not in data:
            return False
        for text in _texts(data, labels):
            plain = unescape(text.replace("&nbsp;", " ")) if "&" in text else text
            if (plain != text and self._in_bytes(_small(plain))) or self._beyond_ascii(plain):
                return True
        return False

    def _in_bytes(self, small: bytes) -> bool:
        for root in self._ascii:  # a loop, since this is what most of the time goes into
            if root in small:
                return True
        return any(part in small and words.search(small) for part, words in self._whole)

    def _beyond_ascii(self, text: str) -> bool:
        """Whether a root stands in the lines of a text that are not all ASCII: few, in most mail, and the others were
        searched as bytes."""
        foreign = "\n".join(line for line in text.split("\n") if not line.isascii())
        if not foreign:
            return False
        folded = fold(_QUOTE_MARKS.sub("\n", _CONTROL.sub("", INVISIBLE.sub("", foreign))))
        return any(root in folded for root in self._roots) or self._in_bytes(_small(folded)) or bool(_BORROWED.search(folded))


def _small(text: str) -> bytes:
    return text.encode("utf-8", "replace").translate(_SMALL, _CONTROLS)


def _without_trace(data: bytes) -> bytes:
    end = _HEADER_END.search(data)
    return b"%b%b" % (_TRACE.sub(b"", b"\n" + data[: end.start()]), data[end.start() :]) if end else data


def _unquoted(data: bytes) -> bytes:
    """All of a message without quoted-printable; what was not written in it loses little, and was looked through before."""
    return binascii.a2b_qp(_PADDED_BREAK.sub(b"=\n", data))


def _encoded(data: bytes) -> Iterator[str]:
    """The lines with encoded words, unfolded."""
    for match in _ENCODED.finditer(data):
        yield " ".join(match.group().decode("ascii", "surrogateescape").split())


def _packed(data: bytes, small: bytes, *, in_message: bool) -> Iterator[bytes | None]:
    """What the message's parts in base64 hold, but for pictures and the like; None for what cannot be told from here."""
    if len(small) != len(data):
        yield None  # control characters were dropped: places in the one are none in the other
        return
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
        if _NO_TEXT.search(header) and not _TEXT_NAME.search(header):
            continue
        close = data.find(b"\n--", end.end() - 1)
        body = decode_base64(data[end.end() : close if close >= 0 else len(data)])
        if b"\0" in body[:4000]:
            if b"application/" in header and not _TEXT_NAME.search(header):
                continue
            yield None
            return
        yield b"".join(b"charset=" + label + b"\n" for label in _CHARSET.findall(header)) + b"\n" + body


def _uncommented(page: bytes) -> bytes:
    """A page without its comments."""
    kept: list[bytes] = []
    at = 0
    while (start := page.find(b"<!--", at)) >= 0 and (end := page.find(b"-->", start + 4)) >= 0:
        kept.append(page[at:start])
        at = end + 3
    return b"".join([*kept, page[at:]])


def _texts(data: bytes, labels: set[bytes]) -> Iterator[str]:
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
    if _ESCAPE in data:
        yield decode(data, "iso-2022-jp")


def _needles(catalog: Catalog) -> set[str]:
    """One of these words stands in every mail that concerns us."""
    words = {*catalog.needles, *(fold(name) for entry in catalog.issuers for name in entry.names)}
    for language in catalog.languages.values():
        if language.digraphs:
            words |= {fold(word.lower().translate(_UMLAUTS)) for word in language.gift_card_words}
    for domain in catalog.brands.amazon_domains:
        # A mail address holds the domain behind @ or a full stop; of a short one the letters alone say nothing.
        words |= {domain} if len(domain) > 2 * _SHORTEST else {f"@{domain}", f".{domain}>"}
    return words


def _roots(catalog: Catalog) -> tuple[str, ...]:
    """Stretches of letters one of which stands in each needle, few and rare: words that every mail has are none."""
    common = {fold(word) for language in catalog.languages.values() for word in language.common}
    needles = {word: _WORD.findall(word) for word in _needles(catalog)}
    count = Counter(part for parts in needles.values() for part in set(parts))
    roots: list[str] = []
    for word in sorted(needles, key=lambda word: (len(needles[word]), len(word), word)):
        if any(root in word for root in roots):
            continue
        if "." in word and " " not in word:
            roots.append(word)
        elif parts := [part for part in needles[word] if _is_root(part) or part == word]:
            roots.append(max(parts, key=lambda part: (part not in common, len(part), count[part], part)))
    return tuple(_without_longer(_beginnings(roots)))


def _is_root(part: str) -> bool:
    return len(part) >= _SHORTEST or not part.isascii()


def _short(catalog: Catalog, roots: tuple[str, ...]) -> list[list[bytes]]:
    """The needles whose words are all too short for a root, as their words."""
    rest = [word for word in sorted(_needles(catalog)) if not any(root in word for root in roots)]
    return [[part.encode("utf-8") for part in _WORD.findall(word)] for word in rest]


def _beginnings(roots: list[str]) -> list[str]:
    """Roots that begin alike as one: "podarunkow" of podarunkowy and podarunkowe."""
    found: list[str] = []
    for root in sorted(root for root in roots):
        if found and (shared := _shared(found[-1], root)):
            found[-1] = shared
        else:
            found.append(root)
    return found


def _shared(one: str, other: str) -> str:
    length = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    least = _SHARED_CJK if is_cjk(one) else _SHARED
    domain = "." in one or "." in other
    return one[:length] if length >= least and not domain else ""


def _without_longer(roots: list[str]) -> list[str]:
    return [root for root in roots if not any(other != root and other in root for other in roots)]
