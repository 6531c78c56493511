"""The OS keyring as we use it."""

from __future__ import annotations

import keyring
import pytest
from keyring.backends.chainer import ChainerBackend

from scanner.secrets.ring import ring_delete, ring_get, ring_set
from tests.secrets.rings import ForgetfulRing, FullRing, MemoryRing, NoRing, PlainRing, using


def test_a_secret_comes_back() -> None:
    """What is set is got, what is deleted is gone, and names are apart."""
    with using(MemoryRing()):
        assert ring_set("a", "1")
        assert ring_set("b", "2")
        ring_delete("a")
        assert (None, "2", None) == (ring_get("a"), ring_get("b"), ring_get("c"))


@pytest.mark.parametrize("kind", [NoRing, FullRing, ForgetfulRing, PlainRing], ids=lambda kind: kind.__name__)
def test_a_keyring_that_keeps_nothing_is_none(kind: type[MemoryRing]) -> None:
    """Only what comes back was kept; plain files are no keyring."""
    with using(kind()) as ring:
        assert not ring_set("a", "1")
        assert ring_get("a") is None
        ring_delete("a")
        assert {} == ring.kept


def test_of_several_keyrings_the_first_that_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the library chains keyrings, plain files among them are left out."""
    plain, none, memory = PlainRing(), NoRing(), MemoryRing()
    chain = ChainerBackend()  # type: ignore[no-untyped-call]
    monkeypatch.setattr(ChainerBackend, "backends", [plain, none, memory])
    with using(chain):
        assert ring_set("a", "1")
        assert "1" == ring_get("a")
    assert ({}, 1) == (plain.kept, len(memory.kept))


def test_a_keyring_that_is_configured_wrongly_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name of a backend that does not exist is no reason to break off."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "no.such.Backend")
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    assert ring_get("a") is None
    assert not ring_set("a", "1")
