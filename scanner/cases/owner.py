"""Whose mailbox it is, and under which addresses the people of its mail appear."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from scanner.catalog import fold, is_cjk

_DOTLESS = frozenset({"gmail.com", "googlemail.com"})  # dots in the local part mean nothing there
# Local parts that no person answers under: a name beside them is what a service shows, not whose address it is.
_MACHINE = re.compile(
    r"(?:no|do-?not|dont)[-_.]?reply|notif|mailer|daemon|postmaster|bounce|alert|invit|update|newsletter|messages?[-_.]|automat|\b(?:ro)?bot\b|^info$|^news$",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(r"(?:様|さま|さん|殿|先生)$|^(?:mr|mrs|ms|dr)\.? ", re.IGNORECASE)


def normal_address(address: str) -> str:
    """An address as its mailbox: lower case, without `+tag`; dots dropped where the provider ignores them."""
    local, at, domain = address.strip().lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _DOTLESS:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}{at}{domain}"


def is_machine(address: str) -> bool:
    """Whether nobody answers under an address: notices come from it, letters go nowhere."""
    return bool(_MACHINE.search(address.rpartition("@")[0]))


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """A person's name for comparing: without honorific; given and family name in either order (RFC 5322 leaves it open)."""
    plain = fold(_HONORIFIC.sub("", name.strip().strip("\"'")))
    if is_cjk(plain):
        return plain.replace(" ", "")
    return " ".join(sorted(plain.replace(",", " ").split()))


@dataclass(frozen=True, slots=True)
class People:
    """Who appears in the scanned mail: the owner's addresses, and names with the addresses they were seen under."""

    owner: frozenset[str] = frozenset()
    addresses: dict[str, str] = field(default_factory=dict)  # name -> address; names of two people are left out
    written_to: frozenset[str] = frozenset()  # addresses that the owner has written to

    def is_owner(self, address: str | None) -> bool:
        """Whether an address is the owner's."""
        return address is not None and normal_address(address) in self.owner

    def address_of(self, name: str | None) -> str | None:
        """The address under which a name appears, None where it is nobody's or several people's."""
        if not name:
            return None
        address = self.addresses.get(name_key(name)) or self.addresses.get(fold(name))
        return None if address is None or is_machine(address) else address


def people_of(owner: Iterable[str], named: Iterable[tuple[str, str]], written_to: Iterable[str]) -> People:
    """The people of names with their addresses, as they were seen, and of whom the owner wrote to (in any order)."""
    own = frozenset(normal_address(a) for a in owner)
    written = frozenset(normal_address(a) for a in written_to) - own
    one: dict[str, tuple[str, str]] = {}  # of nearly every name there is one mailbox
    several: dict[str, dict[str, str]] = {}
    for name, address in named:
        mailbox = normal_address(address)
        if name and "@" not in name and mailbox not in own and not is_machine(address):
            key, spelled = name_key(name), address.lower()
            known = one.setdefault(key, (mailbox, spelled))
            if known[0] != mailbox:
                mailboxes = several.setdefault(key, {})
                mailboxes[mailbox] = min(spelled, mailboxes.get(mailbox, spelled))
            elif spelled < known[1]:
                one[key] = (mailbox, spelled)
    addresses = {}
    for key, (mailbox, spelled) in one.items():
        mailboxes = {mailbox: spelled, **several.get(key, {})}
        # Of two people of one name it is the one whom the owner writes to; else nobody.
        likely = [a for m, a in mailboxes.items() if m in written] if len(mailboxes) > 1 else [spelled]
        if key and len(likely) == 1:
            addresses[key] = likely[0]
    return People(own, addresses, written)
