"""Whether a text's letters beyond ASCII may spell what concerns us: a look that needs no folding of the text, which is slow.

Folding (`catalog.fold`) gives letters one spelling: full width and half width, accents, voicing marks, blanks between Japanese letters. Here
it is turned round. Of each letter of a root all spellings are known beforehand and searched for as they stand; and words in which some letter
beyond ASCII would become a Latin one ("ＡＭＡＺＯＮ", "armağan") are picked out, to be folded themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from scanner.catalog.folding import fold_all
from scanner.messages.cleaning import INVISIBLE

# Where characters stand that fold to letters of Japanese, Chinese and Arabic: these letters themselves, their wide and narrow forms,
# signs that hold words (U+3200 to U+33FF), radicals, forms for display.
_SPELLINGS: Final = (
    range(0x600, 0x780), range(0x8A0, 0x900), range(0x2E80, 0x2FE0), range(0x3031, 0x3400), range(0xF900, 0xFB00), range(0xFB50, 0xFE00),
    range(0xFE70, 0xFF00), range(0xFF61, 0xFFA0), range(0x1EE00, 0x1EF00), range(0x1F200, 0x1F270), range(0x2F800, 0x2FA20),
)  # fmt: skip
# What stands between the letters of a word without making it another: blanks and marks of quotes, accents and vowel marks, what is not seen.
_BETWEEN: Final = (
    INVISIBLE.pattern[1:-1]
    + r"\s>|ـ\x00-\x1f\x7f-\x9f\ud800-\udfff"
    + "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08ca-\u08ff\u20d0-\u20ff\ufe20-\ufe2f"
)
_IN_WORD: Final = f"[{_BETWEEN}]*+"
# Blocks in which no character folds to a Latin, Greek or Cyrillic letter, nor is dropped. Of all others each may.
_NO_LATIN: Final = (
    r"\x00-\x7f\u0600-\u061b\u061d-\u115e\u1161-\u17b3\u17b6-\u180a\u180f-\u1c7f\u3000-\u31ff\u3400-\ua63f\ua960-\uab2f\uac00-\ud7ff\ue000-\ufaff\ufb18-\ufdff\ufe30-\ufefe\uff00-\uff20"
    r"\uff3b-\uff40\uff5b-\uffef\ufff9-\uffff\U0001f200-\U000dffff\U000e1000-\U0010ffff"
    # Signs: of Latin 1 (but for the soft hyphen and both ordinals), general punctuation, currencies, arrows to dingbats.
    r"\xa0-\xa9\xab\xac\xae-\xb9\xbb-\xbf\xd7\xf7\u2010-\u2029\u202f-\u205f\u20a0-\u20a7\u20a9-\u20cf\u2190-\u245f\u2500-\u2bff"
)
_VOICING: Final = {"\u3099": "[\u3099ﾞ]", "\u309a": "[\u309aﾟ]"}  # marks that make one letter with the one before
_LATIN = re.compile(f"[^{_NO_LATIN}]")
_BLANK: Final = r" \t\r\n"
_WORD = re.compile(f"(?=[^{_BLANK}])(?:(?![{_BLANK}])[{_NO_LATIN}])*+([^{_NO_LATIN}][^{_BLANK}]*+)?")


class Foreign:
    """Looks through decoded texts for roots, none of which is all ASCII."""

    def __init__(self, roots: Iterable[str]) -> None:
        self._pattern = _pattern(tuple(sorted(roots)))

    def may_hold(self, text: str) -> bool:
        """Whether one of the roots may stand in `text`, in any spelling. Never False for a text whose folding holds one."""
        return self._pattern.search(text) is not None


def latinized(text: str) -> str:
    """The words of a text in which a character beyond ASCII may fold to a Latin, Greek or Cyrillic letter, or is dropped."""
    return " ".join(match.group() for match in _WORD.finditer(text) if match.group(1)) if _LATIN.search(text) else ""


@lru_cache(maxsize=4)
def _pattern(roots: tuple[str, ...]) -> re.Pattern[str]:
    letters = frozenset("".join(roots))
    bases = frozenset(unicodedata.normalize("NFD", letter)[0] for letter in letters)
    spellings, opaque = _spellings(letters | bases)
    ways = {letter: _ways(letter, spellings) for letter in letters}
    words = [(first, rest + _IN_WORD + _IN_WORD.join(_alternatives(ways[letter]) for letter in root[1:])) for root in roots for first, rest in ways[root[0]]]
    words += [("".join(sorted(opaque)), "")] if opaque else []
    # First one look at one letter, which at most places is enough.
    return re.compile(f"[{''.join(sorted(set().union(*(first for first, _ in words))))}](?:{'|'.join(f'(?<=[{first}]){rest}' for first, rest in words)})")


def _spellings(letters: frozenset[str]) -> tuple[dict[str, set[str]], set[str]]:
    """For each letter all that folds to it; and the characters that stand for several letters, one of these among them."""
    characters = [chr(code) for block in _SPELLINGS for code in block]
    found = {letter: {letter} for letter in letters}
    opaque = set()
    for character, folded in zip(characters, fold_all(characters), strict=True):
        if folded in letters:
            found[folded].add(character)
        elif len(folded) > 1 and not letters.isdisjoint(folded):
            opaque.add(character)
    return found, opaque


def _ways(letter: str, spellings: dict[str, set[str]]) -> list[tuple[str, str]]:
    """All ways to write a letter: characters, and a pattern for what follows them (the mark of voicing, where that is written for itself)."""
    ways = [("".join(sorted(spellings[letter])), "")]
    for spelling in sorted(spellings[letter]):
        base, mark = (*unicodedata.normalize("NFD", spelling), "", "")[:2]
        if mark in _VOICING:
            ways.append(("".join(sorted(spellings.get(base, {base}))), _IN_WORD + _VOICING[mark]))
    return ways


def _alternatives(ways: list[tuple[str, str]]) -> str:
    return f"(?:{'|'.join(f'[{characters}]{rest}' for characters, rest in ways)})"
