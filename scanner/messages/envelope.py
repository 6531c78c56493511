"""What a header alone says of who wrote to whom: for mail that need not be read."""

from __future__ import annotations

import re

from scanner.messages.bounce_words import fails, is_daemon
from scanner.messages.cleaning import clean_line
from scanner.messages.encoded_words import decode_words
from scanner.messages.entities import FROM_LINE
from scanner.messages.fields import STRUCTURED, message_ids, read_addresses
from scanner.messages.parse import DELIVERED, identity
from scanner.model import Address, Field, Layer, Message, RawMessage, Wrapping

MAX_BYTES = 64 * 2**10  # of a header that is worth a quick look

_END = re.compile(rb"\n\r?\n")
_FOLD = re.compile(r"\n[ \t]*")
_NO_FIELD = re.compile(rb"\n(?![ \t\n]|[!-9;-~]{1,80}[ \t]*:|\Z)")
_NAMES = {name.lower(): name for name in ("From", "Sender", "To", "Cc", "Subject", "Message-ID", "List-Id", "List-Post", "Return-Path", *DELIVERED)}
_WANTED = re.compile(rb"^(" + "|".join(_NAMES).encode("ascii") + rb")[ \t]*:(.*(?:\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE)


def read_envelope(raw: RawMessage) -> Message | None:
    """A message as far as its header's people and names tell, its layer empty; None where that would not be enough: where the
    header is damaged, a check of it failed, its author is not plain, or a mail system may have written it."""
    end = _END.search(raw.data)
    head = raw.data[: end.start() + 1] if end else raw.data
    if len(head) > MAX_BYTES:
        return None
    head = FROM_LINE.sub(b"", head).replace(b"\r\n", b"\n")
    if b"\0" in head or b"\r" in head or b"fail" in head.lower() or head[:1] in (b" ", b"\t") or _NO_FIELD.search(b"\n" + head):
        return None
    fields = _fields(head)
    senders = [address for value in _values(fields, "From") for address in read_addresses(value)]
    subjects = _values(fields, "Subject")
    if len(senders) != 1 or not senders[0].address or _may_be_report(fields, senders[0], subjects):
        return None
    ids = message_ids(_values(fields, "Message-ID"))
    to = tuple(address for name in ("To", "Cc") for value in _values(fields, name) for address in read_addresses(value))
    subject = clean_line(subjects[0]) if subjects else ""
    message_id = ids[0] if ids else None
    own = Layer(Wrapping.OWN, (), (), (), senders[0], to, subject, None, message_id)
    return Message(
        key=identity(raw.data, message_id),
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
        delivered_to=tuple(dict.fromkeys(a.address for name in DELIVERED for value in _values(fields, name) for a in read_addresses(value) if a.address)),
        subject=subject,
        views=((own,),),
        delivery_status=None,
        is_bounce=False,
        damage=(),
    )


def _fields(head: bytes) -> list[Field]:
    """The wanted fields of a header, unfolded; address fields stay encoded, as `read_fields` leaves them."""
    found = []
    for name, value in _WANTED.findall(head):
        wanted = name.decode("ascii").lower()
        text = _FOLD.sub(" ", value.decode("ascii", "surrogateescape")).strip(" \t\r\n")
        found.append(Field(_NAMES[wanted], text if wanted in STRUCTURED else decode_words(text)))
    return found


def _may_be_report(fields: list[Field], sender: Address, subjects: list[str]) -> bool:
    """Whether a mail system may tell of a failure here: such mail needs no gift card's word."""
    paths = _values(fields, "Return-Path")
    return is_daemon(sender) or any(path.strip() in ("<>", "") for path in paths) or any(fails(subject) for subject in subjects)


def _values(fields: list[Field], name: str) -> list[str]:
    return [field.value for field in fields if field.name == name]
