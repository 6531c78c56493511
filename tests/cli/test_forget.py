"""`giftscan forget`: a case or everything, after a question."""

from __future__ import annotations

import json

import pytest

from tests.cli.command import Giftscan, scan_words
from tests.cli.conftest import Served
from tests.cli.test_show import case_of


def test_a_case_is_erased_and_others_stay(giftscan: Giftscan) -> None:
    """Its mail, statements and notes are gone from the ledger; other cases are as before."""
    giftscan(*scan_words("bounced-without-resend-en"))
    case = case_of(giftscan)
    before = giftscan("cases", "--json").document["cases"]
    done = giftscan("forget", case, "--yes")
    assert 0 == done.code
    after = giftscan("cases", "--json").document["cases"]
    assert [c for c in before if c["id"] != case] == after
    assert len(before) == len(after) + 1


def test_a_question_is_asked_first(giftscan: Giftscan) -> None:
    """A no erases nothing; a yes erases."""
    case = case_of(giftscan)
    no = giftscan.on_terminal("forget", case, answers=[(f"Erase {case}", "n")])
    assert (0, True) == (no.code, "Nothing was erased." in no.err)
    assert giftscan("cases", "--json").document["cases"]
    yes = giftscan.on_terminal("forget", case, answers=[(f"Erase {case}", "y")])
    assert 0 == yes.code
    assert [] == giftscan("cases", "--json").document["cases"]


def test_nobody_to_ask_erases_nothing(giftscan: Giftscan) -> None:
    """Without a terminal --yes is needed: exit code 2."""
    case = case_of(giftscan)
    for words in ([case], ["--all"]):
        done = giftscan("forget", *words)
        assert (2, "") == (done.code, done.out)
    assert giftscan("cases", "--json").document["cases"]


@pytest.mark.parametrize("words", [[], ["abc", "--all"]])
def test_wrong_usage(giftscan: Giftscan, words: list[str]) -> None:
    """Either a case or everything."""
    assert 2 == giftscan("forget", *words, "--yes").code


@pytest.mark.dovecot
def test_all_leaves_nothing_behind(mailbox: Served) -> None:
    """Ledger, key, kept password and the note of a refusal are gone; configuration and mailbox stay."""
    giftscan = mailbox.holds("code-in-trash-ja").giftscan
    giftscan.configure(mailbox.table(password=False))
    giftscan.config.write_text("\n".join(line for line in giftscan.config.read_text("utf-8").splitlines() if "key_file" not in line), "utf-8")
    assert 0 == giftscan.on_terminal("scan", answers=[("Password for", mailbox.server.password)]).code
    ring = giftscan.home / "keyring.json"
    assert 2 == len(json.loads(ring.read_text("utf-8")))
    (giftscan.ledger.parent / "old.login").touch()
    done = giftscan("forget", "--all", "--yes")
    assert 0 == done.code, done.err
    assert {} == json.loads(ring.read_text("utf-8"))
    assert {"keyring.json", "password"} == {name for name in giftscan.files() if not name.endswith(".lock")}
    assert [] == list(giftscan.ledger.parent.glob("*.login*"))
    assert 2 == giftscan("cases").code
