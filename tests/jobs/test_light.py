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
CARD = letter(2, "<html><body><p>Your Amazon gift card</p></body></html>", fields="MIME-Version: 1.0\nContent-Type: text/html\n")


@pytest.mark.parametrize(("mail", "loaded"), [(letter(), "1\n"), (CARD, "1 bs4\n")], ids=["plain", "page"])
def test_pages_and_bounces_are_loaded_for_when_met(mail: bytes, loaded: str, tmp_path: Path) -> None:
    """Ordinary mail needs no reader of pages; a page that may concern us does."""
    path = tmp_path / "1.eml"
    path.write_bytes(mail)
    run = subprocess.run([sys.executable, "-c", SCAN, str(path)], capture_output=True, text=True, check=True)
    assert loaded == run.stdout
