"""Finding what must not be given away in a text: each stretch with what stands for it, none over another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from scanner.facts.shapes import find_codes, find_emails, find_money, find_order_ids, find_phones
from scanner.redaction.places import find_places
from scanner.redaction.standins import Sort, Standins
from scanner.redaction.urls import URL, Urls
from scanner.redaction.vocabulary import Vocabulary

MAX_TEXT = 2_000_000
_GAP = r"[^A-Za-z0-9]{0,40}"
_DASH = "[\u2010-\u2015\u2212\u30fc\uff0d-]"
_DAY = rf"\d{{4}}[./年{_DASH[1:-1]}]\s?\d{{1,2}}[./月{_DASH[1:-1]}]\s?\d{{1,2}}日?|\d{{1,2}}[./{_DASH[1:-1]}]\d{{1,2}}[./{_DASH[1:-1]}]\d{{2,4}}"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?\s?(?:[+-]\d{4})?"
# Days, times, percentages, dimensions: numbers that tell of nobody.
_TIMES = re.compile(rf"(?<![\dA-Za-z])(?:(?:{_DAY})(?:[T ,]+{_CLOCK})?|{_CLOCK}|(?<!-)(?:19|20)\d\d\s?[-–~]\s?(?:19|20)\d\d(?!-)|\d+(?:\.\d+)?%)(?![\dA-Za-z])")
_IP = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])|(?:IPv6:)?(?<![\w:.])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,7}(?![\w:])", re.IGNORECASE)
_HOST = re.compile(r"(?<![\w@.\-])(?:[A-Za-z0-9](?:[A-Za-z0-9\-_]*[A-Za-z0-9])?\.)+[A-Za-z]{2,24}(?![\w\-]|\.[A-Za-z])")
_TOKEN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]+(?:[-_/.~][A-Za-z0-9]+)*(?![A-Za-z0-9])")
_MASKED = re.compile(r"(?<![A-Za-z0-9])([A-Z0-9]{3,6})(?=[-\s]?[*•●xX]{3,})|(?<=[*•●]{2})[-\s]?([A-Z0-9]{3,6})(?![A-Za-z0-9*])")
_MANY_DIGITS = 5
_STANDARD = re.compile(
    r"iso-?\d{4}(?:-\w{1,3}){0,2}|utf-?\d{1,2}|rfc-?\d{3,4}|cp\d{3,4}|windows-\d{3,4}|tlsv?1[._]?\d?|sha-?\d{1,3}|rsa-sha\d+|\d{1,4}(?:[.,]\d{3})+|v?\d+(?:\.\d+){1,3}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a text and what stands for it."""

    start: int
    end: int
    standin: str


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is known of the mail before its texts are gone through."""

    codes: tuple[str, ...] = ()  # whole, as found by reading the mail
    tails: tuple[str, ...] = ()  # ends of codes that stand alone
    numbers: tuple[str, ...] = ()  # serial numbers and the like
    names: tuple[str, ...] = ()  # words of names, replaced wherever they stand as words
    also: tuple[str, ...] = ()


class Finder:
    """Finds in the texts of one mail."""

    def __init__(self, secrets: Secrets, standins: Standins, vocabulary: Vocabulary) -> None:
        self._standins = standins
        self._vocabulary = vocabulary
        self._codes = [re.compile(rf"(?<![A-Za-z0-9]){_GAP.join(re.escape(c) for c in code if c.isalnum())}(?![A-Za-z0-9])", re.I) for code in secrets.codes]
        self._tails = _any(secrets.tails, ignore_case=False)
        self._numbers = _any(secrets.numbers, ignore_case=True)
        self._also = [re.compile(r"\s+".join(re.escape(w) for w in text.split()), re.IGNORECASE) for text in secrets.also if text.strip()]
        self.words = _any(secrets.names, ignore_case=True)
        self.urls = Urls(standins, vocabulary, self.words)

    def find(self, text: str) -> list[Found]:
        """All stretches in order."""
        taken: list[tuple[int, int]] = []
        found: list[Found] = []
        for start, end, make in self._all(text[:MAX_TEXT]):
            if start >= end or any(a < end and start < b for a, b in taken):
                continue
            taken.append((start, end))
            if make is not None and (new := make(text[start:end])) != text[start:end]:
                found.append(Found(start, end, new))
        return sorted(found, key=lambda f: f.start)

    def replaced(self, text: str) -> str:
        """A text with everything replaced."""
        out, at = [], 0
        for item in self.find(text):
            out += [text[at : item.start], item.standin]
            at = item.end
        return "".join([*out, text[at:MAX_TEXT]])

    def _all(self, text: str) -> Iterator[tuple[int, int, Callable[[str], str] | None]]:
        """Stretches, the surest first; those without a maker are kept as they are."""
        made = self._standins
        for pattern in self._also:
            yield from ((*m.span(), made.also) for m in pattern.finditer(text))
        yield from ((m.start(), m.start() + len(_url(m.group())), self.urls.rewrite) for m in URL.finditer(text))
        for start, _, address in find_emails(text):
            at = text.find(address, start)
            yield at, at + len(address), made.address
        for pattern in self._codes:
            yield from ((*m.span(), made.code) for m in pattern.finditer(text))
        yield from ((start, end, made.order) for start, end, _ in find_order_ids(text))
        yield from ((m.start, m.end, made.code) for m in find_codes(text) if m.proof or m.bare or (m.india and "-" in text[m.start : m.end]))
        yield from ((*m.span(), lambda t: made.token(t, Sort.NUMBER)) for m in self._numbers.finditer(text))
        yield from (
            (*m.span(m.lastindex or 0), lambda t: made.token(t, Sort.NUMBER)) for m in _MASKED.finditer(text) if not self._is_mask(m.group(m.lastindex or 0))
        )
        yield from ((*m.span(), lambda t: made.token(t, Sort.NUMBER)) for m in self._tails.finditer(text))
        yield from ((*m.span(), None) for m in _TIMES.finditer(text))
        yield from ((m.start, m.end, None) for m in find_money(text, None))
        yield from ((*m.span(), made.ip) for m in _IP.finditer(text) if not _is_clock(m.group()))
        yield from ((*m.span(), made.host) for m in _HOST.finditer(text) if _is_host(m.group()))
        yield from find_places(text, made, self._vocabulary)
        yield from ((start, start + len(phone), made.phone) for start, _, phone in find_phones(text))
        yield from ((*m.span(), made.name) for m in self.words.finditer(text))
        yield from ((*m.span(), lambda t: made.token(t, Sort.NUMBER)) for m in _TOKEN.finditer(text) if self._is_token(m.group()))

    @staticmethod
    def _is_mask(text: str) -> bool:
        return not set(text.upper()) - {"X"}

    def _is_token(self, token: str) -> bool:
        """Whether a text is a number or token of somebody's: many digits, or long and of letters and digits."""
        if _STANDARD.fullmatch(token):
            return False
        digits = sum(c.isdigit() for c in token)
        return digits >= _MANY_DIGITS or (digits >= 2 and len(token) >= 10 and not any(self._vocabulary.knows(w) for w in re.findall(r"[A-Za-z]{4,}", token)))


def _url(text: str) -> str:
    """An address without the full stop or bracket of the sentence around it."""
    text = text.rstrip(".,;:!?*")
    return text if "(" in text else text.rstrip(")]>")


def _is_clock(text: str) -> bool:
    return ":" in text and "::" not in text and text.count(":") < 4


def _is_host(text: str) -> bool:
    """Whether a dotted text is a host's name, no file's and no sentence's."""
    last = text.rpartition(".")[2].lower()
    return last not in ("html", "pdf", "png", "jpg", "jpeg", "gif", "txt", "eml", "ics", "zip", "dat", "php", "jsp", "htm") and not (
        text.count(".") == 1 and last[:1].isupper() is True
    )


def _any(words: Iterable[str], *, ignore_case: bool) -> re.Pattern[str]:
    """Any of some words, the longest first; words of scripts with blanks stand alone."""
    parts = []
    for word in sorted(set(words), key=lambda w: (-len(w), w)):
        alone = word[:1].isascii() or not "\u3040" <= word[:1] <= "\u9fff"
        parts.append(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])" if alone else re.escape(word))
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE if ignore_case else 0)
