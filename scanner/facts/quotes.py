"""Words of a mail as evidence: no claim code and no card's link stands whole in them, and they are cut to a length."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scanner.facts.shapes import find_codes
from scanner.model import ClaimCode, Evidence

MOST = 200  # characters of a quote

# A path or query may hold a card's token, and nobody can tell by looking. Written out in a text it may lack its scheme.
_ADDRESS = re.compile(r"(?<![\w@.\-])((?:https?://)?(?:[\w\-]{1,63}\.){1,8}[a-z]{2,24}(?::\d{1,5})?)[/?#][^\s<>\"']{4,}", re.IGNORECASE)


def quoted(field: str, text: str, codes: Iterable[ClaimCode] = ()) -> Evidence:
    """Words as evidence; whatever code stands in them is masked. They are cut last: half a code has no shape any more."""
    return Evidence(field, mask_codes(mask_known(text, codes))[:MOST])


def mask_known(text: str, codes: Iterable[ClaimCode]) -> str:
    """A text with some codes masked, however their groups are joined."""
    for code in codes:
        pattern = r"[\s\-]*".join(code.reveal().replace("-", ""))
        text = re.sub(pattern, code.masked, text, flags=re.IGNORECASE)
    return text


def mask_codes(text: str) -> str:
    """A text with everything masked that has the shape of a claim code or may be a card's link (`www.amazon.com/***`)."""
    text = _ADDRESS.sub(r"\1/***", text)
    for match in sorted(find_codes(text), key=lambda m: m.start, reverse=True):
        text = text[: match.start] + match.code.masked + text[match.end :]
    return text
