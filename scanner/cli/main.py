"""`giftscan VERB ...`: the verbs, what all of them share, and how errors become answers and exit codes.

Exit codes: 0 done; 1 done, but some messages could not be read; 2 wrong usage or configuration; 3 log-in refused;
4 server or network failed; 130 interrupted.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from scanner import __version__, texts
from scanner.errors import GiftscanError
from scanner.texts import _

# One module a verb; each has `add_arguments(parser)`, `HELP` and `run(arguments, terminal)`.
VERBS = ("scan", "recover", "cases", "show", "draft", "explain", "check", "tell", "forget", "demo")


def build_parser() -> argparse.ArgumentParser:
    """The parser of all verbs."""
    parser = argparse.ArgumentParser(prog="giftscan", description=_("Finds lost Amazon gift cards and refunds in your own mail, and drafts the request for them."))
    parser.add_argument("--version", action="version", version=f"giftscan {__version__}")
    parser.add_argument("--lang", choices=texts.LANGUAGES, help=_("language of the texts (default: that of your locale)"))
    parser.add_argument("--config", type=Path, metavar="FILE", help=_("another config.toml"))
    parser.add_argument("--print-completion", choices=("bash", "zsh", "tcsh"), help=_("print the completion script of a shell, and end"))
    verbs = parser.add_subparsers(dest="verb", metavar=_("VERB"))
    for name in VERBS:
        module = importlib.import_module(f"scanner.cli.{name}")
        verb = verbs.add_parser(name, help=module.help_text(), description=module.help_text())
        group = verb.add_mutually_exclusive_group()
        group.add_argument("-q", "--quiet", action="store_true", help=_("say nothing but results and errors"))
        group.add_argument("-v", "--verbose", action="store_true", help=_("say more"))
        module.add_arguments(verb)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    texts.use(_language(arguments))
    parser = build_parser()
    options = parser.parse_args(arguments)
    if options.print_completion:
        import shtab

        print(shtab.complete(parser, options.print_completion))
        return 0
    if options.verb is None:
        parser.print_help()
        return 2
    from scanner.cli.terminal import Terminal

    terminal = Terminal(quiet=options.quiet, verbose=options.verbose)
    try:
        code = int(importlib.import_module(f"scanner.cli.{options.verb}").run(options, terminal))
        sys.stdout.flush()
    except GiftscanError as error:
        terminal.fail(error)
        return error.exit_code
    except KeyboardInterrupt:
        terminal.say(_("Interrupted. What was found so far is kept; the next run goes on there."))
        return 130
    except BrokenPipeError:
        # Whoever reads our output has enough; Python must not complain at its own end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _language(arguments: list[str]) -> str | None:
    """The language that --lang asks for, before anything is said."""
    for i, word in enumerate(arguments):
        if word == "--lang" and i + 1 < len(arguments):
            return arguments[i + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return None
