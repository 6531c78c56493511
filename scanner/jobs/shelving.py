"""Scan files into the ledger: like an archive that is kept nowhere, but what is found stays, sealed."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from scanner.catalog import Catalog
from scanner.errors import UsageError
from scanner.jobs.archive import Archive
from scanner.jobs.events import Event, Read, Unreadable
from scanner.jobs.meeting import Meeting
from scanner.jobs.unchanged import UnchangedFiles
from scanner.ledger import Ledger
from scanner.model import Authenticity
from scanner.sources import FileSource

_COMMIT_EVERY = 1000
_COMMIT_BYTES = 16 * 2**20
_CENSUS_EVERY = 50  # transactions: who was met on the way counts by its number, and need not be exact where a run is stopped


def scan_into(ledger: Ledger, archive: Archive, sources: Sequence[FileSource], catalog: Catalog, *, keep_messages: bool) -> Generator[Event]:
    """Scan sources with `archive` and keep what it finds; events as they come. What is as an earlier scan read it is passed over.

    Who stops it, or closes it, keeps what was read so far: the next scan goes on near the place where this one was stopped.
    What turns out to be other people's mail is erased again, and where nobody said whose mail it is, all that is new. UsageError then.
    """
    with ledger.transaction():
        number = ledger.mailbox("files", next(iter(archive.owner), ""))
    files = UnchangedFiles(ledger, catalog.digest, archive.owner, keep_messages=keep_messages, verifies=archive.keys is not None)
    archive.keeps_facts, archive.earlier = False, files.earlier
    for source in sources:
        source.known = files
    shelf = _Shelf(ledger, number, archive, files, catalog.digest, keep_messages=keep_messages)
    try:
        for event in shelf.erasing(archive.scan(sources)):
            if isinstance(event, Read | Unreadable):
                shelf.take(event)
            yield event
    except (KeyboardInterrupt, GeneratorExit):
        shelf.keep()
        raise
    shelf.keep()
    with ledger.transaction():
        ledger.forget_messages(archive.of_others & shelf.new)
        for coverage in archive.coverage:
            ledger.progress.cover(number, coverage)
        if archive.counts.messages:
            files.keep_census(archive.counted())
        for address in sorted(archive.people.owner):
            ledger.mailbox(f"files:{address}", address)


class _Shelf:
    """What was read and is not kept yet; kept in transactions of so many messages, or bytes of them."""

    def __init__(self, ledger: Ledger, number: int, archive: Archive, files: UnchangedFiles, digest: str, *, keep_messages: bool) -> None:
        self.new: set[str] = set()  # keys of messages that the ledger did not hold before
        self._ledger = ledger
        self._number = number
        self._archive = archive
        self._files = files
        self._digest = digest
        self._keep_messages = keep_messages
        self._meeting = Meeting(archive.owner, ledger.people.count(number))
        self._batch: list[Read | Unreadable] = []
        self._size = self._transactions = 0

    def take(self, event: Read | Unreadable) -> None:
        """Take what was read, and keep it together with what came before it when that is enough."""
        self._batch.append(event)
        if isinstance(event, Read):
            self._size += len(event.raw)
            if event.facts and not self._ledger.holds(event.message.key):
                self.new.add(event.message.key)
        if len(self._batch) >= _COMMIT_EVERY or self._size >= _COMMIT_BYTES:
            self.keep()

    def keep(self) -> None:
        """Keep all that was taken, and how far it was read."""
        with self._ledger.transaction():
            for event in self._batch:
                self._settle(event)
            for person, written_to in self._meeting.take().items():
                self._ledger.people.note(self._number, person, written_to=written_to)
            self._files.keep()
            self._transactions += 1
            if self._transactions % _CENSUS_EVERY == 0 and (self._files.passed_over or not self._files.had_census):
                self._files.keep_census(self._archive.counted())
        self._batch.clear()
        self._size = 0

    def erasing(self, events: Iterator[Event]) -> Iterator[Event]:
        """Events as they come; what was kept of them is erased where the scan turns out to be of several people's mail."""
        try:
            yield from events
        except UsageError:
            with self._ledger.transaction():
                self._ledger.forget_messages(self.new)
                self._files.forget()
            raise

    def _settle(self, event: Read | Unreadable) -> None:
        if isinstance(event, Unreadable):
            self._ledger.progress.unreadable(self._number, event.origin, event.why, self._digest)
            return
        is_kind = event.recognition.kind is not None
        self._ledger.settle(self._number, event.message, event.facts, event.raw if self._keep_messages and is_kind else None, self._digest)
        trusted = event.recognition.authenticity is not Authenticity.SUSPICIOUS
        self._meeting.message(event.message, trusted=trusted, speaks_of_cards=is_kind or bool(event.facts))
