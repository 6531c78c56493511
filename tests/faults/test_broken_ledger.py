"""A damaged ledger: a reader tells it, a scan saves it aside and begins anew with the same key, and nothing that can be read is lost."""

from __future__ import annotations

import random
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from scanner.ledger.salvage import _save_aside
from tests.cli.command import THREADS, scan_words
from tests.faults.machine import MAILBOXES, SOAK, Machine, Run, Warm
from tests.faults.states import rows, state_of

FIRST, SECOND = MAILBOXES
NOW = "2025-03-25T12:00:00+00:00"
CASE = "peh4g62y"
PAGE = 4096


@pytest.fixture(scope="module")
def kept(warm: Warm, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A machine that keeps a scan, two statements of its owner, and a card that the owner told of."""
    machine = Machine(warm, tmp_path_factory.mktemp("machines") / "kept")
    machine.done(*scan_words(FIRST))
    machine.done("tell", CASE, "not_received", "--note", "he asked twice", "--now", NOW)
    machine.done("tell", CASE, "asked", "--now", NOW)
    machine.done("tell", "--new", "deleted", "--amount", "3000 JPY", "--on", "2025-02-01", "--now", NOW)
    return machine


@pytest.fixture
def broken(kept: Machine) -> Machine:
    """The same, to be damaged."""
    return kept.copy("broken")


def overwrite(path: Path, at: int, data: bytes) -> None:
    """Damage a file."""
    content = bytearray(path.read_bytes())
    content[at : at + len(data)] = data
    path.write_bytes(content)


def asides(machine: Machine) -> list[Path]:
    """The broken ledgers that were saved aside."""
    return sorted(p for p in machine.ledger.parent.glob("ledger.sqlite.broken-*") if not p.name.endswith("-wal"))


def number_of(path: Path) -> list[tuple[object, ...]]:
    """The ledger's number and the mark of its key."""
    return rows(path, "meta", "name, value")


def told_and_mended(machine: Machine, kept: Machine) -> Run:
    """A reader tells the damage and changes nothing; a scan saves the file aside as it was, and begins anew under key and number."""
    content = machine.ledger.read_bytes()
    for words in (("cases",), ("show", CASE), ("tell", CASE, "resolved")):
        run = machine.run(*words)
        assert (2, True, True) == (run.code, run.err.startswith("giftscan: the ledger is damaged: "), "`giftscan scan`" in run.err), run
        assert 2 == len(run.err.splitlines())
    assert (content, []) == (machine.ledger.read_bytes(), asides(machine))
    run = machine.done(*scan_words(FIRST))
    assert run.err.startswith("giftscan: the ledger is damaged: ")
    (aside,) = asides(machine)
    assert str(aside) in run.err
    assert (content, 0o600) == (aside.read_bytes(), stat.S_IMODE(aside.stat().st_mode))
    assert number_of(kept.ledger) == number_of(machine.ledger)
    assert [] == [p.name for p in machine.ledger.parent.iterdir() if ".new" in p.name]
    return run


# Structure.


def pages(machine: Machine) -> list[int]:
    """The pages of the ledger that are in use, but for the first; some of them, where not all are tried."""
    every = range(2, machine.ledger.stat().st_size // PAGE + 1)
    return list(every) if SOAK else random.Random(3).sample(every, 6)


@pytest.mark.parametrize("filling", ["zeros", "noise"])
def test_a_page_in_the_middle(kept: Machine, filling: str) -> None:
    """Whichever page is lost: what the scan finds again and what of the owner's words could be read is there, and what is missing is told."""
    expected = state_of(kept.home)
    for page in pages(kept):
        machine = kept.copy("broken")
        data = bytes(PAGE) if filling == "zeros" else random.Random(page).randbytes(PAGE)
        overwrite(machine.ledger, (page - 1) * PAGE, data)
        if machine.run("tell", "none", "resolved").err.startswith("giftscan: none: no such case"):
            continue  # a free page
        run = told_and_mended(machine, kept)
        found = state_of(machine.home)
        if "may be missing" in run.err:  # the page was one of the owner's words
            words = ("statements", "cards", "event", "statement", "case_fact")
            assert {n: v for n, v in expected.items() if n not in words} == {n: v for n, v in found.items() if n not in words}, page
        else:
            assert expected == found, page
        assert expected == state_of(kept.home)


@pytest.mark.parametrize("span", [(0, 16), (16, 8), (24, 44), (18, 2), (100, 8)], ids=["magic", "sizes", "counters", "versions", "schema"])
def test_the_head(broken: Machine, kept: Machine, span: tuple[int, int]) -> None:
    """A damaged head that still says whose it is costs nothing but, at most, what stands in the schema's page."""
    overwrite(broken.ledger, span[0], random.Random(1).randbytes(span[1]))
    if span == (24, 44) and broken.run("cases").code == 0:
        return  # SQLite works these out anew
    run = told_and_mended(broken, kept)
    if span[0] == 100:
        assert "may be missing" in run.err
    else:
        assert state_of(kept.home) == state_of(broken.home)


def test_a_file_cut_short(broken: Machine, kept: Machine) -> None:
    """A ledger that ends in the middle: it is told, and the scan finds again what mail says."""
    content = broken.ledger.read_bytes()
    broken.ledger.write_bytes(content[: len(content) // 2])
    told_and_mended(broken, kept)
    assert state_of(kept.home, renamed=False)["raw"] == state_of(broken.home, renamed=False)["raw"]


def test_a_ledger_whose_head_says_nothing(broken: Machine) -> None:
    """Where neither head nor log shows that a file is ours it is left alone, by a scan too."""
    overwrite(broken.ledger, 0, bytes(100))
    content = broken.ledger.read_bytes()
    for words in (("cases",), scan_words(FIRST)):
        run = broken.run(*words)
        assert (2, True) == (run.code, "move it aside" in run.err), run
    assert (content, []) == (broken.ledger.read_bytes(), asides(broken))


def test_an_empty_file_beside_a_full_log(kept: Machine, broken: Machine) -> None:
    """SQLite would throw the log away; we take from it what it holds."""
    with closing(sqlite3.connect(broken.ledger, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("UPDATE message SET kind = kind")
        connection.execute("VACUUM")
        log = broken.ledger.with_name("ledger.sqlite-wal").read_bytes()
    broken.ledger.write_bytes(b"")
    broken.ledger.with_name("ledger.sqlite-wal").write_bytes(log)
    told_and_mended(broken, kept)
    assert state_of(kept.home) == state_of(broken.home)
    assert log == asides(broken)[0].with_name(asides(broken)[0].name + "-wal").read_bytes()


# What is sealed.

SEALED = {"fact": "body", "message": "raw", "person": "body", "statement": "note", "told_card": "body"}


@pytest.mark.parametrize("table", SEALED)
def test_a_bit_of_a_sealed_value(kept: Machine, broken: Machine, table: str) -> None:
    """A value whose seal is broken is never shown; mail is read again, and of the owner's words only that one is lost, and told."""
    column = SEALED[table]
    with closing(sqlite3.connect(broken.ledger)) as connection:
        number, value = connection.execute(f"SELECT rowid, {column} FROM {table} WHERE {column} IS NOT NULL LIMIT 1").fetchone()
        value = bytearray(value)
        value[random.Random(table).randrange(1, len(value))] ^= 4
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (bytes(value), number))
        connection.commit()
    if table == "message":  # readers do not open kept mail
        broken.done("cases")
        run = broken.done(*scan_words(FIRST))
        assert "the ledger is damaged: a sealed value cannot be opened" in run.err
    else:
        run = told_and_mended(broken, kept)
    expected, found = state_of(kept.home), state_of(broken.home)
    if table == "told_card":
        assert ("1 word of yours could not be read" in run.err, []) == (True, found["cards"])
        assert 2 == len(found["statements"][CASE])
    elif table == "statement":
        assert "1 word of yours could not be read" in run.err
        assert expected["statement"] == found["statement"]
    else:
        assert expected == found


def test_mail_that_is_deleted_since(kept: Machine, broken: Machine, tmp_path: Path) -> None:
    """What a broken ledger knows of mail that no scan can find again goes over, as far as its seal holds."""
    overwrite(broken.ledger, PAGE * 2 - 200, b"\xff" * 8)
    overwrite(broken.ledger, 0, b"\xff" * 16)
    run = broken.done("scan", THREADS / SECOND, "--now", NOW)
    assert "was saved aside" in run.err
    alone = kept.copy("alone")
    alone.done("scan", THREADS / SECOND, "--now", NOW)
    for part in ("facts", "raw", "statements", "cards", "people"):
        assert state_of(alone.home)[part] == state_of(broken.home)[part]


# What is no damage.


def damage(machine: Machine) -> None:
    """Damage in the middle."""
    overwrite(machine.ledger, PAGE * 4, bytes(PAGE))


def no_key(machine: Machine) -> None:
    """The key is gone."""
    (machine.home / "keys" / "vault.key").unlink()


def other_key(machine: Machine) -> None:
    """Another ledger's key lies in its place."""
    other = machine.copy("other")
    shutil.rmtree(other.home / "data")
    no_key(other)
    other.done(*scan_words(FIRST))
    shutil.copy(other.home / "keys" / "vault.key", machine.home / "keys" / "vault.key")


def newer(machine: Machine) -> None:
    """A newer version wrote it."""
    with closing(sqlite3.connect(machine.ledger)) as connection:
        connection.execute("INSERT INTO migration VALUES ('9999-from-the-future', 'x')")
        connection.commit()


@pytest.mark.parametrize("damaged", [False, True])
@pytest.mark.parametrize(("what", "word"), [(no_key, "missing"), (other_key, "not the one"), (newer, "newer version")])
def test_what_is_no_damage_moves_nothing(broken: Machine, what: Callable[[Machine], None], word: str, damaged: bool) -> None:
    """Whether its pages are whole or not: with a wrong or missing key, or of a newer version, a ledger stays where and as it is."""
    what(broken)
    if damaged:
        damage(broken)
    content = broken.ledger.read_bytes()
    run = broken.run(*scan_words(FIRST))
    assert (2, True) == (run.code, word in run.err), run
    assert (content, []) == (broken.ledger.read_bytes(), asides(broken))


@pytest.mark.parametrize("content", [b"dear diary\n" * 4000, b"SQLite format 3\0" + b"\xff" * 8080], ids=["a text", "a broken database"])
def test_a_file_of_somebody_else(broken: Machine, content: bytes) -> None:
    """What lies at the ledger's path and is not ours is left alone."""
    broken.ledger.write_bytes(content)
    run = broken.run(*scan_words(FIRST))
    assert (2, content, []) == (run.code, broken.ledger.read_bytes(), asides(broken))


def test_a_mark_of_the_key_that_was_damaged(kept: Machine, broken: Machine) -> None:
    """A key that opens what is sealed is the right one, whatever the ledger's note of it says."""
    with closing(sqlite3.connect(broken.ledger)) as connection:
        connection.execute("UPDATE meta SET value = 'f' || substr(value, 2) || 'x' WHERE name = 'key_check'")
        connection.commit()
    told_and_mended(broken, kept)
    assert state_of(kept.home) == state_of(broken.home)


def test_nothing_that_was_saved_aside_is_overwritten(broken: Machine) -> None:
    """Two in one second have two names, and the log goes with its file."""
    log = broken.ledger.with_name("ledger.sqlite-wal")
    log.write_bytes(b"log")
    first, second = _save_aside(broken.ledger), _save_aside(broken.ledger)
    assert first != second
    assert {b"log"} == {aside.with_name(aside.name + "-wal").read_bytes() for aside in (first, second)}
    assert {broken.ledger.read_bytes()} == {aside.read_bytes() for aside in (first, second)}


def test_all_is_erased_with_what_was_saved_aside(kept: Machine, broken: Machine) -> None:
    """Who wants everything forgotten wants the broken copies forgotten, too."""
    damage(broken)
    told_and_mended(broken, kept)
    assert f"may still hold it: {asides(broken)[0]}" in broken.done("forget", CASE, "--yes").err
    broken.done("forget", "--all", "--yes")
    assert ["ledger.sqlite.lock"] == [p.name for p in broken.ledger.parent.iterdir()]
