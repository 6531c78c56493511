"""Phrases: how the words of a data file are found in a mail. Words are data, so there is no regex in them.

    gift card          the words side by side
    deliver*           any word that begins so; `*gutschein*` any word that holds it
    was … sent         the words in this order within one sentence, with little between
    {gift_card}        any of the words that the file lists under [things] for that name

In a script without blanks (Japanese, Chinese) words are found anywhere; in others they start and end at a word's border.
Things are looked for first: in the marked form of a text one private character stands for each, so that a phrase with
`{gift_card}` in it costs no more than one without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from scanner.catalog.folding import fold, is_cjk

_GAP = "…"
# A gap reaches over at most this many characters and not over the end of a sentence; a full stop within a name
# (Amazon.com) ends none. The bound keeps the search linear in the text.
_REACH = 60
_REACH_CJK = 30
_STEP = r"(?:(?![.!?]\s|[。！？!?])(?s:.))"
_REFERENCE = re.compile(r"(\{[a-z_]+\})")
_FIRST_MARK = 0xE000  # the private use area of Unicode

# The shop's own name in front belongs to the thing: "your Amazon.com gift card", 「Amazonギフト券」.
_BRAND = r"(?:(?:amazon|アマゾン|亚马逊)(?:\.[a-z]{2,3}(?:\.[a-z]{2})?)?(?:'s|の)?[\s\-・®™]*)?"


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in the form in which phrases are searched for."""

    plain: str
    marked: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of a data file."""

    words: str  # as written in the file
    source: str  # where it was seen; '' for an inferred one
    marked: bool  # whether it is searched for in the marked form
    anchors: tuple[str, ...]  # folded words that stand in every text that matches
    regex: str

    @property
    def observed(self) -> bool:
        """Whether the phrase was seen in a real mail (its source says where)."""
        return bool(self.source)

    def search(self, text: Folded) -> re.Match[str] | None:
        """The first place where the phrase stands."""
        where = text.marked if self.marked else text.plain
        for anchor in self.anchors:
            if anchor not in where:
                return None
        return _compiled(self.regex).search(where)


@lru_cache(maxsize=8192)
def _compiled(regex: str) -> re.Pattern[str]:
    """Compiled when first needed: most phrases never get past their anchors."""
    return re.compile(regex)


class Things:
    """The named words of one language, and the marks that stand for them."""

    def __init__(self, words: Mapping[str, Iterable[str]], *, digraphs: bool) -> None:
        self._marks = {name: chr(_FIRST_MARK + i) for i, name in enumerate(sorted(words))}
        choices = [(fold(w, digraphs=digraphs), self._marks[name]) for name in sorted(words) for w in words[name]]
        # The longest word first: "gift card balance" is no gift card.
        choices.sort(key=lambda choice: len(choice[0]), reverse=True)
        self._order = [mark for _, mark in choices]
        self._regex = _BRAND + "(?:" + "|".join(f"({literal(word)})" for word, _ in choices) + ")"

    def mark(self, folded: str) -> str:
        """The marked form of a folded text."""
        return _compiled(self._regex).sub(lambda m: self._order[(m.lastindex or 1) - 1], folded)

    def mark_of(self, name: str) -> str:
        """The mark of a thing. Raises KeyError."""
        return self._marks[name]


def compile_phrase(words: str, source: str, things: Things, *, digraphs: bool = False) -> Phrase:
    """A phrase of a data file. Raises KeyError for a `{name}` that `things` lacks, ValueError for no words at all."""
    gap = f"{_STEP}{{0,{_REACH_CJK if is_cjk(words) else _REACH}}}?"
    anchors: list[str] = []
    pieces: list[str] = []
    for stretch in words.split(_GAP):
        parts: list[str] = []
        for part in _REFERENCE.split(stretch):
            if part.startswith("{"):
                mark = things.mark_of(part[1:-1])
                anchors.append(mark)
                parts.append(mark)
            elif folded := fold(part, digraphs=digraphs):
                anchors.append(max(re.split(r"[*\s\-]+", folded), key=len))
                parts.append(literal(folded))
        if parts:
            pieces.append(r"[\s\-]*".join(parts))
    if not pieces:
        raise ValueError("a phrase needs a word")
    return Phrase(words, source, "{" in words, tuple(dict.fromkeys(a for a in anchors if a)), gap.join(pieces))


def literal(folded: str) -> str:
    """A run of folded words as a pattern: each as it is, `*` for the rest of a word, a hyphen as good as a blank."""
    out = []
    for word in re.split(r"[\s\-]+", folded):
        if not word:
            continue
        body = r"\w*".join(re.escape(part) for part in word.split("*"))
        out.append(_border(word[0], "(?<!") + body + _border(word[-1], "(?!"))
    return r"[\s\-]+".join(out)


def _border(char: str, look: str) -> str:
    """Nothing of the same script goes on beside a word's end; Japanese and Chinese have no such borders."""
    if char.isascii() and char.isalnum():
        return look + "[a-z0-9])"
    return look + r"\w)" if char.isalnum() and not is_cjk(char) else ""
