"""`giftscan scan [PATH...]`: read a mailbox of config.toml, or files, and say what became of each card."""

from __future__ import annotations

import argparse
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scanner import texts
from scanner.cli.terminal import Terminal
from scanner.texts import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.cases import Patience
    from scanner.jobs.events import Counts, Event
    from scanner.model import Case, Coverage


def help_text() -> str:
    """One line for --help."""
    return _("read a mailbox or files, and say what became of each card and refund")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help=_("files instead of a mailbox: .eml, Maildir, mbox, zip, or a folder of these"))
    parser.add_argument("--mailbox", metavar="NAME", help=_("which mailbox of config.toml, if there are several"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON document (docs/contract.md)"))
    parser.add_argument("--no-store", action="store_true", help=_("keep nothing (files only)"))
    parser.add_argument("--owner", action="append", default=[], metavar="ADDRESS", help=_("an address of the owner; repeatable"))
    parser.add_argument("--now", metavar="TIME", help=_("judge as of this moment (RFC 3339)"))
    parser.add_argument("--drafts", type=Path, metavar="DIR", help=_("write each case's draft there"))
    parser.add_argument("--fingerprint-key", type=Path, metavar="FILE", help=_("key of the codes' fingerprints (default: the vault's)"))


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Exit code 1 if a message could not be read."""
    from scanner.errors import UsageError

    if options.no_store and not options.paths:
        raise UsageError(_("--no-store is for files; a mailbox is scanned into the ledger"))
    if options.mailbox and options.paths:
        raise UsageError(_("name files or a mailbox, not both"))
    return _scan_files(options, terminal) if options.paths else _scan_mailbox(options, terminal)


def _scan_files(options: argparse.Namespace, terminal: Terminal) -> int:
    from scanner.catalog import load_catalog
    from scanner.cli.opening import cases_of, configured, dkim_keys, fingerprint_key, grace_of, moment, the_ledger
    from scanner.jobs.archive import Archive
    from scanner.secrets import Vault
    from scanner.sources import bytes_to_read, open_path

    config = configured(options)
    now = moment(options.now)
    key = fingerprint_key(options.fingerprint_key)
    catalog = load_catalog()
    # What is kept is found again wherever the next command is run.
    sources = [open_path(path if options.no_store else path.absolute()) for path in options.paths]
    archive = Archive(catalog, tuple(options.owner), dkim_keys(config))
    archive.total_bytes = bytes_to_read(options.paths) if terminal.shows_progress else None
    known: list[str] = []
    if options.no_store:
        follow(archive.scan(sources), terminal)
        cases = archive.cases(now, grace_of(config))
        key = key or Vault.ephemeral().fingerprint_key
        coverage = tuple(archive.coverage)
    else:
        from scanner.jobs.shelving import scan_into

        with the_ledger(config, terminal, write=True, mend=True) as ledger:
            terminal.keeps = True
            with closing(scan_into(ledger, archive, sources, catalog, keep_messages=config.keep_messages)) as events:
                follow(events, terminal)
            cases = cases_of(ledger, catalog, config, now, options.owner)
            key, coverage = key or ledger.vault.fingerprint_key, ledger.progress.coverage()
            # Where every file is as it was, nobody was met in this run.
            known = [address for name, address in ledger.mailboxes() if name.startswith("files:")]
    sender = next(iter(options.owner or sorted(archive.people.owner) or known), None)
    _answer(options, terminal, archive.counts, coverage, cases, key, sender)
    return 1 if archive.counts.unreadable else 0


def _scan_mailbox(options: argparse.Namespace, terminal: Terminal) -> int:
    from scanner.catalog import load_catalog
    from scanner.cli.connecting import connected, mailbox_scan
    from scanner.cli.opening import cases_of, configured, fingerprint_key, moment, the_ledger

    config = configured(options)
    mailbox = config.mailbox(options.mailbox)
    now = moment(options.now)
    key = fingerprint_key(options.fingerprint_key)
    catalog = load_catalog()
    with the_ledger(config, terminal, write=True, mend=True) as ledger:
        with connected(mailbox, config, terminal) as session:
            terminal.keeps = True
            scan = mailbox_scan(session, ledger, catalog, config, mailbox, skip=mailbox.skip_folders)
            follow(scan.run(), terminal)
        cases = cases_of(ledger, catalog, config, now, options.owner)
        _answer(options, terminal, scan.counts, ledger.progress.coverage(), cases, key or ledger.vault.fingerprint_key, mailbox.address)
    return 1 if scan.counts.unreadable else 0


def follow(events: Iterable[Event], terminal: Terminal) -> None:
    """Run a job to its end, showing how far it is and what could not be read."""
    from scanner.jobs.events import Progress, Unreadable
    from scanner.report.reading import unreadable_line

    with terminal.progress() as line:
        for event in events:
            if isinstance(event, Progress):
                line.update(event)
            elif isinstance(event, Unreadable):
                terminal.detail(unreadable_line(event.origin, event.why))


def _answer(
    options: argparse.Namespace,
    terminal: Terminal,
    counts: Counts,
    coverage: tuple[Coverage, ...],
    cases: tuple[Case, ...],
    key: bytes,
    sender: str | None,
) -> None:
    """The result: JSON, or a table with its sums, and what was searched and what was not."""
    from scanner.catalog import load_catalog
    from scanner.cli.opening import configured, moment, patience_of
    from scanner.jobs.casebook import searched_of
    from scanner.jobs.drafting import drafts_of, write_drafts
    from scanner.report.cases import cases_json
    from scanner.report.safe import visible

    config, now = configured(options), moment(options.now)
    patience = patience_of(config)
    drafts = drafts_of(cases, load_catalog(), searched_of(coverage, now.date()), config.owner_name, texts.language(), patience)
    paths = write_drafts(drafts, options.drafts, sender, now) if options.drafts else {}
    if options.json:
        shown = {case_id: (draft, paths.get(case_id)) for case_id, draft in drafts.items()}
        terminal.document(cases_json(counts, coverage, cases, key, shown), indent=2)
        return
    show_cases(cases, terminal, now.date(), patience)
    _show_searched(counts, coverage, terminal)
    if paths:
        written = ngettext(
            "{count} draft was written to {folder}.", "{count} drafts were written to {folder}.", len(paths), folder=visible(str(options.drafts))
        )
        terminal.paragraph(written)


def _show_searched(counts: Counts, coverage: tuple[Coverage, ...], terminal: Terminal) -> None:
    from scanner.report.coverage import coverage_lines, files_lines

    for line in [*coverage_lines(coverage, whole=terminal.verbose), *files_lines(counts)]:
        terminal.paragraph(line)
    if counts.suspicious:
        terminal.paragraph(ngettext("{count} suspicious mail was left out.", "{count} suspicious mails were left out.", counts.suspicious))
    if counts.of_others:
        left = ngettext("{count} mail to somebody else than the owner was left out.", "{count} mails to others than the owner were left out.", counts.of_others)
        terminal.paragraph(left)
    if counts.unreadable:
        unread = ngettext(
            "{count} message could not be read (--verbose names it).", "{count} messages could not be read (--verbose names them).", counts.unreadable
        )
        terminal.paragraph(unread)


def show_cases(cases: tuple[Case, ...], terminal: Terminal, today: date | None = None, patience: Patience | None = None) -> None:
    """The cases as a table, and their sums as of a day."""
    from scanner.report.sums import sums_lines
    from scanner.report.tables import cases_table

    if not cases:
        terminal.result(_("No gift card and no refund was found."))
        return
    today = today or datetime.now(UTC).date()
    terminal.show(cases_table(cases, terminal.width, today, patience))
    terminal.result("")
    for line in sums_lines(cases, today):
        terminal.paragraph(line)
