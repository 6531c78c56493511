"""Which folder of a .pst is which: by the entry identifiers that the store keeps (MS-OXOSFLD), else by its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from scanner.model import SpecialUse
from scanner.sources.folders import fold_name, use_of_name
from scanner.sources.layout import Spot
from scanner.sources.outlook.frames import Folder
from scanner.sources.outlook.properties import Properties
from scanner.sources.outlook.tags import ADDITIONAL_REN, DISPLAY_NAME, IPM_ARCHIVE, IPM_DRAFTS, IPM_SENT_MAIL, IPM_SUBTREE, IPM_WASTEBASKET

_OF_STORE: Final = {IPM_WASTEBASKET: SpecialUse.TRASH, IPM_SENT_MAIL: SpecialUse.SENT, IPM_ARCHIVE: SpecialUse.ARCHIVE}
_JUNK: Final = 4  # its place among the additional identifiers (MS-OXOSFLD, section 2.2.4)
_RECOVERABLE: Final = frozenset(("recoverable items", "回復可能なアイテム"))  # what was removed from Deleted Items, too (MS-OXCFOLD)
_ENTRY_ID: Final = 24  # flags, the store's identity, and the folder's number
ORPHANS: Final = "(orphans)"


@dataclass(frozen=True, slots=True)
class Place:
    """A folder by its path, and what it is for."""

    folder: str
    use: SpecialUse


class Places:
    """The folders of one file. Messages that no folder lists any more have a place of their own: they were deleted."""

    def __init__(self, store: Properties, folders: Iterable[Folder], top: Spot) -> None:
        self._top = top
        self._folders = {folder.number: folder for folder in folders}
        self._uses = _by_identifier(store, self._folders.values())
        self._subtree = _number(store.binary(IPM_SUBTREE)) or self._guessed()
        self._places: dict[int, Place] = {}

    def of(self, number: int) -> Place:
        """The place of the folder of a number; 0 is that of orphans."""
        if (known := self._places.get(number)) is None:
            known = self._places[number] = self._found(number)
        return known

    def _found(self, number: int) -> Place:
        if number not in self._folders:
            return Place("/".join((*self._top.names, ORPHANS)), SpecialUse.TRASH)
        way = self._way(number)
        names = tuple(_shown(folder) for folder in way if folder.number != self._subtree and folder.parent)
        folder = "/".join((*self._top.names, *names))
        for one in way:
            # What lies in a deleted folder was deleted with it.
            if self._use(one) is SpecialUse.TRASH or (one.number != self._subtree and fold_name(_shown(one)) in _RECOVERABLE):
                return Place(folder, SpecialUse.TRASH)
        return Place(folder, self._use(way[-1]) if way else SpecialUse.ORDINARY)

    def _use(self, folder: Folder) -> SpecialUse:
        if (use := self._uses.get(folder.number)) is not None:
            return use
        # By its name only right below the top, as everywhere, and where no other folder is known to be the one.
        if folder.parent not in (self._subtree, 0):
            return SpecialUse.ORDINARY
        use = use_of_name(_shown(folder))
        return SpecialUse.ORDINARY if use in self._uses.values() else use

    def _way(self, number: int) -> list[Folder]:
        """The folders that lead to one, outermost first."""
        way: list[Folder] = []
        met: set[int] = set()
        while (folder := self._folders.get(number)) is not None and number not in met:
            met.add(number)
            way.insert(0, folder)
            number = folder.parent
        return way

    def _guessed(self) -> int:
        """Where the store does not tell the top of its mail: the first folder that has an inbox, or two other folders of known use."""
        uses: dict[int, set[SpecialUse]] = {}
        for folder in self._folders.values():
            uses.setdefault(folder.parent, set()).add(use_of_name(_shown(folder)))
        for number in self._folders:
            found = uses.get(number, set()) - {SpecialUse.ORDINARY}
            if SpecialUse.INBOX in found or len(found) >= 2:
                return number
        return 0


def _by_identifier(store: Properties, folders: Iterable[Folder]) -> dict[int, SpecialUse]:
    uses = {_number(store.binary(tag)): use for tag, use in _OF_STORE.items()}
    for folder in folders:
        uses.setdefault(_number(folder.properties.binary(IPM_DRAFTS)), SpecialUse.DRAFTS)
        more = folder.properties.binaries(ADDITIONAL_REN)
        if len(more) > _JUNK:
            uses.setdefault(_number(more[_JUNK]), SpecialUse.JUNK)
    uses.pop(0, None)
    return uses


def _number(entry_id: bytes) -> int:
    """The number of the folder that an entry identifier names (MS-PST, section 2.4.3.2), 0 for none."""
    return int.from_bytes(entry_id[20:24], "little") if len(entry_id) == _ENTRY_ID else 0


def _shown(folder: Folder) -> str:
    name = folder.properties.text(DISPLAY_NAME).replace("/", "_").replace("\0", "").strip()
    return name[:200] or f"{folder.number}"
