"""`giftscan forget CASE|--all`: erase a case, or everything, from the ledger; the mailbox stays as it is."""

from __future__ import annotations

import argparse

from scanner.cli.terminal import Terminal
from scanner.texts import _


def help_text() -> str:
    """One line for --help."""
    return _("erase a case, or everything, from the ledger; the mailbox is not touched")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("case", nargs="?", metavar="CASE", help=_("the case's id, or its beginning"))
    parser.add_argument("--all", action="store_true", help=_("erase the whole ledger, and the passwords kept for it"))
    parser.add_argument("--yes", action="store_true", help=_("do not ask"))


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Exit code 2 where nothing was said to erase."""
    from scanner.cli.opening import configured
    from scanner.errors import UsageError

    if bool(options.case) == options.all:
        raise UsageError(_("name a case, or --all"))
    config = configured(options)
    question = _("Erase the whole ledger?") if options.all else _("Erase this case?")
    if not options.yes and not terminal.ask(question):
        terminal.say(_("Nothing was erased."))
        return 0
    if options.all:
        return _forget_all(config, terminal)
    from datetime import UTC, datetime

    from scanner.catalog import load_catalog
    from scanner.cli.opening import cases_of, the_ledger
    from scanner.jobs.casebook import find_case

    with the_ledger(config, terminal, write=True) as ledger:
        cases = cases_of(ledger, load_catalog(), config, datetime.now(UTC))
        case = find_case(cases, options.case)
        others = {f.message.key for other in cases if other.id != case.id for f in other.facts}
        keys = {f.message.key for f in case.facts} - others
        with ledger.transaction():
            ledger.forget_messages(keys)
            ledger.words.forget(case.id)
    terminal.say(_("Erased: {case}", case=case.id))
    return 0


def _forget_all(config, terminal: Terminal) -> int:  # type: ignore[no-untyped-def]
    """Remove the ledger with all that lies beside it, its key, and the mailboxes' passwords."""
    from scanner.config import default_key_folder
    from scanner.ledger import erase_ledger
    from scanner.secrets import forget_password

    erase_ledger(config.ledger, config.key_file, default_key_folder())
    for mailbox in config.mailboxes:
        forget_password(mailbox.address)
    terminal.say(_("Erased: {case}", case=config.ledger))
    return 0
