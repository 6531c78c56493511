"""Drafts as files: an .eml that a mail program opens for sending (RFC 5322, 7-bit safe), or text to paste."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from scanner.model import Channel, Draft

# A dot-atom addr-spec (RFC 5322, 3.2.3 and 3.4.1). What is none of these is left to the owner to fill in.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-]+"
_ADDR_SPEC = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@([A-Za-z0-9](?:[A-Za-z0-9.\-]*[A-Za-z0-9])?)")


def as_eml(draft: Draft, sender: str | None, now: datetime) -> bytes:
    """An e-mail draft as a message: `X-Unsent: 1` makes mail programs open it for editing; nothing is sent by us."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _one_line(draft.subject)
    if author := _address(sender):
        message["From"] = author
    if reader := _address(draft.to):
        message["To"] = reader
    message["Date"] = format_datetime(now)
    message["Message-ID"] = draft.message_id
    message["X-Unsent"] = "1"
    message.set_content(_text(draft.body), charset="utf-8", cte="quoted-printable" if draft.body.isascii() else "base64")
    message["Content-Language"] = draft.language
    return message.as_bytes()


def _address(spec: str | None) -> HeaderAddress | None:
    """An address for a field; None for what is none, or would need more than 7 bits: it cannot break out of its field."""
    match = _ADDR_SPEC.fullmatch(spec.strip()) if spec else None
    return HeaderAddress(username=match[1], domain=match[2]) if match else None


def _one_line(text: str) -> str:
    return " ".join("".join(" " if unicodedata.category(c).startswith("C") else c for c in text).split())


def _text(text: str) -> str:
    """A body without control characters but its line ends."""
    return "".join(c for c in text if c == "\n" or not unicodedata.category(c).startswith("C"))


def as_text(draft: Draft) -> bytes:
    """Text to paste or to read out. A short message is pasted as it stands, so it goes without a heading."""
    body = _text(draft.body)
    return (body if draft.channel is Channel.MESSAGE else f"{_one_line(draft.subject)}\n\n{body}").encode()


def file_name(case_id: str, draft: Draft) -> str:
    """`<case id>.eml` for an e-mail, `<case id>.txt` for the rest."""
    return f"{case_id}.{'eml' if draft.channel is Channel.EMAIL else 'txt'}"
