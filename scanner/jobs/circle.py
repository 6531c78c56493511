"""Around a card: who gave it, who was to get it, which company sends it, and the mail that its mail answers.

Letters of these people name no card in their headers ("got it!"); around its time they may speak of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from scanner.cases import normal_address
from scanner.cases.owner import name_key
from scanner.catalog import Catalog
from scanner.jobs.heads import Head
from scanner.messages import message_ids
from scanner.messages.dates import sent_at
from scanner.model import Address, Authenticity, Fact, Kind, Role

# A reminder comes months after the giver's letter; what follows a mail follows soon.
BEFORE, AFTER = timedelta(days=200), timedelta(days=60)


class Circle:
    """What the found cards' mail leads to."""

    def __init__(self, catalog: Catalog, owner: Iterable[str]) -> None:
        self._catalog = catalog
        self._owner = frozenset(normal_address(address) for address in owner)
        self._answers: set[str] = set()  # answers to these are wanted
        self._answered: set[str] = set()  # and these themselves
        self._times: dict[str, list[datetime]] = {}  # by address or name

    def follow(self, fact: Fact) -> None:
        """From now on what belongs to a fact is wanted too. A suspicious mail leads nowhere, and one that only mentions a
        card leads to nobody."""
        if fact.authenticity is Authenticity.SUSPICIOUS:
            return
        message = fact.message
        if message.message_id:
            self._answers.add(message.message_id)
        self._answered.update(message.in_reply_to, message.references)
        if message.date is None or fact.kind in (None, Kind.BOUNCE):
            return
        for person in (message.from_, fact.inner_from):
            if person and person.address and not self._catalog.is_amazon(person.domain):
                self._note(normal_address(person.address), message.date)
        if fact.recipient and "@" in fact.recipient and fact.role is Role.BUYER:
            self._note(normal_address(fact.recipient), message.date)
        if fact.giver:
            self._note(name_key(fact.giver), message.date)

    def holds(self, head: Head) -> bool:
        """Whether a header belongs to the mail around a found card."""
        if not self._answered.isdisjoint(message_ids(head.values("message-id"))):
            return True
        if not self._answers.isdisjoint(message_ids([*head.values("in-reply-to"), *head.values("references")])):
            return True
        return bool(self._times) and self._is_near(head)

    def _note(self, who: str, when: datetime) -> None:
        if who and who not in self._owner:
            self._times.setdefault(who, []).append(when)

    def _is_near(self, head: Head) -> bool:
        """Whether one of the circle writes, or the owner writes to one, around the time of the card."""
        people = head.people("from")
        if any(normal_address(p.address or "") in self._owner for p in people):
            people = head.people("to", "cc")
        times = [when for person in people for key in _keys(person) for when in self._times.get(key, ())]
        if not times:
            return False
        date = sent_at(head.values("date"), [])
        return date is None or any(when - BEFORE <= date <= when + AFTER for when in times)


def _keys(person: Address) -> tuple[str, ...]:
    return (normal_address(person.address or ""), name_key(person.name)) if person.name else (normal_address(person.address or ""),)
