"""What names a card without being its code: serial numbers and card IDs, and the last characters of a code."""

from __future__ import annotations

import re

from scanner.facts.labels import find_label
from scanner.facts.people import Value
from scanner.facts.shapes import find_codes, find_serials
from scanner.facts.signals import Signals

_SERIALS = frozenset({"serial", "code", "other_code", "order_id", "contact"})
_TAIL = re.compile(r"(?<![A-Za-z0-9])(?=[0-9]*[A-Z])[A-Z0-9]{3,5}(?![A-Za-z0-9])")
_MASKED_TAIL = re.compile(r"(?:[*•●xX]{4,24}+[\s\-]?|[*•●xX]{2,3}+[\s\-])(?:[*•●xX]{2,24}+[\s\-]?){0,3}([A-Z0-9]{3,5})(?![A-Za-z0-9*])")


def serial(signals: Signals) -> Value | None:
    """A serial number or card ID by its label."""
    page = signals.page
    for row, line in enumerate(page.lines):
        for column, cell in enumerate(line.cells):
            for start, _, value in find_serials(cell):
                label = find_label(page.lines, row, column, start, signals.labels, _SERIALS)
                if label and label.group == "serial" and not _is_example(signals, cell, start) and not any(find_codes(value)):
                    return Value(value, row, column, "serial", line.text)
    return None


def _is_example(signals: Signals, cell: str, start: int) -> bool:
    language = signals.page.language
    folded = language.fold(cell[max(0, start - 40) : start])
    return any(p.search(folded) for p in language.cues["example"])


def code_tail(signals: Signals) -> str | None:
    """The last characters of a code that the mail names by its end: "ending in GHJK", 「末尾 GHJK」, ****-******-GHJK."""
    language = signals.page.language
    for text in (line.text for line in signals.page.lines):
        if (match := _MASKED_TAIL.search(text)) and set(match.group(1)) - set("X"):
            return match.group(1)
        for tail in _TAIL.finditer(text):
            folded = language.fold(text[max(0, tail.start() - 24) : tail.start()])
            if any((span := p.last(folded)) and len(folded.marked) - span[1] <= 3 for p in language.cues["ending_in"]):
                return tail.group()
    return None
