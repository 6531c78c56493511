"""Every value that a case or message can have has words, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import pytest

from scanner import texts
from scanner.model import Authenticity, CaseType, Hiding, Kind, Note, Odds, Outcome, Route, SearchedBy, SpecialUse, Told
from scanner.report import words


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    before = texts.language()
    yield
    texts.use(before)


TABLES: tuple[tuple[type[StrEnum], Mapping[Any, words.Text]], ...] = (
    (Outcome, words.OUTCOMES),
    (Route, words.ROUTES),
    (Odds, words.ODDS),
    (Odds, words.ODDS_WHOLE),
    (CaseType, words.TYPES),
    (Kind, words.KINDS),
    (Note, words.NOTES),
    (Told, words.TOLD),
    (Hiding, words.HIDINGS),
    (Authenticity, words.AUTHENTICITIES),
    (SpecialUse, words.USES),
    (SearchedBy, words.DEPTHS),
)


@pytest.mark.parametrize(("kind", "table"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_value_has_its_words(kind: type[StrEnum], table: Mapping[Any, words.Text], language: str) -> None:
    """None is missing, and no two outcomes or routes read alike."""
    texts.use(language)
    assert set(kind) == set(table)
    told = [text() for text in table.values()]
    assert all(told)
    assert len(set(told)) == len(told)


def test_no_word_promises_what_mail_cannot_show() -> None:
    """A found code is never called unused or valid."""
    for language, unused in (("en", ("unused", "valid", "still good")), ("ja", ("未使用です", "有効です"))):
        texts.use(language)
        assert not any(word in words.OUTCOMES[Outcome.CODE_FOUND]() for word in unused)
