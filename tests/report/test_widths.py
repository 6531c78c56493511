"""Columns: full-width characters take two, and lines are broken where a reader expects it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.report.widths import clipped, width_of, wrapped

_TEXT = st.text(st.sampled_from("abcdefgh .,ギフトカード返金、。「」ー"), max_size=80)


@pytest.mark.parametrize(("text", "columns"), [("", 0), ("abc", 3), ("ギフト", 6), ("￥5,000", 7), ("ｶﾞ", 2), ("e\u0301", 1)])
def test_width(text: str, columns: int) -> None:
    """East Asian wide and full-width characters take two columns, combining ones none."""
    assert columns == width_of(text)


@given(_TEXT, st.integers(8, 60))
def test_wrapping_keeps_the_words_and_the_width(text: str, columns: int) -> None:
    """No line is wider than it may be but for a mark that must not stand first, and no letter is lost."""
    lines = wrapped(text, columns, hanging="  ")
    assert "".join(text.split()) == "".join("".join(lines).split())
    assert all(width_of(line) <= columns for line in lines)


def test_japanese_is_broken_between_letters_but_not_before_a_stop() -> None:
    """A line never begins with a stop or closing bracket (JIS X 4051)."""
    lines = wrapped("ギフトカードが届きました。ありがとうございます。", 24)
    assert ["ギフトカードが届きまし", "た。ありがとうございま", "す。"] == lines


def test_words_stay_whole() -> None:
    """Only what is longer than a line is cut."""
    assert ["ask the", "giver to"] == wrapped("ask the giver to", 8)
    assert ["- some", "  words"] == wrapped("- some words", 7, hanging="  ")
    assert ["abcdefgh", "ij"] == wrapped("abcdefghij", 8)


@given(_TEXT, st.integers(2, 30))
def test_clipping(text: str, columns: int) -> None:
    """What fits stays; what was cut says so."""
    cut = clipped(text, columns)
    assert width_of(cut) <= columns
    assert cut == text or cut.endswith("…")
