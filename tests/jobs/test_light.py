"""A scan loads what it needs, and no more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.sources.letters import letter

SCAN = """
import sys
from pathlib import Path
from scanner.catalog import load_catalog
from scanner.jobs.archive import Archive
from scanner.sources import open_path
archive = Archive(load_catalog(), ("bob@example.org",))
for _ in archive.scan([open_path(Path(sys.argv[1]))]):
    pass
print(archive.counts.messages, *sorted({"bs4", "flufl.bounce", "rich", "keyring", "sqlite3"} & sys.modules.keys()))
"""
ROOT = Path(__file__).parent.parent.parent
CARD = letter(2, "<html><body><p>Your Amazon gift card</p></body></html>", fields="MIME-Version: 1.0\nContent-Type: text/html\n")


@pytest.mark.parametrize(("mail", "loaded"), [(letter(), "1\n"), (CARD, "1 bs4\n")], ids=["plain", "page"])
def test_pages_and_bounces_are_loaded_for_when_met(mail: bytes, loaded: str, tmp_path: Path) -> None:
    """Ordinary mail needs no reader of pages; a page that may concern us does."""
    path = tmp_path / "1.eml"
    path.write_bytes(mail)
    run = subprocess.run([sys.executable, "-c", SCAN, str(path)], capture_output=True, text=True, check=True)
    assert loaded == run.stdout


def test_a_scan_with_nothing_new_loads_no_more_than_it_needs(tmp_path: Path) -> None:
    """Neither readers of pages, nor tables, nor keyrings, nor what mail is looked through with."""
    (tmp_path / "1.eml").write_bytes(CARD)
    (tmp_path / "config.toml").write_text(f'ledger = "{tmp_path}/l.sqlite"\nkey_file = "{tmp_path}/keys/key"\n', "utf-8")
    words = [sys.executable, "-X", "importtime", "-m", "scanner", "--config", str(tmp_path / "config.toml"), "scan", str(tmp_path / "1.eml"), "--json"]
    loaded = []
    for _ in range(2):
        run = subprocess.run(words, capture_output=True, text=True, check=True, env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}, cwd=ROOT)
        names = {line.rpartition("|")[2].strip() for line in run.stderr.splitlines() if line.startswith("import time:")}
        loaded.append({"bs4", "lxml", "rich", "keyring", "hyperscan"} & names)
    assert "bs4" in loaded[0]
    assert set() == loaded[1]
