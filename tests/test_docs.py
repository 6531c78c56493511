"""What the documents say is so: their commands parse, their lists are those of the code."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from scanner.cli.main import VERBS, build_parser
from tests.test_architecture import ROOMS

ROOT = Path(__file__).parent.parent
DOCUMENTS = ("README.md", "README.ja.md", "CONTRIBUTING.md")
_COMMAND = re.compile(r"^    (giftscan .+)$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


def commands() -> list[str]:
    """Every command line that a document shows."""
    return [line for name in DOCUMENTS for line in _COMMAND.findall((ROOT / name).read_text("utf-8"))]


def test_documents_show_commands() -> None:
    """There is something to check."""
    assert len(commands()) >= 10


@pytest.mark.parametrize("line", commands())
def test_a_documented_command_is_one(line: str) -> None:
    """The argument parser takes it as it is written."""
    options = build_parser().parse_args(shlex.split(line, comments=True)[1:])
    assert options.verb in VERBS


def test_the_readme_tells_of_every_command() -> None:
    """No verb is missing from the README's table, and none stands there that does not exist."""
    told = re.findall(r"^\| `giftscan (\w+)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(VERBS)


def test_the_architecture_tells_of_every_room_in_order() -> None:
    """The table of rooms is the order that imports are held to."""
    told = re.findall(r"^\| `(\w+)(?:/|\.py)` \|", (ROOT / "ARCHITECTURE.md").read_text("utf-8"), re.MULTILINE)
    assert tuple(told) == ROOMS


@pytest.mark.parametrize("name", [*DOCUMENTS, "ARCHITECTURE.md", "SECURITY.md", "docs/security.md", "docs/responsible-use.md", "docs/benchmarks.md"])
def test_links_between_documents_lead_somewhere(name: str) -> None:
    """A relative link names a file that is there."""
    text = (ROOT / name).read_text("utf-8")
    assert [target for target in _LINK.findall(text) if not (ROOT / name).parent.joinpath(target).exists()] == []


def test_every_promise_of_security_has_a_test() -> None:
    """Each row of a table in docs/security.md names tests, and each of them exists."""
    rows = [line for line in (ROOT / "docs" / "security.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    promises = [line for line in rows if "`tests/" in line]
    assert len(promises) >= 35
    for line in promises:
        held_by = _TEST.findall(line.rpartition(" | ")[2])
        assert held_by, line
        for file, function in held_by:
            assert not function or f"\ndef {function}(" in (ROOT / file).read_text("utf-8"), (file, function)
            assert (ROOT / file).is_file()
