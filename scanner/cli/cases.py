"""`giftscan cases`: what the ledger knows, worked out as of now."""

from __future__ import annotations

import argparse
from pathlib import Path

from scanner import texts
from scanner.cli.terminal import Terminal
from scanner.texts import _


def help_text() -> str:
    """One line for --help."""
    return _("list the cases of the ledger")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("--json", action="store_true", help=_("print one JSON document (docs/contract.md)"))
    parser.add_argument("--open", action="store_true", help=_("only those with something to do"))
    parser.add_argument("--now", metavar="TIME", help=_("judge as of this moment (RFC 3339)"))
    parser.add_argument("--fingerprint-key", type=Path, metavar="FILE", help=_("key of the codes' fingerprints (default: the vault's)"))


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Always exit code 0."""
    from scanner.catalog import load_catalog
    from scanner.cli.opening import cases_of, configured, fingerprint_key, moment, patience_of, the_ledger
    from scanner.cli.scan import show_cases
    from scanner.jobs.casebook import searched_of
    from scanner.jobs.drafting import drafts_of
    from scanner.jobs.events import Counts
    from scanner.model import Route
    from scanner.report.cases import cases_json
    from scanner.report.coverage import coverage_lines

    config = configured(options)
    now = moment(options.now)
    key = fingerprint_key(options.fingerprint_key)
    with the_ledger(config, terminal, write=False) as ledger:
        cases = cases_of(ledger, load_catalog(), config, now)
        coverage = ledger.progress.coverage()
        if options.open:
            cases = tuple(case for case in cases if case.route is not Route.NONE)
        if options.json:
            drafts = drafts_of(cases, load_catalog(), searched_of(coverage, now.date()), config.owner_name, texts.language(), patience_of(config))
            shown = {case_id: (draft, None) for case_id, draft in drafts.items()}
            counts = Counts(**ledger.counts())
            terminal.document(cases_json(counts, coverage, cases, key or ledger.vault.fingerprint_key, shown), indent=2)
            return 0
    show_cases(cases, terminal, now.date(), patience_of(config))
    for line in coverage_lines(coverage, whole=terminal.verbose):
        terminal.paragraph(line)
    return 0
