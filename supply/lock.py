"""A lock as values: what is installed, in which version, and by which hashes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
MAIN = ROOT / "requirements.lock"
AUDIT = ROOT / "requirements-audit.lock"

_PINNED = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==([0-9][0-9A-Za-z.+!]*)(?: ; (.+))?")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Locked:
    """One version of one library: `marker` says where it is installed ('' for everywhere), `hashes` are SHA-256 in hex of its files."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def read_lock(path: Path) -> tuple[Locked, ...]:
    """Every entry of a lock, in its order; a library that differs by platform stands there more than once.

    Raises ValueError for a line that is anything but a pinned version with its hashes: an option, an address, a bare name.
    """
    entries = []
    for line in path.read_text("utf-8").replace("\\\n", " ").splitlines():
        pinned, *hashes = re.split(r" +(?=--)", line.strip())
        name = _PINNED.fullmatch(pinned.strip())
        found = [_HASH.fullmatch(word.strip()) for word in hashes]
        if name is None or not found or None in found:
            raise ValueError(f"{path.name}: no pinned version with hashes: {line[:80]}")
        entries.append(Locked(canonicalize_name(name[1]), name[2], name[3] or "", tuple(match[1] for match in found if match)))
    return tuple(entries)
