"""`giftscan explain PATH...`: what each message is, and why; keeps nothing, opens no connection."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from scanner.cli.terminal import Terminal
from scanner.texts import _


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
    from scanner.jobs.events import Read, Unreadable
    from scanner.jobs.reading import Reader
    from scanner.report.explain import explanation, unreadable
    from scanner.secrets import Vault
    from scanner.sources import open_path

    key = fingerprint_key(options.fingerprint_key) or Vault.ephemeral().fingerprint_key
    reader = Reader(load_catalog())
    failed = 0
    reads: list[Read] = []
    # Every path is looked at before any is read: a typing error should not come after an hour.
    for source in [open_path(path) for path in options.paths]:
        for event in reader.all(source):
            if isinstance(event, Unreadable):
                failed += 1
                _tell_unreadable(event, options, terminal, unreadable(event.origin, event.why))
            elif isinstance(event, Read):
                if options.json:
                    shown = explanation(event.message, event.recognition, event.facts, key)
                    terminal.result(json.dumps(shown, ensure_ascii=False))
                else:
                    _tell(event, terminal)
                if options.reveal:
                    reads.append(event)
    if options.reveal:
        _reveal(reads, terminal)
    return 1 if failed else 0


def _tell_unreadable(event, options: argparse.Namespace, terminal: Terminal, shown: dict[str, object]) -> None:  # type: ignore[no-untyped-def]
    from scanner.report.safe import visible

    if options.json:
        terminal.result(json.dumps(shown, ensure_ascii=False))
    else:
        terminal.result(_("{where}: could not be read: {why}", where=visible(str(event.origin)), why=visible(event.why)))


def _tell(event, terminal: Terminal) -> None:  # type: ignore[no-untyped-def]
    """A message in words."""
    from scanner.report.safe import visible
    from scanner.report.words import KINDS

    message, recognition = event.message, event.recognition
    terminal.result(f"{visible(str(message.origin))}  {visible(message.subject)}")
    kind = KINDS[recognition.kind]() if recognition.kind else _("nothing to do with gift cards or refunds")
    terminal.result(f"  {kind}  [{recognition.kind or '-'}, {recognition.authenticity}, {recognition.marketplace or '-'}, {recognition.language or '-'}]")
    shown = [e for fact in event.facts for e in fact.evidence] or list(recognition.evidence)
    for evidence in dict.fromkeys(shown):
        terminal.result(f"  {evidence.field}: “{visible(evidence.quote)}”")


def _reveal(reads: list, terminal: Terminal) -> None:  # type: ignore[type-arg]
    """Whole codes of one message: on a terminal, after a question."""
    from scanner.errors import UsageError

    if len(reads) != 1:
        raise UsageError(_("--reveal takes one message"))
    if not (terminal.for_person and terminal.can_ask):
        raise UsageError(_("--reveal works on a terminal only"))
    codes = [fact.code for fact in reads[0].facts if fact.code]
    if codes and terminal.ask(_("Whoever sees a code can use it. Show it now?")):
        for code in codes:
            terminal.result(code.reveal())
