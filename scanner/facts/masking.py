"""Whatever is bearer money in a text, masked: claim codes by their shape, and what stands behind the host of a web address."""

from __future__ import annotations

import re

from scanner.facts.shapes import find_codes

# A path or query may hold a card's token, and nobody can tell by looking. Written out in a text it may lack its scheme.
_ADDRESS = re.compile(r"(?<![\w@.\-])((?:https?://)?(?:[\w\-]{1,63}\.){1,8}[a-z]{2,24}(?::\d{1,5})?)[/?#][^\s<>\"']{4,}", re.IGNORECASE)


def mask_codes(text: str) -> str:
    """A text with everything masked that has the shape of a claim code or may be a card's link (`www.amazon.com/***`)."""
    text = _ADDRESS.sub(r"\1/***", text)
    for match in sorted(find_codes(text), key=lambda m: m.start, reverse=True):
        text = text[: match.start] + match.code.masked + text[match.end :]
    return text
