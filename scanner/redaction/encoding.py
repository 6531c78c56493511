"""Text back to bytes: in the charset that it came in, whatever its label said, and in its transfer encoding (RFC 2045)."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Callable

from scanner.messages import decode_words
from scanner.messages.charsets import decode

_CODECS = (
    "utf-8", "cp932", "euc-jp", "iso-2022-jp", "cp1252", "cp1250", "cp1254", "cp1256", "iso-8859-2", "iso-8859-6", "iso-8859-9", "iso-8859-15", "gb18030",
    "big5hkscs", "cp949", "utf-7", "utf-16",
)  # fmt: skip
_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=(?:\s+(?==\?))?")
_LONGEST = 72


def encoded_like(text: str, original: bytes, label: str | None, supposed: str | None = None) -> bytes:
    """`text` in the bytes in which `original` stood, so that the same label (or none) reads it. `supposed` is what else told its
    charset; it helps to read the original, but the header that said it is written anew."""
    before = decode(original, label, supposed)
    name = (label or "").strip().strip("\"'").lower()
    candidates = [c for c in (name, *_CODECS) if c]
    fitting = [c for c in candidates if _encode(before, c) == original]
    for codec in (*fitting, *candidates):
        data = _encode(text, codec)
        if data is not None and decode(data, label) == text:
            return data
    # A character that the mail's own charset lacks.
    for codec in (*fitting, *candidates):
        data = _encode("".join(c if _encode(c, codec) is not None else _plainer(c) for c in text), codec)
        if data is not None:
            return data
    return text.encode("utf-8", "replace")


def _plainer(char: str) -> str:
    base = unicodedata.normalize("NFKD", char)[:1]
    return base if base.isascii() else "?"


def _encode(text: str, codec: str) -> bytes | None:
    try:
        if "2022-jp" in codec:
            return _jis(text)
        return text.encode("euc_jp" if codec == "euc-jp" else "cp932" if codec in ("shift_jis", "shift-jis", "sjis") else codec)
    except (UnicodeError, LookupError):
        return None


def _jis(text: str) -> bytes:
    """ISO-2022-JP with the rows that cp932 adds and half-width kana: what real mail has, and Python's codec refuses."""
    out: list[bytes] = []
    mode = b"\x1b(B"
    for char in text:
        if char.isascii():
            wanted, data = b"\x1b(B", char.encode()
        else:
            raw = char.encode("cp932")
            if len(raw) == 1:
                wanted, data = b"\x1b(I", bytes([raw[0] & 0x7F])
            else:
                wanted, data = b"\x1b$B", _jis_pair(raw[0], raw[1])
        if wanted != mode:
            out.append(wanted)
            mode = wanted
        out.append(data)
    return b"".join(out) + (b"" if mode == b"\x1b(B" else b"\x1b(B")


def _jis_pair(lead: int, trail: int) -> bytes:
    """A pair of Shift_JIS bytes as JIS rows and cells."""
    row = (lead - (0xC1 if lead >= 0xE0 else 0x81)) * 2 + 0x21
    if trail >= 0x9F:
        return bytes([row + 1, trail - 0x7E]) if row + 1 <= 0x7E else _refuse()
    return bytes([row, trail - (0x20 if trail >= 0x80 else 0x1F)]) if row <= 0x7E else _refuse()


def _refuse() -> bytes:
    raise UnicodeError("no such row in JIS")


def transfer_encoded(data: bytes, encoding: str, original: str) -> str:
    """Content with its transfer encoding on, lines as long as they were; as compat32 holds it, foreign bytes as surrogates."""
    encoding = encoding.strip().lower()
    if encoding.startswith("base64"):
        return base64.encodebytes(data).decode("ascii")
    if encoding.startswith("quoted"):
        return binascii.b2a_qp(data.replace(b"\r\n", b"\n"), istext=True).decode("ascii") + (
            "\n" if original.endswith("\n") and not data.endswith(b"\n") else ""
        )
    return data.decode("utf-8", "surrogateescape") if not data.isascii() else data.decode("ascii")


def encoded_field(value: str, change: Callable[[str], str]) -> str:
    """A header value with each of its texts changed: encoded words (RFC 2047) in their own charset, the rest as it stands."""
    out: list[str] = []
    at = 0
    runs = _runs(value)
    for start, end, charset, encoding, text in runs:
        out.append(_raw(value[at:start], change))
        new = change(text)
        out.append(value[start:end] if new == text else _words(new, charset, encoding))
        at = end
    out.append(_raw(value[at:], change))
    return "".join(out)


def _runs(value: str) -> list[tuple[int, int, str, str, str]]:
    """Runs of neighboring encoded words of one charset: place, charset, encoding, text."""
    found: list[tuple[int, int, str, str, str]] = []
    for match in _WORD.finditer(value):
        start, end = match.start(), match.end()
        while end > start and value[end - 1] in " \t\r\n":
            end -= 1
        charset, encoding = match.group(1).partition("*")[0], match.group(2)
        if found and found[-1][2].lower() == charset.lower() and not value[found[-1][1] : start].strip():
            first = found.pop()
            start, encoding = first[0], first[3]
        found.append((start, end, charset, encoding, decode_words(value[start:end])))
    return found


def _raw(text: str, change: Callable[[str], str]) -> str:
    if text.isascii() and "\x1b$" not in text:
        return change(text)
    data = text.encode("utf-8", "surrogateescape")
    return encoded_like(change(decode(data, None)), data, None).decode("utf-8", "surrogateescape")


def _words(text: str, charset: str, encoding: str) -> str:
    """A text as encoded words, none longer than RFC 2047, section 2, allows."""
    out: list[str] = []
    current = ""
    for char in text:
        if current and len(_word(current + char, charset, encoding)) > _LONGEST:
            out.append(_word(current, charset, encoding))
            current = ""
        current += char
    out.append(_word(current, charset, encoding))
    return "\n ".join(out)


def _word(text: str, charset: str, encoding: str) -> str:
    data = _encode(text, charset.lower())
    if data is None:
        charset, data = "utf-8", text.encode("utf-8", "replace")
    if encoding.lower() == "b":
        written = base64.b64encode(data).decode("ascii")
    else:
        written = "".join("_" if b == 0x20 else chr(b) if chr(b).isalnum() and b < 0x80 else f"={b:02X}" for b in data)
    return f"=?{charset}?{encoding}?{written}?="
