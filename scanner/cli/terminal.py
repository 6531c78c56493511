"""The terminal: results on standard output, everything else on standard error; colors and bars only for a person."""

from __future__ import annotations

import getpass
import os
import shutil
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any

from scanner.errors import GiftscanError
from scanner.jobs.events import Progress
from scanner.report.safe import visible
from scanner.texts import _, ngettext

if TYPE_CHECKING:
    from rich.progress import Progress as Bar


class Terminal:
    """Where a command speaks. `quiet` says only results and errors, `verbose` says more."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self.quiet = quiet
        self.verbose = verbose
        self.for_person = sys.stdout.isatty()
        self.can_ask = sys.stdin.isatty() and sys.stderr.isatty()

    def result(self, text: str) -> None:
        """A line of the result; foreign parts must be `visible` already."""
        print(text, file=sys.stdout)

    def show(self, renderable: Any) -> None:
        """A table or other rich object as result."""
        from rich.console import Console

        width = shutil.get_terminal_size((100, 24)).columns if self.for_person else int(os.environ.get("COLUMNS", "100"))
        Console(file=sys.stdout, width=max(width, 60), markup=False, highlight=False, emoji=False).print(renderable)

    def say(self, text: str) -> None:
        """A remark for a person who looks on."""
        if not self.quiet:
            print(text, file=sys.stderr)

    def detail(self, text: str) -> None:
        """A remark for who asked for more."""
        if self.verbose:
            print(text, file=sys.stderr)

    def fail(self, error: GiftscanError) -> None:
        """An error as an answer: what happened, and what to do."""
        print(_("giftscan: {what}", what=visible(str(error))), file=sys.stderr)
        if error.hint:
            print("  " + visible(error.hint), file=sys.stderr)

    def ask(self, question: str) -> bool:
        """A yes-or-no question at a terminal; no where there is none."""
        if not self.can_ask:
            return False
        print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().lower() in ("y", "yes", "はい")

    def ask_secret(self, prompt: str) -> str:
        """A secret, typed without an echo."""
        return getpass.getpass(prompt, stream=sys.stderr)

    def progress(self) -> ProgressLine:
        """A line of progress for anything that takes over a second, on a terminal only."""
        return ProgressLine(shown=sys.stderr.isatty() and not self.quiet)


class ProgressLine:
    """Folder, messages seen, found, time left. Appears after a second, goes when it is over."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._started = time.monotonic()
        self._bar: Bar | None = None
        self._task: Any = None
        self._folder = ""

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def update(self, event: Progress) -> None:
        """Show where the scan is."""
        if not self._shown or time.monotonic() - self._started < 1.0:
            return
        if self._bar is None:
            self._begin()
        assert self._bar is not None
        if event.folder != self._folder:
            self._folder = event.folder
            self._bar.reset(self._task)
        found = ngettext("{count} found", "{count} found", event.found)
        self._bar.update(self._task, total=event.total, completed=event.seen, description=visible(event.folder or event.source)[:30], found=found)

    def _begin(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        self._bar = RichProgress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TextColumn("{task.fields[found]}", markup=False),
            TimeRemainingColumn(),
            console=Console(file=sys.stderr, markup=False, emoji=False),
            transient=True,
        )
        self._task = self._bar.add_task("", total=None, found="")
        self._bar.start()
