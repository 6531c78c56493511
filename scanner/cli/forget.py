"""`giftscan forget CASE|--all`: erase a case, or everything, from the ledger; the mailbox stays as it is."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from scanner.cli.terminal import Terminal
from scanner.texts import _

if TYPE_CHECKING:
    from scanner.config import Config


def help_text() -> str:
    """One line for --help."""
    return _("erase a case, or everything, from the ledger; the mailbox is not touched")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("case", nargs="?", metavar="CASE", help=_("the case's id, or its beginning"))
    parser.add_argument("--all", action="store_true", help=_("erase the whole ledger, and the passwords kept for it"))
    parser.add_argument("--yes", action="store_true", help=_("do not ask"))


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Exit code 2 where nothing was said to erase, or nobody can be asked."""
    from scanner.cli.opening import configured
    from scanner.errors import UsageError

    if bool(options.case) == options.all:
        raise UsageError(_("name a case, or --all"))
    if not (options.yes or terminal.can_ask):
        raise UsageError(_("nobody can be asked here, so nothing was erased"), hint=_("--yes erases without a question"))
    config = configured(options)
    return _forget_all(options, config, terminal) if options.all else _forget_case(options, config, terminal)


def _forget_case(options: argparse.Namespace, config: Config, terminal: Terminal) -> int:
    """Erase what the ledger holds of a case; mail that it shares with other cases stays with those."""
    from datetime import UTC, datetime

    from scanner.catalog import load_catalog
    from scanner.cli.opening import cases_of, the_ledger
    from scanner.jobs.casebook import find_case
    from scanner.ledger import saved_aside
    from scanner.report.safe import visible
    from scanner.report.words import outcome_words

    with the_ledger(config, terminal, write=True) as ledger:
        cases = cases_of(ledger, load_catalog(), config, datetime.now(UTC))
        case = find_case(cases, options.case)
        question = _("Erase {case} ({outcome}) from the ledger?", case=case.id, outcome=outcome_words(case))
        if not (options.yes or terminal.ask(question)):
            terminal.tell(_("Nothing was erased."))
            return 0
        others = {f.message.key for other in cases if other.id != case.id for f in other.facts}
        keys = {f.message.key for f in case.facts} - others
        with ledger.transaction():
            ledger.forget_messages(keys)
            ledger.words.forget(case.id)
            for fact in case.facts:
                if fact.told:
                    ledger.words.forget_card(fact.message.origin.position)
    terminal.tell(_("Erased: {what}", what=case.id))
    for aside in saved_aside(config.ledger):
        terminal.tell(_("A broken ledger that was saved aside may still hold it: {path}", path=visible(str(aside))))
    return 0


def _forget_all(options: argparse.Namespace, config: Config, terminal: Terminal) -> int:
    """Remove the ledger with all that lies beside it, its key, and the mailboxes' passwords."""
    from scanner.cli.logins import login_files
    from scanner.config import default_key_folder
    from scanner.ledger import erase_ledger
    from scanner.report.safe import visible
    from scanner.secrets import forget_password

    if not (options.yes or terminal.ask(_("Erase the whole ledger, its key and the passwords kept for it?"))):
        terminal.tell(_("Nothing was erased."))
        return 0
    erase_ledger(config.ledger, config.key_file, default_key_folder(config.ledger))
    for mailbox in config.mailboxes:
        forget_password(mailbox.address)
    for path in login_files(config.ledger):
        path.unlink(missing_ok=True)
    terminal.tell(_("Erased: {what}", what=visible(str(config.ledger))))
    return 0
