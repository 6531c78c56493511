"""Who appears in a mailbox: from headers alone where nothing else is read, and never from mail that contradicts itself.

A giver's address is looked up among these people, so a forged mail must not put an address behind a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from scanner.cases import normal_address
from scanner.jobs.heads import Head
from scanner.model import Address, Message, SpecialUse

MOST: Final = 30_000
_OWN_LETTERS = frozenset({SpecialUse.SENT, SpecialUse.DRAFTS})


class Meeting:
    """The people met since the last `take`, each with whether the owner wrote to them.

    Beyond MOST people only those are met whom the owner writes to, or mail about gift cards names.
    """

    def __init__(self, owner: Iterable[str], known: int = 0) -> None:
        self._before = known  # so many were met by earlier runs
        self._owner = frozenset(normal_address(address) for address in owner)
        self._met: dict[Address, bool] = {}
        self._known: set[Address] = set()  # those of this run: a header is examined once for each

    def header(self, head: Head, use: SpecialUse, doubted: Callable[[], bool]) -> None:
        """People of a message of which only the header is read. `doubted` says whether that header contradicts itself;
        it is asked only where somebody new is met. What lies in Junk names nobody."""
        senders, readers = head.people("from"), head.people("to", "cc")
        if self._is_own(senders, use):
            self._letter(readers)
            return
        new = [p for p in (*senders, *readers) if p.name and p not in self._known]
        if new and use is not SpecialUse.JUNK and not doubted():
            self._note(new)

    def message(self, message: Message, *, trusted: bool, speaks_of_cards: bool = True) -> None:
        """People of a message that was read whole, and of the mail that it forwards or quotes."""
        if not trusted:
            return
        if self._is_own(message.from_, message.use):
            self._letter(message.to)
        if not speaks_of_cards and self._before + len(self._known) >= MOST:
            return
        self._note([*message.from_, *message.to])
        for layer in message.views[0][1:] if message.views else ():
            self._note([*((layer.from_,) if layer.from_ else ()), *layer.to])

    def take(self) -> dict[Address, bool]:
        """The people met since the last time, and from now on others."""
        met, self._met = self._met, {}
        return met

    def _is_own(self, senders: Iterable[Address], use: SpecialUse) -> bool:
        """Whether the owner wrote it. Where one folder holds all mail, Sent is no place but a sender."""
        return use in _OWN_LETTERS or any(p.address and normal_address(p.address) in self._owner for p in senders)

    def _letter(self, readers: Iterable[Address]) -> None:
        for person in readers:
            if person.address:
                self._met[person] = True

    def _note(self, people: Iterable[Address]) -> None:
        for person in people:
            if person.address and person.name and person not in self._known:
                self._known.add(person)
                self._met.setdefault(person, False)
