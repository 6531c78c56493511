"""A release can be built again by anybody, byte for byte, and holds what it must and nothing else."""

from __future__ import annotations

import gettext
import io
import os
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from scanner import __version__
from supply.lock import ROOT
from tests.supply.builds import Built, build, copy_to, names_in_sdist, names_in_wheel, tracked, unpack

ABOUT = f"giftscan-{__version__}.dist-info"
# What lies about where somebody has worked, and is nobody's business.
LEFTOVERS = (
    ".venv/lib/python3/site-packages/other/__init__.py",
    ".hypothesis/unicode_data/charmap.json.gz",
    ".ruff_cache/0/1",
    "build/lib/scanner/old.py",
    "dist/giftscan-0.0.0.tar.bz2",
    "scanner/__pycache__/texts.cpython-311.pyc",
    "scanner/cli/.mypy_cache/main.json",
    "scanner/locale/ja/LC_MESSAGES/giftscan.mo",
    "supply/__pycache__/lock.cpython-311.pyc",
    "tests/corpus/mails/some.failed.json",
)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The same, built by somebody else: in another folder, which was worked in, at another time, with another umask and other habits."""
    tree = copy_to(tmp_path_factory.mktemp("elsewhere") / "büro" / "giftscan of mine", tracked())
    for name in LEFTOVERS:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("left over", "utf-8")
    for path in tree.rglob("*"):
        path.chmod(path.stat().st_mode & 0o700)
        os.utime(path, (10**9, 10**9))
    return build(tree, umask=0o077, environment={"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7", "HOME": str(tree)})


def test_the_wheel_is_the_same_wherever_it_is_built(built: Built, again: Built) -> None:
    """Folder, leftovers, modes, times, umask, time zone and locale leave no trace in it."""
    assert digest(built.wheel) == digest(again.wheel)


def test_the_sdist_is_the_same_wherever_it_is_built(built: Built, again: Built) -> None:
    """Nor in the sdist."""
    assert digest(built.sdist) == digest(again.sdist)


def test_the_sdist_builds_the_same(built: Built, tmp_path: Path) -> None:
    """Whoever has only the sdist gets the same wheel of it, and the same sdist."""
    rebuilt = build(unpack(built.sdist, tmp_path))
    assert (digest(built.wheel), digest(built.sdist)) == (digest(rebuilt.wheel), digest(rebuilt.sdist))


def test_a_release_may_set_its_time(tmp_path: Path) -> None:
    """SOURCE_DATE_EPOCH is the time of every file in wheel and sdist."""
    made = build(copy_to(tmp_path, tracked("scanner") | tracked("*.*") - tracked("tests")), environment={"SOURCE_DATE_EPOCH": "1764061200"})
    with zipfile.ZipFile(made.wheel) as wheel, tarfile.open(made.sdist) as sdist:
        assert {(2025, 11, 25, 9, 0, 0)} == {entry.date_time for entry in wheel.infolist()}
        assert {1764061200} == {int(entry.mtime) for entry in sdist}


def test_the_wheel_holds_the_package_and_nothing_else(built: Built) -> None:
    """Every file of scanner/ that git keeps, its texts compiled, and what a wheel says about itself."""
    package = {str(Path(name).with_suffix(".mo")) if name.endswith(".po") else name for name in tracked("scanner")}
    about = {f"{ABOUT}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")}
    assert sorted(package | about) == sorted(names_in_wheel(built.wheel))


@pytest.mark.parametrize(
    "name",
    [
        "scanner/py.typed",
        "scanner/catalog/data/languages/ja.toml",
        "scanner/catalog/data/marketplaces/amazon.co.jp.toml",
        "scanner/drafts/templates/ja/giver.email.j2",
        "scanner/locale/ja/LC_MESSAGES/giftscan.mo",
        "scanner/demo/mailbox/INBOX/kenji-card-sent.eml",
        "scanner/demo/mailbox/アーカイブ/walter-card.eml",
    ],
)
def test_the_wheel_holds_what_the_program_reads(built: Built, name: str) -> None:
    """Of each sort of data one by name, lest the rule above and its source go astray together."""
    assert 1 == names_in_wheel(built.wheel).count(name)


def test_the_sdist_holds_all_that_is_needed_to_work_on_it(built: Built) -> None:
    """Every file that git keeps, but for what only a checkout can use; tests, documents and locks among them."""
    kept = {name for name in tracked() if not name.startswith(".ci/")}
    assert sorted(kept | {"PKG-INFO"}) == sorted(names_in_sdist(built.sdist))
    assert {"tests/supply/test_build.py", "docs/contract.md", "requirements.lock", "Makefile", "CHANGELOG.md"} - kept == set()


@pytest.mark.parametrize("path", sorted((ROOT / "scanner" / "locale").glob("*/LC_MESSAGES/*.po")), ids=lambda path: path.parts[-3])
def test_compiled_texts_carry_no_time_of_their_compiling(built: Built, path: Path) -> None:
    """The dates in a compiled catalog are those of its source."""
    name = path.with_suffix(".mo").relative_to(ROOT).as_posix()
    with zipfile.ZipFile(built.wheel) as wheel:
        told = gettext.GNUTranslations(io.BytesIO(wheel.read(name))).info()
    source = read_po(io.BytesIO(path.read_bytes()))
    assert [f"{when:%Y-%m-%d %H:%M%z}" for when in (source.creation_date, source.revision_date)] == [told["pot-creation-date"], told["po-revision-date"]]
    assert told["pot-creation-date"] in path.read_text("utf-8")
