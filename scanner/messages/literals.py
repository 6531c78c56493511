"""Which of a few dozen words stand in bytes, looked for all at once and whatever their case.

With the extra `fast` that is Hyperscan, which reads some gigabytes a second. Without it, it is one pattern of Python's own `re`, which
tries a word only where its rarest letter stands: ten times slower than that, and as much faster than one search for each word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final, Protocol

_LOWER: Final = bytes(range(65)) + bytes(range(97, 123)) + bytes(range(91, 256))
# Letters by how often they stand in mail, the rarest first; all other bytes are rarer than the last of them.
_BY_RARITY: Final = b"qjkxvzwybgpfuhdc@mlnr./>-sioate"


_NOTHING: Final = frozenset[int]()


class Literals(Protocol):
    """Searches bytes for words and patterns that it was made of."""

    def any(self, data: bytes) -> bool:
        """Whether one of them stands in `data`, capital or small."""
        ...

    def find(self, data: bytes, wanted: Collection[int] = ()) -> frozenset[int]:
        """The numbers of all that stand in `data`, capital or small; of the words `wanted`, where some are named."""
        ...


def literals(words: Sequence[bytes], patterns: Sequence[bytes] = (), signs: bytes = b"") -> Literals:
    """A search for words in small letters; for patterns in the syntax that `re` and Hyperscan share, which begin with a letter or sign of
    their own; and for any of some signs. They are numbered in this order, all signs as one."""
    try:
        import hyperscan
    except ImportError:
        return ByLetters(words, patterns, signs)
    try:
        return ByHyperscan(words, patterns, signs)
    except hyperscan.HyperscanError:  # a processor without what it needs (SSSE3)
        return ByLetters(words, patterns, signs)


class ByHyperscan:
    """All at once, by a state machine. Making it takes a few milliseconds: less than checking one that was kept would."""

    def __init__(self, words: Sequence[bytes], patterns: Sequence[bytes] = (), signs: bytes = b"") -> None:
        import hyperscan

        expressions = [*map(_quoted, words), *patterns, *([b"[" + _quoted(signs) + b"]"] if signs else [])]
        flags = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SINGLEMATCH
        self._found: set[int] = set()
        self._database = hyperscan.Database()
        self._database.compile(expressions=expressions, ids=list(range(len(expressions))), flags=[flags] * len(expressions))

    def any(self, data: bytes) -> bool:
        """Whether one of them stands in `data`."""
        return bool(self.find(data))

    def find(self, data: bytes, wanted: Collection[int] = ()) -> frozenset[int]:
        """The numbers of all that stand in `data`."""
        self._database.scan(data, self._note)
        if not self._found:
            return _NOTHING
        found = frozenset(self._found)
        self._found.clear()
        return found.intersection(wanted) if wanted else found

    def _note(self, number: int, start: int, end: int, flags: int, context: object) -> None:
        self._found.add(number)


class ByLetters:
    """One pattern for a first look, and one search for each word where that finds any."""

    def __init__(self, words: Sequence[bytes], patterns: Sequence[bytes] = (), signs: bytes = b"") -> None:
        self._words = tuple(words)
        self._patterns = [(number, re.compile(pattern)) for number, pattern in enumerate(patterns, len(words))]
        self._signs = signs
        letters = _few_letters(words)
        starts = [(word, min((at for at, letter in enumerate(word) if letter in letters), key=lambda at: _BY_RARITY.find(word[at]))) for word in words]
        # Flat, since the letters that an alternative begins with are then looked for before any is tried.
        self._any = re.compile(b"|".join([*_branches([(word[at:], word, at > 0) for word, at in starts]), *patterns]))

    def any(self, data: bytes) -> bool:
        """Whether one of them stands in `data`."""
        return self._any.search(data.translate(_LOWER)) is not None or self._has_signs(data)

    def find(self, data: bytes, wanted: Collection[int] = ()) -> frozenset[int]:
        """The numbers of all that stand in `data`."""
        small = data.translate(_LOWER)
        if wanted:
            return frozenset(number for number in wanted if self._words[number] in small)
        found: set[int] = set()
        if self._any.search(small):
            found.update(number for number, word in enumerate(self._words) if word in small)
            found.update(number for number, pattern in self._patterns if pattern.search(small))
        if self._has_signs(data):
            found.add(len(self._words) + len(self._patterns))
        return frozenset(found)

    def _has_signs(self, data: bytes) -> bool:
        return bool(self._signs) and len(data.translate(None, self._signs)) < len(data)


def _few_letters(words: Sequence[bytes]) -> frozenset[int]:
    """As few and rare letters as will do: each word has one of them. The commonest go first."""
    letters = {letter for word in words for letter in word}
    for letter in sorted(letters, key=_BY_RARITY.find, reverse=True):
        rest = letters - {letter}
        if all(not rest.isdisjoint(word) for word in words):
            letters = rest
    return frozenset(letters)


def _branches(ways: list[tuple[bytes, bytes, bool]]) -> list[bytes]:
    """Patterns for the rests of words; where a rest is found that is not all of its word, what stands before is looked at."""
    ends: list[bytes] = []
    by_letter: dict[bytes, list[tuple[bytes, bytes, bool]]] = {}
    for rest, word, behind in ways:
        if rest:
            by_letter.setdefault(rest[:1], []).append((rest[1:], word, behind))
        else:
            ends.append(b"(?<=%b)" % re.escape(word) if behind else b"")
    return [*ends, *(re.escape(letter) + b"(?:%b)" % b"|".join(_branches(rests)) for letter, rests in by_letter.items())]


def _quoted(word: bytes) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in word)
