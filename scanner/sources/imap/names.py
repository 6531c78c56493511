"""Folder names on the wire: modified UTF-7 (RFC 3501, section 5.1.3), as tolerant as servers are careless."""

from __future__ import annotations

from imapclient.imap_utf7 import decode, encode


def shown_name(wire: bytes) -> str:
    """A name for people. What is no modified UTF-7 is taken as UTF-8, and shown as it stands where it is neither."""
    try:
        text = wire.decode("utf-8") if any(byte > 0x7F for byte in wire) else str(decode(wire))
        text.encode("utf-8")
    except (UnicodeError, ValueError):
        return wire.decode("ascii", "backslashreplace")
    return text


def wire_name(name: str) -> bytes:
    """A name in modified UTF-7."""
    return bytes(encode(name))


def quoted(text: bytes) -> bytes:
    """A quoted string. ValueError for what none can hold: line ends and NUL (they would end the command)."""
    if any(byte in text for byte in b"\r\n\0"):
        raise ValueError("no quoted string holds a line end")
    return b'"' + text.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
