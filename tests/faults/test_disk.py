"""A disk that is full, read-only or failing, and a power cut, at every single change that a command makes to it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.command import THREADS, scan_words
from tests.faults.machine import MAILBOXES, SOAK, Fault, Machine, Run, Warm
from tests.faults.states import state_of

FIRST, SECOND = MAILBOXES
NOW = "2025-03-25T12:00:00+00:00"
MAIL = next((THREADS / FIRST / "INBOX").glob("*.eml"))
CASE = "peh4g62y"  # of FIRST: a card that bounced
LETTERS = "letters/*"


@dataclass(frozen=True)
class Command:
    """A command that writes: on which machine, and what it leaves besides the ledger. `repeats`: done twice it is no other than done once."""

    words: tuple[object, ...]
    on: str = "kept"
    repeats: bool = True


COMMANDS = {
    "first scan": Command(tuple(scan_words(FIRST)), on="empty"),
    "scan of more": Command(tuple(scan_words(SECOND))),
    "scan with drafts": Command(tuple(scan_words(FIRST, "--drafts", "letters"))),
    "scan over a broken ledger": Command(tuple(scan_words(FIRST)), on="broken"),
    "draft": Command(("draft", CASE, "--output", "letters/letter.txt", "--now", NOW)),
    "redact": Command(("redact", MAIL, "--output", "letters/given.eml", "--yes"), repeats=False),
    "tell": Command(("tell", CASE, "asked", "--note", "by chat", "--now", NOW), repeats=False),
    "tell of a card": Command(("tell", "--new", "deleted", "--amount", "3000 JPY", "--on", "2025-02-01", "--now", NOW), repeats=False),
    "forget": Command(("forget", CASE, "--yes"), repeats=False),
}
FAULTS = [fault for fault in Fault if fault not in (Fault.COUNT, Fault.STOP)]


@pytest.fixture(scope="module")
def machines(warm: Warm, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Machine]:
    """An empty machine, one that keeps a scan and words of its owner, and one whose ledger broke afterwards."""
    folder = tmp_path_factory.mktemp("machines")
    empty = Machine(warm, folder / "empty")
    (empty.home / "letters").mkdir()
    kept = empty.copy("kept")
    kept.done(*scan_words(FIRST))
    kept.done("tell", CASE, "not_received", "--note", "he asked twice", "--now", NOW)
    broken = kept.copy("broken")
    pages = bytearray(broken.ledger.read_bytes())
    pages[4096 * 5 : 4096 * 6] = bytes(4096)
    broken.ledger.write_bytes(pages)
    return {"empty": empty, "kept": kept, "broken": broken}


@pytest.fixture(scope="module")
def undisturbed(machines: dict[str, Machine]) -> Callable[[str], tuple[dict[str, object], dict[str, bytes], int]]:
    """By the name of a command: the ledger and the letters after it, and how many changes it made to the disk."""
    known: dict[str, tuple[dict[str, object], dict[str, bytes], int]] = {}

    def ask(name: str) -> tuple[dict[str, object], dict[str, bytes], int]:
        if name not in known:
            machine = machines[COMMANDS[name].on].copy("undisturbed")
            run = machine.run(*COMMANDS[name].words, fault=Fault.COUNT)
            assert 0 == run.code, run.err
            known[name] = (state_of(machine.home), machine.files(LETTERS), run.counted)
        return known[name]

    return ask


def points(name: str, fault: Fault, count: int) -> list[int]:
    """At which changes a fault is tried: all of them in `make soak`, else the first and some that a seed chose."""
    if SOAK:
        return list(range(1, count + 1))
    return [1, *sorted(random.Random(f"{name} {fault.name}").sample(range(2, count + 1), 1))]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@pytest.mark.parametrize("name", COMMANDS)
def test_whatever_the_disk_does(
    name: str, fault: Fault, machines: dict[str, Machine], undisturbed: Callable[[str], tuple[dict[str, object], dict[str, bytes], int]]
) -> None:
    """The command says in one sentence what happened; what was kept stays, no file is half written, and the next run ends as an undisturbed one."""
    expected, letters, count = undisturbed(name)
    command = COMMANDS[name]
    before = state_of(machines["kept"].home) if command.on != "empty" else None
    for at in points(name, fault, count):
        machine = machines[command.on].copy("failing")
        run = machine.run(*command.words, fault=fault, at=at)
        told_well(run, fault, at)
        if not fault.ends_it:
            assert {} == machine.files("**/fault.txt")
            assert [] == [path for path in machine.files("**/*") if path.endswith(".part") and fault not in (Fault.READ_ONLY, Fault.BROKEN)]
        whole = {path for path in machine.files(LETTERS) if not path.endswith(".part")}
        assert whole <= set(letters)
        if name != "redact":  # its stand-ins are others each time
            assert {path: letters[path] for path in whole} == {path: machine.files(LETTERS)[path] for path in whole}
        if before is not None and command.on == "kept":
            now = state_of(machine.home)
            assert now["statements"] in (before["statements"], expected["statements"]), at
            assert now["cards"] in (before["cards"], expected["cards"]), at
            if name != "forget":
                assert facts_of(machines["kept"]) <= facts_of(machine), at
        if run.code == 0:  # ids may be left for the next run to note
            assert {**expected, "case_fact": 0} == {**state_of(machine.home), "case_fact": 0}, at
        # The disk has room again, or the machine has started anew.
        if command.repeats or not done_already(name, machine, expected):
            machine.done(*command.words)
        machine.done("cases")
        assert expected == state_of(machine.home), at
        assert set(letters) == {path for path in machine.files(LETTERS) if not path.endswith(".part")}


def facts_of(machine: Machine) -> set[str]:
    """The facts that a machine's ledger opens."""
    return {fact.id for fact in state_of(machine.home, renamed=False)["facts"]}


def told_well(run: Run, fault: Fault, at: int) -> None:
    """One sentence and exit code 2, or none and 0; or the process was ended."""
    assert "Traceback" not in run.err
    assert "fault of giftscan" not in run.err, run.err
    if fault.ends_it:
        assert run.killed or run.code == 0, (at, run)
        return
    assert run.code in (0, 2), (at, run)
    sentences = [line for line in run.err.splitlines() if line.startswith("giftscan: ") and "damaged" not in line]
    assert (1 if run.code else 0) == len(sentences), (at, run)


def done_already(name: str, machine: Machine, expected: dict[str, object]) -> bool:
    """Whether a command that must not be done twice has done its work."""
    if name == "redact":
        return Path(machine.home / "letters" / "given.eml").exists()
    now = state_of(machine.home)
    return expected["statements"] == now["statements"] and expected["cards"] == now["cards"]
