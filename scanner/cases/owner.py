"""Whose mailbox it is: the owner's addresses, their +tag forms and aliases, and the people that appear in the mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from scanner.catalog import fold
from scanner.model import Address, Message, SpecialUse

_DOTLESS = frozenset({"gmail.com", "googlemail.com"})  # dots in the local part mean nothing there


def normal_address(address: str) -> str:
    """An address as its mailbox: lower case, without `+tag`; dots dropped where the provider ignores them."""
    local, at, domain = address.strip().lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _DOTLESS:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}{at}{domain}"


@dataclass(frozen=True, slots=True)
class People:
    """Who appears in the scanned mail: the owner's addresses, and names with the addresses they were seen under."""

    owner: frozenset[str] = frozenset()
    addresses: dict[str, str] = field(default_factory=dict)  # folded name -> address; ambiguous names are left out
    written_to: frozenset[str] = frozenset()  # addresses that the owner has written to

    def is_owner(self, address: str | None) -> bool:
        """Whether an address is the owner's."""
        return address is not None and normal_address(address) in self.owner

    def address_of(self, name: str | None) -> str | None:
        """The address under which a name appears."""
        return self.addresses.get(fold(name)) if name else None


class Census:
    """Counts the people of a mailbox while it is read; every message counts, also those without a card."""

    def __init__(self, owner: Iterable[str] = ()) -> None:
        self._given = frozenset(normal_address(a) for a in owner)
        self._delivered: Counter[str] = Counter()
        self._to: Counter[str] = Counter()
        self._sent_from: Counter[str] = Counter()
        self._aliases: dict[str, set[str]] = {}
        self._names: dict[str, Counter[str]] = {}
        self._written: set[str] = set()

    def add(self, message: Message, *, trusted: bool) -> None:
        """Count a message. Of suspicious mail nothing is believed, so it names nobody."""
        sender = message.sender
        from_owner = message.use in (SpecialUse.SENT, SpecialUse.DRAFTS)
        if from_owner:
            if sender and sender.address:
                self._sent_from[normal_address(sender.address)] += 1
        else:
            for address in message.delivered_to:
                self._delivered[normal_address(address)] += 1
            for person in message.to:
                if person.address:
                    self._to[normal_address(person.address)] += 1
            self._alias(message)
        if not trusted:
            return
        if from_owner or (sender and normal_address(sender.address or "") in self._given):
            self._written.update(normal_address(p.address) for p in message.to if p.address)
        for person in (*message.from_, *message.to, *_inner(message)):
            if person.address and person.name and "@" not in person.name:
                self._names.setdefault(fold(person.name), Counter())[person.address.lower()] += 1

    def _alias(self, message: Message) -> None:
        """A mail to one address that was delivered to another: the one is an alias of the other."""
        to = {normal_address(p.address) for p in message.to if p.address}
        delivered = {normal_address(a) for a in message.delivered_to}
        if len(to) == 1 and len(delivered) == 1 and to != delivered:
            self._aliases.setdefault(next(iter(delivered)), set()).update(to)

    def people(self) -> People:
        """The people so far."""
        owner = set(self._given or self._worked_out())
        for address in tuple(owner):
            owner |= self._aliases.get(address, set())
        addresses = {}
        for name, seen in self._names.items():
            others = [(a, n) for a, n in seen.items() if normal_address(a) not in owner]
            if len(others) == 1 or (others and others[0][1] > 0 and len({normal_address(a) for a, _ in others}) == 1):
                addresses[name] = others[0][0]
        return People(frozenset(owner), addresses, frozenset(self._written))

    def _worked_out(self) -> set[str]:
        """The owner's addresses from the mail itself: who sends from Sent, to whom mail is delivered, who mostly receives."""
        if self._sent_from:
            most = self._sent_from.most_common(1)[0][1]
            return {a for a, n in self._sent_from.items() if n * 4 >= most}
        for counter in (self._delivered, self._to):
            if counter:
                address, most = counter.most_common(1)[0]
                return {a for a, n in counter.items() if n * 4 >= most} if counter is self._delivered else {address}
        return set()

    def owners_apart(self) -> list[str]:
        """Addresses that mail was delivered to so evenly that the archive may hold several people's mailboxes."""
        if self._given or len(self._delivered) < 2:
            return []
        (first, most), *rest = self._delivered.most_common(5)
        return [first, *(a for a, n in rest if n * 3 >= most and n >= 5)] if rest and rest[0][1] * 3 >= most and rest[0][1] >= 5 else []


def _inner(message: Message) -> list[Address]:
    """The people that forwards and quotes name."""
    layers = message.views[0][1:] if message.views else ()
    return [person for layer in layers for person in ((layer.from_,) if layer.from_ else ()) + layer.to]
