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

_COMMIT_EVERY = 200
_COMMIT_BYTES = 16 * 2**20


def scan_into(ledger: Ledger, archive: Archive, sources: Sequence[FileSource], catalog: Catalog, *, keep_messages: bool) -> Generator[Event]:
    """Scan sources with `archive` and keep what it finds; events as they come. Files that are as an earlier scan read them are passed over.

    Who stops it, or closes it, keeps what was read so far: the next scan goes on at the file in which this one was stopped.
    What turns out to be other people's mail is erased again, and where nobody said whose mail it is, all that is new. UsageError then.
    """
    with ledger.transaction():
        number = ledger.mailbox("files", next(iter(archive.owner), ""))
    meeting = Meeting(archive.owner)
    files = UnchangedFiles(ledger, catalog.digest, archive.owner, keep_messages=keep_messages, verifies=archive.keys is not None)
    for source in sources:
        source.known = files
    batch: list[Read | Unreadable] = []
    new: set[str] = set()  # keys of messages that the ledger did not hold before
    size = 0
    try:
        for event in _erasing(archive.scan(sources), ledger, files, new):
            if isinstance(event, Read | Unreadable):
                batch.append(event)
                if isinstance(event, Read) and event.facts and not ledger.holds(event.message.key):
                    new.add(event.message.key)
                size += len(event.raw) if isinstance(event, Read) else 0
            if len(batch) >= _COMMIT_EVERY or size >= _COMMIT_BYTES:
                _keep(ledger, number, batch, files, meeting, catalog.digest, keep_messages)
                size = 0
            yield event
    except (KeyboardInterrupt, GeneratorExit):
        _keep(ledger, number, batch, files, meeting, catalog.digest, keep_messages)
        raise
    _keep(ledger, number, batch, files, meeting, catalog.digest, keep_messages)
    with ledger.transaction():
        ledger.forget_messages(archive.of_others & new)
        for coverage in archive.coverage:
            ledger.progress.cover(number, coverage)
        for address in sorted(archive.people.owner):
            ledger.mailbox(f"files:{address}", address)


def _erasing(events: Iterator[Event], ledger: Ledger, files: UnchangedFiles, new: set[str]) -> Iterator[Event]:
    """Events as they come; what was kept of them is erased where the scan turns out to be of several people's mail."""
    try:
        yield from events
    except UsageError:
        with ledger.transaction():
            ledger.forget_messages(new)
            files.forget()
        raise


def _keep(ledger: Ledger, number: int, batch: list[Read | Unreadable], files: UnchangedFiles, meeting: Meeting, digest: str, keep_messages: bool) -> None:
    with ledger.transaction():
        for event in batch:
            if isinstance(event, Unreadable):
                ledger.progress.unreadable(number, event.origin, event.why, digest)
                continue
            keep = keep_messages and event.recognition.kind is not None
            ledger.settle(number, event.message, event.facts, event.raw if keep else None, digest)
            meeting.message(event.message, trusted=event.recognition.authenticity is not Authenticity.SUSPICIOUS)
        for person, written_to in meeting.take().items():
            ledger.people.note(number, person, written_to=written_to)
        files.keep()
    batch.clear()
