"""A line of progress: folder, messages seen, found, time left. It appears after a second and goes when it is over."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from scanner.report.safe import visible
from scanner.report.widths import clipped
from scanner.texts import ngettext

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from scanner.jobs.events import Progress

PATIENCE = 1.0  # seconds without a word
_FOLDER = 30  # columns of a folder's name


class ProgressLine:
    """Shown on a terminal only, and not before `patience` seconds have passed."""

    def __init__(self, *, shown: bool, patience: float = PATIENCE) -> None:
        self._shown = shown
        self._patience = patience
        self._started = time.monotonic()
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._folder: str | None = None

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.step_aside()
        self._shown = False

    def update(self, event: Progress) -> None:
        """Show where the scan is."""
        if not self._shown or time.monotonic() - self._started < self._patience:
            return
        if self._bar is None:
            self._bar = _bar()
            self._task = self._bar.add_task("", total=None, seen="", found="")
            self._bar.start()
        assert self._task is not None
        if event.folder != self._folder:
            self._folder = event.folder
            self._bar.reset(self._task)
        found = ngettext("{count:,} found", "{count:,} found", event.found)
        name = clipped(visible(event.folder or event.source), _FOLDER)
        seen = f"{event.seen:,}" if event.total is None else f"{event.seen:,}/{event.total:,}"
        self._bar.update(self._task, total=event.total, completed=event.seen, description=name, seen=seen, found=found)

    def step_aside(self) -> None:
        """Clear the line, so that something else can be written; the next update brings it back."""
        if self._bar is not None:
            self._bar.stop()
            self._bar, self._folder = None, None


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[seen]}", markup=False),
        TextColumn("{task.fields[found]}", markup=False),
        TimeRemainingColumn(),
        console=Console(file=sys.stderr, markup=False, emoji=False),
        transient=True,
        redirect_stdout=False,  # results go to their own stream, past the bar
        redirect_stderr=False,
    )
