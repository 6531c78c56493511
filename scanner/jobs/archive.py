"""Scan files and keep nothing: the cases of archives, worked out in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from scanner.cases import Census, Grace, People, build_cases, reached_by, with_asked
from scanner.catalog import Catalog
from scanner.errors import UsageError
from scanner.jobs.events import Counts, Event, Progress, Read, Unreadable
from scanner.jobs.reading import Reader
from scanner.model import Authenticity, Case, Coverage, Fact, Kind, Statement
from scanner.sources import Amount, Source
from scanner.sources.numbers import Recent, number_of
from scanner.trust import KeyLookup

_SHOWN = 3  # of several owners so many are named


@dataclass(slots=True)
class Archive:
    """What a scan of archives found so far; complete once `scan` is exhausted."""

    catalog: Catalog
    owner: tuple[str, ...] = ()
    keys: KeyLookup | None = None
    counts: Counts = field(default_factory=Counts)
    of_others: frozenset[str] = frozenset()  # the keys of gift-card mail delivered to somebody else than the owner
    coverage: list[Coverage] = field(default_factory=list)  # as the sources tell it
    total_bytes: int | None = None  # of all files, where somebody looked before
    earlier: Callable[[], Iterable[tuple[str, list[Any]]] | None] = lambda: None  # whom earlier runs met in what this one passes over
    keeps_facts: bool = True  # for `cases`; not where somebody else keeps them
    _facts: list[Fact] = field(default_factory=list)
    _seen: Recent = field(default_factory=Recent)  # of ordinary mail it is only counted how often it lies there
    _reached: dict[str, frozenset[str]] = field(default_factory=dict)  # by message key, whom gift-card mail was delivered to
    _readers: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)
    _is_joined: bool = False
    _census: Census = field(init=False)

    def __post_init__(self) -> None:
        self._census = Census(self.owner)

    def scan(self, sources: Sequence[Source]) -> Iterator[Event]:
        """Read all sources; events as they come. At the end, UsageError where the mail is that of several owners and none was named."""
        reader = Reader(self.catalog, keys=self.keys, sift=True)
        before = Amount()
        for source in sources:
            for event in reader.all(source):
                self._take(event)
                yield replace(event, amount=before + event.amount, total_bytes=self.total_bytes) if isinstance(event, Progress) else event
            seen = source.coverage()
            self.coverage += seen
            self.counts.no_mail += sum(hole.count for entry in seen for hole in entry.not_seen if not hole.is_hole)
            before += source.amount()
            self.counts.files, self.counts.bytes, self.counts.unchanged = before.files, before.bytes, before.unchanged
        self._join_earlier()
        self._leave_others()

    def _join_earlier(self) -> None:
        if self.counts.messages and not self._is_joined and (earlier := self.earlier()):
            self._is_joined = True
            self._census.join(earlier)

    def counted(self) -> Iterator[tuple[str, list[Any]]]:
        """Who was met, and how often, by this run and those before it whose mail it passes over."""
        self._join_earlier()
        return self._census.records()

    def _leave_others(self) -> None:
        """One owner's mailbox a run: of an archive of several people's mail only the named owner's is worked out."""
        households = self._census.households()
        if not households:
            return
        if not self.owner:
            shown = ", ".join(min(household) for household in households[:_SHOWN])
            raise UsageError(
                f"the gift-card mail here was delivered to {len(households)} people who have nothing to do with one another ({shown}...)",
                hint="name the one owner whose mail this is with --owner ADDRESS",
            )
        own = self.people.owner
        strangers = frozenset[str]().union(*(household for household in households if not household & own))
        self.of_others = frozenset(key for key, reached in self._reached.items() if reached and reached <= strangers)
        self._facts = [fact for fact in self._facts if fact.message.key not in self.of_others]
        self.counts.of_others = len(self.of_others)

    def _take(self, event: Event) -> None:
        if isinstance(event, Unreadable):
            self.counts.unreadable += 1
        if not isinstance(event, Read):
            return
        self.counts.messages += 1
        suspicious = event.recognition.authenticity is Authenticity.SUSPICIOUS
        card_mail = event.recognition.kind not in (None, Kind.BOUNCE)
        self._census.add(event.message, trusted=not suspicious, speaks_of_cards=card_mail)
        if card_mail:
            reached = reached_by(event.message)
            self._reached[event.message.key] = self._readers.setdefault(reached, reached)  # mostly the same few people
        if self.keeps_facts:
            self._facts += event.facts  # of copies too: which folders a message lies in says something
        if not self._seen.add(number_of(event.message.key.encode("utf-8", "surrogatepass"))):
            self.counts.duplicates += 1
            return
        if event.recognition.kind is not None:
            self.counts.recognized += 1
            self.counts.suspicious += suspicious

    @property
    def people(self) -> People:
        """Whose mailbox it is, and who appears in it."""
        return self._census.people()

    def cases(self, now: datetime, grace: Grace | None = None, statements: Mapping[str, tuple[Statement, ...]] | None = None) -> tuple[Case, ...]:
        """The cases of everything read so far. `statements` are the owner's words by case id."""
        people = self.people
        cases = build_cases(self._facts, people, self.catalog, now=now, grace=grace, statements=statements, coverage=self.coverage)
        return with_asked(cases, self._facts, people, self.catalog)
