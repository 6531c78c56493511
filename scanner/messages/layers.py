"""Layers: the sender's own words, and the mails that he forwards or quotes, told apart by their heads and quote marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from scanner.messages.heads import Draft, HeadWords, head_at
from scanner.messages.rows import Body, Row
from scanner.model import Layer, Line, Link, Wrapping

MAX_LAYERS = 40
_ONE_VALUE = re.compile(r"^(?=\S*[\d@])[!-~]{5,}$")


def split_layers(body: Body, words: HeadWords, outer: Layer) -> tuple[Layer, ...]:
    """The layers of a body. `outer` gives the head of the first one; its lines are filled in."""
    own = Draft(Wrapping.OWN)
    drafts = [own]
    current = own
    rows = body.rows
    at = 0
    while at < len(rows):
        found = head_at(rows, at, words) if len(drafts) < MAX_LAYERS else None
        if found:
            draft, at = found
            drafts.append(draft)
            current = draft
            continue
        row = rows[at]
        if row.depth > current.depth and not (current is own and _is_set_off(rows, at)):
            if current is not own and not current.rows:
                current.depth = row.depth  # a head, and what it heads in quote marks
            else:
                # Quote marks without a head: somebody's earlier words.
                current = _quote_draft(drafts, row.depth)
        elif row.depth < current.depth:
            current = _enclosing(drafts, row.depth)
        current.rows.append(row)
        at += 1
    return tuple(_finish(draft, outer if draft is own else None, body) for draft in drafts if draft is own or draft.rows)


def _is_set_off(rows: Sequence[Row], at: int) -> bool:
    """Whether a quote mark only sets off a value within a sentence: one line of one word, an address or a number, below words
    that go on."""
    if at == 0 or rows[at - 1].depth >= rows[at].depth or (at + 1 < len(rows) and rows[at + 1].depth >= rows[at].depth):
        return False
    text, before = " ".join(rows[at].cells), " ".join(rows[at - 1].cells).rstrip()
    return bool(_ONE_VALUE.match(text)) and before[-1:] not in ".!?。！？" and ("@" in text or not before.endswith(":"))


def _quote_draft(drafts: list[Draft], depth: int) -> Draft:
    for draft in reversed(drafts):
        if draft.wrapping is Wrapping.QUOTED and draft.depth == depth:
            return draft
    drafts.append(Draft(Wrapping.QUOTED, depth))
    return drafts[-1]


def _enclosing(drafts: list[Draft], depth: int) -> Draft:
    """The innermost layer that words of this quote depth belong to."""
    return next((draft for draft in reversed(drafts) if draft.depth <= depth), drafts[0])


def _finish(draft: Draft, outer: Layer | None, body: Body) -> Layer:
    lines, links = number_lines(draft.rows)
    if outer is not None:
        return Layer(
            outer.wrapping, lines, links, tuple(body.pictures), outer.from_, outer.to, outer.subject, outer.date,
            outer.message_id, outer.attachments,
        )  # fmt: skip
    return Layer(draft.wrapping, lines, links, tuple(body.pictures), draft.from_, draft.to, draft.subject, draft.date)


def with_files(layer: Layer, files: Iterable[Body]) -> Layer:
    """A layer with the lines of its attached files below its own."""
    rows = [replace(row, attached=True, gap=row.gap or i == 0) for body in files for i, row in enumerate(body.rows)]
    if not rows:
        return layer
    lines, links = number_lines(rows, len(layer.lines))
    return replace(layer, lines=layer.lines + lines, links=layer.links + links)


def number_lines(rows: Iterable[Row], first: int = 0) -> tuple[tuple[Line, ...], tuple[Link, ...]]:
    """Rows as lines, and their anchors as links that know their line; the lines are numbered from `first` on."""
    lines: list[Line] = []
    links: list[Link] = []
    for number, row in enumerate(rows, first):
        lines.append(Line(tuple(row.cells), row.size, row.gap, row.wraps, row.attached))
        links += [Link(anchor.url, anchor.text, number, anchor.picture) for anchor in row.anchors]
    return tuple(lines), tuple(links)
