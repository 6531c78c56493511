"""What stands in quotes and may be worth money is masked: codes by shape, and addresses that may lead to a card."""

from __future__ import annotations

import pytest

from scanner.facts import mask_codes


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("code QX7K-ABCD3F-GHJK!", "code QX7K-******-****!"),
        ("see https://www.amazon.com/g/kZ8vT4qLm2?ref=gc now", "see https://www.amazon.com/*** now"),
        ("(www.amazon.co.jp/g/kZ8vT4qLm2)", "(www.amazon.co.jp/***"),
        ("https://gift.example/?t=kZ8vT4qLm2", "https://gift.example/***"),
        ("https://gift.example:8443/a/b#kZ8vT4qLm2 x", "https://gift.example:8443/*** x"),
        ("受け取り：https://gift.example/x/kZ8vT4 どうぞ", "受け取り：https://gift.example/*** どうぞ"),
        ('<a href="https://a.example/abcdef">', '<a href="https://a.example/***">'),
    ],
)
def test_what_may_be_money_is_masked(text: str, shown: str) -> None:
    """Of a code the first group stays, of an address its host."""
    assert shown == mask_codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Order 250-1234567-1234567, 5,000円", "ann@example.com/work", "10/12/2026", "amazon.co.jp", "https://www.amazon.com/", "a.b/c",
        "and/or either/whichever", "1.5/km per hour",
    ],
)  # fmt: skip
def test_the_rest_stays(text: str) -> None:
    """Order numbers, dates, e-mail addresses, hosts alone and slashes between words are no secrets."""
    assert text == mask_codes(text)
