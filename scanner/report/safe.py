"""Foreign text made safe to print: what steers a terminal, turns the reading direction or hides becomes visible."""

from __future__ import annotations

import json
import re
from typing import Any

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# Bidi controls (UAX #9), zero-width and other invisible characters, line and paragraph separators, tags, and halves of
# surrogate pairs. Variation selectors stay: Japanese names are written with them, and they only choose a glyph.
_STEERING = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


def visible(text: str | None) -> str:
    """`text` in one line, with control, escape, bidi and invisible characters shown by a sign or their number."""
    if not text:
        return ""
    return _STEERING.sub(_number, _CONTROL.sub(_sign, text))


def json_text(document: Any, *, indent: int | None = None) -> str:
    """A document as JSON (RFC 8259). What would steer a terminal stands in it as an escape, so that nothing is lost."""
    text = json.dumps(document, ensure_ascii=False, indent=indent, default=str)
    return _STEERING.sub(_escape, re.sub(r"[\x7f-\x9f]", _escape, text))


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code in (9, 10, 13):
        return " "
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else _number(match)


def _number(match: re.Match[str]) -> str:
    return f"<U+{ord(match.group()):04X}>"


def _escape(match: re.Match[str]) -> str:
    """A character as JSON escapes it: in UTF-16 units."""
    units = match.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
