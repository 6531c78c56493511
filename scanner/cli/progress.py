"""A line of progress: folder, messages seen, found, time left; of files also bytes and their speed. It appears after a second and
goes when it is over."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from scanner.report.safe import visible
from scanner.report.sizes import clock_words, size_words
from scanner.report.widths import clipped
from scanner.texts import _, ngettext

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from scanner.jobs.events import Progress

PATIENCE = 1.0  # seconds without a word
_FOLDER = 30  # columns of a folder's name
_BESIDE = 68  # columns that bytes, speed and times of files want beside it


class ProgressLine:
    """Shown on a terminal only, and not before `patience` seconds have passed by the clock."""

    def __init__(self, *, shown: bool, patience: float = PATIENCE, clock: Callable[[], float] = time.monotonic) -> None:
        from scanner.cli.pace import Pace  # `--help` needs none of it

        self._shown = shown
        self._patience = patience
        self._clock = clock
        self._started = clock()
        self._pace = Pace(self._started)
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
        if not self._shown:
            return
        now = self._clock()
        self._pace.note(now, event.amount.bytes - event.amount.unchanged_bytes)
        if now - self._started < self._patience:
            return
        of_files = event.amount.files > 0
        if self._bar is None:
            self._bar = _bar(self._clock, of_files=of_files)
            self._task = self._bar.add_task("", total=None, seen="", found="", size="", left="")
            self._bar.start()
        assert self._task is not None
        if event.folder != self._folder:
            self._folder = event.folder
            if not of_files:
                self._bar.reset(self._task)
        found = ngettext("{count:,} found", "{count:,} found", event.found)
        room = max(min(self._bar.console.width - _BESIDE, _FOLDER), 8) if of_files else _FOLDER
        name = clipped(visible(event.folder or event.source), room)
        seen = f"{event.seen:,}" if event.total is None else f"{event.seen:,}/{event.total:,}"
        total, completed = (event.total_bytes, event.amount.bytes) if of_files else (event.total, event.seen)
        size, left = self._in_bytes(event) if of_files else ("", "")
        self._bar.update(self._task, total=total, completed=completed, description=name, seen=seen, found=found, size=size, left=left)

    def _in_bytes(self, event: Progress) -> tuple[str, str]:
        """Bytes with their speed, and the time left; of that nothing where it cannot be known."""
        done, total, speed = event.amount.bytes, event.total_bytes, self._pace.per_second
        size = size_words(done) if total is None else f"{size_words(done)}/{size_words(total)}"
        if speed:
            size = _("{size}, {speed}/s", size=size, speed=size_words(int(speed)))
        left = self._pace.seconds_left(total - done) if total is not None else None
        return size, "" if left is None else _("{time} left", time=clock_words(left))

    def step_aside(self) -> None:
        """Clear the line, so that something else can be written; the next update brings it back."""
        if self._bar is not None:
            self._bar.stop()
            self._bar, self._folder = None, None


def _bar(clock: Callable[[], float], *, of_files: bool) -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    # Files end with their bytes and a time of ours: rich reckons with what came at once, where files were known unchanged.
    end = [TextColumn("{task.fields[size]}", markup=False), TextColumn("{task.fields[left]}", markup=False)] if of_files else [TimeRemainingColumn()]
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=10 if of_files else 20),
        TextColumn("{task.fields[seen]}", markup=False),
        TextColumn("{task.fields[found]}", markup=False),
        *end,
        console=Console(file=sys.stderr, markup=False, emoji=False),
        transient=True,
        get_time=clock,
        redirect_stdout=False,  # results go to their own stream, past the bar
        redirect_stderr=False,
    )
