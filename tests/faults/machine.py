"""A machine that fails on demand: the real command in a home of its own, under a shim that refuses or ends what it writes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Self

from tests.cli.command import ROOT, THREADS, Giftscan

# The mail of the tests: two small mailboxes of six and eight messages.
MAILBOXES = ("bounced-without-resend-en", "three-cards-one-failed-ja")
SOAK = os.environ.get("GIFTSCAN_SOAK") == "1"


class Fault(IntEnum):
    """What happens to the call whose number is given, and to all after it. The numbers are those of disk.c."""

    COUNT = 0  # nothing
    FULL = 1  # ENOSPC
    READ_ONLY = 2  # EROFS
    BROKEN = 3  # EIO
    SHORT = 4  # half of it is written, then ENOSPC
    KILL = 5  # SIGKILL in its place
    TORN = 6  # half of it is written, then SIGKILL
    STOP = 7  # SIGSTOP before it; goes on with SIGCONT, and nothing fails

    @property
    def ends_it(self) -> bool:
        """Whether the process is no more after it."""
        return self in (Fault.KILL, Fault.TORN)


@dataclass(frozen=True)
class Run:
    """How a run ended: its exit code (the signal that ended it as negative number), its words, how many calls were counted."""

    code: int
    out: str
    err: str
    counted: int

    @property
    def killed(self) -> bool:
        """Whether it was ended in the middle."""
        return self.code == -signal.SIGKILL


def compiled(folder: Path) -> Path:
    """The shim, compiled. CalledProcessError where the compiler refuses it."""
    shim = folder / "disk.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", str(shim), str(Path(__file__).with_name("disk.c")), "-ldl"], check=True)
    return shim


class Warm:
    """The process of `warm.py`, while it is entered."""

    def __init__(self, shim: Path, folder: Path) -> None:
        self._folder = folder
        self.shim = shim
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LD_PRELOAD": str(shim), "LC_ALL": "C.UTF-8"}
        words = [sys.executable, "-m", "tests.faults.warm", *(str(THREADS / thread) for thread in MAILBOXES)]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=ROOT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(self, words: list[str], env: dict[str, str], cwd: Path, fault: tuple[Path, Fault, int] | None, clock: tuple[int, int, int] | None) -> Run:
        """One run of the command."""
        assert self._process.stdin is not None and self._process.stdout is not None
        out, err = self._folder / "out", self._folder / "err"
        wanted = {"words": words, "env": env, "cwd": str(cwd), "out": str(out), "err": str(err), "clock": clock}
        wanted["fault"] = (str(fault[0]), int(fault[1]), fault[2]) if fault else None
        self._process.stdin.write(json.dumps(wanted).encode() + b"\n")
        self._process.stdin.flush()
        status, counted = json.loads(self._process.stdout.readline())
        return Run(os.waitstatus_to_exitcode(status), out.read_text("utf-8"), err.read_text("utf-8"), counted)


class Machine:
    """A home with configuration, ledger and key, on a disk that fails when it is told to."""

    def __init__(self, warm: Warm, home: Path) -> None:
        self.home = home
        self._warm = warm
        home.mkdir(parents=True, exist_ok=True)
        self.giftscan = Giftscan(home)

    @property
    def ledger(self) -> Path:
        """The ledger's file."""
        return self.giftscan.ledger

    def copy(self, name: str) -> Machine:
        """A machine in the same state; another one of that name is no more."""
        home = self.home.parent / name
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(self.home, home, symlinks=True)
        return Machine(self._warm, home)

    def run(self, *words: object, fault: Fault | None = None, at: int = 0, clock: tuple[int, int, int] | None = None) -> Run:
        """The command. With a fault, the home's disk fails from its `at`th change on; `clock` moves what the process takes for now."""
        where = (self.home, fault, at) if fault is not None else None
        return self._warm.run([str(word) for word in words], self.giftscan.env, self.home, where, clock)

    def started(self, *words: object, fault: Fault, at: int) -> subprocess.Popen[bytes]:
        """The command in a process of its own from its first line on, with a fault."""
        faults = {"LD_PRELOAD": str(self._warm.shim), "FAULT_FOLDER": str(self.home), "FAULT_KIND": str(int(fault)), "FAULT_AT": str(at)}
        command = [sys.executable, "-P", "-m", "scanner", *map(str, words)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**self.giftscan.env, **faults}, cwd=self.home)

    def done(self, *words: object, clock: tuple[int, int, int] | None = None) -> Run:
        """The command, which must succeed."""
        run = self.run(*words, clock=clock)
        assert 0 == run.code, run.err
        return run

    def files(self, pattern: str) -> dict[str, bytes]:
        """Files of the home with their content, by the path within it."""
        return {str(path.relative_to(self.home)): path.read_bytes() for path in sorted(self.home.glob(pattern)) if path.is_file()}
