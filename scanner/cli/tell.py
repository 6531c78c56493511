"""`giftscan tell CASE WHAT`: the owner's own word about a card, kept apart from what mail says, and taken back by --undo."""

from __future__ import annotations

import argparse

from scanner.cli.terminal import Terminal
from scanner.texts import _

WHAT = ("deleted", "not_received", "redeemed", "bought_in_shop", "asked", "resolved")


def help_text() -> str:
    """One line for --help."""
    return _("tell what no mail shows: your own word, marked as yours")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("case", metavar="CASE", help=_("the case's id, or its beginning"))
    parser.add_argument("what", nargs="?", choices=WHAT, metavar="WHAT", help=_("one of: {words}", words=", ".join(WHAT)))
    parser.add_argument("--note", default="", metavar="TEXT", help=_("a remark to keep with it"))
    parser.add_argument("--undo", action="store_true", help=_("take the newest statement about this case back"))
    parser.add_argument("--now", metavar="TIME", help=_("say and judge it as of this moment (RFC 3339)"))


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Always exit code 0."""
    from scanner.catalog import load_catalog
    from scanner.cli.opening import cases_of, configured, moment, the_ledger
    from scanner.errors import UsageError
    from scanner.jobs.casebook import find_case
    from scanner.model import Told
    from scanner.report.masking import codes_of, masked
    from scanner.report.words import TOLD, outcome_words

    words = ", ".join(WHAT)
    if bool(options.what) == options.undo or (options.undo and options.note):
        raise UsageError(_("say what to tell, or --undo"), hint=_("one of: {words}", words=words))
    config = configured(options)
    now = moment(options.now)
    with the_ledger(config, terminal, write=True) as ledger:
        before = find_case(cases_of(ledger, load_catalog(), config, now), options.case)
        with ledger.transaction():
            if options.undo:
                undone = ledger.words.untell(before.id)
                if undone is None:
                    raise UsageError(_("nothing was told of this case"))
                terminal.tell(_("Taken back: {words}", words=TOLD[undone.what]()))
            else:
                # A code has no place in a remark: it would be shown wherever the remark is.
                ledger.words.tell(before.id, Told(options.what), masked(options.note, codes_of(before)), now)
        after = find_case(cases_of(ledger, load_catalog(), config, now), before.id)
    terminal.paragraph(_("{case}: {outcome}", case=after.id, outcome=outcome_words(after)))
    if after.outcome.is_recoverable:
        terminal.say(_("The request is written by: giftscan draft {case}", case=after.id))
    return 0
