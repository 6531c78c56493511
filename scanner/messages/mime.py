"""Bytes to MIME parts: repaired where mailers damage them, bounded where senders attack (RFC 2045, 2046)."""

from __future__ import annotations

import binascii
import email.message
import email.parser
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.errors import UnreadableMessage
from scanner.messages.charsets import decode
from scanner.messages.cleaning import clean_line
from scanner.messages.encoded_words import decode_base64, decode_words

# Bounds far beyond honest mail. What passes them is told as unreadable, so that no message can hold up a scan.
MAX_BYTES = 80 * 2**20
MAX_HEADER_BYTES = 2**20
MAX_HEADER_FIELDS = 5_000
MAX_PARTS = 1_000
MAX_DEPTH = 60

_FIELD = re.compile(rb"[!-9;-~]{1,80}[ \t]*:")
_FROM_LINE = re.compile(rb"\A(?:\xef\xbb\xbf|[\r\n \t]+|>?From [^\n]*\n)+")
_BOUNDARY_LINE = re.compile(rb"^--([^\s\-][^\r\n]{0,69}?)[ \t]*\r?\n(?=(?:Content-|MIME-)[A-Za-z-]+[ \t]*:)", re.M | re.I)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a message, of whatever depth. `children` are its parts where it is multipart or message/rfc822."""

    content_type: str
    charset: str | None
    disposition: str
    filename: str
    flowed: bool
    delsp: bool
    entity: email.message.Message
    children: tuple[Part, ...] = ()

    def payload(self) -> bytes:
        """The content with its transfer encoding taken off."""
        raw = self.entity.get_payload()
        if not isinstance(raw, str):
            return b""
        data = raw.encode("utf-8", "surrogateescape")
        encoding = decode_words(str(self.entity.get("Content-Transfer-Encoding") or "")).strip().lower()
        if encoding.startswith("base64"):
            return decode_base64(data)
        if encoding.startswith("quoted"):
            return binascii.a2b_qp(data)
        return data

    def text(self) -> str:
        """The content as text."""
        return decode(self.payload(), self.charset)


def read_entity(data: bytes) -> email.message.Message:
    """The message of `data` by Python's compat32 parser, which never raises on content.

    Repaired before: a separator line of an mbox, junk between header lines, bare CR, NUL. Raises UnreadableMessage
    beyond the bounds.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableMessage(f"larger than {MAX_BYTES // 2**20} MiB")
    data = _FROM_LINE.sub(b"", data)
    data = data.replace(b"\0", b"")
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    data = _repaired_head(data)
    if data.lower().count(b"boundary") > MAX_PARTS:
        raise UnreadableMessage(f"more than {MAX_PARTS} nested parts announced")
    parser = email.parser.BytesParser(policy=email.policy.compat32)
    return parser.parsebytes(data)


def _repaired_head(data: bytes) -> bytes:
    """Drop header lines that are none, as long as true ones follow; Python's parser would call the rest body."""
    end = data.find(b"\n\n")
    head, rest = (data, b"") if end < 0 else (data[: end + 1], data[end:])
    if len(head) > MAX_HEADER_BYTES:
        raise UnreadableMessage(f"more than {MAX_HEADER_BYTES // 2**10} KiB of header")
    lines = head.split(b"\n")
    if len(lines) > 4 * MAX_HEADER_FIELDS or sum(map(bool, map(_FIELD.match, lines))) > MAX_HEADER_FIELDS:
        raise UnreadableMessage(f"more than {MAX_HEADER_FIELDS} header fields")
    bad = [i for i, line in enumerate(lines) if line and line[:1] not in b" \t" and not _FIELD.match(line)]
    if not bad or bad == [0]:
        return data if not bad else b"\n".join(lines[1:]) + rest
    last_field = max((i for i, line in enumerate(lines) if _FIELD.match(line)), default=-1)
    fields_after = sum(bool(_FIELD.match(line)) for line in lines[bad[0] :])
    if last_field > bad[0] and fields_after >= 2:
        kept = [line for i, line in enumerate(lines) if i not in set(bad)]
        return b"\n".join(kept) + rest
    # The blank line before the body is missing: it belongs here.
    return b"\n".join(lines[: bad[0]]) + b"\n\n" + b"\n".join(lines[bad[0] :]) + rest


def read_part(entity: email.message.Message, depth: int = 0) -> Part:
    """The tree of parts below an entity. Raises UnreadableMessage beyond the bounds."""
    return _read_part(entity, depth, _Budget(MAX_PARTS))


class _Budget:
    def __init__(self, parts: int) -> None:
        self.parts = parts

    def spend(self) -> None:
        self.parts -= 1
        if self.parts < 0:
            raise UnreadableMessage(f"more than {MAX_PARTS} parts")


def _read_part(entity: email.message.Message, depth: int, budget: _Budget) -> Part:
    budget.spend()
    if depth > MAX_DEPTH:
        raise UnreadableMessage(f"parts nested deeper than {MAX_DEPTH}")
    content_type, parameters = _content_type(entity)
    payload = entity.get_payload()
    if content_type.startswith("multipart/") and isinstance(payload, str):
        payload = _found_parts(entity, payload)
    elif content_type == "message/rfc822" and isinstance(payload, list) and len(payload) == 1:
        payload = [_opened(payload[0], entity)]
    elif content_type == "message/rfc822" and isinstance(payload, str):
        payload = [email.message_from_bytes(payload.encode("utf-8", "surrogateescape"), policy=email.policy.compat32)]
    children: tuple[Part, ...] = ()
    if isinstance(payload, list):
        if content_type == "message/delivery-status":
            children = ()
        else:
            children = tuple(_read_part(child, depth + 1, budget) for child in payload)
    disposition, more = _parameters(entity, "Content-Disposition")
    name = more.get("filename") or parameters.get("name") or ""
    return Part(
        content_type=content_type,
        charset=parameters.get("charset"),
        disposition=disposition,
        filename=clean_line(decode_words(name)),
        flowed=parameters.get("format", "").lower() == "flowed",
        delsp=parameters.get("delsp", "").lower() == "yes",
        entity=entity,
        children=children,
    )


def _opened(inner: email.message.Message, outer: email.message.Message) -> email.message.Message:
    """A message/rfc822 that was encoded though it must not be (RFC 2046, section 5.2.1)."""
    encoding = str(outer.get("Content-Transfer-Encoding") or "").strip().lower()
    if encoding in ("", "7bit", "8bit", "binary") or len(inner.keys()) > 0:
        return inner
    raw = inner.get_payload()
    data = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""
    data = decode_base64(data) if encoding == "base64" else binascii.a2b_qp(data)
    return email.message_from_bytes(data, policy=email.policy.compat32)


def _found_parts(entity: email.message.Message, payload: str) -> list[email.message.Message] | str:
    """The parts of a multipart whose boundary is missing or wrong: lines that look like one are taken for it."""
    data = payload.encode("utf-8", "surrogateescape")
    match = _BOUNDARY_LINE.search(data)
    if not match:
        return payload
    kind = _content_type(entity)[0]
    quoted = match.group(1).replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    head = f"Content-Type: {kind}; boundary=".encode("ascii", "replace") + b'"' + quoted + b'"\n\n'
    found = email.message_from_bytes(head + data, policy=email.policy.compat32).get_payload()
    return found if isinstance(found, list) else payload


def _content_type(entity: email.message.Message) -> tuple[str, dict[str, str]]:
    """Type and parameters. Of several fields the first that makes sense counts."""
    for nth in range(len(entity.get_all("Content-Type") or [])):
        kind, parameters = _parameters(entity, "Content-Type", nth)
        if re.fullmatch(r"[a-z]+/[a-z0-9.+\-_]+", kind):
            return kind, parameters
        if kind == "text":
            return "text/plain", parameters
    default = "message/rfc822" if entity.get_default_type() == "message/rfc822" else "text/plain"
    return default, {}


_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)')


def _parameters(entity: email.message.Message, name: str, nth: int = 0) -> tuple[str, dict[str, str]]:
    """A field's value and its parameters, RFC 2231's continuations and charsets resolved."""
    values = entity.get_all(name) or []
    if nth >= len(values):
        return "", {}
    text = re.sub(r"[\r\n]+[ \t]*", " ", str(values[nth]))
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
        order = number.rstrip("*")
        pieces.setdefault(base, []).append((int(order) if order.isdigit() else 0, encoded, value))
    for base, found in pieces.items():
        plain[base] = _continued(sorted(found, key=lambda piece: piece[0]))
    return head, plain


def _continued(pieces: list[tuple[int, bool, str]]) -> str:
    """RFC 2231, sections 3 and 4: `name*0*=utf-8''...; name*1=...`."""
    charset = ""
    out: list[str] = []
    for i, (_, encoded, value) in enumerate(pieces):
        if encoded and i == 0 and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        if encoded:
            data = re.sub(rb"%([0-9A-Fa-f]{2})", lambda m: bytes([int(m.group(1), 16)]), value.encode("utf-8", "surrogateescape"))
            value = decode(data, charset or None)
        out.append(value)
    return "".join(out)


def walk(part: Part) -> Iterator[Part]:
    """A part and all below it, but not into messages that it holds."""
    yield part
    if part.content_type != "message/rfc822":
        for child in part.children:
            yield from walk(child)
