"""`giftscan recover [WORDS]`: look for one lost card everywhere, and end in an answer."""

from __future__ import annotations

import argparse
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli.terminal import Terminal
from scanner.texts import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.jobs.events import Event
    from scanner.jobs.recover import Hit, Wanted
    from scanner.ledger import Ledger
    from scanner.model import Case, Coverage


def help_text() -> str:
    """One line for --help."""
    return _("look for one lost card in every folder, Trash and Junk included")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("words", nargs="*", metavar="WORDS", help=_("what you remember: names, words of the subject, part of an address"))
    parser.add_argument("--order", metavar="N", help=_("the order number"))
    parser.add_argument("--amount", metavar="A", help=_("the card's value, such as 5000 or 50.00"))
    parser.add_argument("--giver", metavar="NAME", help=_("who gave it: a person or a company"))
    parser.add_argument("--since", metavar="DATE", help=_("not before this day (YYYY-MM-DD)"))
    parser.add_argument("--until", metavar="DATE", help=_("not after this day (YYYY-MM-DD)"))
    parser.add_argument("--deep", action="store_true", help=_("search the texts, too; the cost is told first"))
    parser.add_argument("--yes", action="store_true", help=_("do not ask before a deep search"))
    parser.add_argument("--archive", action="append", type=Path, default=[], metavar="PATH", help=_("search files instead of a mailbox; repeatable"))
    parser.add_argument("--mailbox", metavar="NAME", help=_("which mailbox of config.toml, if there are several"))
    parser.add_argument("--now", metavar="TIME", help=_("judge as of this moment (RFC 3339)"))


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Exit code 1 if a message could not be read."""
    wanted = _wanted(options)
    return _in_archives(options, wanted, terminal) if options.archive else _in_mailbox(options, wanted, terminal)


def _wanted(options: argparse.Namespace) -> Wanted:
    """What the arguments say of the card."""
    from scanner.errors import UsageError
    from scanner.jobs.recover import Wanted

    amount = None
    if options.amount:
        try:
            amount = Decimal(options.amount.replace(",", ""))
        except InvalidOperation:
            raise UsageError(_("--amount {text}: not a number", text=options.amount)) from None
    return Wanted(
        words=tuple(options.words),
        order_id=options.order,
        amount=amount,
        giver=options.giver,
        since=_day(options.since, "--since"),
        until=_day(options.until, "--until"),
    )


def _day(text: str | None, name: str) -> date | None:
    from scanner.errors import UsageError

    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(_("{name} {text}: not a day such as 2024-03-05", name=name, text=text)) from None


def _in_archives(options: argparse.Namespace, wanted: Wanted, terminal: Terminal) -> int:
    from scanner.catalog import load_catalog
    from scanner.cli.opening import configured, grace_of, moment, owner_of
    from scanner.jobs.archive import Archive
    from scanner.jobs.recover import ranked
    from scanner.sources import open_path

    config = configured(options)
    now = moment(options.now)
    archive = Archive(load_catalog(), owner_of(config))
    _watch(archive.scan([open_path(path) for path in options.archive]), wanted, terminal)
    hits = ranked(archive.cases(now, grace_of(config)), wanted)
    _answer(hits, tuple(archive.coverage), {}, terminal, deep=True)
    return 1 if archive.counts.unreadable else 0


def _in_mailbox(options: argparse.Namespace, wanted: Wanted, terminal: Terminal) -> int:
    from scanner.catalog import load_catalog
    from scanner.cli.opening import cases_of, configured, connected, moment, the_ledger
    from scanner.jobs.deep import DeepSearch
    from scanner.jobs.mailbox import MailboxScan
    from scanner.jobs.recover import ranked

    config = configured(options)
    mailbox = config.mailbox(options.mailbox)
    catalog = load_catalog()
    now = moment(options.now)
    with the_ledger(config, terminal, write=True) as ledger:
        known = ranked(cases_of(ledger, catalog, config, now), wanted)
        if known and known[0].sure and not wanted.is_empty:
            terminal.result(_first_line(known[0].case, _places(ledger, known[0].case)))
        with connected(mailbox, config, terminal) as session:
            scan = MailboxScan(session, ledger, catalog, keep_messages=config.keep_messages, skip=(), own_hosts=mailbox.receiving_hosts)
            _watch(scan.run(), wanted, terminal)
            if options.deep:
                search = DeepSearch(session, scan, catalog, wanted)
                if _agreed(search, options, terminal):
                    _watch(search.run(), wanted, terminal)
        hits = ranked(cases_of(ledger, catalog, config, now), wanted)
        places = {hit.case.id: _places(ledger, hit.case) for hit in hits}
        _answer(hits, ledger.progress.coverage(), places, terminal, deep=options.deep)
    return 1 if scan.counts.unreadable else 0


def _agreed(search, options: argparse.Namespace, terminal: Terminal) -> bool:  # type: ignore[no-untyped-def]
    """Tell what a deep search costs, and ask."""
    cost = search.cost()
    if cost.whole:
        terminal.say(ngettext("Deep search: {count} message will be read whole.", "Deep search: {count} messages will be read whole.", cost.messages))
    else:
        terminal.say(
            ngettext(
                "Deep search: the server will search the text of {count} message; without an index that may take minutes.",
                "Deep search: the server will search the texts of {count} messages; without an index that may take minutes.",
                cost.messages,
            )
        )
    return bool(options.yes) or not terminal.can_ask or terminal.ask(_("Go on?"))


def _watch(events: Iterable[Event], wanted: Wanted, terminal: Terminal) -> None:
    """Run a job to its end; the first message that surely holds the wanted card is told at once."""
    from scanner.jobs.events import Progress, Read, Unreadable
    from scanner.jobs.recover import message_fits
    from scanner.report.safe import visible

    told = False
    with terminal.progress() as line:
        for event in events:
            if isinstance(event, Progress):
                line.update(event)
            elif isinstance(event, Unreadable):
                terminal.detail(_("{where}: could not be read: {why}", where=visible(str(event.origin)), why=visible(event.why)))
            elif isinstance(event, Read) and not told and message_fits(event.facts, wanted):
                told = True
                day = event.message.date.date().isoformat() if event.message.date else "?"
                terminal.result(
                    _("Found: {folder}, {day}: {subject}", folder=visible(event.message.folder or event.message.origin.source), day=day, subject=visible(event.message.subject))
                )


def _places(ledger: Ledger, case: Case) -> str:
    """The folders in which the message that holds the code lies."""
    from scanner.report.safe import visible

    holder = _holder(case)
    return "; ".join(dict.fromkeys(visible(folder or source) for source, folder, _position in ledger.places(holder.message.key))) if holder else ""


def _holder(case: Case):  # type: ignore[no-untyped-def]
    """The fact whose message holds the code or link."""
    return next((f for f in reversed(case.facts) if f.code or f.hiding), case.facts[-1] if case.facts else None)


def _first_line(case: Case, places: str) -> str:
    from scanner.report.safe import visible
    from scanner.report.words import outcome_words

    fact = _holder(case)
    day = fact.message.date.date().isoformat() if fact and fact.message.date else "?"
    subject = visible(fact.message.subject) if fact else ""
    return _("{case}: {outcome}: {where}, {day}: {subject}", case=case.id, outcome=outcome_words(case), where=places or (visible(fact.message.folder or fact.message.origin.source) if fact else ""), day=day, subject=subject)


def _answer(hits: list[Hit], coverage: tuple[Coverage, ...], places: dict[str, str], terminal: Terminal, *, deep: bool) -> None:
    """The end of the search: where the code is, or what shows that it existed and where to ask, or what was searched."""
    from scanner.model import Outcome
    from scanner.report.tables import coverage_lines, next_step
    from scanner.report.words import because_words

    found = [h for h in hits if h.case.outcome in (Outcome.CODE_FOUND, Outcome.LINK_FOUND)]
    askable = [h for h in hits if h.case.outcome.is_recoverable]
    rest = [h for h in hits if h not in found and h not in askable]
    if found:
        terminal.result(_("Here is the message that holds it:"))
    for hit in found:
        terminal.result("  " + _first_line(hit.case, places.get(hit.case.id, "")))
    if askable:
        terminal.result(_("This shows that it existed, and where to ask:"))
    for hit in askable:
        terminal.result("  " + _first_line(hit.case, places.get(hit.case.id, "")))
        for because in hit.case.because[:2]:
            terminal.result("    " + because_words(because))
        terminal.result(f"    → {next_step(hit.case)}  (giftscan draft {hit.case.id})")
    if rest:
        terminal.result(_("These fit too, with nothing to recover:"))
    for hit in rest[:10]:
        terminal.result("  " + _first_line(hit.case, places.get(hit.case.id, "")))
    if not hits:
        terminal.result(_("Nothing was found."))
    for line in coverage_lines(coverage):
        terminal.result(line)
    if not deep and not found:
        terminal.result(_("Only senders, subjects and what they led to were read; --deep searches the texts as well."))
