"""Whatever happens to an archive between scans, or to a scan: the next one finds what a scan of all of it would."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.catalog import load_catalog
from scanner.jobs.archive import Archive
from scanner.jobs.shelving import scan_into
from scanner.model import Coverage
from scanner.sources import open_path
from scanner.sources.listing import batches
from tests.imap.mails import ADDRESS
from tests.jobs.archives import Seen, Tree
from tests.sources.letters import letter, mbox

CHANGES = (
    "append", "append", "append_half", "rewrite", "truncate", "deliver", "deliver", "flag", "flag", "remove", "single", "exchange", "stop", "nothing",
)  # fmt: skip


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Marks, transactions and listings of a few mails each, so that small archives have many."""
    monkeypatch.setattr("scanner.sources.contents.MARK_EVERY", 10_000)
    monkeypatch.setattr("scanner.jobs.shelving._COMMIT_EVERY", 2)
    monkeypatch.setattr("scanner.jobs.shelving._CENSUS_EVERY", 2)
    monkeypatch.setattr("scanner.sources.maildir.batches", lambda path, wanted: batches(path, wanted, 2))
    monkeypatch.setattr("scanner.sources.entries.batches", lambda path, wanted: batches(path, wanted, 2))


class Expected:
    """What a ledger holds after scans of all that ever was: what is gone stays as it was last seen."""

    def __init__(self) -> None:
        self.seen = Seen({}, {}, {}, [])
        self.is_present = True

    def add(self, fresh: Seen) -> None:
        """What is there now."""
        self.seen.facts.update(fresh.facts)
        for key, folders in fresh.folders.items():
            self.seen.folders.setdefault(key, set()).update(folders)
        for folder, entry in fresh.coverage.items():
            self.seen.coverage[folder] = _since(self.seen.coverage.get(folder), entry)
        self.seen.cases = fresh.cases
        self.is_present = (self.seen.facts, self.seen.folders) == (fresh.facts, fresh.folders)

    def hold(self, kept: Seen) -> None:
        """The ledger holds that."""
        assert self.seen.facts == kept.facts
        assert self.seen.folders == kept.folders
        assert self.seen.coverage == {folder: entry for folder, entry in kept.coverage.items() if folder in self.seen.coverage}
        if self.is_present:
            assert self.seen.cases == kept.cases


def _since(before: Coverage | None, now: Coverage) -> Coverage:
    """A folder as it is, in the time of all mail that was ever seen in it."""
    firsts = [c.first for c in (before, now) if c and c.first]
    lasts = [c.last for c in (before, now) if c and c.last]
    return replace(now, first=min(firsts, default=None), last=max(lasts, default=None))


@settings(max_examples=10, derandomize=True, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 2**16), st.booleans()), min_size=3, max_size=9))
def test_a_scan_finds_what_a_scan_of_all_finds(changes: list[tuple[str, int, bool]]) -> None:
    """Mail comes, goes, is moved, flagged and written anew; scans are stopped; folders look as if they had changed long ago, or just now."""
    with tempfile.TemporaryDirectory() as folder:
        tree, expected = Tree(Path(folder)), Expected()
        for kind in range(6):
            tree.append(kind)
            tree.deliver(kind)
        for change, which, is_long_ago in changes:
            if change == "stop":
                tree.scan(most=which % 12)
            elif change != "nothing":
                getattr(tree, change)(which)
            if is_long_ago:
                tree.grow_old()
            expected.add(tree.fresh())
            tree.scan()
            expected.hold(tree.seen())


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """An archive that was scanned, and has since grown old."""
    made = Tree(tmp_path)
    for kind in range(12):
        made.append(kind)
        made.deliver(kind)
        made.single(kind)
    made.grow_old()
    assert 36 == made.scan()
    return made


def test_nothing_is_read_twice(tree: Tree) -> None:
    """What came is read, and of an mbox what stands at its old end once more, since only now it shows where the last mail ends."""
    assert 0 == tree.scan()
    tree.deliver(1)
    assert 1 == tree.scan()
    tree.grow_old()
    assert 0 == tree.scan()
    tree.flag(5)
    assert 0 == tree.scan()
    tree.single(2)
    assert 1 == tree.scan()
    tree.append(2)
    assert 1 < tree.scan() < 8
    assert 0 == tree.scan()


def test_an_unchanged_maildir_is_not_even_listed(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folders' time tells; where that is young it may tell nothing, and names are compared."""

    def listed(*_: object) -> None:
        raise AssertionError("it was listed")

    monkeypatch.setattr("scanner.sources.maildir.batches", listed)
    assert 0 == tree.scan()
    tree.deliver(1)
    with pytest.raises(AssertionError, match="it was listed"):
        tree.scan()


def test_a_change_before_the_end_makes_a_grown_mbox_be_read_whole(tree: Tree) -> None:
    """Its bytes are compared at its beginning, at its old end and between."""
    with tree.box.open("r+b") as file:
        file.seek(30)
        file.write(b"2")
    tree.append(2)
    assert 13 == tree.scan()


def test_a_scan_of_one_large_mbox_goes_on_inside(tmp_path: Path) -> None:
    """What was kept before it was stopped is not read again."""
    tree = Tree(tmp_path)
    for kind in range(30):
        tree.append(kind)
    assert 20 == tree.scan(most=20)
    assert 10 <= tree.scan() <= 14
    expected = Expected()
    expected.add(tree.fresh())
    expected.hold(tree.seen())


@pytest.mark.skipif(os.name != "posix", reason="processes that kill themselves, as POSIX has them")
def test_a_scan_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    """Killed at any statement of SQLite, so that nothing is flushed, closed or rolled back: the next scan ends where an unbroken one does."""
    tree, expected = Tree(tmp_path), Expected()
    for kind in range(9):
        tree.append(kind)
        tree.deliver(kind)
    expected.add(tree.fresh())
    fatal, died = 0, True
    while died:
        fatal += 7
        shutil.rmtree(tree.folder / "kept", ignore_errors=True)
        died = _killed(tree, fatal)
        tree.scan()
        expected.hold(tree.seen())
    assert fatal > 100


def _killed(tree: Tree, fatal: int) -> bool:
    """Scan in a process that dies at a statement; whether it came so far."""
    process = os.fork()
    if not process:
        try:
            steps = 0

            def step(_statement: str) -> None:
                nonlocal steps
                steps += 1
                if steps == fatal:
                    os.kill(os.getpid(), signal.SIGKILL)

            catalog = load_catalog()
            with tree.ledger("kept") as ledger:
                ledger._db.set_trace_callback(step)
                for _ in scan_into(ledger, Archive(catalog, (ADDRESS,)), [open_path(tree.folder / "mail")], catalog, keep_messages=True):
                    pass
            os._exit(0)
        finally:
            os._exit(1)
    status = os.waitpid(process, 0)[1]
    assert os.WIFSIGNALED(status) or status == 0
    return os.WIFSIGNALED(status)


def test_whose_mail_it_is_is_told_by_all_of_it(tmp_path: Path) -> None:
    """One new mail to a list does not make the list the owner of an archive of which the rest was passed over."""
    tree, catalog = Tree(tmp_path), load_catalog()
    tree.box.write_bytes(mbox(*(letter(number) for number in range(6))))

    def owner() -> frozenset[str]:
        with tree.ledger("kept") as ledger:
            archive = Archive(catalog)
            for _ in scan_into(ledger, archive, [open_path(tree.folder / "mail")], catalog, keep_messages=True):
                pass
            return archive.people.owner

    assert {"bob@example.org"} == owner()
    (tree.folder / "mail" / "single" / "1.eml").write_bytes(letter(9).replace(b"bob@example.org", b"talk@lists.example"))
    assert {"bob@example.org"} == owner()
