"""`giftscan recover`: one lost card, looked for everywhere, and an answer at the end."""

from __future__ import annotations

import pytest

from tests.cli.command import CTRL_C, THREADS, Done, Giftscan, expected, scan_words
from tests.cli.conftest import Served
from tests.cli.test_scan import WHOLE_CODE

HOLDING = "code-in-trash-ja"
LOST = "reminder-only-phish-beside-ja"


def in_files(giftscan: Giftscan, thread: str, *words: str) -> Done:
    """Look for a card in a golden thread's files."""
    return giftscan("recover", "--in", THREADS / thread, "--now", expected(thread)["now"], *words)


def test_the_message_that_holds_the_code(giftscan: Giftscan) -> None:
    """Told at once when it is found, and again in the answer: folder, day, subject; never the code."""
    done = in_files(giftscan, HOLDING, "--giver", "藤原健", "--amount", "10,000円")
    assert 0 == done.code
    lines = done.out.splitlines()
    assert "Found: ゴミ箱, 2026-02-14: 藤原 健 様からAmazonギフトカードが届いています" == lines[0]
    assert "Here is the message that holds the code:" == lines[1]
    assert "ゴミ箱, 2026-02-14" in lines[2] and "(perhaps)" not in lines[2]
    assert WHOLE_CODE.findall(done.out) == []
    assert set() == giftscan.files()


def test_what_shows_that_it_existed_and_where_to_ask(giftscan: Giftscan) -> None:
    """No code: the reasons, the next step with its odds, and in the ledger the next command."""
    done = in_files(giftscan, LOST)
    assert "Here is the message" not in done.out
    assert "This shows that the card existed:" in done.out
    assert "→ ask the giver to have it sent again (good odds)" in done.out
    case = next(c["id"] for c in giftscan(*scan_words(LOST, "--json")).document["cases"] if c["outcome"] == "lost")
    known = giftscan("recover", "--now", expected(LOST)["now"])
    assert f"→ giftscan draft {case}" in known.out


def test_nothing_found_says_what_was_searched(giftscan: Giftscan) -> None:
    """Every folder with its days, and what was not seen."""
    done = in_files(giftscan, HOLDING, "--giver", "Nobody At All")
    assert 0 == done.code
    assert done.out.startswith("Nothing was found.\n")
    assert "Searched: 5 messages" in done.out
    for folder in ("INBOX: ", "ゴミ箱: ", "迷惑メール: "):
        assert f"  {folder}" in done.out


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        (["--order", "503-2286714-9950473"], True),
        (["--order", "50322867149950473"], True),
        (["--order", "５０３-２２８６７１４-９９５０４７３"], True),
        (["--order", "503-2286714-9950474"], False),
        (["--amount", "￥10,000"], True),
        (["--amount", "10000.00"], True),
        (["--amount", "1000"], False),
        (["健", "藤原"], True),
        (["--since", "2026-02-14", "--until", "2026-02-14", "--amount", "10000"], True),
        (["--until", "2026-01-01", "--amount", "10000"], False),
    ],
)
def test_what_is_remembered_in_any_spelling(giftscan: Giftscan, words: list[str], holds: bool) -> None:
    """Order numbers, amounts, names and days as people write them; what contradicts one of them is no hit."""
    assert holds == ("Here is the message" in in_files(giftscan, HOLDING, *words).out)


def test_a_partial_fit_is_told_as_doubtful(giftscan: Giftscan) -> None:
    """One word of two fits: it is told, as perhaps, and not as a sure hit."""
    done = in_files(giftscan, HOLDING, "藤原", "zzz-nowhere")
    assert "Found: " not in done.out
    assert "(perhaps)" in done.out


def test_a_phish_is_no_hit(giftscan: Giftscan) -> None:
    """What is suspicious holds no card."""
    done = in_files(giftscan, "phish-promotions-talk-only-ja")
    assert done.out.startswith("Nothing was found.")


@pytest.mark.parametrize("words", [["--amount", "much"], ["--since", "spring"], ["--until", "2026-13-01"], ["--amount", "5 or 6"]])
def test_wrong_usage(giftscan: Giftscan, words: list[str]) -> None:
    """What cannot be read as a day or an amount is told, exit code 2."""
    done = in_files(giftscan, HOLDING, *words)
    assert (2, "") == (done.code, done.out)


def test_without_mailbox_and_ledger_there_is_nothing_to_search(giftscan: Giftscan) -> None:
    """The configuration is asked for."""
    done = giftscan("recover", "x")
    assert (2, "") == (done.code, done.out)
    assert "no mailbox is configured" in done.err


@pytest.mark.dovecot
def test_a_mailbox_is_searched_in_the_order_of_cost(mailbox: Served) -> None:
    """The ledger, then the server by sender and subject, then the headers; each step's cost is told before it is taken."""
    giftscan = mailbox.holds(HOLDING).giftscan
    now = expected(HOLDING)["now"]
    done = giftscan.on_terminal("recover", "--amount", "10000", "--now", now, columns=120)
    assert 0 == done.code, done.err
    order = ["First by sender and subject", "Then the headers of 5 messages", "Found: ゴミ箱", "Here is the message", "Searched: 5 messages"]
    places = [done.out.index(words) for words in order]
    assert sorted(places) == places
    again = giftscan.on_terminal("recover", "--amount", "10000", "--now", now, columns=120)
    assert again.out.index("Known already: ") < again.out.index("Logged in as")
    assert "Then the headers of 0 messages" in again.out


@pytest.mark.dovecot
def test_trash_and_folders_that_scans_pass_over_are_searched(mailbox: Served) -> None:
    """Also a folder that the configuration tells scans to skip."""
    giftscan = mailbox.holds(HOLDING).giftscan
    giftscan.configure(mailbox.table(more='skip_folders = ["ゴミ箱"]'))
    now = expected(HOLDING)["now"]
    scanned = giftscan("scan", "--json", "--now", now).document["cases"]
    assert "code_found" not in {case["outcome"] for case in scanned}
    done = giftscan("recover", "--amount", "10000", "--now", now)
    assert "Here is the message that holds the code:" in done.out
    assert "ゴミ箱, 2026-02-14" in done.out


@pytest.mark.dovecot
def test_a_deep_search_tells_its_cost_and_asks(mailbox: Served) -> None:
    """At a terminal it goes on only after a yes."""
    giftscan = mailbox.holds(LOST).giftscan
    words = ["recover", "--giver", "nobody", "--deep", "--since", "2020-01-01"]
    no = giftscan.on_terminal(*words, answers=[("Go on?", "n")])
    assert 0 == no.code, no.err
    assert "messages will be read whole" in no.err
    assert "Nothing was found." in no.out
    yes = giftscan.on_terminal(*words, answers=[("Go on?", "y")])
    assert 0 == yes.code


@pytest.mark.dovecot
def test_an_interrupted_search_keeps_what_it_found(mailbox: Served) -> None:
    """Ctrl-C before the deep search: exit code 130, and what the cheap steps found is in the ledger."""
    giftscan = mailbox.holds(HOLDING).giftscan
    done = giftscan.on_terminal("recover", "--giver", "nobody", "--deep", answers=[("Go on?", CTRL_C)])
    assert 130 == done.code
    assert "What was found so far is kept" in done.err
    assert ["code_found"] == [case["outcome"] for case in giftscan("cases", "--json", "--now", expected(HOLDING)["now"]).document["cases"]]


def test_a_hit_that_is_not_certain_says_why(giftscan: Giftscan) -> None:
    """What fits, and of what the mail says nothing; a certain one needs no explanation."""
    thread = "store-card-own-note-en"
    (told,) = expected(thread)["cases"]
    assert told["order_id"] is None
    unsure = in_files(giftscan, thread, "--amount", told["amount"]["value"], "--order", "112-1234567-1234567")
    assert "fits: amount; not told: order number" in unsure.out
    sure = in_files(giftscan, thread, "--amount", told["amount"]["value"])
    assert told["amount"]["value"].partition(".")[0] in sure.out and "fits:" not in sure.out


@pytest.mark.parametrize("language", ["en", "ja"])
def test_it_ends_with_the_next_step(giftscan: Giftscan, language: str) -> None:
    """How to get the letter where something shows the card; where nothing does, how to tell of it."""
    now = expected(LOST)["now"]
    traces = giftscan("--lang", language, "recover", "--in", THREADS / LOST, "--now", now)
    nothing = giftscan("--lang", language, "recover", "--in", THREADS / LOST, "--now", now, "--giver", "Nobody At All")
    assert "--drafts" in traces.out.splitlines()[-1]
    assert "giftscan tell --new" in " ".join(nothing.out.splitlines()[-2:])


def test_several_archives_at_once(giftscan: Giftscan) -> None:
    """One answer over all of them: the code of one, and what else fits in the other."""
    done = giftscan("--verbose", "recover", "--in", THREADS / LOST, "--in", THREADS / HOLDING, "--now", expected(LOST)["now"])
    assert "Here is the message that holds the code" in done.out
    assert "These fit, too" in done.out
    assert "2 archives are read whole" in done.err
