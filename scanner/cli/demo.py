"""`giftscan demo`: a sample mailbox served on loopback and scanned with the very code that reads a real one."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from scanner.cli.terminal import Terminal
from scanner.texts import _

NOW = "2026-11-24T09:00:00+09:00"


def help_text() -> str:
    """One line for --help."""
    return _("scan a sample mailbox on this machine, to see what giftscan does")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("--folder", type=Path, metavar="DIR", help=_("where to leave ledger and drafts (default: a new temporary folder)"))


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Exit code as of a scan."""
    from scanner.cases import Grace
    from scanner.catalog import load_catalog
    from scanner.cli.opening import moment
    from scanner.cli.scan import follow, show_cases
    from scanner.config import MailboxConfig
    from scanner.demo import DemoServer
    from scanner.demo.server import ADDRESS, USER
    from scanner.jobs.casebook import ledger_cases, searched_of
    from scanner.jobs.drafting import drafts_of, write_drafts
    from scanner.jobs.mailbox import MailboxScan
    from scanner.ledger import open_ledger
    from scanner.report.tables import coverage_lines
    from scanner.sources.imap import open_session, resolve_account

    folder = options.folder or Path(tempfile.mkdtemp(prefix="giftscan-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    catalog = load_catalog()
    now = moment(NOW)
    terminal.say(_("Serving a sample mailbox on loopback over TLS, and scanning it over IMAP ..."))
    with DemoServer(folder / "server") as server:
        mailbox = MailboxConfig("demo", ADDRESS, host="127.0.0.1", port=server.port, tls="starttls", user=USER, fingerprint=server.fingerprint)
        account = resolve_account(mailbox, catalog, "demo")
        with open_ledger(folder / "ledger" / "ledger.sqlite", folder / "key" / "vault.key", folder / "key", write=True) as ledger:
            with open_session(account, server.password) as session:
                scan = MailboxScan(session, ledger, catalog, keep_messages=True, skip=(), own_hosts=())
                follow(scan.run(), terminal)
            cases = ledger_cases(ledger, catalog, (ADDRESS,), Grace(), now)
            coverage = ledger.progress.coverage()
    drafts = drafts_of(cases, catalog, searched_of(coverage, now.date()), "")
    paths = write_drafts(drafts, folder / "drafts", ADDRESS, now)
    show_cases(cases, terminal)
    for line in coverage_lines(coverage):
        terminal.result(line)
    terminal.result(_("Judged as of {day}. Drafts written: {count}. Everything lies in {folder}; delete it when you like.", day=NOW[:10], count=len(paths), folder=folder))
    return 1 if scan.counts.unreadable else 0
