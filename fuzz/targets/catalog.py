"""A data file's bytes to a catalog that can be used (`scanner.catalog`).

An input stands, in a catalog that is else without fault, for the file that its first line names (`# for languages/en.toml`), as
in `tests/catalog/invalid/`. Promises: CatalogError that names file and key in one line, or a catalog whose phrases, zones,
days and hosts can be asked for.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from fuzz import seeds
from fuzz.target import ROOT, Target
from fuzz.words import words_of
from scanner.catalog import Catalog, host_matches, load_catalog
from scanner.errors import CatalogError

VALID = ROOT / "tests" / "catalog" / "valid"
NAMES = ("languages/en.toml", "marketplaces/amazon.com.toml", "issuers/example.toml", "providers/example.toml", "relays.toml", "brands.toml", "mailboxes.toml")
TEXTS = ("Your Amazon gift card for $50 was sent to Ann.", "Ihr Gutschein über 50,00 € wurde zugestellt", "ギフト券番号 AQ12-XXXXXX-YYYY", "", "…~{gift_card}*")
DAYS = (date.min, date(2024, 2, 29), date.max)


@lru_cache(maxsize=1)
def _home() -> tempfile.TemporaryDirectory[str]:
    """A folder of this process, gone when it ends."""
    return tempfile.TemporaryDirectory(prefix="giftscan-fuzz-")


@lru_cache(maxsize=1)
def _valid() -> dict[str, bytes]:
    return {path.relative_to(VALID).as_posix(): path.read_bytes() for path in VALID.rglob("*.toml")}


def check(data: bytes) -> None:
    """Load the catalog with the file in it."""
    first = data.split(b"\n", 1)[0].removeprefix(b"# for ").decode("ascii", "replace")
    name = first if first in NAMES else NAMES[len(data) % len(NAMES)]
    root = Path(_home().name) / "catalog"
    for file, content in (_valid() | {name: data}).items():
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
    try:
        catalog = load_catalog.__wrapped__(root)
    except CatalogError as error:
        assert error.file in _valid() and error.key, f"an error that names no file: {error}"
        return
    _can_be_used(catalog)


def _can_be_used(catalog: Catalog) -> None:
    for language in catalog.languages.values():
        for text in TEXTS:
            folded = language.fold(text)
            language.names_card(folded)
            for phrases in (language.claims, language.label_set):
                for _what, phrase in phrases.candidates(folded):
                    phrase.search(folded)
    for shop in catalog.marketplaces.values():
        assert shop.zone.key == shop.time_zone
        for day in DAYS:
            shop.expiry(day)
    for provider in catalog.providers.values():
        host_matches("imap.example.org", provider.receiving_hosts)
        assert provider.imap is None or 0 < provider.imap.port < 65536, f"no port: {provider.imap}"
    assert catalog.needles


def files(_shared: Path | None) -> Iterator[bytes]:
    """Files without a fault, those with one each, a made-up shop's, and the small ones that are shipped."""
    for name, data in _valid().items():
        yield f"# for {name}\n".encode() + data
    yield from seeds.files([ROOT / "tests" / "catalog" / "invalid"], "*.toml")
    for folder in (ROOT / "tests" / "catalog" / "recipe", ROOT / "scanner" / "catalog" / "data"):
        for part, name in zip(("languages", "marketplaces", "issuers", "providers"), NAMES, strict=False):
            yield from (f"# for {name}\n".encode() + data for data in seeds.files([folder / part], "*.toml"))
    yield from (b"# for languages/en.toml\n" + data for data in seeds.files([ROOT / "tests" / "catalog" / "recipe"], "*.toml"))


TARGET = Target("catalog", check, files, words_of("catalog"), 2**14)
