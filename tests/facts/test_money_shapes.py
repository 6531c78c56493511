"""Amounts of money, as the shops of all marketplaces and the people of their countries write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_currency
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.facts.shapes import find_money

PLACES = [
    ("en_US", "USD"),
    ("en_CA", "CAD"),
    ("fr_CA", "CAD"),
    ("es_MX", "MXN"),
    ("pt_BR", "BRL"),
    ("en_GB", "GBP"),
    ("en_IE", "EUR"),
    ("de_DE", "EUR"),
    ("de_AT", "EUR"),
    ("fr_FR", "EUR"),
    ("fr_BE", "EUR"),
    ("nl_BE", "EUR"),
    ("nl_NL", "EUR"),
    ("it_IT", "EUR"),
    ("es_ES", "EUR"),
    ("sv_SE", "SEK"),
    ("pl_PL", "PLN"),
    ("tr_TR", "TRY"),
    ("ar_AE", "AED"),
    ("en_AE", "AED"),
    ("ar_SA", "SAR"),
    ("ar_EG", "EGP"),
    ("en_IN", "INR"),
    ("hi_IN", "INR"),
    ("en_SG", "SGD"),
    ("en_AU", "AUD"),
    ("en_ZA", "ZAR"),
    ("ja_JP", "JPY"),
    ("zh_CN", "CNY"),
]


def read(text: str, local: str | None = None) -> list[tuple[Decimal, str]]:
    """The amounts of a text."""
    return [(match.money.value, match.money.currency) for match in find_money(text, local)]


@pytest.mark.parametrize(("place", "currency"), PLACES)
@settings(derandomize=True, max_examples=40)
@given(cents=st.integers(1, 500_000_00))
def test_every_country_writes_its_money(place: str, currency: str, cents: int) -> None:
    """What is printed by a country's rules is read back, whichever mark it has for groups and decimals."""
    value = Decimal(cents // 100 + 1) if currency == "JPY" else Decimal(cents).scaleb(-2)
    text = format_currency(value, currency, locale=place)
    assert [(value, currency)] == read(text, currency)
    assert [(value, currency)] == read(f"Total:  {text}, thanks", currency)


@pytest.mark.parametrize(("place", "currency"), [(place, currency) for place, currency in PLACES if currency != "JPY"])
@settings(derandomize=True, max_examples=20)
@given(whole=st.integers(1, 500_000))
def test_whole_amounts_without_decimals(place: str, currency: str, whole: int) -> None:
    """1.000 € are a thousand euros and 1,000 $ a thousand dollars."""
    text = format_currency(whole, currency, locale=place, currency_digits=False, decimal_quantization=False)
    assert [(Decimal(whole), currency)] == read(text, currency)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5,000円", 5000),
        ("５，０００円", 5000),
        ("¥5,000", 5000),
        ("￥5,000", 5000),
        ("\\5,000", 5000),
        ("JPY 5,000", 5000),
        ("5000 JPY", 5000),
        ("5,000 yen", 5000),
        ("1万円", 10_000),
        ("1万5千円", 15_000),
        ("1万5,000円", 15_000),
        ("12万円", 120_000),
        ("5千円", 5000),
        ("五千円", 5000),
        ("一万円", 10_000),
        ("1.5万円", 15_000),
        ("¥5,000.00", 5000),
        ("5000円分", 5000),
        ("3,000円(税込)", 3000),
        ("1.500円のギフト券", 500),
    ],
)
def test_yen_in_all_writings(text: str, value: int) -> None:
    """Signs, words, units of ten thousand, full width, the old backslash, and a list's number in front."""
    assert [(Decimal(value), "JPY")] == read(text)


@pytest.mark.parametrize(
    ("local", "currency"), [(None, "USD"), ("USD", "USD"), ("CAD", "CAD"), ("AUD", "AUD"), ("MXN", "MXN"), ("SGD", "SGD"), ("EUR", "USD"), ("JPY", "USD")]
)
def test_a_bare_dollar_is_the_shops_own(local: str | None, currency: str) -> None:
    """`$` is the currency of the marketplace if that is a dollar or a peso; a named dollar stays what it is."""
    assert [(Decimal("25.00"), currency)] == read("$25.00", local)
    assert [(Decimal("25.00"), "USD")] == read("US$25.00", local)
    assert [(Decimal("25.00"), "CAD")] == read("CA$25.00", local)


@pytest.mark.parametrize("text", ["-$5.00", "−$5.00", "$-5.00", "- $5.00", "-5,00 €", "▲500円", "-¥500"])
def test_a_minus_makes_a_deduction(text: str) -> None:
    """What was taken off is no value."""
    assert [True] == [match.negative for match in find_money(text, "USD")]


@pytest.mark.parametrize("text", ["Amount - $25.00", "Amount – $25.00", "$25.00"])
def test_a_dash_between_label_and_amount_is_no_minus(text: str) -> None:
    """A dash with blanks around it sets the label off."""
    assert [False] == [match.negative for match in find_money(text, "USD")]


@pytest.mark.parametrize(
    "text", ["order 114-5556667-1112223", "2026-05-24", "Serial 6039 5312 0004 5271", "10:30", "50% off", "3,000ポイント", "4K TV", "v1.25"]
)
def test_numbers_without_a_currency_are_no_money(text: str) -> None:
    """Order numbers, days, times, shares and points."""
    assert [] == read(text, "USD")
