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

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
BATCH = 40


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
        self._wanted = wanted
        self._needles = ("amazon", *(w for w in wanted.words if len(w) > 2))
        self._folders = [f for f in session.folders() if f.covered_by is None and f.use is not SpecialUse.DRAFTS]

    def cost(self) -> Cost:
        """How many messages would be searched or read; told before anything is done."""
        total = 0
        for folder in self._folders:
            try:
                state = self._session.examine(folder.name)
            except FolderGone:
                continue
            total += len(self._session.search(*self._time())) if self._time() else state.exists
        return Cost(len(self._folders), total, bool(self._time()))

    def run(self) -> Iterator[Event]:
        """Read them; events as they come."""
        for folder in self._folders:
            try:
                state = self._session.examine(folder.name)
            except FolderGone:
                continue
            if state.exists == 0:
                continue
            yield Progress(self._scan.source.name, folder.name, 0, state.exists, 0)
            uids = self._candidates(folder)
            found = 0
            for event in self._scan.read_uids(folder, uids):
                found += isinstance(event, Read) and event.recognition.kind is not None
                yield event
                yield Progress(self._scan.source.name, folder.name, 0, len(uids), found)

    def _candidates(self, folder: Folder) -> list[int]:
        """All messages of the time; without one those whose text the server finds to hold a needle."""
        if self._time():
            return self._session.search(*self._time())
        found: set[int] = set()
        for needle in self._needles:
            uids = self._session.search_text("TEXT", needle)
            if uids is None:
                # The server cannot search texts: then only reading everything is honest.
                return self._session.search("ALL")
            found.update(uids)
        return sorted(found)

    def _time(self) -> tuple[str, ...]:
        """SINCE and BEFORE (RFC 9051, section 6.4.4), a day wider than asked for: servers count in their own zone."""
        criteria: tuple[str, ...] = ()
        if self._wanted.since:
            criteria += ("SINCE", _imap_day(self._wanted.since, -1))
        if self._wanted.until:
            criteria += ("BEFORE", _imap_day(self._wanted.until, 2))
        return criteria


def _imap_day(day: date, shift: int) -> str:
    """A date of RFC 9051 (1-Mar-2024), whatever the locale is."""
    moved = date.fromordinal(day.toordinal() + shift)
    return f"{moved.day}-{_MONTHS[moved.month - 1]}-{moved.year}"
