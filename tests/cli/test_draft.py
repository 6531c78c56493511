"""`giftscan draft`: the request, to read, to keep, or to lay into Drafts; nothing is sent."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

import pytest

from tests.cli.command import Done, Giftscan, expected, scan_words
from tests.cli.conftest import Served

BOUNCED = "bounced-without-resend-en"
GIVEN = "reminder-only-phish-beside-ja"
TYPO = "docomo-typo-only-sent-ja"


def drafted(giftscan: Giftscan, thread: str) -> dict[str, object]:
    """Scan a thread; its case that has a draft."""
    done = giftscan(*scan_words(thread, "--json"))
    (case,) = [case for case in done.document["cases"] if case["draft"]]
    return dict(case)


def draft(giftscan: Giftscan, thread: str, *more: object) -> Done:
    """The draft of a thread's case."""
    return giftscan("draft", drafted(giftscan, thread)["id"], "--now", expected(thread)["now"], *more)


def test_a_draft_is_read_on_standard_output(giftscan: Giftscan) -> None:
    """It names what the case must name, and nothing is written."""
    done = draft(giftscan, BOUNCED)
    assert 0 == done.code
    told = next(case for case in expected(BOUNCED)["cases"] if case["draft"])
    for words in told["draft_says"]:
        assert words in done.out
    for words in told["draft_never"]:
        assert words not in done.out


def test_language_and_channel_can_be_chosen(giftscan: Giftscan) -> None:
    """A letter to the giver in English, or as a short message; a channel that the road lacks is refused with those it has."""
    case = drafted(giftscan, GIVEN)["id"]
    now = expected(GIVEN)["now"]
    japanese = giftscan("draft", case, "--now", now).out
    english = giftscan("draft", case, "--now", now, "--language", "en").out
    message = giftscan("draft", case, "--now", now, "--channel", "message").out
    assert "Amazon" in english and "ギフトカード" in japanese and japanese != english
    assert len(message) < len(japanese)
    refused = giftscan("draft", case, "--now", now, "--channel", "phone")
    assert (2, "") == (refused.code, refused.out)
    assert "email" in refused.err and "message" in refused.err


def test_an_email_draft_is_a_file_that_mail_programs_open(giftscan: Giftscan, tmp_path: Path) -> None:
    """RFC 5322, seven bits, marked as unsent, readable by its owner only."""
    path = tmp_path / "letter.eml"
    done = draft(giftscan, GIVEN, "--output", path)
    assert (0, "") == (done.code, done.out)
    assert str(path) in done.err
    data = path.read_bytes()
    assert data.isascii()
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert "1" == message["X-Unsent"]
    assert message["Subject"] and message["Message-ID"]
    assert 0o600 == path.stat().st_mode & 0o777


def test_an_unknown_address_is_told(giftscan: Giftscan) -> None:
    """A letter whose reader's address stands in no mail says that the owner must fill it in."""
    case = drafted(giftscan, GIVEN)
    done = giftscan("draft", case["id"], "--now", expected(GIVEN)["now"])
    assert isinstance(case["draft"], dict)
    assert (case["draft"]["to"] is None) == ("fill it in yourself" in done.err)
    assert case["draft"]["to"] is None or f"To: {case['draft']['to']}" in done.out


def test_a_case_that_needs_no_request_is_told_so(giftscan: Giftscan) -> None:
    """Exit code 2 and what became of it."""
    case = giftscan(*scan_words("code-in-trash-ja", "--json")).document["cases"][0]
    done = giftscan("draft", case["id"])
    assert (2, "") == (done.code, done.out)
    assert "code found" in done.err


def test_a_corrected_address_is_confirmed_by_the_owner(giftscan: Giftscan) -> None:
    """At a terminal the owner is asked; a no leaves the correction out. Elsewhere it stands as a proposal, and that is said."""
    case, now = str(drafted(giftscan, TYPO)["id"]), expected(TYPO)["now"]
    corrected = "docomo.ne.jp"
    yes = giftscan.on_terminal("draft", case, "--now", now, answers=[("meant?", "y")], pipe=True)
    no = giftscan.on_terminal("draft", case, "--now", now, answers=[("meant?", "n")], pipe=True)
    assert corrected in yes.err
    assert (0, True) == (yes.code, corrected in yes.out)
    assert (0, False) == (no.code, corrected in no.out)
    piped = giftscan("draft", case, "--now", now)
    assert corrected in piped.out and "check the address" in piped.err


def test_a_file_that_cannot_be_written_is_told(giftscan: Giftscan, tmp_path: Path) -> None:
    """Exit code 2 with the path."""
    done = draft(giftscan, GIVEN, "--output", tmp_path / "no" / "such" / "folder" / "x.eml")
    assert (2, "") == (done.code, done.out)
    assert "no/such/folder" in done.err


@pytest.mark.dovecot
def test_a_letter_is_laid_into_drafts_once(mailbox: Served) -> None:
    """The one command that writes: one APPEND to Drafts, and on the second run none."""
    giftscan = mailbox.holds(GIVEN).giftscan
    now = expected(GIVEN)["now"]
    document = giftscan("scan", "--json", "--now", now).document
    (case,) = [c["id"] for c in document["cases"] if c["draft"]]
    first = giftscan("draft", case, "--save-to-mailbox", "--now", now)
    assert 0 == first.code, first.err
    assert "Laid into Drafts" in first.err
    second = giftscan("draft", case, "--save-to-mailbox", "--now", now)
    assert "It lies in Drafts already." in second.err
    assert 1 == mailbox.commands.count("APPEND")
    lying = [path for part in ("new", "cur") for path in (mailbox.server.home(mailbox.user) / "Maildir" / ".Drafts" / part).iterdir()]
    (path,) = lying
    assert b"X-Unsent: 1" in path.read_bytes()


@pytest.mark.dovecot
def test_only_an_email_goes_into_drafts(mailbox: Served) -> None:
    """Text for a chat is refused before anything is sent to the server."""
    giftscan = mailbox.holds(BOUNCED).giftscan
    now = expected(BOUNCED)["now"]
    (case,) = [c["id"] for c in giftscan("scan", "--json", "--now", now).document["cases"] if c["draft"]]
    done = giftscan("draft", case, "--save-to-mailbox", "--now", now)
    assert (2, "") == (done.code, done.out)
    assert "APPEND" not in mailbox.commands
