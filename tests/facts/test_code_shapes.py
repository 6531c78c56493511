"""Claim codes by their shape: found in every way they are written, refused in every way they are not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.facts.shapes import find_codes, find_serials

SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # of the shape's letters and digits, those that codes were seen to have


def _mixed(groups: tuple[int, ...]) -> st.SearchStrategy[str]:
    """Codes of these groups, with letters and digits scattered as chance scatters them."""

    def join(text: str) -> str:
        ends = [sum(groups[: i + 1]) for i in range(len(groups))]
        return "-".join(text[end - size : end] for end, size in zip(ends, groups, strict=True))

    def is_mixed(text: str) -> bool:
        return sum(c.isdigit() for c in text) in range(3, 10) and len(set(text)) > 6

    size = sum(groups)
    return st.text(SIGNS, min_size=size, max_size=size).filter(is_mixed).map(join)


PLAIN = st.one_of(_mixed((4, 6, 4)), _mixed((4, 6, 5)))
HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2212\uff0d\u30fc"


@settings(derandomize=True, max_examples=150)
@given(code=PLAIN, hyphen=st.sampled_from(HYPHENS), lower=st.booleans(), before=st.sampled_from(["", "Code: ", "番号", "("]))
def test_a_grouped_code_is_found_however_it_is_typeset(code: str, hyphen: str, lower: bool, before: str) -> None:
    """Any hyphen and either case: the normal form comes out. Only capitals with hyphens are proof by themselves."""
    written = code.replace("-", hyphen)
    written = written.lower() if lower else written
    found = list(find_codes(f"{before}{written}"))
    assert [code] == [match.code.reveal() for match in found]
    assert [(not lower, len(before))] == [(match.proof, match.start) for match in found]


@settings(derandomize=True, max_examples=100)
@given(code=PLAIN, gap=st.sampled_from([" ", "\u00a0", " - ", "- ", " -"]))
def test_a_code_with_blanks_is_found_but_proves_nothing(code: str, gap: str) -> None:
    """Blanks for hyphens, or around them, as mail programs and people make them."""
    found = list(find_codes(code.replace("-", gap)))
    assert [code] == [match.code.reveal() for match in found]
    assert [("-" in gap)] == [match.proof for match in found]


@settings(derandomize=True, max_examples=100)
@given(code=st.one_of(_mixed((14,)), _mixed((15,))))
def test_a_bare_code_needs_a_label(code: str) -> None:
    """Fourteen or fifteen characters in one group are a code only beside a label: much else looks so."""
    assert [(code, False, True)] == [(m.code.reveal(), m.proof, m.bare) for m in find_codes(code)]


@settings(derandomize=True, max_examples=100)
@given(code=PLAIN)
def test_a_code_letter_by_letter_is_found(code: str) -> None:
    """Some print each character in a place of its own."""
    assert code.replace("-", "") in [m.code.reveal().replace("-", "") for m in find_codes(" ".join(code))]


@settings(derandomize=True, max_examples=60)
@given(code=_mixed((4, 5, 5)))
def test_the_form_of_india_is_told_apart(code: str) -> None:
    """4-5-5 is India's, and no proof without a label."""
    assert [(code, False, True)] == [(m.code.reveal(), m.proof, m.india) for m in find_codes(code)]


@settings(derandomize=True, max_examples=100)
@given(
    code=st.one_of(
        _mixed((12,)), _mixed((13,)), _mixed((16,)), _mixed((4, 4, 4)), _mixed((4, 4, 4, 4)), _mixed((5, 5, 5)), _mixed((8, 4, 4)), _mixed((4, 6, 4, 4))
    )
)
def test_other_lengths_are_no_claim_codes(code: str) -> None:
    """Promotional codes of 12 and 16, keys of software in fives, identifiers with a further group."""
    assert [] == list(find_codes(code))


@settings(derandomize=True, max_examples=60)
@given(code=PLAIN, tail=st.sampled_from(["A7", "-X2K9", "7Q2"]), head=st.sampled_from(["Q", "7-", "K2-"]))
def test_a_part_of_something_longer_is_no_code(code: str, tail: str, head: str) -> None:
    """A code ends where its characters end: what goes on is another thing's number."""
    assert [] == list(find_codes(code + tail))
    assert [] == list(find_codes(head + code))


@pytest.mark.parametrize(
    "text",
    [
        "XXXX-XXXXXX-XXXX",
        "0000-000000-0000",
        "1234-567890-1234",
        "ABCD-EFGHIJ-KLMN",
        "A1B2-C3D4E5-F6G7",
        "****-******-7QK2",
        "AAAA-BBBBBB-CCCC",
        "2026-123456-1200",
        "QWER-TYUIOP-ASDF",
        "abcdefghijklmn",
        "2026052412000000",
    ],
)
def test_placeholders_and_series_are_no_codes(text: str) -> None:
    """What a help page shows for a code, and what a keyboard or a counter makes."""
    assert [] == list(find_codes(text))


@pytest.mark.parametrize(
    ("text", "serial"),
    [
        ("Serial number: 6039 5312 0004 5271", "6039 5312 0004 5271"),
        ("シリアル番号 6039531200045271", "6039531200045271"),
        ("6039-5312-0004-5271-11", "6039-5312-0004-5271-11"),
        ("Gift Card ID: A2B3C4D5E6F7G8", "A2B3C4D5E6F7G8"),
        ("ID QX7K2-MM4PR-9TWZC", "QX7K2-MM4PR-9TWZC"),
        ("603953120004527111223344556677", "603953120004527111223344556677"),
    ],
)
def test_serials_are_found_as_printed(text: str, serial: str) -> None:
    """Sixteen digits on plastic, the interface's one group, India's card ID."""
    assert serial in [found for _, _, found in find_serials(text)]
