"""Mails made on the spot, and what is read from them by the way that every mail goes."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from functools import lru_cache

from scanner.catalog import Catalog, load_catalog
from scanner.facts import read_facts
from scanner.messages import Parser
from scanner.model import Fact, Message, Origin, RawMessage, Recognition


@dataclass(frozen=True)
class Read:
    """A mail, and all that was read from it."""

    message: Message
    recognition: Recognition
    facts: tuple[Fact, ...]

    @property
    def codes(self) -> list[str]:
        """The whole codes, in order."""
        return [fact.code.reveal() for fact in self.facts if fact.code]


@lru_cache(maxsize=1)
def shipped_parser() -> Parser:
    """One parser for all mails that are read by the shipped catalog."""
    return Parser(load_catalog())


def compose(subject: str, text: str = "", html: str = "", *, sender: str = "", to: str = "owner@example.org", date: str = "", **fields: str) -> bytes:
    """The bytes of a synthetic mail."""
    mail = EmailMessage()
    mail["X-Corpus"] = "synthetic"
    mail["From"] = sender or "Amazon.com <do-not-reply@gift-cards.amazon.com>"
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = date or "Mon, 02 Mar 2026 10:00:00 +0000"
    mail["Message-ID"] = "<made@example.org>"
    for name, value in fields.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text or "\n")
    if html and text:
        mail.add_alternative(html, subtype="html")
    elif html:
        mail.set_content(html, subtype="html")
    return mail.as_bytes()


def read(data: bytes, catalog: Catalog | None = None) -> Read:
    """A mail's bytes, read."""
    parser = Parser(catalog) if catalog else shipped_parser()
    message = parser.parse(RawMessage(Origin("made", ""), data))
    recognition, facts = read_facts(message, catalog or load_catalog())
    return Read(message, recognition, facts)
