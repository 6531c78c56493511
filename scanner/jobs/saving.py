"""Laying a draft into the mailbox's Drafts: the one thing that writes there, and only once."""

from __future__ import annotations

from scanner.errors import FolderGone, ServerError
from scanner.messages import message_ids
from scanner.model import SpecialUse
from scanner.sources.imap import Session
from scanner.sources.imap.answers import body_of
from scanner.sources.imap.wire import Refused

_NEWEST = 1_000  # drafts whose headers are looked at


def save_draft(session: Session, message: bytes, message_id: str, folder: str | None) -> tuple[str, bool]:
    """APPEND a message to the drafts folder, unless it lies there already (found by its Message-ID).

    Returns the folder, and whether it is new. ServerError where the mailbox has no drafts folder.
    """
    name = folder or _drafts_folder(session)
    if name is None:
        raise ServerError("the mailbox has no drafts folder", hint="set drafts_folder in config.toml, or use --output")
    try:
        session.examine(name)
    except FolderGone as error:
        raise ServerError(str(error), hint="set drafts_folder in config.toml, or use --output") from None
    if _lies_there(session, message_id):
        return name, False
    session.append_draft(name, message)
    return name, True


def _drafts_folder(session: Session) -> str | None:
    """The drafts folder: the one that the server names so before one that is only called so."""
    found = [f for f in session.folders() if f.use is SpecialUse.DRAFTS]
    return min(found, key=lambda f: not f.by_attribute).name if found else None


def _lies_there(session: Session, message_id: str) -> bool:
    """Whether the open folder holds a message. Some servers refuse this search or find nothing: then headers are read."""
    try:
        if session.search("HEADER", "Message-ID", message_id):
            return True
    except Refused:
        pass
    newest = session.search("ALL")[-_NEWEST:]
    headers = session.fetch(newest, "UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]").items if newest else {}
    texts = ((body_of(items) or b"").decode("utf-8", "replace").partition(":")[2] for items in headers.values())
    return any(message_id in message_ids([" ".join(text.split())]) for text in texts)
