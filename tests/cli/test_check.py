"""`giftscan check`: says what a scan would read, and changes nothing."""

from __future__ import annotations

import re

import pytest

from tests.cli.conftest import Served

pytestmark = pytest.mark.dovecot


def test_folders_are_told_with_their_use_and_count(mailbox: Served) -> None:
    """Every folder, those that are passed over with the reason, and the sum."""
    mailbox.holds("code-in-trash-ja")
    mailbox.server.deliver(mailbox.user, "Newsletters", [b"From: a@example.com\nSubject: x\nX-Corpus: synthetic\n\nx\n"])
    mailbox.giftscan.configure(mailbox.table(more='skip_folders = ["Newsletters"]'))
    done = mailbox.giftscan("check")
    assert 0 == done.code, done.err
    assert "INBOX (inbox): 3 messages" in done.out
    assert re.search(r"^ゴミ箱 \((trash|folder)\): 1 message$", done.out, re.MULTILINE)
    assert "Newsletters: not read, because config.toml says so" in done.out
    assert re.search(r"^Drafts: not read", done.out, re.MULTILINE)
    assert "In all: 5 messages would be looked at." in done.out


def test_nothing_is_changed_and_nothing_kept(mailbox: Served) -> None:
    """The server hears no command that writes; the home holds no ledger."""
    mailbox.holds("code-in-trash-ja")
    assert 0 == mailbox.giftscan("check").code
    reading = {"CAPABILITY", "ID", "NAMESPACE", "LIST", "EXAMINE", "STATUS", "ENABLE", "NOOP", "UID SEARCH", "LOGOUT"}
    assert "EXAMINE" in mailbox.commands
    assert set(mailbox.commands) <= reading
    assert {"password"} == mailbox.giftscan.files()


def test_japanese(mailbox: Served) -> None:
    """Counts and uses in the reader's language."""
    mailbox.holds("code-in-trash-ja")
    out = mailbox.giftscan("--lang", "ja", "check").out
    assert "INBOX（受信トレイ）：3通" in out
    assert "合計5通" in out
