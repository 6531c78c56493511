"""What a process that holds secrets shows of its memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
# Each way in which a secret comes into a process of ours, and whether its memory is closed before that.
WAYS = {
    "a vault": "from scanner.secrets import Vault; Vault(bytes(32))",
    "a key that is looked for": (
        "from scanner.secrets import find_key; from scanner.errors import VaultError; from pathlib import Path\n"
        "try: find_key('a1b2c3', Path('no.key'), Path('.'), create=False)\nexcept VaultError: pass"
    ),
    "a mailbox's password": (
        "from scanner.secrets import mailbox_password; import sys\nmailbox_password('a@example.com', (sys.executable, '-c', 'print(1)'), None)"
    ),
    "a passphrase": "from scanner.secrets.passphrase import Cost, SealedKey; SealedKey.seal(bytes(32), 'x', 'a1b2c3', Cost(2**14, 1, 1))",
    "a mail that is explained": "from scanner.cli.main import main; main(['explain', 'none.eml', '--fingerprint-key', 'none'])",
    "a mail that is redacted": "from scanner.cli.main import main; main(['redact', 'none.eml'])",
    "a question for a new passphrase": (
        "from scanner.cli.passphrases import new_passphrase; from scanner.cli.terminal import Terminal; from scanner.errors import UsageError\n"
        "t = Terminal(quiet=True); t.can_ask = True; t.ask_secret = lambda _p: ''\ntry: new_passphrase(t)\nexcept UsageError: pass"
    ),
}
_TELL = "\nimport resource, ctypes\nprint(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="prctl(2) and /proc as Linux has them")


def run(code: str, **more: object) -> str:
    """What a new process prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True, **more)  # type: ignore[call-overload]
    return str(done.stdout)


def test_a_process_without_secrets_is_as_others() -> None:
    """What the next test looks for is not there by itself."""
    assert run("import scanner.secrets" + _TELL).strip().endswith(" 1")


@pytest.mark.parametrize("way", WAYS)
def test_memory_is_closed_before_a_secret_comes_in(way: str) -> None:
    """No core dump, and not dumpable: /proc/PID/mem and ptrace are closed to other programs of the user."""
    assert "(0, 0) 0" == run(WAYS[way] + _TELL).strip()


def test_programs_that_it_starts_are_as_without_it() -> None:
    """The flag goes with exec(2): pass and gpg-agent behind password_command are not bound by it."""
    asked = "import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    assert "1" == run(f"import sys, subprocess; from scanner.secrets import Vault; Vault(bytes(32))\nsubprocess.run([sys.executable, '-c', {asked!r}])").strip()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can start two processes of another user")
def test_another_program_of_the_user_cannot_read_it() -> None:
    """What it could read before it cannot read after."""
    process = (ROOT / "scanner" / "secrets" / "process.py").read_text("utf-8")
    code = process + "\nprint('ready', flush=True)\nsys.stdin.readline()\nno_core_dumps()\nprint('closed', flush=True)\nsys.stdin.readline()\n"
    python = shutil.which("python3", path=os.defpath) or sys.executable  # one that everybody may run
    look = "import sys\ntry:\n open(f'/proc/{sys.argv[1]}/mem', 'rb').close(); print('open')\nexcept OSError: print('shut')"
    nobody = {"user": 65534, "group": 65534, "extra_groups": [], "cwd": "/"}

    def seen(number: int) -> str:
        return subprocess.run([python, "-S", "-c", look, str(number)], capture_output=True, text=True, check=True, **nobody).stdout.strip()  # type: ignore[call-overload, no-any-return]

    try:
        holder = subprocess.Popen([python, "-S", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **nobody)  # type: ignore[call-overload]
    except PermissionError:
        pytest.skip("this Python cannot be run by another user")
    with holder:
        assert "ready\n" == holder.stdout.readline()
        before = seen(holder.pid)
        holder.stdin.write("\n")
        holder.stdin.flush()
        assert "closed\n" == holder.stdout.readline()
        after = seen(holder.pid)
        holder.stdin.close()
    if before != "open":
        pytest.skip("this machine closes it by itself (Yama)")
    assert "shut" == after
