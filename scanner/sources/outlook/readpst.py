"""A .pst read by readpst (pst-utils), for where libpff is not installed: it writes an mbox for each folder, and those are read."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from scanner.sources.child import environment
from scanner.sources.finds import EmptyBox, Finds, Item, Read, missed
from scanner.sources.holes import ENDED, UNREADABLE
from scanner.sources.layout import Spot, shown
from scanner.sources.outlook.spool import Spooled
from scanner.sources.streams import Purse, opened

_BASE: Final = 120.0  # seconds by the clock, and some for every
_PER: Final = 2**20  # bytes of the file
_BOX: Final = "mbox"
_INPUT: Final = "/dev/stdin"  # so that it gets no name of ours


def is_installed() -> bool:
    """Whether the program is there. Windows has none, and no such name for what a program reads."""
    return os.name == "posix" and shutil.which("readpst") is not None


def read(file: Spooled, item: Item, top: Spot, read_content: Read) -> Finds:
    """The messages of a store. What is written meanwhile lies in a folder of the owner's alone, which is removed whatever happens."""
    with tempfile.TemporaryDirectory(prefix="giftscan-") as name:
        place = Path(name)
        trouble = _written(file, place)
        for folder, _, files in sorted(os.walk(place)):
            if _BOX in files:
                names = tuple(shown(part) for part in Path(folder).relative_to(place).parts)
                yield from _box(Path(folder) / _BOX, names, item, top, read_content)
        if trouble:
            yield missed(item, trouble, count=0)


def _written(file: Spooled, place: Path) -> str:
    """Let it write: one mbox a folder, deleted items too, mail only, and no bodies as attachments. Why it did not, if so."""
    program = shutil.which("readpst")
    if program is None:
        return UNREADABLE
    asked = [program, "-q", "-r", "-D", "-b", "-t", "e", "-j", "0", "-o", str(place), _INPUT]
    file.file.seek(0)
    try:
        done = subprocess.run(  # noqa: S603 # nosec B603 # fixed arguments, no shell
            asked, stdin=file.file, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(), timeout=_BASE + file.size / _PER, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ENDED
    return "" if done.returncode == 0 else ENDED


def _box(path: Path, names: tuple[str, ...], item: Item, top: Spot, read_content: Read) -> Finds:
    """One folder. The outermost is the store's top, and tells nothing."""
    inner = names[1:] if len(names) > 1 else names
    spot = Spot((*top.names, *inner), len(top.names), apple=True)  # the file `mbox` is then its folder
    yield EmptyBox(spot.folder, spot.use)
    with opened(path) as box:
        inside = "/".join((item.inside, *inner) if item.inside else inner)
        yield from read_content(box.stream(), Item(_BOX, inside, spot, latest=item.latest, depth=item.depth + 1), None, Purse(box.state.st_size))
