"""`giftscan VERB ...`: the verbs, and what all of them share. How errors become answers and exit codes stands in `failing`."""

from __future__ import annotations

import argparse
import importlib
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scanner import __version__, texts
from scanner.cli.parsing import Parser
from scanner.texts import _

if TYPE_CHECKING:
    from scanner.cli.terminal import Terminal

# One module a verb; each has `add_arguments(parser)`, `help_text()` and `run(arguments, terminal)`.
VERBS = ("scan", "recover", "cases", "show", "draft", "explain", "redact", "check", "tell", "vault", "forget", "demo")


def build_parser() -> argparse.ArgumentParser:
    """The parser of all verbs, its texts in the language in use."""
    parser = Parser(
        prog="giftscan",
        description=_("Finds lost Amazon gift cards and refunds in your own mail, and drafts the request for them."),
        epilog=_exit_codes(),
    )
    parser.add_argument("--version", action="version", version=f"giftscan {__version__}", help=_("show the version and end"))
    parser.add_argument("--print-completion", choices=("bash", "zsh", "tcsh"), help=_("print the completion script of a shell, and end"))
    _add_shared(parser, {"lang": None, "config": None, "quiet": False, "verbose": False})
    verbs = parser.add_subparsers(dest="verb", title=_("commands"), metavar="COMMAND", parser_class=Parser)
    for name in VERBS:
        module = importlib.import_module(f"scanner.cli.{name}")
        verb = verbs.add_parser(name, help=module.help_text(), description=module.help_text())
        module.add_arguments(verb)
        _add_shared(verb, {})
    return parser


def _add_shared(parser: argparse.ArgumentParser, defaults: dict[str, object]) -> None:
    """What may stand before and after the verb. Where there is no default, what stood before the verb counts."""

    def default(name: str) -> object:
        return defaults.get(name, argparse.SUPPRESS)

    parser.add_argument("--lang", choices=texts.LANGUAGES, default=default("lang"), help=_("language of the texts (default: that of your locale)"))
    parser.add_argument("--config", type=Path, metavar="FILE", default=default("config"), help=_("another config.toml"))
    group = parser.add_mutually_exclusive_group()
    group.add_argument("-q", "--quiet", action="store_true", default=default("quiet"), help=_("say nothing but results and errors"))
    group.add_argument("-v", "--verbose", action="store_true", default=default("verbose"), help=_("say more"))


def _exit_codes() -> str:
    """What the exit codes mean, for --help."""
    codes = (
        ("0", _("done")),
        ("1", _("done, but some messages could not be read")),
        ("2", _("wrong usage or configuration")),
        ("3", _("log-in refused")),
        ("4", _("server or network failed")),
        ("70", _("a fault of giftscan or of this machine")),
        ("130", _("interrupted")),
    )
    return "\n".join([_("exit codes:"), *(f"  {code:<3}  {meaning}" for code, meaning in codes)])


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code. Nothing is raised: every error is an answer."""
    from scanner.cli.failing import answer_to
    from scanner.cli.terminal import Terminal

    arguments = list(sys.argv[1:] if argv is None else argv)
    _prepare_streams()
    terminal = Terminal()
    try:
        texts.use(_language(arguments))
        code = _run(arguments, terminal)
        sys.stdout.flush()
    except BaseException as error:
        code = answer_to(error, terminal)
    return code


def _run(arguments: list[str], terminal: Terminal) -> int:
    parser = build_parser()
    options = parser.parse_args(arguments)
    terminal.quiet, terminal.verbose = options.quiet, options.verbose
    if options.print_completion:
        import shtab

        terminal.result(shtab.complete(parser, options.print_completion))
        return 0
    if options.verb is None:
        parser.print_help(sys.stderr)
        return 2
    from scanner.secrets import no_core_dumps

    no_core_dumps()  # every verb has codes, keys or passwords in its memory
    verb = importlib.import_module(f"scanner.cli.{options.verb}")
    return int(verb.run(options, terminal))


def _prepare_streams() -> None:
    """A character that the terminal's encoding lacks is shown by its number instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _language(arguments: list[str]) -> str | None:
    """The language that --lang asks for, before anything is said."""
    for at, word in enumerate(arguments):
        if word == "--lang" and at + 1 < len(arguments):
            return arguments[at + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return None
