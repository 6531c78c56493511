"""How long one message may be worked on. Its size, nesting, rows and tags are bounded where they are read; this is the net below."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from scanner.errors import UnreadableMessage

CPU_SECONDS = 30.0  # the worst of the known bombs takes two


@contextmanager
def within_cpu_time(seconds: float | None = None) -> Iterator[None]:
    """What is done inside may take so many CPU seconds of this process (CPU_SECONDS without a word); UnreadableMessage then.

    The operating system's interval timer ends it, also inside a regular expression. Windows has none, and only the main
    thread of a program can be interrupted; there the bounds on size stand alone.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _too_long)
    allowed = CPU_SECONDS if seconds is None else seconds
    # Again and again: where it rings inside a callback of a library's, what it raises may be lost.
    signal.setitimer(signal.ITIMER_VIRTUAL, allowed, min(allowed, 1.0))
    try:
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    finally:
        # Once more, for when it rang just as it was to be switched off.
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _too_long(*_: object) -> NoReturn:
    raise UnreadableMessage("takes too long to read")
