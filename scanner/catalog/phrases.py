"""Phrases: how the words of a data file are found in a mail. Words are data, so there is no regex in them.

    gift card          the words side by side
    deliver*           any word that begins so; `*gutschein*` any word that holds it
    was … sent         the words in this order within one sentence
    not ~ sent         the same, close together and within one clause
    {gift_card}        any of the words that the file lists under [things] for that name

In a script without blanks (Japanese, Chinese) words are found anywhere; in others they start and end at a word's border.
Listed words are looked for first, in mail and phrase alike, and the longest wins. So a phrase costs no more for having
them, and "送信しましたら" is no "送信しました" where the one is listed as a condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise
from typing import Generic, TypeVar

from scanner.catalog.folding import fold, is_cjk
from scanner.catalog.things import MARK, Things, border, opening, without_brand_at_end

T = TypeVar("T")

_GAPS = re.compile("([…~])")
# How far a gap reaches, in characters of scripts with blanks and without. Neither goes over the end of a sentence (a full
# stop within a name, Amazon.com, ends none); the close one stays within a clause. The bounds keep the search linear.
_FAR, _FAR_CJK = 60, 30
_NEAR, _NEAR_CJK = 24, 9
_STEP = r"(?:(?!(?<!\b\w)(?<!\b\d\d)\.\s|[!?]\s|[。！？!?])(?s:.))"
_CLOSE_STEP = r"(?:[^.!?,;:、。！？]|\.(?=\S)|(?<=\d)\.)"
_REFERENCE = re.compile(r"\{([a-z_]+)\}")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN_WORD = re.compile("[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in the form in which phrases are searched for."""

    plain: str
    marked: str


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a phrase is searched for."""

    anchors: tuple[str, ...]  # folded words that stand in every text that matches
    regex: str
    anchor: str  # the longest of them
    whole: bool  # it stands there as a word of Latin letters and digits, none of them beside it
    marks: str  # where there is no anchor: one of these stands in every text that matches


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of a data file."""

    words: str  # as written in the file
    source: str  # where it was seen; '' for an inferred one
    things: Things = field(repr=False, compare=False)
    # Made when first needed: a run meets mail in few of the languages.
    _shape: _Shape | None = field(default=None, repr=False, compare=False)

    @property
    def observed(self) -> bool:
        """Whether the phrase was seen in a real mail (its source says where)."""
        return bool(self.source)

    @property
    def gaps(self) -> bool:
        """Whether other words may stand between those of the phrase."""
        return bool(_GAPS.search(self.words))

    @property
    def names_only(self) -> bool:
        """Whether the phrase is but a word of a thing: it finds all of that thing's words, and says nothing of it."""
        return self.shape().regex in self.things.shared

    def search(self, text: Folded) -> re.Match[str] | None:
        """The first place where the phrase stands in the marked form."""
        shape = self._shape or self.shape()
        for anchor in shape.anchors:
            if anchor not in text.marked:
                return None
        return _compiled(shape.regex).search(text.marked)

    def last(self, text: Folded) -> tuple[int, int] | None:
        """The last place where the phrase stands."""
        found = None
        match = self.search(text)
        while match:
            found = match.span()
            match = match.re.search(match.string, match.start() + 1)
        return found

    def shape(self) -> _Shape:
        """How the phrase is searched for. Raises ValueError where it has no words at all."""
        shape = self._shape
        if shape is None:
            shape = _shaped(self.words, self.things)
            object.__setattr__(self, "_shape", shape)
        return shape


@lru_cache(maxsize=16384)
def _compiled(regex: str) -> re.Pattern[str]:
    """Compiled when first needed: most phrases never get past their anchors."""
    return re.compile(regex)


@lru_cache(maxsize=4096)
def _starts(text: str) -> frozenset[str]:
    """Nothing, each character of a text, and each pair of neighbors: what a word that stands in it may begin with."""
    return frozenset({"", *text, *map("".join, pairwise(text))})


@lru_cache(maxsize=4096)
def _latin_words(text: str) -> frozenset[str]:
    """The words of Latin letters and digits in a text."""
    return frozenset(_LATIN_WORD.findall(text))


class PhraseSet(Generic[T]):
    """Many phrases, each with what it stands for: those that may stand in a text are found without trying all of them."""

    def __init__(self, phrases: Iterable[tuple[T, Phrase]]) -> None:
        self._phrases = tuple(phrases)
        self._index: _Index[T] | None = None

    def __iter__(self) -> Iterator[tuple[T, Phrase]]:
        return iter(self._phrases)

    def candidates(self, text: Folded) -> list[tuple[T, Phrase]]:
        """The phrases whose longest word stands in a text, in their order."""
        index = self._index
        if index is None:
            index = self._index = _Index(self._phrases)
        marked = text.marked
        found = [entry for word in index.by_word.keys() & _latin_words(marked) for entry in index.by_word[word]]
        for start in index.by_start.keys() & _starts(marked):
            found += [entry for anchor, entry in index.by_start[start] if anchor in marked]
        # A phrase stands under each mark of its action.
        found += dict.fromkeys(chain.from_iterable(index.by_mark[mark] for mark in index.by_mark.keys() & _starts(marked)))
        found.sort(key=_place)
        return [(what, phrase) for _, what, phrase in found]

    def __getstate__(self) -> dict[str, object]:
        """Without what is made when first needed."""
        return {"_phrases": self._phrases, "_index": None}


class _Index(Generic[T]):
    """Phrases, each with its place among all, by their longest word: itself where it stands alone, else what it begins with; those without
    one by the marks of an action's words."""

    def __init__(self, phrases: tuple[tuple[T, Phrase], ...]) -> None:
        self.by_word: dict[str, list[tuple[int, T, Phrase]]] = {}
        self.by_start: dict[str, list[tuple[str, tuple[int, T, Phrase]]]] = {}
        self.by_mark: dict[str, list[tuple[int, T, Phrase]]] = {}
        for at, (what, phrase) in enumerate(phrases):
            shape = phrase.shape()
            for mark in shape.marks:
                self.by_mark.setdefault(mark, []).append((at, what, phrase))
            if shape.marks:
                continue
            if shape.whole:
                self.by_word.setdefault(shape.anchor, []).append((at, what, phrase))
            else:
                self.by_start.setdefault(shape.anchor[:2], []).append((shape.anchor, (at, what, phrase)))


def _place(entry: tuple[int, object, object]) -> int:
    return entry[0]


def compile_phrases(all_words: Sequence[str], things: Things) -> tuple[Phrase, ...] | None:
    """Many phrases at once; None where one of them may be none, so that each has to be looked at. There are tens of thousands."""
    if not all(map(_LETTER.search, all_words)) or not things.names.issuperset(_REFERENCE.findall("\n".join(all_words))):
        return None
    return tuple(Phrase(words, "", things) for words in all_words)


def compile_phrase(words: str, source: str, things: Things) -> Phrase:
    """A phrase of a data file. Raises KeyError for a `{name}` that `things` lacks, ValueError for no words at all."""
    phrase = Phrase(words, source, things)
    for name in _REFERENCE.findall(words):
        things.mark_of(name)
    # A sign such as © is a word too; only gaps and asterisks are none. How it is searched for is worked out later.
    if not any(map(str.isalpha, words)) and not any(fold(stretch).strip(" *-") for stretch in _GAPS.split(words) if not _GAPS.fullmatch(stretch)):
        raise ValueError("a phrase needs a word")
    return phrase


def _shaped(words: str, things: Things) -> _Shape:
    """How words are searched for. Raises ValueError where they are none."""
    anchors: list[str] = []
    pieces: list[str] = []
    whole: set[str] = set()  # words that end where they end, whatever stands beside them in the phrase
    classes: list[str] = []
    gap = ""
    for stretch in _GAPS.split(words):
        if _GAPS.fullmatch(stretch):
            gap = _gap(stretch, cjk=things.cjk or is_cjk(words))
            continue
        runs = _runs(stretch, things)
        if runs:
            anchors += [run if MARK.fullmatch(run) else max(re.split(r"[*\s\-]+", run), key=len) for run in runs if not _is_class(run)]
            classes += [run[1:-1] for run in runs if _is_class(run)]
            whole.update(word for run in runs for word in re.split(r"[\s\-]+", run))
            pieces += [gap if pieces else "", r"[\s\-]*".join(run if _is_class(run) or MARK.fullmatch(run) else literal(run) for run in runs)]
            gap = ""
    needed = tuple(dict.fromkeys(a for a in anchors if a))
    if not needed and not any(map(str.isalpha, words)):
        raise ValueError("a phrase needs a word")
    anchor = max(needed, key=len, default="")
    # A phrase of nothing but an action's words has no one word that always stands there, but one of that action's does.
    marks = "" if anchor else min(classes, key=len, default="")
    return _Shape(needed, "".join(pieces), anchor, bool(_LATIN_WORD.fullmatch(anchor)) and anchor in whole, marks)


def _gap(sign: str, *, cjk: bool) -> str:
    if sign == "~":
        return f"{_CLOSE_STEP}{{0,{_NEAR_CJK if cjk else _NEAR}}}?"
    return f"{_STEP}{{0,{_FAR_CJK if cjk else _FAR}}}?"


def _runs(stretch: str, things: Things) -> list[str]:
    """A stretch of a phrase as marks, classes of marks ([…]) and the literal words between them."""
    runs: list[str] = []
    parts = _REFERENCE.split(stretch)
    for at, part in enumerate(parts):
        if at % 2:
            marks = things.mark_of(part)
            runs.append(marks if len(marks) == 1 else f"[{marks}]")
            continue
        folded = things.mark(fold(part, digraphs=things.digraphs))
        if at + 1 < len(parts):
            folded = without_brand_at_end(folded)
        runs += [run for run in MARK.split(folded) if run.strip(" -")]
    return runs


def _is_class(run: str) -> bool:
    """Whether a run is a class of marks, not a word of the mail that begins with a bracket."""
    return run.startswith("[") and bool(MARK.match(run[1:2]))


def literal(folded: str) -> str:
    """A run of folded words as a pattern: each as it is, `*` for the rest of a word, a hyphen as good as a blank."""
    out = []
    for word in re.split(r"[\s\-]+", folded):
        if not word:
            continue
        body = r"\w*".join(re.escape(part) for part in word.split("*"))
        out.append(opening(word) + body + border(word[-1], "(?!"))
    return r"[\s\-]+".join(out)
