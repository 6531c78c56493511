"""Bytes to `Message`: the one way in which mail of every source is read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from scanner.catalog import Catalog, fold
from scanner.messages.bounces import read_bounce
from scanner.messages.cleaning import clean_line
from scanner.messages.contents import Contents, Held, Piece, Text
from scanner.messages.dates import sent_at
from scanner.messages.entities import read_entity
from scanner.messages.fields import message_ids, read_addresses, read_fields
from scanner.messages.heads import HeadWords
from scanner.messages.layers import split_layers, with_files
from scanner.messages.mime import read_part
from scanner.messages.plain import read_plain
from scanner.messages.rows import Body, Room
from scanner.model import Address, Attachment, Field, Layer, Message, RawMessage, Wrapping

MAX_FILES = 3  # attached PDFs of a message that are read

DELIVERED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "X-Forwarded-To")


def parse(raw: RawMessage, catalog: Catalog) -> Message:
    """Read a message. Never raises on content; UnreadableMessage where it is beyond our bounds."""
    return Parser(catalog).parse(raw)


class Parser:
    """Reads messages; keeps what is worked out once from the catalog.

    `read_pdf` gives the text of a PDF; without it such attachments stay closed. It is asked only for mail that names
    what concerns us.
    """

    def __init__(self, catalog: Catalog, read_pdf: Callable[[bytes], str] | None = None) -> None:
        self._words = HeadWords(catalog)
        self._needles = tuple(fold(needle) for needle in catalog.needles)
        self._read_pdf = read_pdf

    def parse(self, raw: RawMessage) -> Message:
        """Read a message. Never raises on content; UnreadableMessage where it is beyond our bounds."""
        root = read_part(read_entity(raw.data))
        fields = read_fields(root.entity)
        head = _head(fields)
        room = Room()
        contents = Contents(root, room)
        pieces = contents.pieces()
        views = [self._view(pieces, head, room)]
        if contents.has_alternatives:
            views.append(self._view(contents.pieces(prefer_html=False), head, Room()))
        if contents.is_cut:
            views.reverse()
        sources = [piece.source for piece in pieces if isinstance(piece, Text)]
        is_bounce, status = read_bounce(root, head.sender, head.subject, sources)
        return Message(
            key=identity(raw.data, head.message_id),
            origin=raw.origin,
            folder=raw.folder,
            use=raw.use,
            fields=fields,
            message_id=head.message_id,
            in_reply_to=message_ids(_values(fields, "In-Reply-To")),
            references=message_ids(_values(fields, "References")),
            date=head.date,
            from_=head.from_,
            to=head.to,
            delivered_to=_delivered_to(fields),
            subject=head.subject,
            views=tuple(views),
            delivery_status=status,
            is_bounce=is_bounce,
            damage=tuple(type(defect).__name__ for defect in root.entity.defects),
        )

    def _view(self, pieces: list[Piece], head: _Head, room: Room) -> tuple[Layer, ...]:
        """The layers of one reading: the own text, what it forwards inline, and the messages it holds."""
        body = Body([])
        attachments: list[Attachment] = []
        held: list[Layer] = []
        files: list[Body] = []
        for piece in pieces:
            match piece:
                case Text(attached=True):
                    files.append(piece.body)
                case Text():
                    _append(body, piece.body)
                case Held():
                    held += self._held(piece, room)
                case Attachment():
                    attachments.append(piece)
        files += self._pdfs(attachments, [head.subject, *(row.text for row in body.rows)])
        outer = Layer(Wrapping.OWN, (), (), (), head.sender, head.to, head.subject, head.date, head.message_id, tuple(attachments))
        own, *inner = split_layers(body, self._words, outer)
        return (with_files(own, files), *inner, *held)

    def _pdfs(self, attachments: list[Attachment], texts: list[str]) -> list[Body]:
        """The texts of attached PDFs, of a mail that speaks of what concerns us."""
        pdfs = [a for a in attachments if a.data]
        if self._read_pdf is None or not pdfs:
            return []
        folded = fold(" ".join([*texts, *(a.filename for a in pdfs)]))
        if not any(needle in folded for needle in self._needles):
            return []
        return [read_plain(self._read_pdf(a.data)) for a in pdfs[:MAX_FILES]]

    def _held(self, held: Held, room: Room) -> list[Layer]:
        """The layers of a message that stands in another (message/rfc822)."""
        head = _head(read_fields(held.part.entity))
        view = self._view(Contents(held.part, room).pieces(), head, room)
        wrapping = Wrapping.DIGEST if held.digest else Wrapping.ATTACHED
        return [replace(layer, wrapping=wrapping) if layer.wrapping is Wrapping.OWN else layer for layer in view]


def _append(body: Body, more: Body) -> None:
    """Set the rows of a part below those of the parts before it. Both readings share the rows of what has no
    alternative, so none is changed."""
    first = len(body.rows)
    body.rows += more.rows
    if first and more.rows:
        body.rows[first] = replace(more.rows[0], gap=True)
    body.pictures += more.pictures


@dataclass(frozen=True, slots=True)
class _Head:
    """What of a header a layer needs."""

    from_: tuple[Address, ...]
    to: tuple[Address, ...]
    subject: str
    date: datetime | None
    message_id: str | None

    @property
    def sender(self) -> Address | None:
        return self.from_[0] if self.from_ else None


def _head(fields: tuple[Field, ...]) -> _Head:
    subjects = _values(fields, "Subject")
    ids = message_ids(_values(fields, "Message-ID"))
    return _Head(
        from_=tuple(a for value in _values(fields, "From") for a in read_addresses(value)),
        to=tuple(a for name in ("To", "Cc") for value in _values(fields, name) for a in read_addresses(value)),
        subject=clean_line(subjects[0]) if subjects else "",
        date=sent_at(_values(fields, "Date"), _values(fields, "Received")),
        message_id=ids[0] if ids else None,
    )


def _values(fields: tuple[Field, ...], name: str) -> list[str]:
    name = name.lower()
    return [f.value for f in fields if f.name.lower() == name]


def _delivered_to(fields: tuple[Field, ...]) -> tuple[str, ...]:
    found = [a.address for name in DELIVERED for v in _values(fields, name) for a in read_addresses(v) if a.address]
    return tuple(dict.fromkeys(found))


def identity(data: bytes, message_id: str | None) -> str:
    """What makes a message the same wherever its copies lie: its Message-ID, else a digest of its bytes.

    Line ends do not count: one copy may come from IMAP (CRLF), another from a file (LF).
    """
    what = message_id.encode("utf-8", "surrogateescape") if message_id else data.replace(b"\r\n", b"\n").strip()
    return hashlib.sha256(what).hexdigest()[:24]
