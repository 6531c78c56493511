"""Folders on a disk as a mailbox has them: Maildir++, Dovecot's and Thunderbird's trees, Apple's .mbox folders, plain ones."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from scanner.model import SpecialUse
from scanner.sources.folders import use_of_name

_BOX = (".mbox", ".mbx", ".imapmbox", ".mbs")
_MAILDIR_ROOTS = ("maildir", ".maildir")
# Windows has no colon in names; what stands for it there depends on the program.
_INFO = re.compile(r"[:;!]2,")
_SIZE = re.compile(r",S=(\d{1,15})(?=[,:;!]|$)")
_SHIFTED = re.compile(r"&([A-Za-z0-9+,]*)-")


def shown(name: str) -> str:
    """A file's name as text. Bytes that are no UTF-8 are written as \\xNN, so that every name can be printed and told apart."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def is_maildir(names: Collection[str]) -> bool:
    """Whether a folder with these entries is a Maildir. Archives and copies leave its empty folders out."""
    return "cur" in names or ("new" in names and "tmp" in names)


def unique_name(name: str) -> str:
    """The part of a file's name in a Maildir that stays when flags change."""
    return _INFO.split(name, maxsplit=1)[0]


def parted(name: str) -> tuple[str, bool]:
    """Both at once, in few steps: the part that stays, and whether the mail is deleted."""
    unique, colon, flags = name.partition(":2,")
    if "!2," in name or ";2," in name or ":2," in flags:
        return unique_name(name), is_trashed(name)
    return unique, bool(colon) and "T" in flags


def is_trashed(name: str) -> bool:
    """Whether a file's name in a Maildir has the flag of deleted mail."""
    return "T" in "".join(_INFO.split(name, maxsplit=1)[1:])


def size_in_name(name: str) -> int | None:
    """The size that Dovecot and Courier write into names in a Maildir."""
    match = _SIZE.search(name)
    return int(match.group(1)) if match else None


@dataclass(frozen=True, slots=True)
class Spot:
    """A folder inside a source. `names` lead to it; the first `root` of them lead to the mailbox that it belongs to."""

    names: tuple[str, ...] = ()
    root: int = 0
    maildir: bool = False
    apple: bool = False

    @classmethod
    def at_top(cls, name: str, entries: Collection[str], has_folders: bool) -> Spot:
        """The folder that the owner named. Its own name counts where it is one mailbox folder and not a tree of them."""
        maildir = is_maildir(entries)
        if _is_box(name):
            return cls((_readable(_stem(name)),), maildir=maildir, apple=True)
        if maildir and name.startswith(".") and name.lower() not in _MAILDIR_ROOTS:
            return cls(_dotted(name), maildir=True)
        known = use_of_name(_readable(name)) is not SpecialUse.ORDINARY
        return cls((_readable(name),) if known and not has_folders else (), maildir=maildir)

    def below(self, name: str, entries: Collection[str]) -> Spot:
        """The folder `name` in this one, with what lies in it."""
        maildir = is_maildir(entries)
        if self.maildir and maildir and name.startswith("."):
            return Spot((*self.names, *_dotted(name)), len(self.names), maildir=True)
        if self.apple and not _is_box(name):
            # INBOX.mbox/<UUID>/Data/1/Messages: only .mbox is a folder's name there.
            return replace(self, maildir=False)
        names = (*self.names, _readable(_stem(name)))
        own_mailbox = _holds_mailbox(entries) or (maildir and (name.lower() in _MAILDIR_ROOTS or any(e.startswith(".") and len(e) > 1 for e in entries)))
        return Spot(names, len(names) if own_mailbox else self.root, maildir, apple=_is_box(name))

    @property
    def folder(self) -> str:
        """The folder's name; a mailbox's root, if it is a Maildir, is its INBOX."""
        return "/".join((*self.names, "INBOX") if self._is_inbox else self.names)

    @property
    def use(self) -> SpecialUse:
        """What the folder is for."""
        if self._is_inbox:
            return SpecialUse.INBOX
        inside = self.names[self.root :]
        return use_of_name("/".join(inside)) if inside else SpecialUse.ORDINARY

    def box(self, file: str) -> Spot:
        """The folder that an mbox file is."""
        if self.apple and file.lower() in ("mbox", "mbox.mbox"):
            return self
        return Spot((*self.names, _readable(_stem(file))), self.root)

    @property
    def _is_inbox(self) -> bool:
        return self.maildir and len(self.names) == self.root


def tree_of(paths: Collection[str]) -> dict[str, set[str]]:
    """The folders of an archive with what lies in each, from the paths of its members."""
    tree: dict[str, set[str]] = {"": set()}
    for path in paths:
        parts = [part for part in path.split("/") if part]
        for i, part in enumerate(parts):
            tree.setdefault("/".join(parts[:i]), set()).add(part)
    return tree


def spot_in(top: Spot, folder: str, tree: dict[str, set[str]]) -> Spot:
    """The spot of a folder of an archive."""
    entries = tree.get("", set())
    root = len(top.names) if _holds_mailbox(entries) else top.root
    spot, path = replace(top, root=root, maildir=is_maildir(entries)), ""
    for part in folder.split("/") if folder else ():
        path = f"{path}/{part}" if path else part
        if part in ("cur", "new", "tmp") and spot.maildir:
            break
        spot = spot.below(part, tree.get(path, ()))
    return spot


def _holds_mailbox(entries: Collection[str]) -> bool:
    """Whether a folder is the root of a mailbox: it has an INBOX, or two other folders of known use."""
    uses = {use_of_name(_readable(_stem(e.lstrip(".")))) for e in entries if not e.lower().endswith((".msf", ".dat"))} - {SpecialUse.ORDINARY}
    return SpecialUse.INBOX in uses or len(uses) >= 2


def _dotted(name: str) -> tuple[str, ...]:
    """The levels in a sub-folder's name of Maildir++: `.Work.2024`."""
    return tuple(_readable(part) for part in name[1:].split(".") if part)


def _is_box(name: str) -> bool:
    return name.lower().endswith(_BOX)


def _stem(name: str) -> str:
    """A folder's name without what mail programs add to it."""
    lower = name.lower()
    if lower.endswith(".sbd"):
        return name[:-4] or name
    return next((name[: -len(end)] for end in _BOX if lower.endswith(end) and len(lower) > len(end)), name)


def _readable(name: str) -> str:
    """A folder's name as text; modified UTF-7 (RFC 3501, section 5.1.3), as IMAP servers keep names on disk, is taken off."""
    text = shown(name)
    if not text.isascii() or "&" not in text:
        return text
    try:
        return _SHIFTED.sub(_unshifted, text)
    except ValueError:
        return text


def _unshifted(match: re.Match[str]) -> str:
    inside = match.group(1).replace(",", "/")
    if not inside:
        return "&"
    return base64.b64decode(inside + "=" * (-len(inside) % 4), validate=True).decode("utf-16-be")
