"""The lines of a layer as its writer meant them: those of one wrapped sentence joined again."""

from __future__ import annotations

import re
from dataclasses import replace

from scanner.catalog import is_cjk
from scanner.model import Layer, Line

# A line that begins so goes on nothing: a bullet, a number, a bracketed or plain label, an address of its own.
_ITEM = re.compile(
    r"^(?:[・■□●○◆◇★☆▼▽▲△※→*+#|>【\[<〈《「『(（\"'“]|[-–—]\s|\d{1,2}[.)、]\s?|[a-z][.)]\s|https?://|©)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^[^\s:：。、,]{1,20}(?:\s[^\s:：。、,]{1,15}){0,3}\s?(?:[:：]|\.{3,}|…)")
_ENDS = re.compile(r"[.!?。！？:：;」』】〉》)\]]\s*[\"'”’]?$")
_VALUE_ALONE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9\-]{8,24}$|^[!-~]+@[!-~]+$")


def join_lines(layer: Layer) -> tuple[tuple[Line, ...], tuple[int, ...]]:
    """The lines of a layer, wrapped ones joined, and for each original line the number of the one that holds it."""
    joined: list[Line] = []
    numbers: list[int] = []
    for line in layer.lines:
        if joined and _continues(joined[-1], line):
            before = joined[-1].text
            glue = "" if before and line.text and is_cjk(before[-1]) and is_cjk(line.text[0]) else " "
            joined[-1] = replace(joined[-1], cells=(before + glue + line.text,), wraps=line.wraps)
        else:
            joined.append(line)
        numbers.append(len(joined) - 1)
    return tuple(joined), tuple(numbers)


def _continues(above: Line, line: Line) -> bool:
    """Whether a line goes on the sentence of the line above."""
    if not above.wraps or line.gap or len(above.cells) != 1 or len(line.cells) != 1:
        return False
    text = line.text
    if not text or _ENDS.search(above.text) or _ITEM.match(text) or starts_label(text):
        return False
    return not _VALUE_ALONE.match(text)


def starts_label(text: str) -> bool:
    """Whether a line begins with a label: `Amount: $5`, `注文番号 ......... 250-…`."""
    return bool(_LABEL.match(text)) and not text.lower().startswith("http")
