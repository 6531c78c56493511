"""What a file is: told by looking at its first bytes, by its name only where they leave a choice."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final

from scanner.model import SpecialUse
from scanner.sources.folders import use_of_name
from scanner.sources.mbox import separator_at_start
from scanner.sources.separators import LOOK, Before, is_separator
from scanner.sources.streams import HEAD

# A file is mail if its first lines are a header with at least two fields that every mail has.
_FIELD = re.compile(
    rb"^(?:from|to|subject|date|received|message-id|return-path|mime-version|content-type|delivered-to|x-[a-z\-]+)[ \t]*:", re.MULTILINE | re.IGNORECASE
)
_COUNTED = re.compile(rb"\d{1,10}[ \t]*\r?\n")
_DBOX = re.compile(rb"\d M[0-9a-f]+ C[0-9a-f]+")
_LATER_SEPARATOR = re.compile(rb"\nFrom ")

# What mail programs and systems keep beside mail; not worth a look.
_BESIDE = re.compile(
    r"(?:\._|dovecot|maildirfolder$|subscriptions$|courier|cyrus\.)|.*\.(?:msf|json|index|cache|lock|key|toml|py|plist|jpe?g|png|gif|pdf)$", re.IGNORECASE
)
# Zips that are documents or programs.
_DOCUMENTS = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".jar", ".apk", ".epub", ".xpi", ".docm", ".xlsm", ".numbers", ".pages")
# Other ways to keep or pack mail; what lies in them stays unseen, and that is told.
_FOREIGN: Final = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"\xcf\xad\x12\xfe", b"*mbx*\r\n")
_BOX = (".mbox", ".mbx", ".mbs")
_PST: Final = b"!BDN"
# A compound file: one of Outlook's messages, or a document by its name.
_OLE_DOCUMENTS = (".doc", ".dot", ".xls", ".xlt", ".ppt", ".pps", ".pub", ".vsd", ".mpp", ".msi", ".db", ".hwp", ".jtd", ".wps")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TAR_AT = 257


class Kind(Enum):
    """What a file is."""

    EMPTY = auto()
    MAIL = auto()
    EMLX = auto()
    MBOX = auto()
    ZIP = auto()
    GZIP = auto()
    TAR = auto()
    PST = auto()
    COMPOUND = auto()
    FOREIGN = auto()
    OTHER = auto()


def is_beside(name: str) -> bool:
    """Whether a file is by its name one of those that mail programs keep beside mail."""
    return bool(_BESIDE.match(name))


def kind_of(head: bytes, name: str, *, named: bool, single: bool = False) -> Kind:
    """What a file is, by its first bytes. `named`: the owner says that it is mail; `single`: it is one message."""
    if not head:
        return Kind.EMPTY
    lower = name.lower()
    if head.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    if single or lower.endswith(".eml"):
        return Kind.MAIL
    if packed := _packed(head, lower):
        return packed
    if lower.endswith(".emlx") and _COUNTED.match(head):
        return Kind.EMLX
    if looks_like_mbox(head, lower, named=named):
        return Kind.MBOX
    # What the owner names is taken for mail unless it is plainly something else.
    return Kind.MAIL if looks_like_mail(head) or (named and b"\0" not in head[:1024]) else Kind.OTHER


def _packed(head: bytes, name: str) -> Kind | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.OTHER if name.endswith(_DOCUMENTS) else Kind.ZIP
    if head[_TAR_AT : _TAR_AT + 5] == b"ustar":
        return Kind.TAR
    if head.startswith(_PST):
        return Kind.PST
    if head.startswith(_OLE):
        return Kind.OTHER if name.endswith(_OLE_DOCUMENTS) else Kind.COMPOUND
    if head.startswith(_FOREIGN) or _DBOX.match(head):
        return Kind.FOREIGN
    return None


def looks_like_mail(head: bytes) -> bool:
    """Whether a file's first bytes are a mail's header."""
    head = head.lstrip(b"\xef\xbb\xbf\r\n \t").replace(b"\r\n", b"\n")
    if b"\n" not in head:
        head = head.replace(b"\r", b"\n")
    top = head.partition(b"\n\n")[0]
    return b"\0" not in head[:200] and len({m.group().lower() for m in _FIELD.finditer(top)}) >= 2


def _may_be_box(name: str) -> bool:
    """Whether an mbox may be called so: by its suffix, by none at all (Thunderbird, mutt), or as a folder of a mailbox is."""
    return name.endswith(_BOX) or "." not in name or use_of_name(name) is not SpecialUse.ORDINARY


def looks_like_mbox(head: bytes, name: str, *, named: bool) -> bool:
    """Whether a file's first bytes are those of an mbox. One whose beginning is missing shows a separator further down."""
    if b"\n" not in head and head.count(b"\r") > 2:
        head = head.replace(b"\r", b"\n")
    if separator_at_start(head):
        return True
    if not _may_be_box(name) and not (named and not looks_like_mail(head)):
        return False
    if not head.strip(b"\0"):
        # A crash took the beginning; as long as the bytes that are looked at are all lost, only the name tells.
        return len(head) >= HEAD
    for match in _LATER_SEPARATOR.finditer(head):
        at = match.end() - 5
        if is_separator(head[at : at + LOOK], Before(blank_line=head[:at].endswith((b"\n\n", b"\n\r\n"))), to_the_end=len(head) - at < LOOK):
            return True
    return False
