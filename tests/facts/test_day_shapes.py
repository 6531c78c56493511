"""Days in the writing of each country, and what their sentences say of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from babel.dates import format_date, format_skeleton
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.catalog import load_catalog
from scanner.facts.shapes import DateReader
from tests.facts.mails import compose, read

LANGUAGES = load_catalog().languages
NEAR = date(2026, 3, 2)
PLACES = [
    "ar", "ar_SY", "ar_EG", "ar_SA", "cs", "de", "de_AT", "en_US", "en_GB", "en_AU", "en_IN", "es", "es_MX", "fr", "fr_CA", "it", "ja", "nl", "nl_BE",
    "pl", "pt", "pt_PT", "sv", "tr", "zh", "zh_Hant",
]  # fmt: skip


def order_of(place: str) -> str:
    """The order of numbers of a place's shop."""
    return "mdy" if place == "en_US" else "ymd" if place[:2] in ("ja", "zh", "sv") else "dmy"


def days_in(text: str, tag: str, order: str, near: date | None = NEAR) -> list[date]:
    """The days of a text in one language."""
    reader = DateReader(LANGUAGES.values(), order).written_in(LANGUAGES[tag])
    return [match.day for match in reader.find(text, near)]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("form", ["full", "long", "medium", "short"])
@settings(derandomize=True, max_examples=25, deadline=None)
@given(day=st.dates(date(2000, 1, 1), date(2060, 12, 31)))
def test_every_country_writes_its_days(form: str, place: str, day: date) -> None:
    """Whatever a place's own rules print is read back, with and without a sentence around it."""
    text = format_date(day, form, locale=place)
    assert [day] == days_in(text, place[:2], order_of(place))
    assert [day] == days_in(f"({text}).", place[:2], order_of(place))


@pytest.mark.parametrize("place", PLACES)
@settings(derandomize=True, max_examples=25, deadline=None)
@given(days=st.integers(-45, 319), form=st.sampled_from(["MMMd", "MMMMd"]))
def test_a_day_without_its_year_is_still_to_come_or_just_gone(place: str, days: int, form: str) -> None:
    """Forty-five days back to three hundred and nineteen ahead there is one such day, and that one is meant."""
    near = date(2026, 11, 24)
    day = near + timedelta(days=days)
    assert [day] == days_in(format_skeleton(form, day, locale=place), place[:2], order_of(place), near)


def test_what_has_been_lies_behind() -> None:
    """A day that its sentence calls past is looked for behind the mail."""
    found = next(DateReader(LANGUAGES.values(), "dmy").find("5 June", date(2026, 3, 2)))
    assert (date(2026, 6, 5), date(2025, 6, 5)) == (found.day, found.past)


@pytest.mark.parametrize(
    ("text", "tag", "day"),
    [
        ("1.º de marzo de 2026", "es", date(2026, 3, 1)),
        ("1º de março de 2026", "pt", date(2026, 3, 1)),
        ("1o de março de 2026", "pt", date(2026, 3, 1)),
        ("1ro de marzo del 2026", "es", date(2026, 3, 1)),
        ("1er mars 2026", "fr", date(2026, 3, 1)),
        ("1. März 2026", "de", date(2026, 3, 1)),
        ("1ste maart 2026", "nl", date(2026, 3, 1)),
        ("5:e mars 2026", "sv", date(2026, 3, 5)),
        ("5-go maja 2026", "pl", date(2026, 5, 5)),
        ("the 5th of March 2026", "en", date(2026, 3, 5)),
        ("10-mar-2036", "es", date(2036, 3, 10)),
        ("20/out/2026", "pt", date(2026, 10, 20)),
        ("12-Dec-25", "en", date(2025, 12, 12)),
        ("20.Okt.2026", "de", date(2026, 10, 20)),
        ("2026-Dec-12", "en", date(2026, 12, 12)),
        ("Mar 5, '26", "en", date(2026, 3, 5)),
        ("5 XII 2025", "pl", date(2025, 12, 5)),
        ("5.III.2027 r.", "pl", date(2027, 3, 5)),
        ("5 كانون الأول 2026", "ar", date(2026, 12, 5)),
        ("5 مايو/أيار 2026", "ar", date(2026, 5, 5)),
        ("٥ مايو (أيار) ٢٠٢٦", "ar", date(2026, 5, 5)),
        ("5 كانون الأول/ديسمبر 2026", "ar", date(2026, 12, 5)),
        ("۵ مارس ۲۰۲۶", "ar", date(2026, 3, 5)),
        ("民國115年3月5日", "zh", date(2026, 3, 5)),
        ("中華民國115年03月05日", "zh", date(2026, 3, 5)),
        ("115年3月5日", "zh", date(2026, 3, 5)),
        ("二〇二六年三月五日", "zh", date(2026, 3, 5)),
        ("令和八年三月五日", "ja", date(2026, 3, 5)),
        ("令和8年3月1日", "ja", date(2026, 3, 1)),
        ("R8.3.1", "ja", date(2026, 3, 1)),
        ("２０２６／０３／０５", "ja", date(2026, 3, 5)),
        ("3-5 March 2026", "en", date(2026, 3, 5)),
        ("March 3-5, 2026", "en", date(2026, 3, 5)),
        ("3月5日～7日", "ja", date(2026, 3, 7)),
        ("5. Ma\u0308rz 2026", "de", date(2026, 3, 5)),
    ],
)
def test_ordinals_short_names_and_other_calendars(text: str, tag: str, day: date) -> None:
    """Ordinals, months between hyphens or in Roman numerals or by two names, years of an era or a republic, digits of any script."""
    assert [day] == days_in(text, tag, "mdy" if tag == "en" else "ymd" if tag in ("ja", "zh") else "dmy")


@pytest.mark.parametrize(
    ("text", "tag", "order", "day"),
    [
        ("03/05/2026", "en", "mdy", date(2026, 3, 5)),
        ("03/05/2026", "en", "dmy", date(2026, 5, 3)),
        ("03/05/2026", "es", "mdy", date(2026, 3, 5)),
        ("03/05/2026", "fr", "ymd", date(2026, 5, 3)),
        ("12/03/26", "es", "ymd", date(2026, 3, 12)),
        ("26-03-12", "sv", "ymd", date(2026, 3, 12)),
        ("24/5", "sv", "ymd", date(2026, 5, 24)),
        ("5/24", "ja", "ymd", date(2026, 5, 24)),
        ("31/12/2026", "en", "mdy", date(2026, 12, 31)),
    ],
)
def test_the_shop_orders_the_numbers_and_where_it_does_not_the_language(text: str, tag: str, order: str, day: date) -> None:
    """The marketplace's order counts; where that puts the year first, the language's."""
    assert [day] == days_in(text, tag, order)


@pytest.mark.parametrize(("text", "tag"), [("24/7", "en"), ("15/09/1447", "ar"), ("1000 march", "en"), ("30 February 2026", "en")])
def test_what_only_looks_like_a_day_is_none(text: str, tag: str) -> None:
    """Round the clock, another calendar's year, a larger number, a day that no month has."""
    assert [] == days_in(text, tag, "dmy")


MAILS = {
    "en": ("Your Amazon gift card", "Amazon.com <gc-orders@gc.email.amazon.com>"),
    "de": ("Ihr Amazon.de Gutschein", "Amazon.de <gutschein-order@amazon.de>"),
    "fr": ("Votre chèque-cadeau Amazon.fr", "Amazon.fr <gc-orders@amazon.fr>"),
    "es": ("Tu cheque regalo de Amazon.es", "Amazon.es <gc-orders@amazon.es>"),
    "it": ("Il tuo buono regalo Amazon.it", "Amazon.it <gc-orders@amazon.it>"),
    "pt": ("Seu vale-presente Amazon.com.br", "Amazon.com.br <gc-orders@amazon.com.br>"),
    "nl": ("Je Amazon.nl cadeaubon", "Amazon.nl <gc-orders@amazon.nl>"),
    "sv": ("Ditt presentkort på Amazon.se", "Amazon.se <gc-orders@amazon.se>"),
    "pl": ("Twoja karta podarunkowa Amazon.pl", "Amazon.pl <gc-orders@amazon.pl>"),
    "cs": ("Váš dárkový poukaz Amazon.de", "Amazon.de <gutschein-order@amazon.de>"),
    "tr": ("Amazon.com.tr hediye kartınız", "Amazon.com.tr <gc-orders@amazon.com.tr>"),
    "ar": ("بطاقة هدايا أمازون", "Amazon.sa <gc-orders@amazon.sa>"),
    "ja": ("Amazonギフトカードが届きました", "Amazon.co.jp <gc-orders@amazon.co.jp>"),
    "zh": ("您收到一张亚马逊礼品卡", "Amazon.cn <gc-orders@amazon.cn>"),
}
SENTENCES = [
    ("en", "Expires: Friday, March 5, 2027", date(2027, 3, 5)),
    ("en", "Valid from March 1, 2026 to February 28, 2027", date(2027, 2, 28)),
    ("en", "Your gift card is valid until Friday, March 5, 2027 and can be returned at no cost.", date(2027, 3, 5)),
    ("de", "Gültig bis: Freitag, 5. März 2027", date(2027, 3, 5)),
    ("de", "Gültig vom 01.03.2026 bis 28.02.2027", date(2027, 2, 28)),
    ("de", "Gültigkeit: 1.3.2026 – 28.2.2027", date(2027, 2, 28)),
    ("fr", "Valable du 1er mars 2026 au 28 février 2027", date(2027, 2, 28)),
    ("fr", "Date d'expiration : vendredi 5 mars 2027", date(2027, 3, 5)),
    ("es", "Válido desde el 1/3/2026 hasta el 28/2/2027", date(2027, 2, 28)),
    ("es", "Válido hasta el viernes, 5 de marzo de 2027", date(2027, 3, 5)),
    ("it", "Valido dal 1° marzo 2026 al 28 febbraio 2027", date(2027, 2, 28)),
    ("it", "Valido fino a venerdì 5 marzo 2027", date(2027, 3, 5)),
    ("pt", "Válido de 1º de março de 2026 a 28 de fevereiro de 2027", date(2027, 2, 28)),
    ("pt", "Validade: 20/out/2027", date(2027, 10, 20)),
    ("nl", "Geldig van 1 maart 2026 tot 28 februari 2027", date(2027, 2, 28)),
    ("nl", "Geldig tot en met vrijdag 5 maart 2027", date(2027, 3, 5)),
    ("sv", "Giltigt: 2026-03-01 - 2027-02-28", date(2027, 2, 28)),
    ("sv", "Giltigt till och med fredag den 5 mars 2027", date(2027, 3, 5)),
    ("pl", "Ważna od 1 marca 2026 do 28 lutego 2027", date(2027, 2, 28)),
    ("pl", "Data ważności: 5 III 2027", date(2027, 3, 5)),
    ("cs", "Platnost od 1. 3. 2026 do 28. 2. 2027", date(2027, 2, 28)),
    ("cs", "Platí do pátku 5. března 2027", date(2027, 3, 5)),
    ("tr", "Hediye kartınız 1 Mart 2026 - 28 Şubat 2027 tarihleri arasında geçerlidir.", date(2027, 2, 28)),
    ("tr", "5 Mart 2027 tarihine kadar Amazon.com.tr hesabınıza girip kodu sayfadaki kutuya yazarak kullanabilirsiniz.", date(2027, 3, 5)),
    ("ar", "صالحة من 1 مارس 2026 إلى 28 فبراير 2027", date(2027, 2, 28)),
    ("ar", "تاريخ الانتهاء: 5 آذار/مارس 2027", date(2027, 3, 5)),
    ("ja", "有効期間：2026年3月1日～2027年2月28日", date(2027, 2, 28)),
    ("ja", "有効期限：令和9年3月5日", date(2027, 3, 5)),
    ("zh", "有效期：2026年3月1日至2027年2月28日", date(2027, 2, 28)),
    ("zh", "请在民国116年3月5日前使用。", date(2027, 3, 5)),
]


@pytest.mark.parametrize(("tag", "sentence", "day"), SENTENCES)
def test_a_card_can_be_used_until_the_last_day_of_its_period(tag: str, sentence: str, day: date) -> None:
    """Of a period the last day counts; a weekday between label and day, or a verb far behind it, hides nothing."""
    subject, sender = MAILS[tag]
    fact = read(compose(subject, f"{subject}\n\n{sentence}\n\nAQ7K-ZX8W4M-P3TV\n", sender=sender)).facts[0]
    assert day == fact.expires_on


def test_a_promotions_period_is_not_the_cards() -> None:
    """What is said to be valid is the promotion."""
    text = "Você ganhou um Vale-presente Amazon.com.br!\n\nAQ7K-ZX8W4M-P3TV\n\nPromoção válida de 01/10/2026 a 31/12/2026."
    assert read(compose(MAILS["pt"][0], text, sender=MAILS["pt"][1])).facts[0].expires_on is None
