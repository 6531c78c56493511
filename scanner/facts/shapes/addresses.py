"""E-mail addresses and telephone numbers in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}")
_PHONE = re.compile(r"(?<![\d\-./A-Za-z])\+?\(?\d[\d\-.() ]{7,18}[\d*](?![\d\-/])")
_ELIDED = re.compile(r"(?:[dlsnmtcj]|qu|(?:d|n|s|su|a)?ell?|all|dall|sull)['’]", re.IGNORECASE)


def find_emails(cell: str) -> Iterator[tuple[int, int, str]]:
    """The addresses of a text as printed, with their places."""
    for match in _EMAIL.finditer(cell):
        # In running text French and Italian write their little words onto it: le serveur d'ines@example.org.
        in_text = cell[: match.start()].rstrip()[-1:].isalpha()
        elided = _ELIDED.match(match.group()) if in_text else None
        start = match.start() + (elided.end() if elided else 0)
        yield start, match.end(), cell[start : match.end()].strip("'*_`").rstrip(".")


def find_phones(cell: str) -> Iterator[tuple[int, int, str]]:
    """The telephone numbers of a text as printed, with their places; ten to fifteen digits (E.164)."""
    for match in _PHONE.finditer(cell):
        digits = re.sub(r"\D", "", match.group())
        if 9 <= len(digits) <= 15:
            yield match.start(), match.end(), match.group().strip()
