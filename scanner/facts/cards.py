"""One mail, several cards: which amount, recipient and serial belong to which code."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, TypeVar

from scanner.model import Line


class Placed(Protocol):
    """Something that stands at a line and column of a page."""

    @property
    def line(self) -> int:
        """The line of the page."""

    @property
    def column(self) -> int:
        """The cell of the line."""


P = TypeVar("P", bound=Placed)


@dataclass(frozen=True, slots=True)
class Block:
    """The stretch of a page that speaks of one card. `column` counts where cards stand side by side, else -1."""

    first: int
    last: int  # not included
    column: int = -1

    def holds(self, item: Placed) -> bool:
        """Whether an item stands in the block."""
        if not self.first <= item.line < self.last:
            return False
        return self.column < 0 or item.column == self.column


def blocks_of(anchors: list[Placed], lines: tuple[Line, ...], values: list[Placed]) -> list[Block]:
    """A block for each anchor (a code, or a recipient). Cards in one row lie side by side, else one below the other.

    Whether the values stand above or below their anchor shows at the ends: what precedes the first anchor can only
    belong to it, what follows the last one likewise.
    """
    rows = [a.line for a in anchors]
    if len(set(rows)) == 1:
        return [Block(0, len(lines), a.column) for a in anchors]
    if len(set(rows)) < len(rows):
        return [Block(a.line, a.line + 1, a.column) for a in anchors]
    same_row = sum(any(v.line == r for v in values) for r in rows)
    if same_row == len(rows):
        return [Block(r, r + 1) for r in rows]
    starts = sorted(rows)
    after = any(v.line > starts[-1] for v in values)
    reach = max(b - a for a, b in pairwise(starts))
    before = any(starts[0] - reach <= v.line < starts[0] for v in values)
    blocks = []
    for r in rows:
        i = starts.index(r)
        if before and not (after and not before):
            first = starts[i - 1] + 1 if i else max(0, r - reach)
            blocks.append(Block(first, r + 1))
        else:
            last = starts[i + 1] if i + 1 < len(starts) else r + reach + 1
            blocks.append(Block(r, last))
    return blocks


def pick(items: list[P], block: Block) -> list[P]:
    """The items that stand in a block."""
    return [item for item in items if block.holds(item)]
