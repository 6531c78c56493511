"""The people of a mailbox, counted while it is read: who its owner is, and who else appears under which address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from scanner.cases.households import Households
from scanner.cases.owner import People, normal_address, people_of
from scanner.model import Address, Message, SpecialUse

# An address counts as the owner's if it has a good share of what the most frequent one has; lists and strays have less.
# Whoever sends from Sent is the owner, also under an address of few letters.
_SHARE = 4
_SENT_SHARE = 20
_OWN_LETTERS = frozenset({SpecialUse.SENT, SpecialUse.DRAFTS})


class Census:
    """Counts the people of a mailbox; every message counts, also those without a card."""

    def __init__(self, owner: Iterable[str] = ()) -> None:
        self._given = frozenset(normal_address(a) for a in owner)
        self._delivered: Counter[str] = Counter()
        self._to: Counter[str] = Counter()
        self._sent_from: Counter[str] = Counter()
        self._aliases: dict[str, set[str]] = {}
        self._named: set[tuple[str, str]] = set()
        self._senders: dict[tuple[str, str], set[str]] = {}  # who sends from which Sent folder
        self._households = Households()
        self._letters: dict[str, set[str]] = {}  # whom each sender wrote to: which of them is the owner shows at the end

    def add(self, message: Message, *, trusted: bool, speaks_of_cards: bool = False) -> None:
        """Count a message. Of suspicious mail nothing is believed, so it names nobody."""
        if not trusted:
            return
        sender = normal_address(message.sender.address) if message.sender and message.sender.address else None
        to = {normal_address(p.address) for p in message.to if p.address}
        if sender:
            self._letters.setdefault(sender, set()).update(to)
        if message.use in _OWN_LETTERS:
            if sender:
                self._sent_from[sender] += 1
                self._senders.setdefault((message.origin.source, message.folder), set()).add(sender)
        elif message.use is not SpecialUse.JUNK:
            self._received(message, to)
            if speaks_of_cards:
                self._households.received(reached_by(message))
        for person in (*message.from_, *message.to, *_inner(message)):
            if person.address and person.name:
                self._named.add((person.name, person.address))

    def _received(self, message: Message, to: set[str]) -> None:
        delivered = {normal_address(a) for a in message.delivered_to}
        self._delivered.update(delivered)
        self._to.update(to)
        if message.values("List-Id") or message.values("List-Post"):
            return  # a list's address stands in To, and is nobody's alias (RFC 2919, 2369)
        alike = delivered | to if len(to) == 1 else delivered
        for address in delivered:
            self._aliases.setdefault(address, set()).update(alike - {address})

    def people(self) -> People:
        """The people so far."""
        owner = set(self._given or self._worked_out())
        for address in tuple(owner):
            # A blind copy looks like an alias, too: but whoever writes letters, or gets the owner's, is somebody else.
            others = {a for a in self._letters if a not in self._sent_from} | self._written(owner)
            owner |= self._aliases.get(address, set()) - others
        return people_of(owner, sorted(self._named), self._written(owner))

    def households(self) -> tuple[frozenset[str], ...]:
        """Whom the gift-card mail reached, where that is several people who have nothing to do with one another; else ()."""
        named = [(name, normal_address(address)) for name, address in sorted(self._named)]
        return self._households.several(named, self._letters, self._aliases, [frozenset(who) for who in self._senders.values()])

    def _written(self, owner: set[str]) -> set[str]:
        """Whom the owner wrote to."""
        return {a for writer in (owner | set(self._sent_from)) for a in self._letters.get(writer, ())} - owner

    def _worked_out(self) -> set[str]:
        """The owner's addresses from the mail itself: who sends from Sent, to whom mail is delivered, who mostly receives."""
        owner = _frequent(self._sent_from, _SENT_SHARE)
        delivered = _frequent(self._delivered, _SHARE)
        if not owner or owner & delivered:
            owner |= delivered
        if not owner and self._to:
            most = max(self._to.values())
            owner = {min(a for a, n in self._to.items() if n == most)}
        return owner


def reached_by(message: Message) -> frozenset[str]:
    """Whom a message was delivered to, in normal forms; without a word on that, its only addressee."""
    delivered = frozenset(normal_address(a) for a in message.delivered_to)
    to = frozenset(normal_address(p.address) for p in message.to if p.address)
    return delivered or (to if len(to) == 1 else frozenset())


def _frequent(counter: Counter[str], share: int) -> set[str]:
    most = max(counter.values(), default=0)
    return {address for address, n in counter.items() if n * share >= most}


def _inner(message: Message) -> list[Address]:
    """The people that forwards and quotes name."""
    layers = message.views[0][1:] if message.views else ()
    return [person for layer in layers for person in ((layer.from_,) if layer.from_ else ()) + layer.to]
