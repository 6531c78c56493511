"""IMAP (RFC 9051, and RFC 3501 where a server is older): the session, folders, and one mailbox as a source."""

from scanner.sources.imap.account import Account, resolve_account
from scanner.sources.imap.folders import Folder
from scanner.sources.imap.mailbox import Checkpoints, ImapMailbox, Mark
from scanner.sources.imap.session import Session, open_session

__all__ = ["Account", "Checkpoints", "Folder", "ImapMailbox", "Mark", "Session", "open_session", "resolve_account"]
