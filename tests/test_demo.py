"""The demonstration: what a stranger sees first. One run of it over IMAP, held against what its mail was written to mean."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scanner.demo import sample_messages
from scanner.demo.sample import NOW
from scanner.demo.server import HOST
from tests.demo_sample import EXPECTED, FOLDERS, codes, mails_of, parsed, words_of


@dataclass(frozen=True)
class Run:
    """One run of `giftscan demo`, and what it left behind."""

    folder: Path
    done: subprocess.CompletedProcess[str]
    document: dict[str, Any]

    @property
    def cases(self) -> dict[frozenset[str], dict[str, Any]]:
        """The cases by the mails that they rest on."""
        return {frozenset(case["messages"]): case for case in self.document["cases"]}


def giftscan(*words: str) -> subprocess.CompletedProcess[str]:
    """Run giftscan as a user would, in English."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "COLUMNS": "100", "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-P", "-m", "scanner", *words], capture_output=True, text=True, encoding="utf-8", env=environment, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The demonstration, run once."""
    folder = tmp_path_factory.mktemp("demo") / "left behind"
    done = giftscan("demo", "--folder", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    listed = giftscan("--config", str(folder / "config.toml"), "cases", "--json", "--now", NOW)
    assert listed.returncode == 0, listed.stderr
    return Run(folder, done, json.loads(listed.stdout))


@pytest.mark.parametrize("expected", EXPECTED["cases"], ids=lambda case: case["mails"][0].partition("/")[2])
def test_case_is_judged_as_its_mail_was_meant(run: Run, expected: dict[str, Any]) -> None:
    """Each case rests on the mails that were written for it, and means what they were to mean."""
    case = run.cases[mails_of(expected)]
    assert [expected[key] for key in ("type", "order_id", "outcome", "route", "odds")] == [
        case[key] for key in ("type", "order_id", "outcome", "route", "odds")
    ]
    value, currency = expected["amount"].split()
    assert case["amount"] is not None
    assert (Decimal(value), currency) == (Decimal(case["amount"]["value"]), case["amount"]["currency"])
    draft = case["draft"]
    assert expected["draft"] == (f"{draft['channel']} {draft['language']}" if draft else None)
    assert expected.get("to") == (draft["to"] if draft else None)


def test_nothing_else_makes_a_case(run: Run) -> None:
    """Bills, tickets, advertising, other cards and phish make none; what poses as Amazon's is counted and left out."""
    assert {mails_of(case) for case in EXPECTED["cases"]} == set(run.cases)
    assert len(EXPECTED["suspicious"]) == run.document["scanned"]["suspicious"]


def test_every_folder_was_searched(run: Run) -> None:
    """All of the mailbox was looked through, over IMAP, and nothing of it was left unseen."""
    coverage = run.document["coverage"]
    assert {entry["folder"] for entry in coverage} == FOLDERS
    assert {"imap:demo"} == {entry["source"] for entry in coverage}
    assert len(sample_messages()) == sum(entry["messages"] for entry in coverage)
    assert [hole for entry in coverage for hole in entry["not_seen"]] == []


def test_drafts_are_written_for_their_owner_alone(run: Run) -> None:
    """Each case with a request has one file, which nobody else can read: a letter as .eml, text to paste as .txt."""
    wanted = {f"{run.cases[mails_of(case)]['id']}.{'eml' if case['draft'].startswith('email') else 'txt'}" for case in EXPECTED["cases"] if case["draft"]}
    written = list((run.folder / "drafts").iterdir())
    assert wanted == {path.name for path in written}
    if os.name == "posix":
        assert {0o600} == {stat.S_IMODE(path.stat().st_mode) for path in written}


def test_no_code_leaves_the_mailbox(run: Run) -> None:
    """No whole claim code stands in what was printed, in a draft, or anywhere else in the folder: the ledger seals them."""
    assert len(codes()) >= 5
    left = {str(path): path.read_bytes() for path in run.folder.rglob("*") if path.is_file()}
    left |= {"stdout": run.done.stdout.encode(), "stderr": run.done.stderr.encode()}
    for path in (run.folder / "drafts").glob("*.eml"):
        left[f"{path} decoded"] = words_of(parsed(path.read_bytes())).encode()
    assert [(name, code) for name, data in left.items() for code in codes() if code.encode() in data or code.replace("-", "").encode() in data] == []


def test_a_reader_is_told_what_was_found_and_what_to_do(run: Run) -> None:
    """The answer lists every case, gives commands that work, and names the one folder at its end."""
    lines = run.done.stdout.strip().splitlines()
    assert str(run.folder) in lines[-1]
    assert [case["id"] for case in run.document["cases"] if case["id"] not in run.done.stdout] == []
    shown = [line for line in lines if " show " in line and str(run.folder) in line]
    drafted = [line for line in lines if " draft " in line and str(run.folder) in line]
    assert (len(shown), len(drafted)) == (1, 1)
    case_id = shown[0].split()[-1]
    assert drafted[0].split()[-1] == case_id
    for verb in ("show", "draft"):
        again = giftscan("--config", str(run.folder / "config.toml"), verb, case_id)
        assert again.returncode == 0, again.stderr
        assert again.stdout.strip()


def test_one_folder_is_left_without_a_password(run: Run) -> None:
    """Configuration, drafts, key, ledger and the server's papers are all that is left; the password is gone."""
    assert {"config.toml", "drafts", "key", "ledger", "server"} == {path.name for path in run.folder.iterdir()}
    assert {"server.crt", "server.key", "server.log"} == {path.name for path in (run.folder / "server").iterdir()}
    assert (run.folder / "server" / "server.log").read_text("utf-8") == ""


def test_the_server_has_ended(run: Run) -> None:
    """Nobody listens any more where the mailbox was served."""
    port = tomllib.loads((run.folder / "config.toml").read_text("utf-8"))["mailbox"]["demo"]["port"]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((HOST, port), timeout=5).close()


def test_a_used_folder_is_refused(run: Run) -> None:
    """A second run does not mix its findings into a folder that holds something."""
    again = giftscan("demo", "--folder", str(run.folder))
    assert again.returncode == 2
    assert str(run.folder) in again.stderr
