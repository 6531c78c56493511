"""Commands run one after the other, and what each cost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
_LAUNCHER = Path(__file__).with_name("measured.py")


class Failed(Exception):
    """A command that did not end well, or not in time."""


@dataclass(frozen=True)
class Step:
    """One command. `answers`: exit codes with which it ended well."""

    words: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)
    answers: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Cost:
    """What commands took: seconds of the processor in user and system mode, seconds by the clock, MiB at the most."""

    cpu: float = 0.0
    elapsed: float = 0.0
    mib: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.cpu + other.cpu, self.elapsed + other.elapsed, max(self.mib, other.mib))


def run(step: Step, work: Path, seconds: float) -> tuple[Cost, bytes]:
    """Run one command in the folder `work`: what it cost and printed. Failed where it did not end well within so many seconds."""
    counted, answer = work / "counted.json", work / "answer"
    counted.unlink(missing_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    env = {**kept, "HOME": str(work), "LC_ALL": "C.UTF-8", "TZ": "UTC", **step.env}
    launcher = subprocess.Popen([sys.executable, "-I", "-S", str(_LAUNCHER), str(counted), str(answer), *step.words], env=env, cwd=work, start_new_session=True)
    try:
        launcher.wait(seconds)
    except BaseException as error:
        os.killpg(launcher.pid, signal.SIGKILL)  # the group is the launcher's own
        launcher.wait()
        if isinstance(error, subprocess.TimeoutExpired):
            raise Failed(f"not within {seconds:.0f} s") from None
        raise
    if not counted.exists():
        raise Failed("could not be started")
    told = json.loads(counted.read_text("utf-8"))
    if told["code"] not in step.answers:
        errors = answer.with_suffix(".err").read_text("utf-8", "replace").strip().splitlines()
        raise Failed(f"exit code {told['code']}: {errors[-1] if errors else ''}"[:160])
    return Cost(told["cpu"], told["elapsed"], told["kib"] / 1024), answer.read_bytes()
