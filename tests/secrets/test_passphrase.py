"""A key sealed with a passphrase: it opens with that one only, and what a file asks for is bounded."""

from __future__ import annotations

import base64
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.errors import UsageError, VaultError
from scanner.secrets.exporting import export_key, read_export
from scanner.secrets.passphrase import COST, MAX_BYTES, Cost, SealedKey, opened

CHEAP = Cost(2**14, 1, 1)
KEY = bytes(range(32))
PHRASE = "correct horse battery staple"
passphrases = st.text(min_size=12, max_size=40).filter(lambda text: "\n" not in text)


def sealed(**changed: Any) -> str:
    """The text of a sealed key, some of its values changed."""
    values = json.loads(SealedKey.seal(KEY, PHRASE, "a1b2c3", CHEAP).text())
    for name, value in changed.items():
        (values["kdf"] if name in ("name", "n", "r", "p", "salt") else values)[name] = value
    return json.dumps(values)


@settings(max_examples=40, derandomize=True, deadline=None)
@given(st.binary(min_size=32, max_size=32), passphrases, passphrases, st.from_regex(r"[0-9a-f]{12}", fullmatch=True))
def test_an_export_opens_with_its_passphrase_only(tmp_path_factory: pytest.TempPathFactory, key: bytes, right: str, wrong: str, ledger_id: str) -> None:
    """Written and read again it is the same key of the same ledger; any other passphrase opens nothing; the key shows nowhere in it."""
    folder = tmp_path_factory.mktemp("export")
    file = folder / "key.json"
    export_key(file, key, right, ledger_id, folder / "data" / "ledger.sqlite", CHEAP)
    again = read_export(file)
    assert (ledger_id, CHEAP, key) == (again.ledger_id, again.cost, again.open(right))
    if unicodedata.normalize("NFC", right) != unicodedata.normalize("NFC", wrong):
        assert again.open(wrong) is None
    text = file.read_bytes()
    for secret in (key, key.hex().encode(), base64.b64encode(key), right.encode("utf-8", "surrogatepass")):
        assert secret not in text or right == ledger_id
    assert ["key.json"] == [p.name for p in folder.iterdir()]
    assert 0o600 == file.stat().st_mode & 0o777


def test_what_we_write_costs_what_is_recommended() -> None:
    """OWASP's parameters for scrypt stand in the file, and a salt of its own."""
    one, two = (SealedKey.seal(KEY, PHRASE, "a1b2c3") for _ in range(2))
    assert Cost(131072, 8, 1) == COST == one.cost
    assert one.salt != two.salt
    assert KEY == SealedKey.parse(one.text(), "x").open(PHRASE)
    assert {"name": "scrypt", "n": 131072, "r": 8, "p": 1} == {k: v for k, v in json.loads(one.text())["kdf"].items() if k != "salt"}


def test_a_passphrase_is_the_same_however_it_is_typed() -> None:
    """A letter with its accent, and letter and accent apart (RFC 8265)."""
    key = SealedKey.seal(KEY, "Zürich über alles", "a1b2c3", CHEAP)
    assert KEY == key.open(unicodedata.normalize("NFD", "Zürich über alles"))


@pytest.mark.parametrize(
    "changed",
    [
        {"n": 2**30}, {"n": 2**63}, {"n": 10**400}, {"n": 2**13}, {"n": 2**14 + 1}, {"n": 0}, {"n": -(2**14)}, {"r": 2**30}, {"r": 0}, {"p": 2**20},
        {"n": 2**20, "r": 8}, {"n": 2**18, "r": 8, "p": 16}, {"r": 32, "n": 2**17}, {"salt": ""}, {"salt": base64.b64encode(bytes(1000)).decode()},
    ],
    ids=str,
)  # fmt: skip
def test_absurd_costs_are_refused_before_they_are_paid(changed: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that somebody else wrote cannot take the memory or the time of this machine."""
    monkeypatch.setattr("scanner.secrets.passphrase.Scrypt", None)  # who derives a key from it fails
    with pytest.raises(VaultError, match="more memory or time"):
        SealedKey.parse(sealed_before(changed), "x")


def sealed_before(changed: dict[str, Any]) -> str:
    """The text of a sealed key without sealing one."""
    values: dict[str, Any] = {"giftscan": "sealed key", "version": 1, "ledger": "a1b2c3", "sealed": "AQID"}
    values["kdf"] = {"name": "scrypt", "n": 2**14, "r": 8, "p": 1, "salt": base64.b64encode(bytes(16)).decode(), **changed}
    return json.dumps(values)


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "[]", "null", "dear diary", "[" * 4000, sealed(giftscan="other"), sealed(n="131072"), sealed(n=True), sealed(n=1.5), sealed(n=None),
        sealed(name="pbkdf2"), sealed(salt="?"), sealed(salt=7), sealed(sealed=None), sealed(ledger=7), sealed(kdf=[]), " " * MAX_BYTES + sealed(),
    ],
)  # fmt: skip
def test_what_is_no_sealed_key_is_told(text: str) -> None:
    """One sentence, never a stack trace."""
    with pytest.raises(VaultError, match="no sealed key of giftscan"):
        SealedKey.parse(text, "x")


def test_a_newer_form_is_told() -> None:
    """It is not guessed at."""
    with pytest.raises(VaultError, match="unknown form"):
        SealedKey.parse(sealed(version=2), "x")


@pytest.mark.parametrize("changed", [{"ledger": "ffffff"}, {"p": 2}, {"r": 2}, {"salt": base64.b64encode(bytes(16)).decode()}, {"sealed": "AQID"}], ids=str)
def test_a_changed_file_opens_nothing(changed: dict[str, Any]) -> None:
    """Everything in it is authenticated with the key."""
    assert SealedKey.parse(sealed(**changed), "x").open(PHRASE) is None


def test_a_passphrase_is_asked_for_three_times_at_most() -> None:
    """The right one at the third time opens; after that it ends, and an empty answer ends it at once."""
    key = SealedKey.seal(KEY, PHRASE, "a1b2c3", CHEAP)
    for answers, asked in ((["x", "y", PHRASE], 3), ([PHRASE, "never"], 1)):
        left = list(answers)
        assert (KEY, PHRASE) == opened(key, lambda _attempt, left=left: left.pop(0))  # type: ignore[misc]
        assert asked == len(answers) - len(left)
    attempts: list[int] = []
    with pytest.raises(VaultError, match="wrong 3 times"):
        opened(key, lambda attempt: attempts.append(attempt) or "x")  # type: ignore[func-returns-value]
    assert [0, 1, 2] == attempts
    with pytest.raises(VaultError, match="no passphrase was given"):
        opened(key, lambda _attempt: "")


def test_without_a_terminal_it_is_told_what_serves_a_schedule() -> None:
    """One sentence that names the other places."""
    with pytest.raises(VaultError, match="a schedule takes a systemd credential or a key file"):
        opened(SealedKey.seal(KEY, PHRASE, "a1b2c3", CHEAP), None)


def test_a_sealed_key_does_not_show() -> None:
    """Neither it nor its salt is printed by accident."""
    key = SealedKey.seal(KEY, PHRASE, "a1b2c3", CHEAP)
    assert f"SealedKey(ledger_id='a1b2c3', cost={CHEAP!r})" == repr(key)


# Exports.


def test_an_export_overwrites_nothing(tmp_path: Path) -> None:
    """Neither a file, nor one behind a link, nor the target of a link that leads nowhere."""
    file, link, astray = tmp_path / "a.json", tmp_path / "b.json", tmp_path / "c.json"
    file.write_text("mine")
    link.symlink_to(file)
    astray.symlink_to(tmp_path / "nowhere")
    for name in (file, link, astray):
        with pytest.raises(UsageError, match="exists already"):
            export_key(name, KEY, PHRASE, "a1b2c3", tmp_path / "data" / "ledger.sqlite", CHEAP)
    assert ("mine", 3) == (file.read_text(), len(list(tmp_path.iterdir())))


@pytest.mark.parametrize("name", ["data/key.json", "data/../data/key.json", "link/key.json"])
def test_an_export_never_lies_beside_the_ledger(tmp_path: Path, name: str) -> None:
    """Also not through a link."""
    (tmp_path / "data").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "data")
    with pytest.raises(UsageError, match="beside the ledger"):
        export_key(tmp_path / name, KEY, PHRASE, "a1b2c3", tmp_path / "data" / "ledger.sqlite", CHEAP)
    assert [] == list((tmp_path / "data").iterdir())


def test_an_export_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    """A folder, or none, is told."""
    with pytest.raises(UsageError, match="No such file"):
        read_export(tmp_path / "none.json")
    with pytest.raises(UsageError, match="directory"):
        read_export(tmp_path)
    (tmp_path / "blocked").write_text("")
    with pytest.raises(VaultError, match="cannot be written"):
        export_key(tmp_path / "blocked" / "key.json", KEY, PHRASE, "a1b2c3", tmp_path / "data" / "ledger.sqlite", CHEAP)
