"""What was asked already in words, and how a provider brings deleted mail back: before any letter, while it is not too late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scanner import texts
from scanner.cases import Patience
from scanner.model import Asked, Case, Outcome, Role, Statement, Told
from scanner.report.advice import cheaper_ways, undelete_lines
from scanner.report.standing import is_awaited, standing_words
from scanner.report.tables import _cells
from tests.cases.making import CATALOG, NOW
from tests.drafts.making import case

TODAY = NOW.date()


def asked(days: int, *, by: str = "mail", answered: bool = False) -> Case:
    """A lost card that was asked for some days ago."""
    return replace(case("given-lost"), asked=Asked(NOW - timedelta(days=days), by, answered))


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_table_tells_what_was_asked(language: str) -> None:
    """While an answer is awaited the next step is to wait; once a reminder is due both are told."""
    texts.use(language)
    for waiting in (asked(3), asked(40, answered=True)):
        assert is_awaited(waiting, TODAY, Patience())
        assert [standing_words(waiting, TODAY, Patience())] == _cells(waiting, TODAY, Patience())[-1]
    due = asked(14)
    assert not is_awaited(due, TODAY, Patience())
    assert [*_cells(due)[-1], standing_words(due, TODAY, Patience())] == _cells(due, TODAY, Patience())[-1]
    assert (NOW - timedelta(days=14)).date().isoformat() in standing_words(due, TODAY, Patience())


def test_settled_by_the_owners_word() -> None:
    """The day is that of the word."""
    told = Statement(NOW - timedelta(days=2), Told.RESOLVED)
    settled = replace(asked(2, by="owner", answered=True), statements=(told,))
    assert f"settled, as you said on {told.at.date()}" == standing_words(settled, TODAY, Patience())
    assert "" == standing_words(case("given-lost"), TODAY, Patience())
    assert "" == standing_words(replace(asked(3), outcome=Outcome.CODE_FOUND), TODAY, Patience())


@pytest.mark.parametrize("name", sorted(CATALOG.providers))
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_provider_says_how_mail_comes_back(name: str, language: str) -> None:
    """In both languages, with the days where they are known, and doubt where no page says so; no link and no number to call."""
    texts.use(language)
    provider = CATALOG.providers[name]
    lost = case("given-lost")
    lines = undelete_lines(lost, provider, lost.facts[0].message.date.date())  # type: ignore[union-attr]
    assert provider.undelete is not None
    assert [*provider.undelete.steps[language]] == lines[1:]
    assert provider.title in lines[0]
    assert (provider.undelete.days is None) or str(provider.undelete.days) in lines[0]
    assert provider.undelete.verified == (not any(doubt in lines[0] for doubt in ("not verified", "未確認")))
    assert not any("http" in line for line in lines)


def test_it_is_told_while_there_is_time() -> None:
    """Not of a loss that is longer past than the provider keeps deleted mail, nor to a buyer, who never held the card."""
    gmail = CATALOG.providers["gmail"]
    lost = case("given-lost")
    day = lost.facts[0].message.date.date()  # type: ignore[union-attr]
    assert undelete_lines(lost, gmail, day + timedelta(days=30))
    assert [] == undelete_lines(lost, gmail, day + timedelta(days=31))
    assert undelete_lines(replace(lost, statements=(Statement(NOW, Told.DELETED),)), gmail, TODAY)
    assert [] == undelete_lines(replace(lost, role=Role.BUYER), gmail, day)
    assert [] == undelete_lines(lost, None, day)


def test_it_comes_first_of_what_costs_nothing() -> None:
    """Before the message center and everything else, and in place of the general word on Trash."""
    lost = case("given-lost")
    ways = cheaper_ways(lost, ["restore it"])
    assert "restore it" == ways[0]
    assert cheaper_ways(lost)[1:] == ways[1:]
