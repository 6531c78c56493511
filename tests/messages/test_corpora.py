"""Real mail that nobody here wrote: read without an exception, always alike, and its bounces known for what they are."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.catalog import load_catalog
from scanner.errors import UnreadableMessage
from scanner.facts import read_facts
from scanner.messages import Parser
from scanner.model import Authenticity, Message, Origin, RawMessage
from scanner.trust import assess

ROOT = Path(os.environ.get("GIFTSCAN_CORPORA") or Path(__file__).parents[2].parent / "shared" / "corpora")
FOLDERS = sorted(p.name for p in ROOT.iterdir() if p.is_dir()) if ROOT.is_dir() else []
SISIMAI = ROOT / "sisimai-set-of-emails" / "maildir"

pytestmark = pytest.mark.skipif(not FOLDERS, reason=f"no corpora of real mail at {ROOT} (GIFTSCAN_CORPORA names another place)")

CATALOG = load_catalog()
PARSER = Parser(CATALOG)
_FINAL = re.compile(rb"^\s*Final-Recipient:\s*(?:rfc822|utf-8)\s*;\s*<?([^\s<>=?]+@[^\s<>=?]+?)>?\s*$", re.IGNORECASE | re.MULTILINE)
# Not bounces, though they lie among them: complaints and automatic replies.
_OTHERS = ("arf-", "rfc3834-")


def files(folder: Path) -> Iterator[Path]:
    """All files below a folder, in one order."""
    return (p for p in sorted(folder.rglob("*")) if p.is_file())


def read(path: Path) -> Message | None:
    """A file as one message, whatever it is; None where it is told as unreadable."""
    try:
        return PARSER.parse(RawMessage(Origin(str(path), ""), path.read_bytes()))
    except UnreadableMessage:
        return None


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_message_is_read_and_always_alike(folder: str) -> None:
    """No exception, the same message twice, no claim code, and authentic is only what Amazon sent."""
    seen = 0
    for path in files(ROOT / folder):
        message = read(path)
        if message is None:
            continue
        seen += 1
        assert message == read(path), path
        assessment = assess(message, CATALOG)
        sender = message.sender.domain if message.sender else ""
        assert assessment.authenticity is not Authenticity.AUTHENTIC or (CATALOG.is_amazon(sender) and folder == "ha-mail-and-packages"), path
        _, facts = read_facts(message, CATALOG)
        assert [] == [fact.code.masked for fact in facts if fact.code], path
    assert seen > 0


def test_failures_are_bounces_with_the_right_recipient() -> None:
    """At least 90 in 100 of the bounces are known as such, and name the recipient that the report names."""
    bounces = [p for p in files(SISIMAI / "bsd") if not p.name.startswith(_OTHERS)]
    messages = [(p, m) for p in bounces if (m := read(p)) and m.is_bounce]
    named = [p for p in bounces if _FINAL.search(p.read_bytes())]
    right = [p for p, m in messages if _finals(p) and m.delivery_status and (m.delivery_status.final_recipient or "").lower() in _finals(p)]
    assert len(messages) >= 0.9 * len(bounces)
    assert len(right) >= 0.9 * len(named)
    assert len([m for _, m in messages if m.delivery_status and m.delivery_status.final_recipient]) >= 0.9 * len(bounces)


def _finals(path: Path) -> set[str]:
    return {found.decode("ascii", "replace").lower() for found in _FINAL.findall(path.read_bytes())}


def test_the_bounces_of_mailing_lists_are_known() -> None:
    """At least 90 in 100 of those that come mostly without RFC 3464."""
    bounces = list(files(ROOT / "flufl.bounce" / "data"))
    known = [p for p in bounces if (m := read(p)) and m.is_bounce and m.delivery_status and m.delivery_status.final_recipient]
    assert len(known) >= 0.9 * len(bounces)


def test_what_is_no_bounce_is_none() -> None:
    """Complaints, automatic replies, and what only looks like a bounce."""
    others = [*files(SISIMAI / "not"), *(p for p in files(SISIMAI) if p.name.startswith(_OTHERS))]
    assert [] == [p.name for p in others if (m := read(p)) and m.is_bounce]


def test_ordinary_mail_holds_no_bounce_but_the_true_ones() -> None:
    """Three mails of the ordinary ones are reports that mail systems sent to a list."""
    ham = ROOT / "spamassassin-public" / "data" / "easy-ham-1"
    found = [p for p in files(ham) if (m := read(p)) and m.is_bounce]
    senders = [m.sender.address for p in found if (m := read(p)) and m.sender]
    assert ["MAILER-DAEMON@mx1.yipes.com", "MAILER-DAEMON@prodigy.net", "postmaster@jpci.net"] == senders
