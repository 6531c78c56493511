"""Laying a draft into the mailbox's Drafts: the one thing that writes there, and only once."""

from __future__ import annotations

from scanner.errors import ServerError
from scanner.model import SpecialUse
from scanner.sources.imap import Session


def save_draft(session: Session, message: bytes, message_id: str, folder: str | None) -> tuple[str, bool]:
    """APPEND a message to the drafts folder, unless it lies there already (found by its Message-ID).

    Returns the folder, and whether it is new. ServerError where the mailbox has no drafts folder.
    """
    name = folder or next((f.name for f in session.folders() if f.use is SpecialUse.DRAFTS), None)
    if name is None:
        raise ServerError("the mailbox has no drafts folder", hint="set drafts_folder in config.toml, or use --output")
    session.examine(name)
    if session.search("HEADER", "Message-ID", message_id):
        return name, False
    session.append_draft(name, message)
    return name, True
