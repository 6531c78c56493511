"""Progress: a line on the terminal for whatever takes long, gone when it is over, and never between results."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

import pytest

from scanner.cli import progress
from scanner.cli.pace import WINDOW, Pace
from scanner.report.sizes import clock_words, size_words
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


_FILES = """
import sys
from scanner.cli.progress import ProgressLine
from scanner.jobs.events import Progress
from scanner.sources import Amount

now = [0.0]  # the clock
total = int(sys.argv[1]) if sys.argv[1:] else None
with ProgressLine(shown=True, clock=lambda: now[0]) as line:
    line.update(Progress("archive", "INBOX", 10, None, 0, Amount(1, 9, 0, 0), total))
    for now[0], amount in ((60.0, Amount(3, 2_000_000_000, 2, 800_000_000)), (70.0, Amount(3, 2_200_000_000, 2, 800_000_000))):
        line.update(Progress("archive", "INBOX", 140_000, None, 3, amount, total))
"""


def on_terminal(giftscan: Giftscan, *words: str, code: str = _LONG, columns: int = 100) -> tuple[str, str]:
    """Run a long job: what went to the pipe, and what to the screen."""
    main, sub = pty.openpty()
    fcntl.ioctl(sub, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    env = {name: value for name, value in giftscan.env.items() if name != "COLUMNS"}
    done = subprocess.run([sys.executable, "-P", "-c", code, *words], env=env, stdout=subprocess.PIPE, stderr=sub, timeout=PATIENCE, check=True)
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


def test_files_show_bytes_speed_and_the_time_left(giftscan: Giftscan) -> None:
    """Of 6.2 GB 2.2 are done, 0.8 of them known before; what was read since the last half minute began went at 20 MB a second."""
    _out, screen = on_terminal(giftscan, "6200000000", code=_FILES, columns=100)
    for words in ("INBOX", "140,000", "3 found", "2.2 GB/6.2 GB, 20 MB/s", "0:03:20 left"):
        assert words in screen


def test_where_the_end_is_unknown_no_time_is_told(giftscan: Giftscan) -> None:
    """Bytes and speed are, and nobody guesses at the rest."""
    _out, screen = on_terminal(giftscan, code=_FILES)
    assert "2.2 GB, 20 MB/s" in screen
    assert "left" not in screen


def test_the_line_of_files_fits_a_small_terminal(giftscan: Giftscan) -> None:
    """On 80 columns it stands in one line."""
    _out, screen = on_terminal(giftscan, "6200000000", code=_FILES, columns=80)
    assert any("INBOX" in line and "0:03:20 left" in line for line in screen.splitlines())


def test_the_pace_is_that_of_the_last_half_minute() -> None:
    """A slow beginning is forgotten, a speed that cannot be told is none, and no time is negative."""
    pace = Pace(0.0)
    assert (None, None) == (pace.per_second, pace.seconds_left(10))
    pace.note(0.0, 5)
    assert pace.per_second is None
    for second in range(1, 101):
        pace.note(float(second), second)
    for second in range(101, 101 + int(WINDOW)):
        pace.note(float(second), 100 + 10 * (second - 100))
    assert (10.0, 3.0, 0.0) == (pace.per_second, pace.seconds_left(30), pace.seconds_left(-5))


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (9_949, "9.9 kB"), (9_960, "10 kB"), (999_499, "999 kB"), (999_500, "1.0 MB"), (5 * 10**15, "5,000 TB")],
)
def test_sizes_in_words(count: int, words: str) -> None:
    """The greatest unit that leaves at least one of it."""
    assert words == size_words(count)


def test_spans_in_words() -> None:
    """Hours, minutes, seconds."""
    assert ["0:00:09", "0:01:00", "27:46:40"] == [clock_words(seconds) for seconds in (9.4, 59.6, 100_000)]
