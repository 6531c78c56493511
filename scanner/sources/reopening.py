"""One message of an archive opened again, by the path that was scanned and the position that was noted for it.

A position is a path inside the source, and behind a semicolon the offset in an mbox. Both are text: bytes of names that are no
UTF-8 were written out, so names are compared as they are shown. What became another name meanwhile (the flags of a Maildir)
is looked for under the part of the name that stays.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from scanner.model import Origin, RawMessage
from scanner.sources.files import read_file
from scanner.sources.finds import Found, Item
from scanner.sources.layout import Spot, is_maildir, shown, unique_name
from scanner.sources.looking import Kind, kind_of
from scanner.sources.maildir import PARTS
from scanner.sources.mbox import separator_at_start, split_mbox
from scanner.sources.streams import HEAD, Stream, opened

_PACKED = (Kind.ZIP, Kind.GZIP, Kind.TAR)


@dataclass(frozen=True, slots=True)
class Location:
    """A file on the disk, and where in it a message lies."""

    file: Path
    inside: str  # the file's path inside the source, as it is now; '' where the file is the source
    rest: str  # what of the position points into the file: a member's path, an offset, or both

    @property
    def position(self) -> str:
        """The position, with the file's name as it is now."""
        return self.inside + (self.rest if not self.inside or not self.rest or self.rest.startswith(";") else f"/{self.rest}")

    def moved_to(self, position: str) -> Location:
        """Another place in the same file."""
        return replace(self, rest=position.removeprefix(self.inside).removeprefix("/"))

    @property
    def member(self) -> str:
        """The path inside an archive; '' where the file itself holds the message."""
        path, _, end = self.rest.rpartition(";")
        return path if end.isdigit() else "" if self.rest.isdigit() else self.rest

    @property
    def offset(self) -> int | None:
        """The offset of the separator line in an mbox, packed or not; None where a file is one message."""
        end = self.rest.rpartition(";")[2]
        return int(end) if end.isdigit() else None

    @property
    def is_readable(self) -> bool:
        """Whether there is a file that can be opened; what came through a pipe is gone."""
        with suppress(OSError), opened(self.file):
            return True
        return False

    @property
    def is_packed(self) -> bool:
        """Whether the file has to be unpacked before the message can be seen."""
        with suppress(OSError), opened(self.file) as file:
            return kind_of(file.file.read(HEAD), self.file.name, named=True) in _PACKED
        return False

    @property
    def is_in_maildir(self) -> bool:
        """Whether the file is one of a Maildir's messages."""
        return self.file.parent.name in PARTS and is_maildir(set(_names(self.file.parent.parent)))

    def message(self, source: str) -> RawMessage | None:
        """The message at this very place, None where there is none now."""
        raw = self._at_offset(source) if self.rest.removeprefix(";").isdigit() else None
        return raw or next((found for found in self._read(source, self.position) if found.origin.position == self.position), None)

    def messages(self, source: str) -> Iterator[RawMessage]:
        """All messages of the file."""
        return self._read(source, None)

    def _read(self, source: str, only: str | None) -> Iterator[RawMessage]:
        item = Item(self.file.name, self.inside, Spot(), named=not self.inside, single=self.is_in_maildir)
        for find in read_file(self.file, item, only):
            if isinstance(find, Found):
                yield RawMessage(Origin(source, find.inside), find.data, find.folder, find.use, find.arrived)

    def _at_offset(self, source: str) -> RawMessage | None:
        """The message of an mbox without reading what stands before it; None where no separator stands there."""
        offset = self.offset or 0
        try:
            with opened(self.file) as file:
                if offset >= file.size:
                    return None
                file.file.seek(offset)
                stream = Stream(file.file, limit=file.size - offset)
                if not separator_at_start(stream.head()):
                    return None
                piece = next(split_mbox(stream), None)
        except OSError:
            return None
        return RawMessage(Origin(source, self.position), piece.data, received=piece.stamp) if piece else None


def locate(source: str, position: str) -> Location | None:
    """Where a message lies that was found at a position of a source; None where the file is not there any more."""
    top = Path(source)
    if not _is(Path.exists, top):
        found = _descended(Path(top.anchor or "."), [part for part in top.parts if part != top.anchor])
        if found is None or found[2]:
            return None
        top = found[0]
    if not _is(Path.is_dir, top):
        return Location(top, "", position)
    found = _descended(top, position.split("/"))
    return Location(*found) if found else None


def _descended(top: Path, parts: list[str]) -> tuple[Path, str, str] | None:
    """The file or folder to which parts of a path lead, as far as there are folders: where it is, its path as it is shown, and what
    of the parts is left."""
    path, inside = top, ""
    for at, part in enumerate(parts):
        if not _is(Path.is_dir, path):
            return path, inside, "/".join(parts[at:])
        name, rest = part, ""
        below = _below(path, part)
        if below is None:
            name, semicolon, end = part.rpartition(";")
            rest = semicolon + end
            below = _below(path, name) if end.isdigit() else None
        if below is None:
            return None
        if below.parent != path:  # the other one of `cur` and `new`
            inside = inside.removesuffix(path.name) + below.parent.name
        path = below
        inside = f"{inside}/{shown(path.name)}" if inside else shown(path.name)
        if rest:
            return path, inside, "/".join([rest, *parts[at + 1 :]])
    return path, inside, ""


def _below(folder: Path, name: str) -> Path | None:
    """What a folder holds under a name as it is shown; of a Maildir's `cur` and `new`, also under another flag or in the other one."""
    if "\\" not in name and _is(Path.exists, folder / name):
        return folder / name
    exact = next((entry for entry in _names(folder) if shown(entry) == name), None)
    if exact is not None:
        return folder / exact
    if folder.name not in PARTS or not is_maildir(set(_names(folder.parent))):
        return None
    unique = unique_name(name)
    renamed = ((part, entry) for part in PARTS for entry in _names(folder.parent / part) if unique_name(shown(entry)) == unique)
    return next((folder.parent / part / entry for part, entry in renamed), None)


def _is(what: Callable[[Path], bool], path: Path) -> bool:
    """Whether a path is something; what may not be looked at is nothing."""
    try:
        return what(path)
    except OSError:
        return False


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries]
    except OSError:
        return []
