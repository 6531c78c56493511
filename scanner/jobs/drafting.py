"""The drafts of cases: which have one, and the files they are written to."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from scanner.cases import Patience, pause_of
from scanner.catalog import Catalog
from scanner.drafts import Searched, UnfitDraft, as_eml, as_text, draft_for, file_name
from scanner.errors import UsageError
from scanner.model import Case, Channel, Draft


def drafts_of(
    cases: Iterable[Case], catalog: Catalog, searched: Searched, owner_name: str = "", reader: str | None = None, patience: Patience | None = None
) -> dict[str, Draft]:
    """The draft of each case that has one. Where the owner has asked already and an answer is awaited, where it is resolved
    or long past, none is pressed on them. `reader` is the language of the owner.

    A case of which no fit draft can be written goes without: it does not hold up the others, and `draft` says why.
    """
    found = {}
    for case in cases:
        if pause_of(case, searched.on, patience or Patience()):
            continue
        try:
            draft = draft_for(case, catalog, searched, owner_name=owner_name, reader=reader)
        except UnfitDraft:
            continue
        if draft is not None:
            found[case.id] = draft
    return found


def write_drafts(drafts: dict[str, Draft], folder: Path, sender: str | None, now: datetime) -> dict[str, Path]:
    """Write drafts into a folder: `<case id>.eml` or `<case id>.txt`, readable by their owner only."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = {}
        for case_id, draft in drafts.items():
            paths[case_id] = folder / file_name(case_id, draft)
            write_private(paths[case_id], draft_bytes(draft, sender, now))
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror or error}") from None
    return paths


def draft_bytes(draft: Draft, sender: str | None, now: datetime) -> bytes:
    """A draft as the content of its file."""
    return as_eml(draft, sender, now) if draft.channel is Channel.EMAIL else as_text(draft)


def write_private(path: Path, data: bytes, *, replace: bool = True) -> None:
    """Write a file that only its owner can read, whole or not at all; an older one is replaced as a whole.

    OSError where the disk takes it not; without `replace` FileExistsError where there is one already.
    """
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if not replace and path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
