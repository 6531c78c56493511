"""The vault's key: where it is kept, and that none is ever made in the place of another."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

import pytest

from scanner.errors import VaultError
from scanner.secrets import KeyPlace, find_key, forget_key
from tests.secrets.rings import ForgetfulRing, FullRing, LockedRing, MemoryRing, NoRing, PlainRing, using

HEADLESS = [NoRing, FullRing, ForgetfulRing, PlainRing]


def make(folder: Path, *, create: bool = True, key_file: Path | None = None, ledger: Path | None = None) -> KeyPlace:
    """The key of one ledger."""
    return find_key("a1b2c3", key_file, folder, create=create, ledger=ledger)


def test_the_key_lies_in_the_keyring(tmp_path: Path) -> None:
    """Where there is a keyring, the key is there and nowhere else, and is found again."""
    with using(MemoryRing()) as ring:
        made = make(tmp_path)
        assert (True, "OS keyring") == (made.created, made.where)
        assert {("giftscan", "vault:a1b2c3"): base64.b64encode(made.key).decode()} == ring.kept
        assert [] == list(tmp_path.iterdir())
        again = make(tmp_path, create=False)
        assert (made.key, False) == (again.key, again.created)


@pytest.mark.parametrize("kind", HEADLESS, ids=lambda kind: kind.__name__)
def test_without_a_keyring_the_key_lies_in_a_file(tmp_path: Path, kind: type[MemoryRing]) -> None:
    """On a headless machine the key is in a file that only its owner can read, and the owner is told which."""
    folder = tmp_path / "config"
    with using(kind()) as ring:
        made = make(folder)
        path = folder / "a1b2c3.vault.key"
        assert (True, str(path)) == (made.created, made.where)
        assert (0o600, 0o700) == (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(folder.stat().st_mode))
        assert {} == ring.kept
        assert made.key == make(folder, create=False).key


@pytest.mark.parametrize("kind", [MemoryRing, *HEADLESS], ids=lambda kind: kind.__name__)
def test_a_missing_key_is_told_and_none_is_made(tmp_path: Path, kind: type[MemoryRing]) -> None:
    """A ledger that has a key gets no other; where its own was kept is told."""
    with using(kind()) as ring:
        with pytest.raises(VaultError, match="missing") as told:
            make(tmp_path, create=False)
        assert "giftscan/vault:a1b2c3" in told.value.hint
        assert str(tmp_path / "a1b2c3.vault.key") in told.value.hint
        assert ({}, []) == (ring.kept, list(tmp_path.iterdir()))


@pytest.mark.parametrize("create", [True, False])
def test_a_locked_keyring_is_not_an_empty_one(tmp_path: Path, create: bool) -> None:
    """What is locked may hold the key: that is told, and no second key is made."""
    with using(LockedRing()), pytest.raises(VaultError, match="locked"):
        make(tmp_path, create=create)
    assert [] == list(tmp_path.iterdir())


def test_a_key_file_of_the_owners_choice(tmp_path: Path) -> None:
    """A configured key file is made once, used from then on, and left alone when all else is forgotten."""
    path = tmp_path / "stick" / "my.key"
    with using(MemoryRing()) as ring:
        made = make(tmp_path, key_file=path)
        assert made.key == make(tmp_path, key_file=path, create=False).key
        assert {} == ring.kept
        forget_key("a1b2c3", path, tmp_path)
        assert path.exists()
        path.unlink()
        with pytest.raises(VaultError, match="is missing"):
            make(tmp_path, key_file=path, create=False)
    assert not path.exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    """A key that is no secret is told, with the way to mend it."""
    path = tmp_path / "my.key"
    make(tmp_path, key_file=path)
    path.chmod(mode)
    with pytest.raises(VaultError, match="can be read by others") as told:
        make(tmp_path, key_file=path, create=False)
    assert f"chmod 600 {path}" == told.value.hint


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to others")
def test_a_key_of_another_user_is_refused(tmp_path: Path) -> None:
    """Who owns the key file owns the key."""
    path = tmp_path / "my.key"
    make(tmp_path, key_file=path)
    os.chown(path, 65534, 65534)
    with pytest.raises(VaultError, match="belongs to another user"):
        make(tmp_path, key_file=path, create=False)


@pytest.mark.parametrize("content", [b"", b"c2hvcnQ=\n", b"not base64 at all!\n", b"\xff\xfe\0", base64.b64encode(b"x" * 33)])
def test_a_damaged_key_file_is_told_and_kept(tmp_path: Path, content: bytes) -> None:
    """What is no key is told as such, and is not written over: its owner may mend it."""
    path = tmp_path / "my.key"
    path.write_bytes(content)
    path.chmod(0o600)
    for create in (True, False):
        with pytest.raises(VaultError, match="no key of giftscan"):
            make(tmp_path, key_file=path, create=create)
    assert content == path.read_bytes()


def test_a_damaged_key_in_the_keyring_is_told_and_kept(tmp_path: Path) -> None:
    """The same for the keyring."""
    with using(MemoryRing()) as ring:
        ring.kept["giftscan", "vault:a1b2c3"] = "c2hvcnQ="
        for create in (True, False):
            with pytest.raises(VaultError, match="no key of giftscan"):
                make(tmp_path, create=create)
        assert {("giftscan", "vault:a1b2c3"): "c2hvcnQ="} == ring.kept


def test_the_key_never_lies_beside_the_ledger(tmp_path: Path) -> None:
    """One folder with both would be one thing to steal; it is refused before anything is written."""
    with using(NoRing()), pytest.raises(VaultError, match="beside the ledger"):
        make(tmp_path, ledger=tmp_path / "ledger.sqlite")
    with pytest.raises(VaultError, match="beside the ledger"):
        make(tmp_path / "config", key_file=tmp_path / "config" / ".." / "my.key", ledger=tmp_path / "ledger.sqlite")
    assert [] == list(tmp_path.iterdir())


def test_a_key_file_is_whole_or_not_there(tmp_path: Path) -> None:
    """Where it cannot be written to its end, nothing is left that looks like a key, and the next run makes one."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))  # files may grow to ten bytes, as on a full disk
    try:
        with using(NoRing()), pytest.raises(VaultError, match="cannot be written"):
            make(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [] == list(tmp_path.iterdir())
    with using(NoRing()):
        assert make(tmp_path).created


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file where the folder of the key should be."""
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    with using(NoRing()), pytest.raises(VaultError, match="cannot be written"):
        make(blocked)
    with pytest.raises(VaultError, match="cannot be read"):
        make(tmp_path, key_file=blocked / "my.key")


def test_forgetting_a_key(tmp_path: Path) -> None:
    """It goes from the keyring and from our own file; forgetting it twice is no fault."""
    with using(MemoryRing()) as ring:
        make(tmp_path)
        forget_key("a1b2c3", None, tmp_path)
        forget_key("a1b2c3", None, tmp_path)
        assert {} == ring.kept
    with using(NoRing()):
        make(tmp_path)
        forget_key("a1b2c3", None, tmp_path)
    assert [] == list(tmp_path.iterdir())


def test_a_key_does_not_show(tmp_path: Path) -> None:
    """Printed or logged, a key tells only where it is."""
    with using(NoRing()):
        made = make(tmp_path)
    for shown in (repr(made), str(made), f"{made}", f"{made!r}"):
        assert base64.b64encode(made.key).decode() not in shown
        assert repr(made.key) not in shown
        assert made.where in shown
