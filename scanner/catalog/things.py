"""Things: words that a language file lists under one name, and the marks that stand for them.

In the marked form of a text one private character stands for each listed word, so that one short search finds what
hundreds of words may say. All words of a thing share a character: "gift card" in a phrase is any gift card. The words of
an action have one each, so that 登録番号 is no 利用番号, though {redeem} stands for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from scanner.catalog.folding import fold_all, is_cjk

# The private use area of Unicode: no mail's text has these characters.
_FIRST, _LAST = 0xE000, 0xF8FF
MARK = re.compile("([\ue000-\uf8ff])")
_BLANKS = re.compile(r"[\s\-]+")

# The shop's own name in front belongs to the word: "your Amazon.com gift card", 「Amazonギフト券」.
_BRAND = r"(?:amazon|アマゾン|亚马逊)(?:\.[a-z]{2,3}(?:\.[a-z]{2})?)?(?:'s|の)?[\s\-・®™]*"
_BRAND_AT_END = re.compile(_BRAND + "$")


class Things:
    """The listed words of one language. `actions` names those whose words are told apart."""

    def __init__(self, words: Mapping[str, Iterable[str]], actions: Iterable[str] = (), *, digraphs: bool) -> None:
        self.digraphs = digraphs
        self.names = frozenset(words)
        self._listed, self._apart = words, frozenset(actions)
        self._regex: re.Pattern[str] | None = None

    @cached_property
    def _made(self) -> tuple[dict[str, str], dict[str, str]]:
        """The marks by thing, and by word. Made when first needed, as the phrases are."""
        codes = iter(range(_FIRST, _LAST))
        marks_of: dict[str, str] = {}
        words: dict[str, str] = {}
        for name in sorted(self._listed):
            own = [_spaced(word) for word in fold_all(self._listed[name], digraphs=self.digraphs)]
            marks = [chr(next(codes)) for _ in own] if name in self._apart else [chr(next(codes))] * len(own)
            marks_of[name] = "".join(dict.fromkeys(marks)) or chr(next(codes))
            words.update(zip(own, marks, strict=True))
        return marks_of, words

    @cached_property
    def shared(self) -> frozenset[str]:
        """The marks of things: each stands for any of their words."""
        return frozenset(self._made[0][name] for name in self._listed if name not in self._apart)

    @cached_property
    def cjk(self) -> bool:
        """Whether a word is of a script without blanks."""
        return any(map(is_cjk, self._made[1]))

    def mark(self, folded: str) -> str:
        """The marked form of a folded text; the longest word wins: "gift card balance" is no gift card."""
        words = self._made[1]
        if not words:
            return folded
        if self._regex is None:
            self._regex = re.compile(f"(?:{_BRAND})?({_pattern(words)})")
        return self._regex.sub(lambda m: words[_spaced(m.group(1))], folded)

    def mark_of(self, name: str) -> str:
        """The mark of a thing, the marks of an action's words. Raises KeyError."""
        return self._made[0][name]

    def __getstate__(self) -> dict[str, object]:
        """Without what is made when first needed."""
        return self.__dict__ | {"_regex": None}


def without_brand_at_end(folded: str) -> str:
    """What stands before a mark, without the shop's name, which belongs to the mark."""
    return _BRAND_AT_END.sub("", folded)


def _spaced(word: str) -> str:
    return _BLANKS.sub(" ", word)


def _pattern(words: Iterable[str]) -> str:
    """All words as one pattern, branching letter by letter, so that most places of a text are passed over at once.

    Words of scripts with blanks begin and end at a word's border, so they stand in branches of their own.
    """
    kinds: dict[tuple[str, str], list[str]] = {}
    for word in words:
        kinds.setdefault((border(word[0], "(?<!"), border(word[-1], "(?!")), []).append(word)
    longest_first = sorted(kinds.items(), key=lambda item: -max(map(len, item[1])))
    return "|".join(f"{first}{_branch(group)}{last}" for (first, last), group in longest_first)


def _branch(words: list[str]) -> str:
    """A pattern of words by their first letters; where one word is the beginning of another the longer one is tried first."""
    letters: dict[str, list[str]] = {}
    for word in words:
        if word:
            letters.setdefault(word[0], []).append(word[1:])
    if not letters:
        return ""
    choices = [(r"[\s\-]+" if letter == " " else re.escape(letter)) + _branch(rest) for letter, rest in letters.items()]
    inner = choices[0] if len(choices) == 1 else "(?:" + "|".join(choices) + ")"
    return f"(?:{inner})?" if "" in words else inner


# Arabic writes "and", "for", "by", "as" and "the" onto the word: بأمازون, والرمز.
_GLUED = "(?:[وف]?(?:[بك]?ال|لل|[بكل])?)?"
_ARABIC = re.compile("[\u0621-\u064a]{3}")


def opening(word: str) -> str:
    """What must hold where a word begins: its border, and in Arabic the little words that are written onto it."""
    first = border(word[0], "(?<!")
    return first + _GLUED if _ARABIC.match(word) else first


def border(char: str, look: str) -> str:
    """Nothing of the same script goes on beside a word's end; Japanese and Chinese have no such borders."""
    if char.isascii() and char.isalnum():
        return look + "[a-z0-9])"
    return look + r"\w)" if char.isalnum() and not is_cjk(char) else ""
