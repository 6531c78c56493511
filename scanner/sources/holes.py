"""Why something was not seen: a closed list of reasons, in plain English, so that each has its translation."""

from __future__ import annotations

import errno
from typing import Final


def _reason(why: str) -> str:
    """Where the texts' catalogs find a reason."""
    return why


FORBIDDEN: Final = _reason("no permission to read it")
VANISHED: Final = _reason("it vanished while it was read")
UNREADABLE: Final = _reason("the disk could not read it")
NOT_A_FILE: Final = _reason("neither a file nor a folder")
LINK: Final = _reason("a link that leads out of the folder")
TOO_DEEP: Final = _reason("nested too deep")
GREW: Final = _reason("it grew while it was read; what was added was not read")
SHRANK: Final = _reason("it became shorter while it was read")
CHANGED: Final = _reason("it changed while it was read")
CUT: Final = _reason("a message beyond 64 MiB; only its beginning was read")
SHORT: Final = _reason("the file is shorter than its name says; its end is missing")
NO_END: Final = _reason("Outlook's file is shorter than it says itself; its end is missing")
EMPTY: Final = _reason("an empty file where a message should be")
ZEROS: Final = _reason("a run of zero bytes, as a crash leaves it; what stood there is lost")
LEADING: Final = _reason("text before the first message; the file's beginning is missing")
NOT_FETCHED: Final = _reason("an attachment that Apple Mail had not fetched")
UNFINISHED: Final = _reason("a delivery that was never finished (tmp)")
BROKEN: Final = _reason("the archive is broken here")
BOMB: Final = _reason("packed beyond all measure, as no mail is")
ENCRYPTED: Final = _reason("encrypted")
BIG_INSIDE: Final = _reason("a zip beyond 64 MiB inside another archive; unpack it first")
FOREIGN: Final = _reason("a format that cannot be read (unpack or export it first)")
PART: Final = _reason("a part of a message of Outlook's that is damaged, too large or nested too deep")
OUTLOOK: Final = _reason("Outlook's format; install giftscan[outlook] to read it")
DAMAGED: Final = _reason("a message that is damaged in Outlook's file")
DAMAGED_LIST: Final = _reason("a folder whose list is damaged in Outlook's file")
ENDED: Final = _reason("the reader of Outlook's files crashed or took too long here; what comes after was not read")
NONSENSE: Final = _reason("the reader of Outlook's files gave no sense; what comes after was not read")
BIG_PST: Final = _reason("an Outlook file too large to be unpacked here; unpack it first")

_BY_ERRNO: Final = {
    errno.EACCES: FORBIDDEN,
    errno.EPERM: FORBIDDEN,
    errno.ENOENT: VANISHED,
    errno.ESTALE: VANISHED,
    errno.ENOTDIR: VANISHED,
    errno.ELOOP: LINK,
    errno.ENAMETOOLONG: TOO_DEEP,
    errno.ENXIO: NOT_A_FILE,
}


def why_of(error: OSError) -> str:
    """The reason that an error of the operating system stands for."""
    return _BY_ERRNO.get(error.errno or 0, UNREADABLE)
