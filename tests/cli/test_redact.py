"""`giftscan redact`: shown first, written after a yes, and nothing of anybody in it."""

from __future__ import annotations

import stat
from pathlib import Path

from tests.cli.command import CORPUS, THREADS, Giftscan, texts_of

MAIL = next((CORPUS / "mails" / "amazon.com").glob("gift-card-received-en-22-*.eml"))


def written(giftscan: Giftscan) -> Path:
    """Where the tests have it written."""
    return giftscan.home / "given.eml"


def test_off_a_terminal_it_is_refused_unless_yes_is_given(giftscan: Giftscan) -> None:
    """Somebody has to look at it; --yes says that somebody will."""
    done = giftscan("redact", MAIL, "--output", written(giftscan))
    assert (2, "") == (done.code, done.out)
    assert "--yes" in done.err
    assert not written(giftscan).exists()
    done = giftscan("redact", MAIL, "--output", written(giftscan), "--yes")
    assert 0 == done.code, done.err
    assert b"X-Corpus: anonymised" in written(giftscan).read_bytes()


def test_a_preview_stands_before_the_question(giftscan: Giftscan) -> None:
    """What is replaced by what, and the text that a reader sees; no whole code on the screen; a no writes nothing."""
    done = giftscan.on_terminal("redact", MAIL, "--output", written(giftscan), answers=[("[y/N]", "n")])
    assert 1 == done.code
    assert not written(giftscan).exists()
    before, _, after = done.out.partition("[y/N]")
    assert "Replaced:" in before and "→" in before and "What a reader sees:" in before
    assert "It is recognized as before: gift_card_received" in before
    assert "nothing was written" in after
    code = giftscan("explain", MAIL, "--json").documents[0]["claim_codes"][0]["code"]
    assert code[:4] in before


def test_a_yes_writes_a_file_that_only_its_owner_reads(giftscan: Giftscan) -> None:
    """Mode 0600; explain says of it what it says of the original."""
    done = giftscan.on_terminal("redact", MAIL, "--output", written(giftscan), answers=[("[y/N]", "y")])
    assert 0 == done.code, done.out
    assert 0o600 == stat.S_IMODE(written(giftscan).stat().st_mode)
    before, after = (giftscan("explain", path, "--json").documents[0] for path in (MAIL, written(giftscan)))
    assert before["kind"] == after["kind"] and before["amount"] == after["amount"] and before["date"] == after["date"]
    assert before["claim_codes"][0]["code"] != after["claim_codes"][0]["code"]
    assert before["message_id"] != after["message_id"]


def test_nothing_is_overwritten(giftscan: Giftscan) -> None:
    """A file that is there stays as it is."""
    written(giftscan).write_text("mine", "utf-8")
    done = giftscan("redact", MAIL, "--output", written(giftscan), "--yes")
    assert 2 == done.code
    assert "mine" == written(giftscan).read_text("utf-8")


def test_what_the_owner_names_goes_too(giftscan: Giftscan) -> None:
    """--also takes words that no rule could know."""
    word = next(w for w in texts_of(MAIL).split() if w.isalpha() and len(w) > 6)
    assert 0 == giftscan("redact", MAIL, "--output", written(giftscan), "--yes", "--also", word, "no such words").code
    assert word in texts_of(MAIL)
    assert word not in texts_of(written(giftscan))


def test_it_takes_one_message(giftscan: Giftscan) -> None:
    """A folder of several is refused; a stranger's mailbox is not given away by mistake."""
    done = giftscan("redact", THREADS / "code-in-trash-ja", "--output", written(giftscan), "--yes")
    assert 2 == done.code and "one message" in done.err
    assert not written(giftscan).exists()


def test_two_runs_have_different_stand_ins(giftscan: Giftscan) -> None:
    """The key is random and kept nowhere, so two gifts cannot be held against each other."""
    paths = [giftscan.home / name for name in ("a.eml", "b.eml")]
    for path in paths:
        assert 0 == giftscan("redact", MAIL, "--output", path, "--yes").code
    assert paths[0].read_bytes() != paths[1].read_bytes()
    assert {"a.eml", "b.eml"} == giftscan.files()
