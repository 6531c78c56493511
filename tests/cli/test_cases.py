"""`giftscan cases`: what the ledger knows."""

from __future__ import annotations

from tests.cli.command import CORPUS, Giftscan, expected, scan_words


def test_json_is_that_of_the_scan(giftscan: Giftscan) -> None:
    """The ledger gives the same cases as the scan that filled it, under the same ids; files are a scan's own to count."""
    scanned = giftscan(*scan_words("bounced-without-resend-en", "--json")).document
    listed = giftscan("cases", "--json", "--now", expected("bounced-without-resend-en")["now"]).document
    assert 1 == listed["schema"]
    assert scanned["cases"] == listed["cases"]
    assert scanned["coverage"] == listed["coverage"]
    of_files = {"files", "bytes", "unchanged", "no_mail"}
    assert {name: count for name, count in scanned["scanned"].items() if name not in of_files} == listed["scanned"]


def test_fingerprints_can_be_compared_by_a_key_of_the_callers(giftscan: Giftscan) -> None:
    """With --fingerprint-key they are those of the file; without it those of the vault."""
    giftscan(*scan_words("code-in-trash-ja"))
    now = expected("code-in-trash-ja")["now"]
    by_key = giftscan("cases", "--json", "--now", now, "--fingerprint-key", CORPUS / "fingerprint.key").document
    by_vault = giftscan("cases", "--json", "--now", now).document
    assert expected("code-in-trash-ja")["cases"][0]["claim_codes"] == by_key["cases"][0]["claim_codes"]
    assert by_key["cases"][0]["claim_codes"] != by_vault["cases"][0]["claim_codes"]


def test_the_table_names_what_to_do(giftscan: Giftscan) -> None:
    """Id, what it is, who, what became of it, since when, and the next step; then sums and what was searched."""
    case = giftscan(*scan_words("code-in-trash-ja", "--json")).document["cases"][0]
    out = giftscan("cases").out
    for words in (case["id"], "gift card", "¥10,000", "amazon.co.jp", "from 藤原 健", "code found", "2026-02-14", "open the message"):
        assert words in out
    assert "Found, use unknown: ¥10,000 (1 card or refund)" in out
    assert "Searched: 5 messages" in out


def test_open_leaves_out_what_is_settled(giftscan: Giftscan) -> None:
    """--open lists only cases with something to do."""
    giftscan(*scan_words("refunds-to-card-balance-delayed-pending-en"))
    now = expected("refunds-to-card-balance-delayed-pending-en")["now"]
    every = giftscan("cases", "--json", "--now", now).document["cases"]
    open_ = giftscan("cases", "--json", "--open", "--now", now).document["cases"]
    assert [c for c in every if c["route"] != "none"] == open_
    assert len(open_) < len(every)


def test_an_empty_ledger_is_told(giftscan: Giftscan) -> None:
    """Before the first scan there is nothing to list: exit code 2 and what to do."""
    done = giftscan("cases")
    assert (2, "") == (done.code, done.out)
    assert "giftscan scan" in done.err
    assert not giftscan.ledger.exists()
