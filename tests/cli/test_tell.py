"""`giftscan tell`: the owner's own word, kept apart from the mail's, and taken back."""

from __future__ import annotations

import json

import pytest

from scanner.cli.tell import WHAT
from scanner.model import Told
from tests.cli.command import Giftscan, expected, scan_words
from tests.cli.test_show import case_of, code_in

THREAD = "code-in-trash-ja"
NOW = "2026-03-25T12:00:00+09:00"


def test_every_statement_can_be_told() -> None:
    """The words of the command are those of the model."""
    assert set(WHAT) == set(Told)


@pytest.mark.parametrize("what", WHAT)
def test_a_statement_is_kept_as_the_owners(giftscan: Giftscan, what: str) -> None:
    """It stands in JSON with its time and note; the mail's reasons stay the mail's."""
    case = case_of(giftscan)
    done = giftscan("tell", case, what, "--note", "so I remember", "--now", NOW)
    assert 0 == done.code
    assert done.out.startswith(f"{case}: ")
    (told,) = giftscan("cases", "--json", "--now", NOW).document["cases"]
    assert [{"at": NOW, "what": what, "note": "so I remember"}] == told["statements"]
    assert all(because["field"] == what for because in told["because"] if because["by"] == "owner")


def test_redeemed_by_the_owners_word_and_undone(giftscan: Giftscan) -> None:
    """The verdict follows the statement, and goes back when it is taken back."""
    case = case_of(giftscan)
    assert f"{case}: redeemed\n" == giftscan("tell", case, "redeemed").out
    done = giftscan("tell", case, "--undo")
    assert f"{case}: code found, use unknown\n" == done.out
    assert "Taken back: redeemed" in done.err


def test_statements_of_a_golden_thread_give_its_verdict(giftscan: Giftscan) -> None:
    """What the thread's owner says makes the case what it must be."""
    thread = "owner-says-not-received-ja"
    told = expected(thread)
    case = case_of(giftscan, thread)
    for statement in told["statements"]:
        giftscan("tell", case, statement["what"], "--note", statement.get("note", ""), "--now", statement["at"])
    (judged,) = giftscan("cases", "--json", "--now", told["now"]).document["cases"]
    assert told["cases"][0]["outcome"] == judged["outcome"]
    assert told["cases"][0]["route"] == judged["route"]


def test_a_code_in_a_note_is_masked(giftscan: Giftscan) -> None:
    """A remark is shown in many places, so no whole code is kept in it, however it is written."""
    case, code = case_of(giftscan), code_in(THREAD)
    giftscan("tell", case, "asked", "--note", f"it was {code}, also {code.replace('-', '').lower()}")
    shown = giftscan("show", case).out + json.dumps(giftscan("cases", "--json").document)
    for form in (code, code.replace("-", ""), code.replace("-", "").lower()):
        assert form not in shown
    assert "it was " in shown


@pytest.mark.parametrize("words", [[], ["redeemed", "--undo"], ["--undo", "--note", "x"]])
def test_wrong_usage(giftscan: Giftscan, words: list[str]) -> None:
    """One thing at a time: exit code 2, nothing told."""
    case = case_of(giftscan)
    done = giftscan("tell", case, *words)
    assert (2, "") == (done.code, done.out)
    assert [] == giftscan("cases", "--json").document["cases"][0]["statements"]


def test_nothing_to_take_back(giftscan: Giftscan) -> None:
    """--undo without a statement is told."""
    done = giftscan("tell", case_of(giftscan), "--undo")
    assert (2, "") == (done.code, done.out)


def test_what_was_asked_is_not_drafted_again(giftscan: Giftscan) -> None:
    """After `asked` the case has no draft in JSON; draft still writes one, and reminds of it."""
    thread = "bounced-without-resend-en"
    document = giftscan(*scan_words(thread, "--json")).document
    case = document["cases"][0]
    assert case["draft"]
    giftscan("tell", case["id"], "asked", "--now", expected(thread)["now"])
    assert giftscan("cases", "--json", "--now", expected(thread)["now"]).document["cases"][0]["draft"] is None
    done = giftscan("draft", case["id"], "--now", expected(thread)["now"])
    assert 0 == done.code
    assert "asked or settled already" in done.err
