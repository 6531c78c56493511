"""Compressed RTF (MS-OXRTFCP): what could be unpacked before any damage, and never an exception.

The few libraries for it refuse a text whose checksum is wrong or whose end is missing; a mail's words count without their end, too.
"""

from __future__ import annotations

from typing import Final

_HEAD: Final = 16  # sizes packed and unpacked, the kind, a checksum
_PACKED: Final = b"LZFu"
_PLAIN: Final = b"MELA"
_SIZE: Final = 4096
# The dictionary that every text begins with (MS-OXRTFCP, section 2.1.2.1).
_FIRST: Final = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArialTimes New RomanCourier"
    rb"{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)


def unpacked(data: bytes) -> bytes:
    """The RTF. Two bytes stand for at most seventeen, so that no small thing unpacks to a very large one."""
    kind, body = data[8:12], data[_HEAD:]
    if kind == _PLAIN:
        return body[: int.from_bytes(data[4:8], "little")]
    if kind != _PACKED:
        return b""
    out = bytearray()
    window = bytearray(_FIRST).ljust(_SIZE, b"\0")
    at, place, end = 0, len(_FIRST), len(body)
    while at < end:
        control = body[at]
        at += 1
        for bit in range(8):
            if not control >> bit & 1:
                if at >= end:
                    return bytes(out)
                out.append(body[at])
                window[place] = body[at]
                place = (place + 1) % _SIZE
                at += 1
                continue
            if at + 1 >= end:
                return bytes(out)
            reference = int.from_bytes(body[at : at + 2], "big")
            at += 2
            offset, length = reference >> 4, (reference & 15) + 2
            if offset == place:  # the end
                return bytes(out)
            for step in range(length):
                byte = window[(offset + step) % _SIZE]
                out.append(byte)
                window[place] = byte
                place = (place + 1) % _SIZE
    return bytes(out)
