"""Drafts as files: an .eml that a mail program opens for sending (RFC 5322, 7-bit safe), or text to paste."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from scanner.model import Channel, Draft


def as_eml(draft: Draft, sender: str | None, now: datetime) -> bytes:
    """An e-mail draft as a message: `X-Unsent: 1` makes mail programs open it for editing; nothing is sent by us."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = draft.subject
    if sender:
        message["From"] = _address(sender)
    if draft.to:
        message["To"] = _address(draft.to)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = draft.message_id
    message["X-Unsent"] = "1"
    message["Content-Language"] = draft.language
    message.set_content(draft.body, charset="utf-8", cte="quoted-printable" if draft.language == "en" else "base64")
    return message.as_bytes()


def _address(spec: str) -> HeaderAddress:
    """An address that cannot break out of its field."""
    local, _, domain = spec.replace("\r", "").replace("\n", "").rpartition("@")
    return HeaderAddress(username=local, domain=domain)


def as_text(draft: Draft) -> bytes:
    """Text to paste or to read out."""
    return f"{draft.subject}\n\n{draft.body}".encode()


def file_name(case_id: str, draft: Draft) -> str:
    """`<case id>.eml` for an e-mail, `<case id>.txt` for the rest."""
    return f"{case_id}.{'eml' if draft.channel is Channel.EMAIL else 'txt'}"
