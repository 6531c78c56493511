"""Addresses that cannot be right: a domain one slip of the pen off a great provider's, and what was meant."""

from __future__ import annotations

from scanner.cases.owner import People, normal_address
from scanner.catalog import Catalog


def corrected_address(address: str | None, catalog: Catalog, people: People) -> str | None:
    """What an address probably should be: the great provider's domain, or one that the owner has written to under the
    same name. None where the address looks right. The owner confirms it; nothing is sent anywhere."""
    if not address or "@" not in address:
        return None
    local, _, domain = address.rpartition("@")
    domain = domain.lower()
    if catalog.is_mail_provider(domain):
        return None
    meant = [great for great in catalog.mailboxes.great if is_slip(domain, great)]
    if meant:
        return f"{local}@{meant[0]}"
    same_person = [a for a in people.written_to if a.partition("@")[0] == local.lower() and a != normal_address(address)]
    close = [a for a in same_person if is_slip(domain, a.partition("@")[2])]
    return close[0] if len(close) == 1 else None


def is_slip(typed: str, meant: str) -> bool:
    """Whether two domains differ by one slip: a letter wrong, missing, doubled, or two neighbours swapped."""
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    if len(typed) == len(meant):
        wrong = [i for i, (a, b) in enumerate(zip(typed, meant, strict=True)) if a != b]
        if len(wrong) == 1:
            return True
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1
        return swapped and typed[wrong[0]] == meant[wrong[1]] and typed[wrong[1]] == meant[wrong[0]]
    longer, shorter = (typed, meant) if len(typed) > len(meant) else (meant, typed)
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
