"""Scan a live mailbox into the ledger: batch by batch, each kept together with how far it reaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from scanner.catalog import Catalog
from scanner.jobs.events import Counts, Event, Progress, Read, Unreadable
from scanner.jobs.heads import Head
from scanner.jobs.meeting import Meeting
from scanner.jobs.needles import Glance, imap_keys, likely_languages
from scanner.jobs.reading import Reader
from scanner.ledger import Ledger
from scanner.model import Authenticity, Origin, RawMessage, SearchedBy
from scanner.sources import SourceEvent
from scanner.sources.imap import Folder, FolderState, ImapMailbox, Mark, Session, Withheld
from scanner.trust import KeyLookup

# A batch is kept when it has so many messages, or so many bytes.
_COMMIT_EVERY = 40
_COMMIT_BYTES = 8 * 2**20


@dataclass(slots=True)
class _Batch:
    """What was read since the last commit."""

    reads: list[Read] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    left: list[str] = field(default_factory=list)  # kept messages that today's rules cannot read
    renamed: list[str] = field(default_factory=list)  # and those that they know under another key
    size: int = 0

    @property
    def is_full(self) -> bool:
        return len(self.reads) >= _COMMIT_EVERY or self.size >= _COMMIT_BYTES


class MailboxScan:
    """One scan of one mailbox. Iterate `run`; what it found lies in the ledger, the counts here."""

    def __init__(
        self,
        session: Session,
        ledger: Ledger,
        catalog: Catalog,
        *,
        keep_messages: bool,
        skip: tuple[str, ...],
        own_hosts: tuple[str, ...],
        aliases: tuple[str, ...] = (),
        languages: tuple[str, ...] = (),
        keys: KeyLookup | None = None,
    ) -> None:
        self.counts = Counts()
        self._ledger = ledger
        self._catalog = catalog
        self._keep = keep_messages
        self._reader = Reader(catalog, own_hosts, keys)
        with ledger.transaction():
            self._number = ledger.mailbox(session.account.name, session.account.address)
        self._batch = _Batch()
        owner = [*(address for _name, address in ledger.mailboxes()), *aliases]
        self._glance, self._meeting = Glance(catalog, owner), Meeting(owner)
        found = ledger.facts()
        self._glance.follow(found)
        self.searches = imap_keys(catalog, likely_languages(catalog, languages, found))
        self._keys: set[str] = set()
        self._known: dict[tuple[str, int], frozenset[int]] = {}
        self.source = ImapMailbox(session, self.searches, self._look, self, skip)

    # What the source asks of the ledger.

    def upto(self, folder: str, uidvalidity: int, depth: SearchedBy) -> int:
        """How far a folder was looked through by today's rules."""
        return self._ledger.progress.checkpoint(self._number, folder, uidvalidity, self._catalog.digest, depth)

    def known(self, folder: str, uidvalidity: int) -> frozenset[int]:
        """Which messages of a folder today's rules read in an earlier run."""
        place = (folder, uidvalidity)
        if place not in self._known:
            self._known[place] = self._ledger.progress.known(self._number, self.source.name, folder, uidvalidity, self._catalog.digest)
        return self._known[place]

    def owed(self, folder: str, uidvalidity: int) -> tuple[int, ...]:
        """Which messages the server did not hand out in an earlier run."""
        return self._ledger.progress.owed(self._number, self.source.name, folder, uidvalidity)

    def _look(self, header: bytes, folder: Folder) -> bool:
        """The glance at a header. Of what is not worth reading it still tells who appears in it."""
        head = Head(header)
        if self._glance(head):
            return True
        self._meeting.header(head, folder.use, lambda: self._reader.doubts(header))
        return False

    # The loop.

    def run(self) -> Iterator[Event]:
        """Scan; events as they come. What was committed stays, whatever happens."""
        yield from self._read_again()
        found = 0
        for item in self.source.messages():
            if isinstance(item, Mark):
                self._commit(item)
                continue
            event = self._event(item, found)
            found += isinstance(event, Read) and event.recognition.kind is not None
            yield event
            if self._batch.is_full:
                self._commit()
        self._commit()
        self._end()

    def read_uids(self, folder: Folder, uids: list[int]) -> Iterator[Event]:
        """Read some messages of a folder, whatever their headers say; what was found is kept."""
        for item in self.source.bodies(folder, uids):
            yield self._event(item, 0)
            if self._batch.is_full:
                self._commit()
        self._commit()

    def searched_in_full(self, folder: Folder, state: FolderState) -> None:
        """Keep that the texts of a whole folder were searched."""
        with self._ledger.transaction():
            self._ledger.progress.cover(self._number, self.source.read_in_full(folder, state))

    def _read_again(self) -> Iterator[Event]:
        """Kept messages that older rules read are read again without the server."""
        for key, raw in self._ledger.kept_messages(self._number, self._catalog.digest):
            event = self._reader.read(raw)
            self._note(event)
            if isinstance(event, Unreadable):
                self._batch.left.append(key)
            elif event.message.key != key:
                self._batch.renamed.append(key)
            yield event
            if self._batch.is_full:
                self._commit()
        self._commit()

    def _event(self, item: RawMessage | SourceEvent, found: int) -> Event:
        if isinstance(item, SourceEvent) and item.unreadable is None:
            return Progress(self.source.name, item.folder, item.seen, item.total, found)
        if isinstance(item, RawMessage):
            event: Event = self._reader.read(item)
        else:
            assert item.unreadable is not None
            event = Unreadable(item.unreadable, item.why, again=isinstance(item, Withheld))
        self._note(event)
        return event

    def _note(self, event: Event) -> None:
        if isinstance(event, Unreadable):
            self.counts.unreadable += 1
            self._batch.unreadable.append(event)
        elif isinstance(event, Read):
            self._count(event)
            self._meeting.message(event.message, trusted=event.recognition.authenticity is not Authenticity.SUSPICIOUS)
            self._glance.follow(event.facts)
            self._batch.reads.append(event)
            self._batch.size += len(event.raw)

    def _count(self, read: Read) -> None:
        self.counts.messages += 1
        if read.message.key in self._keys:
            self.counts.duplicates += 1
        elif read.recognition.kind is not None:
            self.counts.recognized += 1
            self.counts.suspicious += read.recognition.authenticity is Authenticity.SUSPICIOUS
        self._keys.add(read.message.key)

    def _commit(self, mark: Mark | None = None) -> None:
        """Keep the batch, and with it how far it reaches: both or neither."""
        batch, self._batch = self._batch, _Batch()
        progress, number, digest = self._ledger.progress, self._number, self._catalog.digest
        with self._ledger.transaction():
            for read in batch.reads:
                # Whatever has no kind is a private note: its words stay in the mailbox.
                keep = self._keep and read.recognition.kind is not None
                self._ledger.settle(number, read.message, read.facts, read.raw if keep else None, digest)
            for key in batch.left:
                self._ledger.leave(number, key, digest)
            self._ledger.forget_messages(batch.renamed)
            for failure in batch.unreadable:
                progress.unreadable(number, failure.origin, failure.why, digest, folder=_folder_of(failure.origin), again=failure.again)
            for person, written_to in self._meeting.take().items():
                self._ledger.people.note(number, person, written_to=written_to)
            if mark is not None:
                progress.advance(number, self.source.name, mark.folder, mark.uidvalidity, digest, mark.searched_by, mark.upto)
                progress.written_off(number, self.source.name, mark.folder, mark.uidvalidity, mark.gone)
                for coverage in self.source.coverage() if mark.done else ():
                    if coverage.folder == mark.folder:
                        progress.cover(number, coverage)

    def _end(self) -> None:
        """The scan is whole: keep what was seen of each folder, and let go of folders that are no more."""
        with self._ledger.transaction():
            for coverage in self.source.coverage():
                self._ledger.progress.cover(self._number, coverage)
            self._ledger.progress.keep_folders(self._number, self.source.name, self.source.present)


def _folder_of(origin: Origin) -> str:
    """The folder of a place in a mailbox."""
    return origin.position.rpartition(";")[0].rpartition(";")[0]
