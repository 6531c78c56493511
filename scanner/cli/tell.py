"""`giftscan tell CASE WHAT`: the owner's own word about a card, kept apart from what mail says, and taken back by --undo."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from scanner.cli.terminal import Terminal
from scanner.texts import _

WHAT = ("deleted", "not_received", "redeemed", "bought_in_shop", "asked", "resolved")


def help_text() -> str:
    """One line for --help."""
    return _("tell what no mail shows: your own word, marked as yours")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("case", metavar="CASE", help=_("the case's id, or its beginning"))
    parser.add_argument("what", nargs="?", choices=WHAT, metavar="WHAT", help=", ".join(WHAT))
    parser.add_argument("--note", default="", metavar="TEXT", help=_("a remark to keep with it"))
    parser.add_argument("--undo", action="store_true", help=_("take the newest statement about this case back"))
    parser.add_argument("--now", metavar="TIME", help=_("judge as of this moment (RFC 3339)"))


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Always exit code 0."""
    from scanner.catalog import load_catalog
    from scanner.cli.opening import cases_of, configured, moment, the_ledger
    from scanner.errors import UsageError
    from scanner.jobs.casebook import find_case
    from scanner.model import Told
    from scanner.report.words import outcome_words

    if bool(options.what) == options.undo:
        raise UsageError(_("say what to tell, or --undo"), hint=", ".join(WHAT))
    config = configured(options)
    with the_ledger(config, terminal, write=True) as ledger:
        now = moment(options.now)
        case = find_case(cases_of(ledger, load_catalog(), config, now), options.case)
        with ledger.transaction():
            if options.undo:
                if ledger.words.untell(case.id) is None:
                    raise UsageError(_("nothing was told of this case"))
            else:
                ledger.words.tell(case.id, Told(options.what), options.note, datetime.now(UTC))
        after = find_case(cases_of(ledger, load_catalog(), config, now), case.id)
    terminal.result(f"{after.id}: {outcome_words(after)}")
    return 0
