"""Spellings that folding makes one are all looked for: checked for every character that there is."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.catalog import fold
from scanner.messages.cleaning import INVISIBLE
from scanner.messages.foreign import Foreign, latinized
from scanner.messages.roots import Needles
from tests.messages.making import CATALOG

ROOTS = tuple(root for root in map(bytes.decode, Needles(CATALOG).roots) if not root.isascii())
FOREIGN = Foreign(ROOTS)
CHARACTERS = [chr(code) for code in range(128, sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
FOLDED = dict(zip(CHARACTERS, map(fold, CHARACTERS), strict=True))
_LATIN = re.compile("[a-zαονικτ\u0400-\u058f]")
_QUOTE_MARKS = re.compile(r"\n[>|\s]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def _holds(text: str) -> bool:
    """Whether a text holds a root, found by folding all of it."""
    folded = fold(_QUOTE_MARKS.sub("\n", _CONTROL.sub("", INVISIBLE.sub("", text))))
    return any(root in folded for root in ROOTS)


@pytest.mark.parametrize("root", ROOTS)
def test_every_spelling_of_every_letter_is_found(root: str) -> None:
    """Whatever character folds to a letter of a root may stand in its place."""
    missed = []
    for at, letter in enumerate(root):
        for character in (c for c, folded in FOLDED.items() if folded and (folded == letter or (len(folded) > 1 and root.startswith(folded, at)))):
            text = root[:at] + character + root[at + len(FOLDED[character]) :]
            if _holds(text) and not FOREIGN.may_hold(text):
                missed.append(text)
    assert not missed


def test_every_character_that_may_fold_to_a_latin_letter_is_picked_out() -> None:
    """And those that are dropped from between letters."""
    assert [c for c, folded in FOLDED.items() if (_LATIN.search(folded) or INVISIBLE.match(c) or _CONTROL.match(c)) and latinized(f"a{c}b") == ""] == []


def test_words_are_picked_out_whole() -> None:
    """With all that stands in them, and without their neighbors."""
    assert latinized("mail of ＡＭＡＺＯＮ, für\nHerrn Müller gi\u00adft 会議 100円") == "ＡＭＡＺＯＮ, für Müller gi\u00adft"
    assert latinized("会議は水曜日です。") == ""


PIECES = st.sampled_from(
    [
        *{letter for root in ROOTS for letter in root},
        *"ｷﾞﾌﾄｱﾏﾎﾟﾎﾛ\u3099\u309aﾞﾟキコホク㌽㍄㈱ﺑﻄﺎﻗﺔﻻأإى\u064b\u0651ـ禮禮礼 ",
        " ",
        "\n> ",
        "\n\n",
        "\u200b",
        "\x07",
        "a",
        "-",
        "。",
    ]
)


@given(st.lists(st.one_of(PIECES, st.sampled_from(ROOTS)), max_size=12).map("".join))
def test_no_text_that_holds_a_root_is_passed_over(text: str) -> None:
    """Whatever letters, marks, blanks and quote marks are put together."""
    if _holds(text):
        assert FOREIGN.may_hold(text)


@pytest.mark.parametrize("text", ["ギフト券", "ｷﾞﾌﾄ", "ギ\n> フ ト", "キ\u3099フト", "ｷﾞ\u200bﾌﾄ", "بِطَاقَة", "ﺑﻄﺎﻗﺔ", "禮\n品"])
def test_examples(text: str) -> None:
    """Forms that mail really has."""
    assert FOREIGN.may_hold(f"本日、{text}をお送りします")
    assert not FOREIGN.may_hold("本日、資料をお送りします。キフア")
