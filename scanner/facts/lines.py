"""The lines of a layer as its writer meant them: those of one wrapped sentence joined again, labels told from their values."""

from __future__ import annotations

import re
from dataclasses import replace

from scanner.catalog import Language, fold, is_cjk
from scanner.model import Layer, Line

# A line that begins so goes on nothing: a bullet, a number, a bracketed or plain label, an address of its own.
_ITEM = re.compile(
    r"^(?:[・■□●○◆◇★☆▼▽▲△※→*+#|>【\[<〈《「『(（\"'“]|[-–—]\s|\d{1,2}[.)、]\s?|[a-z][.)]\s|https?://|©)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^[^\s:：。、,]{1,20}(?:\s[^\s:：。、,]{1,15}){0,3}\s?(?:[:：]|\.{3,}|…)")
_ENDS = re.compile(r"[.!?。！？:：;」』】〉》)\]]\s*[\"'”’]?$")
_ORDINAL = re.compile(r"^\d{1,2}\.\s?(?:\d{1,2}\.|([^\W\d_]+))")  # 18. února, 18. 2.
# What parts a label from its value: the dots of a table of contents, or an arrow that points back.
_LEADER = re.compile(r"(?:(?<!\s)\s++)?(?<!\.)(?:\.{4,}|(?:\. ){3,}\.?|(?:… ?){2,}|(?:_ ?){4,}|[·・]{4,})\s*")
_SHORT_LEADER = re.compile(r"(?:(?<!\s)\s++)?(?<!\.)(?:\.{3}|…)\s+")
_ARROW = re.compile(r"(?<!\s)\s++(?=<{1,2}[-–—=](?:[-–—=]|\s*+\S)|[←⇐⟵⬅]\s*+\S)")
_LABEL_LENGTH = 45
_VALUE_ALONE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9\-]{8,24}$|^[!-~]+@[!-~]+$")


def join_lines(layer: Layer, language: Language) -> tuple[tuple[Line, ...], tuple[int, ...]]:
    """The lines of a layer, wrapped ones joined, and for each original line the number of the one that holds it."""
    joined: list[Line] = []
    numbers: list[int] = []
    leaders = any(_is_led(line, _LEADER) for line in layer.lines)
    for line in (_parted(line, leaders=leaders) for line in layer.lines):
        if joined and _continues(joined[-1], line, language):
            before = joined[-1].text
            glue = "" if before and line.text and is_cjk(before[-1]) and is_cjk(line.text[0]) else " "
            joined[-1] = replace(joined[-1], cells=(before + glue + line.text,), wraps=line.wraps)
        else:
            joined.append(line)
        numbers.append(len(joined) - 1)
    return tuple(joined), tuple(numbers)


def _parted(line: Line, *, leaders: bool) -> Line:
    """A line of a label and its value as two cells. Three dots count where other lines have more of them."""
    if len(line.cells) != 1:
        return line
    if len(pieces := _ARROW.split(line.text)) == 2:
        return replace(line, cells=tuple(pieces))
    for leader in (_LEADER, _SHORT_LEADER):
        if leaders and _is_led(line, leader):
            return replace(line, cells=tuple(leader.split(line.text, maxsplit=1)))
    return line


def _is_led(line: Line, leader: re.Pattern[str]) -> bool:
    """Whether dots lead from a label to its value."""
    if len(line.cells) != 1:
        return False
    head, *values = leader.split(line.text)
    return len(values) == 1 and bool(head.strip() and values[0].strip()) and len(head) <= _LABEL_LENGTH and not _ENDS.search(head)


def _continues(above: Line, line: Line, language: Language) -> bool:
    """Whether a line goes on the sentence of the line above."""
    if not above.wraps or line.gap or len(above.cells) != 1 or len(line.cells) != 1:
        return False
    text = line.text
    if not text or _ENDS.search(above.text) or (_ITEM.match(text) and not _is_day(text, language)) or starts_label(text):
        return False
    return not _VALUE_ALONE.match(text)


def _is_day(text: str, language: Language) -> bool:
    """Whether a number with a full stop begins a day and no item of a list: 18. února 2026."""
    match = _ORDINAL.match(text)
    return match is not None and (match.group(1) is None or fold(match.group(1)) in language.months)


def starts_label(text: str) -> bool:
    """Whether a line begins with a label: `Amount: $5`, `注文番号 ......... 250-…`."""
    return bool(_LABEL.match(text)) and not text.lower().startswith("http")
