"""Archives on disk: a path is looked at, found to be a mail, Maildir, mbox, archive or a tree of these, and read."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from scanner.errors import UsageError
from scanner.model import Coverage, NotSeen, Origin, RawMessage, SearchedBy, SpecialUse
from scanner.sources.amount import Amount, Meter
from scanner.sources.apple import is_beside_messages
from scanner.sources.base import SourceEvent
from scanner.sources.contents import read_content, read_on
from scanner.sources.entries import Entry, EntryKind, Folder, Look, at, number_in_folder
from scanner.sources.finds import Begin, EmptyBox, End, Find, Finds, Found, Item, Mark, Missed, NoMail, Opened, Sampled, Unchanged, missed
from scanner.sources.holes import LINK, TOO_DEEP, VANISHED, why_of
from scanner.sources.known import FileState, KnownFiles, Reached, sample_of
from scanner.sources.layout import Spot, is_maildir, shown
from scanner.sources.looking import is_beside
from scanner.sources.maildir import Maildir
from scanner.sources.roll import Roll
from scanner.sources.streams import NotAFile, OpenFile, Purse, opened
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
        self._state: FileState | None = None  # what it was like before
        self._reached: Reached | None = None  # how far reading could go on

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
            look = Look(self._path)
            spot = Spot.at_top(self._path.resolve().name, look.names, look.has_folders)
            yield from self._folder(self._path, "", spot, look, 0)
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

    def _mark(self, find: Begin | Opened | Mark | Sampled | End | Unchanged) -> None:
        """Where a file begins and ends, how far it was read, or that it was passed over."""
        match find:
            case Begin():
                self._of_file, self._is_whole, self._reached = Tally(self.name), True, None
            case Opened():
                self._meter.begin(find.file)
            case Sampled():
                self._reached = replace(find.reached, seen=self._of_file.coverage(SearchedBy.FULL))
                if self.known and self._state and self._is_whole:
                    self.known.note_reached(self._state, self._reached)
            case End():
                self._end(find)
            case Unchanged():
                self._meter.again(find.files, find.size)
                for seen in find.seen:
                    self._tally.again(seen)
                    self._of_file.again(seen)

    def _end(self, find: End) -> None:
        seen = self._of_file.coverage(SearchedBy.FULL)
        if not self._is_whole:
            if find.roll is not None:
                find.roll.is_whole = False
        elif find.roll is not None:
            find.roll.add(find.number, seen)
        elif self.known and find.state:
            self.known.note(find.state, seen, self._reached)

    def _folder(self, path: Path, inside: str, spot: Spot, look: Look, depth: int) -> Finds:
        """A folder and all below it, in the order of names."""
        trouble = TOO_DEEP if depth > MAX_DEPTH else look.trouble
        if trouble:
            yield Missed(inside, spot.folder, spot.use, trouble, 0)
            return
        maildir = is_maildir(look.names)
        if maildir or spot.use is not SpecialUse.ORDINARY:
            yield EmptyBox(spot.folder, spot.use)
        if maildir:
            yield from Maildir(path, inside, spot, self._roll(inside, spot)).read()
        folder = Folder(path, inside, self.name, spot, self._roll(f"{inside}/", spot))
        for entry in folder.entries():
            if not isinstance(entry, Entry):
                yield entry
            elif spot.apple and is_beside_messages(entry.name, look.names):
                yield NoMail(at(inside, entry.name))
            elif not (maildir and entry.name in _OWN):
                yield from self._entry(entry, path, Item(entry.name, at(inside, entry.name), spot), folder.roll, depth)

    def _roll(self, path: str, spot: Spot) -> Roll:
        """The roll of a folder's single mails; an empty one where nothing is known."""
        return self.known.roll(self.name, path, f"{spot.use}:{spot.folder}") if self.known else Roll()

    def _entry(self, entry: Entry, folder: Path, item: Item, roll: Roll, depth: int) -> Finds:
        path = folder / entry.name
        if entry.kind is EntryKind.LINK:
            # A link to something inside is no loss, its aim is read; and a loop of links leads nowhere new.
            if not self._is_inside(path):
                yield missed(item, LINK, loud=False)
        elif entry.kind is EntryKind.FOLDER:
            look = Look(path)
            yield from self._folder(path, item.inside, item.spot.below(entry.name, look.names), look, depth + 1)
        elif is_beside(entry.name):
            yield NoMail(item.inside)
        else:
            yield from self._read(path, item, roll)

    def _read(self, path: Path, item: Item, roll: Roll | None = None) -> Finds:
        """A file, unless an earlier run read it as it is now; of an mbox that only grew, what is new."""
        before = self._state_of(path, item) if self.known else None
        if self.known and before and (seen := self.known.seen(before)) is not None:
            yield Unchanged(item.inside, seen, size=before.size)
            return
        yield Begin(item.inside)
        self._state = before
        yield from _file(path, item, lambda file, item: self._from(file, item, self.known.reached(before) if self.known and before else None))
        is_same = before is not None and before == self._state_of(path, item)
        single = is_same and roll is not None and self._of_file.is_single(item.folder)
        yield End(before if is_same else None, roll if single else None, number_in_folder(path.name, before) if single and before else 0)

    def _from(self, file: OpenFile, item: Item, reached: Reached | None) -> Finds:
        """What a file holds, from the place on that an earlier run reached if what stands before it is as it was."""
        if reached and self.known and file.has(reached.offset) and self.known.is_as_it_was(reached, sample_of(reached.offset, file.at)):
            yield Unchanged(item.inside, reached.seen, files=0)
            self._reached = reached
            finds = read_on(file.stream(reached.offset), item, reached)
        else:
            finds = _all_of(file, item)
        for find in finds:
            if not isinstance(find, Mark):
                yield find
            elif self.known and not find.depth and file.has(find.offset):
                yield Sampled(Reached(find.offset, find.quotes, sample_of(find.offset, file.at)))

    def _state_of(self, path: Path, item: Item) -> FileState | None:
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
    return _file(path, item, lambda file, item: _all_of(file, item, only))


def _all_of(file: OpenFile, item: Item, only: str | None = None) -> Finds:
    # A pipe cannot be read twice, as a zip must be.
    whole = file.file if stat.S_ISREG(file.state.st_mode) else None
    return read_content(file.stream(), item, whole, Purse(file.state.st_size), only)


def _file(path: Path, item: Item, read: Callable[[OpenFile, Item], Finds]) -> Finds:
    """What is read of a file, and what went wrong with it."""
    try:
        with opened(path, any_kind=item.named) as file:
            yield Opened(file)
            yield from read(file, replace(item, latest=datetime.fromtimestamp(file.state.st_mtime, UTC), path=path))
            if change := file.change():
                yield missed(item, change, loud=False, count=0)
    except NotAFile as error:
        yield missed(item, why_of(error), loud=False)
    except OSError as error:
        yield missed(item, why_of(error), loud=item.named or why_of(error) != VANISHED)
