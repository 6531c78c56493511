"""The shim, compiled, and the process that runs under it; where there is no compiler these tests are skipped, and say so."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.machine import Machine, Warm, compiled


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shim of disk.c."""
    missing = "LD_PRELOAD and /proc are Linux's" if sys.platform != "linux" else "no C compiler: apt-get install gcc" if shutil.which("cc") is None else ""
    if missing and os.environ.get("CI") == "true" and sys.platform == "linux":
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
    return compiled(tmp_path_factory.mktemp("shim"))


@pytest.fixture(scope="session")
def warm(shim: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """The process that forks the runs."""
    with Warm(shim, tmp_path_factory.mktemp("warm")) as process:
        yield process


@pytest.fixture
def machine(warm: Warm, tmp_path: Path) -> Machine:
    """A machine with an empty home."""
    return Machine(warm, tmp_path / "machine")
