"""`giftscan show CASE`: one case whole: its verdict, its reasons, its messages, and on request its code, or where its messages lie."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from scanner.cli.terminal import Terminal
from scanner.texts import _

if TYPE_CHECKING:
    from scanner.ledger import Ledger
    from scanner.model import Case


def help_text() -> str:
    """One line for --help."""
    return _("show one case: what became of it, why, and which messages it rests on")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("case", metavar="CASE", help=_("the case's id, or its beginning"))
    parser.add_argument("--source", action="store_true", help=_("find the case's messages again where they lie, and say how to open them"))
    parser.add_argument("--reveal", action="store_true", help=_("show the whole code or link, on a terminal, after a question"))
    parser.add_argument("--now", metavar="TIME", help=_("judge as of this moment (RFC 3339)"))


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Exit code 1 if --source finds a message nowhere any more."""
    from scanner.catalog import load_catalog
    from scanner.cli.opening import cases_of, configured, folders_in, moment, patience_of, provider_of, the_ledger
    from scanner.cli.revealing import refuse_without_terminal, reveal
    from scanner.errors import UsageError
    from scanner.jobs.casebook import find_case
    from scanner.report.advice import undelete_lines
    from scanner.report.case import case_lines
    from scanner.report.standing import standing_words

    config = configured(options)
    if options.reveal and options.source:
        raise UsageError(_("--source and --reveal are two questions: ask one after the other"))
    if options.reveal:
        refuse_without_terminal(terminal)
    with the_ledger(config, terminal, write=options.reveal) as ledger:
        today = moment(options.now).date()
        case = find_case(cases_of(ledger, load_catalog(), config, moment(options.now)), options.case)
        if options.source:
            return _show_sources(case, ledger, terminal)
        undelete = undelete_lines(case, provider_of(case, config, load_catalog()), today)
        done = [_("{day}: a letter was laid into Drafts", day=at[:10]) for at, _message_id in ledger.words.logged("draft saved", case.id)]
        if standing := standing_words(case, today, patience_of(config)):
            done.append(standing)
        for line in case_lines(case, folders_in(ledger), ledger.progress.coverage(), undelete=undelete, done=done):
            terminal.paragraph(line)
        if options.reveal:
            terminal.result("")
            reveal(_secrets(case), terminal, lambda: _note(ledger, case))
    return 0


def _show_sources(case: Case, ledger: Ledger, terminal: Terminal) -> int:
    """Every message of a case at every place where it was found."""
    from scanner.jobs.refinding import Place, find_again
    from scanner.report.case import message_words, once
    from scanner.report.masking import codes_of
    from scanner.report.origins import origin_lines

    facts = once(fact for fact in case.facts if not fact.told)
    if not facts:
        terminal.paragraph(_("No mail shows this card: you told of it."))
    lost = 0
    for number, fact in enumerate(facts, 1):
        places = [Place(*row) for row in ledger.places(fact.message.key)]
        found = find_again(fact.message, places)
        lost += all(one.is_lost for one in found)
        if number > 1:
            terminal.paragraph("")
        terminal.paragraph(f"{number}. " + message_words(case, fact, [place.folder or place.source for place in places]))
        for line in origin_lines(found, codes_of(case)):
            terminal.paragraph(f"   {line}")
    return 1 if lost else 0


def _secrets(case: Case) -> list[str]:
    """The live codes of a case, whole; where it has none, the link that its verdict rests on."""
    from scanner.model import Outcome
    from scanner.report.case import holder_of
    from scanner.report.safe import visible

    if case.codes:
        return [code.reveal() for code in case.codes]
    holder = holder_of(case) if case.outcome is Outcome.LINK_FOUND else None
    return [visible(holder.link.reveal())] if holder and holder.link else []


def _note(ledger: Ledger, case: Case) -> None:
    """A line in the ledger, before anything is shown."""
    with ledger.transaction():
        ledger.words.log("revealed", case.id)
