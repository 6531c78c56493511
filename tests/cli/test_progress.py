"""Progress: a line on the terminal for whatever takes long, gone when it is over, and never between results."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

from scanner.cli import progress
from tests.cli.command import PATIENCE, Giftscan

_LONG = """
import sys
from scanner.cli.progress import ProgressLine
from scanner.cli.terminal import Terminal
from scanner.jobs.events import Progress

terminal = Terminal(quiet="-q" in sys.argv)
line = terminal._line = ProgressLine(shown=terminal.watched and not terminal.quiet, patience=0.0)
with line:
    line.update(Progress("imap:private", "ゴミ箱[red]\\x1b[2J", 400, 1600, 3))
    terminal.result("a result")
    line.update(Progress("imap:private", "INBOX", 800, 1600, 4))
terminal.result("the end")
"""


def on_terminal(giftscan: Giftscan, *words: str) -> tuple[str, str]:
    """Run a long job: what went to the pipe, and what to the screen."""
    main, sub = pty.openpty()
    done = subprocess.run([sys.executable, "-P", "-c", _LONG, *words], env=giftscan.env, stdout=subprocess.PIPE, stderr=sub, timeout=PATIENCE, check=True)
    os.close(sub)
    screen = b""
    try:
        while data := os.read(main, 65536):
            screen += data
    except OSError:
        pass
    os.close(main)
    return done.stdout.decode(), screen.decode()


def test_folder_seen_found_and_time_left(giftscan: Giftscan) -> None:
    """The line names them all; foreign text in it is text; results go to their own stream, whole."""
    out, screen = on_terminal(giftscan)
    assert "a result\nthe end\n" == out
    for words in ("ゴミ箱[red]␛[2J", "400/1,600", "3 found", "INBOX", "800/1,600", "4 found", ":--"):
        assert words in screen
    assert "\x1b[2J" not in screen
    assert "a result" not in screen


def test_quiet_shows_none(giftscan: Giftscan) -> None:
    """--quiet leaves the screen alone."""
    out, screen = on_terminal(giftscan, "-q")
    assert ("a result\nthe end\n", "") == (out, screen)


def test_a_pipe_gets_none(giftscan: Giftscan) -> None:
    """Where nobody looks on, no byte of it is written."""
    done = subprocess.run([sys.executable, "-P", "-c", _LONG], env=giftscan.env, capture_output=True, timeout=PATIENCE, check=True)
    assert b"" == done.stderr


def test_it_waits_a_second_before_it_speaks() -> None:
    """What is over at once shows no line."""
    assert 1.0 == progress.PATIENCE
