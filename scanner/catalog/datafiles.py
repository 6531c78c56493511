"""The data files as they lie on the disk: all of them, and no others."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from scanner import __version__
from scanner.errors import CatalogError

SHIPPED: Final = Path(__file__).parent / "data"
FOLDERS: Final = ("marketplaces", "languages", "issuers", "providers")
SINGLE: Final = ("relays.toml", "brands.toml", "mailboxes.toml")


def read_data(root: Path) -> dict[str, bytes]:
    """The bytes of all data files below `root` by their names, in a fixed order. Raises CatalogError."""
    try:
        found = sorted(path.relative_to(root).as_posix() for path in root.rglob("*.toml"))
        files = {name: (root / name).read_bytes() for name in found}
    except OSError as error:
        raise CatalogError(str(root), "(folder)", f"cannot be read: {error.strerror}") from None
    for name in SINGLE:
        if name not in files:
            raise CatalogError(name, "(file)", "missing")
    for name in files:
        folder, _, _ = name.rpartition("/")
        if name not in SINGLE and folder not in FOLDERS:
            # It would be read by nobody, and nobody would notice.
            raise CatalogError(name, "(file)", f"no place for a data file; they lie in {', '.join(FOLDERS)}")
    return files


def digest_of(files: dict[str, bytes]) -> str:
    """What tells that the rules have grown: another byte, file, or version gives another digest."""
    total = hashlib.sha256(__version__.encode())
    for name, data in files.items():
        total.update(f"\0{name}\0{len(data)}\0".encode() + data)
    return total.hexdigest()[:16]
