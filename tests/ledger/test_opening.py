"""A ledger is opened only by whom it belongs to, and what cannot be opened stays as it is."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from scanner.errors import LedgerError, VaultError
from scanner.ledger import erase_ledger, open_ledger
from scanner.ledger.schema import MIGRATIONS, check, migrate
from tests.imap.mails import gift_mail
from tests.ledger.conftest import Place, keep, read
from tests.secrets.rings import NoRing, using

ROOT = Path(__file__).parent.parent.parent


def mode(path: Path) -> int:
    """A file's permissions."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_only_the_owner_reads_it(place: Place) -> None:
    """Ledger, write-ahead log, shared memory, lock, holder and key are 0600, their folders 0700, whatever the umask says."""
    before = os.umask(0)
    try:
        with place.open() as ledger:
            keep(ledger, read(gift_mail(1)))
            modes = {p.name: mode(p) for p in place.path.parent.iterdir()}
    finally:
        os.umask(before)
    assert {"ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "ledger.sqlite.lock", "ledger.sqlite.holder"} == set(modes)
    assert {0o600} == set(modes.values())
    assert 0o600 == mode(place.key_file)
    assert (0o700, 0o700) == (mode(place.path.parent), mode(place.key_file.parent))


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_a_ledger_that_others_could_read_is_closed_to_them(place: Place) -> None:
    """A copy that came back with open permissions gets the right ones before anything is written."""
    place.open().close()
    place.path.chmod(0o644)
    with place.open() as ledger:
        keep(ledger, read(gift_mail(1)))
        assert {0o600} == {mode(p) for p in place.path.parent.glob("ledger.sqlite*")}


def test_how_sqlite_is_set(place: Place) -> None:
    """WAL, foreign keys, full sync, and deleted content overwritten."""
    with place.open() as ledger:
        values = [ledger._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "foreign_keys", "synchronous", "secure_delete")]
    assert ["wal", 1, 2, 1] == values


# Migrations.


def test_each_migration_is_applied_once_with_its_record(place: Place) -> None:
    """Opening twice applies nothing twice; a new migration is applied to what is there, and recorded."""
    place.open().close()
    place.open().close()
    more = (*MIGRATIONS, ("9000-more", "ALTER TABLE mailbox ADD COLUMN color TEXT;\nCREATE TABLE extra (a TEXT) STRICT;\n"))
    with closing(sqlite3.connect(place.path, isolation_level=None)) as connection:
        migrate(connection, more)
        migrate(connection, more)
        applied = [(name,) for name, _script in MIGRATIONS]
        assert [*applied, ("9000-more",)] == connection.execute("SELECT name FROM migration ORDER BY name").fetchall()
        connection.execute("INSERT INTO mailbox (name, address, color) VALUES ('a', 'b', 'red')")


def test_a_migration_that_fails_leaves_no_trace(place: Place) -> None:
    """Half a migration is none: neither its first statement nor its record stays, and the next try begins anew."""
    place.open().close()
    broken = (*MIGRATIONS, ("9000-broken", "CREATE TABLE half (a TEXT) STRICT;\nINSERT INTO nowhere VALUES (1);\n"))
    with closing(sqlite3.connect(place.path, isolation_level=None)) as connection:
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection, broken)
        assert [(name,) for name, _script in MIGRATIONS] == connection.execute("SELECT name FROM migration ORDER BY name").fetchall()
        assert None is connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'half'").fetchone()
        migrate(connection, (*MIGRATIONS, ("9000-broken", "CREATE TABLE half (a TEXT) STRICT;\n")))
    place_check = closing(sqlite3.connect(place.path))
    with place_check as connection, pytest.raises(LedgerError, match="9000-broken"):
        check(connection)


@pytest.mark.parametrize("write", [True, False])
def test_a_ledger_of_a_newer_version_is_left_alone(place: Place, write: bool) -> None:
    """A ledger with a migration that we do not know is refused, and not a byte of it changes."""
    with place.open() as ledger:
        keep(ledger, read(gift_mail(1)))
    with closing(sqlite3.connect(place.path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO migration VALUES ('9999-from-the-future', 'x')")
    before = place.path.read_bytes()
    with pytest.raises(LedgerError, match="9999-from-the-future") as caught:
        place.open(write=write)
    assert before == place.path.read_bytes()
    assert caught.value.hint
    open_again_is_free(place)


def open_again_is_free(place: Place) -> None:
    """After a refusal no lock is left."""
    script = "import sys; from filelock import FileLock; FileLock(sys.argv[1] + '.lock').acquire(timeout=0)"
    assert 0 == subprocess.run([sys.executable, "-c", script, str(place.path)], check=False).returncode


@pytest.mark.parametrize("content", [b"dear diary\n" * 400, b"SQLite format 3\0" + b"\xff" * 4080])
def test_a_file_that_is_no_ledger(place: Place, content: bytes) -> None:
    """A file of another kind, or a broken one, is told and not touched: neither its bytes nor its permissions."""
    place.path.parent.mkdir(parents=True)
    place.path.write_bytes(content)
    place.path.chmod(0o644)
    with pytest.raises(LedgerError, match=r"ledger\.sqlite"):
        place.open()
    assert content == place.path.read_bytes()
    assert 0o644 == mode(place.path)
    open_again_is_free(place)


def test_a_database_of_another_program(place: Place) -> None:
    """A database that is not ours is not written into."""
    place.path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(place.path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    before = place.path.read_bytes()
    with pytest.raises(LedgerError, match="another program"):
        place.open()
    assert before == place.path.read_bytes()


# The key.


def test_a_wrong_key_is_told_at_once(place: Place) -> None:
    """With another key nothing opens and nothing is overwritten; with the right one everything is there."""
    with place.open() as ledger:
        keep(ledger, read(gift_mail(1)))
    key, before = place.key_file.read_bytes(), place.files()
    place.key_file.unlink()
    open_ledger(place.folder / "other" / "ledger.sqlite", place.key_file, place.folder / "key", write=True).close()
    wrong = place.key_file.read_bytes()
    for write in (True, False):
        with pytest.raises(VaultError, match="not the one"):
            place.open(write=write)
    assert (wrong, before) == (place.key_file.read_bytes(), place.files())
    place.key_file.write_bytes(key)
    with place.open() as ledger:
        assert 1 == len(ledger.facts())


def test_a_missing_key_is_never_made_anew(place: Place) -> None:
    """A ledger whose key is gone is not given another one."""
    place.open().close()
    place.key_file.unlink()
    before = place.path.read_bytes()
    with pytest.raises(VaultError, match="missing"):
        place.open()
    assert not place.key_file.exists()
    assert before == place.path.read_bytes()


def test_a_first_run_that_was_stopped_before_the_key_was_kept(place: Place) -> None:
    """Where the key cannot be written the ledger stays empty; the next run makes the key, for the same ledger."""
    place.folder.joinpath("key").write_text("a file where a folder should be")
    with pytest.raises(VaultError):
        place.open()
    with closing(sqlite3.connect(place.path)) as connection:
        (identity,) = connection.execute("SELECT value FROM meta WHERE name = 'id'").fetchone()
    place.folder.joinpath("key").unlink()
    with place.open() as ledger:
        assert identity == ledger._db.execute("SELECT value FROM meta WHERE name = 'id'").fetchone()[0]


# One writer.


def test_one_writer_and_any_readers(place: Place) -> None:
    """A second writer is refused with the first one's process id; readers are not; a lock that was given back is free."""
    with place.open() as first:
        keep(first, read(gift_mail(1)))
        with pytest.raises(LedgerError, match=f"process {os.getpid()}"):
            place.open()
        with place.open(write=False) as reader:
            assert 1 == len(reader.facts())
        with pytest.raises(LedgerError, match=f"process {os.getpid()}"):  # the refusal above took nothing away
            place.open()
    place.open().close()


def test_a_writer_may_wait(place: Place) -> None:
    """With patience the second writer gets the ledger as soon as the first one ends."""
    script = (
        "import sys; from pathlib import Path; from tests.ledger.conftest import Place;"
        "l = Place(Path(sys.argv[1])).open(); print('held', flush=True); sys.stdin.read(1); l.close()"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(place.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as holder:
        assert holder.stdout is not None and holder.stdin is not None
        assert b"held\n" == holder.stdout.readline()
        holder.stdin.write(b"x")
        holder.stdin.flush()
        open_ledger(place.path, place.key_file, place.folder / "key", write=True, wait=30.0).close()
        holder.stdin.close()


def test_a_folder_that_cannot_be_made(place: Place) -> None:
    """A path below a file is an answer, not a stack trace."""
    (place.folder / "data").write_text("in the way")
    with pytest.raises(LedgerError):
        place.open()


# The end of it.


def test_all_is_erased(place: Place) -> None:
    """Nothing of ledger and key stays, but a key file that the owner chose."""
    with place.open() as ledger:
        keep(ledger, read(gift_mail(1)))
    erase_ledger(place.path, place.key_file, place.folder / "key")
    assert [] == [p.name for p in place.path.parent.iterdir() if p.suffix != ".lock"]
    assert place.key_file.exists()


def test_the_key_beside_no_choice_is_erased_too(place: Place) -> None:
    """A key that giftscan put into its own folder goes with the ledger, also where the ledger is broken later."""
    with using(NoRing()):
        open_ledger(place.path, None, place.folder / "key", write=True).close()
        assert 1 == len(list((place.folder / "key").iterdir()))
        erase_ledger(place.path, None, place.folder / "key")
    assert [] == list((place.folder / "key").iterdir())
    place.path.write_bytes(b"broken" * 1000)
    erase_ledger(place.path, None, place.folder / "key")
    assert not place.path.exists()


def test_erasing_waits_for_nobody(place: Place) -> None:
    """While another run writes, nothing is erased."""
    with place.open(), pytest.raises(LedgerError, match="writing"):
        erase_ledger(place.path, place.key_file, place.folder / "key")
    assert place.path.exists()
    erase_ledger(place.folder / "nowhere" / "ledger.sqlite", None, place.folder / "key")
