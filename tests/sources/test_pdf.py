"""PDFs are read by a child process that has given away what it does not need, and may die without harm."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from scanner.sources import pdf, pdf_child
from scanner.sources.pdf import read_pdf
from tests.pdfs import document

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits as POSIX has them")


TEXT = b"BT /F1 12 Tf 50 500 Td (Claim code below) Tj ET\n"


def test_an_honest_page_is_read() -> None:
    """What a person sees on it comes back as text."""
    assert "Claim code below" in read_pdf(document(TEXT))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"%PDF-1.4\n", b"garbage" * 1000, document(TEXT)[:300], document(b"q " * 40_000_000), document(TEXT, kids="[2 0 R 2 0 R]", count=1_000_000),
        document(b"(" * 5_000_000), b"%PDF-1.4\n" + b"<<" * 200_000, document(TEXT) + b"x" * pdf.MAX_BYTES,
    ],
    ids=["nothing", "head", "garbage", "cut", "inflates", "pages-in-themselves", "open-strings", "nested", "larger"],
)  # fmt: skip
def test_bombs_cost_the_child_alone(data: bytes) -> None:
    """Broken, endless and swelling files end with no text, or with what could be read within the limits."""
    assert len(read_pdf(data)) <= pdf_child.MAX_CHARACTERS + pdf_child.MAX_PAGES


def test_what_the_child_is_left_with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No environment of ours, no file to open, no network, no core, bounded memory and time; and it imports nothing of ours."""
    probe = tmp_path / "probe.py"
    target = tmp_path / "written"
    probe.write_text(
        "import json, os, resource, socket, sys\n"
        "def can(what):\n"
        "    try:\n"
        "        return bool(what()) or True\n"
        "    except OSError:\n"
        "        return False\n"
        "def main(more_time, arguments):\n"
        f"    files = [({str(target)!r}, os.O_WRONLY | os.O_CREAT), ({str(Path(__file__))!r}, os.O_RDONLY)]\n"
        "    tried = [*(can(lambda: os.open(*file)) for file in files), can(socket.socket)]\n"
        "    limits = [resource.getrlimit(w)[1] for w in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_AS, resource.RLIMIT_CPU)]\n"
        "    ours = [name for name in sys.modules if name.partition('.')[0] == 'scanner']\n"
        "    print(json.dumps([sorted(os.environ), tried, limits, ours]))\n",
        "utf-8",
    )
    monkeypatch.setattr(pdf, "_CHILD", probe)
    monkeypatch.setenv("A_SECRET_OF_OURS", "x")
    environment, tried, limits, ours = json.loads(read_pdf(b""))
    assert [] == [name for name in environment if name not in ("LC_CTYPE",)]  # Python sets that one itself
    assert [False] * 3 == tried
    assert [0, 0, pdf.LIMITS.memory, pdf.LIMITS.total] == limits
    assert [] == ours


def test_a_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """After its time it is killed, and the mail is read without it."""
    probe = tmp_path / "probe.py"
    probe.write_text("import threading\ndef main(more_time, arguments):\n    threading.Event().wait()\n", "utf-8")
    monkeypatch.setattr(pdf, "_CHILD", probe)
    monkeypatch.setattr(pdf, "SECONDS", 0.3)
    assert "" == read_pdf(document(TEXT))
