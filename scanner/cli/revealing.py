"""Showing a whole code: of one message or case, on a terminal, after a question. Nothing else in giftscan shows one."""

from __future__ import annotations

from collections.abc import Callable

from scanner.cli.terminal import Terminal
from scanner.errors import UsageError
from scanner.texts import _


def refuse_without_terminal(terminal: Terminal) -> None:
    """Raise UsageError where a whole code would land in a file or a pipe, or nobody can be asked."""
    if not (terminal.for_person and terminal.can_ask):
        raise UsageError(_("--reveal works on a terminal only"))


def reveal(secrets: list[str], terminal: Terminal, note: Callable[[], None]) -> None:
    """Ask, note that it was shown, and show it."""
    refuse_without_terminal(terminal)
    if not secrets:
        terminal.tell(_("There is no code here that could be shown."))
        return
    if terminal.ask(_("Whoever sees a code can use it. Show it now?")):
        note()
        for secret in secrets:
            terminal.result(secret)
    else:
        terminal.tell(_("Nothing was shown."))
