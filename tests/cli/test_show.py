"""`giftscan show`: one case whole, and its code only on a terminal, after a question."""

from __future__ import annotations

import re
import sqlite3

import pytest

from tests.cli.command import THREADS, Done, Giftscan, expected, scan_words, texts_of
from tests.cli.test_scan import WHOLE_CODE

THREAD = "code-in-trash-ja"


def case_of(giftscan: Giftscan, thread: str = THREAD) -> str:
    """Scan a thread into the ledger; the id of its first case."""
    done = giftscan(*scan_words(thread, "--json"))
    return str(done.document["cases"][0]["id"])


def show(giftscan: Giftscan, case: str, *more: str, thread: str = THREAD) -> Done:
    """Show a case as of its thread's day."""
    return giftscan("show", case, "--now", expected(thread)["now"], *more)


def code_in(thread: str) -> str:
    """The whole code that a thread's mail holds."""
    (code,) = {code for path in (THREADS / thread).rglob("*.eml") for code in WHOLE_CODE.findall(texts_of(path))}
    return str(code)


def revealed(giftscan: Giftscan) -> int:
    """How many lines of the ledger say that a code was shown."""
    with sqlite3.connect(giftscan.ledger) as connection:
        return int(connection.execute("SELECT count(*) FROM event WHERE what = 'revealed'").fetchone()[0])


def test_a_case_is_told_whole(giftscan: Giftscan) -> None:
    """Verdict, reasons with whose words they are, messages with folder, day and subject, what was searched."""
    out = show(giftscan, case_of(giftscan)).out
    assert "What became of it: code found, use unknown" in out
    assert re.search(r"^  - mail of 2026-02-14, Amazon\.co\.jp: The claim code \w{4}-\*{6}-\*{4} stands in the mail\.$", out, re.MULTILINE)
    assert re.search(r"^  - ゴミ箱, 2026-02-14: 藤原 健 様からAmazonギフトカードが届いています \[a card was given\]$", out, re.MULTILINE)
    assert "Searched: 5 messages" in out
    assert WHOLE_CODE.findall(out) == []


def test_how_to_see_by_hand_whether_a_code_was_used(giftscan: Giftscan) -> None:
    """A found code is never said to be unused; the way to see it is told."""
    out = show(giftscan, case_of(giftscan)).out
    assert "mail cannot tell" in out
    assert "Type amazon.co.jp into your browser yourself" in out
    assert "http" not in out


def test_cheaper_ways_come_before_the_letter_and_odds_are_told(giftscan: Giftscan) -> None:
    """What costs nothing stands above what to ask for; the odds are a sentence."""
    thread = "bounced-without-resend-en"
    out = show(giftscan, case_of(giftscan, thread), thread=thread).out
    first, ask = out.index("First, what costs nothing"), out.index("What you can do")
    assert first < ask
    assert "Your Orders" in out[first:ask]
    assert "Odds: Good:" in out[ask:]
    assert "giftscan draft" in out[ask:]


def test_the_owners_word_is_marked_as_the_owners(giftscan: Giftscan) -> None:
    """A statement stands among the reasons as `you`, and by itself with its day and note."""
    case = case_of(giftscan)
    giftscan("tell", case, "redeemed", "--note", "in spring", "--now", "2026-03-25T12:00:00+09:00")
    out = show(giftscan, case).out
    assert "  - you, 2026-03-25: You said: redeemed (in spring)" in out
    assert "  - 2026-03-25: redeemed (in spring)" in out


def test_a_code_is_revealed_at_a_terminal_after_a_question(giftscan: Giftscan) -> None:
    """One case, one yes, one line in the ledger."""
    case = case_of(giftscan)
    done = giftscan.on_terminal("show", case, "--reveal", answers=[("Show it now?", "y")])
    assert 0 == done.code
    assert 1 == done.out.count(code_in(THREAD))
    assert 1 == revealed(giftscan)


def test_a_no_reveals_nothing(giftscan: Giftscan) -> None:
    """Anything but yes is a no, and nothing is noted."""
    case = case_of(giftscan)
    for answer in ("n", "", "maybe"):
        done = giftscan.on_terminal("show", case, "--reveal", answers=[("Show it now?", answer)])
        assert 0 == done.code
        assert code_in(THREAD) not in done.out
    assert 0 == revealed(giftscan)


@pytest.mark.parametrize("pipe", [True, False])
def test_a_code_never_goes_into_a_pipe(giftscan: Giftscan, pipe: bool) -> None:
    """Without a terminal on both ends --reveal is refused before anything is said."""
    case = case_of(giftscan)
    done = giftscan.on_terminal("show", case, "--reveal", pipe=True) if pipe else giftscan("show", case, "--reveal")
    assert 2 == done.code
    assert "on a terminal only" in done.err
    assert code_in(THREAD) not in done.out + done.err
    assert 0 == revealed(giftscan)


def test_japanese_yes_is_a_yes(giftscan: Giftscan) -> None:
    """The question is asked in the reader's language, and so may the answer be."""
    done = giftscan.on_terminal("--lang", "ja", "show", case_of(giftscan), "--reveal", answers=[("表示しますか", "はい")])
    assert code_in(THREAD) in done.out


def test_a_case_is_named_by_the_beginning_of_its_id(giftscan: Giftscan) -> None:
    """A prefix is enough where it is unique; an unknown one is wrong usage."""
    case = case_of(giftscan)
    assert 0 == show(giftscan, case[:4]).code
    done = show(giftscan, "zzzzzzzz")
    assert (2, "") == (done.code, done.out)
    assert "giftscan cases" in done.err


def test_lines_are_broken_at_the_terminals_edge(giftscan: Giftscan) -> None:
    """A long sentence goes on under its own indent, in both languages."""
    from scanner.report.widths import width_of

    case = case_of(giftscan)
    for language in ("en", "ja"):
        out = giftscan.on_terminal("--lang", language, "show", case, columns=60).out
        assert max(width_of(line) for line in out.splitlines()) <= 60
