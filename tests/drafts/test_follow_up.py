"""The second letter: it says that it was asked before, is shorter than the first, and is another letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from scanner.drafts import draft_for, languages
from scanner.drafts.compose import TEMPLATES
from scanner.drafts.days import in_words
from scanner.model import Asked, Channel, Draft
from tests.drafts.making import CATALOG, ROADS, SEARCHED, case
from tests.drafts.test_templates import OPTIONAL, flaws_of

ASKED = Asked(datetime(2026, 5, 2, 12, tzinfo=UTC), "mail")
LETTERS = ("giver.email", "giver.message", "issuer.email", "resend.chat", "amazon.chat")
VARIANTS = [
    (road, channel, language)
    for road, values in ROADS.items()
    for (route, channel), template in TEMPLATES.items()
    if route is values["route"] and template in LETTERS and road != "counter-lost"
    for language in languages()
]


def second(road: str, language: str, channel: Channel, asked: Asked | None = ASKED, **values: object) -> Draft:
    """The draft of a case that was asked about."""
    draft = draft_for(replace(case(road, **values), asked=asked), CATALOG, SEARCHED, language=language, channel=channel)  # type: ignore[arg-type]
    assert draft is not None
    return draft


@pytest.mark.parametrize(("road", "channel", "language"), VARIANTS)
def test_it_says_that_it_was_asked_before(road: str, channel: Channel, language: str) -> None:
    """With the day where a letter shows it, without one where only the owner says so; it reads well with nothing known."""
    day = in_words(date(2026, 5, 2), language)
    assert day is not None
    by_mail, by_owner = second(road, language, channel), second(road, language, channel, replace(ASKED, by="owner"))
    first = second(road, language, channel, None)
    assert day in by_mail.body and day not in first.body and day not in by_owner.body
    assert set(by_owner.body.split()) - set(first.body.split())
    for values in ({}, OPTIONAL):
        for asked in (ASKED, replace(ASKED, by="owner")):
            draft = second(road, language, channel, asked, **values)
            assert [] == flaws_of(f"{draft.subject}\n\n{draft.body}"), draft.body


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("road", ["given-lost", "given-never"])
def test_it_is_shorter(road: str, language: str) -> None:
    """What the giver was told once (the steps, what was searched) is not told again, in any language."""
    assert len(second(road, language, Channel.EMAIL).body) < len(second(road, language, Channel.EMAIL, None).body) * 3 / 4
    assert second(road, language, Channel.EMAIL).to == second(road, language, Channel.EMAIL, None).to


def test_it_is_another_letter() -> None:
    """It can be laid into Drafts beside the first; the same reminder twice is one letter."""
    again = replace(ASKED, at=datetime(2026, 5, 20, tzinfo=UTC))
    ids = [second("given-lost", "en", Channel.EMAIL, asked).message_id for asked in (None, ASKED, ASKED, again)]
    assert ids[1] == ids[2]
    assert 3 == len(set(ids))
