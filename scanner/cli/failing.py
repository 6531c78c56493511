"""Errors as answers: one sentence, what to do about it, and the exit code. A fault of ours leaves its details in a file."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import TextIO

from scanner.cli.terminal import Terminal
from scanner.errors import GiftscanError
from scanner.report.safe import visible
from scanner.texts import _

FAULT = 70  # EX_SOFTWARE of sysexits.h
INTERRUPTED = 130  # 128 and SIGINT, as shells have it


def answer_to(error: BaseException, terminal: Terminal) -> int:
    """Tell what happened; returns the exit code."""
    try:
        return _answer(error, terminal)
    except BrokenPipeError:
        return _nobody_listens()


def _answer(error: BaseException, terminal: Terminal) -> int:
    if isinstance(error, SystemExit):
        sys.stdout.flush()
        return error.code if isinstance(error.code, int) else 0
    if isinstance(error, GiftscanError):
        terminal.fail(error)
        return error.exit_code
    if isinstance(error, KeyboardInterrupt):
        kept = _("Interrupted. What was found so far is kept; the next run goes on there.")
        terminal.tell("\n" + (kept if terminal.keeps else _("Interrupted.")))
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        return _nobody_listens()
    if type(error).__module__ == "sqlite3":
        import sqlite3

        from scanner.ledger.damage import answer_to as ledger_answer

        assert isinstance(error, sqlite3.Error)
        terminal.fail(ledger_answer(error))
        return GiftscanError.exit_code
    if isinstance(error, OSError):
        _lead_nowhere(sys.stdout)
        what = f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
        terminal.fail(GiftscanError(_("this machine refused: {why}", why=what)))
        return FAULT
    return _fault(error, terminal)


def _fault(error: BaseException, terminal: Terminal) -> int:
    """A bug of ours: named in a sentence, its place in the code kept in a file."""
    details = details_of(error)
    terminal.detail(details)
    sentence = _("a fault of giftscan itself ({name}); nothing in your mailbox was changed", name=type(error).__name__)
    try:
        path = _keep(details)
    except OSError:
        terminal.fail(GiftscanError(sentence, hint=_("run again with --verbose to see the details")))
    else:
        terminal.fail(GiftscanError(sentence, hint=_("the details lie in {path}; they hold no mail and no code", path=path)))
    return FAULT


def details_of(error: BaseException) -> str:
    """Where in our code an exception arose and what sort it is. Never its own words: they may quote mail, or a secret."""
    told: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(told) < 40:
        told.append(type(cause).__name__ + "\n" + "".join(traceback.format_list(traceback.extract_tb(cause.__traceback__))))
        cause = cause.__cause__ or cause.__context__
    return "\n".join(told)


def _keep(details: str) -> Path:
    from platformdirs import PlatformDirs

    folder = Path(PlatformDirs("giftscan", appauthor=False).user_log_dir)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "fault.txt"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(visible_lines(details))
    return path


def visible_lines(text: str) -> str:
    """A text of several lines, each made safe to print."""
    return "".join(visible(line) + "\n" for line in text.splitlines())


def _nobody_listens() -> int:
    """Whoever reads our output has enough; Python must not complain about it at its own end."""
    for stream in (sys.stdout, sys.stderr):
        _lead_nowhere(stream)
    return 0


def _lead_nowhere(stream: TextIO) -> None:
    """Let Python end in silence where a stream takes nothing more."""
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
