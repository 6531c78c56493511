"""One mailbox as a source: first what senders and subjects give away at once, then every header that was never seen.

The stream holds raw messages, events, and marks. A mark says: everything before me is complete up to here. Whoever keeps
it together with what came before can stop at any moment, and goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from scanner.errors import FolderGone
from scanner.model import Coverage, NotSeen, Origin, RawMessage, SearchedBy, SpecialUse
from scanner.sources.base import SourceEvent
from scanner.sources.imap.folders import Folder
from scanner.sources.imap.session import Session
from scanner.sources.imap.wire import FolderState, Items, body_of, internal_date, size_of, uid_set
from scanner.sources.tally import Tally

SWEEP = 400  # headers a command
BODIES = 40  # bodies a command, and at most so many bytes:
MAX_BATCH_BYTES = 8 * 2**20
MAX_MESSAGE_BYTES = 40 * 2**20
_ITEMS = "UID INTERNALDATE RFC822.SIZE"
_HEADER = "BODY.PEEK[HEADER.FIELDS (FROM TO CC SUBJECT DATE MESSAGE-ID IN-REPLY-TO REFERENCES CONTENT-TYPE REPLY-TO SENDER LIST-ID)]"


@dataclass(frozen=True, slots=True)
class Mark:
    """Everything of a folder up to a UID was looked through, and everything before in the stream was handed out."""

    folder: str
    uidvalidity: int
    searched_by: SearchedBy
    upto: int


class Checkpoints(Protocol):
    """What was looked through before; the ledger answers."""

    def upto(self, folder: str, uidvalidity: int, depth: SearchedBy) -> int:
        """The highest UID that was looked through in this way, 0 where none was."""
        ...

    def knows(self, folder: str, position: str) -> bool:
        """Whether the message at a place was read already by the same rules."""
        ...


Glance = Callable[[bytes, Folder], bool]


class ImapMailbox:
    """A mailbox to be read.

    `keys` are flat search criteria in ASCII; `glance` says by a message's header whether its body is worth fetching.
    """

    def __init__(self, session: Session, keys: tuple[tuple[str, ...], ...], glance: Glance, checkpoints: Checkpoints, skip: tuple[str, ...] = ()) -> None:
        self.name = session.account.source
        self._session = session
        self._keys = keys
        self._glance = glance
        self._checkpoints = checkpoints
        self._skip = frozenset(skip)
        self._tally = Tally(self.name)
        self._depth = SearchedBy.SENDER
        self._fetched: set[tuple[str, int, int]] = set()

    def coverage(self) -> tuple[Coverage, ...]:
        """What was seen of each folder."""
        return self._tally.coverage(self._depth)

    def folders(self) -> list[Folder]:
        """The folders that would be read, and those that are not, with the reason in `covered_by`."""
        return self._session.folders()

    def messages(self) -> Iterator[RawMessage | SourceEvent | Mark]:
        """The messages that may concern us, then the marks. SourceError where the connection fails."""
        folders = []
        for folder in self._session.folders():
            if folder.name in self._skip:
                self._tally.missed(folder.name, NotSeen("skipped by the configuration", 0), folder.use)
            elif folder.covered_by is None and folder.use is not SpecialUse.DRAFTS:
                folders.append(folder)
        states: dict[str, FolderState] = {}
        for folder in folders:
            yield from self._by_keys(folder, states)
        self._depth = SearchedBy.HEADERS
        for folder in folders:
            if folder.name in states:
                yield from self._by_headers(folder)

    def bodies(self, folder: Folder, uids: list[int]) -> Iterator[RawMessage | SourceEvent]:
        """Whole messages of a folder by UID, those already read left out."""
        yield from self._bodies(folder, self._session.examine(folder.name), uids)

    def _by_keys(self, folder: Folder, states: dict[str, FolderState]) -> Iterator[RawMessage | SourceEvent | Mark]:
        """The messages that the server itself finds by sender and subject: an answer in seconds."""
        try:
            state = self._session.examine(folder.name)
        except FolderGone as error:
            self._tally.missed(folder.name, NotSeen(str(error), 0), folder.use)
            return
        states[folder.name] = state
        self._tally.seen(folder.name, folder.use, None, 0)
        if state.exists == 0:
            return
        last = self._last_uid(state)
        start = self._checkpoints.upto(folder.name, state.uidvalidity, SearchedBy.SENDER) + 1
        if start > last:
            return
        yield SourceEvent(folder.name, 0, state.exists)
        found: set[int] = set()
        for key in self._keys:
            # A range that ends below its start would be turned round by the server (RFC 9051, section 9).
            found.update(uid for uid in self._session.search(*key, uids=f"{start}:{last}") if start <= uid <= last)
        yield from self._bodies(folder, state, sorted(found))
        yield Mark(folder.name, state.uidvalidity, SearchedBy.SENDER, last)

    def _by_headers(self, folder: Folder) -> Iterator[RawMessage | SourceEvent | Mark]:
        """Every header since the last sweep: finds what the server's search cannot (encoded words, replies, bounces)."""
        try:
            state = self._session.examine(folder.name)
        except FolderGone as error:
            self._tally.missed(folder.name, NotSeen(str(error), 0), folder.use)
            return
        limit = self._session.account.provider.folder_limit if self._session.account.provider else None
        if limit and state.exists == limit:
            self._tally.missed(folder.name, NotSeen(f"the server shows only the newest {limit} messages", 0), folder.use)
        self._tally.seen(folder.name, folder.use, None, state.exists)
        if state.exists == 0:
            return
        last = self._last_uid(state)
        start = self._checkpoints.upto(folder.name, state.uidvalidity, SearchedBy.HEADERS) + 1
        if start > last:
            return
        uids = [uid for uid in self._session.search("ALL", uids=f"{start}:{last}") if start <= uid <= last]
        for at in range(0, len(uids), SWEEP):
            batch = uids[at : at + SWEEP]
            answers = self._session.fetch(uid_set(batch), f"{_ITEMS} {_HEADER}")
            wanted = []
            for uid in batch:
                items = answers.get(uid)
                if items is None:
                    continue  # expunged since the search
                self._tally.seen(folder.name, folder.use, internal_date(items), 0)
                header = body_of(items)
                if header is None or self._glance(header, folder):
                    wanted.append(uid)
            yield from self._bodies(folder, state, wanted)
            yield Mark(folder.name, state.uidvalidity, SearchedBy.HEADERS, batch[-1])
            yield SourceEvent(folder.name, at + len(batch), len(uids))
        yield Mark(folder.name, state.uidvalidity, SearchedBy.HEADERS, last)

    def _bodies(self, folder: Folder, state: FolderState, uids: list[int]) -> Iterator[RawMessage | SourceEvent]:
        """Whole messages by UID, those already read left out, in batches bounded by number and bytes."""
        wanted = [uid for uid in uids if not self._is_known(folder, state, uid)]
        for at in range(0, len(wanted), SWEEP):
            sizes = self._session.fetch(uid_set(wanted[at : at + SWEEP]), _ITEMS)
            for batch in _batches(wanted[at : at + SWEEP], sizes):
                yield from self._fetch_batch(folder, state, batch, sizes)

    def _fetch_batch(self, folder: Folder, state: FolderState, batch: list[int], sizes: dict[int, Items]) -> Iterator[RawMessage | SourceEvent]:
        for uid in batch:
            if size_of(sizes[uid]) > MAX_MESSAGE_BYTES:
                yield self._unread(folder, state, uid, f"larger than {MAX_MESSAGE_BYTES // 2**20} MiB")
        small = [uid for uid in batch if size_of(sizes[uid]) <= MAX_MESSAGE_BYTES]
        if not small:
            return
        answers = self._session.fetch(uid_set(small), f"{_ITEMS} BODY.PEEK[]")
        for uid in small:
            items = answers.get(uid)
            if items is None:
                continue
            data = body_of(items)
            if data is None:
                # Some servers answer OK without the text: asked for once more alone, then told as unread.
                again = self._session.fetch(str(uid), "UID INTERNALDATE BODY.PEEK[]").get(uid, {})
                data = body_of(again)
            if data is None:
                yield self._unread(folder, state, uid, "the server gave no text")
                continue
            self._fetched.add((folder.name, state.uidvalidity, uid))
            yield RawMessage(self._origin(folder, state, uid), data, folder.name, folder.use, internal_date(items))

    def _is_known(self, folder: Folder, state: FolderState, uid: int) -> bool:
        if (folder.name, state.uidvalidity, uid) in self._fetched:
            return True
        return self._checkpoints.knows(folder.name, self._origin(folder, state, uid).position)

    def _origin(self, folder: Folder, state: FolderState, uid: int) -> Origin:
        return Origin(self.name, f"{folder.name};{state.uidvalidity};{uid}")

    def _unread(self, folder: Folder, state: FolderState, uid: int, why: str) -> SourceEvent:
        self._tally.missed(folder.name, NotSeen(why, 1), folder.use)
        return SourceEvent(folder.name, self._tally.count(folder.name), state.exists, self._origin(folder, state, uid), why)

    def _last_uid(self, state: FolderState) -> int:
        """The highest UID there can be. Without UIDNEXT the server is asked."""
        if state.uidnext is not None:
            return state.uidnext - 1
        return max(self._session.search("ALL"), default=0)


def _batches(uids: list[int], sizes: dict[int, Items]) -> Iterator[list[int]]:
    """UIDs in batches; messages that vanished since have no size and are left out."""
    batch: list[int] = []
    total = 0
    for uid in uids:
        if uid not in sizes:
            continue
        size = size_of(sizes[uid])
        if batch and (len(batch) >= BODIES or total + size > MAX_BATCH_BYTES):
            yield batch
            batch, total = [], 0
        batch.append(uid)
        total += size
    if batch:
        yield batch
