"""Values as people write them in arguments: an amount, a day."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import TYPE_CHECKING

from scanner.errors import UsageError
from scanner.facts.shapes import find_money
from scanner.texts import _

if TYPE_CHECKING:
    from scanner.model import Money


def money_of(text: str, *, assume: str | None, currency: str | None) -> Money | None:
    """The one amount that a text is: 5000円, ￥5,000, $50, 50,00 €; None where it is none, several, or holds other digits.

    A bare number is read as though it stood before `assume`; `currency` (ISO 4217) is what an ambiguous sign such as $ means.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    for shape in (plain, f"{plain} {assume}") if assume else (plain,):
        found = [match for match in find_money(shape, currency) if not match.negative]
        if len(found) == 1 and not any(c.isdigit() for c in shape[: found[0].start] + shape[found[0].end :]):
            return found[0].money
    return None


def day_of(text: str | None, name: str) -> date | None:
    """The day (YYYY-MM-DD) that the argument `name` gives. Raises UsageError for anything else."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(_("{name} {text}: not a day such as 2024-03-05", name=name, text=text)) from None
