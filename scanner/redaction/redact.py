"""The whole of a redaction: the mail is read to know whose it is, then written anew part by part."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from scanner.catalog import Catalog
from scanner.facts import read_facts
from scanner.messages import Parser
from scanner.messages.entities import Entity, read_entity
from scanner.messages.mime import Part, read_part
from scanner.model import Fact, Message, RawMessage
from scanner.redaction.encoding import encoded_like, transfer_encoded
from scanner.redaction.finding import Finder, Secrets
from scanner.redaction.header import HeaderRewriter
from scanner.redaction.markup import replaced_html, replaced_plain
from scanner.redaction.people import names_in
from scanner.redaction.remains import remaining
from scanner.redaction.standins import Replacement, Standins
from scanner.redaction.stubs import stub
from scanner.redaction.vocabulary import Vocabulary

ReadPdf = Callable[[bytes], str]
_MESSAGES = ("message/rfc822", "message/global")
_HTML = re.compile(r"<(?:html|body|table|div|p|br|span|a|td|b|font)\b|<!doctype", re.IGNORECASE)
_CLOSED = ("text/calendar", "text/vcard", "text/x-vcard", "text/directory", "text/csv")


@dataclass(frozen=True, slots=True)
class Redacted:
    """A mail that can be given away, and what was done for it."""

    data: bytes = field(repr=False)
    replacements: tuple[Replacement, ...] = field(repr=False)
    dropped: tuple[str, ...]  # names of header fields
    stubs: tuple[str, ...]  # types of attachments
    remains: tuple[Replacement, ...]  # what still stands somewhere; then the mail must not be given away


def redact(raw: RawMessage, catalog: Catalog, key: bytes, *, also: Iterable[str] = (), read_pdf: ReadPdf | None = None) -> Redacted:
    """A mail with all that is somebody's replaced; see `Redactor`."""
    return Redactor(catalog, read_pdf).redact(raw, key, also=also)


class Redactor:
    """Redacts mails; keeps what is worked out once from the catalog."""

    def __init__(self, catalog: Catalog, read_pdf: ReadPdf | None = None) -> None:
        self._catalog = catalog
        self._parser = Parser(catalog, read_pdf)
        self._read_pdf = read_pdf
        self._vocabulary = Vocabulary(catalog)

    def redact(self, raw: RawMessage, key: bytes, *, also: Iterable[str] = ()) -> Redacted:
        """A mail with all that is somebody's replaced. `key` makes the stand-ins, the same thing always getting the same one;
        it must be random and kept nowhere. Raises UnreadableMessage where the mail is beyond our bounds."""
        catalog, vocabulary = self._catalog, self._vocabulary
        message = self._parser.parse(raw)
        _, facts = read_facts(message, catalog)
        secrets = _secrets(message, facts, catalog, vocabulary, tuple(also))
        standins = Standins(key, catalog, vocabulary, secrets.names)
        finder = Finder(secrets, standins, vocabulary)
        writer = _Writer(finder, HeaderRewriter(finder, standins), self._read_pdf)
        text = writer.message(read_part(read_entity(raw.data)), marked=True)
        data = text.encode("utf-8", "surrogateescape")
        if b"\r\n" in raw.data:
            data = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        made = standins.replacements
        return Redacted(data, made, tuple(dict.fromkeys(writer.header.dropped)), tuple(writer.stubs), remaining(data, made, vocabulary))


def _secrets(message: Message, facts: tuple[Fact, ...], catalog: Catalog, vocabulary: Vocabulary, also: tuple[str, ...]) -> Secrets:
    codes = dict.fromkeys(fact.code.reveal() for fact in facts if fact.code)
    tails = dict.fromkeys(fact.code_tail for fact in facts if fact.code_tail)
    numbers = dict.fromkeys(fact.serial for fact in facts if fact.serial)
    return Secrets(tuple(codes), tuple(tails), tuple(numbers), names_in(message, facts, catalog, vocabulary), also)


class _Writer:
    """Writes parts anew."""

    def __init__(self, finder: Finder, header: HeaderRewriter, read_pdf: ReadPdf | None) -> None:
        self._finder = finder
        self.header = header
        self._read_pdf = read_pdf
        self.stubs: list[str] = []

    def message(self, part: Part, *, marked: bool = False) -> str:
        """A message or part: its header, an empty line, its content."""
        raw = [(name, str(value)) for name, value in part.entity.raw_items()]
        fields = self.header.rewrite(raw)
        if marked:
            at = next((i for i, (name, _) in enumerate(fields) if name.lower().startswith(("mime-version", "content-"))), len(fields))
            fields.insert(at, ("X-Corpus", "anonymised"))
        head = "".join(f"{name}: {value.lstrip(' ')}\n" for name, value in fields)
        return head + "\n" + self._body(part)

    def _body(self, part: Part) -> str:
        body = part.entity.body
        kind = part.content_type
        if kind.startswith("multipart/") and isinstance(body, list):
            return self._multipart(part, body)
        if kind in _MESSAGES and part.children:
            inner = self.message(part.children[0])
            if isinstance(body, list) and len(body) == 1 and len(body[0]):
                return inner
            return transfer_encoded(inner.encode("utf-8", "surrogateescape"), part.entity.field("Content-Transfer-Encoding"), "")
        if kind == "message/delivery-status" and isinstance(body, list):
            return "\n".join(self._status(block) for block in body)
        if isinstance(body, list):
            return "\n".join(self.message(read_part(entity)) for entity in body)
        if kind == "text/rfc822-headers":
            return self._headers(part)
        if kind.startswith("text/") and kind not in _CLOSED:
            return self._text(part, body)
        if kind.startswith("multipart/") or (kind.startswith("message/") and not part.children):
            return self._text(part, body)
        return self._attachment(part, body)

    def _multipart(self, part: Part, body: list[Entity]) -> str:
        boundary = part.entity.get_boundary() or ""
        children = part.children or tuple(read_part(entity) for entity in body)
        # One that is cut into continuations (RFC 2231) is left in the header as it is.
        new = boundary if "boundary*" in part.entity.field("Content-Type").lower() else self.header.boundary(boundary)
        out = [self._finder.replaced(part.entity.preamble) + "\n" if part.entity.preamble else ""]
        for child in children:
            content = self.message(child)
            out.append(f"--{new}\n{content}" + ("" if content.endswith("\n") else "\n"))
        out.append(f"--{new}--\n")
        if part.entity.epilogue:
            out.append(self._finder.replaced(part.entity.epilogue))
        return "".join(out)

    def _status(self, block: Entity) -> str:
        """The fields of one recipient (RFC 3464, section 2.3), or of the message."""
        lines = []
        for name, value in block.raw_items():
            ids = name.lower() in ("original-envelope-id", "x-original-message-id")
            if ids or not name.lower().startswith("x-") or name.lower().startswith("x-postfix-"):
                lines.append(f"{name}: {self.header.identifier(str(value)) if ids else self._finder.replaced(str(value))}\n")
        return "".join(lines)

    def _headers(self, part: Part) -> str:
        inner = read_part(read_entity(part.payload()))
        fields = self.header.rewrite([(name, str(value)) for name, value in inner.entity.raw_items()])
        text = "".join(f"{name}: {value.lstrip(' ')}\n" for name, value in fields)
        return transfer_encoded(text.encode("utf-8", "surrogateescape"), part.entity.field("Content-Transfer-Encoding"), text)

    def _text(self, part: Part, body: str) -> str:
        source = part.text()
        html = part.content_type == "text/html" or bool(_HTML.search(source[:20_000]))
        new = replaced_html(source, self._finder) if html else replaced_plain(source, self._finder)
        data = encoded_like(new, part.payload(), part.charset, part.supposed)
        return transfer_encoded(data, part.entity.field("Content-Transfer-Encoding"), body)

    def _attachment(self, part: Part, body: str) -> str:
        data = part.payload()
        text = self._read_pdf(data) if self._read_pdf and (part.content_type == "application/pdf" or data[:5] == b"%PDF-") else ""
        self.stubs.append(part.content_type)
        encoding = part.entity.field("Content-Transfer-Encoding")
        return transfer_encoded(stub(part.content_type, data, self._finder.replaced(text)), encoding, body)
