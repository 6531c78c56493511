"""Archives on disk: a path is looked at, found to be .eml, Maildir, mbox, zip or a folder of these, and read."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from scanner.errors import UsageError
from scanner.model import Coverage, NotSeen, Origin, RawMessage, SearchedBy, SpecialUse
from scanner.sources.base import Source, SourceEvent
from scanner.sources.folders import use_of_name
from scanner.sources.mbox import looks_like_mbox, read_mbox, split_mbox
from scanner.sources.tally import Tally

MAX_DEPTH = 12
MAX_ZIP_MEMBER = 2 * 2**30
MAX_ZIP_RATIO = 200
_MAILDIR = ("cur", "new")
# A file is mail if its first lines are a header with at least two fields that every mail has.
_FIELD = re.compile(
    rb"^(?:from|to|subject|date|received|message-id|return-path|mime-version|content-type|delivered-to|x-[a-z\-]+)[ \t]*:", re.M | re.I
)
# What lies beside mail in the folders of servers and mail programs.
_BESIDE = re.compile(r"^(?:\.|dovecot|maildirfolder|subscriptions|courier|.*\.(?:msf|json|index|cache|lock|key|toml|py)$)", re.I)


def looks_like_mail(head: bytes) -> bool:
    """Whether a file's first bytes are a mail's header."""
    head = head.lstrip(b"\xef\xbb\xbf\r\n \t").replace(b"\r\n", b"\n")
    top = head.partition(b"\n\n")[0]
    return b"\0" not in head[:200] and len({m.group().lower() for m in _FIELD.finditer(top)}) >= 2


def open_path(path: Path) -> Source:
    """The source that a path is. Raises UsageError where there is nothing."""
    if not path.exists():
        raise UsageError(f"{path}: no such file or folder")
    return FileSource(path)


class FileSource:
    """A file or folder of mail. `messages` yields them in the order of their paths."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._path = path
        self._tally = Tally(self.name)

    def coverage(self) -> tuple[Coverage, ...]:
        """What was seen of each folder."""
        return self._tally.coverage(SearchedBy.FULL)

    def messages(self) -> Iterator[RawMessage | SourceEvent]:
        """All messages."""
        if self._path.is_dir():
            yield from self._folder(self._path, "", 0)
        else:
            yield from self._file(self._path, "", "", SpecialUse.ORDINARY, whole=True)

    def _folder(self, folder: Path, name: str, depth: int) -> Iterator[RawMessage | SourceEvent]:
        if depth > MAX_DEPTH:
            yield self._skipped(name, folder, "folders nested too deep")
            return
        use = use_of_name(name) if name else SpecialUse.ORDINARY
        try:
            entries = sorted(os.scandir(folder), key=lambda e: e.name)
        except OSError as error:
            yield self._skipped(name, folder, error.strerror or "unreadable folder")
            return
        names = {e.name for e in entries}
        maildir = "cur" in names and ("new" in names or "tmp" in names)
        if maildir:
            yield from self._maildir(folder, name, use if name else SpecialUse.INBOX)
        for entry in entries:
            if maildir and entry.name in ("cur", "new", "tmp"):
                continue
            path = Path(entry.path)
            inside = f"{name}/{entry.name}" if name else entry.name
            if entry.is_dir(follow_symlinks=False):
                # Maildir++ keeps sub-folders as .Name.Sub beside cur and new.
                shown = entry.name[1:].replace(".", "/") if maildir and entry.name.startswith(".") else inside
                yield from self._folder(path, _decoded(shown), depth + 1)
            elif entry.is_file(follow_symlinks=False) and not _BESIDE.match(entry.name):
                yield from self._file(path, inside, name, use, whole=False)

    def _maildir(self, folder: Path, name: str, use: SpecialUse) -> Iterator[RawMessage | SourceEvent]:
        shown = name or "INBOX"
        for part in _MAILDIR:
            try:
                files = sorted(e.name for e in os.scandir(folder / part) if e.is_file(follow_symlinks=False))
            except OSError:
                continue
            for file in files:
                inside = f"{name}/{part}/{file}" if name else f"{part}/{file}"
                yield from self._eml(folder / part / file, inside, shown, use)

    def _file(self, path: Path, inside: str, folder: str, use: SpecialUse, *, whole: bool) -> Iterator[RawMessage | SourceEvent]:
        """One file. `whole`: the owner named it, so that it must be mail; in a folder other files are passed over."""
        try:
            with path.open("rb") as file:
                head = file.read(4096)
        except OSError as error:
            yield self._skipped(folder, path, error.strerror or "unreadable file", inside)
            return
        if zipfile.is_zipfile(path) and head[:2] == b"PK":
            yield from self._zip(path, inside)
        elif looks_like_mbox(head) and path.suffix.lower() != ".eml":
            shown = _box_name(path, folder)
            box_use = use_of_name(Path(shown).name) if use is SpecialUse.ORDINARY else use
            yield from self._mbox(path, inside, shown, box_use)
        elif whole or path.suffix.lower() == ".eml" or looks_like_mail(head):
            yield from self._eml(path, inside, folder, use)

    def _eml(self, path: Path, inside: str, folder: str, use: SpecialUse) -> Iterator[RawMessage | SourceEvent]:
        origin = Origin(self.name, inside)
        try:
            data = path.read_bytes()
            when = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except OSError as error:
            yield self._skipped(folder, path, error.strerror or "unreadable file", inside)
            return
        yield self._found(RawMessage(origin, data, folder, use, when))

    def _mbox(self, path: Path, inside: str, folder: str, use: SpecialUse) -> Iterator[RawMessage | SourceEvent]:
        try:
            for offset, data in read_mbox(path):
                position = f"{inside};{offset}" if inside else str(offset)
                yield self._found(RawMessage(Origin(self.name, position), data, folder, use))
        except OSError as error:
            yield self._skipped(folder, path, error.strerror or "unreadable file", inside)

    def _zip(self, path: Path, inside: str) -> Iterator[RawMessage | SourceEvent]:
        """The mail files of a zip, read one at a time; a member that unpacks beyond its bounds is passed over."""
        try:
            with zipfile.ZipFile(path) as archive:
                for member in sorted(archive.infolist(), key=lambda m: m.filename):
                    if member.is_dir() or _BESIDE.match(Path(member.filename).name):
                        continue
                    position = f"{inside}/{member.filename}" if inside else member.filename
                    ratio = member.file_size / max(member.compress_size, 1)
                    if member.file_size > MAX_ZIP_MEMBER or (ratio > MAX_ZIP_RATIO and member.file_size > 2**24):
                        yield self._skipped(member.filename, path, "packed beyond its bounds", position)
                        continue
                    yield from self._member(archive, member, position)
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            yield self._skipped("", path, f"broken zip: {type(error).__name__}", inside)

    def _member(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, position: str) -> Iterator[RawMessage | SourceEvent]:
        try:
            with archive.open(member) as file:
                data = file.read(MAX_ZIP_MEMBER + 1)
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError) as error:
            yield self._skipped(member.filename, Path(member.filename), f"broken member: {type(error).__name__}", position)
            return
        name = Path(member.filename)
        folder = str(name.parent) if str(name.parent) != "." else ""
        use = use_of_name(Path(folder).name) if folder else SpecialUse.ORDINARY
        if looks_like_mbox(data[:4096]) and name.suffix.lower() != ".eml":
            shown = _box_name(name, folder)
            box_use = use_of_name(Path(shown).name) if use is SpecialUse.ORDINARY else use
            for offset, message in split_mbox(data):
                yield self._found(RawMessage(Origin(self.name, f"{position};{offset}"), message, shown, box_use))
        elif name.suffix.lower() == ".eml" or looks_like_mail(data[:4096]):
            yield self._found(RawMessage(Origin(self.name, position), data, folder, use))

    def _found(self, raw: RawMessage) -> RawMessage:
        self._tally.seen(raw.folder, raw.use, raw.received)
        return raw

    def _skipped(self, folder: str, path: Path, why: str, inside: str = "") -> SourceEvent:
        self._tally.missed(folder, NotSeen(why, 1))
        return SourceEvent(folder, self._tally.count(folder), None, Origin(self.name, inside or str(path)), why)


def _box_name(path: Path, folder: str) -> str:
    """An mbox file is itself a folder, named after the file."""
    name = path.stem if path.suffix.lower() in (".mbox", ".mbx") else path.name
    return f"{folder}/{name}" if folder else name


def _decoded(name: str) -> str:
    """Names in modified UTF-7 (RFC 9051, section 5.1 of its predecessor), as Maildir++ keeps them on disk."""
    if "&" not in name:
        return name
    from imapclient.imap_utf7 import decode

    try:
        return str(decode(name.encode("ascii")))
    except (UnicodeError, ValueError):
        return name
