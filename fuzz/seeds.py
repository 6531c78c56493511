"""Inputs to begin with: our golden mails, and other people's where a folder of them is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from fuzz.target import CORPUS

LARGEST = 8 * 1024  # the smaller, the more of them are tried
MOST = 250  # of one kind: enough for every feature, few enough to get through
_PDF = (b"application/pdf", b"%PDF-", b".pdf")  # each is read in a process of its own, which takes its time


def files(folders: Iterable[Path], pattern: str = "*") -> Iterator[bytes]:
    """The small files of some folders, evenly thinned out; folders that are not there hold none."""
    paths = [path for folder in folders for path in sorted(folder.rglob(pattern)) if path.is_file() and 0 < path.stat().st_size <= LARGEST]
    step = max(1, -(-len(paths) // MOST))
    for path in paths[::step]:
        yield path.read_bytes()


def mails(shared: Path | None) -> Iterator[bytes]:
    """Mail of every sort: cards, bounces, damaged ones, forwards, languages; then other people's."""
    for name in ("malformed", "bounces", "mails", "lookalikes", "threads", "blind"):
        yield from _without_pdf(files([CORPUS / name], "*.eml"))
    for folder in _folders(shared):
        if not folder.name.startswith("IMAP-"):
            yield from _without_pdf(data for data in files([folder]) if b":" in data[:200])


def bounces(shared: Path | None) -> Iterator[bytes]:
    """Mail that came back."""
    yield from files([CORPUS / "bounces", CORPUS / "malformed"], "*.eml")
    if shared is not None:
        yield from files([shared / "sisimai-set-of-emails"])
        yield from files([shared / "flufl.bounce"])


def _folders(shared: Path | None) -> list[Path]:
    return sorted(path for path in shared.iterdir() if path.is_dir()) if shared is not None and shared.is_dir() else []


def _without_pdf(found: Iterable[bytes]) -> Iterator[bytes]:
    return (data for data in found if not any(mark in data for mark in _PDF))
