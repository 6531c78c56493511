"""The deep search: what no header gives away is looked for in the texts themselves; dear, so its cost is told first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from scanner.catalog import Catalog
from scanner.errors import FolderGone
from scanner.jobs.events import Event, Progress, Read
from scanner.jobs.mailbox import MailboxScan
from scanner.jobs.recover import Wanted
from scanner.model import SpecialUse
from scanner.sources.imap import Folder, Session
from scanner.sources.imap.wire import Refused

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a deep search would read."""

    folders: int
    messages: int
    whole: bool  # every message of the time is read, not only those that the server's text search finds


class DeepSearch:
    """Reads the texts of a time, or, where no time was given, those in which the server finds the needles."""

    def __init__(self, session: Session, scan: MailboxScan, catalog: Catalog, wanted: Wanted) -> None:
        self._session = session
        self._scan = scan
        self._times = _times(wanted)
        said = (*wanted.words, wanted.order_id, wanted.giver)
        # The word that stands in nearly every mail of ours comes first; what the owner said may stand in a mail without it.
        self._needles = tuple(dict.fromkeys(["amazon", *(" ".join(w.split()) for w in said if w and len(w.strip()) > 1)]))
        self._whole = bool(self._times)
        self._folders = [f for f in session.folders() if f.covered_by is None and f.use is not SpecialUse.DRAFTS]

    def cost(self) -> Cost:
        """How many messages would be searched or read; told before anything is done."""
        total = 0
        for folder in self._folders:
            try:
                state = self._session.examine(folder.name)
            except FolderGone:
                continue
            # A server that cannot search for one of the words leaves only reading everything.
            self._whole = self._whole or any(not self._session.can_search("TEXT", needle) for needle in self._needles)
            total += len(self._session.search_any(self._times)[0]) if self._times else state.exists
        return Cost(len(self._folders), total, self._whole)

    def run(self) -> Iterator[Event]:
        """Read them; events as they come."""
        for folder in self._folders:
            try:
                yield from self._folder(folder)
            except (FolderGone, Refused):
                continue  # its coverage stays what it was

    def _folder(self, folder: Folder) -> Iterator[Event]:
        state = self._session.examine(folder.name)
        name = self._scan.source.name
        if state.exists:
            yield Progress(name, folder.name, 0, state.exists, 0)
            uids = self._candidates()
            found = 0
            for seen, event in enumerate(self._scan.read_uids(folder, uids), 1):
                found += isinstance(event, Read) and event.recognition.kind is not None
                yield event
                yield Progress(name, folder.name, seen, len(uids), found)
        if not self._times:
            self._scan.searched_in_full(folder, state)

    def _candidates(self) -> list[int]:
        """All messages of the time; without one those whose text the server finds to hold a needle."""
        if self._times:
            return self._session.search_any(self._times)[0]
        if self._whole:
            return self._session.search("ALL")
        found: set[int] = set()
        for needle in self._needles:
            uids = self._session.search_text("TEXT", needle)
            if uids is None:
                return self._session.search("ALL")
            found.update(uids)
        return sorted(found)


def _times(wanted: Wanted) -> tuple[tuple[str, ...], ...]:
    """The time as search criteria (RFC 9051, section 6.4.4), a day wider than asked for: servers count in their own zone.

    Once by the day on which the server got a message, once by the day on which it says it was sent: of mail that was
    moved in from elsewhere only the second is true. Empty where no time was said.
    """
    criteria: list[tuple[str, ...]] = []
    for since, before in (("SINCE", "BEFORE"), ("SENTSINCE", "SENTBEFORE")):
        bounds: tuple[str, ...] = ()
        if wanted.since:
            bounds += (since, _imap_day(wanted.since, -1))
        if wanted.until:
            bounds += (before, _imap_day(wanted.until, 2))
        if bounds:
            criteria.append(bounds)
    return tuple(criteria)


def _imap_day(day: date, shift: int) -> str:
    """A date of RFC 9051 (1-Mar-2024), whatever the locale is."""
    moved = date.fromordinal(max(1, min(day.toordinal() + shift, date.max.toordinal())))
    return f"{moved.day}-{_MONTHS[moved.month - 1]}-{moved.year:04}"
