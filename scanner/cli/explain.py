"""`giftscan explain PATH...`: what each message is, and why; keeps nothing, opens no connection."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli.terminal import Terminal
from scanner.texts import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.jobs.events import Read, Unreadable


def help_text() -> str:
    """One line for --help."""
    return _("say what each message of files or folders is, and why; keeps nothing")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help=_(".eml file, Maildir, mbox, zip, or a folder of these"))
    parser.add_argument("--json", action="store_true", help=_("one JSON object a message"))
    parser.add_argument("--fingerprint-key", type=Path, metavar="FILE", help=_("key of the codes' fingerprints (default: a random one)"))
    parser.add_argument("--reveal", action="store_true", help=_("show the whole code of one message, on a terminal, after a question"))


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Exit code 1 if a message could not be read."""
    from scanner.catalog import load_catalog
    from scanner.cli.opening import fingerprint_key
    from scanner.facts import reasons_of
    from scanner.jobs.events import Unreadable
    from scanner.report.explain import explanation, unreadable
    from scanner.report.reading import message_lines, reason_lines, unreadable_line
    from scanner.secrets import Vault

    if options.reveal:
        return _reveal(options, terminal)
    catalog = load_catalog()
    key = fingerprint_key(options.fingerprint_key) or Vault.ephemeral().fingerprint_key
    failed = 0
    for event in _read(options.paths, terminal):
        if isinstance(event, Unreadable):
            failed += 1
            if options.json:
                terminal.document(unreadable(event.origin, event.why))
            else:
                terminal.paragraph(unreadable_line(event.origin, event.why))
        elif options.json:
            terminal.document(explanation(event.message, event.recognition, event.facts, key))
        else:
            why = reason_lines(event.message, reasons_of(event.message, catalog), catalog)
            for line in (*message_lines(event.message, event.recognition, event.facts), *why):
                terminal.paragraph(line)
    return 1 if failed else 0


def _read(paths: list[Path], terminal: Terminal) -> Iterator[Read | Unreadable]:
    """Every message, in input order; on a terminal with a word on the progress."""
    from scanner.catalog import load_catalog
    from scanner.jobs.events import Progress
    from scanner.jobs.reading import Reader
    from scanner.sources import open_path

    reader = Reader(load_catalog())
    # Every path is looked at before any is read: a typing error should not come after an hour.
    sources = [open_path(path) for path in paths]
    with terminal.progress() as line:
        for source in sources:
            for event in reader.all(source):
                if isinstance(event, Progress):
                    line.update(event)
                else:
                    yield event


def _reveal(options: argparse.Namespace, terminal: Terminal) -> int:
    """The whole code of one message. Nothing is noted, because explain keeps nothing."""
    from scanner.cli.revealing import refuse_without_terminal, reveal
    from scanner.errors import UsageError
    from scanner.jobs.events import Unreadable
    from scanner.model import Authenticity
    from scanner.report.reading import message_lines, unreadable_line
    from scanner.report.safe import visible

    if options.json:
        raise UsageError(_("JSON never holds a whole code"), hint=_("--reveal goes without --json"))
    refuse_without_terminal(terminal)
    events = _read(options.paths, terminal)
    first, second = next(events, None), next(events, None)
    if first is None or second is not None:
        raise UsageError(_("--reveal takes one message"))
    if isinstance(first, Unreadable):
        terminal.paragraph(unreadable_line(first.origin, first.why))
        return 1
    for line in message_lines(first.message, first.recognition, first.facts):
        terminal.paragraph(line)
    if first.recognition.authenticity is Authenticity.SUSPICIOUS:
        raise UsageError(_("this mail is suspicious: what it holds is not shown"))
    codes = [code.reveal() for code in dict.fromkeys(fact.code for fact in first.facts if fact.code)]
    links = [visible(link.reveal()) for link in dict.fromkeys(fact.link for fact in first.facts if fact.link)]
    reveal(codes or links, terminal, lambda: None)
    return 0
