"""A mail's bytes to a mail that can be given away (`scanner.redaction`).

Promises: a mail, or UnreadableMessage; what comes out can be read again; and where nothing is told to be left, no claim code,
however it is written, is left in it, decoded or raw.
"""

from __future__ import annotations

import email
import email.policy
import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from fuzz import seeds
from fuzz.target import CORPUS, Target
from fuzz.words import words_of
from scanner.catalog import load_catalog
from scanner.errors import UnreadableMessage
from scanner.facts import read_facts
from scanner.messages import Parser
from scanner.model import Message, Origin, RawMessage
from scanner.redaction import Redactor

KEY = bytes(range(32))
_TAG = re.compile(r"<[^<>]*>")
_NOTHING = re.compile(r"[^0-9A-Za-z]+")


@lru_cache(maxsize=1)
def redactor() -> Redactor:
    """One for all mails."""
    return Redactor(load_catalog())


@lru_cache(maxsize=1)
def parser() -> Parser:
    """One for all mails."""
    return Parser(load_catalog())


def check(data: bytes) -> None:
    """Redact it and look for its codes."""
    raw = RawMessage(Origin("fuzz", "1"), data)
    try:
        redacted = redactor().redact(raw, KEY)
    except UnreadableMessage:
        return
    after = parser().parse(RawMessage(Origin("fuzz", "2"), redacted.data))
    if redacted.remains:
        return  # it says so, and nothing is written
    _, facts = read_facts(parser().parse(raw), load_catalog())
    codes = {_NOTHING.sub("", fact.code.reveal()) for fact in facts if fact.code}
    stand_ins = {_NOTHING.sub("", item.standin).upper() for item in redacted.replacements}
    for text in _readings(redacted.data, after):
        flat = _NOTHING.sub("", unicodedata.normalize("NFKC", text)).upper()
        assert not [code for code in codes if code in flat and not any(code in new for new in stand_ins)], "a code in the redacted mail"


def _readings(data: bytes, message: Message) -> Iterator[str]:
    """The mail raw, by Python's own parser, and as we read it."""
    yield data.decode("utf-8", "replace")
    for part in email.message_from_bytes(data, policy=email.policy.compat32).walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and part.get_content_maintype() == "text":
            text = payload.decode("utf-8", "replace")
            yield from (text, html.unescape(_TAG.sub("", text)))
    for view in message.views:
        for layer in view:
            yield layer.subject
            yield from (line.text for line in layer.lines)


def mails(shared: Path | None) -> Iterator[bytes]:
    """Mail with codes in it, damaged mail, and other people's."""
    cards = [data for data in seeds.files([CORPUS / "mails"], "*received*.eml") if b"%PDF" not in data]
    yield from cards
    yield from seeds.files([CORPUS / "malformed", CORPUS / "bounces"], "*.eml")
    if shared is not None:
        yield from (data for data in seeds.files([shared / "mime4j", shared / "jsmime", shared / "stalwart-mail-parser"]) if b":" in data[:200])


TARGET = Target("redaction", check, mails, words_of("message"), 2**13)
