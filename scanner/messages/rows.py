"""Rows: the lines of a body while it is read, before they are dealt out to layers."""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_WORK = 25_000  # of all pages of a message, counted in tags; the page with which it is passed is the last
MAX_ROWS = 4_000  # of a message, its files and the messages that it holds: eighty printed pages; what follows is not read


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
    work: int = 0  # what it took to read, in tags of a page


class Room:
    """How much of a message may still be read: each of its parts may be within its own bounds, and all together not."""

    def __init__(self) -> None:
        self._rows, self._work = MAX_ROWS, MAX_WORK

    def take(self, body: Body) -> Body:
        """As much of a part as there is room for."""
        taken = Body(body.rows[: self._rows], body.pictures)
        self._rows -= len(taken.rows)
        self._work -= body.work
        return taken

    @property
    def is_full(self) -> bool:
        """Whether nothing more is to be read."""
        return self._rows <= 0 or self._work <= 0
