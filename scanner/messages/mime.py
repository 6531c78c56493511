"""Entities to MIME parts: types and parameters as mailers really write them, transfer encodings taken off (RFC 2045)."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.errors import UnreadableMessage
from scanner.messages.charsets import decode
from scanner.messages.cleaning import clean_line
from scanner.messages.encoded_words import decode_base64, decode_words, named_charset
from scanner.messages.entities import MAX_DEPTH, MAX_HEADER_FIELDS, MAX_PARTS, MAX_TEXT_BYTES, Entity, parse_entity

_MESSAGES = ("message/rfc822", "message/global")
_PADDED_BREAK = re.compile(rb"=[ \t]+\n")
_BOUNDARY_LINE = re.compile(rb"^--(\S[^\r\n]{0,69}?)[ \t]*\r?\n(?=(?:Content-|MIME-)[A-Za-z-]+[ \t]*:)", re.M | re.I)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a message, of whatever depth. `children` are its parts where it is multipart or message/rfc822."""

    content_type: str
    charset: str | None
    disposition: str
    filename: str
    flowed: bool
    delsp: bool
    entity: Entity
    head: Entity  # of the message whose part it is
    children: tuple[Part, ...] = ()

    def payload(self, most: int | None = None) -> bytes:
        """The content with its transfer encoding taken off, of no more than `most` characters."""
        body = self.entity.body
        if not isinstance(body, str):
            return b""
        return decoded(body[:most].encode("utf-8", "surrogateescape"), decode_words(self.entity.field("Content-Transfer-Encoding")))

    def text(self) -> str:
        """The content as text."""
        return decode(self.payload(MAX_TEXT_BYTES), self.charset, self.supposed)

    @property
    def supposed(self) -> str | None:
        """The charset that the head's encoded words name, for a text that names none itself."""
        return named_charset(value for name in ("Subject", "From", "To") for value in self.head.fields(name))


def decoded(data: bytes, encoding: str) -> bytes:
    """Content without its transfer encoding (RFC 2045, section 6)."""
    encoding = encoding.strip().lower()
    if encoding.startswith("base64"):
        return decode_base64(data)
    if encoding.startswith("quoted"):
        # Blanks that were added to a line's end do not keep its soft break from being one (section 6.7, rule 3).
        return binascii.a2b_qp(_PADDED_BREAK.sub(b"=\n", data))
    return data


def read_part(entity: Entity) -> Part:
    """The tree of parts below an entity. Raises UnreadableMessage beyond the bounds."""
    return _read_part(entity, entity, 0, _Budget(MAX_PARTS))


class _Budget:
    def __init__(self, parts: int) -> None:
        self.parts = parts

    def spend(self) -> None:
        self.parts -= 1
        if self.parts < 0:
            raise UnreadableMessage(f"more than {MAX_PARTS} parts")


def _read_part(entity: Entity, head: Entity, depth: int, budget: _Budget) -> Part:
    budget.spend()
    if depth > MAX_DEPTH:
        raise UnreadableMessage(f"parts nested deeper than {MAX_DEPTH}")
    if len(entity) > MAX_HEADER_FIELDS:
        raise UnreadableMessage(f"more than {MAX_HEADER_FIELDS} header fields")
    content_type, parameters = _content_type(entity)
    disposition, more = _parameters(entity.field("Content-Disposition"))
    name = clean_line(decode_words(more.get("filename") or parameters.get("name") or ""))
    if content_type == "application/octet-stream" and name.lower().endswith(".eml"):
        content_type = "message/rfc822"  # some mailers forward a mail as a mere file
    inner = _inner(entity, content_type)
    children = tuple(_read_part(child, child if content_type in _MESSAGES else head, depth + 1, budget) for child in inner)
    return Part(
        content_type=content_type,
        charset=parameters.get("charset"),
        disposition=disposition,
        filename=name,
        flowed=parameters.get("format", "").lower() == "flowed",
        delsp=parameters.get("delsp", "").lower() == "yes",
        entity=entity,
        head=head,
        children=children,
    )


def _inner(entity: Entity, content_type: str) -> list[Entity]:
    """The entities inside an entity, where its type promises some."""
    body = entity.body
    if content_type.startswith("multipart/"):
        return _found_parts(content_type, body) if isinstance(body, str) else body
    if content_type in _MESSAGES:
        if isinstance(body, list) and len(body) == 1 and not _is_encoded(entity, body[0]):
            return body
        raw = body if isinstance(body, str) else str(body[0].body) if body else ""
        return [parse_entity(decoded(raw.encode("utf-8", "surrogateescape"), entity.field("Content-Transfer-Encoding")))] if raw else []
    return []


def _is_encoded(outer: Entity, inner: Entity) -> bool:
    """Whether a message/rfc822 was encoded though it must not be (RFC 2046, section 5.2.1)."""
    return len(inner) == 0 and outer.field("Content-Transfer-Encoding").strip().lower() not in ("", "7bit", "8bit", "binary")


def _found_parts(kind: str, body: str) -> list[Entity]:
    """The parts of a multipart whose boundary is missing or wrong: lines that look like one are taken for it."""
    data = body.encode("utf-8", "surrogateescape")
    match = _BOUNDARY_LINE.search(data)
    if not match:
        return []
    quoted = match.group(1).replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    found = parse_entity(f"Content-Type: {kind}; boundary=".encode() + b'"' + quoted + b'"\n\n' + data).body
    return found if isinstance(found, list) else []


def _content_type(entity: Entity) -> tuple[str, dict[str, str]]:
    """Type and parameters. Of several fields the first that makes sense counts."""
    for value in entity.fields("Content-Type"):
        kind, parameters = _parameters(value)
        if re.fullmatch(r"[a-z]+/[a-z0-9.+\-_]+", kind):
            return kind, parameters
        if kind == "text":
            return "text/plain", parameters
    default = "message/rfc822" if entity.get_default_type() == "message/rfc822" else "text/plain"
    return default, {}


_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)')

_SECTION = re.compile(r"[0-9]{1,9}(?=\*?\Z)")


def _parameters(text: str) -> tuple[str, dict[str, str]]:
    """A field's value and its parameters, RFC 2231's continuations and charsets resolved."""
    head = text.partition(";")[0].strip().lower()
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for match in _PARAMETER.finditer(text):
        key, value = match.group(1).lower(), match.group(2).strip()
        if value.startswith('"'):
            value = re.sub(r"\\(.)", r"\1", value[1:].removesuffix('"'))
        base, star, number = key.partition("*")
        if not star:
            plain.setdefault(base, value)
            continue
        encoded = number.endswith("*") or number == ""
        order = _SECTION.match(number)
        pieces.setdefault(base, []).append((int(order.group()) if order else 0, encoded, value))
    for base, found in pieces.items():
        plain[base] = _continued(sorted(found, key=lambda piece: piece[0]))
    return head, plain


def _continued(pieces: list[tuple[int, bool, str]]) -> str:
    """RFC 2231, sections 3 and 4: `name*0*=utf-8''...; name*1=...`."""
    charset = ""
    out: list[str] = []
    for i, (_, encoded, piece) in enumerate(pieces):
        value = piece
        if encoded and i == 0 and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        out.append(_percent_decoded(value, charset) if encoded else value)
    return "".join(out)


def _percent_decoded(value: str, charset: str) -> str:
    data = re.sub(rb"%([0-9A-Fa-f]{2})", lambda m: bytes([int(m.group(1), 16)]), value.encode("utf-8", "surrogateescape"))
    return decode(data, charset or None)


def walk(part: Part) -> Iterator[Part]:
    """A part and all below it, but not into messages that it holds."""
    yield part
    if part.content_type not in _MESSAGES:
        for child in part.children:
            yield from walk(child)
