"""A power cut may tear the write-ahead log anywhere, and a kill may come in a migration: what was committed whole is there, the rest is done again."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scanner.ledger.schema import MIGRATIONS, migrate
from tests.cli.command import scan_words
from tests.faults.machine import MAILBOXES, SOAK, Fault, Machine, Warm
from tests.faults.states import opened, state_of

FIRST, SECOND = MAILBOXES
WAYS = ("cut", "zeros", "flipped", "no shared memory")


def log_of(machine: Machine) -> Path:
    """The write-ahead log."""
    return machine.ledger.with_name("ledger.sqlite-wal")


@pytest.fixture(scope="module")
def torn(warm: Warm, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A machine that keeps a scan, and whose next one was killed when its log was longest.

    Nothing of the log was merged into the ledger yet: SQLite has it on the disk before it does that, so no power cut takes it then.
    """
    kept = Machine(warm, tmp_path_factory.mktemp("machines") / "kept")
    kept.done(*scan_words(FIRST))
    count = kept.copy("counting").run(*scan_words(SECOND), fault=Fault.COUNT).counted
    longest = max(range(count // 4, count, 6), key=lambda at: _length_after_kill(kept, at))
    machine = kept.copy("torn")
    assert machine.run(*scan_words(SECOND), fault=Fault.KILL, at=longest).killed
    return machine


def _length_after_kill(kept: Machine, at: int) -> int:
    machine = kept.copy("probe")
    machine.run(*scan_words(SECOND), fault=Fault.KILL, at=at)
    if not log_of(machine).exists() or machine.ledger.read_bytes() != kept.ledger.read_bytes():
        return 0
    return log_of(machine).stat().st_size


@pytest.mark.parametrize("way", WAYS)
def test_a_torn_log(torn: Machine, way: str) -> None:
    """The ledger opens with the transactions before the tear, whole; the next scan ends as an undisturbed one."""
    whole = torn.copy("whole")
    whole.done(*scan_words(SECOND))
    expected = state_of(whole.home)
    length = log_of(torn).stat().st_size
    assert length > 40_000
    chance = random.Random(way)
    before: list[int] = []
    for at in sorted(chance.sample(range(length), 200 if SOAK else 4)):
        machine = torn.copy("cut")
        content = bytearray(log_of(machine).read_bytes())
        if way == "cut":
            del content[at:]
        elif way == "zeros":
            content[at:] = bytes(len(content) - at)
        elif way == "flipped":
            content[at] ^= 1 << chance.randrange(8)
        else:
            del content[at:]
            machine.ledger.with_name("ledger.sqlite-shm").unlink(missing_ok=True)
        log_of(machine).write_bytes(content)
        with opened(machine.home) as ledger:
            facts = {fact.id for fact in ledger.facts()}
        assert facts <= {fact.id for fact in expected["facts"]}
        before.append(len(facts))
        with closing(sqlite3.connect(machine.ledger)) as connection:
            assert ("ok",) == connection.execute("PRAGMA integrity_check").fetchone()
        machine.done(*scan_words(SECOND))
        assert expected == state_of(machine.home), at
    if way != "flipped":
        assert before == sorted(before)  # the later the tear, the more is there


def test_a_journal_that_was_left(warm: Warm, tmp_path: Path) -> None:
    """A new file turns to its log by way of a rollback journal; where a run ends just there, the next one takes it back and goes on."""
    empty = Machine(warm, tmp_path / "empty")
    whole = empty.copy("whole")
    whole.done(*scan_words(FIRST))
    left = 0
    for at in range(1, 16):
        machine = empty.copy("stopped")
        assert machine.run(*scan_words(FIRST), fault=Fault.KILL, at=at).killed
        journal = machine.ledger.with_name("ledger.sqlite-journal")
        left += journal.exists() and journal.stat().st_size > 0
        machine.done(*scan_words(FIRST))
        assert state_of(whole.home) == state_of(machine.home), at
    assert left >= 1


# Migrations.


def older(machine: Machine) -> None:
    """Make the machine's ledger one of the first version, as that wrote it: without what later migrations brought."""
    path = machine.ledger
    older_path = path.with_name("older.sqlite")
    with closing(sqlite3.connect(older_path, isolation_level=None)) as connection:
        migrate(connection, MIGRATIONS[:1])
        connection.execute("ATTACH ? AS newer", (str(path),))
        tables = [name for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' AND name != 'migration'")]
        for table in sorted(tables, key=lambda name: name not in ("mailbox", "message")):
            connection.execute(f"INSERT INTO main.{table} SELECT * FROM newer.{table}")
        connection.execute("DETACH newer")
        connection.execute("PRAGMA journal_mode = WAL")
    older_path.replace(path)
    path.chmod(0o600)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


@pytest.mark.parametrize("fault", [Fault.KILL, Fault.TORN, Fault.FULL], ids=lambda fault: fault.name)
def test_a_migration_that_is_stopped_anywhere(warm: Warm, tmp_path: Path, fault: Fault) -> None:
    """A ledger of the first version is brought to this one, or is what it was, wherever the process is ended."""
    first = Machine(warm, tmp_path / "first")
    first.done(*scan_words(FIRST))
    newest = first.copy("newest")
    older(first)
    expected = state_of(newest.home)
    count = first.copy("counting").run("cases", fault=Fault.COUNT).counted
    for at in range(1, count + 1) if SOAK else random.Random(fault.name).sample(range(1, count + 1), 4):
        machine = first.copy("stopped")
        run = machine.run("cases", fault=fault, at=at)
        assert run.killed or run.code in (0, 2), run
        assert "Traceback" not in run.err
        with closing(sqlite3.connect(machine.ledger)) as connection:
            applied = [name for (name,) in connection.execute("SELECT name FROM migration ORDER BY name")]
            assert ("ok",) == connection.execute("PRAGMA integrity_check").fetchone()
        assert applied == [name for name, _script in MIGRATIONS][: len(applied)]
        machine.done("cases")
        assert expected == state_of(machine.home), at


def test_a_newer_version_is_told_and_left_alone(warm: Warm, tmp_path: Path) -> None:
    """Every command says in one sentence that a newer version wrote the ledger, and changes nothing."""
    machine = Machine(warm, tmp_path / "newer")
    machine.done(*scan_words(FIRST))
    with closing(sqlite3.connect(machine.ledger)) as connection:
        connection.execute("INSERT INTO migration VALUES ('9999-from-the-future', 'x')")
        connection.commit()
    content = machine.ledger.read_bytes()
    expected = "giftscan: the ledger was written by a newer version of giftscan (9999-from-the-future)\n  update giftscan\n"
    for words in (("cases",), ("show", "x"), ("draft", "x"), ("tell", "x", "asked"), ("forget", "x", "--yes"), scan_words(FIRST)):
        run = machine.run(*words)
        assert (2, "", expected) == (run.code, run.out, run.err)
    assert content == machine.ledger.read_bytes()
