"""Sealing: what is sealed for one record opens there, with its key, unchanged, and nowhere else."""

from __future__ import annotations

import copy
import pickle
import traceback

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.errors import VaultError
from scanner.secrets import Vault

KEY = bytes(range(32))
PLAIN = b"QX7K-ABCDEF-GHJK"


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.binary(max_size=300), st.text(max_size=40).filter(lambda text: text.isprintable()))
def test_what_is_sealed_opens_again(plain: bytes, record: str) -> None:
    """For the same record, in another process with the same key too."""
    assert plain == Vault(KEY).open(Vault(KEY).seal(plain, record), record)


@pytest.mark.parametrize("record", ["fact:2:code", "fact:1:link", "", "fact:1:code "])
def test_a_value_is_bound_to_its_record(record: str) -> None:
    """A sealed value that somebody moves to another record does not open there."""
    sealed = Vault(KEY).seal(PLAIN, "fact:1:code")
    with pytest.raises(VaultError):
        Vault(KEY).open(sealed, record)


def test_another_key_opens_nothing() -> None:
    """One bit of the key is enough."""
    sealed = Vault(KEY).seal(PLAIN, "fact:1:code")
    for at in range(32):
        other = bytes(b ^ (1 if i == at else 0) for i, b in enumerate(KEY))
        with pytest.raises(VaultError, match="another key"):
            Vault(other).open(sealed, "fact:1:code")


def test_a_changed_value_does_not_open() -> None:
    """Whatever byte is changed, or cut off, or added."""
    sealed = Vault(KEY).seal(PLAIN, "fact:1:code")
    changed = [sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :] for at in range(len(sealed))]
    for bad in (*changed, *(sealed[:at] for at in range(len(sealed))), sealed + b"\0"):
        with pytest.raises(VaultError):
            Vault(KEY).open(bad, "fact:1:code")


def test_equal_values_look_different() -> None:
    """Nobody sees from two sealed values that they are the same."""
    vault = Vault(KEY)
    assert 200 == len({vault.seal(PLAIN, "fact:1:code") for _ in range(200)})
    assert PLAIN not in vault.seal(PLAIN, "fact:1:code")


def test_a_vault_knows_its_key_again() -> None:
    """The value that a ledger keeps is the same for the same key, and tells nothing of it."""
    value = Vault(KEY).check_value
    assert value == Vault(KEY).check_value
    assert value != Vault(KEY[::-1]).check_value
    assert KEY.hex() not in value
    assert Vault(KEY).fingerprint_key.hex() not in value


def test_marks_find_equal_texts() -> None:
    """A mark is the same for the same text and key, and another under another key."""
    assert Vault(KEY).mark("a@example.com") == Vault(KEY).mark("a@example.com")
    assert 4 == len({Vault(k).mark(t) for k in (KEY, KEY[::-1]) for t in ("a@example.com", "b@example.com")})


def test_vaults_for_runs_that_keep_nothing_differ() -> None:
    """Each has a key of its own, which is nowhere kept."""
    assert Vault.ephemeral().check_value != Vault.ephemeral().check_value


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_wrong_length_is_refused(length: int) -> None:
    """And the refusal does not show it."""
    with pytest.raises(VaultError) as told:
        Vault(KEY[:length] + bytes(max(0, length - 32)))
    assert KEY[:length].hex() not in "".join(traceback.format_exception(told.value)) or length == 0


def test_a_vault_does_not_show_and_does_not_leave_its_process() -> None:
    """Neither printed nor pickled nor copied."""
    vault = Vault(KEY)
    assert {"Vault(***)"} == {repr(vault), str(vault), f"{vault}"}
    for carry in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="stays in its process"):
            carry(vault)


def test_no_crash_writes_memory_to_the_disk() -> None:
    """Once a vault is open, core dumps are off."""
    resource = pytest.importorskip("resource")
    Vault(KEY)
    assert (0, 0) == resource.getrlimit(resource.RLIMIT_CORE)
