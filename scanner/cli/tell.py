"""`giftscan tell CASE WHAT`: the owner's own word about a card, kept apart from what mail says, and taken back by --undo.

`tell --new WHAT` tells of a card that no mail shows at all.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from scanner.cli.telling import add_card_arguments
from scanner.cli.terminal import Terminal
from scanner.texts import _

if TYPE_CHECKING:
    from datetime import datetime

    from scanner.catalog import Catalog
    from scanner.config import Config
    from scanner.ledger import Ledger
    from scanner.model import Case

WHAT = ("deleted", "not_received", "redeemed", "bought_in_shop", "asked", "resolved")


def help_text() -> str:
    """One line for --help."""
    return _("tell what no mail shows: your own word, marked as yours")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("case", nargs="?", metavar="CASE", help=_("the case's id, or its beginning"))
    parser.add_argument("what", nargs="?", choices=WHAT, metavar="WHAT", help=_("one of: {words}", words=", ".join(WHAT)))
    parser.add_argument("--note", default="", metavar="TEXT", help=_("a remark to keep with it"))
    parser.add_argument("--undo", action="store_true", help=_("take the newest statement about this case back"))
    parser.add_argument("--now", metavar="TIME", help=_("say and judge it as of this moment (RFC 3339)"))
    add_card_arguments(parser)


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Always exit code 0."""
    from scanner.catalog import load_catalog
    from scanner.cli.opening import configured, moment, the_ledger
    from scanner.errors import UsageError
    from scanner.report.words import outcome_words

    ways = (bool(options.what), options.undo, bool(options.new))
    if sum(ways) != 1 or bool(options.case) == bool(options.new) or (options.undo and options.note):
        raise UsageError(_("say what to tell, or --undo"), hint=_("one of: {words}; or --new for a card that no mail shows", words=", ".join(WHAT)))
    if not options.new and any((options.amount, options.on, options.giver, options.recipient, options.order, options.serial, options.shop)):
        raise UsageError(_("the value, day and names of a card go with --new"))
    config = configured(options)
    now = moment(options.now)
    with the_ledger(config, terminal, write=True) as ledger:
        after = (_tell_of_card if options.new else _tell)(options, ledger, load_catalog(), config, now, terminal)
    if after is None:
        return 0
    terminal.paragraph(_("{case}: {outcome}", case=after.id, outcome=outcome_words(after)))
    if after.outcome.is_recoverable:
        terminal.say(_("The request is written by: giftscan draft {case}", case=after.id))
    return 0


def _tell(options: argparse.Namespace, ledger: Ledger, catalog: Catalog, config: Config, now: datetime, terminal: Terminal) -> Case | None:
    """Keep or take back a statement about a case; None where the case went with it."""
    from scanner.cli.opening import cases_of
    from scanner.errors import UsageError
    from scanner.jobs.casebook import find_case
    from scanner.model import Told
    from scanner.report.masking import codes_of, masked
    from scanner.report.words import TOLD

    before = find_case(cases_of(ledger, catalog, config, now), options.case)
    with ledger.transaction():
        if options.undo:
            undone = ledger.words.untell(before.id)
            if undone is None:
                raise UsageError(_("nothing was told of this case"))
            terminal.tell(_("Taken back: {words}", words=TOLD[undone.what]()))
            # Of a card that only the owner tells of nothing is left when the telling is taken back.
            if all(f.told for f in before.facts) and len(before.statements) == 1:
                for fact in before.facts:
                    ledger.words.forget_card(fact.message.origin.position)
                return None
        else:
            # A code has no place in a remark: it would be shown wherever the remark is.
            ledger.words.tell(before.id, Told(options.what), masked(options.note, codes_of(before)), now)
    return find_case(cases_of(ledger, catalog, config, now), before.id)


def _tell_of_card(options: argparse.Namespace, ledger: Ledger, catalog: Catalog, config: Config, now: datetime, _terminal: Terminal) -> Case:
    """Keep a card that no mail shows, and what the owner says of it."""
    from scanner.cases import fact_of
    from scanner.cli.opening import cases_of
    from scanner.cli.telling import told_card
    from scanner.jobs.casebook import find_case
    from scanner.report.masking import masked

    card = told_card(options, catalog, now)
    case = next(c for c in cases_of(ledger, catalog, config, now, also=(card,)) if any(f.id == fact_of(card).id for f in c.facts))
    # The card and what is said of it, both or neither.
    with ledger.transaction():
        ledger.words.tell_of(card)
        ledger.words.tell(case.id, card.what, masked(options.note, ()), now)
    return find_case(cases_of(ledger, catalog, config, now), case.id)
