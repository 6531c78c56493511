"""The wheel, installed where nobody develops, is a whole program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from scanner.demo.sample import NOW
from tests.demo_sample import EXPECTED, mails_of
from tests.supply.builds import Built

# Nothing of the checkout, and nothing that a test run sets.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))} | {"COLUMNS": "100", "PYTHONUTF8": "1"}


@pytest.fixture(scope="module")
def program(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as installed: the wheel in an environment of its own, beside the libraries that are installed here."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    made = subprocess.run([sys.executable, "-I", "-m", "venv", str(folder)], capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"no environment can be made here, so the wheel was NOT installed: {made.stdout}{made.stderr}")
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    run(scripts / "python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-compile", str(built.wheel))
    site = Path(run(scripts / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    # At the end of the search path, and without the .pth files there: a checkout installed for development stays unseen.
    (site / "libraries.pth").write_text("\n".join({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}) + "\n", "utf-8")
    return scripts / "giftscan"


def run(command: Path, *words: str, language: str = "C.UTF-8") -> str:
    """What a command prints, run outside of any checkout."""
    place = command.parent.parent
    done = subprocess.run(
        [command, *words], cwd=place, capture_output=True, text=True, encoding="utf-8", env=ENVIRONMENT | {"LC_ALL": language}, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_demonstration_runs(program: Path, tmp_path: Path) -> None:
    """Mailbox, server, catalog and letters are all found in the wheel: the cases are those that the sample's mail was written to mean."""
    where = run(program.with_name("python"), "-c", "import scanner; print(scanner.__file__)")
    assert Path(where.strip()).is_relative_to(program.parent.parent)
    run(program, "demo", "--folder", str(tmp_path / "demo"))
    cases = json.loads(run(program, "--config", str(tmp_path / "demo" / "config.toml"), "cases", "--json", "--now", NOW))["cases"]
    told = {mails_of(case): (case["outcome"], bool(case["draft"])) for case in EXPECTED["cases"]}
    assert told == {frozenset(case["messages"]): (case["outcome"], bool(case["draft"])) for case in cases}


def test_it_speaks_japanese(program: Path) -> None:
    """The compiled texts are found."""
    assert "ギフトカード" in run(program, "--help", language="ja_JP.UTF-8")
    assert "ギフトカード" not in run(program, "--help")
