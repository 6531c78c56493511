"""The catalog as a whole: all data files, their lookups, and the digest that tells when the rules have grown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypeVar

from scanner import __version__
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
from scanner.errors import CatalogError

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
        return tuple(sorted(words))


def _below(domain: str, domains: tuple[str, ...]) -> bool:
    domain = domain.lower().rstrip(".")
    return any(domain == d or domain.endswith("." + d) for d in domains)


@lru_cache(maxsize=4)
def load_catalog(folder: Traversable | None = None) -> Catalog:
    """The catalog of `folder`, by default the one that is shipped. Raises CatalogError naming file and key."""
    root = folder if folder is not None else resources.files("scanner.catalog") / "data"
    reader = _Files(root)
    marketplaces = reader.all("marketplaces", read_marketplace)
    languages = reader.all("languages", read_language)
    providers = reader.all("providers", read_provider)
    catalog = Catalog(
        marketplaces={m.domain: m for m in marketplaces},
        languages={lang.tag: lang for lang in languages},
        issuers=tuple(reader.all("issuers", read_issuer)),
        providers={p.name: p for p in providers},
        relays=reader.one("relays.toml", read_relays),
        brands=reader.one("brands.toml", read_brands),
        mailboxes=reader.one("mailboxes.toml", read_mailboxes),
        digest=reader.digest(),
    )
    for shop in marketplaces:
        for tag in shop.languages:
            if tag not in catalog.languages:
                raise CatalogError(f"marketplaces/{shop.domain}.toml", "languages", f"no file languages/{tag}.toml")
    return catalog


class _Files:
    """Reads the data files in the order of their names, and sums them up."""

    def __init__(self, root: Traversable) -> None:
        self._root = root
        self._hash = hashlib.sha256(__version__.encode())

    def one(self, name: str, read: Callable[[Table], T]) -> T:
        return self._read(self._root / name, name, read)

    def all(self, folder: str, read: Callable[[Table], T]) -> list[T]:
        entries = sorted((self._root / folder).iterdir(), key=lambda entry: entry.name)
        return [self._read(e, f"{folder}/{e.name}", read) for e in entries if e.name.endswith(".toml")]

    def _read(self, entry: Traversable, name: str, read: Callable[[Table], T]) -> T:
        try:
            text = entry.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CatalogError(name, "(file)", str(error)) from None
        self._hash.update(f"\0{name}\0{text}".encode())
        return read(Table.parse(name, text))

    def digest(self) -> str:
        return self._hash.hexdigest()[:16]
