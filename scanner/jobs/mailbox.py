"""Scan a live mailbox into the ledger: batch by batch, each kept together with how far it reaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from scanner.catalog import Catalog
from scanner.jobs.events import Counts, Event, Progress, Read, Unreadable
from scanner.jobs.needles import Glance, imap_keys, parse_header
from scanner.jobs.reading import Reader
from scanner.ledger import Ledger
from scanner.messages import decode_words, read_addresses
from scanner.model import Address, Authenticity, RawMessage, SearchedBy, SpecialUse
from scanner.sources import SourceEvent
from scanner.sources.imap import Folder, ImapMailbox, Mark, Session

_COMMIT_EVERY = 40


@dataclass(slots=True)
class _Batch:
    """What was read since the last commit."""

    reads: list[Read] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    people: list[tuple[Address, bool]] = field(default_factory=list)


class MailboxScan:
    """One scan of one mailbox. Iterate `run`; what it found lies in the ledger, the counts here."""

    def __init__(self, session: Session, ledger: Ledger, catalog: Catalog, *, keep_messages: bool, skip: tuple[str, ...], own_hosts: tuple[str, ...]) -> None:
        self.counts = Counts()
        self._session = session
        self._ledger = ledger
        self._catalog = catalog
        self._keep = keep_messages
        self._reader = Reader(catalog, own_hosts)
        self._glance = Glance(catalog)
        self._number = ledger.mailbox(session.account.name, session.account.address)
        self._batch = _Batch()
        self.source = ImapMailbox(session, imap_keys(catalog), self._look, self, skip)

    # What the source asks of the ledger.

    def upto(self, folder: str, uidvalidity: int, depth: SearchedBy) -> int:
        """How far a folder was looked through by today's rules."""
        return self._ledger.progress.checkpoint(self._number, folder, uidvalidity, self._catalog.digest, depth)

    def knows(self, folder: str, position: str) -> bool:
        """Whether today's rules read the message at this place already."""
        return self._ledger.progress.knows(self._number, self.source.name, folder, position, self._catalog.digest)

    def _look(self, header: bytes, folder: Folder) -> bool:
        """The glance at a header; it also notes who appears in the mail, so that a giver's address can be found."""
        fields = parse_header(header)
        from_owner = folder.use in (SpecialUse.SENT, SpecialUse.DRAFTS)
        for name in ("To", "Cc") if from_owner else ("From",):
            for value in fields.get_all(name) or []:
                for person in read_addresses(decode_words(" ".join(str(value).split()))):
                    if person.address and (person.name or from_owner):
                        self._batch.people.append((person, from_owner))
        return self._glance(header, folder.use)

    # The loop.

    def run(self) -> Iterator[Event]:
        """Scan; events as they come. What was committed stays, whatever happens."""
        yield from self._read_again()
        found = 0
        for item in self.source.messages():
            if isinstance(item, Mark):
                self._commit(item)
            elif isinstance(item, SourceEvent):
                if item.unreadable is not None:
                    event: Event = Unreadable(item.unreadable, item.why)
                    self._note(event)
                    yield event
                else:
                    yield Progress(self.source.name, item.folder, item.seen, item.total, found)
            else:
                event = self._take(item)
                found += isinstance(event, Read) and event.recognition.kind is not None
                yield event
                if len(self._batch.reads) >= _COMMIT_EVERY:
                    self._commit(None)
        self._commit(None)
        with self._ledger.transaction():
            for coverage in self.source.coverage():
                self._ledger.progress.cover(self._number, coverage)

    def read_uids(self, folder: Folder, uids: list[int]) -> Iterator[Event]:
        """Read some messages of the folder that is open, whatever their headers say; what was found is kept."""
        for item in self.source.bodies(folder, uids):
            if isinstance(item, SourceEvent):
                if item.unreadable is not None:
                    event: Event = Unreadable(item.unreadable, item.why)
                    self._note(event)
                    yield event
                continue
            yield self._take(item)
            if len(self._batch.reads) >= _COMMIT_EVERY:
                self._commit(None)
        self._commit(None)

    def _read_again(self) -> Iterator[Event]:
        """Kept messages that older rules read are read again without the server."""
        for raw in self._ledger.kept_messages(self._catalog.digest):
            yield self._take(raw)
        self._commit(None)

    def _take(self, raw: RawMessage) -> Event:
        event = self._reader.read(raw)
        self._note(event)
        return event

    def _note(self, event: Event) -> None:
        if isinstance(event, Unreadable):
            self.counts.unreadable += 1
            self._batch.unreadable.append(event)
        elif isinstance(event, Read):
            self.counts.messages += 1
            if event.recognition.kind is not None:
                self.counts.recognized += 1
                self.counts.suspicious += event.recognition.authenticity is Authenticity.SUSPICIOUS
                self._glance.follow(event.message.message_id)
            self._batch.reads.append(event)

    def _commit(self, mark: Mark | None) -> None:
        """Keep the batch, and with it how far it reaches: both or neither."""
        batch, self._batch = self._batch, _Batch()
        with self._ledger.transaction():
            for read in batch.reads:
                if read.facts:
                    # Whatever has no kind is a private note: its words stay in the mailbox.
                    keep = self._keep and read.recognition.kind is not None
                    self._ledger.add(self._number, read.facts, read.raw if keep else None, self._catalog.digest)
                for layer in read.message.views[0][1:]:
                    if layer.from_ and layer.from_.address and read.recognition.authenticity is not Authenticity.SUSPICIOUS:
                        self._ledger.people.note(self._number, layer.from_, written_to=False)
            for failure in batch.unreadable:
                self._ledger.progress.unreadable(self._number, failure.origin, failure.why)
            for person, written_to in batch.people:
                self._ledger.people.note(self._number, person, written_to=written_to)
            if mark is not None:
                self._ledger.progress.advance(self._number, mark.folder, mark.uidvalidity, self._catalog.digest, mark.searched_by, mark.upto)
