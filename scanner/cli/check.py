"""`giftscan check`: connect, say what a scan would read, and keep nothing of it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from scanner.cli.terminal import Terminal
from scanner.texts import _, ngettext

if TYPE_CHECKING:
    from scanner.config import MailboxConfig
    from scanner.sources.imap import Folder, Session


def help_text() -> str:
    """One line for --help."""
    return _("connect to a mailbox, say what would be scanned, keep nothing")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("--mailbox", metavar="NAME", help=_("which mailbox of config.toml, if there are several"))


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Exit code 3 if the log-in is refused, 4 if the server fails."""
    from scanner.cli.connecting import connected
    from scanner.cli.opening import configured

    config = configured(options)
    mailbox = config.mailbox(options.mailbox)
    with connected(mailbox, config, terminal) as session:
        total = 0
        for folder in session.folders():
            count, line = _told(folder, session, mailbox)
            total += count
            terminal.paragraph(line)
        terminal.paragraph(ngettext("In all: {count:,} message would be looked at.", "In all: {count:,} messages would be looked at.", total))
    terminal.say(_("Nothing in the mailbox was changed, and nothing of it was kept."))
    return 0


def _told(folder: Folder, session: Session, mailbox: MailboxConfig) -> tuple[int, str]:
    """How many messages of a folder a scan would look at, and the line that says so."""
    from scanner.errors import FolderGone
    from scanner.model import SpecialUse
    from scanner.report.safe import visible
    from scanner.report.words import USES

    name = visible(folder.name)
    if folder.covered_by:
        return 0, _("{folder}: not read, {other} holds all its messages", folder=name, other=visible(folder.covered_by))
    if folder.name in mailbox.skip_folders:
        return 0, _("{folder}: not read, because config.toml says so", folder=name)
    if folder.use is SpecialUse.DRAFTS:
        return 0, _("{folder}: not read, drafts prove nothing", folder=name)
    try:
        state = session.examine(folder.name)
    except FolderGone:
        return 0, _("{folder}: cannot be opened", folder=name)
    count = ngettext("{count:,} message", "{count:,} messages", state.exists)
    return state.exists, _("{folder} ({use}): {count}", folder=name, use=USES[folder.use](), count=count)
