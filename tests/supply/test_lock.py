"""What is installed is pinned by hash, covers all that we ask for, and says nothing of where it comes from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.version import Version

from supply.lock import AUDIT, MAIN, read_lock
from supply.needs import asked, asked_by_build, asked_by_extras, asked_by_group, closure, names

LOCKS = [MAIN, AUDIT]
IN_MAIN = (*asked(), *asked_by_extras(), *asked_by_group("dev"), *asked_by_build())
WANTED = [*((MAIN, wanted) for wanted in IN_MAIN), *((AUDIT, wanted) for wanted in asked_by_group("audit"))]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_line_is_a_version_with_its_hashes(path: Path) -> None:
    """No line is anything else, no hash stands twice, and two versions of a library never meet on one platform by accident."""
    entries = read_lock(path)
    hashes = [digest for entry in entries for digest in entry.hashes]
    assert len(entries) > 20
    assert len(set(hashes)) == len(hashes)
    assert [entry for entry in entries if entry.marker and not Marker(entry.marker)] == []
    names_ = [entry.name for entry in entries]
    assert [entry.name for entry in entries if names_.count(entry.name) > 1 and not entry.marker] == []


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_place(path: Path) -> None:
    """No address, no index, no folder: whoever installs chooses where from, the hashes say what."""
    text = path.read_text("utf-8")
    assert re.findall(r"\w+://\S*|^ *--(?!hash=sha256:).*|^-.*| @ .*", text, re.MULTILINE) == []


@pytest.mark.parametrize(("path", "wanted"), WANTED, ids=[f"{path.name}-{wanted}" for path, wanted in WANTED])
def test_what_is_locked_is_what_is_asked(path: Path, wanted: Requirement) -> None:
    """Whatever pyproject.toml asks for is locked, in a version that it allows."""
    locked = [Version(entry.version) for entry in read_lock(path) if {entry.name} == names([wanted])]
    assert locked != []
    assert [version for version in locked if version not in wanted.specifier] == []


@pytest.mark.usefixtures("locked")
def test_what_comes_along_is_locked_too() -> None:
    """Nothing that is needed in turn, on any platform, is left to chance."""
    assert sorted(closure(IN_MAIN).keys() - {entry.name for entry in read_lock(MAIN)}) == []


@pytest.mark.usefixtures("locked")
def test_nothing_is_locked_that_nobody_needs() -> None:
    """The lock holds no leftovers, so far as can be told here: what only another Python installs, only that one can ask."""
    here = {entry.name for entry in read_lock(MAIN) if not entry.marker or Marker(entry.marker).evaluate()}
    assert sorted(here - closure(IN_MAIN).keys()) == []


@pytest.mark.parametrize(
    "line",
    [
        "rich==15.0.0",
        "rich>=15 --hash=sha256:" + 64 * "0",
        "rich==15.0.0 --hash=sha256:" + 63 * "0",
        "rich==15.0.0 --hash=md5:" + 32 * "0",
        "rich @ file:///rich.whl --hash=sha256:" + 64 * "0",
        "--index-url https://packages.example/simple",
        "-e .",
    ],
)
def test_anything_else_is_refused(tmp_path: Path, line: str) -> None:
    """A bare name, a loose version, a weak or short hash, an address or an option is no entry of a lock."""
    path = tmp_path / "some.lock"
    path.write_text(line + "\n", "utf-8")
    with pytest.raises(ValueError, match=r"some\.lock"):
        read_lock(path)
