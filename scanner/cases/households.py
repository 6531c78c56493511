"""To whom the gift-card mail of an archive was delivered. Addresses of one person, and of people who write to one another,
are one household; an archive of several is no owner's mailbox."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set

from scanner.cases.owner import name_key
from scanner.catalog import is_cjk

# One stray mail to somebody unknown is no second owner; two strangers with one mail each beside the owner are.
_STRAY = 1
_MOST_OF_A_NAME = 3  # a name under more addresses than this is a role ("Amazon Customer"), not a person
_TOKEN = re.compile(r"[a-z]{4,}")
_ROLES = frozenset(
    {
        "admin", "amazon", "contact", "family", "gift", "gifts", "hello", "home", "info", "inbox", "mail", "mailbox", "office", "order", "orders", "post",
        "private", "sales", "shop", "shopping", "support", "team", "test", "user", "work",
    }
)  # fmt: skip


class Households:
    """Counts whom gift-card mail reached, and puts together who belongs together."""

    def __init__(self) -> None:
        self._mails: Counter[str] = Counter()
        self._together: set[frozenset[str]] = set()

    def received(self, addresses: Iterable[str]) -> None:
        """A gift-card mail reached these addresses (normal forms): one person's, since it is one delivery."""
        reached = frozenset(addresses)
        self._mails.update(reached)
        if len(reached) > 1:
            self._together.add(reached)

    def mails(self) -> Iterable[tuple[str, int]]:
        """How many mails reached each address."""
        return self._mails.items()

    def together(self) -> Iterator[list[str]]:
        """The addresses that one mail reached."""
        return (sorted(addresses) for addresses in self._together)

    def join(self, mails: Mapping[str, int], together: Iterable[list[str]]) -> None:
        """Count what an earlier run counted, too."""
        self._mails.update(mails)
        self._together.update(map(frozenset, together))

    def several(
        self, named: Iterable[tuple[str, str]], letters: Mapping[str, Set[str]], aliases: Mapping[str, set[str]], senders: Iterable[frozenset[str]]
    ) -> tuple[frozenset[str], ...]:
        """The households, most mail first, where an archive is that of several; () where it can be one owner's.

        `named`: names with their addresses; `letters`: whom each sender wrote to; `aliases` by address; `senders`: who sends from one Sent folder.
        """
        union = _Union(self._mails)
        for together in (*self._together, *senders, *({a, *others} for a, others in aliases.items()), *self._by_name(named), *self._by_local_part()):
            union.join(a for a in together if a in self._mails)
        for sender, written in letters.items():
            if sender in self._mails:
                for other in written & self._mails.keys():
                    union.join((sender, other))
        groups = sorted(union.groups(), key=lambda group: (-self._count(group), min(group)))
        alone = len(groups) < 2 or (len(groups) == 2 and self._count(groups[1]) <= _STRAY)
        return () if alone else tuple(groups)

    def _count(self, group: frozenset[str]) -> int:
        return sum(self._mails[address] for address in group)

    def _by_name(self, named: Iterable[tuple[str, str]]) -> list[set[str]]:
        """Addresses under one person's full name."""
        found: dict[str, set[str]] = {}
        for name, address in named:
            key = name_key(name)
            if len(key.split()) > 1 or (is_cjk(key) and len(key) > 2):
                found.setdefault(key, set()).add(address)
        return [addresses for addresses in found.values() if len(addresses) <= _MOST_OF_A_NAME]

    def _by_local_part(self) -> list[set[str]]:
        """Addresses that share a word before the @, as people's own addresses do."""
        found: dict[str, set[str]] = {}
        for address in self._mails:
            local = address.rpartition("@")[0]
            for word in {local, *_TOKEN.findall(local)} - _ROLES:
                found.setdefault(word, set()).add(address)
        return [addresses for addresses in found.values() if len(addresses) <= _MOST_OF_A_NAME]


class _Union:
    """Sets that grow together."""

    def __init__(self, members: Iterable[str]) -> None:
        self._group = {member: {member} for member in members}

    def join(self, members: Iterable[str]) -> None:
        first: set[str] | None = None
        for member in members:
            group = self._group[member]
            if first is None or first is group:
                first = group
                continue
            first |= group
            for other in group:
                self._group[other] = first

    def groups(self) -> list[frozenset[str]]:
        return list({frozenset(group) for group in self._group.values()})
