"""Web and mail addresses: hosts by stand-ins, tokens and tracking by their shape, addresses within addresses followed."""

from __future__ import annotations

import itertools
import re
from urllib.parse import quote, unquote

from scanner.facts.shapes import find_emails, find_order_ids
from scanner.redaction.standins import Standins
from scanner.redaction.vocabulary import Vocabulary

URL = re.compile(r"https?://[^\s<>\"'`{}|\\^\u3000-\u9fff\uff00-\uffef]+", re.IGNORECASE)
MAX_NESTING = 5
_SPLIT = re.compile(r"(https?://)([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.IGNORECASE | re.DOTALL)
_WRAPPED = re.compile(r"https?(?:://|%3a%2f%2f|%253a%252f%252f)", re.IGNORECASE)
_PATH_PIECE = re.compile(r"[A-Za-z0-9_\-.~%=+!]+")
_WORD = re.compile(r"[A-Za-z0-9]+")
_LONG_WORD = 16
_PLAIN = re.compile(r"[a-z]{1,15}|[A-Z]?[a-z]{1,15}|\d{1,2}|[A-Za-z]\d?")


class Urls:
    """Rewrites addresses."""

    def __init__(self, standins: Standins, vocabulary: Vocabulary, words: re.Pattern[str]) -> None:
        self._standins = standins
        self._vocabulary = vocabulary
        self._words = words

    def rewrite(self, url: str, depth: int = 0) -> str:
        """An address with everything in it that is one person's or one mail's replaced."""
        low = url[:8].lower()
        if low.startswith("mailto:"):
            return url[:7] + self._loose(unquote(url[7:]))
        if low.startswith("cid:"):
            return url[:4] + self._standins.token(unquote(url[4:]))
        if low.startswith(("tel:", "sms:")):
            return url[:4] + self._standins.phone(unquote(url[4:]))
        if low.startswith("data:"):
            return "data:,"
        match = _SPLIT.fullmatch(url)
        if not match:
            return self._loose(url)
        scheme, netloc, path, query, fragment = (part or "" for part in match.groups())
        user, at, host = netloc.rpartition("@")
        name, colon, port = host.partition(":")
        head = scheme + (self._loose(user) + at if at else "") + self._standins.host(name) + colon + port
        return head + self._path(path, depth) + self._query(query, depth) + self._fragment(fragment)

    def _path(self, path: str, depth: int) -> str:
        wrapped = _WRAPPED.search(path)
        if wrapped and depth < MAX_NESTING:
            return self._path(path[: wrapped.start()], depth + 1) + self._nested(path[wrapped.start() :], depth)
        return _PATH_PIECE.sub(lambda m: self._piece(m.group(), whole=False), path)

    def _query(self, query: str, depth: int) -> str:
        if not query:
            return ""
        out = []
        for i, pair in enumerate(re.split(r"([&;])", query[1:])):
            if i % 2:
                out.append(pair)
                continue
            key, equals, value = pair.partition("=")
            if not equals:
                out.append(self._value(key, depth))
            else:
                out.append(key + equals + self._value(value, depth))
        return "?" + "".join(out)

    def _value(self, value: str, depth: int) -> str:
        if _WRAPPED.match(value) and depth < MAX_NESTING:
            return self._nested(value, depth)
        plain = unquote(value.replace("+", " "))
        inner = unquote(plain)
        if next(find_emails(inner), None) or next(find_order_ids(inner), None) or self._words.search(inner):
            return quote(self._loose(inner), safe="")
        path = re.match(r"/(?:[^/]+/)*", plain)
        return quote(self._piece(plain, whole=not path), safe="/:,~.-_ ").replace(" ", "%20") if plain else value

    def _nested(self, value: str, depth: int) -> str:
        """An address inside another, as often percent-encoded as it was."""
        times = 0
        plain = value
        while not re.match(r"https?://", plain, re.IGNORECASE) and times < 3:
            plain = unquote(plain)
            times += 1
        plain = self.rewrite(plain, depth + 1)
        for _ in range(times):
            plain = quote(plain, safe="")
        return plain

    def _fragment(self, fragment: str) -> str:
        return _PATH_PIECE.sub(lambda m: self._piece(m.group(), whole=False), fragment)

    def _piece(self, piece: str, *, whole: bool) -> str:
        """A part of a path, or a value: plain words stay in a path, tokens never do."""
        for _, _, order in find_order_ids(piece):
            return piece.replace(order, self._standins.order(order))
        if re.fullmatch(r"[A-Z0-9]{4}-?[A-Z0-9]{5,6}-?[A-Z0-9]{4,5}", piece, re.I) and any(c.isdigit() for c in piece) and any(c.isalpha() for c in piece):
            return self._standins.code(piece)
        if whole and not re.fullmatch(r"[a-z]{1,3}|[0-9]{1,2}", piece) and not self._is_word(piece):
            return self._standins.token(piece)
        return _WORD.sub(
            lambda m: (
                self._standins.token(m.group())
                if self._is_token(m.group())
                else self._standins.label(m.group())
                if self._words.fullmatch(m.group())
                else m.group()
            ),
            piece,
        )

    def _is_word(self, piece: str) -> bool:
        return piece.isalpha() and piece.islower() and self._vocabulary.knows(piece)

    def _is_token(self, word: str) -> bool:
        digits = sum(c.isdigit() for c in word)
        if digits:
            return len(word) >= 5 and (digits >= 2 or len(word) >= 8)
        turns = sum(a.islower() and b.isupper() for a, b in itertools.pairwise(word))
        return (len(word) >= _LONG_WORD and not self._vocabulary.knows(word)) or (len(word) >= 8 and turns >= 2) or (len(word) >= 8 and word.isupper())

    def _loose(self, text: str) -> str:
        """Text with addresses in it."""
        out, at = [], 0
        for _, _, order in find_order_ids(text):
            text = text.replace(order, self._standins.order(order))
        for start, end, address in find_emails(text):
            out += [self._word(text[at:start]), self._standins.address(address), text[start + len(address) : end]]
            at = end
        out.append(self._word(text[at:]))
        return "".join(out)

    def _word(self, text: str) -> str:
        text = self._words.sub(lambda m: self._standins.name(m.group()), text)
        # An order number's groups were replaced already.
        return re.sub(r"(?<![\w-])[A-Za-z0-9]+(?![\w-])", lambda m: self._standins.token(m.group()) if self._is_token(m.group()) else m.group(), text)
