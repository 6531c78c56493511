"""A scan that is cut, killed or run twice at once loses nothing, repeats nothing, and ends like one that was left alone."""

from __future__ import annotations

import dataclasses
import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scanner.errors import LedgerError, SourceError
from tests.imap.conftest import owner_of
from tests.imap.owner import Owner
from tests.imap.states import bodies, fill, state_of
from tests.servers.dovecot import Dovecot
from tests.servers.relay import Relay

ROOT = Path(__file__).parent.parent.parent


def test_a_wire_cut_in_the_middle_loses_and_repeats_nothing(dovecot: Dovecot, tmp_path: Path) -> None:
    """Wherever the connection breaks: what was kept stays, the next scan goes on, and the end is that of an unbroken one."""
    whole = owner_of(dovecot, tmp_path / "whole")
    fill(dovecot, whole.user)
    whole.scan()
    expected = state_of(whole)
    points = random.Random(11).sample(range(2_000, 60_000), 6)
    broken = dataclasses.replace(whole, folder=tmp_path / "broken")
    failed = 0
    for point in points:
        with Relay(dovecot.imaps_port, dovecot.certificate, cut_after=point) as relay:
            broken.port = relay.port
            try:
                broken.scan()
            except SourceError as error:
                failed += 1
                assert 4 == error.exit_code and error.hint
    assert failed >= 2
    broken.port = whole.port
    broken.scan()
    assert expected == state_of(broken)


def test_two_runs_at_once(dovecot: Dovecot, owner: Owner) -> None:
    """A second run beside one that writes says which process holds the ledger, and changes nothing."""
    script = (
        "import sys; from pathlib import Path; from scanner.ledger import open_ledger;"
        "p = Path(sys.argv[1]); l = open_ledger(p / 'ledger/ledger.sqlite', p / 'key/vault.key', p / 'key', write=True);"
        "print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen([sys.executable, "-c", script, str(owner.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert holder.stdout is not None and b"held\n" == holder.stdout.readline()
        with pytest.raises(LedgerError, match=f"process {holder.pid}"):
            owner.scan()
    finally:
        holder.kill()
        holder.communicate()
    owner.scan()  # what a killed run held is free again
    assert not Path(f"{owner.path}.holder").exists()


def child(owner: Owner, kill: tuple[str, int] | None) -> subprocess.CompletedProcess[bytes]:
    """A scan in a process of its own."""
    wanted = {"folder": str(owner.folder), "user": owner.user, "password": owner.password, "port": owner.port, "fingerprint": owner.fingerprint, "kill": kill}
    return subprocess.run([sys.executable, "-m", "tests.imap.driver"], input=json.dumps(wanted).encode(), capture_output=True, cwd=ROOT, check=False)


def test_killed_at_any_moment(dovecot: Dovecot, tmp_path: Path) -> None:
    """A scan killed with SIGKILL, between events and in the middle of the ledger's transactions, time and again, ends like one that was left alone."""
    whole = owner_of(dovecot, tmp_path / "whole")
    fill(dovecot, whole.user)
    done = child(whole, None)
    assert 0 == done.returncode, done.stderr.decode()
    totals = json.loads(done.stdout)
    expected = state_of(whole)
    chance = random.Random(7)
    broken = dataclasses.replace(whole, folder=tmp_path / "broken")
    for what in ("statement", "event", "statement", "statement", "event"):
        point = chance.randrange(1, totals[what] // 2)
        assert -signal.SIGKILL == child(broken, (what, point)).returncode
        with broken.ledger(write=False) as ledger:  # it opens, and what is in it can be opened too
            ledger.facts()
    assert 0 == child(broken, None).returncode
    assert expected == state_of(broken)
    assert [("ok",)] == broken.rows("pragma_integrity_check", "*")


def test_a_killed_scan_does_not_read_again_what_it_kept(dovecot: Dovecot, owner: Owner) -> None:
    """After a kill in the header sweep the messages of the first pass are not fetched a second time."""
    fill(dovecot, owner.user)
    totals = json.loads(child(owner, None).stdout)
    again = dataclasses.replace(owner, folder=owner.folder / "again")
    assert -signal.SIGKILL == child(again, ("event", totals["event"] - 2)).returncode
    with Relay(dovecot.imaps_port, dovecot.certificate) as relay:
        again.port = relay.port
        again.scan()
    assert [] == bodies(relay)
