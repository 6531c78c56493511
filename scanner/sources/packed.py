"""zip, gzip and tar: read as streams, bounded against bombs, nested to a depth. Nothing is unpacked to the disk."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import IO, Any, Final, cast

from scanner.sources.finds import Finds, Item, NoMail, missed
from scanner.sources.holes import BIG_INSIDE, BROKEN, ENCRYPTED, FOREIGN, TOO_DEEP
from scanner.sources.layout import Spot, is_trashed, shown, size_in_name, spot_in, tree_of
from scanner.sources.looking import is_beside
from scanner.sources.streams import MAX_MESSAGE, Purse, Readable, Stream

MAX_DEPTH: Final = 4
_UTF8_NAME = 0x800
_ENCRYPTED_FLAG = 0x1

Read = Callable[[Stream, Item, "Readable | None", Purse], Finds]


def read_gzip(stream: Stream, item: Item, purse: Purse, read: Read) -> Finds:
    """What a .gz holds: one file, named without the suffix."""
    if item.depth >= MAX_DEPTH:
        yield missed(item, TOO_DEEP)
        return
    name = item.name[:-3] if item.name.lower().endswith(".gz") else item.name
    name = name[:-4] + ".tar" if name.lower().endswith(".tgz") else name
    inner = Stream(gzip.GzipFile(fileobj=cast(IO[bytes], stream), mode="rb"), purse)
    yield from read(inner, replace(item, name=name, depth=item.depth + 1), None, purse)


def read_zip(stream: Stream, item: Item, whole: Readable | None, purse: Purse, read: Read) -> Finds:
    """The members of a zip by their names. One inside another archive is held in memory, as long as it is small."""
    if item.depth >= MAX_DEPTH:
        yield missed(item, TOO_DEEP)
        return
    if whole is None:
        data, too_big = stream.all(MAX_MESSAGE)
        if too_big:
            yield missed(item, BIG_INSIDE)
            return
        whole = io.BytesIO(data)
    try:
        archive = zipfile.ZipFile(cast(IO[bytes], whole))
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError):
        yield missed(item, BROKEN)
        return
    with archive:
        members = sorted(((_name(info), info) for info in archive.infolist()), key=lambda member: member[0])
        tree = tree_of([name for name, _ in members])
        for name, info in members:
            if info.is_dir():
                continue
            inner = _member(item, name, spot_in(item.spot, name.rpartition("/")[0], tree))
            if isinstance(inner, NoMail):
                yield inner
            elif info.flag_bits & _ENCRYPTED_FLAG:
                yield missed(inner, ENCRYPTED)
            else:
                yield from _unpacked(archive, info, inner, purse, read)


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, inner: Item, purse: Purse, read: Read) -> Finds:
    try:
        member = archive.open(info)
    except NotImplementedError:  # Deflate64, as Windows packs what is large
        yield missed(inner, FOREIGN)
        return
    except (OSError, zipfile.BadZipFile, RuntimeError, ValueError):
        yield missed(inner, BROKEN)
        return
    with member:
        yield from read(Stream(member, purse), inner, None, purse)


def read_tar(stream: Stream, item: Item, purse: Purse, read: Read) -> Finds:
    """The members of a tar, in its own order. What lies in a folder is known only as it comes."""
    if item.depth >= MAX_DEPTH:
        yield missed(item, TOO_DEEP)
        return
    try:
        with tarfile.open(fileobj=cast(Any, stream), mode="r|", errorlevel=0) as archive:
            for member in archive:
                name = shown(member.name).removeprefix("./")
                if not member.isfile():
                    continue
                inner = _member(item, name, spot_in(item.spot, name.rpartition("/")[0], _guessed(name)))
                if isinstance(inner, NoMail):
                    yield inner
                elif (file := archive.extractfile(member)) is not None:
                    yield from read(Stream(file, purse), inner, None, purse)
    except (tarfile.TarError, OSError, EOFError, ValueError):
        yield missed(item, BROKEN)


def _member(item: Item, name: str, spot: Spot) -> Item | NoMail:
    """A member of an archive as an item."""
    path = f"{item.inside}/{name}" if item.inside else name
    folder, _, file = name.rpartition("/")
    single = spot.maildir and folder.rpartition("/")[2] in ("cur", "new")
    if is_beside(file) or (single and file.startswith(".")):
        return NoMail(path)
    if not single:
        return Item(file, path, spot, depth=item.depth + 1)
    return Item(file, path, spot, single=True, deleted=is_trashed(file), size=size_in_name(file), depth=item.depth + 1)


def _guessed(name: str) -> dict[str, set[str]]:
    """The tree that one path shows: cur and new make a Maildir, a dotted folder above them one of Maildir++."""
    *folders, last, _ = ["", *name.split("/")]
    paths = [name]
    if last in ("cur", "new"):
        maildirs = [folders, folders[:-1]] if folders[-1].startswith(".") else [folders]
        paths += ["/".join((*parts, part)) for parts in maildirs for part in ("cur", "new")]
    return tree_of(paths)


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name. Without the flag for UTF-8 it is in whatever the packer's machine used, mostly UTF-8 or Japanese Windows'."""
    if info.flag_bits & _UTF8_NAME or info.filename.isascii():
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for charset in ("utf-8", "cp932"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return info.filename
