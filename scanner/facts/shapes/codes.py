"""Claim codes by their shape: 4-6-4 and 4-6-5, India's 4-5-5, or 14 and 15 characters without hyphens.

Measured on about 8,000 mails (reference: phishing and shop mail): capitals in 4-6-4 with hyphens never occur by chance,
every other way of writing does. So each match says whether its shape alone is proof, or whether a label must stand by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.model import ClaimCode

# Whatever is typed or typeset for a hyphen, the long-vowel mark and the low line included.
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\u2500\u2043\uff0d\ufe58\ufe63", "-"))
_GROUP = "[A-Za-z0-9]"
_SEPARATOR = r"(?:\s?-\s?|\s)"
_GROUPED = re.compile(
    rf"(?<![A-Za-z0-9\-])({_GROUP}{{4}})({_SEPARATOR})(?:({_GROUP}{{6}})({_SEPARATOR})({_GROUP}{{4,5}})"
    rf"|({_GROUP}{{5}})({_SEPARATOR})({_GROUP}{{5}}))(?![A-Za-z0-9]|-[A-Za-z0-9])"
)
_BARE = re.compile(rf"(?<![A-Za-z0-9\-]){_GROUP}{{14,15}}(?![A-Za-z0-9\-])")
_SPACED = re.compile(r"(?<!\S)(?:[A-Za-z0-9\-] ){13,17}[A-Za-z0-9](?!\S)")
_SERIES = ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789012345", "QWERTYUIOP", "9876543210")


@dataclass(frozen=True, slots=True)
class CodeMatch:
    """A code-shaped text: its place in the cell, the code, and whether the shape alone proves it."""

    start: int
    end: int
    code: ClaimCode
    proof: bool  # capitals and hyphens in 4-6-4 or 4-6-5
    india: bool  # 4-5-5
    bare: bool  # one group of 14 or 15


def find_codes(cell: str) -> Iterator[CodeMatch]:
    """The code-shaped texts of a cell, examples and masked ones left out."""
    text = cell.translate(_DASHES)
    if len(text) != len(cell):
        return
    taken: list[tuple[int, int]] = []
    for match in _grouped(text):
        groups = [g for g in (match.group(1), match.group(3) or match.group(6), match.group(5) or match.group(8)) if g]
        separators = [s for s in (match.group(2), match.group(4) or match.group(7)) if s]
        if not _is_code(groups):
            continue
        hyphens = all("-" in s for s in separators)
        capitals = not any(c.islower() for c in match.group())
        india = match.group(6) is not None
        taken.append(match.span())
        whole = "-".join(groups).upper()
        yield CodeMatch(*match.span(), ClaimCode(whole), hyphens and capitals and not india, india, False)
    for match in _BARE.finditer(text):
        if any(a < match.end() and match.start() < b for a, b in taken):
            continue
        if _is_code([match.group()]) and not _is_word(match.group()):
            yield CodeMatch(*match.span(), ClaimCode(match.group().upper()), False, False, True)
    for match in _SPACED.finditer(text):
        for inner in find_codes(match.group().replace(" ", "")):
            yield CodeMatch(*match.span(), inner.code, False, inner.india, inner.bare)


def _grouped(text: str) -> Iterator[re.Match[str]]:
    """The texts in a code's groups. Words in front may have the same lengths: of "Code lautet qwz4 7kplmx 3htr" the code is
    what begins where a group with a digit does."""
    match = _GROUPED.search(text)
    while match:
        inner = _GROUPED.search(text, match.end(1)) if not any(map(str.isdigit, match.group(1))) and "-" not in match.group() else None
        if inner and inner.start() < match.end() and any(map(str.isdigit, inner.group(1))):
            match = inner
        yield match
        match = _GROUPED.search(text, match.end())


def _is_code(groups: list[str]) -> bool:
    """Whether groups can be a code: letters and digits both, no placeholder, no mere series."""
    whole = "".join(groups).upper()
    if not any(c.isdigit() for c in whole) or not any(c.isalpha() for c in whole):
        return False
    if any(len(set(g.upper())) == 1 for g in groups if len(g) >= 4):
        return False  # XXXX, 0000: a placeholder or a mask
    if sum(any(g.upper() in s for s in _SERIES) for g in groups) >= 2 or (len(groups) == 1 and _has_series(whole)):
        return False
    # A1B2-C3D4E5-F6G7: letters and digits that each just go on.
    letters, digits = (re.sub(pattern, "", whole) for pattern in ("[0-9]", "[A-Z]"))
    return not (len(letters) >= 4 and len(digits) >= 4 and any(letters in s for s in _SERIES) and any(digits in s for s in _SERIES))


def _has_series(whole: str) -> bool:
    return any(whole[i : i + 6] in s for s in _SERIES for i in range(len(whole) - 5))


def _is_word(token: str) -> bool:
    """Letters with a few digits at one end, in small letters: an identifier, not a code."""
    return token.islower() and len(re.findall(r"\d+", token)) == 1 and not re.search(r"\d[a-z]+\d", token)


# Sixteen or thirty digits on plastic, 5-5-5 for India's card ID, one group of 13 to 16 from the interface for companies.
_SERIAL = re.compile(
    r"(?<![A-Za-z0-9\-])(?:\d{4}(?:[ \-]?\d{4}){2,6}(?:[ \-]?\d{1,4})?|\d{10,32}"
    r"|[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}|(?=[A-Z0-9]*\d)[A-Z0-9]{10,20})(?![A-Za-z0-9]|-[A-Za-z0-9])"
)


def find_serials(cell: str) -> Iterator[tuple[int, int, str]]:
    """The texts of a cell that can be a card's serial number or ID, as they are printed, with their places."""
    for match in _SERIAL.finditer(cell.translate(_DASHES)):
        yield match.start(), match.end(), match.group()
