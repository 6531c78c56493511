"""In which languages a layer is written: by the share of a language's commonest words, the first one first."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from scanner.catalog import Catalog, Language, fold, is_cjk
from scanner.model import Layer

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_KANA = re.compile("[\u3041-\u309f\u30a1-\u30fa]")
# A stretch is tried from its first letter alone, so that one without blanks costs its length, not the square of it.
_URL = re.compile(r"https?://\S+|(?<!\S)\S[^\s@]*@\S+")
# Pieces of a domain (de, com), of a code (PT6E) and of a compound (e-mail) are no words, though they may look like some.
_PIECES = re.compile(r"(?<![a-z0-9])(?:[a-z0-9]+(?:[.\-][a-z0-9]+)+|[a-z]*\d[a-z0-9]*)")
MAX_LINES = 200
_PLAIN = 0.06  # below this share a text is too short or too foreign to tell
_RIVAL = 4  # a second language counts from this part of the first one's share
_DISTINCT = 3  # and by so many different words: a name may hold one of them (De Kort)
_BEGINS = 12  # letters of a language after which the text is taken to have begun in it


def languages_of(layer: Layer, catalog: Catalog, preferred: tuple[str, ...] = (), subject: str = "") -> tuple[Language, ...]:
    """The catalog's languages that a layer is written in, never empty. Of two languages, one mail below the other, the
    upper one comes first; `preferred` are the tags of the marketplace: they decide where the text does not."""
    texts = [_URL.sub(" ", text) for text in (subject or layer.subject, *(line.text for line in layer.lines[:MAX_LINES]))]
    folded = [fold(text) for text in texts]
    text = _Words(" ".join(folded))
    scores = {tag: text.share(language.common) for tag, language in catalog.languages.items()}
    ranked = sorted(catalog.languages, key=lambda tag: (-scores[tag], tag not in preferred, tag))
    first = catalog.languages[ranked[0]].common
    # Kin share many a word (is, in, de): a second language shows by words that the first one lacks.
    own = {tag: scores[tag] if tag == ranked[0] else text.share(catalog.languages[tag].common - first, distinct=_DISTINCT) for tag in ranked}
    # One word that happens to be one of a language's (Card No. in Italian) makes no text of that language.
    if first and text.share(first, distinct=2) == 0 and ranked[0] not in preferred:
        own[ranked[0]] = 0.0
    sure = [tag for tag in ranked if own[tag] >= _PLAIN and own[tag] * _RIVAL >= scores[ranked[0]]]
    if not sure:
        sure = [tag for tag in preferred if tag in catalog.languages] or [max(ranked, key=lambda tag: _labels_in(catalog.languages[tag], folded))]
    if len(sure) > 1:
        # A remark in brackets ("English follows Japanese") and the subject begin nothing.
        body = [text for text in folded[1:] if not text.startswith(("(", "["))] or folded
        sure.sort(key=lambda tag: _beginning(catalog.languages[tag], body))
    return tuple(catalog.languages[tag] for tag in sure)


def _labels_in(language: Language, texts: list[str]) -> tuple[int, bool]:
    """How many of a language's labels stand in a text of too few words (a receipt); of two languages with as many, English."""
    joined = language.fold(" ".join(texts))
    places = {match.span() for _, phrase in language.label_set.candidates(joined) if (match := phrase.search(joined))}
    return len(places), language.tag == "en"


def _beginning(language: Language, texts: list[str]) -> int:
    """The number of the line in which a language's words begin to stand."""
    letters = 0
    for number, text in enumerate(texts):
        if _Words(text).share(language.common) >= 2 * _PLAIN:
            letters += sum(c.isalpha() for c in text)
        if letters >= _BEGINS:
            return number
    return len(texts)


class _Words:
    """A folded text, counted once for all languages."""

    def __init__(self, folded: str) -> None:
        self._folded = folded
        self._counts = Counter(_WORD.findall(_PIECES.sub(" ", folded)))
        self._total = self._counts.total()
        self._letters = sum(map(str.isalpha, folded))

    def share(self, common: frozenset[str], distinct: int = 1) -> float:
        """The share of the text that is made of a language's commonest words; nothing where fewer than `distinct` of them stand."""
        if _is_unspaced(common):
            # Chinese is written without kana, Japanese hardly ever.
            if bool(_KANA.search(self._folded)) and not any(map(_KANA.search, common)):
                return 0.0
            held = sum(self._folded.count(word) * len(word) for word in common)
            return 2.0 * held / self._letters if self._letters else 0.0
        counts = [count for word, count in self._counts.items() if word in common]
        return sum(counts) / self._total if self._total and len(counts) >= distinct else 0.0


@lru_cache(maxsize=256)
def _is_unspaced(common: frozenset[str]) -> bool:
    """Whether words are of a script that sets none apart."""
    return any(is_cjk(word) for word in common)
