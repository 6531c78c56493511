"""Messages out of the bytes of one file: a mail, an mbox, an .emlx, one of Outlook's, or an archive of these."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from scanner.model import SpecialUse
from scanner.sources.apple import with_parts
from scanner.sources.finds import EmptyBox, Finds, Found, Item, Mark, NoMail, missed
from scanner.sources.holes import CUT, EMPTY, FOREIGN, LEADING, NOT_FETCHED, SHORT, ZEROS
from scanner.sources.known import Reached
from scanner.sources.looking import Kind, kind_of, looks_like_mail
from scanner.sources.marks import Header
from scanner.sources.mbox import Piece, separator_at_start, split_mbox
from scanner.sources.packed import read_gzip, read_tar, read_zip
from scanner.sources.separators import MARK
from scanner.sources.streams import HEAD, MAX_MESSAGE, Purse, Readable, Stream

_COUNT = re.compile(rb"(\d{1,10})[ \t]*\r?\n")
_APPLE_FLAGS = re.compile(rb"<key>flags</key>\s*<integer>(\d{1,20})</integer>")
_BOUNDARY = re.compile(rb"boundary=\"?([^\"\s;]{1,200})", re.IGNORECASE)
_APPLE_DELETED: Final = 1 << 1
_NOTHING: Final = b"\0\r\n\t\v\f "  # a mail of nothing else is none


MARK_EVERY: Final = 8 * 2**20  # bytes of an mbox after which a scan that is stopped goes on there


def read_content(stream: Stream, item: Item, whole: Readable | None, purse: Purse, only: str | None = None) -> Finds:
    """All that a file holds. `whole` is the file itself, where it can be read from any place (a zip wants that). With `only`,
    members of archives are passed over that do not lie on the way to that position."""
    if only is not None and not _leads_to(item.inside, only):
        return
    read = partial(read_content, only=only)
    kind = kind_of(stream.head(), item.name, named=item.named, single=item.single)
    if kind is Kind.EMPTY:
        if not stream.trouble:
            yield from _empty(item)
    elif kind is Kind.MAIL:
        yield from _mail(stream, item)
    elif kind is Kind.EMLX:
        yield from _emlx(stream, item)
    elif kind is Kind.MBOX:
        yield from _mbox(stream, item)
    elif kind is Kind.ZIP:
        yield from read_zip(stream, item, whole, purse, read)
    elif kind in (Kind.GZIP, Kind.TAR):
        yield from (read_gzip if kind is Kind.GZIP else read_tar)(stream, item, purse, read)
    elif kind in (Kind.PST, Kind.COMPOUND):
        yield from _outlook(kind, stream, item, whole)
    elif kind is Kind.FOREIGN or item.named:
        yield missed(item, FOREIGN)
    else:
        yield NoMail(item.inside)
    if stream.trouble:
        yield missed(item, stream.trouble)


def _leads_to(inside: str, position: str) -> bool:
    """Whether what lies at a position may lie in the file or member at `inside`."""
    return not inside or position == inside or position.startswith((f"{inside}/", f"{inside};"))


def _outlook(kind: Kind, stream: Stream, item: Item, whole: Readable | None) -> Finds:
    """Outlook's own files; most archives have none, so that their readers are loaded only here."""
    if kind is Kind.PST:
        from scanner.sources.outlook.pst import read_pst

        yield from read_pst(stream, item, whole)
    else:
        from scanner.sources.outlook.compound import read_compound

        yield from read_compound(stream, item)


def _empty(item: Item) -> Finds:
    name = item.name.lower()
    if item.single or name.endswith((".eml", ".emlx")):
        yield missed(item, EMPTY)
    elif item.named or name.endswith((".mbox", ".mbx")) or item.spot.box(item.name).use is not SpecialUse.ORDINARY:
        box = item.spot.box(item.name)
        yield EmptyBox(box.folder, box.use)
    else:
        yield NoMail(item.inside)


def _mail(stream: Stream, item: Item) -> Finds:
    data, cut = stream.all(MAX_MESSAGE)
    if not data.strip(_NOTHING):
        # A crash between a file's name and its content leaves a file of zero bytes.
        if not stream.trouble:
            yield missed(item, ZEROS if b"\0" in data else EMPTY)
        return
    if not item.single and len(pieces := _several(data)) > 1:
        for piece in pieces:
            yield from _piece(piece, item)
    else:
        yield from _found(item, data)
    if cut:
        yield missed(item, CUT, loud=False)
    elif item.size is not None and len(data) < item.size:
        yield missed(item, SHORT, loud=False)


def _several(data: bytes) -> list[Piece]:
    """The messages of a file that is called a mail, where it is an mbox: it begins with a separator, and a later one stands outside of
    the first message's parts. (A mail that was saved with its separator may hold another one, with the mail that it returns.)"""
    if not data.startswith(MARK) or not separator_at_start(data[:HEAD]):
        return []
    pieces = list(split_mbox(Stream(io.BytesIO(data))))
    boundary = _BOUNDARY.search(pieces[0].data[:HEAD])
    return [] if boundary and b"\n--" + boundary.group(1) + b"--" in data[pieces[-1].offset :] else pieces


def _emlx(stream: Stream, item: Item) -> Finds:
    """Apple Mail: the length of the message in a line, the message, and a property list with its flags."""
    data, cut = stream.all(MAX_MESSAGE + 2**20)
    match = _COUNT.match(data)
    begin = match.end() if match else 0
    end = begin + int(match.group(1)) if match else len(data)
    message, trailer = data[begin:end], data[end:]
    if trailer and not trailer.lstrip().startswith(b"<?xml"):
        # The count is wrong; the property list begins where it says it does.
        end = data.rfind(b"<?xml", begin)
        message, trailer = (data[begin:end], data[end:]) if end > 0 else (data[begin:], b"")
    if not message.strip(_NOTHING):
        yield missed(item, EMPTY)
        return
    flags = _APPLE_FLAGS.search(trailer)
    message, missing = with_parts(message, item.path)
    yield from _found(replace(item, deleted=bool(flags and int(flags.group(1)) & _APPLE_DELETED)), message)
    if missing:
        yield replace(missed(item, NOT_FETCHED, loud=False, count=missing), passing=True)
    if cut:
        yield missed(item, CUT, loud=False)


def read_on(stream: Stream, item: Item, reached: Reached) -> Finds:
    """What an mbox holds from a place on that an earlier run reached; the stream begins there."""
    yield from _pieces(split_mbox(stream, start=reached.offset, quotes=reached.quotes), replace(item, spot=item.spot.box(item.name)), reached.offset)
    if stream.trouble:
        yield missed(item, stream.trouble)


def _mbox(stream: Stream, item: Item) -> Finds:
    box = item.spot.box(item.name)
    yield EmptyBox(box.folder, box.use)
    yield from _pieces(split_mbox(stream), replace(item, spot=box), 0)


def _pieces(pieces: Iterator[Piece], item: Item, marked: int) -> Finds:
    """The messages of an mbox; before some of them, a mark that reading can go on there."""
    for piece in pieces:
        if piece.settled and (piece.offset - marked >= MARK_EVERY or (piece.offset > marked and not piece.ends_settled)):
            marked = piece.offset
            yield Mark(item.depth, piece.offset, piece.quotes)
        yield from _piece(piece, item)


def _piece(piece: Piece, item: Item) -> Finds:
    position = item.at(piece.offset)
    here = replace(item, inside=position)
    if piece.zeros:
        yield missed(here, ZEROS, loud=False)
    if piece.headless and not looks_like_mail(piece.data[:4096]):
        if piece.data.strip(_NOTHING):
            yield missed(here, LEADING)
        return
    if not piece.data.strip(_NOTHING):
        yield missed(here, EMPTY, loud=False)
        return
    yield from _found(here, piece.data, piece.stamp, takeout=piece.takeout)
    if piece.cut:
        yield missed(here, CUT, loud=False)


def _found(item: Item, data: bytes, stamp: datetime | None = None, *, takeout: bool = False) -> Finds:
    """A message, in the folder that its keeper's marks tell, else in that of its file."""
    header = Header(data)
    arrived = min((m for m in (header.arrived(item.latest), stamp) if m is not None), default=None)
    label = None if item.single else header.label(takeout=takeout)
    if label:
        yield Found(item.inside, label.name, label.use, data, arrived)
        return
    if not item.deleted and header.is_deleted():
        item = replace(item, deleted=True)
    yield Found(item.inside, item.folder, item.use, data, arrived)
