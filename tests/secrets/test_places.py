"""Each place for the vault's key: what is put there comes back, a second key waits beside the first, nothing is written over."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.errors import VaultError
from scanner.secrets import Kind, Place, SealedPlace, find_key, passphrase, places_of
from tests.secrets.rings import FullRing, MemoryRing, using

KEY, OTHER = bytes(range(32)), bytes(range(32))[::-1]
PHRASE = "a passphrase for tests"


@pytest.fixture(autouse=True)
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryRing]:
    """A keyring, cheap passphrases, and no service manager."""
    monkeypatch.setattr(passphrase, "COST", passphrase.Cost(2**14, 1, 1))
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with using(MemoryRing()) as memory:
        yield memory


def all_places(folder: Path) -> dict[Kind, Place]:
    """Every place, as though in a new run; the passphrase is the one of the tests."""
    found = {p.kind: p for p in places_of("a1b2c3", folder / "chosen" / "my.key", folder / "own", ask=lambda _attempt: PHRASE)}
    sealed = found[Kind.PASSPHRASE]
    assert isinstance(sealed, SealedPlace)
    sealed.use(PHRASE)
    return found


WRITABLE = (Kind.KEY_FILE, Kind.PASSPHRASE, Kind.OWN_FILE, Kind.KEYRING)


@pytest.mark.parametrize("kind", WRITABLE)
def test_a_key_comes_back(tmp_path: Path, kind: Kind) -> None:
    """In another run too; putting it twice is no fault; removed, it is gone, with the second one."""
    assert (None, False) == (all_places(tmp_path)[kind].read(), all_places(tmp_path)[kind].is_there())
    all_places(tmp_path)[kind].put(KEY)
    all_places(tmp_path)[kind].put(KEY)
    place = all_places(tmp_path)[kind]
    assert (KEY, True, None) == (place.read(), place.is_there(), place.read(second=True))
    place.put_second(OTHER)
    place.remove()
    assert (None, None) == (place.read(), place.read(second=True))
    assert [] == [p for p in tmp_path.rglob("*") if p.is_file()]


@pytest.mark.parametrize("kind", WRITABLE)
def test_a_second_key_waits_and_takes_its_place(tmp_path: Path, kind: Kind) -> None:
    """Until then the first is untouched; dropped, it leaves nothing."""
    place = all_places(tmp_path)[kind]
    place.put(KEY)
    place.put_second(OTHER)
    assert (KEY, OTHER) == (place.read(), place.read(second=True))
    place.drop_second()
    place.drop_second()
    assert (KEY, None) == (place.read(), place.read(second=True))
    place.put_second(OTHER)
    place.promote()
    assert (OTHER, None) == (place.read(), place.read(second=True))


@pytest.mark.parametrize("kind", [Kind.KEY_FILE, Kind.OWN_FILE, Kind.KEYRING])
def test_another_key_is_never_written_over(tmp_path: Path, kind: Kind) -> None:
    """It is told and stays."""
    all_places(tmp_path)[kind].put(KEY)
    with pytest.raises(VaultError, match="another key"):
        all_places(tmp_path)[kind].put(OTHER)
    assert KEY == all_places(tmp_path)[kind].read()


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path: Path) -> None:
    """Whoever laid it there does not choose where a key goes."""
    place = all_places(tmp_path)[Kind.OWN_FILE]
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "a1b2c3.vault.key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(VaultError):
        place.put(KEY)
    assert not (tmp_path / "elsewhere").exists()


def test_the_written_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each place is used as long as none before it has the key: credential, chosen file, remembered file, passphrase, own file, keyring."""
    handed = tmp_path / "credentials"
    handed.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(handed))
    chosen, remembered = tmp_path / "chosen.key", tmp_path / "remembered.key"
    places = places_of("a1b2c3", chosen, tmp_path / "own", ask=lambda _attempt: PHRASE, remembered=remembered)
    kinds = ["systemd_credential", "key_file", "key_file", "passphrase", "own_file", "keyring"]
    assert kinds == [p.kind.value for p in places]
    assert [str(chosen), str(remembered)] == [p.where for p in places[1:3]]
    for place in reversed(places):
        if isinstance(place, SealedPlace):
            place.use(PHRASE)
        if place.kind is Kind.CREDENTIAL:
            (handed / "giftscan.vault-key").write_text(base64.b64encode(KEY).decode())
            (handed / "giftscan.vault-key").chmod(0o400)
        else:
            place.put(KEY)
        found = find_key("a1b2c3", chosen, tmp_path / "own", create=False, ask=lambda _attempt: PHRASE, remembered=remembered, fits=KEY.__eq__)
        assert (KEY, place.where, place.kind) == (found.key, found.where, found.place.kind)


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o600])
def test_a_credential_is_read_and_never_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int) -> None:
    """As systemd hands it over: a file of the service's own, at times let in by an access list, which shows as the group's."""
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    file = tmp_path / "giftscan.vault-key"
    file.write_text(base64.b64encode(KEY).decode() + "\n")
    file.chmod(mode)
    place = all_places(tmp_path)[Kind.CREDENTIAL]
    assert (KEY, None) == (place.read(), place.read(second=True))
    for write in (lambda: place.put(OTHER), lambda: place.put_second(OTHER), place.remove):
        with pytest.raises(VaultError):
            write()
    assert (KEY, mode) == (place.read(), file.stat().st_mode & 0o777)


def test_a_credential_that_everybody_reads_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is none of systemd's."""
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "giftscan.vault-key").write_text(base64.b64encode(KEY).decode())
    (tmp_path / "giftscan.vault-key").chmod(0o444)
    with pytest.raises(VaultError, match="read by others"):
        all_places(tmp_path)[Kind.CREDENTIAL].read()


def test_a_service_without_this_credential_looks_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ring: MemoryRing) -> None:
    """It may have others; and a new ledger of a service with it takes it and makes no key."""
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    made = find_key("a1b2c3", None, tmp_path / "own", create=True)
    assert ("OS keyring", True) == (made.where, made.created)
    ring.kept.clear()
    (tmp_path / "giftscan.vault-key").write_text(base64.b64encode(KEY).decode())
    (tmp_path / "giftscan.vault-key").chmod(0o400)
    found = find_key("a1b2c3", None, tmp_path / "own", create=True)
    assert (KEY, False, {}) == (found.key, found.created, ring.kept)


def test_the_first_key_found_must_fit(tmp_path: Path) -> None:
    """Another key is told at once, with its place; a key that would fit behind it is not looked for."""
    places = all_places(tmp_path)
    places[Kind.KEYRING].put(KEY)
    places[Kind.OWN_FILE].put(OTHER)
    with pytest.raises(VaultError, match="not the one") as told:
        find_key("a1b2c3", None, tmp_path / "own", create=False, fits=KEY.__eq__)
    assert places[Kind.OWN_FILE].where in str(told.value)


@pytest.mark.parametrize("kind", WRITABLE)
def test_a_second_key_that_fits_is_found(tmp_path: Path, kind: Kind) -> None:
    """Where an exchange of keys was broken off after the ledger was sealed anew."""
    place = all_places(tmp_path)[kind]
    place.put(OTHER)
    place.put_second(KEY)
    found = find_key("a1b2c3", tmp_path / "chosen" / "my.key", tmp_path / "own", create=False, ask=lambda _attempt: PHRASE, fits=KEY.__eq__)
    assert (KEY, True, kind) == (found.key, found.second, found.place.kind)


def test_a_sealed_key_of_another_ledger_is_told(tmp_path: Path) -> None:
    """A file that was put in the place of another is not asked a passphrase for."""
    all_places(tmp_path)[Kind.PASSPHRASE].put(KEY)
    (tmp_path / "own" / "a1b2c3.vault.sealed").rename(tmp_path / "own" / "ffffff.vault.sealed")
    with pytest.raises(VaultError, match="another ledger"):
        find_key("ffffff", None, tmp_path / "own", create=False)


def test_no_key_shows_in_a_sealed_file(tmp_path: Path) -> None:
    """Neither key nor passphrase."""
    all_places(tmp_path)[Kind.PASSPHRASE].put(KEY)
    text = (tmp_path / "own" / "a1b2c3.vault.sealed").read_bytes()
    for secret in (KEY, base64.b64encode(KEY), KEY.hex().encode(), PHRASE.encode()):
        assert secret not in text
    assert 0o600 == os.stat(tmp_path / "own" / "a1b2c3.vault.sealed").st_mode & 0o777  # noqa: PTH116


def test_places_show_where_they_are_only(tmp_path: Path) -> None:
    """Printed or logged, a place does not tell its passphrase or key."""
    for place in all_places(tmp_path).values():
        assert f"{type(place).__name__}({place.where!r})" == repr(place)


def test_a_keyring_that_refuses_is_told() -> None:
    """Nothing is promised that was not kept."""
    with using(FullRing()), pytest.raises(VaultError, match="no keyring"):
        places_of("a1b2c3", None, Path("own"))[-1].put(KEY)


class OvertakingRing(MemoryRing):
    """Another run lets the second key take the first one's place as soon as the first was read."""

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, before the other run comes by."""
        found = super().get_password(service, username)
        if new := self.kept.pop((service, "vault:a1b2c3:new"), None):
            self.kept[service, "vault:a1b2c3"] = new
        return found


def test_a_second_key_that_is_just_being_promoted(tmp_path: Path) -> None:
    """Between looking for the first key and for the second the second may have become the first."""
    with using(OvertakingRing()) as ring:
        ring.kept["giftscan", "vault:a1b2c3"] = base64.b64encode(OTHER).decode()
        ring.kept["giftscan", "vault:a1b2c3:new"] = base64.b64encode(KEY).decode()
        found = find_key("a1b2c3", None, tmp_path / "own", create=False, fits=KEY.__eq__)
        assert (KEY, False) == (found.key, found.second)
