"""Building as a release does, with the build tools that are installed here and no network, in copies of our folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from supply.lock import ROOT


@dataclass(frozen=True)
class Built:
    """What one build made."""

    wheel: Path
    sdist: Path


def tracked(under: str = ".") -> frozenset[str]:
    """Every file that git keeps there, by its path from our folder. Skips where there is no git, as in an unpacked sdist."""
    try:
        done = subprocess.run(["git", "ls-files", "-z", "--", under], cwd=ROOT, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("git is not installed: what belongs into a release cannot be told")
    if done.returncode or not done.stdout:
        pytest.skip("no checkout of git: what belongs into a release cannot be told")
    return frozenset(name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file())


def copy_to(tree: Path, names: frozenset[str]) -> Path:
    """A copy of these files."""
    for name in names:
        target = tree / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    return tree


def build(tree: Path, *, umask: int = 0o022, environment: Mapping[str, str] | None = None) -> Built:
    """Build wheel and sdist of a tree."""
    clean = {name: value for name, value in os.environ.items() if name not in ("SOURCE_DATE_EPOCH", "PYTHONPATH")}
    command = [sys.executable, "-I", "-m", "hatchling", "build", "-d", "dist"]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, umask=umask, env={**clean, **(environment or {})}, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,), (sdist,) = (tree / "dist").glob("giftscan-*.whl"), (tree / "dist").glob("giftscan-*.tar.gz")
    return Built(wheel, sdist)


def unpack(sdist: Path, folder: Path) -> Path:
    """The tree that an sdist holds."""
    with tarfile.open(sdist) as archive:
        if hasattr(tarfile, "data_filter"):  # Python 3.11.4 and later
            archive.extraction_filter = tarfile.data_filter
        archive.extractall(folder)
    (tree,) = folder.iterdir()
    return tree


def names_in_wheel(wheel: Path) -> list[str]:
    """The files in a wheel, as often as they stand there."""
    with zipfile.ZipFile(wheel) as archive:
        return [entry.filename for entry in archive.infolist() if not entry.is_dir()]


def names_in_sdist(sdist: Path) -> list[str]:
    """The files in an sdist, from its top folder down."""
    with tarfile.open(sdist) as archive:
        return [entry.name.partition("/")[2] for entry in archive if not entry.isdir()]
