"""Companies that give Amazon cards away, services that pass mail on, and brands whose cards are none of ours."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.catalog.folding import fold
from scanner.catalog.reading import Table


@dataclass(frozen=True, slots=True)
class IssuerEntry:
    """A company that sends out Amazon gift cards, by its own or its service's mail."""

    name: str
    names: tuple[str, ...]  # as display names write it
    domains: tuple[str, ...]  # exact sending domains; a sub-domain of one counts too
    languages: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Relays:
    """Services through which other people's mail comes: a foreign From domain is no pose there."""

    alias_domains: tuple[str, ...]  # alias services that rewrite From
    link_hosts: tuple[str, ...]  # link scanners that wrap the address they lead to; some with the path where they do so


@dataclass(frozen=True, slots=True)
class Brands:
    """Names of other cards, and what stands for Amazon in text."""

    amazon: tuple[str, ...]
    amazon_folded: tuple[str, ...]  # the same, as text is compared
    amazon_in: dict[str, tuple[str, ...]]  # by language: its inflected forms, some of them other words elsewhere (Amazonie)
    others: tuple[str, ...]
    others_in: dict[str, tuple[str, ...]]  # by language: names that are common words elsewhere (Allegro, Alza)
    amazon_domains: tuple[str, ...]  # besides the marketplaces' own
    rented_domains: tuple[str, ...]  # Amazon's, under which its customers send mail and keep pages: they speak for nobody
    unlike: tuple[str, ...]  # other words that begin like Amazon's name
    fetched: tuple[str, ...]  # what is done with a parcel or a mail, and may be said of a redemption too
    claims: tuple[str, ...]  # words that a sender's name has beside a brand's and still says that it is the brand


@dataclass(frozen=True, slots=True)
class Mailboxes:
    """Domains at which private people have addresses; `great` ones are known well enough to see slips of the pen."""

    great: tuple[str, ...]
    others: tuple[str, ...]


def read_issuer(table: Table) -> IssuerEntry:
    """An issuer from its file. Raises CatalogError."""
    entry = IssuerEntry(
        name=table.text("name"),
        names=table.texts("names"),
        domains=table.texts("domains"),
        languages=table.texts("languages"),
        source=table.text("source"),
    )
    for domain in entry.domains:
        if "@" in domain or domain != domain.lower():
            raise table.fail("domains", f"is not a lower-case domain: {domain}")
    table.day("as_of")
    table.close()
    return entry


def read_relays(table: Table) -> Relays:
    """The relays from their file. Raises CatalogError."""
    relays = Relays(table.texts("alias_domains"), table.texts("link_hosts"))
    table.text("source")
    table.close()
    return relays


def read_brands(table: Table) -> Brands:
    """The brands from their file. Raises CatalogError."""
    amazon = table.texts("amazon")
    inflected = table.table("amazon_in", required=False)
    local = table.table("others_in", required=False)
    brands = Brands(
        amazon=amazon,
        amazon_folded=tuple(map(fold, amazon)),
        amazon_in={tag: inflected.texts(tag) for tag in list(inflected.keys())},
        others=table.texts("others"),
        others_in={tag: local.texts(tag) for tag in list(local.keys())},
        amazon_domains=table.texts("amazon_domains"),
        rented_domains=table.texts("rented_domains"),
        unlike=table.texts("unlike"),
        fetched=tuple(map(fold, table.texts("fetched", ()))),
        claims=table.texts("claims"),
    )
    table.text("source")
    table.close()
    return brands


def read_mailboxes(table: Table) -> Mailboxes:
    """The mailbox domains from their file. Raises CatalogError."""
    mailboxes = Mailboxes(table.texts("great"), table.texts("others"))
    table.text("source")
    table.close()
    return mailboxes
