"""`giftscan show CASE`: one case whole: its verdict, its reasons, its messages, and on request its code."""

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
    parser.add_argument("--reveal", action="store_true", help=_("show the whole code or link, on a terminal, after a question"))
    parser.add_argument("--now", metavar="TIME", help=_("judge as of this moment (RFC 3339)"))


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Always exit code 0."""
    from scanner.catalog import load_catalog
    from scanner.cli.opening import cases_of, configured, moment, the_ledger
    from scanner.jobs.casebook import find_case

    config = configured(options)
    with the_ledger(config, terminal, write=options.reveal) as ledger:
        case = find_case(cases_of(ledger, load_catalog(), config, moment(options.now)), options.case)
        for line in case_lines(case, ledger):
            terminal.result(line)
        if options.reveal:
            _reveal(case, ledger, terminal)
    return 0


def case_lines(case: Case, ledger: Ledger) -> list[str]:
    """A case in words."""
    from scanner.report.safe import visible
    from scanner.report.tables import next_step
    from scanner.report.words import KINDS, TOLD, TYPES, because_words, money_words, outcome_words

    lines = [f"{case.id}  {TYPES[case.type]()}  {money_words(case.amount)}".rstrip(), _("What became of it: {outcome}", outcome=outcome_words(case))]
    if case.route.value != "none":
        lines.append(_("What you can do: {step}", step=next_step(case)))
    facts = (
        (_("Order number"), case.order_id),
        (_("Recipient"), case.recipient),
        (_("Was perhaps meant"), case.corrected_recipient),
        (_("From"), case.giver or case.issuer_name),
        (_("Marketplace"), case.marketplace),
        (_("Ordered on"), case.ordered_on),
        (_("Due on"), case.due_on),
        (_("Valid until"), case.expires_on),
        (_("Serial number"), case.serial),
        (_("Claim code"), ", ".join(code.masked for code in case.codes)),
    )
    lines += [f"  {label}: {visible(str(value))}" for label, value in facts if value]
    lines += ["", _("Why:")] + [f"  - {because_words(b)}" for b in case.because]
    if case.statements:
        lines += ["", _("What you told of it:")]
        lines += [f"  - {s.at.date().isoformat()}: {TOLD[s.what]()}" + (f" ({visible(s.note)})" if s.note else "") for s in case.statements]
    if case.holes:
        lines += ["", _("Not seen completely: {folders}", folders=", ".join(visible(h) for h in case.holes))]
    lines += ["", _("Messages:")]
    for key in dict.fromkeys(f.message.key for f in case.facts):
        fact = next(f for f in case.facts if f.message.key == key)
        day = fact.message.date.date().isoformat() if fact.message.date else "?"
        kind = KINDS[fact.kind]() if fact.kind else _("private mail")
        where = "; ".join(visible(folder or source) for source, folder, _position in ledger.places(key))
        lines.append(f"  - {day}  {visible(fact.message.subject)}  [{kind}]  {where}")
    if case.codes or any(f.link for f in case.facts):
        lines += ["", _("Whether a code is unused, mail cannot tell: redeem it at Amazon yourself, signed in. `--reveal` shows it.")]
    return lines


def _reveal(case: Case, ledger: Ledger, terminal: Terminal) -> None:
    """The whole code of one case: on a terminal, after a question, with a line in the ledger."""
    from scanner.errors import UsageError

    if not (terminal.for_person and terminal.can_ask):
        raise UsageError(_("--reveal works on a terminal only"))
    secrets = [code.reveal() for code in case.codes]
    if not secrets:
        secrets = [fact.link.reveal() for fact in case.facts if fact.link][-1:]
    if not secrets:
        terminal.say(_("There is no code in this case's mail."))
        return
    if terminal.ask(_("Whoever sees a code can use it. Show it now?")):
        with ledger.transaction():
            ledger.words.log("revealed", case.id)
        for secret in secrets:
            terminal.result(secret)
