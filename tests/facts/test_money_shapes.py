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
@settings(derandomize=True, max_examples=40, deadline=None)
@given(cents=st.integers(1, 500_000_00))
def test_every_country_writes_its_money(place: str, currency: str, cents: int) -> None:
    """What is printed by a country's rules is read back, whichever mark it has for groups and decimals."""
    value = Decimal(cents // 100 + 1) if currency == "JPY" else Decimal(cents).scaleb(-2)
    text = format_currency(value, currency, locale=place)
    assert [(value, currency)] == read(text, currency)
    assert [(value, currency)] == read(f"Total:  {text}, thanks", currency)


@pytest.mark.parametrize(("place", "currency"), [(place, currency) for place, currency in PLACES if currency != "JPY"])
@settings(derandomize=True, max_examples=20, deadline=None)
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
    "text",
    [
        "order 114-5556667-1112223",
        "2026-05-24",
        "Serial 6039 5312 0004 5271",
        "10:30",
        "50% off",
        "3,000ポイント",
        "4K TV",
        "v1.25",
        "7KRW-BDX4QN-T9LM",
        "try 5 times",
    ],
)
def test_numbers_without_a_currency_are_no_money(text: str) -> None:
    """Order numbers, days, times, shares and points."""
    assert [] == read(text, "USD")


@pytest.mark.parametrize(
    ("text", "local", "amount"),
    [
        ("1.250,00 DKK", "DKK", "1250.00 DKK"),
        ("249,00 kr.", "NOK", "249.00 NOK"),
        ("5 000 Ft", None, "5000 HUF"),
        ("199,00 lei", None, "199.00 RON"),
        ("₩50,000", None, "50000 KRW"),
        ("25EUR-Gutschein", None, "25 EUR"),
        ("50'00 €", None, "50.00 EUR"),
        ("1.250'00 €", None, "1250.00 EUR"),
        ("50’00 €", None, "50.00 EUR"),
        ("CHF 1'250.00", None, "1250.00 CHF"),
        ("CHF 50.-", None, "50 CHF"),
        ("500 pesos", None, "500 MXN"),
        ("$500.00 MXN", "USD", "500.00 MXN"),
        ("20 zl", None, "20 PLN"),
        ("20zł", None, "20 PLN"),
        ("100,00 złotych", None, "100.00 PLN"),
        ("500 Kc", None, "500 CZK"),
        ("500 Kč", None, "500 CZK"),
        ("1 500,00 Kč", None, "1500.00 CZK"),
        ("500 korun", None, "500 CZK"),
        ("500 Kr", None, "500 SEK"),
        ("250 lira", None, "250 TRY"),
        ("250 Türk Lirası", None, "250 TRY"),
        ("250 TL'lik", None, "250 TRY"),
        ("250TL", None, "250 TRY"),
        ("₺1.000,00", None, "1000.00 TRY"),
        ("250 liralık", None, "250 TRY"),
        ("R$ 1.500,00", None, "1500.00 BRL"),
        ("MX$500", None, "500 MXN"),
        ("A$50", "USD", "50 AUD"),
        ("AU$50", None, "50 AUD"),
        ("S$50.00", None, "50.00 SGD"),
        ("C$50", None, "50 CAD"),
        ("US$ 50", None, "50 USD"),
        ("US $50.00", "CAD", "50.00 USD"),
        ("USD $50", "CAD", "50 USD"),
        ("50 美元", None, "50 USD"),
        ("5000日元", None, "5000 JPY"),
        ("500港元", None, "500 HKD"),
        ("50欧元", None, "50 EUR"),
        ("人民币150.00元", None, "150.00 CNY"),
        ("人民币 150.00", None, "150.00 CNY"),
        ("新台幣500元", None, "500 TWD"),
        ("NT$500", None, "500 TWD"),
        ("150元", "CNY", "150 CNY"),
        ("¥150.00元", "CNY", "150.00 CNY"),
        ("RMB￥150", "JPY", "150 CNY"),
        ("50 دولار", None, "50 USD"),
        ("50 دولار أمريكي", "SGD", "50 USD"),
        ("٥٠٠ ريال", None, "500 SAR"),
        ("٥٠٠٫٠٠ ر.س.", None, "500.00 SAR"),
        ("١٬٥٠٠٫٥٠ جنيه", None, "1500.50 EGP"),
        ("درهم ١٠٠", None, "100 AED"),
        ("100 درهمًا", None, "100 AED"),
        ("50 يورو", None, "50 EUR"),
        ("50 جنيه إسترليني", None, "50 GBP"),
        ("500 rand", None, "500 ZAR"),
        ("R 500,00", None, "500.00 ZAR"),
        ("R500", None, "500 ZAR"),
        ("R1 500,00", None, "1500.00 ZAR"),
        ("Rs. 1,50,000.00", None, "150000.00 INR"),
        ("₹1,50,000", None, "150000 INR"),
        ("Rs.500/-", None, "500 INR"),
        ("INR 500", None, "500 INR"),
        ("1万円", None, "10000 JPY"),
        ("￥1万", None, "10000 JPY"),
        ("1万元", "CNY", "10000 CNY"),
        ("五百元", "CNY", "500 CNY"),
        ("5.000円", None, "5000 JPY"),
        ("¥4,980.50", None, ""),
        ("5,000 JPY", None, "5000 JPY"),
        ("1 000,00 kr", None, "1000.00 SEK"),
        ("1\u202f000,00 \u20ac", None, "1000.00 EUR"),
        ("1\xa0000,00 \u20ac", None, "1000.00 EUR"),
        ("۵۰۰ ریال", None, "500 SAR"),
        ("1،500 جنيه", None, "1500 EGP"),
        ("50 dólares", None, "50 USD"),
        ("50 dolarów", None, "50 USD"),
        ("€ 50,-", None, "50 EUR"),
        ("50,- €", None, "50 EUR"),
        ("50,-- EUR", None, "50 EUR"),
        ("50-Euro-Gutschein", None, "50 EUR"),
        ("EUR 50", None, "50 EUR"),
        ("try 5 times", None, ""),
        ("TRY 500", None, "500 TRY"),
        ("EGP 500", None, "500 EGP"),
        ("E£500", None, "500 EGP"),
        ("L.E. 500", None, "500 EGP"),
        ("500 L.E.", None, "500 EGP"),
        ("Dhs. 100", None, "100 AED"),
        ("SR 100", None, "100 SAR"),
        ("50ドル", "USD", "50 USD"),
        ("500 reais", None, "500 BRL"),
        ("500 kronor", None, "500 SEK"),
        ("kr 500", None, "500 SEK"),
        ("AQ7K-26TL", None, ""),
        ("$1,2345", None, ""),
        ("50 yen", None, "50 JPY"),
        ("5,000円-", None, "5000 JPY"),
        ("50 EUR", "USD", "50 EUR"),
        ("$50.00 USD", "CAD", "50.00 USD"),
        ("AED100.00", None, "100.00 AED"),
        ("AED 1,000.00", None, "1000.00 AED"),
        ("500:-", None, "500 SEK"),
        ("500 SEK", None, "500 SEK"),
        ("Amount: Rs 500", None, "500 INR"),
        ("25.00 Canadian dollars", None, "25.00 CAD"),
        ("金5,000円", None, "5000 JPY"),
        ("PLN50", None, "50 PLN"),
    ],
)
def test_signs_and_names_of_all_currencies(text: str, local: str | None, amount: str) -> None:
    """Names and signs before and behind, old and new marks for groups and decimals; a code's digits are no amount."""
    assert amount == " ".join(f"{value} {currency}" for value, currency in read(text, local))


def test_long_rows_of_digits_take_no_time() -> None:
    """A row of digits is one number, tried once: this would run for hours if it were tried from each digit on."""
    assert [] == read("1" * 200_000)
