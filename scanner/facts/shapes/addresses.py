"""E-mail addresses and telephone numbers in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}")
_PHONE = re.compile(r"(?<![\d\-./A-Za-z])\+?\(?\d[\d\-.() ]{7,18}[\d*](?![\d\-/])")


def find_emails(cell: str) -> Iterator[tuple[int, int, str]]:
    """The addresses of a text as printed, with their places."""
    for match in _EMAIL.finditer(cell):
        address = match.group().strip("'*_`").rstrip(".")
        yield match.start(), match.end(), address


def find_phones(cell: str) -> Iterator[tuple[int, int, str]]:
    """The telephone numbers of a text as printed, with their places; ten to fifteen digits (E.164)."""
    for match in _PHONE.finditer(cell):
        digits = re.sub(r"\D", "", match.group())
        if 9 <= len(digits) <= 15:
            yield match.start(), match.end(), match.group().strip()
