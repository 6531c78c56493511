"""Questions for a passphrase: one that opens the vault, and a new one, which is typed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.errors import UsageError
from scanner.texts import _

if TYPE_CHECKING:
    from scanner.cli.terminal import Terminal
    from scanner.secrets import Asker


def passphrase_asker(terminal: Terminal) -> Asker | None:
    """How to ask for the passphrase that opens the vault; None where nobody can be asked."""
    return _asker(terminal, _("Passphrase of the vault: "), _("That is not it. Passphrase of the vault: "))


def export_asker(terminal: Terminal) -> Asker | None:
    """The same for the passphrase of an exported key."""
    return _asker(terminal, _("Passphrase of the exported key: "), _("That is not it. Passphrase of the exported key: "))


def _asker(terminal: Terminal, first: str, again: str) -> Asker | None:
    return (lambda attempt: terminal.ask_secret(again if attempt else first)) if terminal.can_ask else None


def new_passphrase(terminal: Terminal) -> str:
    """A passphrase that was typed twice alike. Raises UsageError without a terminal, and after three tries."""
    from scanner.secrets.passphrase import MAX_QUESTIONS, MIN_LENGTH
    from scanner.secrets.process import no_core_dumps

    if not terminal.can_ask:
        raise UsageError(_("a passphrase is asked for at a terminal, and there is none here"))
    no_core_dumps()
    for _attempt in range(MAX_QUESTIONS):
        first = terminal.ask_secret(_("New passphrase (at least {count} characters): ", count=MIN_LENGTH))
        if len(first) < MIN_LENGTH:
            terminal.tell(_("That is shorter than {count} characters.", count=MIN_LENGTH))
        elif terminal.ask_secret(_("The same again: ")) == first:
            return first
        else:
            terminal.tell(_("The two were not the same."))
    raise UsageError(_("no passphrase was given"), hint=_("nothing was changed"))
