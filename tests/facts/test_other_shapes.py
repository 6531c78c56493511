"""Days, order numbers, addresses: as mails print them."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.catalog import load_catalog
from scanner.facts.shapes import DateReader, find_emails, find_order_ids, find_phones

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
NEAR = date(2026, 3, 2)


def read(text: str, order: str = "ymd", near: date | None = NEAR) -> list[date]:
    """The days of a text."""
    return [found.day for found in DateReader(load_catalog().languages.values(), order).find(text, near)]


@pytest.mark.parametrize(
    ("place", "pattern", "order"),
    [
        ("en_US", "MMMM d, yyyy", "mdy"),
        ("en_US", "MMM d, yyyy", "mdy"),
        ("en_US", "EEEE, MMMM d, yyyy", "mdy"),
        ("en_US", "EEE, MMM d, yyyy", "mdy"),
        ("en_GB", "d MMMM yyyy", "dmy"),
        ("en_GB", "EEE d MMM yyyy", "dmy"),
        ("en_US", "MM/dd/yyyy", "mdy"),
        ("en_US", "M/d/yyyy", "mdy"),
        ("en_GB", "dd/MM/yyyy", "dmy"),
        ("en_US", "yyyy-MM-dd", "ymd"),
        ("en_US", "yyyy/MM/dd", "mdy"),
        ("de_DE", "dd.MM.yyyy", "dmy"),
        ("ja_JP", "y年M月d日", "ymd"),
        ("ja_JP", "y年M月d日(E)", "ymd"),
        ("ja_JP", "y/MM/dd", "ymd"),
        ("ja_JP", "y年M月d日EEEE", "ymd"),
        ("ja_JP", "y.M.d", "ymd"),
        ("ja_JP", "y 年 M 月 d 日", "ymd"),
    ],
)
@settings(derandomize=True, max_examples=40, deadline=None)
@given(day=DAYS)
def test_a_day_is_read_as_its_country_writes_it(place: str, pattern: str, order: str, day: date) -> None:
    """Words, numbers in the shop's order, weekdays before and behind."""
    text = format_date(day, pattern, locale=place)
    assert [day] == read(text, order)
    assert [day] == read(f"({text}) 10:00", order)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和8年5月24日", date(2026, 5, 24)),
        ("令和元年12月1日", date(2019, 12, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("平成12年1月1日", date(2000, 1, 1)),
        ("R8.5.24", date(2026, 5, 24)),
        ("H25/12/01", date(2013, 12, 1)),
        ("有効期限令和18年3月1日", date(2036, 3, 1)),
    ],
)
def test_years_of_an_era(text: str, day: date) -> None:
    """Japan counts years by its emperors."""
    assert [day] == read(text)


@pytest.mark.parametrize(
    ("text", "order", "near", "day"),
    [
        ("May 24", "mdy", NEAR, date(2026, 5, 24)),
        ("Tuesday, March 3", "mdy", NEAR, date(2026, 3, 3)),
        ("January 5", "mdy", date(2025, 12, 20), date(2026, 1, 5)),
        ("December 30", "mdy", date(2026, 1, 2), date(2025, 12, 30)),
        ("5月24日", "ymd", NEAR, date(2026, 5, 24)),
        ("1月5日(月)", "ymd", date(2025, 12, 20), date(2026, 1, 5)),
        ("5/24", "ymd", NEAR, date(2026, 5, 24)),
        ("24/5", "dmy", NEAR, date(2026, 5, 24)),
        ("May 24th", "mdy", NEAR, date(2026, 5, 24)),
    ],
)
def test_a_day_without_its_year_is_the_next_one(text: str, order: str, near: date, day: date) -> None:
    """It lies ahead of the mail, or a little behind it."""
    assert [day] == read(text, order, near)


@pytest.mark.parametrize("text", ["13/45/2026", "February 30, 2026", "2026年13月1日", "order 250-5556667-1112223", "1.2.3.4", "10:30", "99/99"])
def test_what_is_no_day_is_none(text: str) -> None:
    """A calendar has no such day, or the numbers are another thing's."""
    assert [] == read(text)


@settings(derandomize=True, max_examples=80, deadline=None)
@given(
    head=st.one_of(st.from_regex(r"[0-9]{3}", fullmatch=True), st.from_regex(r"[A-Z][0-9]{2}", fullmatch=True)),
    parts=st.tuples(st.from_regex(r"[0-9]{7}", fullmatch=True), st.from_regex(r"[0-9]{7}", fullmatch=True)),
    hyphen=st.sampled_from(["-", "\u2011", "\u2013", "\uff0d", " - "]),
    around=st.sampled_from([("", ""), ("Order #", "."), ("注文番号:", "です"), ("(", ")"), ("?orderID=", "&x=1")]),
)
def test_an_order_number_is_found_wherever_it_stands(head: str, parts: tuple[str, str], hyphen: str, around: tuple[str, str]) -> None:
    """3-7-7 digits, the digital ones with a letter, with any hyphen and anything around."""
    whole = "-".join((head, *parts))
    text = around[0] + whole.replace("-", hyphen) + around[1]
    assert [whole] == [found for _, _, found in find_order_ids(text)]


@pytest.mark.parametrize("text", ["1114-5556667-1112223", "114-5556667-11122234", "114-555666-1112223", "X114-5556667-1112223", "114-5556667-1112223-9"])
def test_other_numbers_are_no_order_numbers(text: str) -> None:
    """A digit more or less, or a further group, and it is another number."""
    assert [] == list(find_order_ids(text))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("To: Kit <kit@example.com>", "kit@example.com"),
        ("kit@example.comに送信", "kit@example.com"),
        ("(kit.o'neil+x@mail.example.co.jp)", "kit.o'neil+x@mail.example.co.jp"),
        ("kit@example.com.", "kit@example.com"),
        ("'kit@example.com'", "kit@example.com"),
        ("kit..k@docomo.example.ne.jp", "kit..k@docomo.example.ne.jp"),
    ],
)
def test_an_address_ends_where_its_sentence_goes_on(text: str, address: str) -> None:
    """Brackets, quotes and full stops belong to the sentence; old mobile addresses have odd dots."""
    assert [address] == [found for _, _, found in find_emails(text)]


@pytest.mark.parametrize(
    ("text", "phone"),
    [("(415) 555-0177", "(415) 555-0177"), ("+81 90 0000 1234", "+81 90 0000 1234"), ("090-0000-1234", "090-0000-1234"), ("to 415-555-0177.", "415-555-0177")],
)
def test_telephone_numbers(text: str, phone: str) -> None:
    """As they are printed, with nine to fifteen digits."""
    assert [phone] == [found for _, _, found in find_phones(text)]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("le serveur d'ines@example.org refuse", "ines@example.org"),
        ("la casella dell’ufficio@example.net", "ufficio@example.net"),
        ("Destinataire : d'artagnan@example.org", "d'artagnan@example.org"),
        ("to o'brien@example.org", "o'brien@example.org"),
        ("d'angelo@example.org", "d'angelo@example.org"),
    ],
)
def test_little_words_are_no_part_of_an_address(text: str, address: str) -> None:
    """In a sentence they are written onto it; beside a label an apostrophe is the address's own."""
    assert [address] == [found for _, _, found in find_emails(text)]
