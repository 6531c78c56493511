"""Rows: the lines of a body while it is read, before they are dealt out to layers."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Anchor:
    """A link as it is met; it becomes a `Link` once the lines are numbered."""

    url: str
    text: str = ""
    picture: bool = False


@dataclass(slots=True)
class Row:
    """A line of a body: its cells, how prominent it is, and how deep in quotes it stands."""

    cells: list[str]
    size: int = 0
    gap: bool = False
    depth: int = 0
    wraps: bool = False
    attached: bool = False
    anchors: list[Anchor] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The cells as one text."""
        return self.cells[0] if len(self.cells) == 1 else " ".join(cell for cell in self.cells if cell)


@dataclass(slots=True)
class Body:
    """One reading of a body: its rows, and the alt texts of the images that a person sees."""

    rows: list[Row]
    pictures: list[str] = field(default_factory=list)
