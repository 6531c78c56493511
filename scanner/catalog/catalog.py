"""The catalog as a whole: all data files, their lookups, and the digest that tells when the rules have grown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
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
    _issuer_by_domain: dict[str, IssuerEntry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Of two issuers with one domain the first counts."""
        by_domain = {domain: entry for entry in reversed(self.issuers) for domain in entry.domains}
        object.__setattr__(self, "_issuer_by_domain", by_domain)

    def marketplace_of(self, domain: str) -> Marketplace | None:
        """The marketplace whose domain this is, or lies above it (gc.email.amazon.co.jp)."""
        return next((shop for name in _with_parents(domain) if (shop := self.marketplaces.get(name))), None)

    def is_amazon(self, domain: str) -> bool:
        """Whether a domain is Amazon's own: exact lists, never a likeness."""
        return self.marketplace_of(domain) is not None or any(name in self.brands.amazon_domains for name in _with_parents(domain))

    def issuer_of(self, domain: str) -> IssuerEntry | None:
        """The known third-party issuer that sends from this domain."""
        # A domain that is registered has an owner: no two issuers meet in one chain of parents.
        return next((entry for name in _with_parents(domain) if (entry := self._issuer_by_domain.get(name))), None)

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


@lru_cache(maxsize=1024)
def _with_parents(domain: str) -> tuple[str, ...]:
    """A domain, and those above it."""
    labels = domain.lower().rstrip(".").split(".")
    return tuple(".".join(labels[at:]) for at in range(len(labels)))


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
