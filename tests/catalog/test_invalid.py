"""A data file with a fault stops the program before any mail is read, and names file and key.

Each file in invalid/ stands, in a catalog that is else without fault (valid/), for the one that its first line names; the
message lies beside it. A message that ends in … is Python's own behind that.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scanner.catalog import load_catalog
from scanner.errors import CatalogError

HERE = Path(__file__).parent
FAULTS = sorted((HERE / "invalid").glob("*.toml"))


def catalog_with(folder: Path, file: str, data: bytes) -> Path:
    """The catalog without fault, one file of it exchanged."""
    root = folder / "data"
    shutil.copytree(HERE / "valid", root)
    (root / file).parent.mkdir(exist_ok=True)
    (root / file).write_bytes(data)
    return root


def test_the_catalog_without_fault_is_one() -> None:
    """Else each of the faults could be another than it says; and there are faults to try."""
    assert {"en"} == set(load_catalog(HERE / "valid").languages)
    assert len(FAULTS) > 50
    assert {path.stem for path in FAULTS} == {path.stem for path in (HERE / "invalid").glob("*.err")}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda path: path.stem)
def test_a_fault_is_told(fault: Path, tmp_path: Path) -> None:
    """The error names the file and the key, and says what is wrong with it."""
    data = fault.read_bytes()
    file = data.split(b"\n", 1)[0].removeprefix(b"# for ").decode()
    expected = fault.with_suffix(".err").read_text("utf-8").strip()
    with pytest.raises(CatalogError) as told:
        load_catalog(catalog_with(tmp_path, file, data))
    assert file == told.value.file
    assert str(told.value).startswith(f"{file}: {told.value.key}: ")
    if expected.endswith("…"):
        assert str(told.value).startswith(expected[:-1])
    else:
        assert expected == str(told.value)


@pytest.mark.parametrize("name", ["relays.toml", "brands.toml", "mailboxes.toml"])
def test_a_missing_file_is_told(name: str, tmp_path: Path) -> None:
    """The single files must all be there."""
    root = catalog_with(tmp_path, name, b"")
    (root / name).unlink()
    with pytest.raises(CatalogError, match=f"^{name}: \\(file\\): missing$"):
        load_catalog(root)


@pytest.mark.parametrize(("data", "what"), [(b"name = '\xff'\n", "is not UTF-8 at byte 8"), (b"\xef\xbb\xbfname = 'x'\n", "(syntax)")])
def test_bytes_that_are_no_text(data: bytes, what: str, tmp_path: Path) -> None:
    """Neither another charset nor a byte order mark gets through."""
    with pytest.raises(CatalogError) as told:
        load_catalog(catalog_with(tmp_path, "issuers/example.toml", data))
    assert what in str(told.value)


def test_two_languages_may_share_a_phrase(tmp_path: Path) -> None:
    """Across languages the sender and the language decide."""
    english = (HERE / "valid" / "languages" / "en.toml").read_text("utf-8")
    other = english.replace('language = "en"', 'language = "de"').replace("gift_card_received", "gift_card_sent")
    assert {"de", "en"} == set(load_catalog(catalog_with(tmp_path, "languages/de.toml", other.encode())).languages)


def test_what_is_no_data_file_is_none(tmp_path: Path) -> None:
    """The copies that editors leave are not read."""
    root = catalog_with(tmp_path, "languages/en.toml~", b"language = 'xx'")
    assert load_catalog(HERE / "valid").digest == load_catalog(root).digest
