"""The terminal: results on standard output, everything else on standard error; colors and bars only for a person."""

from __future__ import annotations

import getpass
import io
import shutil
import sys
from typing import TYPE_CHECKING, Any, TextIO

from scanner.cli.progress import ProgressLine
from scanner.errors import CatalogError, ConfigError, GiftscanError
from scanner.report.safe import json_text, visible
from scanner.report.widths import wrapped
from scanner.texts import _, retold

if TYPE_CHECKING:
    from rich.console import RenderableType

NARROWEST = 40
_YES = ("y", "yes", "はい", "ｙ", "ｙｅｓ")


class Terminal:
    """Where a command speaks. `quiet` says only results and errors, `verbose` says more."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self.quiet = quiet
        self.verbose = verbose
        self.for_person = _is_terminal(sys.stdout)
        self.watched = _is_terminal(sys.stderr)
        self.can_ask = _is_terminal(sys.stdin) and self.watched
        self.keeps = False  # what is found goes into the ledger at once, so that an interruption loses nothing
        self._line: ProgressLine | None = None

    @property
    def width(self) -> int:
        """The columns to fill: the terminal's, $COLUMNS, else 100."""
        return max(shutil.get_terminal_size((100, 24)).columns, NARROWEST)

    def result(self, text: str) -> None:
        """A line of the result as it is; foreign parts must be `visible` already."""
        self._write(text, sys.stdout)

    def paragraph(self, text: str) -> None:
        """A line of the result that a person reads: broken at the terminal's edge, under its own indent."""
        if not self.for_person:
            self.result(text)
            return
        body = text.lstrip(" ")
        indent = " " * (len(text) - len(body) + (2 if body.startswith(("- ", "→ ")) else 0))
        for line in wrapped(text, self.width, hanging=indent):
            self.result(line)

    def document(self, document: Any, *, indent: int | None = None) -> None:
        """A JSON document, in UTF-8 whatever the locale is (RFC 8259, section 8.1)."""
        text = json_text(document, indent=indent)
        buffer = getattr(sys.stdout, "buffer", None)
        if buffer is None:
            self.result(text)
            return
        sys.stdout.flush()
        buffer.write(text.encode("utf-8", "replace") + b"\n")

    def show(self, renderable: RenderableType) -> None:
        """A table as result."""
        from rich.console import Console

        if self.for_person:
            Console(width=self.width, markup=False, highlight=False, emoji=False).print(renderable)
            return
        text = io.StringIO()
        Console(file=text, width=self.width, markup=False, highlight=False, emoji=False).print(renderable)
        self.result("\n".join(line.rstrip() for line in text.getvalue().splitlines()))

    def say(self, text: str) -> None:
        """A remark for a person who looks on; a log does not need it."""
        if self.watched or self.verbose:
            self.tell(text)

    def tell(self, text: str) -> None:
        """Something that must be known, also where nobody looks on."""
        if not self.quiet:
            self._write(text, sys.stderr)

    def detail(self, text: str) -> None:
        """A remark for who asked for more."""
        if self.verbose:
            self._write(text, sys.stderr)

    def fail(self, error: GiftscanError) -> None:
        """An error as an answer: what happened, and what to do."""
        sentence = str(error)
        if isinstance(error, ConfigError | CatalogError):
            place = f"{error.file}: {error.key}: "
            sentence = place + retold(sentence.removeprefix(place))
        self._write(_("giftscan: {what}", what=visible(retold(sentence))), sys.stderr)
        if error.hint:
            self._write("  " + visible(retold(error.hint)), sys.stderr)

    def ask(self, question: str) -> bool:
        """A yes-or-no question at a terminal; no where there is none."""
        if not self.can_ask:
            return False
        sys.stderr.write(_("{question} [y/N] ", question=question))
        sys.stderr.flush()
        return sys.stdin.readline().strip().lower() in _YES

    def ask_secret(self, prompt: str) -> str:
        """A secret, typed without an echo; empty where the owner gives none."""
        try:
            return getpass.getpass(prompt, stream=sys.stderr)
        except EOFError:
            return ""

    @property
    def shows_progress(self) -> bool:
        """Whether somebody looks on, and wants to see how far it is."""
        return self.watched and not self.quiet

    def progress(self) -> ProgressLine:
        """A line of progress for anything that takes over a second, on a terminal only."""
        self._line = ProgressLine(shown=self.shows_progress)
        return self._line

    def _write(self, text: str, stream: TextIO) -> None:
        if self._line is not None:
            self._line.step_aside()
        stream.write(text + "\n")


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()
