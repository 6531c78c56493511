"""`giftscan check`: connect, say what a scan would read, and keep nothing."""

from __future__ import annotations

import argparse

from scanner.cli.terminal import Terminal
from scanner.texts import _, ngettext


def help_text() -> str:
    """One line for --help."""
    return _("connect to a mailbox, say what would be scanned, keep nothing")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("--mailbox", metavar="NAME", help=_("which mailbox of config.toml, if there are several"))


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Exit code 3 if the log-in is refused, 4 if the server fails."""
    from scanner.cli.opening import configured, connected
    from scanner.report.safe import visible

    config = configured(options)
    mailbox = config.mailbox(options.mailbox)
    with connected(mailbox, config, terminal) as session:
        total = 0
        for folder in session.folders():
            if folder.covered_by:
                terminal.result(_("{folder}: not read, {other} holds all its messages", folder=visible(folder.name), other=visible(folder.covered_by)))
                continue
            if folder.name in mailbox.skip_folders or folder.use.value == "drafts":
                terminal.result(_("{folder}: not read", folder=visible(folder.name)))
                continue
            state = session.examine(folder.name)
            total += state.exists
            terminal.result(
                ngettext("{folder} ({use}): {count} message", "{folder} ({use}): {count} messages", state.exists, folder=visible(folder.name), use=folder.use)
            )
        terminal.result(ngettext("In all: {count} message", "In all: {count} messages", total))
    terminal.say(_("Nothing was changed and nothing was kept."))
    return 0
