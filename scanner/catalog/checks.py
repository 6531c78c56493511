"""What holds between the data files; what holds within one, its reader checks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from scanner.errors import CatalogError

if TYPE_CHECKING:
    from scanner.catalog.catalog import Catalog

_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")


def check_names(folder: str, names: Mapping[str, str], key: str) -> None:
    """Each file is called as what it describes, so that nothing is described twice. `names` by file."""
    for file, name in names.items():
        if file != f"{folder}/{name}.toml":
            raise CatalogError(file, key, f"is {name}, so the file must be called {name}.toml")


def check_catalog(catalog: Catalog, issuer_files: Iterable[str]) -> None:
    """All that must fit together. Raises CatalogError."""
    _months(catalog)
    _marketplaces(catalog)
    _senders(catalog)
    _domains(catalog, list(issuer_files))


def _months(catalog: Catalog) -> None:
    for language in catalog.languages.values():
        for word, number in language.months.items():
            if not 1 <= number <= 12:
                raise CatalogError(f"languages/{language.tag}.toml", "months", f"no month has the number {number}: {word}")


def _marketplaces(catalog: Catalog) -> None:
    for shop in catalog.marketplaces.values():
        file = f"marketplaces/{shop.domain}.toml"
        for tag in (*shop.languages, *shop.contacts):
            if tag not in catalog.languages:
                key = "languages" if tag in shop.languages else f"contact.{tag}"
                raise CatalogError(file, key, f"no file languages/{tag}.toml")
        for tag in shop.languages:
            if tag not in shop.contacts:
                raise CatalogError(file, f"contact.{tag}", "missing: nobody could be told in this language how to ask")


def _senders(catalog: Catalog) -> None:
    """Amazon's senders are Amazon's."""
    for shop in catalog.marketplaces.values():
        for key, addresses in shop.senders.items():
            for address in addresses:
                if not catalog.is_amazon(address.rpartition("@")[2]):
                    raise CatalogError(f"marketplaces/{shop.domain}.toml", f"senders.{key}", f"is not Amazon's: {address}")


def _domains(catalog: Catalog, issuer_files: list[str]) -> None:
    """Domains are written as they are compared, and each belongs to one."""
    owners: dict[str, str] = {}
    lists = [("brands.toml", "amazon_domains", catalog.brands.amazon_domains), ("relays.toml", "alias_domains", catalog.relays.alias_domains)]
    lists += [("mailboxes.toml", "great", catalog.mailboxes.great), ("mailboxes.toml", "others", catalog.mailboxes.others)]
    for file, key, domains in lists:
        _well_written(file, key, domains)
    claimed = [(f"providers/{name}.toml", provider.domains) for name, provider in catalog.providers.items()]
    claimed += [(file, issuer.domains) for file, issuer in zip(issuer_files, catalog.issuers, strict=True)]
    for file, domains in claimed:
        _well_written(file, "domains", domains)
        for domain in domains:
            other = owners.setdefault(domain, file)
            if other != file:
                raise CatalogError(file, "domains", f"{domain} belongs to {other}")


def _well_written(file: str, key: str, domains: Iterable[str]) -> None:
    for domain in domains:
        if not _DOMAIN.fullmatch(domain):
            raise CatalogError(file, key, f"is not a lower-case domain: {domain}")
