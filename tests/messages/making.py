"""Short ways to a parsed message."""

from __future__ import annotations

from collections.abc import Callable

from scanner.catalog import load_catalog
from scanner.messages import Parser
from scanner.model import Layer, Message, Origin, RawMessage

CATALOG = load_catalog()
HEAD = """\
From: Ann <ann@example.com>
To: bob@example.org
Date: Tue, 5 Mar 2024 10:00:00 +0900
Message-ID: <1@example.com>
Subject: s
X-Corpus: synthetic
MIME-Version: 1.0
"""


def read(data: str | bytes, read_pdf: Callable[[bytes], str] | None = None) -> Message:
    """A message of these bytes."""
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogateescape")
    return Parser(CATALOG, read_pdf).parse(RawMessage(Origin("test", ""), raw))


def body(content: str | bytes, *, kind: str = "text/plain; charset=utf-8", encoding: str = "8bit") -> Message:
    """A message of one part."""
    raw = content if isinstance(content, bytes) else content.encode()
    return read(HEAD.encode() + f"Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n".encode() + raw)


def html(content: str) -> list[str]:
    """The visible lines of a page."""
    return lines(body(content, kind="text/html; charset=utf-8"))


def lines(message: Message, view: int = 0, layer: int = 0) -> list[str]:
    """The lines of one layer as text."""
    return text_of(message.views[view][layer])


def text_of(layer: Layer) -> list[str]:
    """The lines of a layer as text, its cells two blanks apart."""
    return [line.text for line in layer.lines]
