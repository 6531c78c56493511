"""The words of each format, put into inputs: `words/NAME.txt`, one a line, in UTF-8 with Python's escapes for bytes (`\\n`, `\\xff`)."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent / "words"
_ESCAPE = re.compile(rb"\\(?:x([0-9a-f]{2})|(.))", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"0": b"\0", b"s": b" "}


def words_of(name: str) -> tuple[bytes, ...]:
    """The words of a target. A blank at an end is written `\\s`, so that no editor takes it away."""
    lines = (HERE / f"{name}.txt").read_bytes().split(b"\n")
    return tuple(_ESCAPE.sub(_byte, line) for line in lines if line)


def _byte(match: re.Match[bytes]) -> bytes:
    number, letter = match.groups()
    return bytes([int(number, 16)]) if number else _LETTERS.get(letter, letter)
