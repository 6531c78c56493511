"""Which marketplace a page speaks of: by its sender's domain, by what the text names, or by the currency."""

from __future__ import annotations

from scanner.catalog import Catalog, Marketplace
from scanner.facts.shapes import find_money
from scanner.facts.shapes.currencies import SHARED
from scanner.facts.signals import Signals


def marketplace_of(signals: Signals) -> Marketplace | None:
    """By the Amazon domain of the sender, else by what the text names, else by the currency if only one shop has it."""
    catalog = signals.catalog
    if shop := signals.sender.marketplace:
        return shop
    page = signals.page
    body = "\n".join([page.subject, *(line.text for line in page.lines[: page.terms_from])]).lower()
    if shop := _named(body, catalog):
        return shop
    for link in signals.links:
        if link.amazon and (shop := catalog.marketplace_of(link.host)):
            return shop
    if shop := _named("\n".join(line.text for line in page.lines).lower(), catalog):
        return shop
    # A sign such as $ is the one currency written so of all shops that speak the language first: in Spanish the peso, not
    # the euro. English has several, and then it is the US's.
    shared = frozenset().union(*(currencies for currencies, _ in SHARED.values()))
    homes = {m.currency for m in catalog.marketplaces.values() if m.languages[:1] == (page.language.tag,)} & shared
    currencies = [m.money.currency for m in find_money(body, homes.pop() if len(homes) == 1 else None)]
    for currency in dict.fromkeys(currencies):
        if shop := catalog.sole_marketplace(currency):
            return shop
    return None


def _named(text: str, catalog: Catalog) -> Marketplace | None:
    """The shop whose domain a text names first. amazon.com is not named by amazon.com.au, nor by Amazon.com, Inc."""
    best: tuple[int, Marketplace] | None = None
    for domain, shop in catalog.marketplaces.items():
        at = text.find(domain)
        while at >= 0:
            rest = text[at + len(domain) : at + len(domain) + 6]
            longer = any(other.startswith(domain + ".") and text.startswith(other, at) for other in catalog.marketplaces)
            company = rest.lstrip(" ,").startswith(("inc", "int", "kk", "k.k", "llc", "serv"))
            if not longer and not company and text[at - 1 : at] not in ("@", "-") and not rest[:1].isalnum():
                if best is None or at < best[0]:
                    best = (at, shop)
                break
            at = text.find(domain, at + 1)
    return best[1] if best else None
