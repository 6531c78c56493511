"""The casebook: cases worked out anew from the ledger each time, under the ids and with the words they had before."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scanner.cases import Grace
from scanner.drafts import Searched
from scanner.errors import NoSuchCase
from scanner.jobs.archive import Archive
from scanner.jobs.casebook import find_case, ledger_cases, searched_of
from scanner.jobs.shelving import scan_into
from scanner.ledger import Ledger, open_ledger
from scanner.model import Case, Coverage, Outcome, SearchedBy, SpecialUse, Told
from scanner.sources import open_path
from tests.cases.making import CATALOG

THREADS = Path(__file__).parent.parent / "corpus" / "threads"
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger of its own, with its key in another folder."""
    with open_ledger(tmp_path / "ledger" / "ledger.sqlite", tmp_path / "key" / "vault.key", tmp_path / "key", write=True) as opened:
        yield opened


def scanned(ledger: Ledger, folder: Path, owner: str) -> tuple[Case, ...]:
    """A folder scanned into the ledger, and the cases then."""
    for _ in scan_into(ledger, Archive(CATALOG, (owner,)), [open_path(folder)], CATALOG, keep_messages=False):
        pass
    return ledger_cases(ledger, CATALOG, (owner,), Grace(), NOW)


def story(name: str, upto: int, target: Path) -> Path:
    """The first mails of a thread, as a mailbox of its own."""
    for path in sorted((THREADS / name).rglob("*.eml")):
        if int(path.name[:2]) <= upto:
            copy = target / path.relative_to(THREADS / name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    return target


def test_a_case_keeps_its_id_while_mail_comes_in(ledger: Ledger, tmp_path: Path) -> None:
    """Ordered, sent, failed, resent, delivered: one id, whatever was known when it was first shown."""
    ids = set()
    for upto in range(1, 7):
        (case,) = scanned(ledger, story("resent-to-corrected-address-en", upto, tmp_path / "mail"), "marta.quill@example.com")
        ids.add(case.id)
    assert 1 == len(ids)
    assert Outcome.DELIVERED is case.outcome


def test_a_case_keeps_its_id_though_older_mail_is_found_later(ledger: Ledger, tmp_path: Path) -> None:
    """The archive is scanned after the inbox: the older mail joins the case under the id that the owner knows."""
    owner = "marta.quill@example.com"
    newest = tmp_path / "inbox"
    (newest / "INBOX").mkdir(parents=True)
    shutil.copyfile(THREADS / "resent-to-corrected-address-en" / "INBOX" / "05-delivered.eml", newest / "INBOX" / "05-delivered.eml")
    (first,) = scanned(ledger, newest, owner)
    (later,) = scanned(ledger, THREADS / "resent-to-corrected-address-en", owner)
    assert first.id == later.id
    assert len(later.message_ids) > len(first.message_ids)


def test_the_owners_word_stays_with_its_case(ledger: Ledger, tmp_path: Path) -> None:
    """What was told before more mail came still counts after it, and can be taken back."""
    owner = "takeshi.oda@example.jp"
    (case,) = scanned(ledger, story("self-bought-reminder-only-ja", 1, tmp_path / "mail"), owner)
    with ledger.transaction():
        ledger.words.tell(case.id, Told.REDEEMED, "on Sunday", NOW - timedelta(days=2))
    (told,) = scanned(ledger, THREADS / "self-bought-reminder-only-ja", owner)
    assert (case.id, Outcome.REDEEMED, ["owner"]) == (told.id, told.outcome, [b.by for b in told.because if b.field == "redeemed"])
    with ledger.transaction():
        ledger.words.untell(case.id)
    (silent,) = ledger_cases(ledger, CATALOG, (owner,), Grace(), NOW)
    assert Outcome.LOST is silent.outcome


def test_running_twice_changes_nothing(ledger: Ledger) -> None:
    """The same mailbox scanned again gives the same cases."""
    folder = THREADS / "one-delivered-another-failed-later-ja"
    assert scanned(ledger, folder, "misaki.toda@example.jp") == scanned(ledger, folder, "misaki.toda@example.jp")


def test_the_ledger_and_memory_agree(ledger: Ledger) -> None:
    """Kept or not kept, the same mailbox gives the same verdicts."""
    folder = THREADS / "same-giver-two-birthdays-en"
    archive = Archive(CATALOG, ("nina.abbott@example.org",))
    for _ in archive.scan([open_path(folder)]):
        pass
    kept = scanned(ledger, folder, "nina.abbott@example.org")
    assert [(c.id, c.outcome, c.message_ids) for c in archive.cases(NOW)] == [(c.id, c.outcome, c.message_ids) for c in kept]


def test_a_case_is_found_by_the_beginning_of_its_id(ledger: Ledger) -> None:
    """As much of an id as tells it apart is enough; what fits none or several is said."""
    cases = scanned(ledger, THREADS / "one-delivered-another-failed-later-ja", "misaki.toda@example.jp")
    assert cases[0] == find_case(cases, cases[0].id[:5].upper())
    assert cases[0] == find_case(cases, cases[0].id)
    with pytest.raises(NoSuchCase, match="several"):
        find_case(cases, "")
    with pytest.raises(NoSuchCase, match="no such case"):
        find_case(cases, "nothing")


def test_what_was_searched_names_folders_and_no_paths() -> None:
    """Folders once each, empty ones left out; a file without folders gives its number only."""
    coverage = [
        Coverage("box", folder, SpecialUse.ORDINARY, count, None, None, SearchedBy.FULL) for folder, count in (("INBOX", 4), ("Old", 0), ("INBOX", 2), ("", 7))
    ]
    assert Searched(("INBOX",), 13, NOW.date()) == searched_of(coverage, NOW.date())
