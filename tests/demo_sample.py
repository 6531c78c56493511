"""What the demonstration's sample mailbox holds, and what its mail was written to mean."""

from __future__ import annotations

import email
import email.policy
import json
import re
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from scanner.demo import sample_messages

EXPECTED = json.loads((Path(__file__).parent / "demo_expected.json").read_text("utf-8"))
FOLDERS = {"INBOX", "Junk", "Sent", "Trash", "アーカイブ"}
_CODE = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{6}-[2-9A-Z]{4,5}\b")


def parsed(data: bytes) -> EmailMessage:
    """A sample mail."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def words_of(message: EmailMessage) -> str:
    """All text of a mail, and its addresses."""
    parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(message[name] or "") for name in ("From", "To", "Subject", "Return-Path", "Delivered-To")] + parts)


def message_ids() -> dict[str, str]:
    """Message-IDs by folder and file."""
    return {f"{folder}/{file.removesuffix('.eml')}": str(parsed(data)["Message-ID"]).strip() for folder, file, data in sample_messages()}


def codes() -> set[str]:
    """Every claim code of the sample."""
    return {code for _, _, data in sample_messages() for code in _CODE.findall(words_of(parsed(data)))}


def mails_of(expected: dict[str, Any]) -> frozenset[str]:
    """The Message-IDs of an expected case's mails."""
    return frozenset(message_ids()[mail] for mail in expected["mails"])
