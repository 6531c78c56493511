"""The counter counts as `re` works: it finds what `re` finds, and it tells patterns that grow too fast from those that do not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.patterns.attacks import Shape, worst
from tests.patterns.collected import every
from tests.patterns.steps import Walker

BAD = [
    r"(a+)+$", r"a*a*b", r"\s+$", r"(x|x)*y", r"(?:a|aa)+$", r"<[^>]*>", r"[^@\s]+@", r"\w+\d", r'"(?:[^"\\]|\\.)*"', r"a(?=.*b)", r"<!--.*?-->",
    r"(?:a?){60}a{60}b", r"(?:\s*,\s*)+x", r"([a-z]+)-?\1x", r"(?i)(?:Ab|aB)*?c$", r"(?s).*b",
]  # fmt: skip
GOOD = [
    r"abc", r"(?<!\s)\s++$", r"(?<!a)a+b", r"\d{1,60}x", r"a{1,10}b", r"(?<![^@\s])[^@\s]++@", r"<[^<>]*>", r'"[^"]*"',
    r"(?m)^[^\n]*$", r"(?<!b)(?:ab)++c", r"\b\w+\b", r"(?<![\w])\w{1,20}(?!\w)", r"[ab]{2,4}(?:c|d)?",
]  # fmt: skip
PATTERNS = every()


@pytest.mark.parametrize("pattern", BAD)
def test_what_grows_too_fast_is_found(pattern: str) -> None:
    """Loops in loops, loops beside loops, searches that begin anew within what they have read, lookahead to the end."""
    assert list(worst(re.compile(pattern)))


@pytest.mark.parametrize("pattern", GOOD)
def test_what_grows_with_its_text_is_let_pass(pattern: str) -> None:
    """Bounded loops, loops that give nothing back, searches that begin where a run begins."""
    assert [] == list(worst(re.compile(pattern)))


def test_how_a_pattern_is_tried_matters() -> None:
    """`\\s+$` tried at one place is linear; searched for it is not."""
    pattern = re.compile(r"\s+$")
    assert [] == list(worst(pattern, frozenset({"match"})))
    assert list(worst(pattern, frozenset({"finditer"})))


@pytest.mark.parametrize(("length", "steps"), [(1, 6), (2, 9), (100, 303)])
def test_steps_are_counted(length: int, steps: int) -> None:
    """A literal at each place, a loop over the rest: so many, on every machine."""
    walker: Walker = Walker(re.compile("ab*"))
    assert (0, length, (None,)) == next(iter(walker.finditer("a" + "b" * (length - 1))))
    first = walker.steps
    walker.steps = 0
    assert walker.match("a" + "b" * (length - 1)) is not None
    assert first == walker.steps + 1


def spans(found: Any) -> list[tuple[int, int]]:
    """Where matches stand."""
    return [(m.start(), m.end()) for m in found]


@pytest.mark.parametrize("place", PATTERNS)
def test_the_counter_finds_what_re_finds(place: str) -> None:
    """Over small texts of the characters that a pattern tells apart: the same matches at the same places, tried in every way."""
    pattern = PATTERNS[place]
    binary = isinstance(pattern.pattern, bytes)
    shape = Shape(pattern)
    pieces = [*shape.letters, *{a.head + a.pump for a in list(shape.attacks())[:200] if len(a.head + a.pump) < 12}]
    walker: Walker = Walker(pattern)

    @settings(max_examples=8, derandomize=True, database=None, deadline=None)
    @given(st.lists(st.sampled_from(pieces), max_size=7).map("".join))
    def agree(text: str) -> None:
        data: Any = text.encode("latin-1", "replace") if binary else text
        walker.steps = 0
        assert spans(pattern.finditer(data)) == [(start, end) for start, end, _ in walker.finditer(data)]
        for full in (False, True):
            theirs = pattern.fullmatch(data) if full else pattern.match(data)
            ours = walker.match(data, full=full)
            assert (theirs.end() if theirs else None) == (ours[0] if ours else None)

    agree()
