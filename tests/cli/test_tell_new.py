"""`giftscan tell --new`: a card that no mail shows, told by its owner, with its honest last resort."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.command import Giftscan

NOW = "2026-06-01T12:00:00+00:00"
SERIAL = "9876543210987654"


def only_case(giftscan: Giftscan) -> dict[str, Any]:
    """The ledger's one case, as JSON shows it."""
    (case,) = giftscan("cases", "--json", "--now", NOW).document["cases"]
    assert isinstance(case, dict)
    return case


def test_a_card_bought_in_a_shop(giftscan: Giftscan) -> None:
    """Receipt and serial number are all there is: a last resort with poor odds, marked as the owner's word."""
    done = giftscan("tell", "--new", "bought_in_shop", "--amount", "5,000円", "--on", "2026-05-03", "--serial", SERIAL, "--note", "corner shop", "--now", NOW)
    assert done.code == 0
    case = only_case(giftscan)
    assert (case["type"], case["role"], case["outcome"], case["route"], case["odds"]) == ("physical_gift_card", "buyer", "lost", "amazon_support", "poor")
    assert (case["amount"], case["marketplace"], case["messages"]) == ({"value": "5000", "currency": "JPY"}, "amazon.co.jp", [])
    assert case["expires_on"] == "2036-05-03"
    assert [(b["by"], b["message_id"]) for b in case["because"]] == [("owner", None)]
    assert [(s["what"], s["note"]) for s in case["statements"]] == [("bought_in_shop", "corner shop")]
    letter = giftscan("draft", case["id"], "--now", NOW).out
    assert SERIAL in letter and "May 3, 2026" in letter and "receipt" in letter


@pytest.mark.parametrize(("what", "outcome", "words"), [("not_received", "never_delivered", "has not reached me"), ("deleted", "lost", "I deleted the e-mail")])
def test_a_card_that_somebody_says_he_sent(giftscan: Giftscan, what: str, outcome: str, words: str) -> None:
    """The giver is asked, in the owner's own words, and nothing is said that the owner did not say."""
    giftscan("tell", "--new", what, "--giver", "Dana North", "--amount", "$50", "--shop", "amazon.com", "--now", NOW)
    case = only_case(giftscan)
    assert (case["type"], case["role"], case["outcome"], case["route"]) == ("email_gift_card", "recipient", outcome, "ask_giver")
    assert case["giver"] == "Dana North"
    letter = giftscan("draft", case["id"], "--now", NOW).out
    assert words in letter and "$50.00" in letter


def test_taken_back_it_is_gone(giftscan: Giftscan) -> None:
    """A card that only the owner told of leaves nothing behind, by --undo as by forget."""
    for verb in (["tell", "--undo"], ["forget", "--yes"]):
        giftscan("tell", "--new", "deleted", "--giver", "Dana North", "--now", NOW)
        assert 0 == giftscan(verb[0], only_case(giftscan)["id"], verb[1]).code
        assert [] == giftscan("cases", "--json", "--now", NOW).document["cases"]


def test_a_later_statement_is_taken_back_first(giftscan: Giftscan) -> None:
    """--undo takes the newest word back, and the card stays as long as one is left."""
    giftscan("tell", "--new", "not_received", "--giver", "Dana North", "--now", NOW)
    case = only_case(giftscan)["id"]
    giftscan("tell", case, "redeemed", "--now", NOW)
    assert "redeemed" == only_case(giftscan)["outcome"]
    giftscan("tell", case, "--undo")
    assert "never_delivered" == only_case(giftscan)["outcome"]


@pytest.mark.parametrize(
    "words",
    [
        ["--new", "bought_in_shop", "--amount", "50"],
        ["--new", "bought_in_shop", "--amount", "fifty dollars"],
        ["--new", "bought_in_shop", "--serial", "QX7K-ABCDEF-GH2K"],
        ["--new", "bought_in_shop", "--shop", "amazon.example"],
        ["--new", "not_received", "--on", "2026-13-01"],
        ["--new", "not_received", "--on", "2026-06-02"],
        ["--new", "eaten"],
        ["--new", "deleted", "abcdefgh"],
        ["--new", "deleted", "--undo"],
        ["abcdefgh", "deleted", "--amount", "$5"],
    ],
)
def test_what_cannot_be_is_refused(giftscan: Giftscan, words: list[str]) -> None:
    """An amount without a currency, a claim code, a day to come, a shop nobody knows, two things at once."""
    giftscan("tell", "--new", "deleted", "--giver", "Dana North", "--now", NOW)
    before = giftscan("cases", "--json", "--now", NOW).document["cases"]
    assert 2 == giftscan("tell", *words, "--now", NOW).code
    assert before == giftscan("cases", "--json", "--now", NOW).document["cases"]


def test_a_card_that_was_told_is_sealed(giftscan: Giftscan) -> None:
    """Names and numbers are not to be read in a copy of the file."""
    giftscan(
        "tell", "--new", "not_received", "--giver", "Dana North", "--recipient", "me@example.com", "--serial", SERIAL, "--note", "by the lake", "--now", NOW
    )
    data = b"".join(path.read_bytes() for path in giftscan.home.rglob("ledger.sqlite*"))
    assert b"told_card" in data
    for secret in (b"Dana", b"me@example.com", SERIAL.encode(), b"by the lake"):
        assert secret not in data
