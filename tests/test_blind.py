"""Mails that were written by hands that had not seen the rules: how well they are read must not fall behind what was reached."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from accuracy.score import Golden, read_goldens, score_of
from scanner.catalog import load_catalog

CORPUS = Path(__file__).parent / "corpus"


@lru_cache(maxsize=1)
def goldens() -> tuple[Golden, ...]:
    """All blind mails, read once."""
    return tuple(read_goldens([CORPUS / "blind"], load_catalog(), (CORPUS / "fingerprint.key").read_bytes()))


def test_kinds_and_codes_of_blind_mails() -> None:
    """Of a hundred mails ninety-nine have the right kind, and of a hundred codes ninety-nine are found."""
    score = score_of(goldens())
    assert score.mails >= 930
    assert score.right["kind"] >= 0.99 * score.mails
    assert score.missed_codes <= 0.01 * score.codes


def test_nothing_is_made_up() -> None:
    """No mail is believed that must not be, and no text in the whole set passes for a code that is none."""
    score = score_of(goldens())
    assert score.falsely_authentic == 0
    assert score.false_codes == 0


def test_a_score_counts_what_is_right_and_what_is_made_up() -> None:
    """One field wrong makes a mail incomplete; a value where there must be none makes it imprecise."""
    expected = {"kind": "gift_card_sent", "giver": None, "authenticity": "unverified", "claim_codes": [{"code": "A", "fingerprint": "1"}]}
    found = {"kind": "gift_card_sent", "giver": "Bob", "authenticity": "authentic", "claim_codes": [{"code": "B", "fingerprint": "2"}]}
    score = score_of([Golden("one", expected, expected), Golden("two", expected, found)])
    assert (score.mails, score.complete, score.precise) == (2, 1, 1)
    assert (score.right["kind"], score.right["giver"]) == (2, 1)
    assert (score.codes, score.missed_codes, score.false_codes, score.falsely_authentic) == (2, 1, 1, 1)
