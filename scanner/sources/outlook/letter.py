"""An entry as the bytes of a mail (RFC 5322), after MS-OXCMAIL: the header that came with it where it was kept, else one made of properties."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from collections.abc import Iterable
from email.header import Header
from pathlib import PurePosixPath
from typing import Final

from scanner.sources.outlook.bodies import Body, bodies_of
from scanner.sources.outlook.entry import MAX_DEPTH, Attached, Entry
from scanner.sources.outlook.head import head_of
from scanner.sources.outlook.notices import delivery_status
from scanner.sources.outlook.tags import ATTACH_CONTENT_ID, ATTACH_FILENAME, ATTACH_LONG_FILENAME, ATTACH_MIME_TAG, DISPLAY_NAME, MESSAGE_CLASS

_LONG_LINE: Final = 998  # bytes, the most that a line may have (RFC 5322, section 2.1.1)
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+\-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+\-]{0,90}")
_ENTITY_FIELD = re.compile(rb"content-type[ \t]*:", re.IGNORECASE)
# What is no mail, though it lies in a folder with mail (MS-OXCMSG, section 2.2.1.3).
_NO_MAIL: Final = (
    "ipm.contact", "ipm.distlist", "ipm.appointment", "ipm.task", "ipm.taskrequest", "ipm.stickynote", "ipm.activity", "ipm.configuration", "ipm.microsoft",
    "ipm.document", "ipm.abchperson", "ipm.schedule.inquiry", "ipm.organization",
)  # fmt: skip


def is_mail(entry: Entry) -> bool:
    """Whether an entry is a mail, report or invitation, and no contact, note or entry of a calendar."""
    name = entry.properties.text(MESSAGE_CLASS).lower()
    return not any(name == kind or name.startswith(f"{kind}.") for kind in _NO_MAIL)


def letter_of(entry: Entry, depth: int = 0) -> bytes:
    """The mail. Where its class says that it was signed, its one attachment is the body as it was sent (MS-OXOSMIME)."""
    head = head_of(entry)
    if (signed := _as_sent(entry)) is not None:
        return head + b"MIME-Version: 1.0\n" + signed
    parts = [_text(body) for body in bodies_of(entry.properties)]
    body = _multipart("alternative", parts) if len(parts) > 1 else parts[0] if parts else b"Content-Type: text/plain; charset=us-ascii\n\n"
    notice = delivery_status(entry)
    others = [notice] if notice else []
    others += [part for one in entry.attachments if (part := _attachment(one, depth)) is not None]
    if notice:
        body = _multipart("report", [body, *others], "; report-type=delivery-status")
    elif others:
        body = _multipart("mixed", [body, *others])
    return head + b"MIME-Version: 1.0\n" + body


def _as_sent(entry: Entry) -> bytes | None:
    """A signed message's own body, with its Content-Type."""
    if not entry.properties.text(MESSAGE_CLASS).lower().endswith(".smime.multipartsigned") or len(entry.attachments) != 1:
        return None
    data = entry.attachments[0].data.replace(b"\r\n", b"\n").lstrip(b"\n")
    return data if _ENTITY_FIELD.match(data) or b"\ncontent-type:" in data[:4096].lower() else None


def _text(body: Body) -> bytes:
    charset = f"; charset={body.charset}" if body.charset else ""
    head = f"Content-Type: text/{body.subtype}{charset}\n".encode("ascii")
    data = body.data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    end = b"" if data.endswith(b"\n") else b"\n"
    if body.charset.startswith("utf-16") or b"\0" in data or max(map(len, data.split(b"\n"))) > _LONG_LINE:
        return head + b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(body.data)
    return head + b"Content-Transfer-Encoding: " + (b"7bit" if data.isascii() else b"8bit") + b"\n\n" + data + end


def _attachment(attached: Attached, depth: int) -> bytes | None:
    properties = attached.properties
    name = properties.text(ATTACH_LONG_FILENAME) or properties.text(ATTACH_FILENAME) or properties.text(DISPLAY_NAME)
    disposition = b"Content-Disposition: attachment" + _filename(name) + b"\n"
    if attached.message is not None:
        if depth >= MAX_DEPTH:
            return None
        return b"Content-Type: message/rfc822\n" + disposition + b"\n" + letter_of(attached.message, depth + 1)
    content_type = properties.text(ATTACH_MIME_TAG).strip().lower()
    if not _TYPE.fullmatch(content_type) or content_type.startswith(("multipart/", "message/")):
        content_type = mimetypes.types_map.get(PurePosixPath(_plain(name).lower()).suffix, "application/octet-stream")
    if content_type.startswith(("multipart/", "message/")):  # such parts have no transfer encoding (RFC 2046, section 5)
        content_type = "application/octet-stream"
    identity = re.sub(r"[^!-~]|[<>]", "", properties.text(ATTACH_CONTENT_ID))[:200]
    head = f"Content-Type: {content_type}\n".encode("ascii") + disposition
    if identity:
        head += f"Content-ID: <{identity}>\n".encode("ascii")
    return head + b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(attached.data)


def _plain(name: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f\"\\/]", " ", name).strip()[-200:]


def _filename(name: str) -> bytes:
    """The parameter that tells a file's name; beyond ASCII as an encoded word, as most mailers write and read it."""
    plain = _plain(name)
    if not plain:
        return b""
    encoded = plain if plain.isascii() else Header(plain.encode("utf-8", "replace").decode("utf-8"), "utf-8", maxlinelen=200).encode()
    return f'; filename="{encoded}"'.replace("\n", "").encode("ascii", "replace")


def _multipart(subtype: str, parts: Iterable[bytes], parameters: str = "") -> bytes:
    """Parts behind a line that stands in none of them, and is the same each time."""
    parts = list(parts)
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    boundary = b"=_" + digest.hexdigest()[:32].encode("ascii")
    head = f'Content-Type: multipart/{subtype}{parameters}; boundary="'.encode("ascii") + boundary + b'"\n\n'
    return head + b"".join(b"--" + boundary + b"\n" + part + (b"" if part.endswith(b"\n") else b"\n") for part in parts) + b"--" + boundary + b"--\n"
