"""Foreign text made safe to print: what steers a terminal, or turns the reading direction, becomes visible."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_STEERING = re.compile("[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")


def visible(text: str | None) -> str:
    """`text` in one line, with control, escape, bidi and invisible characters shown by a sign or their number."""
    if not text:
        return ""
    text = _CONTROL.sub(_sign, text)
    return _STEERING.sub(lambda m: f"<U+{ord(m.group()):04X}>", text).encode("utf-8", "replace").decode()


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code in (9, 10, 13):
        return " "
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else f"<U+{code:04X}>"
