"""The sample mailbox: invented mail of an invented person, as it would lie in her folders."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable

ADDRESS = "hanako@example.jp"
OWNER_NAME = "山田 花子 (Hanako Yamada)"
RECEIVING_HOST = "mx.example.jp"  # the host that wrote the Authentication-Results of her mail
NOW = "2026-11-24T09:00:00+09:00"  # the moment at which the sample is to be judged


def sample_messages() -> list[tuple[str, str, bytes]]:
    """Folder, file name and message; in the order of folders and names."""
    root = resources.files("scanner.demo") / "mailbox"
    found: list[tuple[str, str, bytes]] = []
    for folder in sorted(_children(root), key=lambda entry: entry.name):
        for file in sorted(_children(folder), key=lambda entry: entry.name):
            if file.name.endswith(".eml"):
                found.append((folder.name, file.name, file.read_bytes()))
    return found


def _children(folder: Traversable) -> list[Traversable]:
    return [entry for entry in folder.iterdir() if not entry.name.startswith(("_", "."))] if folder.is_dir() else []
