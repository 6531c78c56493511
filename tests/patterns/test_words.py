"""Words from data are matched as they stand: a phrase full of a pattern's signs finds itself, and nothing that it would mean as a pattern."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from scanner.catalog import load_catalog
from scanner.catalog.folding import fold
from scanner.catalog.phrases import Folded, compile_phrase
from scanner.catalog.things import Things
from scanner.facts.givers import _words as giver_words
from scanner.facts.topic import _spans
from scanner.model import ClaimCode
from scanner.redaction.finding import _any
from scanner.report.masking import masked
from scanner.texts import _pattern as template_pattern
from tests.patterns.attacks import worst

# A word, and what it would find, were it a pattern.
SIGNS = [
    ("gift.card", "giftxcard"),
    ("gift+", "gifttt"),
    ("(gift|card)", "gift"),
    ("[gc]ift", "cift"),
    ("gif{2}t", "gifft"),
    ("^gift$", "gift"),
    (r"gift\d", "gift7"),
    ("gift?", "gif"),
    ("(?i)gift", "gift"),
    (r"\Agift", "gift"),
    ("gi(?=ft)", "gift"),
    ("gift|", "x"),
    ("g.{0,9}t", "gift"),
    ("(a+)+gift", "aaagift"),
]
LONG = "(a+)+$"  # as a pattern it would not end on LONG_TEXT
LONG_TEXT = "a" * 2_000 + "!"


def by_phrase(word: str) -> Callable[[str], bool]:
    """A phrase of a language file."""
    things = Things({"code": ("claim code",)}, digraphs=False)
    phrase = compile_phrase(word, "", things)
    return lambda text: phrase.search(Folded(fold(text), things.mark(fold(text)))) is not None


def by_thing(word: str) -> Callable[[str], bool]:
    """A word that a language file lists for a thing."""
    things = Things({"card": (word, "voucher")}, digraphs=False)
    return lambda text: things.mark_of("card") in things.mark(fold(text))


def by_giver(word: str) -> Callable[[str], bool]:
    """The words around a giver's name."""
    return lambda text: giver_words(fold(word)).search(fold(text)) is not None


def by_brand(word: str) -> Callable[[str], bool]:
    """Names of brands."""
    return lambda text: bool(_spans((word, "other"), fold(text)))


def by_redaction(word: str) -> Callable[[str], bool]:
    """Words that are redacted."""
    return lambda text: _any([word, "other"], ignore_case=True).search(text) is not None


def by_template(word: str) -> Callable[[str], bool]:
    """Our own sentences, found again in another language."""
    return lambda text: re.search(template_pattern(word.replace("{", "(").replace("}", ")")), text.replace("{", "(").replace("}", ")")) is not None


WAYS = {way.__name__: way for way in (by_phrase, by_thing, by_giver, by_brand, by_redaction, by_template)}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("word", "meant"), SIGNS)
def test_a_word_full_of_signs_finds_itself_alone(word: str, meant: str, way: str) -> None:
    """Where such a word stands it is found; what it would mean as a pattern is not."""
    finds = WAYS[way](word)
    assert (True, False) == (finds(f"one {word} more"), finds(f"one {meant} more"))


@pytest.mark.parametrize("way", WAYS)
def test_a_word_costs_no_more_for_its_signs(way: str) -> None:
    """A word that would never end as a pattern is looked for and not found."""
    assert not WAYS[way](LONG)(LONG_TEXT)


def test_a_code_is_masked_letter_by_letter() -> None:
    """However its groups are joined, and nothing besides."""
    code = ClaimCode("QX7K-4TBN9C-WD3F")
    assert code.masked in masked("it is QX7K4TBN9C WD3F.", [code])
    assert "QX7KA4TBN9C" in masked("it is QX7KA4TBN9C", [code])


CATALOG = load_catalog()


@pytest.mark.parametrize("tag", sorted(CATALOG.languages))
def test_phrases_of_the_data_grow_no_faster_than_their_text(tag: str) -> None:
    """Of each language those with the most gaps, and some others; and all words that it lists, as one pattern."""
    language = CATALOG.languages[tag]
    phrases = {phrase.words: phrase for cue in language.cues.values() for phrase in cue}
    chosen = sorted(phrases, key=lambda words: (-words.count("…") - words.count("~"), -len(words)))[:1]
    chosen += random.Random(3).sample(sorted(phrases), 1)
    for words in chosen:
        assert [] == list(worst(re.compile(phrases[words].shape().regex)))[:1], words
