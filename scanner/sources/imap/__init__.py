"""IMAP (RFC 9051, and RFC 3501 where a server is older): the session, folders, and one mailbox as a source.

account     where a mailbox is            answers   what a server says, read without I/O
login       TLS, one log-in               wire      commands out, answers in, pipelined
connection  the library's, bounded        session   the commands by their names
mailbox     the plan: keys, then headers  bodies    whole messages, batched and bounded
"""

from scanner.sources.imap.account import Account, resolve_account
from scanner.sources.imap.bodies import Withheld
from scanner.sources.imap.folders import Folder
from scanner.sources.imap.login import open_session
from scanner.sources.imap.mailbox import Checkpoints, ImapMailbox, Mark
from scanner.sources.imap.session import FolderState, Session

__all__ = ["Account", "Checkpoints", "Folder", "FolderState", "ImapMailbox", "Mark", "Session", "Withheld", "open_session", "resolve_account"]
