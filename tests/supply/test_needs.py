"""Few libraries, each for a reason that is written down, each used, and each free to use."""

from __future__ import annotations

import ast
import re
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from supply.licenses import TOLD, is_free, license_of, told_by_itself
from supply.lock import ROOT
from supply.needs import PROJECT, asked, asked_by_build, asked_by_extras, asked_by_group, closure, names, needs_of

SCANNER = ROOT / "scanner"
ASKED = (*asked(), *asked_by_extras())

# Who is needed though we never import it, and the words by which it is used all the same.
UNIMPORTED = {
    "lxml": (SCANNER / "messages" / "html.py", 'BeautifulSoup(html, "lxml")'),
    "tzdata": (SCANNER / "catalog" / "marketplaces.py", "ZoneInfo("),
}
# Who is imported though we never ask for it: parts of pymap's own interface, which it brings in versions that fit.
BROUGHT_BY = {"pysasl": "pymap", "proxy-protocol": "pymap"}


def imported() -> frozenset[str]:
    """The top names of all modules that scanner/ imports, but for itself and the standard library."""
    found = set()
    for path in SCANNER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return frozenset(found - set(sys.stdlib_module_names) - {"scanner"})


def test_every_library_has_its_reason_and_every_reason_a_library() -> None:
    """The table "Why these libraries" and pyproject.toml name the same."""
    table = (ROOT / "ARCHITECTURE.md").read_text("utf-8").partition("## Why these libraries\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", table, re.MULTILINE)[1:]
    told = [canonicalize_name(name) for first, _ in rows for name in first.split(" with ")]
    assert sorted(names(ASKED)) == sorted(told)
    assert [reason for _, reason in rows if len(reason) < 15] == []


def test_every_library_is_used() -> None:
    """Each is imported somewhere in scanner/, and what scanner/ imports is asked for."""
    owners = metadata.packages_distributions()
    used = {canonicalize_name(owner) for module in imported() for owner in owners[module]}
    assert sorted(names(ASKED) - UNIMPORTED.keys() | BROUGHT_BY.keys()) == sorted(used)


@pytest.mark.parametrize("name", UNIMPORTED)
def test_what_is_not_imported_is_used_all_the_same(name: str) -> None:
    """What stands as used without an import still is."""
    path, words = UNIMPORTED[name]
    assert words in path.read_text("utf-8")


@pytest.mark.parametrize(("name", "owner"), BROUGHT_BY.items())
def test_what_is_brought_comes_with_its_owner(name: str, owner: str) -> None:
    """What we import without asking for it comes for certain with what we ask for."""
    assert name in names(needs_of(owner))


def test_every_library_has_a_lowest_version() -> None:
    """Nothing is asked for in just any version."""
    groups = [requirement for group in PROJECT["dependency-groups"] for requirement in asked_by_group(group)]
    assert [str(entry) for entry in (*ASKED, *groups, *asked_by_build()) if not any(s.operator == ">=" for s in entry.specifier)] == []


def test_what_is_asked_twice_is_asked_alike() -> None:
    """A library has one lowest version, wherever it is asked for."""
    bounds = {canonicalize_name(entry.name): entry.specifier for entry in ASKED}
    again = (*asked_by_group("dev"), *asked_by_build())
    bounds |= {canonicalize_name(entry.name): entry.specifier for entry in asked_by_build() if canonicalize_name(entry.name) not in bounds}
    assert [str(entry) for entry in again if bounds.get(canonicalize_name(entry.name), entry.specifier) != entry.specifier] == []


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize("name", sorted(closure(ASKED)))
def test_every_library_is_free_to_use(name: str) -> None:
    """What giftscan needs to run, and what that needs, has a permissive license, or the MPL or LGPL."""
    assert is_free(license_of(name)), license_of(name)


@pytest.mark.usefixtures("locked")
def test_licenses_told_by_us_do_not_gainsay_what_libraries_tell() -> None:
    """Our table is for what is needed and does not speak for itself; where it does by now, it must say the same."""
    needed = closure(ASKED)
    assert {name: license_of(name) for name in TOLD if told_by_itself(name)} == {name: told for name in TOLD if (told := told_by_itself(name))}
    if sys.version_info[:2] == (3, 11):
        assert sorted(TOLD.keys() - needed.keys()) == []


@pytest.mark.parametrize(
    ("expression", "free"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("GPL-2.0-only OR MIT", True),
        ("MIT AND AGPL-3.0-only", False),
        ("(Apache-2.0 OR BSD-3-Clause) AND MIT", True),
        ("(MIT OR GPL-2.0-only) AND AGPL-3.0-only", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
    ],
)
def test_license_expressions_are_read_as_they_are_meant(expression: str, free: bool) -> None:
    """Of alternatives one is enough; of what adds up each is needed."""
    assert free == is_free(expression)


def test_the_bound_of_python_is_the_one_that_is_checked() -> None:
    """Types and style are checked for the lowest Python that we run on."""
    assert (">=3.11", "py311") == (PROJECT["project"]["requires-python"], PROJECT["tool"]["ruff"]["target-version"])
    assert Path(ROOT, "scanner", "py.typed").exists() and "Typing :: Typed" in PROJECT["project"]["classifiers"]
