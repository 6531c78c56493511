"""The folders of a mailbox: what each is for, by SPECIAL-USE (RFC 6154) first and by its localized name second."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from scanner.model import SpecialUse
from scanner.sources.folders import use_of_name
from scanner.sources.imap.answers import Listed
from scanner.sources.imap.names import shown_name

_BY_ATTRIBUTE = {
    "\\all": SpecialUse.ALL,
    "\\allmail": SpecialUse.ALL,
    "\\archive": SpecialUse.ARCHIVE,
    "\\drafts": SpecialUse.DRAFTS,
    "\\junk": SpecialUse.JUNK,
    "\\spam": SpecialUse.JUNK,
    "\\sent": SpecialUse.SENT,
    "\\trash": SpecialUse.TRASH,
    "\\inbox": SpecialUse.INBOX,
}
_EMPTY = frozenset({"\\noselect", "\\nonexistent"})


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder by the name that people read, and by the one that stands on the wire."""

    name: str
    use: SpecialUse
    by_attribute: bool  # the server itself says what it is for
    covered_by: str | None = None  # another folder holds all its messages (Gmail's labels)
    wire: bytes = b""


def folders_of(listed: Iterable[Listed], foreign: tuple[bytes, ...]) -> tuple[list[Folder], tuple[str, ...]]:
    """The owner's folders that can be opened, INBOX first, and the names that no command can carry.

    Other users' and shared folders (`foreign` prefixes, NAMESPACE of RFC 2342) are none of ours.
    """
    folders: dict[str, Folder] = {}
    left_out: list[str] = []
    for entry in listed:
        if entry.attributes & _EMPTY or entry.name.startswith(foreign):
            continue
        if any(byte in entry.name for byte in b"\r\n\0"):
            # No honest server names a folder so: such a name is made to smuggle in a command.
            left_out.append(shown_name(entry.name))
            continue
        folder = _folder(entry)
        if folder.name in folders and folders[folder.name].wire != folder.wire:
            folder = replace(folder, name=entry.name.decode("ascii", "backslashreplace"))
        folders.setdefault(folder.name, folder)
    return _sorted(_covered(_one_of_each(list(folders.values())))), tuple(left_out)


def _folder(entry: Listed) -> Folder:
    name = shown_name(entry.name)
    if name.upper() == "INBOX":
        return Folder(name, SpecialUse.INBOX, True, wire=entry.name)
    for attribute in sorted(entry.attributes):
        if attribute in _BY_ATTRIBUTE:
            return Folder(name, _BY_ATTRIBUTE[attribute], True, wire=entry.name)
    return Folder(name, use_of_name(name, entry.delimiter or "/"), False, wire=entry.name)


def _one_of_each(folders: list[Folder]) -> list[Folder]:
    """Where the server says which folder is the Trash, another one of that name is the owner's own."""
    told = {f.use for f in folders if f.by_attribute}
    return [f if f.by_attribute or f.use not in told else replace(f, use=SpecialUse.ORDINARY) for f in folders]


def _covered(folders: list[Folder]) -> list[Folder]:
    """Gmail keeps each message once; every label shows it again. Trash and Junk stand apart."""
    everything = next((f for f in folders if f.use is SpecialUse.ALL and f.by_attribute), None)
    if everything is None:
        return folders
    apart = (SpecialUse.ALL, SpecialUse.TRASH, SpecialUse.JUNK)
    return [f if f.use in apart else replace(f, covered_by=everything.name) for f in folders]


def _sorted(folders: list[Folder]) -> list[Folder]:
    return sorted(folders, key=lambda f: (f.use is not SpecialUse.INBOX, f.name.casefold(), f.name))
