"""Every way of looking for many words at once finds the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.messages.literals import ByHyperscan, ByLetters, Literals
from scanner.messages.roots import Needles
from tests.messages.making import CATALOG

NEEDLES = Needles(CATALOG)
WORDS, PATTERNS, SIGNS = NEEDLES.roots, (rb"=\s*<b\b", rb"zip\d{2}"), b"\0\x1b\xff"


def _engines() -> list[Literals]:
    try:
        return [ByHyperscan(WORDS, PATTERNS, SIGNS), ByLetters(WORDS, PATTERNS, SIGNS)]
    except ImportError:  # the extra `fast` is not installed
        return [ByLetters(WORDS, PATTERNS, SIGNS)]


ENGINES = _engines()


def _one_by_one(data: bytes) -> frozenset[int]:
    """What stands in bytes, each word and pattern looked for by itself."""
    small = bytes(byte + 32 if 65 <= byte <= 90 else byte for byte in data)
    found = {number for number, word in enumerate(WORDS) if word in small}
    found |= {number for number, pattern in enumerate(PATTERNS, len(WORDS)) if re.search(pattern, small)}
    return frozenset(found | ({len(WORDS) + len(PATTERNS)} if any(sign in data for sign in SIGNS) else set()))


# Whole words, words without their ends, and words run into each other: "tangold" holds two.
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map(lambda word: word[1:]),
    st.sampled_from(WORDS).map(lambda word: word[:-1]),
    st.sampled_from(WORDS).map(bytes.upper),
    st.sampled_from([b" ", b"\n", b"a", b"\0", b"\x1b", b"Mail of today. ", b"bol-bon", b"E-bon", b"e-", b"=\n", b"<b>", b"<B", b"zip", b"ZIP01", b"7"]),
)
TEXTS = st.lists(PIECES, max_size=12).map(b"".join)


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: type(engine).__name__)
@settings(max_examples=500, derandomize=True, deadline=None)
@given(TEXTS)
def test_what_is_found_is_what_stands_there(engine: Literals, data: bytes) -> None:
    """Each word is found wherever it stands, also within and across others, and nothing else is."""
    expected = _one_by_one(data)
    assert expected == engine.find(data)
    assert bool(expected) == engine.any(data)


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: type(engine).__name__)
@pytest.mark.parametrize("word", WORDS)
def test_each_word_is_found_alone(engine: Literals, word: bytes) -> None:
    """No word needs another beside it; without its first or last letter it is none."""
    number = WORDS.index(word)
    assert number in engine.find(b"so " + word + b" it is")
    assert number in engine.find(word)
    assert number not in engine.find(word[1:]) | engine.find(word[:-1])
    assert {number} == engine.find(b"so " + word, {number})
    assert engine.any(word)
    assert not engine.any(b"")
