"""A .pst or .ost file: its messages, read by libpff in a child process, made into mail."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from scanner.model import SpecialUse
from scanner.sources.child import Limits, Running, command
from scanner.sources.finds import EmptyBox, Finds, Found, Item, Missed, NoMail, missed
from scanner.sources.holes import BROKEN, DAMAGED, DAMAGED_LIST, EMPTY, ENDED, NO_END, NONSENSE, OUTLOOK, PART
from scanner.sources.layout import Spot, shown
from scanner.sources.marks import Header
from scanner.sources.outlook.frames import Ended, Folder, Frames, Kept, Listed, Nonsense, Store, Told, Unread
from scanner.sources.outlook.letter import is_mail, letter_of
from scanner.sources.outlook.places import Place, Places
from scanner.sources.outlook.properties import Properties
from scanner.sources.outlook.spool import Spooled, spooled
from scanner.sources.outlook.tags import MESSAGE_DELIVERY_TIME
from scanner.sources.streams import Purse, Readable, Stream

MEMORY: Final = 2**30
SECONDS: Final = 20  # of processor time, for one message
SILENCE: Final = 120.0  # seconds by the clock
_BASE: Final = 120  # seconds of processor time for all, and some for every
_PER: Final = 8 * 2**20  # bytes of the file
_AGAIN: Final = 8  # times that it is begun behind a message on which the library crashed

_CHILD = Path(__file__).with_name("pst_child.py")
_SUFFIXES: Final = (".pst", ".ost")


def is_installed() -> bool:
    """Whether the library is there."""
    return importlib.util.find_spec("pypff") is not None


def read_pst(stream: Stream, item: Item, whole: Readable | None) -> Finds:
    """The messages of the file, folder by folder."""
    if not is_installed():
        yield missed(item, OUTLOOK)
        return
    with spooled(stream, whole) as file:
        if file.trouble:
            yield missed(item, file.trouble)
            return
        if file.says > file.size:
            yield missed(item, NO_END, count=0)
        yield from _Reading(file, item).finds()


def one_message(file: BinaryIO, size: int, number: int) -> bytes | None:
    """The message of a descriptor's number, which ends the position that it was found at; None where it cannot be read any more."""
    try:
        for told in _asked(file, size, 0, number):
            if isinstance(told, Kept) and told.number == number:
                return letter_of(told.entry)
    except (Ended, Nonsense):
        pass
    return None


def _top_of(item: Item) -> Spot:
    """The spot of the file's own top: its folders are a mailbox."""
    if item.named:
        return item.spot
    name = shown(item.name)
    stem = name[:-4] if name.lower().endswith(_SUFFIXES) and len(name) > 4 else name
    names = (*item.spot.names, stem)
    return Spot(names, len(names))


def _asked(file: BinaryIO, size: int, first: int, only: int = 0) -> Iterator[Told]:
    """What a child tells of the file, from the first so many messages on. Ended, Nonsense."""
    limits = Limits(MEMORY, SECONDS, _BASE + size // _PER)
    file.seek(0)
    with Running(command(_CHILD, limits, str(first), str(only)), file, SILENCE) as child:
        yield from Frames(child.read, Purse(size).spend).told()


class _Reading:
    """One file, read by one child after the other, should one of them crash on a message."""

    def __init__(self, file: Spooled, item: Item) -> None:
        self._file = file
        self._item = item
        self._top = _top_of(item)
        self._store = Properties()
        self._folders: list[Folder] = []
        self._places: Places | None = None
        self._done = 0  # messages that were read or told

    def finds(self) -> Finds:
        """All messages."""
        for time in range(_AGAIN + 1):
            before = self._done
            try:
                for told in _asked(self._file.file, self._file.size, self._done):
                    yield from self._find(told, first_time=time == 0)
                return
            except Nonsense:
                yield missed(self._item, NONSENSE, count=0)
                return
            except Ended:
                if self._places is None:
                    yield missed(self._item, BROKEN if not self._folders else ENDED, count=0)
                    return
                if time == _AGAIN or (time and self._done == before):
                    break
                yield missed(self._item, DAMAGED)
                self._done += 1
        yield missed(self._item, ENDED, count=0)

    def _find(self, told: Told, *, first_time: bool) -> Finds:
        match told:
            case Store(properties) if first_time:
                self._store = properties
            case Folder() if self._places is None:
                self._folders.append(told)
            case Listed() if self._places is None:
                self._places = Places(self._store, self._folders, self._top)
                for folder in self._folders:
                    place = self._places.of(folder.number)
                    if place.use is not SpecialUse.ORDINARY:
                        yield EmptyBox(place.folder, place.use)
            case Unread(a_list=True):
                if first_time:
                    yield missed(self._item, DAMAGED_LIST, count=0)
            case Unread(folder, number):
                self._done += 1
                yield self._miss(self._place(folder), number, DAMAGED)
            case Kept():
                self._done += 1
                yield from self._message(told, self._place(told.folder))

    def _place(self, folder: int) -> Place:
        if self._places is None:
            raise Nonsense
        return self._places.of(folder)

    def _message(self, kept: Kept, place: Place) -> Finds:
        inside = self._position(place, kept.number)
        if not is_mail(kept.entry):
            yield NoMail(inside)
            return
        if not kept.entry.properties.values:
            yield self._miss(place, kept.number, EMPTY)
            return
        data = letter_of(kept.entry)
        yield Found(inside, place.folder, place.use, data, arrived(kept.entry.properties, data, self._item.latest))
        if kept.entry.cut:
            yield Missed(inside, place.folder, place.use, PART, loud=False)

    def _miss(self, place: Place, number: int, why: str) -> Missed:
        return Missed(self._position(place, number), place.folder, place.use, why)

    def _position(self, place: Place, number: int) -> str:
        """Where it can be found again: folder and descriptor's number."""
        folder = place.folder.removeprefix("/".join(self._top.names)).lstrip("/")
        return self._item.at(f"{folder}/{number}")


def arrived(properties: Properties, data: bytes, latest: datetime | None) -> datetime | None:
    """When a message came: by the store's own word, else by the header's."""
    return properties.moment(MESSAGE_DELIVERY_TIME) or Header(data).arrived(latest)
