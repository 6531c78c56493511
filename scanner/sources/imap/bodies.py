"""Whole messages by UID, in batches bounded by number and bytes; what the server does not hand out is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.model import Origin, RawMessage
from scanner.sources.base import SourceEvent
from scanner.sources.imap.answers import Items, body_of, internal_date, number_of
from scanner.sources.imap.folders import Folder
from scanner.sources.imap.session import FolderState, Session

BATCH = 100  # messages a command, and at most so many bytes:
BATCH_BYTES = 8 * 2**20
MAX_MESSAGE_BYTES = 40 * 2**20
ITEMS = "UID INTERNALDATE RFC822.SIZE"


@dataclass(frozen=True, slots=True)
class Withheld(SourceEvent):
    """A message that the server did not hand out this time; the next scan asks for it again."""


class Bodies:
    """Reads messages, each once a run."""

    def __init__(self, session: Session, source: str) -> None:
        self._session = session
        self._source = source
        self._read: set[tuple[str, int, int]] = set()

    def read(self, folder: Folder, state: FolderState, uids: list[int], sizes: dict[int, int] | None = None) -> Iterator[RawMessage | SourceEvent]:
        """The messages of the open folder, those read in this run left out. `sizes` as far as they are known."""
        wanted = [uid for uid in uids if (folder.name, state.uidvalidity, uid) not in self._read]
        sizes = dict(sizes or {})
        if unknown := [uid for uid in wanted if uid not in sizes]:
            answers = self._session.fetch(unknown, ITEMS).items
            sizes |= {uid: number_of(items, b"RFC822.SIZE") or 0 for uid, items in answers.items()}
        for batch in _batches(wanted, sizes):
            for uid, found in self._batch(batch, sizes):
                if found is None:
                    continue  # expunged since the search
                self._read.add((folder.name, state.uidvalidity, uid))
                origin = Origin(self._source, f"{folder.name};{state.uidvalidity};{uid}")
                if isinstance(found, _No):
                    event = SourceEvent if found.final else Withheld
                    yield event(folder.name, 0, state.exists, origin, found.why)
                else:
                    yield RawMessage(origin, body_of(found) or b"", folder.name, folder.use, internal_date(found))

    def _batch(self, batch: list[int], sizes: dict[int, int]) -> Iterator[tuple[int, Items | _No | None]]:
        small = [uid for uid in batch if sizes.get(uid, 0) <= MAX_MESSAGE_BYTES]
        answers = self._session.fetch(small, f"{ITEMS} BODY.PEEK[]") if small else None
        items = answers.items if answers else {}
        # Of what did not come, all is asked about at once: is it still there?
        missing = [uid for uid in small if uid not in items]
        there = self._still_there(missing) if missing else set()
        for uid in batch:
            if uid not in small:
                yield uid, _No(f"larger than {MAX_MESSAGE_BYTES // 2**20} MiB", final=True)
            elif uid in items and _is_whole(items[uid]):
                yield uid, items[uid]
            elif uid in items or uid in there:
                yield uid, self._alone(uid)
            else:
                yield uid, None

    def _alone(self, uid: int) -> Items | _No | None:
        """A message that did not come with the others, asked for once more by itself.

        Some servers answer OK without the text, or refuse a whole batch for one message that they cannot read.
        """
        again = self._session.fetch([uid], f"{ITEMS} BODY.PEEK[]")
        items = again.items.get(uid)
        if items is not None and _is_whole(items):
            return items
        return _No(again.refused or "the server gave no text", final=False)

    def _still_there(self, uids: list[int]) -> set[int]:
        found: set[int] = set()
        for at in range(0, len(uids), 500):
            found.update(self._session.search("ALL", uids=",".join(map(str, uids[at : at + 500]))))
        return found & set(uids)


@dataclass(frozen=True, slots=True)
class _No:
    """Why a message was not read; `final` where asking again brings nothing."""

    why: str
    final: bool


def _is_whole(items: Items) -> bool:
    """Whether a message's text came. An empty text counts only where the server says that the message is empty."""
    body = body_of(items)
    return body is not None and (bool(body) or number_of(items, b"RFC822.SIZE") == 0)


def _batches(uids: list[int], sizes: dict[int, int]) -> Iterator[list[int]]:
    batch: list[int] = []
    total = 0
    for uid in uids:
        size = min(sizes.get(uid, 0), MAX_MESSAGE_BYTES)
        if batch and (len(batch) >= BATCH or total + size > BATCH_BYTES):
            yield batch
            batch, total = [], 0
        batch.append(uid)
        total += size
    if batch:
        yield batch
