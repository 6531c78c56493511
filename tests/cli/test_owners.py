"""One owner's mail a run: an archive of several people's mail stops the scan until its owner is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import THREADS, Giftscan

PEOPLE = ("code-in-trash-ja", "self-bought-plus-address-ja", "resent-to-corrected-address-en")
OWNER = "marta.quill@example.com"


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """The mail of three people who do not know one another, as one file."""
    path = tmp_path / "all.mbox"
    mails = [mail.read_bytes() for thread in PEOPLE for mail in sorted((THREADS / thread).rglob("*.eml"))]
    path.write_bytes(b"".join(b"From x@example.com Mon Jan  1 00:00:00 2024\n" + mail + b"\n" for mail in mails))
    return path


@pytest.mark.parametrize("keep", [(), ("--no-store",)])
def test_an_archive_of_several_owners_stops_the_scan(giftscan: Giftscan, dump: Path, keep: tuple[str, ...]) -> None:
    """Nothing is shown and nothing stays: --owner is asked for."""
    done = giftscan("scan", dump, "--json", *keep)
    assert (2, "") == (done.code, done.out)
    assert "--owner" in done.err and "3 people" in done.err
    listed = giftscan("cases", "--json")
    assert [] == (listed.document["cases"] if listed.code == 0 else [])


def test_only_the_named_owners_mail_is_worked_out(giftscan: Giftscan, dump: Path) -> None:
    """With --owner the others' mail is counted, makes no case, and does not stay in the ledger."""
    alone = giftscan("scan", THREADS / PEOPLE[2], "--owner", OWNER, "--no-store", "--json").document["cases"]
    for keep in (("--no-store",), ()):
        found = giftscan("scan", dump, "--owner", OWNER, "--json", *keep).document
        assert [case["id"] for case in alone] == [case["id"] for case in found["cases"]]
        assert found["scanned"]["of_others"] > 0
    assert "left out" in giftscan("scan", dump, "--owner", OWNER, "--no-store").out
    kept = giftscan("cases", "--json").document
    assert [case["id"] for case in alone] == [case["id"] for case in kept["cases"]]


def test_what_was_kept_before_stays(giftscan: Giftscan, dump: Path) -> None:
    """A refused archive takes nothing away that an earlier scan of the owner's own mail kept."""
    before = giftscan("scan", THREADS / PEOPLE[2], "--owner", OWNER, "--json").document["cases"]
    assert before
    assert 2 == giftscan("scan", dump).code
    assert [case["id"] for case in before] == [case["id"] for case in giftscan("cases", "--json").document["cases"]]


def test_recover_asks_too(giftscan: Giftscan, dump: Path) -> None:
    """The search in archives is for their owner as well."""
    done = giftscan("recover", "--in", dump)
    assert 2 == done.code
    assert "--owner" in done.err
    assert 0 == giftscan("recover", "--in", dump, "--owner", OWNER).code
