"""The header of a mail out of Outlook: the one that it came with, else one made of properties (MS-OXCMAIL, section 2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.header import Header
from email.utils import format_datetime
from typing import Final

from scanner.sources.outlook.entry import Entry
from scanner.sources.outlook.properties import Properties
from scanner.sources.outlook.tags import (
    ADDRESS,
    ADDRESS_TYPE,
    CLIENT_SUBMIT_TIME,
    DISPLAY_CC,
    DISPLAY_NAME,
    DISPLAY_TO,
    IN_REPLY_TO,
    INTERNET_MESSAGE_ID,
    INTERNET_REFERENCES,
    MESSAGE_DELIVERY_TIME,
    RECIPIENT_TYPE,
    SENDER_ADDRESS,
    SENDER_ADDRESS_TYPE,
    SENDER_NAME,
    SENDER_SMTP_ADDRESS,
    SENT_REPRESENTING_ADDRESS,
    SENT_REPRESENTING_ADDRESS_TYPE,
    SENT_REPRESENTING_NAME,
    SENT_REPRESENTING_SMTP_ADDRESS,
    SMTP_ADDRESS,
    SUBJECT,
    TRANSPORT_MESSAGE_HEADERS,
)

MAX_HEADER: Final = 512 * 2**10
_FIELD = re.compile(r"([!-9;-~]{1,80})[ \t]*:")
# Bodies are kept decoded, so these fields of the kept header are no longer true.
_OF_BODY = re.compile(r"(?:content-[!-9;-~]{1,70}|mime-version)", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>@\",;:()\[\]\\]{1,64}@[^\s<>@\",;:()\\]{1,255}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_ID = re.compile(r"<[!-;=?-~]{1,500}>")
_KINDS: Final = {1: "To", 2: "Cc", 3: "Bcc"}


def head_of(entry: Entry) -> bytes:
    """The header without an end: fields of the body follow. What the kept one lacks is made of properties."""
    kept = _kept(entry.properties.text(TRANSPORT_MESSAGE_HEADERS)[:MAX_HEADER])
    there = {name.lower() for name, _ in kept}
    if there & {"to", "cc", "bcc", "apparently-to"}:
        there |= {"to", "cc", "bcc"}
    if "from" in there:
        there.add("sender")
    lines = [text for _, text in kept]
    lines += [f"{name}: {value}" for name, value in _made(entry) if value and name.lower() not in there]
    return "".join(line + "\n" for line in lines).encode("utf-8", "replace")


def _kept(header: str) -> list[tuple[str, str]]:
    """The fields of the kept header with their continuations, but for those of the body and what is none (Exchange's own first line)."""
    fields: list[tuple[str, str]] = []
    for line in header.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if not line.strip():
            if fields:
                break  # the header's end; behind it stand those of the parts
        elif line[0] in " \t":
            if fields:
                fields[-1] = (fields[-1][0], f"{fields[-1][1]}\n{line}")
        elif match := _FIELD.match(line):
            fields.append((match.group(1), line))
    return [(name, text.replace("\0", "")) for name, text in fields if not _OF_BODY.fullmatch(name)]


def _made(entry: Entry) -> Iterable[tuple[str, str]]:
    properties = entry.properties
    sent = properties.moment(CLIENT_SUBMIT_TIME) or properties.moment(MESSAGE_DELIVERY_TIME)
    sender = _party(properties, SENDER_NAME, SENDER_SMTP_ADDRESS, SENDER_ADDRESS_TYPE, SENDER_ADDRESS)
    author = _party(properties, SENT_REPRESENTING_NAME, SENT_REPRESENTING_SMTP_ADDRESS, SENT_REPRESENTING_ADDRESS_TYPE, SENT_REPRESENTING_ADDRESS) or sender
    yield "Date", format_datetime(sent) if sent and sent.year >= 1970 else ""
    yield "From", author
    yield "Sender", sender if sender != author else ""
    parties = _recipients(entry.recipients)
    if not parties:
        parties = {"To": _by_name(properties.text(DISPLAY_TO)), "Cc": _by_name(properties.text(DISPLAY_CC))}
    yield from ((kind, ",\n ".join(found)) for kind, found in parties.items())
    yield "Subject", _encoded(subject_of(properties))
    yield "Message-ID", "".join(_ID.findall(properties.text(INTERNET_MESSAGE_ID))[:1])
    yield "In-Reply-To", "".join(_ID.findall(properties.text(IN_REPLY_TO))[:1])
    yield "References", "\n ".join(_ID.findall(properties.text(INTERNET_REFERENCES)[: 64 * 2**10]))


def subject_of(properties: Properties) -> str:
    """The subject. A store writes before it how long its "Re:" is (MS-PST, section 2.5.3.1.1.1)."""
    subject = properties.text(SUBJECT)
    return subject[2:] if subject.startswith("\x01") else subject


def address_of(properties: Properties, smtp: int, kind: int, address: int) -> str:
    """An e-mail address; "" where only Exchange's own (a path in its directory) is known."""
    candidates = [properties.text(smtp)]
    if properties.text(kind).upper() in ("SMTP", ""):
        candidates.append(properties.text(address))
    return next((text for text in map(str.strip, candidates) if text.isascii() and _ADDRESS.fullmatch(text)), "")


def recipient_address(properties: Properties) -> str:
    """A recipient's e-mail address, "" where it is not known."""
    return address_of(properties, SMTP_ADDRESS, ADDRESS_TYPE, ADDRESS)


def _party(properties: Properties, name: int, smtp: int, kind: int, address: int) -> str:
    return _mailbox(properties.text(name), address_of(properties, smtp, kind, address))


def _recipients(table: Iterable[Properties]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for recipient in table:
        kind = _KINDS.get(recipient.number(RECIPIENT_TYPE, 1) & 0xF)
        party = _mailbox(recipient.text(DISPLAY_NAME), recipient_address(recipient))
        if kind and party:
            found.setdefault(kind, []).append(party)
    return found


def _by_name(names: str) -> list[str]:
    """What is shown of recipients, where nothing else is known of them: names, or addresses."""
    shown = [name.strip().strip("'") for name in names.split(";")[:200]]
    return [party for name in shown if (party := _mailbox("" if "@" in name else name, name if _ADDRESS.fullmatch(name) and name.isascii() else ""))]


def _mailbox(name: str, address: str) -> str:
    """A mailbox; somebody without an address is a group of nobody (RFC 5322, section 3.4)."""
    name = _UNPRINTABLE.sub(" ", name).strip().strip("'").strip()[:500]
    if name == address:
        name = ""
    phrase = _encoded(name)
    if name and phrase == name:
        phrase = '"' + name.replace("\\", "").replace('"', "") + '"'
    if not address:
        return f"{phrase}:;" if phrase else ""
    return f"{phrase} <{address}>" if phrase else address


def _encoded(text: str) -> str:
    """A text for a field: encoded words where it is more than ASCII (RFC 2047), and never more than one line's worth of it."""
    text = _UNPRINTABLE.sub(" ", text).strip()[:8000]
    if text.isascii() and "=?" not in text and len(text) < 900:
        return text
    return Header(text, "utf-8", maxlinelen=75).encode(linesep="\n")
