"""Wrapped lines are joined to sentences; labels are told from values by the dots or the arrow between them."""

from __future__ import annotations

from datetime import date

import pytest

from scanner.catalog import load_catalog
from scanner.facts.lines import join_lines
from tests.facts.mails import compose, read


@pytest.mark.parametrize(("written", "day"), [("18. února 2026", date(2026, 2, 18)), ("18. 2. 2026", date(2026, 2, 18)), ("3. března 2026", date(2026, 3, 3))])
def test_a_wrapped_day_goes_on_the_sentence(written: str, day: date) -> None:
    """A number with a full stop at a line's beginning is an ordinal where a month follows, and no item of a list."""
    text = (
        "Zatím jsme nic nevyplatili. Jakmile sklad zboží zkontroluje, vrátíme vám\n46,90 € na zůstatek dárkových karet. Stane se tak nejpozději\n"
        f"{written}.\n\nČíslo objednávky: 304-2281907-5540638"
    )
    [fact] = read(compose("Na vrácení peněz se pracuje", text, sender="Amazon.de <rueckgabe@amazon.de>", date="Wed, 04 Feb 2026 11:58:02 +0000")).facts
    assert day == fact.deliver_on


def test_an_item_of_a_list_goes_on_nothing() -> None:
    """Numbered steps stay lines of their own."""
    text = "So lösen Sie Ihre Amazon.de Geschenkkarte in wenigen einfachen Schritten ein\n1. Öffnen Sie die Seite.\n2. Geben Sie den Code ein."
    message = read(compose("Ihre Geschenkkarte", text, sender="Amazon.de <gc-orders@gc.email.amazon.de>")).message
    lines, _ = join_lines(message.views[0][0], load_catalog().languages["de"])
    assert 3 == len(lines)


@pytest.mark.parametrize(
    ("written", "cells"),
    [
        ("Montant . . . . . . 40,00 EUR", ("Montant", "40,00 EUR")),
        ("Amount ........ $25.00", ("Amount", "$25.00")),
        ("$25.00 <-- what it is worth", ("$25.00", "<-- what it is worth")),
        ("Kit Hobbs ← giver", ("Kit Hobbs", "← giver")),
        ("Wait ... there is more", ("Wait ... there is more",)),
        ("It costs < 5 dollars", ("It costs < 5 dollars",)),
        ("Really, I do not know any more. ..... Maybe", ("Really, I do not know any more. ..... Maybe",)),
    ],
)
def test_a_label_is_told_from_its_value(written: str, cells: tuple[str, ...]) -> None:
    """Dots lead to a value, an arrow back to it; three dots, a sign of comparison and dots behind a sentence do neither."""
    message = read(compose("Your gift card", f"{written}\n", sender="Amazon.com <gc-orders@gc.email.amazon.com>")).message
    [line], _ = join_lines(message.views[0][0], load_catalog().languages["en"])
    assert cells == line.cells


def test_three_dots_lead_where_other_lines_have_more() -> None:
    """The longest label of a table leaves room for three dots only."""
    text = "* Hodnota ....... EUR 20,00\n* Kód poukazu ... qzd5 uuwjfz dz9z\n"
    message = read(compose("Dárkový poukaz", text, sender="Amazon.de <gc-orders@gc.email.amazon.de>")).message
    lines, _ = join_lines(message.views[0][0], load_catalog().languages["cs"])
    assert [("* Hodnota", "EUR 20,00"), ("* Kód poukazu", "qzd5 uuwjfz dz9z")] == [line.cells for line in lines]
