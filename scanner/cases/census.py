"""The people of a mailbox, counted while it is read: who its owner is, and who else appears under which address.

Of a mailbox with hundreds of thousands of correspondents not all are remembered, so that memory does not grow with the mail. Never
left out is who counts: whoever is met most, the people of mail about gift cards, and whom the owner writes to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from scanner.cases.frequent import Frequent
from scanner.cases.households import Households
from scanner.cases.owner import People, normal_address, people_of
from scanner.model import Address, Message, SpecialUse

# An address counts as the owner's if it has a good share of what the most frequent one has; lists and strays have less.
# Whoever sends from Sent is the owner, also under an address of few letters.
_SHARE = 4
_SENT_SHARE = 20
MOST: Final = 50_000  # correspondents of whom nothing but ordinary mail tells
_AT_A_TIME = 1000
_OWN_LETTERS = frozenset({SpecialUse.SENT, SpecialUse.DRAFTS})


class Census:
    """Counts the people of a mailbox; every message counts, also those without a card."""

    def __init__(self, owner: Iterable[str] = ()) -> None:
        self._given = frozenset(normal_address(a) for a in owner)
        self._delivered, self._to, self._sent_from = Frequent(), Frequent(), Frequent()
        self._aliases: dict[str, set[str]] = {}
        self._named: set[tuple[str, str]] = set()
        self._senders: dict[tuple[str, str], set[str]] = {}  # who sends from which Sent folder
        self._households = Households()
        # Whom each sender wrote to: which of them is the owner shows at the end. Nearly all write to the same few.
        self._letters: dict[str, set[str] | frozenset[str]] = {}
        self._last: frozenset[str] = frozenset()

    def add(self, message: Message, *, trusted: bool, speaks_of_cards: bool = False) -> None:
        """Count a message. Of suspicious mail nothing is believed, so it names nobody."""
        if not trusted:
            return
        sender = normal_address(message.sender.address) if message.sender and message.sender.address else None
        to = frozenset(normal_address(p.address) for p in message.to if p.address)
        own = message.use in _OWN_LETTERS
        counts = own or speaks_of_cards
        if sender:
            self._wrote(sender, to, counts=counts)
        if own:
            if sender:
                self._sent_from.count([sender])
                self._senders.setdefault((message.origin.source, message.folder), set()).add(sender)
        elif message.use is not SpecialUse.JUNK:
            self._received(message, to)
            if speaks_of_cards:
                self._households.received(reached_by(message))
        if counts or len(self._named) < MOST:
            for person in (*message.from_, *message.to, *_inner(message)):
                if person.address and person.name:
                    self._named.add((person.name, person.address))

    def _wrote(self, sender: str, to: frozenset[str], *, counts: bool) -> None:
        known = self._letters.get(sender)
        if known is None:
            if counts or len(self._letters) < MOST:
                self._last = to if to != self._last else self._last
                self._letters[sender] = self._last
        elif not to <= known and (counts or len(known) < MOST):
            self._letters[sender] = {*known, *to} if isinstance(known, frozenset) else known
            self._letters[sender] |= to

    def _received(self, message: Message, to: frozenset[str]) -> None:
        delivered = {normal_address(a) for a in message.delivered_to}
        self._delivered.count(delivered)
        self._to.count(to)
        if message.values("List-Id") or message.values("List-Post"):
            return  # a list's address stands in To, and is nobody's alias (RFC 2919, 2369)
        alike = delivered | to if len(to) == 1 else delivered
        for address in delivered:
            if address in self._aliases or len(self._aliases) < MOST:
                aliases = self._aliases.setdefault(address, set())
                if len(aliases) < MOST:
                    aliases.update(alike - {address})

    def records(self) -> Iterator[tuple[str, list[Any]]]:
        """What was counted, in pieces that JSON can hold, so that a later run can go on counting."""
        for name, counts in (("delivered", self._delivered), ("to", self._to), ("sent_from", self._sent_from)):
            yield from _pieces(name, counts.items())
        yield from _pieces("aliases", ([address, *sorted(others)] for address, others in self._aliases.items() if others))
        yield from _pieces("named", self._named)
        yield from _pieces("senders", ([*place, *sorted(who)] for place, who in self._senders.items()))
        yield from _pieces("letters", ([sender, *sorted(to)] for sender, to in self._letters.items()))
        yield from _pieces("mails", self._households.mails())
        yield from _pieces("together", self._households.together())

    def join(self, records: Iterable[tuple[str, list[Any]]]) -> None:
        """Count what an earlier run counted, too."""
        counts = {"delivered": self._delivered, "to": self._to, "sent_from": self._sent_from}
        for name, values in records:
            if name in counts:
                counts[name].join(dict(values))
            elif name == "aliases":
                for address, *others in values:
                    self._aliases.setdefault(address, set()).update(others)
            elif name == "named":
                self._named.update((person, address) for person, address in values if len(self._named) < 2 * MOST)
            elif name == "senders":
                for source, folder, *who in values:
                    self._senders.setdefault((source, folder), set()).update(who)
            elif name == "letters":
                for sender, *to in values:
                    self._wrote(sender, frozenset(to), counts=len(self._letters) < 2 * MOST)
            elif name == "mails":
                self._households.join(dict(values), ())
            elif name == "together":
                self._households.join({}, values)

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
        owner = self._sent_from.often(_SENT_SHARE)
        delivered = self._delivered.often(_SHARE)
        if not owner or owner & delivered:
            owner |= delivered
        return owner or self._to.most()


def reached_by(message: Message) -> frozenset[str]:
    """Whom a message was delivered to, in normal forms; without a word on that, its only addressee."""
    delivered = frozenset(normal_address(a) for a in message.delivered_to)
    to = frozenset(normal_address(p.address) for p in message.to if p.address)
    return delivered or (to if len(to) == 1 else frozenset())


def _pieces(name: str, values: Iterable[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Values under their name, so many at a time."""
    rest = iter(values)
    while piece := list(islice(rest, _AT_A_TIME)):
        yield name, piece


def _inner(message: Message) -> list[Address]:
    """The people that forwards and quotes name."""
    layers = message.views[0][1:] if message.views else ()
    return [person for layer in layers for person in ((layer.from_,) if layer.from_ else ()) + layer.to]
