"""The catalog as a whole: all data files, their lookups, and the digest that tells when the rules have grown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from scanner.catalog.checks import check_catalog, check_names
from scanner.catalog.datafiles import SHIPPED, digest_of, read_data
from scanner.catalog.folding import fold
from scanner.catalog.issuers import (
    Brands,
    IssuerEntry,
    Mailboxes,
    Relays,
    read_brands,
    read_issuer,
    read_mailboxes,
    read_relays,
)
from scanner.catalog.languages import Language, read_language
from scanner.catalog.marketplaces import Marketplace, read_marketplace
from scanner.catalog.providers import Provider, read_provider
from scanner.catalog.reading import Table

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything the data files say. Frozen; one a process is enough."""

    marketplaces: dict[str, Marketplace]  # by domain
    languages: dict[str, Language]  # by tag
    issuers: tuple[IssuerEntry, ...]
    providers: dict[str, Provider]  # by name
    relays: Relays
    brands: Brands
    mailboxes: Mailboxes
    digest: str

    def marketplace_of(self, domain: str) -> Marketplace | None:
        """The marketplace whose domain this is, or lies above it (gc.email.amazon.co.jp)."""
        labels = domain.lower().rstrip(".").split(".")
        for i in range(len(labels) - 1):
            if shop := self.marketplaces.get(".".join(labels[i:])):
                return shop
        return None

    def is_amazon(self, domain: str) -> bool:
        """Whether a domain is Amazon's own: exact lists, never a likeness."""
        return self.marketplace_of(domain) is not None or _below(domain, self.brands.amazon_domains)

    def issuer_of(self, domain: str) -> IssuerEntry | None:
        """The known third-party issuer that sends from this domain."""
        return next((entry for entry in self.issuers if _below(domain, entry.domains)), None)

    def provider_of(self, address: str) -> Provider | None:
        """The mail provider of an address."""
        domain = address.rpartition("@")[2].lower()
        return next((p for p in self.providers.values() if domain in p.domains), None)

    def is_mail_provider(self, domain: str) -> bool:
        """Whether private people have their addresses at this domain."""
        domain = domain.lower()
        known = domain in self.mailboxes.great or domain in self.mailboxes.others
        return known or any(domain in p.domains for p in self.providers.values())

    def sole_marketplace(self, currency: str) -> Marketplace | None:
        """The marketplace of a currency, if only one has it."""
        shops = [m for m in self.marketplaces.values() if m.currency == currency]
        return shops[0] if len(shops) == 1 else None

    @property
    def needles(self) -> tuple[str, ...]:
        """Words one of which stands in every mail that concerns us; folded. They feed prefilter and searches."""
        words = {"amazon", *self.brands.amazon}
        for language in self.languages.values():
            words.update(language.gift_card_words)
        for issuer in self.issuers:
            words.update(issuer.domains)
        return tuple(sorted({fold(word) for word in words}))


def _below(domain: str, domains: tuple[str, ...]) -> bool:
    domain = domain.lower().rstrip(".")
    return any(domain == d or domain.endswith("." + d) for d in domains)


@lru_cache(maxsize=4)
def load_catalog(folder: Path | None = None) -> Catalog:
    """The catalog of `folder`, by default the one that is shipped. Raises CatalogError naming file and key.

    A language's phrases are read when mail of it is first met. Those of a folder that somebody names, who may have changed
    them, are read and checked at once; the tests do so with the shipped ones.
    """
    files = read_data(folder or SHIPPED)
    tables = {name: Table.parse(name, data) for name, data in files.items()}

    def all_in(part: str, read: Callable[[Table], T]) -> dict[str, T]:
        return {name: read(table) for name, table in tables.items() if name.startswith(f"{part}/")}

    marketplaces = all_in("marketplaces", read_marketplace)
    languages = all_in("languages", read_language)
    providers = all_in("providers", read_provider)
    issuers = all_in("issuers", read_issuer)
    for language in languages.values() if folder else ():
        language.wordings()
    check_names("marketplaces", {file: m.domain for file, m in marketplaces.items()}, "domain")
    check_names("languages", {file: language.tag for file, language in languages.items()}, "language")
    check_names("providers", {file: p.name for file, p in providers.items()}, "name")
    catalog = Catalog(
        marketplaces={m.domain: m for m in marketplaces.values()},
        languages={language.tag: language for language in languages.values()},
        issuers=tuple(issuers.values()),
        providers={p.name: p for p in providers.values()},
        relays=read_relays(tables["relays.toml"]),
        brands=read_brands(tables["brands.toml"]),
        mailboxes=read_mailboxes(tables["mailboxes.toml"]),
        digest=digest_of(files),
    )
    check_catalog(catalog, issuers)
    return catalog
