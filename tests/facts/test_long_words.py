"""A word without end costs its length, not the square of it: what grows with the square would not end here."""

from __future__ import annotations

import pytest

from scanner.catalog import load_catalog
from scanner.facts.tongue import languages_of
from scanner.model import Layer, Line, Wrapping
from tests.facts.mails import compose, read

LONG = 19_000  # as much of a line as is kept
WORDS = {
    "letters": "a" * LONG,
    "digits": "1" * LONG,
    "letters and digits": "a1" * (LONG // 2),
    "capitals with hyphens": "QX7K-" * (LONG // 5),
    "dots": "a." * (LONG // 2),
    "hyphens": "a-" * (LONG // 2),
    "at signs": "a@" * (LONG // 2),
    "plus signs": "+" * LONG,
    "addresses": "https://" * (LONG // 8),
    "kanji": "券" * LONG,
    "accents": "é" * LONG,
}


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS.keys())
def test_a_mail_with_such_words_is_read(word: str) -> None:
    """The mail around them is recognized, and none of them is a code."""
    mail = read(compose("Ann sent you an Amazon.com Gift Card", f"Your Amazon.com Gift Card is here.\nClaim code: QX7K-M2NPAR-9DTW\n\n{word}\n{word} {word}\n"))
    assert ["QX7KM2NPAR9DTW"] == [code.replace("-", "") for code in mail.codes]


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS.keys())
def test_the_language_is_that_of_the_words_around(word: str) -> None:
    """A long word is one word of no language."""
    words = "Your gift card is here and you can use it for what you like in the shop"
    layer = Layer(Wrapping.OWN, tuple(Line((text,)) for text in (words, word, words)), (), (), None, (), "Your gift card", None, None)
    assert "en" == languages_of(layer, load_catalog())[0].tag
