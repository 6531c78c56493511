"""A page's bytes to the lines that a person sees (`scanner.messages.html`).

Promises: lines, or UnreadableMessage for a page beyond the bounds; no more lines than fit; each cell is one clean line; an
address holds no blank; and the same page gives the same lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from fuzz import seeds
from fuzz.target import Target
from fuzz.words import words_of
from scanner.errors import UnreadableMessage
from scanner.messages.charsets import decode
from scanner.messages.cleaning import clean_line
from scanner.messages.entities import read_entity
from scanner.messages.html import read_html
from scanner.messages.mime import read_part, walk
from scanner.messages.rows import MAX_ROWS, Body

_STEERING = re.compile(r"[\x00-\x1f\x7f]")


def check(data: bytes) -> None:
    """Read it twice."""
    page = decode(data, None)
    try:
        body = read_html(page)
    except UnreadableMessage:
        return
    assert body == read_html(page), "the same page gives other lines"
    _is_clean(body)


def _is_clean(body: Body) -> None:
    assert len(body.rows) <= MAX_ROWS, "more lines than fit"
    for row in body.rows:
        assert row.cells, "a line without cells"
        for cell in row.cells:
            assert not _STEERING.search(cell) and cell == clean_line(cell), f"a cell that is no clean line: {cell[:80]!r}"
        assert not any(re.search(r"\s", anchor.url) for anchor in row.anchors), "a blank in an address"
        assert row.depth >= 0 and row.size >= 0, "a size below nothing"


def pages(shared: Path | None) -> Iterator[bytes]:
    """The pages of mails."""
    for data in seeds.mails(shared):
        try:
            root = read_part(read_entity(data))
        except UnreadableMessage:
            continue
        for part in walk(root):
            if part.content_type == "text/html" and (text := part.text()):
                yield text.encode("utf-8", "replace")[: seeds.LARGEST]


TARGET = Target("html", check, pages, words_of("html"), 2**13)
