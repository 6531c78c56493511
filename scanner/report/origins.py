"""Where the messages of a case lie, in words: file, place in it, header, and how to open it. Codes and links are masked."""

from __future__ import annotations

from collections.abc import Iterable

from scanner.facts import mask_known
from scanner.jobs.refinding import Refound, Whereabouts
from scanner.messages import Heading, clean_line
from scanner.model import ClaimCode
from scanner.report.masking import shown
from scanner.report.safe import visible
from scanner.sources import Location
from scanner.texts import _

_FIELDS = ("From", "To", "Date", "Subject", "Message-ID")
_LONGEST = 200  # characters of a field
_MAIL = (".eml", ".emlx")


def origin_lines(found: Iterable[Refound], codes: Iterable[ClaimCode]) -> list[str]:
    """Each place of one message, and below them its header as it was seen again."""
    every, known = list(found), tuple(codes)
    lines = [line for one in every for line in _place(one, known)]
    heading = next((one.heading for one in every if one.heading), None)
    return lines + (_header(heading, known) if heading else [])


def _place(found: Refound, codes: tuple[ClaimCode, ...]) -> list[str]:
    """One place: the file and folder, where in it the message begins, what became of it, and how to open it."""
    place, location = found.place, found.location
    if found.now is Whereabouts.ON_SERVER:
        return [
            _("{label}: {value}", label=_("Mailbox"), value=visible(place.source.partition(":")[2])),
            _("{label}: {value}", label=_("Folder"), value=_path(place.folder, codes)),
            _("It lies on the server, as number {uid} (UID) of this folder. In a mail program, search the folder for its subject.", uid=_uid(place.position)),
        ]
    file = _path(str(location.file) if location else " ".join(part for part in (place.source, place.position) if part), codes)
    lines = [_("{label}: {value}", label=_("File"), value=file)]
    if place.folder:
        lines.append(_("{label}: {value}", label=_("Folder"), value=_path(place.folder, codes)))
    if found.now is Whereabouts.NO_FILE or location is None:
        return [*lines, _("The file is not there any more, or may not be read. If it was moved, scan it where it lies now.")]
    if found.now is Whereabouts.NOT_IN_FILE:
        return [*lines, _("The file was changed: the message is not in it any more.")]
    lines.append(_("{label}: {value}", label=_("Place"), value=_in_file(location, codes)))
    if found.now is Whereabouts.MOVED:
        lines.append(_("The file was changed since the scan; the message was found again here."))
    return [*lines, _("{label}: {value}", label=_("To open it"), value=_how(location))]


def _in_file(location: Location, codes: tuple[ClaimCode, ...]) -> str:
    """Where in its file a message is."""
    offset = _("from byte {offset:,} on", offset=location.offset) if location.offset is not None else ""
    if location.is_packed:
        inside = _("inside the archive: {member}", member=_path(location.member, codes)) if location.member else _("inside the packed file")
        return _("{line}, {how}", line=inside, how=offset) if offset else inside
    if location.member:
        where = _("inside the file: {member}", member=_path(location.member, codes))
        return _("{line}, {how}", line=where, how=offset) if offset else where
    return offset or _("the whole file is this message")


def _how(location: Location) -> str:
    """What to do to see the message as a mail program shows it."""
    if location.is_packed:
        return _("unpack a copy of the file, open what is inside with a mail program, and search there for the subject or the Message-ID")
    if location.offset is not None:
        return _("open the file with a mail program that reads mbox (Thunderbird, Apple Mail), and search there for the subject or the Message-ID")
    if location.is_in_maildir:
        return _("open a copy of the file, under a name that ends in .eml, with a mail program")
    if location.file.name.lower().endswith(_MAIL):
        return _("open the file with a mail program")
    return _("open the file with the mail program that wrote it, and search there for the subject or the Message-ID")


def _header(heading: Heading, codes: tuple[ClaimCode, ...]) -> list[str]:
    """The fields by which a person knows a message; whatever code or link stands in one is masked before it is cut."""
    values = ((name, shown(clean_line(heading.value(name)), codes)) for name in _FIELDS)
    return [f"  {name}: {value if len(value) <= _LONGEST else value[: _LONGEST - 1] + '…'}" for name, value in values if value]


def _path(text: str, codes: tuple[ClaimCode, ...]) -> str:
    """A path as it is, lest nobody finds the file: only a code of this case is masked in it, and what would steer the terminal shown."""
    return visible(mask_known(text, codes))


def _uid(position: str) -> str:
    return visible(position.rpartition(";")[2])
