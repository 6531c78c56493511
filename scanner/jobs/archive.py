"""Scan files and keep nothing: the cases of archives, worked out in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from scanner.cases import Census, Grace, People, build_cases, with_asked
from scanner.catalog import Catalog
from scanner.jobs.events import Counts, Event, Read, Unreadable
from scanner.jobs.reading import Reader
from scanner.model import Authenticity, Case, Coverage, Fact, Statement
from scanner.sources import Source
from scanner.trust import KeyLookup


@dataclass(slots=True)
class Archive:
    """What a scan of archives found so far; complete once `scan` is exhausted."""

    catalog: Catalog
    owner: tuple[str, ...] = ()
    keys: KeyLookup | None = None
    counts: Counts = field(default_factory=Counts)
    coverage: list[Coverage] = field(default_factory=list)
    _facts: list[Fact] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _census: Census = field(init=False)

    def __post_init__(self) -> None:
        self._census = Census(self.owner)

    def scan(self, sources: list[Source]) -> Iterator[Event]:
        """Read all sources; events as they come."""
        reader = Reader(self.catalog, keys=self.keys, sift=True)
        for source in sources:
            for event in reader.all(source):
                self._take(event)
                yield event
            self.coverage += source.coverage()

    def _take(self, event: Event) -> None:
        if isinstance(event, Unreadable):
            self.counts.unreadable += 1
        if not isinstance(event, Read):
            return
        self.counts.messages += 1
        suspicious = event.recognition.authenticity is Authenticity.SUSPICIOUS
        self._census.add(event.message, trusted=not suspicious)
        self._facts += event.facts  # of copies too: which folders a message lies in says something
        if event.message.key in self._seen:
            self.counts.duplicates += 1
            return
        self._seen.add(event.message.key)
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
