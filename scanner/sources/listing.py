"""A folder's names in their order, without holding those of a million files at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from scanner.sources.holes import why_of

MOST: Final = 50_000  # names at a time


def batches(path: Path, wanted: Callable[[os.DirEntry[str], int], bool], most: int = MOST) -> Iterator[tuple[list[str], str]]:
    """The names that are wanted, so many at a time, and why there are no more of them if that is so.

    The folder is listed once for each batch: that costs less than reading the files of a batch, and no memory. `wanted` is asked
    in the first listing of every entry, in the later ones of those behind the last batch; the listing's number tells it which.
    """
    last, listing, is_cut = "", 0, True
    while is_cut:
        names: list[str] = []
        is_cut, trouble = False, ""
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    if (listing and entry.name <= last) or not wanted(entry, listing):
                        continue
                    names.append(entry.name)
                    if len(names) >= 2 * most:
                        names.sort()
                        del names[most:]
                        is_cut = True
        except OSError as error:
            trouble = why_of(error)
        names.sort()
        if len(names) > most:
            del names[most:]
            is_cut = True
        if names or trouble:
            yield names, trouble
        if not names or trouble:
            return
        last, listing = names[-1], listing + 1
