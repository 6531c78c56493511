"""Scan files into the ledger: like an archive that is kept nowhere, but what is found stays, sealed."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.catalog import Catalog
from scanner.jobs.archive import Archive
from scanner.jobs.events import Event, Read, Unreadable
from scanner.ledger import Ledger
from scanner.model import Authenticity, SpecialUse
from scanner.sources import Source

_COMMIT_EVERY = 200


def scan_into(ledger: Ledger, archive: Archive, sources: list[Source], catalog: Catalog, *, keep_messages: bool) -> Iterator[Event]:
    """Scan sources with `archive` and keep what it finds; events as they come."""
    number = ledger.mailbox("files", next(iter(archive.owner), ""))
    batch: list[Read | Unreadable] = []
    for event in archive.scan(sources):
        if isinstance(event, Read | Unreadable):
            batch.append(event)
        if len(batch) >= _COMMIT_EVERY:
            _keep(ledger, number, batch, catalog, keep_messages)
        yield event
    _keep(ledger, number, batch, catalog, keep_messages)
    with ledger.transaction():
        for coverage in archive.coverage:
            ledger.progress.cover(number, coverage)
        for address in sorted(archive.people.owner):
            ledger.mailbox(f"files:{address}", address)


def _keep(ledger: Ledger, number: int, batch: list[Read | Unreadable], catalog: Catalog, keep_messages: bool) -> None:
    with ledger.transaction():
        for event in batch:
            if isinstance(event, Unreadable):
                ledger.progress.unreadable(number, event.origin, event.why)
                continue
            if event.facts:
                keep = keep_messages and event.recognition.kind is not None
                ledger.add(number, event.facts, event.raw if keep else None, catalog.digest)
            if event.recognition.authenticity is not Authenticity.SUSPICIOUS:
                from_owner = event.message.use in (SpecialUse.SENT, SpecialUse.DRAFTS)
                for person in (*event.message.from_, *event.message.to):
                    if person.name or from_owner:
                        ledger.people.note(number, person, written_to=from_owner and person in event.message.to)
    batch.clear()
