"""`giftscan scan`: files and mailboxes, as a table and as JSON."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from scanner.model import Outcome
from scanner.report.widths import width_of
from tests.cli.command import CORPUS, THREADS, Giftscan, expected, scan_words
from tests.cli.conftest import HOSTILE_CODE, Served

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
CASE_KEYS = {
    "id", "type", "role", "marketplace", "order_id", "amount", "recipient", "giver", "expires_on", "claim_codes", "outcome", "route", "odds", "because",
    "statements", "messages", "asked", "draft",
}  # fmt: skip
WHOLE_CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{6}-[0-9A-Z]{4,5}\b")


def test_json_is_the_contract(giftscan: Giftscan) -> None:
    """The keys of the contract and no others; times in RFC 3339, money as decimal strings, null for what is unknown."""
    words = scan_words("code-in-trash-ja", "--json", "--no-store", "--fingerprint-key", CORPUS / "fingerprint.key")
    document = giftscan(*words).document
    assert {"schema", "scanned", "coverage", "cases"} == set(document)
    assert 1 == document["schema"]
    assert {"messages", "recognized", "suspicious", "unreadable", "duplicates", "files", "bytes", "unchanged", "no_mail"} == set(document["scanned"])
    for entry in document["coverage"]:
        assert {"source", "folder", "messages", "first", "last", "searched_by", "not_seen"} == set(entry)
        assert entry["searched_by"] in ("sender", "headers", "full")
        assert all(RFC3339.fullmatch(entry[key]) for key in ("first", "last") if entry[key])
    (case,) = document["cases"]
    assert CASE_KEYS == set(case)
    assert Decimal(case["amount"]["value"]) == 10000 and isinstance(case["amount"]["value"], str)
    assert case["recipient"] is None or "@" in case["recipient"]
    assert case["draft"] is None
    for because in case["because"]:
        assert {"message_id", "field", "quote", "by"} == set(because)
        assert because["by"] in ("mail", "owner")
    told = expected("code-in-trash-ja")["cases"][0]
    assert told["claim_codes"] == case["claim_codes"]


@pytest.mark.parametrize("thread", ["code-in-trash-ja", "code-in-junk-copied-en", "reminder-only-phish-beside-ja", "bounced-without-resend-en"])
def test_no_output_holds_a_whole_code(giftscan: Giftscan, thread: str) -> None:
    """Neither the table nor JSON shows what the mail holds."""
    for more in (["--json"], [], ["--verbose"]):
        done = giftscan(*scan_words(thread, "--no-store", *more))
        assert WHOLE_CODE.findall(done.out + done.err) == []


def test_no_store_keeps_nothing(giftscan: Giftscan) -> None:
    """Files are scanned without a trace."""
    assert 0 == giftscan(*scan_words("code-in-trash-ja", "--no-store")).code
    assert set() == giftscan.files()


def test_files_are_scanned_into_the_ledger(giftscan: Giftscan) -> None:
    """Without --no-store the ledger keeps what was found, its key lies elsewhere and is named, and a rescan adds nothing."""
    first = giftscan(*scan_words("code-in-trash-ja", "--json"))
    assert "New ledger" in first.err and str(giftscan.home / "keys" / "vault.key") in first.err
    second = giftscan(*scan_words("code-in-trash-ja", "--json"))
    assert first.document["cases"] == second.document["cases"]
    assert "" == second.err
    assert 0o600 == giftscan.ledger.stat().st_mode & 0o777


def test_drafts_are_written_and_named(giftscan: Giftscan, tmp_path: Path) -> None:
    """--drafts writes a file for each case that has one, readable by the owner only; JSON names it."""
    done = giftscan(*scan_words("bounced-without-resend-en", "--json", "--no-store", "--drafts", tmp_path / "drafts"))
    drafted = [case for case in done.document["cases"] if case["draft"]]
    assert drafted
    for case in drafted:
        path = Path(case["draft"]["path"])
        assert path.stem == case["id"]
        assert {"email": ".eml"}.get(case["draft"]["channel"], ".txt") == path.suffix
        assert 0o600 == path.stat().st_mode & 0o777
        assert case["order_id"] in path.read_text("utf-8")
    assert len(drafted) == len(list((tmp_path / "drafts").iterdir()))


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_table_fits_the_terminal(giftscan: Giftscan, language: str, columns: int) -> None:
    """No line is wider than the terminal, with full-width names and long addresses in it."""
    done = giftscan.on_terminal("--lang", language, *scan_words("three-cards-one-failed-ja", "--no-store"), columns=columns, NO_COLOR="1")
    lines = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", done.out).splitlines()
    assert 0 == done.code
    assert any("amazon.co.jp" in line for line in lines)
    assert max(width_of(line.rstrip()) for line in lines) <= columns


def test_sums_stand_below_the_table_by_currency(giftscan: Giftscan) -> None:
    """What may be recovered, what was found and what is gone are told apart, each currency by itself."""
    words: list[object] = ["scan", "--no-store", "--now", "2026-05-20T12:00:00Z", THREADS / "code-in-trash-ja", THREADS / "bounced-without-resend-en"]
    # One person's addresses, since three people's mail would stop the scan.
    owners = [word for address in ("sora.nishida@example.jp", "dana.whitfield@example.com", "isao.fujita@example.jp") for word in ("--owner", address)]
    done = giftscan(*words, THREADS / "expired-card-of-2015-ja", *owners)
    found = next(line for line in done.out.splitlines() if line.startswith("Found, use unknown: "))
    recover = next(line for line in done.out.splitlines() if line.startswith("To recover: "))
    gone = next(line for line in done.out.splitlines() if line.startswith("Gone (expired): "))
    assert "¥10,000" in found
    assert "$" in recover and "¥" not in recover
    assert "¥" in gone


def test_what_was_searched_is_told(giftscan: Giftscan) -> None:
    """The summary names the folders and the days; --verbose names each."""
    short = giftscan(*scan_words("code-in-trash-ja", "--no-store")).out
    assert re.search(r"^Searched: 5 messages in INBOX, ゴミ箱, 迷惑メール, 2026-02-14 to 2026-03-20 \(every text\)$", short, re.MULTILINE)
    long = giftscan(*scan_words("code-in-trash-ja", "--no-store", "-v")).out
    assert re.search(r"^  ゴミ箱: 1 message, 2026-02-14 \(every text\)$", long, re.MULTILINE)


def test_a_pipe_gets_results_only(giftscan: Giftscan) -> None:
    """No color, no bar, no remark, on neither stream."""
    done = giftscan(*scan_words("code-in-trash-ja", "--no-store"))
    assert "" == done.err
    assert "\x1b" not in done.out


def test_quiet_and_verbose(giftscan: Giftscan, unreadable: Path) -> None:
    """--quiet says results and errors only; --verbose names what could not be read."""
    quiet = giftscan("scan", unreadable, "-q")
    assert (1, "") == (quiet.code, quiet.err)
    verbose = giftscan("scan", unreadable, "-v", "--no-store")
    assert str(unreadable) in verbose.err


def test_an_unreadable_message_is_counted_and_the_scan_goes_on(giftscan: Giftscan, unreadable: Path) -> None:
    """Exit code 1; the rest is read."""
    words = ["scan", unreadable, THREADS / "code-in-trash-ja", "--no-store"]
    done = giftscan(*words, "--json")
    assert 1 == done.code
    assert 1 == done.document["scanned"]["unreadable"]
    assert 1 == len(done.document["cases"])
    table = giftscan(*words)
    assert 1 == table.code
    assert "1 message could not be read" in table.out


def test_why_a_message_was_not_read_is_kept(giftscan: Giftscan, unreadable: Path) -> None:
    """The reason stands in the coverage and in the summary, also when the file is not read again."""
    words = ["scan", unreadable, THREADS / "code-in-trash-ja", "--owner", "sora.nishida@example.jp"]
    first, second = giftscan(*words, "--json").document, giftscan(*words, "--json").document
    (hole,) = [hole for entry in first["coverage"] if entry["source"] == str(unreadable) for hole in entry["not_seen"]]
    assert 1 == hole["count"] and "header" in hole["why"]
    assert first["coverage"] == second["coverage"]
    assert (0, 6) == (first["scanned"]["unchanged"], second["scanned"]["unchanged"])
    assert f"Not seen: {unreadable}: {hole['why']} (1)" in giftscan(*words).out


def test_the_summary_counts_files_and_what_was_passed_over(giftscan: Giftscan, tmp_path: Path) -> None:
    """Files and bytes as they lie on the disk, those without mail apart; unchanged ones are told in the next run."""
    folder = tmp_path / "mail"
    shutil.copytree(THREADS / "code-in-trash-ja", folder)
    (folder / "notes.txt").write_text("Nothing to see.\n", "utf-8")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.suffix in (".eml", ".txt")]
    scanned = giftscan("scan", folder, "--owner", "sora.nishida@example.jp", "--json").document["scanned"]
    told = {name: scanned[name] for name in ("files", "messages", "bytes", "unchanged", "no_mail")}
    # A picture and the test's own JSON are known by their names, the notes by their text.
    assert {"files": 6, "messages": 5, "bytes": sum(sizes), "unchanged": 0, "no_mail": 3} == told
    out = giftscan("scan", folder, "--owner", "sora.nishida@example.jp").out
    assert re.search(r"^Files: 6, [\d.]+ kB \(6 unchanged since an earlier scan\)$", out, re.MULTILINE)
    assert "Passed over: 3 files that hold no mail" in out


def test_hostile_mail_steers_no_terminal(giftscan: Giftscan, hostile: Path) -> None:
    """Escapes, bidi controls and markup in names, subjects and folders are shown as text, on a terminal and in JSON."""
    table = giftscan.on_terminal("scan", hostile, "--no-store", "-v", NO_COLOR="1", TERM="dumb")
    for steering in ("\x1b[31m", "\x1b[2J", "\x1b]8", "\x07", "\u202e"):
        assert steering not in table.out
    done = giftscan("scan", hostile, "--no-store", "--json")
    assert not re.search("[\x1b\x07\x7f-\x9f\u202a-\u202e]", done.out)
    assert HOSTILE_CODE not in table.out + done.out
    assert [Outcome.CODE_FOUND] == [case["outcome"] for case in done.document["cases"]]
    assert done.document["coverage"][0]["folder"] == "[red]in\x1b[2Jbox\u202e"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["scan", "--no-store"], "--no-store is for files"),
        (["scan", "/nowhere/at/all"], "no such file"),
        (["scan"], "no mailbox is configured"),
        (["scan", str(THREADS), "--mailbox", "x"], "not both"),
        (["scan", str(THREADS / "code-in-trash-ja"), "--no-store", "--now", "yesterday"], "not a moment"),
        (["scan", str(THREADS / "code-in-trash-ja"), "--no-store", "--fingerprint-key", "/nowhere.key"], "/nowhere.key"),
    ],
)
def test_wrong_usage(giftscan: Giftscan, words: list[str], said: str) -> None:
    """Exit code 2, before any mail is read."""
    done = giftscan(*words)
    assert (2, "") == (done.code, done.out)
    assert said in done.err


@pytest.mark.dovecot
def test_a_mailbox_is_scanned(mailbox: Served) -> None:
    """The same case as from files, and the second scan gives the same again."""
    mailbox.holds("code-in-trash-ja")
    now = expected("code-in-trash-ja")["now"]
    first = mailbox.giftscan("scan", "--json", "--now", now)
    assert 0 == first.code, first.err
    assert ["code_found"] == [case["outcome"] for case in first.document["cases"]]
    assert {entry["folder"] for entry in first.document["coverage"]} >= {"INBOX"}
    assert first.document["cases"] == mailbox.giftscan("scan", "--json", "--now", now).document["cases"]


@pytest.mark.dovecot
def test_progress_is_for_a_terminal_and_results_for_the_pipe(mailbox: Served) -> None:
    """With results on a pipe and a person at the screen, remarks go to the screen and the pipe is pure JSON."""
    mailbox.holds("code-in-trash-ja")
    done = mailbox.giftscan.on_terminal("scan", "--json", pipe=True)
    assert 0 == done.code
    assert 1 == done.document["schema"]
    assert f"Logged in as {mailbox.user}" in done.err


@pytest.mark.dovecot
def test_a_server_that_is_not_there_is_exit_code_4(mailbox: Served) -> None:
    """A refused connection is no refused log-in."""
    mailbox.giftscan.configure(mailbox.table(port=1))
    done = mailbox.giftscan("scan")
    assert 4 == done.code
    assert "Traceback" not in done.err


@pytest.mark.dovecot
def test_an_interrupted_scan_says_that_it_goes_on(mailbox: Served) -> None:
    """Ctrl-C at the password: exit code 130, and nothing was kept of what was not scanned."""
    mailbox.giftscan.configure(mailbox.table(password=False))
    done = mailbox.giftscan.on_terminal("scan", answers=[("Password for", "\x03")])
    assert 130 == done.code
    assert "Interrupted." in done.err
