"""The vault's key exchanged or moved, and the process killed at every step: the ledger opens with everything in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 600

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes that kill themselves, as POSIX has them")


def killed(folder: Path, place: str, what: str) -> list[dict[str, Any]]:
    """What was found after each step that a process was killed at; the last one lived."""
    wanted = json.dumps({"folder": str(folder), "place": place, "what": what})
    done = subprocess.run([sys.executable, "-m", "tests.ledger.killed"], input=wanted, capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("place", ["keyring", "own_file", "key_file", "passphrase"])
def test_an_exchange_that_is_killed(tmp_path: Path, place: str) -> None:
    """Before the commit the old key counts, after it the new one; the next run finishes or undoes it, and leaves one key.

    Where the new key counts, nothing that the old one sealed is left in any file, free page or write-ahead log.
    """
    found = killed(tmp_path, place, "rotate")
    assert len(found) > 20
    assert [] == [f for f in found if not (f["read"] and f["written"] and f["place"] == place)]
    assert [] == [f for f in found if f["under way"] or f["second keys"]]
    exchanged = [f["exchanged"] for f in found]
    assert sorted(exchanged) == exchanged  # false up to one step, true from there on
    assert {False, True} == set(exchanged)
    assert [] == [f for f in found if f["exchanged"] and f["old bytes"]]
    assert all(f["old bytes"] for f in found if not f["exchanged"])


@pytest.mark.parametrize(
    ("place", "target"),
    [
        ("keyring", "own_file"), ("keyring", "passphrase"), ("keyring", "key_file"), ("own_file", "keyring"), ("own_file", "passphrase"),
        ("key_file", "keyring"), ("passphrase", "keyring"), ("passphrase", "key_file"),
    ],
)  # fmt: skip
def test_a_move_that_is_killed(tmp_path: Path, place: str, target: str) -> None:
    """The old place or the new one has the key, and it is the same key; at the end only the new one has."""
    found = killed(tmp_path, place, target)
    assert len(found) > 5
    assert [] == [f for f in found if not (f["read"] and f["written"]) or f["exchanged"]]
    assert {place, target} == {f["place"] for f in found}
    assert (False, target) == (found[-1]["died"], found[-1]["place"])
