"""The words of the contract and those of the model are the same."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest

from scanner.model import (
    Authenticity,
    CaseType,
    Channel,
    Issuer,
    Kind,
    Odds,
    Outcome,
    Role,
    Route,
    SearchedBy,
    Told,
)

CONTRACT = Path(__file__).parents[2] / "docs" / "contract.md"
OUTCOMES = "Outcomes (the first in this list that the evidence shows)"


def text() -> str:
    """The contract, its lines unbroken."""
    return CONTRACT.read_text("utf-8")


def section(title: str) -> str:
    """What stands below a heading."""
    return re.split(r"^#+ ", text().partition(f"# {title}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def rows(title: str) -> list[list[str]]:
    """The cells of the tables of a section, without their heads."""
    lines = [line.strip("|").split(" | ") for line in section(title).splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in cells] for cells in lines]


def table(title: str) -> list[str]:
    """The words in the first column of the tables of a section."""
    return [cells[0].partition("` ")[0].strip("`") for cells in rows(title)]


def row(key: str) -> set[str]:
    """The words in code marks, and those in quotes, of what the row of a key says."""
    lines = re.findall(rf"^\| `{key}` \| (.*) \|$", text(), re.MULTILINE)
    return {word for line in lines for word in re.findall(r"`([a-z_]+)`", line)}


def choices(key: str) -> set[str]:
    """The words of `"key": "a"|"b"`."""
    match = re.search(rf'"{key}": ((?:"[a-z]+"\\?\|?)+)', text())
    assert match, key
    return set(re.findall(r"[a-z]+", match.group(1)))


@pytest.mark.parametrize(("words", "title"), [(Kind, "Kinds of message"), (Authenticity, "Authenticity")])
def test_tables(words: type[StrEnum], title: str) -> None:
    """A table of the contract lists the very words."""
    assert {word.value for word in words} == set(table(title))


def test_outcomes() -> None:
    """They stand in the order in which they are judged."""
    listed = table(OUTCOMES)
    assert [outcome.value for outcome in Outcome] == listed[: listed.index("route")]


def test_routes_and_odds() -> None:
    """The table of routes names each route, with its odds."""
    listed = rows(OUTCOMES)
    routes = listed[table(OUTCOMES).index("route") + 1 :]
    assert {route.value for route in Route} == {cells[0].partition("` ")[0].strip("`") for cells in routes}
    assert {odds.value for odds in Odds} == {cells[2].partition("` ")[0].strip("`") for cells in routes} - {"null"}


def test_words_in_rows() -> None:
    """Roles, issuers, types of cases, and what the owner can tell."""
    assert {role.value for role in Role} <= row("role")
    assert {issuer.value for issuer in Issuer} <= row("issuer")
    assert {kind.value for kind in CaseType} == row("type")
    assert {what.value for what in Told} == row("statements") - {"what"}


def test_words_in_quotes() -> None:
    """Channels of a draft, and how thoroughly a folder was searched."""
    assert {channel.value for channel in Channel} == choices("channel")
    assert {depth.value for depth in SearchedBy} == choices("searched_by")
