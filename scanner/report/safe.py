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
# Marks that are drawn over one letter, line upon line. No language writes more than four.
_FLOOD = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f]{4})"
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f]++"
)
_LONGEST = 4_000


def visible(text: str | None) -> str:
    """`text` in one line, with control, escape, bidi and invisible characters shown by a sign or their number.

    Domains stand in ASCII, letters that pose as Latin ones by their number (`trust.disguises`). What is endless is cut: a text
    after 4,000 characters, the marks over one letter after four.
    """
    if not text:
        return ""
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    safe = _STEERING.sub(_number, _CONTROL.sub(_sign, text))
    if safe.isascii() and "xn--" not in safe.lower():
        return safe
    from scanner.trust.disguises import undisguised  # `--help` needs none of it

    return undisguised(_FLOOD.sub(r"\1…", safe))


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
