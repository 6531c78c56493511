"""The argument parser: argparse, with its own words from our catalog and lines that are broken by columns."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any, NoReturn

from scanner.errors import UsageError
from scanner.report.safe import visible
from scanner.report.widths import wrapped
from scanner.texts import _, retold


class Formatter(argparse.HelpFormatter):
    """Help that fits the terminal in Japanese, too, and keeps the line ends of an epilog."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(" ".join(text.split()), width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = [part for line in text.splitlines() for part in wrapped(indent + line, width, hanging=indent + _hanging(line))]
        return "\n".join(lines)

    def add_usage(self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None) -> None:
        """The usage line, under our word for it."""
        super().add_usage(usage, actions, groups, _("usage: ") if prefix is None else prefix)


def _hanging(line: str) -> str:
    """The blanks under which a wrapped line of a small table (`  3  log-in refused`) goes on."""
    body = line.lstrip(" ")
    word, gap, rest = body.partition("  ")
    return " " * (len(line) - len(body) + (len(word) + len(gap) + len(rest) - len(rest.lstrip(" ")) if gap else 0))


class Parser(argparse.ArgumentParser):
    """One parser, or that of a verb. What is wrong with the arguments is raised as UsageError."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("formatter_class", Formatter)
        super().__init__(add_help=False, allow_abbrev=False, **kwargs)
        self._positionals.title = _("arguments")
        self._optionals.title = _("options")
        self.add_argument("-h", "--help", action="help", help=_("show this help and end"))

    def error(self, message: str) -> NoReturn:
        """Wrong arguments are an answer of ours, like every other error."""
        raise UsageError(visible(retold(message)), hint=_("see: {command} --help", command=self.prog))
