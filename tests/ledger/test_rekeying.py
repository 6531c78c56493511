"""The vault's key exchanged, moved and brought back: everything is in the ledger afterwards, under one key, in one place."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scanner.errors import LedgerError, UsageError, VaultError
from scanner.ledger import Ledger, Target, bring_key, check_ledger, erase_ledger, key_standing, move_key, open_ledger, rotate
from scanner.ledger.resealing import SEALED_COLUMNS
from scanner.model import Address
from scanner.secrets import Kind, Vault, passphrase
from tests.imap.mails import gift_mail
from tests.ledger.conftest import Place, keep, read
from tests.ledger.holdings import bytes_under, fill, holdings, sealed_bytes
from tests.secrets.rings import MemoryRing, NoRing, using

PHRASE = "a passphrase for tests"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of passphrases cost little here."""
    monkeypatch.setattr(passphrase, "COST", passphrase.Cost(2**14, 1, 1))


def opened(place: Place, *, write: bool = True) -> Ledger:
    """The ledger without a configured key file."""
    return open_ledger(place.path, None, place.folder / "key", write=write, ask=lambda _attempt: PHRASE)


def moved(place: Place, target: Target, key_file: Path | None = None) -> str:
    """Move the key; returns where it is."""
    with open_ledger(place.path, key_file, place.folder / "key", write=True, ask=lambda _attempt: PHRASE) as ledger:
        return move_key(ledger, target, key_file, place.folder / "key")[0].where


def keys_in(folder: Path) -> list[str]:
    """The files with keys."""
    return sorted(p.name for name in ("key", "stick") for p in (folder / name).glob("*"))


# An exchange.


def test_every_sealed_column_is_sealed_anew(place: Place) -> None:
    """A table that grows a sealed column must be told to the exchange: each BLOB of the real schema is one."""
    with place.open() as ledger:
        tables = [row[0] for row in ledger._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        blobs = {(table, row[1]) for table in tables for row in ledger._db.execute(f"PRAGMA table_info({table})") if row[2] == "BLOB"}
    assert blobs == set(SEALED_COLUMNS)


def test_everything_opens_under_the_new_key_and_nothing_under_the_old(place: Place) -> None:
    """Facts, mails, notes, people with their marks, and told cards; the same ledger object goes on under the new key."""
    with place.open() as ledger:
        fill(ledger)
        before, old = holdings(ledger), ledger.key.key
        assert sum(ledger._db.execute(f"SELECT count({c}) FROM {t}").fetchone()[0] for t, c in SEALED_COLUMNS) == rotate(ledger)
        assert before == holdings(ledger)
        with ledger.transaction():  # a person who is known is found by the new mark
            ledger.people.note(1, Address("山田 太郎", "taro@example.com"), written_to=False)
        assert before == holdings(ledger)
    with place.open(write=False) as ledger:
        assert before == holdings(ledger)
        assert old != ledger.key.key
        values = [row for t, c in SEALED_COLUMNS for row in ledger._db.execute(f"SELECT {SEALED_COLUMNS[t, c]}, {c} FROM {t} WHERE {c} IS NOT NULL")]
    for name, sealed in values:
        with pytest.raises(VaultError):
            Vault(old).open(sealed, name)


def test_no_byte_that_the_old_key_sealed_is_left(place: Place) -> None:
    """Not in the file, between its cells, in free pages or in the write-ahead log, also of a ledger that has seen much; while it is still open."""
    pieces = []
    with place.open() as ledger:
        for number in range(1, 120):
            keep(ledger, read(gift_mail(number), number))
            with ledger.transaction():
                ledger.people.note(1, Address(f"Person {number * 7919 % 997}", f"p{number}@example.com"), written_to=False)
        pieces = sealed_bytes(ledger)
        keys = [row[0] for row in ledger._db.execute("SELECT key FROM message")]
        with ledger.transaction():
            ledger.forget_messages(keys[::3])
        ledger._db.execute("PRAGMA secure_delete = OFF")  # as another program deletes
        with ledger.transaction():
            ledger.forget_messages(keys[1::3])
        ledger._db.execute("PRAGMA secure_delete = ON")
        assert any(piece in bytes_under(place.path.parent) for piece in pieces)
        rotate(ledger)
        left = bytes_under(place.path.parent)
        assert [] == [piece for piece in pieces if piece in left]
        assert 39 == len({f.message.key for f in ledger.facts()})


def test_a_value_that_does_not_open_stops_the_exchange(place: Place) -> None:
    """Nothing is changed then: the old key stays, no second one is left, and nothing is under way."""
    with place.open() as ledger:
        fill(ledger)
        ledger._db.execute("UPDATE told_card SET body = zeroblob(60)")
    before, key = place.path.read_bytes(), place.key_file.read_bytes()
    with place.open() as ledger:
        with pytest.raises(VaultError):
            rotate(ledger)
        assert [] == ledger._db.execute("SELECT * FROM meta WHERE name = 'rotation'").fetchall()
    assert (key, ["vault.key"]) == (place.key_file.read_bytes(), keys_in(place.folder))
    with closing(sqlite3.connect(place.path)) as connection:
        assert sorted(connection.iterdump()) == sorted(dump_of(before, place.folder))


def dump_of(data: bytes, folder: Path) -> list[str]:
    """The content of a database file."""
    copy = folder / "copy.sqlite"
    copy.write_bytes(data)
    with closing(sqlite3.connect(copy)) as connection:
        return list(connection.iterdump())


def test_a_place_that_cannot_be_written_stops_the_exchange(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A systemd credential is not ours to change: that is told, and everything stays."""
    with place.open() as ledger:
        fill(ledger)
        before, key = holdings(ledger), ledger.key.key
    handed = place.folder / "credentials"
    handed.mkdir()
    place.key_file.rename(handed / "giftscan.vault-key")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(handed))
    with place.open() as ledger:
        with pytest.raises(VaultError, match="systemd"):
            rotate(ledger)
        assert (before, key) == (holdings(ledger), ledger.key.key)
    assert not place.key_file.exists()


def test_a_reader_only_delays_the_overwriting(place: Place) -> None:
    """Who reads meanwhile reads on; the new key counts at once, and the next run that writes overwrites what the old one sealed."""
    with place.open() as ledger:
        fill(ledger)
        before, pieces = holdings(ledger), sealed_bytes(ledger)
    with closing(sqlite3.connect(place.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM fact").fetchone()
        with place.open() as ledger:
            ledger._db.execute("PRAGMA busy_timeout = 0")
            with pytest.raises(LedgerError, match="reading"):
                rotate(ledger)
            assert before == holdings(ledger)
        assert any(piece in bytes_under(place.path.parent) for piece in pieces)
    with place.open() as ledger:
        assert before == holdings(ledger)
        left = bytes_under(place.path.parent)
    assert [] == [piece for piece in pieces if piece in left]


def test_a_reader_who_meets_an_exchange(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key may be exchanged after the ledger's words about it were read: they are read again, and the new key opens it."""
    from scanner.ledger import opening

    with place.open() as ledger:
        fill(ledger)
        before = holdings(ledger)
    known_key = opening.known_key

    def overtaken(meta: dict[str, str], *rest: object) -> object:
        monkeypatch.setattr(opening, "known_key", known_key)
        with place.open() as writer:
            rotate(writer)
        return known_key(meta, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(opening, "known_key", overtaken)
    with place.open(write=False) as ledger:
        assert before == holdings(ledger)


# A move.

PLACES = ("keyring", "own_file", "key_file", "passphrase")


@pytest.mark.parametrize("source", PLACES)
@pytest.mark.parametrize("target", PLACES)
def test_the_key_moves_from_each_place_to_each(place: Place, source: str, target: str) -> None:
    """It is the same key, it lies in the new place only, and everything opens; no configuration is needed for it."""

    def to(kind: str) -> Target:
        return Target(Kind(kind), place.folder / "stick" / f"{kind}-{source}.key" if kind == "key_file" else None, PHRASE)

    with using(MemoryRing()) as ring:
        with opened(place) as ledger:
            fill(ledger)
            before, key = holdings(ledger), ledger.key.key
        moved(place, to(source))
        moved(place, to(target))
        with opened(place, write=False) as ledger:
            assert (before, key, target) == (holdings(ledger), ledger.key.key, ledger.key.place.kind.value)
        assert 1 == len(keys_in(place.folder)) + len(ring.kept)
        assert key not in bytes_under(place.path.parent)


def test_a_move_away_from_the_configured_file(place: Place) -> None:
    """The file is gone, and the key is found although config.toml still names the file."""
    with using(MemoryRing()) as ring:
        with place.open() as ledger:
            fill(ledger)
            before = holdings(ledger)
        assert "OS keyring" == moved(place, Target(Kind.KEYRING), place.key_file)
        assert (False, 1) == (place.key_file.exists(), len(ring.kept))
        with place.open() as ledger:
            assert before == holdings(ledger)


def test_another_key_is_never_overwritten(place: Place) -> None:
    """Where the new place holds another key it is left alone, and the old place, too."""
    other = place.folder / "stick" / "other.key"
    open_ledger(place.folder / "other" / "ledger.sqlite", other, place.folder / "key", write=True).close()
    before = other.read_bytes()
    with using(MemoryRing()) as ring:
        opened(place).close()
        with pytest.raises(VaultError, match="another key lies in"):
            moved(place, Target(Kind.KEY_FILE, other))
        assert (before, 1) == (other.read_bytes(), len(ring.kept))


@pytest.mark.parametrize("name", ["data/my.key", "link/my.key", "link.key"])
def test_no_key_beside_the_ledger(place: Place, name: str) -> None:
    """Neither by its name nor through a link of a folder or a file."""
    with using(MemoryRing()) as ring:
        opened(place).close()
        (place.folder / "link").symlink_to(place.path.parent)
        (place.folder / "link.key").symlink_to(place.path.parent / "my.key")
        with pytest.raises(VaultError, match="beside the ledger"):
            moved(place, Target(Kind.KEY_FILE, place.folder / name))
        assert 1 == len(ring.kept)
    assert not (place.path.parent / "my.key").exists()


def test_a_ledger_with_its_configured_key_beside_it_is_refused(place: Place) -> None:
    """Also when it is only opened."""
    with pytest.raises(VaultError, match="beside the ledger"):
        open_ledger(place.path, place.path.parent / "my.key", place.folder / "key", write=True)


def test_without_a_keyring_nothing_moves_there(place: Place) -> None:
    """That is told; the key stays."""
    with using(NoRing()):
        with opened(place) as ledger:
            fill(ledger)
        with pytest.raises(VaultError, match="no keyring"):
            moved(place, Target(Kind.KEYRING))
        with opened(place) as ledger:
            assert "own_file" == ledger.key.place.kind.value


# The way back.


def test_a_lost_key_is_brought_back(place: Place) -> None:
    """Into the first place that keeps it, or the one that was chosen; then everything opens."""
    for target in (None, Target(Kind.KEY_FILE, place.folder / "stick" / "my.key")):
        with using(MemoryRing()) as ring:
            with opened(place) as ledger:
                fill(ledger)
                before, key = holdings(ledger), ledger.key.key
            ring.kept.clear()
            with pytest.raises(VaultError, match="missing"):
                opened(place)
            where = bring_key(place.path, key, lambda target=target: target, None, place.folder / "key").where
            assert where == (str(target.file) if target else "OS keyring")
            with opened(place) as ledger:
                assert before == holdings(ledger)
        erase_ledger(place.path, None, place.folder / "key")


def test_a_key_that_does_not_fit_is_written_nowhere(place: Place) -> None:
    """Another key, and the one before an exchange; no place is asked for, and nothing is written."""
    with using(MemoryRing()) as ring:
        with opened(place) as ledger:
            old, number = ledger.key.key, ledger.id
            rotate(ledger)
        ring.kept.clear()

        def never() -> Target:
            raise AssertionError("no place should be asked for")

        for key in (old, bytes(32)):
            with pytest.raises(VaultError, match="is not the one"):
                bring_key(place.path, key, never, None, place.folder / "key")
        assert ({}, []) == (ring.kept, keys_in(place.folder))
        check_ledger(place.path, number)
        with pytest.raises(VaultError, match="another ledger"):
            check_ledger(place.path, "0" * 12)


def test_a_ledger_without_a_key_needs_none_back(place: Place) -> None:
    """One whose first run was stopped."""
    place.folder.joinpath("key").write_text("a file where a folder should be")
    with pytest.raises(VaultError):
        place.open()
    with pytest.raises(UsageError, match="no key yet"):
        check_ledger(place.path, "0" * 12)


# How it stands.


def test_how_it_stands_with_the_key(place: Place) -> None:
    """Where it is, whether it fits, what it seals; a missing key, another key and a passphrase nobody can be asked for are told."""
    folder = place.folder / "key"
    with using(MemoryRing()) as ring:
        with opened(place) as ledger:
            fill(ledger)
            key = ledger.key.key
        standing = key_standing(place.path, None, folder, None)
        assert (True, ["keyring"], False) == (standing.fits, [p.kind.value for p in standing.places], standing.is_unfinished)
        assert {"fact": 2, "message": 2, "statement": 1, "told_card": 1, "person": 2, "archive_names": 1, "archive_people": 1} == standing.sealed
        moved(place, Target(Kind.PASSPHRASE, passphrase=PHRASE))
        assert [None, True, False] == [
            key_standing(place.path, None, folder, ask).fits for ask in (None, lambda _attempt: PHRASE, lambda _attempt: "another passphrase")
        ]
        next(folder.iterdir()).unlink()
        assert (False, ()) == ((standing := key_standing(place.path, None, folder, None)).fits, standing.places)
        assert "missing" in standing.why
        place.key_file.write_text("AAAA" * 10 + "AAA=")
        place.key_file.chmod(0o600)
        assert False is (standing := key_standing(place.path, place.key_file, folder, None)).fits
        assert "not the one" in standing.why
        assert {} == ring.kept
        assert key.hex() not in repr(standing)


def test_all_is_forgotten_but_what_the_owner_chose(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keyring, own file and sealed file go with the ledger, first and second keys; a chosen file and a credential stay."""
    chosen, handed = place.folder / "stick" / "my.key", place.folder / "credentials"
    handed.mkdir()
    with using(MemoryRing()) as ring:
        with opened(place) as ledger:
            number, credential = ledger.id, handed / "giftscan.vault-key"
        moved(place, Target(Kind.KEY_FILE, chosen))
        credential.write_bytes(chosen.read_bytes())
        credential.chmod(0o400)
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(handed))
        (place.folder / "key").mkdir(exist_ok=True)
        for name in (f"key/{number}.vault.key", f"key/{number}.vault.sealed", f"key/{number}.vault.key.giftscan-new", "stick/my.key.giftscan-new"):
            (place.folder / name).write_bytes(b"x")
        ring.kept["giftscan", f"vault:{number}"] = ring.kept["giftscan", f"vault:{number}:new"] = "x"
        erase_ledger(place.path, None, place.folder / "key")
        assert ({}, ["my.key"], True) == (ring.kept, keys_in(place.folder), credential.exists())
