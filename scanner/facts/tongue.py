"""In which languages a layer is written: by the share of a language's commonest words, the first one first."""

from __future__ import annotations

import re

from scanner.catalog import Catalog, Language, fold, is_cjk
from scanner.model import Layer

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_URL = re.compile(r"https?://\S+|\S+@\S+")
MAX_LINES = 200
_PLAIN = 0.06  # below this share a text is too short or too foreign to tell
_RIVAL = 4  # a second language counts from this part of the first one's share
_BEGINS = 12  # letters of a language after which the text is taken to have begun in it


def languages_of(layer: Layer, catalog: Catalog, preferred: tuple[str, ...] = (), subject: str = "") -> tuple[Language, ...]:
    """The catalog's languages that a layer is written in, never empty. Of two languages, one mail below the other, the
    upper one comes first; `preferred` are the tags of the marketplace: they decide where the text does not."""
    texts = [_URL.sub(" ", text) for text in (subject or layer.subject, *(line.text for line in layer.lines[:MAX_LINES]))]
    folded = [fold(text) for text in texts]
    scores = {tag: _share(language, " ".join(folded)) for tag, language in catalog.languages.items()}
    ranked = sorted(catalog.languages, key=lambda tag: (-scores[tag], tag not in preferred, tag))
    sure = [tag for tag in ranked if scores[tag] >= _PLAIN and scores[tag] * _RIVAL >= scores[ranked[0]]]
    if not sure:
        sure = [tag for tag in preferred if tag in catalog.languages] or ranked[:1]
    if len(sure) > 1:
        # A remark in brackets ("English follows Japanese") and the subject begin nothing.
        body = [text for text in folded[1:] if not text.startswith(("(", "["))] or folded
        sure.sort(key=lambda tag: _beginning(catalog.languages[tag], body))
    return tuple(catalog.languages[tag] for tag in sure)


def _beginning(language: Language, texts: list[str]) -> int:
    """The number of the line in which a language's words begin to stand."""
    letters = 0
    for number, text in enumerate(texts):
        if _share(language, text) >= 2 * _PLAIN:
            letters += sum(c.isalpha() for c in text)
        if letters >= _BEGINS:
            return number
    return len(texts)


def _share(language: Language, folded: str) -> float:
    """The share of a text that is made of the language's commonest words."""
    common = language.common
    if any(is_cjk(word) for word in common):
        letters = sum(c.isalpha() for c in folded)
        return 2.0 * sum(folded.count(word) * len(word) for word in common) / letters if letters else 0.0
    words = _WORD.findall(folded)
    return sum(word in common for word in words) / len(words) if words else 0.0
