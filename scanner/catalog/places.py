"""Where in the data files a word stands: for a person who wants to know which rule decided, and to mend it."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

from scanner.catalog.catalog import Catalog
from scanner.model import Kind

_SECTION = re.compile(r"^\[{1,2}([^\]]+)\]{1,2}\s*(?:#.*)?$")


def phrase_place(tag: str, kind: Kind, words: str) -> str:
    """File and line of a kind's phrase, `languages/en.toml:63`; only the file where the line is not found."""
    name = f"languages/{tag}.toml"
    section = f"kinds.{kind}"
    current = ""
    quoted = '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
    for number, line in enumerate(_lines(name), 1):
        if match := _SECTION.match(line.strip()):
            current = match.group(1).strip()
        elif (current == section or current.startswith(section + ".")) and quoted in line:
            return f"{name}:{number}"
    return name


def sender_place(address: str, catalog: Catalog) -> str | None:
    """The file and key that know a sender: an address of a shop, a shop's domain, or an issuer's."""
    address = address.lower()
    domain = address.rpartition("@")[2]
    for shop in catalog.marketplaces.values():
        for key, known in shop.senders.items():
            if address in known:
                return f"marketplaces/{shop.domain}.toml, senders.{key}"
    if home := catalog.marketplace_of(domain):
        return f"marketplaces/{home.domain}.toml, domain"
    if catalog.is_amazon(domain):
        return "brands.toml, amazon_domains"
    if issuer := catalog.issuer_of(domain):
        return f"issuers/, {issuer.name}"
    return None


@lru_cache(maxsize=32)
def _lines(name: str) -> tuple[str, ...]:
    return tuple((resources.files("scanner.catalog") / "data" / name).read_text("utf-8").splitlines())
