"""The mailbox's password: from a command, the keyring, or a question, in this order, and nowhere else."""

from __future__ import annotations

import sys
import traceback

import pytest

from scanner.errors import LoginRefused, UsageError, VaultError
from scanner.secrets import forget_password, mailbox_password, passwords, remember_password
from tests.secrets.rings import FullRing, LockedRing, MemoryRing, NoRing, using

ADDRESS = "owner@example.com"


def printing(text: bytes, code: int = 0) -> tuple[str, ...]:
    """A command that prints something and ends."""
    return (sys.executable, "-c", f"import sys; sys.stdout.buffer.write({text!r}); sys.exit({code})")


def never(_address: str) -> str:
    """A question that must not be put."""
    raise AssertionError("nobody should be asked")


def test_the_command_comes_first() -> None:
    """A configured command is asked even where the keyring has a password."""
    with using(MemoryRing()):
        assert remember_password(ADDRESS, "of the keyring")
        assert ("of the command", False) == mailbox_password(ADDRESS, printing(b"of the command\nlogin: x\n"), never)


@pytest.mark.parametrize(
    ("printed", "password"),
    [(b"pass word \r\n", "pass word "), ("日本\u2028語\n".encode(), "日本\u2028語"), (b"no line end", "no line end")],
)
def test_the_first_line_is_the_password(printed: bytes, password: str) -> None:
    """Blanks in it count, the line's end does not."""
    assert (password, False) == mailbox_password(ADDRESS, printing(printed), None)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (printing(b"secret\n", 3), "ended with exit code 3"),
        (printing(b""), "printed nothing"),
        (printing(b"\nsecret\n"), "printed nothing"),
        (printing(b"\xff\xfesecret\n"), "not UTF-8"),
        (("giftscan-no-such-command",), "could not be run"),
    ],
)
def test_a_command_that_fails_is_told_without_what_it_printed(command: tuple[str, ...], told: str) -> None:
    """The reason is told; what the command printed stays unsaid."""
    with pytest.raises(UsageError, match=told) as raised:
        mailbox_password(ADDRESS, command, never)
    assert "secret" not in "".join(traceback.format_exception_only(raised.value))
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_a_command_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ended, and that is told."""
    monkeypatch.setattr(passwords, "COMMAND_TIMEOUT", 0.3)
    with pytest.raises(UsageError, match="no answer"):
        mailbox_password(ADDRESS, (sys.executable, "-c", "import threading; threading.Event().wait()"), never)


def test_no_shell_reads_the_command() -> None:
    """Arguments are handed over as they are."""
    command = (sys.executable, "-c", "import sys; print(sys.argv[1])", "$HOME; echo `id` > /dev/null")
    assert ("$HOME; echo `id` > /dev/null", False) == mailbox_password(ADDRESS, command, never)


def test_the_keyring_comes_before_the_question() -> None:
    """A kept password is used without asking; a forgotten one is asked for."""
    with using(MemoryRing()):
        assert remember_password(ADDRESS, "kept")
        assert ("kept", False) == mailbox_password(ADDRESS, (), never)
        forget_password(ADDRESS)
        forget_password(ADDRESS)
        assert ("typed", True) == mailbox_password(ADDRESS, (), lambda address: "typed" if address == ADDRESS else "")


@pytest.mark.parametrize("kind", [NoRing, FullRing], ids=lambda kind: kind.__name__)
def test_without_a_keyring_nothing_is_kept(kind: type[MemoryRing]) -> None:
    """It says so, and the password goes nowhere else."""
    with using(kind()) as ring:
        assert not remember_password(ADDRESS, "typed")
        assert {} == ring.kept
        with pytest.raises(UsageError, match="no terminal to ask at"):
            mailbox_password(ADDRESS, (), None)


def test_a_locked_keyring_is_told() -> None:
    """Unlocking it helps; typing the password each time does not."""
    with using(LockedRing()), pytest.raises(VaultError, match="locked"):
        mailbox_password(ADDRESS, (), never)


def test_an_empty_answer_is_no_password() -> None:
    """Nothing is sent to the server then."""
    with using(NoRing()), pytest.raises(LoginRefused):
        mailbox_password(ADDRESS, (), lambda _address: "")
