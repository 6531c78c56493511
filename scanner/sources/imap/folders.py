"""The folders of a mailbox: what each is for, by SPECIAL-USE (RFC 6154) first and by its localized name second."""

from __future__ import annotations

from dataclasses import dataclass, replace

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from scanner.model import SpecialUse
from scanner.sources.folders import use_of_name

_BY_ATTRIBUTE = {
    b"\\all": SpecialUse.ALL,
    b"\\allmail": SpecialUse.ALL,
    b"\\archive": SpecialUse.ARCHIVE,
    b"\\drafts": SpecialUse.DRAFTS,
    b"\\junk": SpecialUse.JUNK,
    b"\\spam": SpecialUse.JUNK,
    b"\\sent": SpecialUse.SENT,
    b"\\trash": SpecialUse.TRASH,
    b"\\inbox": SpecialUse.INBOX,
}
_EMPTY = frozenset({b"\\noselect", b"\\nonexistent"})


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder by its decoded name (modified UTF-7 taken off)."""

    name: str
    use: SpecialUse
    by_attribute: bool  # the server itself says what it is for
    covered_by: str | None = None  # another folder holds all its messages (Gmail's labels)


def list_folders(client: IMAPClient, capabilities: frozenset[str]) -> list[Folder]:
    """The owner's folders that can be opened, INBOX first. Other users' and shared ones are none of ours."""
    foreign = _foreign_prefixes(client, capabilities)
    folders: list[Folder] = []
    for flags, delimiter, name in client.list_folders():
        lowered = {bytes(flag).lower() for flag in flags}
        text = name if isinstance(name, str) else str(name)
        if lowered & _EMPTY or any(text.startswith(prefix) for prefix in foreign):
            continue
        if any(c in text for c in "\r\n\0"):
            continue  # no honest server names a folder so; such a name could smuggle in a command
        folders.append(_folder(text, lowered, delimiter.decode("ascii", "replace") if delimiter else ""))
    folders = _one_of_each(folders)
    everything = next((f for f in folders if f.use is SpecialUse.ALL and f.by_attribute), None)
    if everything:
        # Gmail keeps each message once; every label shows it again. Trash and Spam stand apart.
        apart = (SpecialUse.ALL, SpecialUse.TRASH, SpecialUse.JUNK)
        folders = [f if f.use in apart else replace(f, covered_by=everything.name) for f in folders]
    return sorted(folders, key=lambda f: (f.use is not SpecialUse.INBOX, f.name.casefold(), f.name))


def _folder(name: str, flags: set[bytes], delimiter: str) -> Folder:
    if name.upper() == "INBOX":
        return Folder(name, SpecialUse.INBOX, True)
    for flag in sorted(flags):
        if flag in _BY_ATTRIBUTE:
            return Folder(name, _BY_ATTRIBUTE[flag], True)
    return Folder(name, use_of_name(name, delimiter or "/"), False)


def _one_of_each(folders: list[Folder]) -> list[Folder]:
    """Where the server says which folder is the Trash, another one of that name is the owner's own."""
    told = {f.use for f in folders if f.by_attribute}
    return [f if f.by_attribute or f.use not in told else replace(f, use=SpecialUse.ORDINARY) for f in folders]


def _foreign_prefixes(client: IMAPClient, capabilities: frozenset[str]) -> tuple[str, ...]:
    """The prefixes of other users' and shared folders (NAMESPACE, RFC 2342)."""
    if "NAMESPACE" not in capabilities:
        return ()
    try:
        spaces = client.namespace()
    except IMAPClientError:
        return ()
    found = [prefix for group in (spaces.other, spaces.shared) for prefix, _ in group or ()]
    return tuple(p if isinstance(p, str) else p.decode("utf-8", "replace") for p in found if p)
