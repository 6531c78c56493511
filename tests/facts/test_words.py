"""The words that ship: each speaks for one kind, and says where it comes from."""

from __future__ import annotations

import pytest

from scanner.catalog import Language, Phrase, load_catalog
from scanner.model import Kind

LANGUAGES = [pytest.param(language, id=tag) for tag, language in sorted(load_catalog().languages.items())]


def _claims(language: Language) -> list[tuple[Kind, Phrase]]:
    return [(kind, phrase) for kind, words in language.kinds.items() for phrase in (*words.firm, *words.loose)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_speaks_for_two_kinds(language: Language) -> None:
    """Nor do two that differ in writing only, once the listed words are told apart."""
    spoken: dict[str, set[Kind]] = {}
    for kind, phrase in _claims(language):
        spoken.setdefault(phrase.shape().regex, set()).add(kind)
    assert {} == {regex: kinds for regex, kinds in spoken.items() if len(kinds) > 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_firm_words(language: Language) -> None:
    """A loose word decides only where nothing firm is said, so each kind needs a firm one."""
    assert set(Kind) - {Kind.BOUNCE} == {kind for kind, words in language.kinds.items() if words.firm}


@pytest.mark.parametrize("language", LANGUAGES)
def test_observed_words_name_their_source(language: Language) -> None:
    """A phrase was seen, and then the file says where, or it is inferred."""
    observed = [phrase for _, phrase in _claims(language) if phrase.observed]
    assert [] == [phrase.words for phrase in observed if len(phrase.source) < 10]
