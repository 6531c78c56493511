"""`giftscan explain`: what each message is; nothing is kept."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.command import CORPUS, THREADS, Giftscan, texts_of
from tests.cli.conftest import HOSTILE_CODE
from tests.cli.test_scan import RFC3339, WHOLE_CODE

KEYS = {
    "schema", "origin", "message_id", "date", "kind", "role", "issuer", "marketplace", "language", "authenticity", "claim_codes", "claim_link", "order_id",
    "amount", "recipient", "giver", "deliver_on", "expires_on", "serial", "delivery_status", "evidence",
}  # fmt: skip
GIFT = THREADS / "code-in-trash-ja" / "ゴミ箱" / "01-gift.eml"


def test_one_json_object_a_message_in_input_order(giftscan: Giftscan) -> None:
    """The contract's keys for each message, also for those that are nothing; nothing is kept."""
    paths = [*sorted((CORPUS / "bounces").glob("*.eml")), GIFT]
    done = giftscan("explain", *paths, "--json")
    assert (0, "") == (done.code, done.err)
    assert [str(path) for path in paths] == [told["origin"]["source"] for told in done.documents]
    for told in done.documents:
        assert KEYS == set(told)
        assert 1 == told["schema"]
        assert told["date"] is None or RFC3339.fullmatch(told["date"])
    assert "bounce" == done.documents[0]["kind"]
    assert set() == giftscan.files()


def test_a_value_that_a_mail_does_not_say_is_null(giftscan: Giftscan) -> None:
    """Null or an empty list, never a guess."""
    told = giftscan("explain", CORPUS / "malformed" / "none-en-29-empty-mail.eml", "--json").documents[0]
    assert told["kind"] is None and told["amount"] is None and [] == told["claim_codes"] and told["claim_link"] is False


def test_fingerprints_are_those_of_the_given_key(giftscan: Giftscan) -> None:
    """Two runs with the same key agree; without a key each run has its own."""
    key = ["--fingerprint-key", CORPUS / "fingerprint.key"]
    codes = [giftscan("explain", GIFT, "--json", *more).documents[0]["claim_codes"] for more in (key, key, [], [])]
    assert codes[0] == codes[1]
    assert codes[2] != codes[3]
    assert {re.sub(r"[A-Z0-9]", "x", codes[0][0]["code"])} == {"xxxx-******-****"}


def test_an_unreadable_message_has_an_error_and_the_rest_is_read(giftscan: Giftscan, unreadable: Path) -> None:
    """Exit code 1; its line has `error`, as text and in Japanese, too."""
    done = giftscan("explain", unreadable, GIFT, "--json")
    assert 1 == done.code
    assert {"schema", "origin", "error"} == set(done.documents[0])
    assert "gift_card_received" == done.documents[1]["kind"]
    told = giftscan("--lang", "ja", "explain", unreadable)
    assert 1 == told.code
    assert "読めませんでした" in told.out and "ヘッダー" in told.out


def test_words_for_a_person(giftscan: Giftscan) -> None:
    """What it is, whether its sender is trusted, and the words that each value was read from."""
    out = giftscan("explain", GIFT).out
    assert "What it is: a card was given (gift_card_received, amazon.co.jp, ja)" in out
    assert re.search(r"amount: “.*10,000.*”", out)
    assert WHOLE_CODE.findall(out) == []
    assert "ギフトカードの受け取り" in giftscan("--lang", "ja", "explain", GIFT).out


def test_hostile_mail_steers_no_terminal(giftscan: Giftscan, hostile: Path) -> None:
    """Nothing in a mail reaches the terminal as a command."""
    done = giftscan.on_terminal("explain", hostile, TERM="dumb")
    assert 0 == done.code
    for steering in ("\x1b[31m", "\x1b]8", "\x07", "\u202e"):
        assert steering not in done.out
    assert HOSTILE_CODE not in done.out


def test_the_code_of_one_message_is_revealed_after_a_question(giftscan: Giftscan) -> None:
    """On a terminal, after a yes."""
    (code,) = set(WHOLE_CODE.findall(texts_of(GIFT)))
    yes = giftscan.on_terminal("explain", GIFT, "--reveal", answers=[("Show it now?", "y")])
    assert (0, 1) == (yes.code, yes.out.count(code))
    no = giftscan.on_terminal("explain", GIFT, "--reveal", answers=[("Show it now?", "n")])
    assert (0, 0) == (no.code, no.out.count(code))


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_reveal_needs_a_terminal(giftscan: Giftscan, more: list[str]) -> None:
    """Neither a pipe nor JSON ever holds a whole code."""
    done = giftscan("explain", GIFT, "--reveal", *more)
    assert (2, "") == (done.code, done.out)


def test_reveal_takes_one_message(giftscan: Giftscan) -> None:
    """Not a folder of them, and nothing of them is printed."""
    done = giftscan.on_terminal("explain", THREADS / "code-in-trash-ja", "--reveal")
    assert 2 == done.code
    assert "takes one message" in done.err
    assert "gift_card" not in done.out


def test_a_suspicious_mail_is_never_revealed(giftscan: Giftscan) -> None:
    """What a deceiver sent is not shown as if it were money."""
    for path in sorted((CORPUS / "mails" / "trust").glob("*.eml")):
        told = json.loads(path.with_suffix(".json").read_text("utf-8"))
        if told["authenticity"] == "suspicious" and told["claim_codes"]:
            break
    else:
        pytest.fail("no suspicious mail with a code in the corpus")
    done = giftscan.on_terminal("explain", path, "--reveal")
    assert 2 == done.code
    assert "suspicious" in done.err
    assert WHOLE_CODE.findall(done.out) == []


def test_a_missing_path_is_told_before_anything_is_read(giftscan: Giftscan) -> None:
    """A typing error costs no reading: exit code 2, nothing printed."""
    done = giftscan("explain", GIFT, "/nowhere/at/all.eml", "--json")
    assert (2, "") == (done.code, done.out)
