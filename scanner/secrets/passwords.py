"""The mailbox's password: from a command of the owner's, the OS keyring, or a question; never from an argument or a file."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

from scanner.errors import LoginRefused, UsageError
from scanner.secrets.process import no_core_dumps
from scanner.secrets.ring import ring_delete, ring_get, ring_set

COMMAND_TIMEOUT = 60


def mailbox_password(address: str, command: tuple[str, ...], ask: Callable[[str], str] | None) -> tuple[str, bool]:
    """The password for a mailbox, and whether it was typed just now (so that it may be kept after it worked).

    `ask` puts the question at a terminal; None where there is none. Raises UsageError where nothing gives one.
    """
    no_core_dumps()
    if command:
        return _from_command(command), False
    if known := ring_get(f"imap:{address}"):
        return known, False
    if ask is None:
        raise UsageError(
            f"no password for {address} is kept, and there is no terminal to ask at",
            hint="run giftscan once at a terminal, or set password_command",
        )
    password = ask(address)
    if not password:
        raise LoginRefused("no password was given")
    return password, True


def remember_password(address: str, password: str) -> bool:
    """Keep a password that worked; False where there is no keyring."""
    return ring_set(f"imap:{address}", password)


def forget_password(address: str) -> None:
    """Forget a mailbox's password."""
    ring_delete(f"imap:{address}")


def _from_command(command: tuple[str, ...]) -> str:
    """The first line that the owner's command prints. It is run without a shell; what it complains of goes to the terminal."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, timeout=COMMAND_TIMEOUT, check=False)  # noqa: S603 # nosec B603 # the owner's own command
    except subprocess.TimeoutExpired:
        raise UsageError(f"password_command gave no answer within {COMMAND_TIMEOUT} seconds") from None
    except OSError as error:
        raise UsageError(f"password_command could not be run: {error.strerror}") from None
    if done.returncode != 0:
        raise UsageError(f"password_command ended with exit code {done.returncode}")
    try:
        password = done.stdout.split(b"\n", 1)[0].rstrip(b"\r").decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError("password_command printed something that is not UTF-8") from None
    if not password:
        raise UsageError("password_command printed nothing")
    return password
