"""The frame of Amazon's own mail says what it is where its words are unknown: the desk, the order, the money, the day."""

from __future__ import annotations

from datetime import date

import pytest

from scanner.model import Fact, Kind
from tests.facts.mails import compose, read

ORDER = "111-2223334-4445556"
CODE = "QWZ4-7KPLMX-3HTR"


def desk(shop: str, local: str = "return") -> str:
    """A sender of a shop; the local part is the refund desk's unless told."""
    return f"Amazon.{shop} <{local}@amazon.{shop}>"


def fact(subject: str, text: str, sender: str) -> Fact:
    """The one fact of a mail."""
    [found] = read(compose(subject, text, sender=sender)).facts
    return found


def kind(subject: str, text: str, sender: str) -> Kind | None:
    """The kind of a mail."""
    return read(compose(subject, text, sender=sender)).recognition.kind


@pytest.mark.parametrize(
    ("shop", "words", "money", "value", "expected"),
    [
        ("com", "Zorp flim", "$12.00", "12.00", Kind.REFUND_PENDING),
        ("com", "Zorp flim gift card balance", "$12.00", "12.00", Kind.REFUND_BALANCE),
        ("com", "Zorp flim Visa", "$12.00", "12.00", Kind.REFUND_OTHER),
        ("de", "Frolz wumpel nach Visa", "19,90 €", "19.90", Kind.REFUND_OTHER),
        ("de", "Frolz wumpel", "19,90 €", "19.90", Kind.REFUND_PENDING),
        ("fr", "Blou gribouz", "7,50 €", "7.50", Kind.REFUND_PENDING),
        ("pl", "Blorp zgrzyt", "59,00 zł", "59.00", Kind.REFUND_PENDING),
        ("com.tr", "Fıldır zop", "120,00 TL", "120.00", Kind.REFUND_PENDING),
        ("co.jp", "ほにゃらら", "￥1,200", "1200", Kind.REFUND_PENDING),
    ],
)
def test_money_from_the_refund_desk_is_a_refund(shop: str, words: str, money: str, value: str, expected: Kind) -> None:
    """In whatever words; the way decides which refund, and money of which no way is told has not gone yet."""
    found = fact(f"{words} {ORDER}", f"{words} {money}\n", desk(shop))
    assert (expected, ORDER, value) == (found.kind, found.order_id, str(found.amount.value) if found.amount else None)


@pytest.mark.parametrize("label", ["Zorp", "Claim code", "Code"])
def test_a_code_from_the_refund_desk_is_the_refund(label: str) -> None:
    """Whatever its label is called."""
    found = fact(f"Zorp {ORDER}", f"Zorp flim $12.00\n{label}: {CODE}\n", desk("com"))
    assert (Kind.REFUND_GIFT_CARD, CODE) == (found.kind, found.code.reveal() if found.code else None)


@pytest.mark.parametrize(
    ("subject", "text", "local"),
    [
        ("Zorp flim", f"Order {ORDER} is to be returned by March 20.\nThe label is attached.\nBlue mug\n", "return"),
        (f"Zorp {ORDER}", "Zorp flim: print this and put it on the parcel.\n", "return"),
        (f"Zorp {ORDER}", "Zorp flim $0.00\n", "return"),
        ("Zorp flim", "Zorp flim $12.00\n", "return"),
        (f"Zorp {ORDER}", "Blue mug $12.00\nFlim $12.00\n", "auto-confirm"),
    ],
)
def test_a_label_without_money_and_an_order_of_goods_are_none(subject: str, text: str, local: str) -> None:
    """Without an amount, an order, or the desk nothing says that money goes back."""
    assert None is kind(subject, text, desk("com", local))


@pytest.mark.parametrize(("day", "expected"), [("24 December 2026", Kind.GIFT_CARD_ORDERED), ("3 March 2026", Kind.GIFT_CARD_SENT), ("", Kind.GIFT_CARD_SENT)])
def test_a_day_ahead_makes_an_order_of_a_sending(day: str, expected: Kind) -> None:
    """The day on which the mail was written, or the next one, says nothing."""
    found = fact("Zorp flim", f"Amazon.com gift card $25.00\nbob@example.com\n{day}\n", desk("com", "zorp"))
    assert (expected, "bob@example.com") == (found.kind, found.recipient)


def test_that_day_is_when_it_goes() -> None:
    """Though nothing calls it so."""
    assert date(2026, 12, 24) == fact("Zorp flim", "Amazon.com gift card $25.00\nbob@example.com\n24 December 2026\n", desk("com", "zorp")).deliver_on


@pytest.mark.parametrize(
    ("sender", "text", "value"),
    [
        (desk("com", "zorp"), "Zorp Amazon.com gift card\n$25.00\nflim\n$31.47\n", "25.00"),
        (desk("de", "zorp"), "Frolz Amazon.de Geschenkgutschein\n25,00 €\nwumpel\n31,47 €\n", "25.00"),
        (desk("co.jp", "zorp"), "ほげ Amazonギフトカード\n￥3,000\nふが\n￥4,215\n", "3000"),
    ],
)
def test_a_value_and_a_greater_sum_are_a_card_on_an_account(sender: str, text: str, value: str) -> None:
    """The card's value comes first, then what the account holds with it."""
    found = fact("Zorp", text, sender)
    assert (Kind.GIFT_CARD_REDEEMED, value) == (found.kind, str(found.amount.value) if found.amount else None)


@pytest.mark.parametrize(
    "text",
    [
        "Zorp Amazon.com gift card\n$10\nflim\n$50\n",
        "Zorp Amazon.com gift card $10.00 flim $50.00\n",
        "Zorp Amazon.com gift cards\n$25.00 - $500.00\n",
        "Zorp Amazon.com gift cards\n$25, $50, $100\n",
        "Zorp Amazon.com gift card\n$10.00\nflim 20%\n$50.00\n",
        "Zorp Amazon.com gift card\n$50.00\nflim\n$10.00\n",
        "Zorp Amazon.com gift card\n$25.00\n",
    ],
)
def test_an_offer_with_amounts_is_none(text: str) -> None:
    """What one gets and what one has to pay stand in one line, are round, or make a range or a choice."""
    assert None is kind("Zorp flim", text, desk("com", "zorp"))
