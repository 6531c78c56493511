"""One mailbox as a source: first what senders and subjects give away at once, then every header that was never seen.

The stream holds raw messages, events, and marks. A mark says: everything before me is complete up to here. Whoever keeps
it together with what came before can stop at any moment, and goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from scanner.errors import FolderGone
from scanner.model import Coverage, NotSeen, RawMessage, SearchedBy, SpecialUse
from scanner.sources.amount import Amount
from scanner.sources.base import SourceEvent
from scanner.sources.imap.answers import body_of, internal_date, number_of
from scanner.sources.imap.bodies import ITEMS, Bodies
from scanner.sources.imap.folders import Folder
from scanner.sources.imap.session import FolderState, Session
from scanner.sources.imap.uids import uid_set
from scanner.sources.imap.wire import Refused
from scanner.sources.tally import Tally

SWEEP = 1_000  # headers a command
MAX_HEADER = 256 * 1024  # as much of one as is looked at
_HEADER = (
    "BODY.PEEK[HEADER.FIELDS (FROM TO CC SUBJECT DATE MESSAGE-ID IN-REPLY-TO REFERENCES CONTENT-TYPE REPLY-TO SENDER LIST-ID RETURN-PATH"
    " X-FAILED-RECIPIENTS AUTHENTICATION-RESULTS)]"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """Everything of a folder up to a UID was looked through, and everything before in the stream was handed out."""

    folder: str
    uidvalidity: int
    searched_by: SearchedBy
    upto: int
    done: bool = True  # the folder is looked through to its end in this way
    gone: tuple[int, ...] = ()  # of what the server owed, what is no longer there


class Checkpoints(Protocol):
    """What was looked through before; the ledger answers."""

    def upto(self, folder: str, uidvalidity: int, depth: SearchedBy) -> int:
        """The highest UID that was looked through in this way, 0 where none was."""
        ...

    def known(self, folder: str, uidvalidity: int) -> frozenset[int]:
        """The UIDs that need not be read again: read by the same rules, and nothing new in them."""
        ...

    def owed(self, folder: str, uidvalidity: int) -> tuple[int, ...]:
        """A few UIDs that the server did not hand out when they were asked for."""
        ...


Glance = Callable[[bytes, Folder], bool]
Stream = Iterator[RawMessage | SourceEvent | Mark]


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
        self.present: tuple[str, ...] = ()  # the folders that the mailbox has, whether read or not
        self._tally = Tally(self.name)
        self._depths: dict[str, SearchedBy] = {}
        self._bodies = Bodies(session, self.name)

    def coverage(self) -> tuple[Coverage, ...]:
        """What was seen of each folder so far, each with how thoroughly."""
        return tuple(replace(c, searched_by=self._depths.get(c.folder, SearchedBy.SENDER)) for c in self._tally.coverage(SearchedBy.SENDER))

    def unread(self, raw: RawMessage, why: str) -> None:
        """Whoever keeps what was seen of a mailbox keeps its failures, too: by number, so that they can be asked for again."""

    def amount(self) -> Amount:
        """No files: a server's mail is counted by messages."""
        return Amount()

    def folders(self) -> list[Folder]:
        """The folders that would be read, and those that are not, with the reason in `covered_by`."""
        return self._session.folders()

    def messages(self) -> Stream:
        """The messages that may concern us, then the marks. SourceError where the connection fails."""
        todo = []
        folders = self._chosen()
        states = self._session.states(folders)
        for folder in folders:
            state = states.get(folder.name)
            if folder.use is SpecialUse.DRAFTS:
                if state is None or state.exists:
                    self._tally.missed(folder.name, NotSeen("drafts are not read", state.exists if state else 0), folder.use)
            elif state is not None and self._is_done(folder, state):
                self._looked(folder, state, SearchedBy.HEADERS)
            else:
                todo.append(folder)
        for folder in todo:
            yield from self._kept_whole(folder, self._by_keys)
        # What the owner wrote comes first: answers to it are then known by their references.
        for folder in sorted(todo, key=lambda f: f.use is not SpecialUse.SENT):
            if folder.name in self._depths:
                yield from self._kept_whole(folder, self._by_headers)

    def bodies(self, folder: Folder, uids: list[int]) -> Iterator[RawMessage | SourceEvent]:
        """Whole messages of a folder by UID, those already read left out."""
        state = self._session.examine(folder.name)
        yield from self._bodies.read(folder, state, self._unread(folder, state, uids))

    def read_in_full(self, folder: Folder, state: FolderState) -> Coverage:
        """Note that the texts of a whole folder were searched; its coverage."""
        self._looked(folder, state, SearchedBy.FULL)
        return next(c for c in self.coverage() if c.folder == folder.name)

    def _chosen(self) -> list[Folder]:
        """The folders to be read; of the others it is told why not."""
        chosen = []
        listed = self._session.folders()
        self.present = (*(f.name for f in listed), *self._session.left_out)
        for folder in listed:
            if folder.name in self._skip:
                self._tally.missed(folder.name, NotSeen("skipped by the configuration", 0), folder.use)
            elif folder.covered_by is None:
                chosen.append(folder)
        for name in self._session.left_out:
            self._tally.missed(name, NotSeen("its name cannot be sent to the server", 0))
        return chosen

    def _is_done(self, folder: Folder, state: FolderState) -> bool:
        """Whether nothing has come since the last scan by the same rules."""
        if state.uidnext is None or self._checkpoints.owed(folder.name, state.uidvalidity):
            return False
        depths = (SearchedBy.SENDER, SearchedBy.HEADERS)
        return all(self._checkpoints.upto(folder.name, state.uidvalidity, depth) >= state.uidnext - 1 for depth in depths)

    def _kept_whole(self, folder: Folder, look: Callable[[Folder], Stream]) -> Stream:
        """One folder looked through; if it vanishes meanwhile, that is a hole in what was seen and no end of the scan."""
        try:
            yield from look(folder)
        except (FolderGone, Refused) as error:
            self._depths.pop(folder.name, None)
            self._tally.missed(folder.name, NotSeen(str(error), 0), folder.use)

    def _by_keys(self, folder: Folder) -> Stream:
        """The messages that the server itself finds by sender and subject: an answer in seconds."""
        state = self._session.examine(folder.name)
        last = self._last_uid(state)
        self._looked(folder, state, SearchedBy.SENDER)
        owed = self._checkpoints.owed(folder.name, state.uidvalidity)
        there = self._session.search("ALL", uids=uid_set(owed)) if owed else []
        yield from self._bodies.read(folder, state, [uid for uid in there if uid in owed])
        start = self._checkpoints.upto(folder.name, state.uidvalidity, SearchedBy.SENDER) + 1
        if start <= last and state.exists:
            yield SourceEvent(folder.name, 0, state.exists)
            # A range that ends below its start would be turned round by the server (RFC 9051, section 9).
            found, refused = self._session.search_any(self._keys, uids=f"{start}:{last}")
            yield from self._bodies.read(folder, state, self._unread(folder, state, [uid for uid in found if start <= uid <= last]))
            if refused == len(self._keys):
                return  # no mark: this server's search found nothing because it was not made
        yield Mark(folder.name, state.uidvalidity, SearchedBy.SENDER, max(last, start - 1), gone=tuple(set(owed) - set(there)))

    def _by_headers(self, folder: Folder) -> Stream:
        """Every header since the last sweep: finds what the server's search cannot (encoded words, replies, bounces)."""
        state = self._session.examine(folder.name)
        last = self._last_uid(state)
        start = self._checkpoints.upto(folder.name, state.uidvalidity, SearchedBy.HEADERS) + 1
        uids: list[int] = []
        if start <= last and state.exists:
            uids = [uid for uid in self._session.search("ALL", uids=f"{start}:{last}") if start <= uid <= last]
        for at in range(0, len(uids), SWEEP):
            batch = uids[at : at + SWEEP]
            yield from self._sweep(folder, state, batch)
            yield Mark(folder.name, state.uidvalidity, SearchedBy.HEADERS, batch[-1], done=False)
            yield SourceEvent(folder.name, at + len(batch), len(uids))
        self._looked(folder, state, SearchedBy.HEADERS)
        yield Mark(folder.name, state.uidvalidity, SearchedBy.HEADERS, max(last, start - 1))

    def _sweep(self, folder: Folder, state: FolderState, batch: list[int]) -> Iterator[RawMessage | SourceEvent]:
        """The headers of some messages, and the bodies of those that are worth it."""
        answers = self._session.fetch(batch, f"{ITEMS} {_HEADER}")
        wanted: list[int] = []
        sizes: dict[int, int] = {}
        for uid in batch:
            items = answers.items.get(uid)
            header = (body_of(items) or b"")[:MAX_HEADER] if items is not None else b""
            if items is not None:
                self._tally.seen(folder.name, folder.use, internal_date(items), 0)
                if (size := number_of(items, b"RFC822.SIZE")) is not None:
                    sizes[uid] = size
            if not header or self._glance(header, folder):
                wanted.append(uid)  # also where the server gave no header: then the message itself has to tell
        yield from self._bodies.read(folder, state, self._unread(folder, state, wanted), sizes)

    def _unread(self, folder: Folder, state: FolderState, uids: list[int]) -> list[int]:
        known = self._checkpoints.known(folder.name, state.uidvalidity)
        return [uid for uid in uids if uid not in known]

    def _looked(self, folder: Folder, state: FolderState, depth: SearchedBy) -> None:
        """Note a folder that was looked through, with what its server never shows."""
        if folder.name not in self._depths:
            self._tally.seen(folder.name, folder.use, None, state.exists)
            limit = self._session.account.provider.folder_limit if self._session.account.provider else None
            if limit and state.exists == limit:
                self._tally.missed(folder.name, NotSeen(f"the server shows only the newest {limit} messages", 0), folder.use)
        self._depths[folder.name] = depth

    def _last_uid(self, state: FolderState) -> int:
        """The highest UID there can be. Without UIDNEXT the server is asked."""
        if state.uidnext is not None:
            return state.uidnext - 1
        return max(self._session.search("ALL"), default=0)


__all__ = ["Checkpoints", "ImapMailbox", "Mark"]
