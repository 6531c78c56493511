"""A scan that stands still in the middle, and other commands beside it: readers answer, writers say who writes, and the scan ends as if alone."""

from __future__ import annotations

import json
import os
import random
import signal
from pathlib import Path

import pytest

from tests.cli.command import scan_words
from tests.faults.machine import MAILBOXES, SOAK, Fault, Machine, Warm
from tests.faults.states import state_of

FIRST, SECOND = MAILBOXES
NOW = "2025-03-25T12:00:00+00:00"
CASE = "peh4g62y"


def cases_of(machine: Machine) -> set[str]:
    """The ids of the cases that are shown."""
    return {case["id"] for case in json.loads(machine.done("cases", "--json", "--now", NOW).out)["cases"]}


@pytest.mark.parametrize("seed", range(20 if SOAK else 2))
def test_a_scan_beside_everything_else(warm: Warm, tmp_path: Path, seed: int) -> None:
    """Wherever the scan is just now: what is shown is what was kept whole, and nobody writes beside it."""
    machine = Machine(warm, tmp_path / "machine")
    machine.done(*scan_words(FIRST))
    alone = machine.copy("alone")
    before = cases_of(machine)
    count = alone.run(*scan_words(SECOND), fault=Fault.COUNT).counted
    after = cases_of(alone)
    at = random.Random(seed).randrange(count // 5, count * 4 // 5)
    with machine.started(*scan_words(SECOND), fault=Fault.STOP, at=at) as scan:
        try:
            stopped = os.waitid(os.P_PID, scan.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
            assert stopped is not None and os.CLD_STOPPED == stopped.si_code
            for words in (("tell", CASE, "asked"), ("forget", CASE, "--yes"), scan_words(FIRST)):
                run = machine.run(*words)
                assert (2, f"giftscan: another run of giftscan is writing (process {scan.pid})") == (run.code, run.err.splitlines()[0])
            shown = cases_of(machine)
            assert before <= shown <= after
            machine.done("show", CASE)
            machine.done("draft", CASE, "--output", "letter.txt", "--now", NOW)
            assert (machine.home / "letter.txt").stat().st_size > 200
        finally:
            scan.send_signal(signal.SIGCONT)
            _out, err = scan.communicate()
    assert (0, b"") == (scan.returncode, err)
    assert state_of(alone.home) == state_of(machine.home)
    machine.done("tell", CASE, "asked", "--now", NOW)
