"""Order numbers: 3-7-7 digits, or the digital ones that begin with a letter (D01)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ORDER = re.compile(r"(?<![A-Za-z0-9\-])((?:\d{3}|[A-Z]\d{2}))\s?-\s?(\d{7})\s?-\s?(\d{7})(?![A-Za-z0-9]|-\d)")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\uff0d", "-"))


def find_order_ids(cell: str) -> Iterator[tuple[int, int, str]]:
    """The order numbers of a text in their normal form, with their places."""
    for match in _ORDER.finditer(cell.translate(_DASHES)):
        yield match.start(), match.end(), "-".join(map(_ascii, match.groups()))


def _ascii(group: str) -> str:
    """Digits of other scripts (٤٠٥) as the ones that Amazon itself uses."""
    return "".join(str(int(c)) if c.isdecimal() else c for c in group)
