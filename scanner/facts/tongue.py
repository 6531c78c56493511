"""In which language a layer is written: by the share of the language's commonest words."""

from __future__ import annotations

import re

from scanner.catalog import Catalog, Language, fold, is_cjk
from scanner.model import Layer

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_URL = re.compile(r"https?://\S+|\S+@\S+")
MAX_CHARACTERS = 6_000
_PLAIN = 0.06  # below this share a text is too short or too foreign to tell


def languages_of(layer: Layer, catalog: Catalog, preferred: tuple[str, ...] = ()) -> tuple[Language, ...]:
    """The catalog's languages that a layer is written in, the likeliest first; never empty.

    `preferred` are the tags of the marketplace: they decide where the text does not.
    """
    text = " ".join([layer.subject, *(line.text for line in layer.lines)])[:MAX_CHARACTERS]
    folded = fold(_URL.sub(" ", text))
    words = _WORD.findall(folded)
    scores = {tag: _share(language, folded, words) for tag, language in catalog.languages.items()}
    ranked = sorted(catalog.languages, key=lambda tag: (-scores[tag], tag not in preferred, tag))
    sure = [tag for tag in ranked if scores[tag] >= _PLAIN and scores[tag] * 4 >= scores[ranked[0]]]
    if not sure:
        sure = [tag for tag in preferred if tag in catalog.languages] or ranked[:1]
    return tuple(catalog.languages[tag] for tag in sure)


def _share(language: Language, folded: str, words: list[str]) -> float:
    """The share of a text that is made of the language's commonest words."""
    common = language.common
    if any(is_cjk(word) for word in common):
        letters = sum(c.isalpha() for c in folded)
        return 2.0 * sum(folded.count(word) * len(word) for word in common) / letters if letters else 0.0
    return sum(word in common for word in words) / len(words) if words else 0.0
