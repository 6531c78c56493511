"""The real command, as its users run it: in a process of its own, on pipes or on a terminal."""

from __future__ import annotations

import email
import email.policy
import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scanner.catalog import load_catalog
from scanner.cli.logins import LoginRecord, login_files
from scanner.config import MAX_MAILBOXES, load_config
from scanner.sources.imap import resolve_account

ROOT = Path(__file__).parent.parent.parent
CORPUS = ROOT / "tests" / "corpus"
THREADS = CORPUS / "threads"
PATIENCE = 120.0  # seconds after which a test gives up; nothing is measured by it
CTRL_C = "\x03"


@dataclass(frozen=True)
class Done:
    """A run that has ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document of the output."""
        return json.loads(self.out)

    @property
    def documents(self) -> list[Any]:
        """The JSON Lines of the output."""
        return [json.loads(line) for line in self.out.splitlines()]


class Giftscan:
    """The command in a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.config = home / "config.toml"
        self.ledger = home / "data" / "ledger.sqlite"
        self.env = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(home / "share"),
            "XDG_STATE_HOME": str(home / "state"),
            "GIFTSCAN_CONFIG": str(self.config),
            "GIFTSCAN_TEST_KEYRING": str(home / "keyring.json"),
            "PYTHON_KEYRING_BACKEND": "tests.cli.keyring_file.FileKeyring",
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm",
            "COLUMNS": "100",
        }
        self.configure()

    def configure(self, *mailboxes: str, confirmed: bool | None = True) -> None:
        """Write config.toml, with the tables of some mailboxes. `confirmed`: as if their owner had logged in at a terminal
        before; False: as if nobody ever had; None: what is known of log-ins stays as it is."""
        head = f'ledger = "{self.ledger}"\nkey_file = "{self.home / "keys" / "vault.key"}"\n'
        self.config.write_text("\n".join([head, *mailboxes]), "utf-8")
        if confirmed is False:
            for record in login_files(self.ledger):
                record.unlink()
        if confirmed and mailboxes and len(mailboxes) <= MAX_MAILBOXES:
            config = load_config(self.config)
            for mailbox in config.mailboxes:
                LoginRecord(config.ledger, resolve_account(mailbox, load_catalog(), str(self.config))).note_confirmed()

    def __call__(self, *words: object, **env: str) -> Done:
        """Run it on pipes, without a terminal."""
        done = subprocess.run(
            self.words(words), capture_output=True, env={**self.env, **env}, cwd=self.home, stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False
        )
        return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    def on_terminal(self, *words: object, answers: Sequence[tuple[str, str]] = (), columns: int = 80, pipe: bool = False, **env: str) -> Done:
        """Run it on a terminal. `answers`: what is typed once a question stands on the screen. `pipe`: results go elsewhere.

        `err` is the screen; `out` is the pipe, or the screen again.
        """
        main, sub = pty.openpty()
        fcntl.ioctl(sub, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        environment = {name: value for name, value in {**self.env, **env}.items() if name != "COLUMNS"}
        # Results that go elsewhere go to a file: a pipe that nobody reads meanwhile would fill up.
        with tempfile.TemporaryFile() as elsewhere:
            process = subprocess.Popen(
                # The first terminal that a session's leader opens controls it: Ctrl-C and /dev/tty are then this one.
                ["/bin/sh", "-c", 'exec "$@" <"$0"', os.ttyname(sub), *self.words(words)],
                stdout=elsewhere if pipe else sub,
                stderr=sub,
                env=environment,
                cwd=self.home,
                start_new_session=True,
                preexec_fn=hears_ctrl_c,  # noqa: PLW1509 - no other thread runs
            )
            os.close(sub)
            try:
                screen = _converse(main, list(answers))
                code = process.wait(PATIENCE)
            finally:
                os.close(main)
                if process.poll() is None:
                    process.kill()
                    process.wait()
            elsewhere.seek(0)
            return Done(code, elsewhere.read().decode("utf-8") if pipe else screen, screen)

    def words(self, words: tuple[object, ...]) -> list[str]:
        """The command line of a run."""
        return [sys.executable, "-P", "-m", "scanner", *map(str, words)]

    def files(self) -> set[str]:
        """What lies in the home besides config.toml and the owner's word that the mailbox is theirs."""
        return {str(p.relative_to(self.home)) for p in self.home.rglob("*") if p.is_file() and p.suffix != ".login"} - {"config.toml"}


def hears_ctrl_c() -> None:
    """A test run in the background ignores interrupts, and so would all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _converse(terminal: int, answers: list[tuple[str, str]]) -> str:
    """Read the screen to its end; type each answer when its question stands there."""
    screen = b""
    seen = 0
    deadline = time.monotonic() + PATIENCE
    while True:
        assert time.monotonic() < deadline, f"no end\n{screen.decode('utf-8', 'replace')}"
        ready, _, _ = select.select([terminal], [], [], 1.0)
        if not ready:
            continue
        try:
            data = os.read(terminal, 65536)
        except OSError:  # the other side is closed: the program has ended
            break
        if not data:
            break
        screen += data
        if answers and answers[0][0].encode() in screen[seen:]:
            seen = len(screen)
            answer = answers.pop(0)[1]
            os.write(terminal, answer.encode() if answer == CTRL_C else answer.encode() + b"\n")
    assert not answers, f"never asked: {answers}\n{screen.decode('utf-8', 'replace')}"
    return screen.decode("utf-8", "replace").replace("\r\n", "\n")


def mailbox_table(name: str, address: str, port: int, fingerprint: str, *, password: Path | None = None, more: str = "") -> str:
    """A mailbox on loopback for config.toml; its password comes from a file, or is asked for."""
    command = f"password_command = {json.dumps([sys.executable, '-c', 'import sys; print(open(sys.argv[1]).read())', str(password)])}\n" if password else ""
    host = f'host = "127.0.0.1"\nport = {port}\nfingerprint = "{fingerprint}"\n'
    return f'[mailbox.{name}]\naddress = "{address}"\n{host}{command}{more}\n'


def expected(thread: str) -> dict[str, Any]:
    """What a golden thread must come to."""
    document: dict[str, Any] = json.loads((THREADS / thread / "expect.json").read_text("utf-8"))
    return document


def scan_words(thread: str, *more: object) -> list[object]:
    """The words that scan a golden thread as of its own day."""
    told = expected(thread)
    owners = [word for owner in told["owner"] for word in ("--owner", owner)]
    return ["scan", THREADS / thread, *owners, "--now", told["now"], *more]


def mails(thread: str) -> dict[str, list[bytes]]:
    """A golden thread's mails, by folder."""
    found: dict[str, list[bytes]] = {}
    for path in sorted((THREADS / thread).rglob("*.eml")):
        found.setdefault(str(path.parent.relative_to(THREADS / thread)), []).append(path.read_bytes())
    return found


def texts_of(path: Path) -> str:
    """The text parts of a mail, decoded."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return "\n".join(str(part.get_content()) for part in message.walk() if part.get_content_maintype() == "text")
