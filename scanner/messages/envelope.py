"""What a header alone says of who wrote to whom: for mail that need not be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from scanner.messages.bounce_words import fails, is_daemon
from scanner.messages.cleaning import clean_line
from scanner.messages.encoded_words import decode_words
from scanner.messages.entities import FROM_LINE
from scanner.messages.fields import STRUCTURED, message_ids, read_addresses
from scanner.messages.parse import DELIVERED, identity
from scanner.model import Address, Field, Layer, Message, RawMessage, Wrapping

MAX_BYTES = 64 * 2**10  # of a header that is worth a quick look

_ODD_STARTS = (b">", b"\n", b"\r", b" ", b"\t", b"\xef")  # as FROM_LINE may begin
_END = re.compile(rb"\n\r?\n")
_FOLD = re.compile(r"\n[ \t]*")
_NO_FIELD = re.compile(rb"\n(?![ \t\n]|[!-9;-~]{1,80}[ \t]*:|\Z)")
_NAMES = {name.lower(): name for name in ("From", "Sender", "To", "Cc", "Subject", "Message-ID", "List-Id", "List-Post", "Return-Path", *DELIVERED)}
_WANTED = re.compile(rb"\n(" + "|".join(_NAMES).encode("ascii") + rb")[ \t]*:(.*(?:\n[ \t].*)*)", re.IGNORECASE)
_KNOWN = 20_000  # senders and subjects that are told apart once


def read_envelope(raw: RawMessage) -> Message | None:
    """A message as far as its header's people and names tell, its layer empty; None where that would not be enough: where the
    header is damaged, a check of it failed, its author is not plain, or a mail system may have written it."""
    data = raw.data
    end = _END.search(data)
    head = data[: end.start() + 1] if end else data
    if len(head) > MAX_BYTES:
        return None
    if head[:1] in _ODD_STARTS or head.startswith(b"From "):
        head = FROM_LINE.sub(b"", head)
    if b"\r" in head:
        head = head.replace(b"\r\n", b"\n")
    if b"\0" in head or b"\r" in head or b"fail" in head.lower() or head[:1] in (b" ", b"\t"):
        return None
    head = b"\n" + head
    if _NO_FIELD.search(head):
        return None
    fields, values = _fields(head)
    senders = [address for value in values.get("From", ()) for address in read_addresses(value)]
    subjects = values.get("Subject", ())
    if len(senders) != 1 or not senders[0].address or _may_be_report(values, senders[0], subjects):
        return None
    ids = message_ids(values.get("Message-ID", ()))
    to = tuple([address for name in ("To", "Cc") for value in values.get(name, ()) for address in read_addresses(value)])
    subject = clean_line(subjects[0]) if subjects else ""
    message_id = ids[0] if ids else None
    own = Layer(Wrapping.OWN, (), (), (), senders[0], to, subject, None, message_id)
    delivered = [a.address for name in DELIVERED for value in values.get(name, ()) for a in read_addresses(value) if a.address]
    return Message(
        key=identity(data, message_id),
        origin=raw.origin,
        folder=raw.folder,
        use=raw.use,
        fields=tuple(fields),
        message_id=message_id,
        in_reply_to=(),
        references=(),
        date=None,
        from_=(senders[0],),
        to=to,
        delivered_to=tuple(dict.fromkeys(delivered)),
        subject=subject,
        views=((own,),),
        delivery_status=None,
        is_bounce=False,
        damage=(),
    )


def _fields(head: bytes) -> tuple[list[Field], dict[str, list[str]]]:
    """The wanted fields of a header, unfolded, and their values by name; address fields stay encoded, as `read_fields` leaves them."""
    found = []
    values: dict[str, list[str]] = {}
    for name, value in _WANTED.findall(head):
        wanted = name.decode("ascii").lower()
        text = value.decode("ascii", "surrogateescape")
        if "\n" in text:
            text = _FOLD.sub(" ", text)
        text = text.strip(" \t\r\n")
        field = Field(_NAMES[wanted], text if wanted in STRUCTURED else decode_words(text))
        found.append(field)
        values.setdefault(field.name, []).append(field.value)
    return found, values


def _may_be_report(values: dict[str, list[str]], sender: Address, subjects: Sequence[str]) -> bool:
    """Whether a mail system may tell of a failure here: such mail needs no gift card's word."""
    return _is_daemon(sender) or any(path.strip() in ("<>", "") for path in values.get("Return-Path", ())) or any(map(_fails, subjects))


_is_daemon = lru_cache(_KNOWN)(is_daemon)
_fails = lru_cache(_KNOWN)(fails)
