"""The bill of materials: a CycloneDX document of what giftscan needs to run, by the lock."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cyclonedx.model.bom import Bom

from scanner import __version__
from supply.lock import MAIN, read_lock
from supply.needs import asked, asked_by_extras, closure, names
from supply.sbom import as_json, bill

pytestmark = pytest.mark.usefixtures("locked")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The bill as its reader gets it."""
    return dict(json.loads(as_json(bill(NOW))))


def test_it_is_a_cyclonedx_document(document: dict[str, Any]) -> None:
    """It says what it is and of what, and is read back as the same."""
    about = document["metadata"]["component"]
    assert ("CycloneDX", "1.6", "2026-11-24T09:00:00+00:00") == (document["bomFormat"], document["specVersion"], document["metadata"]["timestamp"])
    assert ("giftscan", __version__, [{"license": {"id": "MIT"}}]) == (about["name"], about["version"], about["licenses"])
    assert bill(NOW) == Bom.from_json(data=document)


def test_every_library_stands_there_as_it_is_locked(document: dict[str, Any]) -> None:
    """Version, hashes and package URL are the lock's; no development tool is among them."""
    needed = closure((*asked(), *asked_by_extras()))
    expected = {(e.name, e.version, f"pkg:pypi/{e.name}@{e.version}", frozenset(e.hashes)) for e in read_lock(MAIN) if e.name in needed}
    told = {(c["name"], c["version"], c["purl"], frozenset(h["content"] for h in c["hashes"])) for c in document["components"]}
    assert expected == told
    assert {"pytest", "ruff", "hatchling"} & {c["name"] for c in document["components"]} == set()


def test_every_library_has_a_license_that_spdx_knows(document: dict[str, Any]) -> None:
    """A license is an SPDX id or an expression of such; none is told by a mere name."""
    assert [
        c["name"] for c in document["components"] if not all("expression" in one or "id" in one["license"] for one in c["licenses"]) or not c["licenses"]
    ] == []


def test_what_only_an_extra_needs_is_optional(document: dict[str, Any]) -> None:
    """Whoever installs no extra can tell what does not concern them."""
    assert names(asked_by_extras()) == {c["name"] for c in document["components"] if c["scope"] == "optional"}


def test_who_needs_what_is_told(document: dict[str, Any]) -> None:
    """giftscan needs what pyproject.toml asks for, and each library what it asks for itself."""
    below = {entry["ref"]: set(entry.get("dependsOn", ())) for entry in document["dependencies"]}
    assert names((*asked(), *asked_by_extras())) == {ref.removeprefix("pkg:pypi/").partition("@")[0] for ref in below["giftscan"]}
    (jinja,) = [ref for ref in below if ref.startswith("pkg:pypi/jinja2@")]
    assert ["markupsafe"] == [ref.removeprefix("pkg:pypi/").partition("@")[0] for ref in below[jinja]]
    assert {ref for refs in below.values() for ref in refs} - below.keys() == set()


def test_the_same_lock_gives_the_same_bill() -> None:
    """But for its time nothing in it changes from one run to the next."""
    assert as_json(bill(NOW)) == as_json(bill(NOW))
