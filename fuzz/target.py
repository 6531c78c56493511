"""What a target is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "corpus"


@dataclass(frozen=True, slots=True)
class Target:
    """One reader and what it promises.

    `check` raises where a promise is broken, whatever the exception is. `seeds` gives inputs to begin with, ours and those of a
    folder of other people's mail, which need not be there. `words` are put into inputs.
    """

    name: str
    check: Callable[[bytes], None]
    seeds: Callable[[Path | None], Iterator[bytes]]
    words: tuple[bytes, ...] = ()
    max_size: int = 2**16
