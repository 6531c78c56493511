"""`giftscan recover [WORDS]`: look for one lost card everywhere, and end in an answer."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli.terminal import Terminal
from scanner.texts import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.catalog import Catalog
    from scanner.config import Config
    from scanner.jobs.deep import DeepSearch
    from scanner.jobs.events import Event
    from scanner.jobs.mailbox import MailboxScan
    from scanner.jobs.recover import Wanted
    from scanner.ledger import Ledger
    from scanner.model import Case
    from scanner.sources.imap import Session


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
    parser.add_argument(
        "--in", action="append", type=Path, default=[], dest="archives", metavar="PATH", help=_("search files instead of a mailbox; repeatable")
    )
    parser.add_argument("--owner", action="append", default=[], metavar="ADDRESS", help=_("an address of the owner; repeatable"))
    parser.add_argument("--mailbox", metavar="NAME", help=_("which mailbox of config.toml, if there are several"))
    parser.add_argument("--now", metavar="TIME", help=_("judge as of this moment (RFC 3339)"))


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Exit code 1 if a message could not be read."""
    from scanner.cli.opening import configured
    from scanner.cli.wanted import wanted_of

    wanted = wanted_of(options)
    config = configured(options)
    if wanted.is_empty:
        terminal.say(_("Nothing was said of the card, so every card is looked for."))
    if options.archives:
        return _in_archives(options, wanted, config, terminal)
    if not config.mailboxes and config.ledger.exists():
        return _in_ledger(options, wanted, config, terminal)
    return _in_mailbox(options, wanted, config, terminal)


def _in_archives(options: argparse.Namespace, wanted: Wanted, config: Config, terminal: Terminal) -> int:
    """Files are read whole, and nothing is kept."""
    from scanner.catalog import load_catalog
    from scanner.cli.opening import dkim_keys, grace_of, moment, owner_of, provider_of
    from scanner.jobs.archive import Archive
    from scanner.jobs.recover import answer_of
    from scanner.report.advice import undelete_lines
    from scanner.report.recovery import answer_lines
    from scanner.sources import bytes_to_read, open_path

    catalog, now = load_catalog(), moment(options.now)
    archive = Archive(catalog, (*options.owner, *owner_of(config)), dkim_keys(config))
    archive.total_bytes = bytes_to_read(options.archives) if terminal.shows_progress else None
    count = len(options.archives)
    terminal.say(ngettext("{count} archive is read whole; nothing else is asked.", "{count} archives are read whole; nothing else is asked.", count))
    _watch(archive.scan([open_path(path) for path in options.archives]), wanted, terminal)
    answer = answer_of(archive.cases(now, grace_of(config)), wanted)

    def undelete(case: Case) -> list[str]:
        return undelete_lines(case, provider_of(case, config, catalog), now.date())

    for line in answer_lines(answer, lambda _key: [], archive.coverage, commands=False, undelete=undelete):
        terminal.paragraph(line)
    return 1 if archive.counts.unreadable else 0


def _in_ledger(options: argparse.Namespace, wanted: Wanted, config: Config, terminal: Terminal) -> int:
    """No mailbox is configured: what was scanned before is all that can be asked."""
    from scanner.catalog import load_catalog
    from scanner.cli.opening import the_ledger

    terminal.tell(_("No mailbox is configured: only what was scanned before is searched."))
    with the_ledger(config, terminal, write=False) as ledger:
        _end(options, wanted, config, ledger, load_catalog(), terminal)
    return 0


def _in_mailbox(options: argparse.Namespace, wanted: Wanted, config: Config, terminal: Terminal) -> int:
    """The ledger first, then the server by its keys, then every header, then on wish the texts."""
    from scanner.catalog import load_catalog
    from scanner.cli.connecting import connected, mailbox_scan
    from scanner.cli.opening import cases_of, folders_in, moment, the_ledger
    from scanner.jobs.recover import answer_of, costs_of
    from scanner.report.recovery import hit_line

    mailbox = config.mailbox(options.mailbox)
    catalog = load_catalog()
    with the_ledger(config, terminal, write=True) as ledger:
        known = answer_of(cases_of(ledger, catalog, config, moment(options.now)), wanted).holding
        for hit in known[:1]:
            if hit.sure:
                terminal.paragraph(_("Known already: {hit}", hit=hit_line(hit, folders_in(ledger))))
        with connected(mailbox, config, terminal) as session:
            terminal.keeps = True
            # Every folder is looked into, also one that scans pass over.
            scan = mailbox_scan(session, ledger, catalog, config, mailbox, skip=())
            costs = costs_of(session, scan)
            _watch(_in_steps(scan, costs.questions, costs.headers, costs.folders, terminal), wanted, terminal)
            if options.deep:
                _deepen(session, scan, catalog, wanted, options, terminal)
        _end(options, wanted, config, ledger, catalog, terminal)
    return 1 if scan.counts.unreadable else 0


def _in_steps(scan: MailboxScan, questions: int, headers: int, folders: int, terminal: Terminal) -> Iterator[Event]:
    """The events of a scan; before each step what it costs."""
    from scanner.model import SearchedBy

    where = ngettext("{count} folder", "{count} folders", folders)
    terminal.say(
        ngettext(
            "First by sender and subject: {count:,} question to the server about {where}, some seconds.",
            "First by sender and subject: {count:,} questions to the server about {where}, some seconds.",
            questions,
            where=where,
        )
    )
    terminal.say(
        ngettext(
            "Then the header of {count:,} message that was never looked at (about {size}).",
            "Then the headers of {count:,} messages that were never looked at (about {size}).",
            headers,
            size=_size(headers),
        )
    )
    sweeping = False
    for event in scan.run():
        if not sweeping and any(c.searched_by is SearchedBy.HEADERS for c in scan.source.coverage()):
            sweeping = True
            terminal.say(_("The server's own search is done; now the headers."))
        yield event


def _size(headers: int) -> str:
    """How much some headers weigh on the wire: the fields that are fetched take about 0.7 KB a message."""
    kilobytes = headers * 7 // 10
    return f"{kilobytes / 1000:,.1f} MB" if kilobytes >= 1000 else f"{max(kilobytes, 1)} KB"


def _deepen(session: Session, scan: MailboxScan, catalog: Catalog, wanted: Wanted, options: argparse.Namespace, terminal: Terminal) -> None:
    from scanner.jobs.deep import DeepSearch

    search = DeepSearch(session, scan, catalog, wanted)
    if _agreed(search, options, terminal):
        _watch(search.run(), wanted, terminal)


def _agreed(search: DeepSearch, options: argparse.Namespace, terminal: Terminal) -> bool:
    """Tell what a deep search costs, and ask."""
    cost = search.cost()
    if cost.whole:
        told = ngettext("Deep search: {count:,} message will be read whole.", "Deep search: {count:,} messages will be read whole.", cost.messages)
    else:
        told = ngettext(
            "Deep search: the server will search the text of {count:,} message; without an index that may take minutes.",
            "Deep search: the server will search the texts of {count:,} messages; without an index that may take minutes.",
            cost.messages,
        )
    terminal.tell(told)
    return bool(options.yes) or not terminal.can_ask or terminal.ask(_("Go on?"))


def _watch(events: Iterable[Event], wanted: Wanted, terminal: Terminal) -> None:
    """Run a job to its end; the first message that surely holds the wanted card is told at once."""
    from scanner.jobs.events import Progress, Read, Unreadable
    from scanner.jobs.recover import message_fits
    from scanner.report.masking import shown
    from scanner.report.reading import unreadable_line
    from scanner.report.safe import visible

    told = False
    with terminal.progress() as line:
        for event in events:
            if isinstance(event, Progress):
                line.update(event)
            elif isinstance(event, Unreadable):
                terminal.detail(unreadable_line(event.origin, event.why))
            elif isinstance(event, Read) and not told and message_fits(event.facts, wanted):
                told = True
                message = event.message
                day = message.date.date().isoformat() if message.date else _("unknown day")
                subject = shown(message.subject, [fact.code for fact in event.facts if fact.code])
                found = _("Found: {folder}, {day}: {subject}", folder=visible(message.folder or message.origin.source), day=day, subject=subject)
                terminal.paragraph(found)


def _end(options: argparse.Namespace, wanted: Wanted, config: Config, ledger: Ledger, catalog: Catalog, terminal: Terminal) -> None:
    """The answer, from all that the ledger now knows, and what else could be done."""
    from scanner.cli.opening import cases_of, folders_in, moment, provider_of
    from scanner.jobs.recover import answer_of
    from scanner.report.advice import undelete_lines
    from scanner.report.recovery import answer_lines

    now = moment(options.now)
    answer = answer_of(cases_of(ledger, catalog, config, now), wanted)

    def undelete(case: Case) -> list[str]:
        return undelete_lines(case, provider_of(case, config, catalog), now.date())

    for line in answer_lines(answer, folders_in(ledger), ledger.progress.coverage(), commands=True, undelete=undelete, deeper=not options.deep):
        terminal.paragraph(line)
