"""The embedded server knows no ESEARCH, no SPECIAL-USE and no LIST-STATUS: a small server that people really run."""

from __future__ import annotations

from pathlib import Path

from scanner.demo import DemoServer, sample_messages
from scanner.demo.server import USER
from tests.imap.owner import Owner


def test_a_small_server(tmp_path: Path) -> None:
    """Every folder of it is swept, and a second scan fetches nothing."""
    with DemoServer(tmp_path / "server") as server:
        owner = Owner(tmp_path, USER, server.password_file.read_text().strip(), server.port, server.fingerprint, "starttls")
        with owner.session() as session:
            assert not {"ESEARCH", "SPECIAL-USE", "LIST-STATUS"} & session.capabilities
            folders = {f.name for f in session.folders()}
        scan, _events = owner.scan()
        again, events = owner.scan()
    assert scan.counts.recognized > 10
    assert 0 == scan.counts.unreadable
    assert 0 == again.counts.messages and not events
    with owner.ledger(write=False) as ledger:
        coverage = {c.folder: c for c in ledger.progress.coverage()}
    assert folders >= set(coverage)
    assert {"headers"} == {c.searched_by.value for c in coverage.values()}
    drafts = sum(folder == "Drafts" for folder, _name, _data in sample_messages())
    assert len(sample_messages()) - drafts == sum(c.messages for c in coverage.values())
