"""A mail as Outlook keeps it: its header, and its bodies and attachments decoded (MS-OXCMAIL, section 2.2)."""

from __future__ import annotations

import email
from email.message import Message

from tests.sources.outlook.notes import Note, Part, Value, data, inner, number, part, text, text8

_PAGES = {"iso-2022-jp": 50220, "shift_jis": 932, "windows-31j": 932, "cp932": 932, "euc-jp": 51932, "utf-8": 65001, "us-ascii": 20127, "iso-8859-1": 28591}


def note_of(mail: bytes) -> Note | None:
    """The message; None of a mail in which Outlook would change more than how it is packed."""
    message = email.message_from_bytes(mail)
    head = mail.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    if not head.isascii():
        return None
    values: dict[int, Value] = {
        0x001A: text("IPM.Note"),
        0x007D: text("Microsoft Mail Internet Headers Version 2.0\r\n" + head.decode("ascii").replace("\n", "\r\n") + "\r\n\r\n"),
    }
    parts: list[Part] = []
    return Note(values, (), tuple(parts)) if _taken(message, values, parts) else None


def _taken(message: Message, values: dict[int, Value], parts: list[Part]) -> bool:
    """Whether all of a mail could be kept."""
    kind = message.get_content_type()
    if kind in ("multipart/mixed", "multipart/alternative", "multipart/related"):
        inside = message.get_payload()
        return isinstance(inside, list) and all(_taken(one, values, parts) for one in inside)
    if kind == "message/rfc822":
        held = message.get_payload()
        note = note_of(held[0].as_bytes()) if isinstance(held, list) else None
        parts += [inner(note)] if note else []
        return note is not None
    payload = message.get_payload(decode=True)
    name = message.get_filename()
    if kind.startswith("multipart/") or not isinstance(payload, bytes) or (name and not name.isascii()):
        return False
    if name or kind not in ("text/plain", "text/html"):
        parts.append(part(name or "", kind, payload))
        return True
    charset = (message.get_content_charset() or "us-ascii").lower()
    tag = 0x1000 if kind == "text/plain" else 0x1013
    if tag in values or charset not in _PAGES or message.get_param("format") == "flowed":
        return False
    return _kept(tag, payload, charset, values)


def _kept(tag: int, payload: bytes, charset: str, values: dict[int, Value]) -> bool:
    if tag == 0x1013:
        values[tag], values[0x3FDE] = data(payload), number(_PAGES[charset])
        return True
    try:
        words = payload.decode("cp932" if _PAGES[charset] == 932 else charset)
        # Old stores keep Japanese text in the code page of the machine.
        values[tag] = text8(words, "cp932") if _PAGES[charset] in (932, 50220) else text(words)
    except UnicodeError:
        return False
    values[0x3FFD] = number(932 if _PAGES[charset] in (932, 50220) else 1252)
    return True
