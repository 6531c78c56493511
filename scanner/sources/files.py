"""Archives on disk: a path is looked at, found to be a mail, Maildir, mbox, archive or a tree of these, and read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from scanner.errors import UsageError
from scanner.model import Coverage, NotSeen, Origin, RawMessage, SearchedBy, SpecialUse
from scanner.sources.amount import Amount, Meter
from scanner.sources.apple import is_beside_messages
from scanner.sources.base import SourceEvent
from scanner.sources.contents import read_content
from scanner.sources.finds import Begin, EmptyBox, End, Find, Finds, Found, Item, Missed, NoMail, Opened, Unchanged, missed
from scanner.sources.holes import LINK, TOO_DEEP, VANISHED, why_of
from scanner.sources.known import FileState, KnownFiles
from scanner.sources.layout import Spot, is_maildir, shown
from scanner.sources.looking import is_beside
from scanner.sources.maildir import Maildir
from scanner.sources.streams import NotAFile, Purse, opened
from scanner.sources.tally import Tally

MAX_DEPTH: Final = 40
_OWN = ("cur", "new", "tmp")


def open_path(path: Path) -> FileSource:
    """The source that a path is. Raises UsageError where there is nothing."""
    try:
        path.stat()
    except OSError as error:
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            raise UsageError(f"{shown(str(path))}: no such file or folder") from None
        raise UsageError(f"{shown(str(path))} cannot be read: {error.strerror}") from None
    return FileSource(path)


class FileSource:
    """A file or folder of mail. `messages` yields them in the order of their paths; files that are `known` unchanged are passed over."""

    def __init__(self, path: Path) -> None:
        self.name = shown(str(path))
        self._path = path
        self.known: KnownFiles | None = None
        self._tally = Tally(self.name)
        self._meter = Meter()
        self._of_file = Tally(self.name)  # of the file that is being read
        self._is_whole = True  # nothing in it was missed that another run might see

    def coverage(self) -> tuple[Coverage, ...]:
        """What was seen of each folder."""
        return self._tally.coverage(SearchedBy.FULL)

    def unread(self, raw: RawMessage, why: str) -> None:
        """The message that was handed out last could not be read: a hole in what was seen of its folder and file."""
        self._miss(raw.folder, NotSeen(why, 1), raw.use)

    def amount(self) -> Amount:
        """The files and bytes that were gone through so far."""
        return self._meter.amount

    def messages(self) -> Iterator[RawMessage | SourceEvent]:
        """All messages."""
        for find in self._finds():
            if (told := self._told(find)) is not None:
                yield told
        self._meter.end()

    def _finds(self) -> Finds:
        if self._path.is_dir():
            # The name of "." or ".." says nothing; that of the folder it stands for does.
            entries, trouble = _listed(self._path)
            name = self._path.resolve().name
            spot = Spot.at_top(name, [e.name for e in entries], any(e.is_dir(follow_symlinks=False) and e.name not in _OWN for e in entries))
            yield from self._folder(self._path, "", spot, entries, trouble, 0)
        else:
            yield from self._read(self._path, Item(self._path.name, "", Spot(), named=True))

    def _told(self, find: Find) -> RawMessage | SourceEvent | None:
        """A find counted, and as the source's reader gets it."""
        match find:
            case Found():
                for tally in (self._tally, self._of_file):
                    tally.seen(find.folder, find.use, find.arrived)
                return RawMessage(Origin(self.name, find.inside), find.data, find.folder, find.use, find.arrived)
            case EmptyBox():
                self._tally.seen(find.folder, find.use, None, 0)
            case NoMail():
                self._miss("", NotSeen.no_mail(1), SpecialUse.ORDINARY)
            case Missed():
                self._miss(find.folder, NotSeen(find.why, find.count), find.use)
                self._is_whole = self._is_whole and not (find.loud or find.passing)
                if find.loud:
                    return SourceEvent(find.folder, self._tally.count(find.folder), None, Origin(self.name, find.inside), find.why)
            case _:
                self._mark(find)
        return None

    def _miss(self, folder: str, hole: NotSeen, use: SpecialUse) -> None:
        for tally in (self._tally, self._of_file):
            tally.missed(folder, hole, use)

    def _mark(self, find: Begin | Opened | End | Unchanged) -> None:
        """Where a file begins and ends, or that it was passed over."""
        match find:
            case Begin():
                self._of_file, self._is_whole = Tally(self.name), True
            case Opened():
                self._meter.begin(find.file)
            case End():
                if self.known and find.state and self._is_whole:
                    self.known.note(find.state, self._of_file.coverage(SearchedBy.FULL))
            case Unchanged():
                self._meter.again(find.size)
                for seen in find.seen:
                    self._tally.again(seen)

    def _folder(self, path: Path, inside: str, spot: Spot, entries: list[os.DirEntry[str]], trouble: str, depth: int) -> Finds:
        """A folder and all below it, in the order of names."""
        if depth > MAX_DEPTH:
            trouble = TOO_DEEP
        if trouble:
            yield Missed(inside, spot.folder, spot.use, trouble, 0)
            return
        around = {entry.name for entry in entries}
        maildir = is_maildir(around)
        if maildir or spot.use is not SpecialUse.ORDINARY:
            yield EmptyBox(spot.folder, spot.use)
        if maildir:
            yield from Maildir(path, inside, spot).read()
        for entry in entries:
            if maildir and entry.name in _OWN:
                continue
            name = shown(entry.name)
            item = Item(entry.name, f"{inside}/{name}" if inside else name, spot)
            yield from self._entry(entry, item, depth, around)

    def _entry(self, entry: os.DirEntry[str], item: Item, depth: int, around: set[str]) -> Finds:
        if entry.is_symlink():
            # A link to something inside is no loss, its aim is read; and a loop of links leads nowhere new.
            if not self._is_inside(Path(entry.path)):
                yield missed(item, LINK, loud=False)
        elif entry.is_dir(follow_symlinks=False):
            path = Path(entry.path)
            if item.spot.apple and is_beside_messages(entry.name, around):
                yield NoMail(item.inside)
                return
            entries, trouble = _listed(path)
            yield from self._folder(path, item.inside, item.spot.below(entry.name, {e.name for e in entries}), entries, trouble, depth + 1)
        elif is_beside(entry.name):
            yield NoMail(item.inside)
        else:
            yield from self._read(Path(entry.path), item)

    def _read(self, path: Path, item: Item) -> Finds:
        """A file, unless an earlier run read it as it is now."""
        before = self._state(path, item) if self.known else None
        if self.known and before and (seen := self.known.seen(before)) is not None:
            yield Unchanged(item.inside, seen, before.size)
            return
        yield Begin(item.inside)
        yield from read_file(path, item)
        yield End(before if before and before == self._state(path, item) else None)

    def _state(self, path: Path, item: Item) -> FileState | None:
        """The state of a regular file; None for what is none, or cannot be looked at."""
        try:
            state = path.stat()
        except OSError:
            return None
        return FileState.of(self.name, item.inside, f"{item.use}:{item.folder}", state) if stat.S_ISREG(state.st_mode) else None

    def _is_inside(self, link: Path) -> bool:
        try:
            return link.resolve(strict=True).is_relative_to(self._path.resolve())
        except (OSError, RuntimeError):  # it leads nowhere, or in a circle
            return True


def read_file(path: Path, item: Item, only: str | None = None) -> Finds:
    """All that a file holds; with `only` what does not lie on the way to that position is passed over."""
    try:
        with opened(path, any_kind=item.named) as file:
            yield Opened(file)
            state = file.state
            latest = datetime.fromtimestamp(state.st_mtime, UTC)
            item = replace(item, latest=latest, path=path)
            # A pipe cannot be read twice, as a zip must be.
            whole = file.file if stat.S_ISREG(state.st_mode) else None
            yield from read_content(file.stream(), item, whole, Purse(state.st_size), only)
            if change := file.change():
                yield missed(item, change, loud=False, count=0)
    except NotAFile as error:
        yield missed(item, why_of(error), loud=False)
    except OSError as error:
        yield missed(item, why_of(error), loud=item.named or why_of(error) != VANISHED)


def _listed(path: Path) -> tuple[list[os.DirEntry[str]], str]:
    """What lies in a folder, by name, and why it cannot be told if so."""
    try:
        with os.scandir(path) as entries:
            return sorted(entries, key=lambda e: e.name), ""
    except OSError as error:
        return [], why_of(error)
