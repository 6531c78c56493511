"""Servers answer in many ways; each that was seen in the wild is read, told, or refused, and never mistaken for another."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

import pytest

from scanner.catalog import load_catalog
from scanner.config import MailboxConfig
from scanner.jobs.events import Read, Unreadable
from scanner.jobs.mailbox import MailboxScan
from scanner.sources.imap import open_session, resolve_account
from tests.imap.mails import SUBJECTS, gift_mail, inbox, plain_mail
from tests.imap.owner import Owner
from tests.servers.certificates import Certificate
from tests.servers.scripted import Call, Quirk, Scripted

At = Callable[..., Owner]


def scanned(certificate: Certificate, at: At, quirks: dict[str, Quirk]) -> tuple[Owner, MailboxScan, list[object]]:
    """A scan of three cards behind a quirk: what came of it."""
    with Scripted(certificate, inbox(), quirks=quirks) as server:
        owner = at(server)
        scan, events = owner.scan()
    return owner, scan, list(events)


def subjects(owner: Owner) -> list[str | None]:
    """The subjects of what was found."""
    return [subject for subject, _kind in owner.found()]


def replaced(pattern: bytes, by: bytes) -> Quirk:
    """The honest answer with something else in it."""
    return lambda _call, honest: re.sub(pattern, by, honest, flags=re.DOTALL)


@pytest.mark.parametrize(
    "quirk",
    [
        pytest.param(replaced(rb"\* SEARCH ([\d ]+)\r\n", rb"* SEARCH \1 \r\n"), id="a blank behind the last number"),
        pytest.param(replaced(rb"\* SEARCH \r\n", b""), id="no answer at all where nothing was found"),
        pytest.param(replaced(rb"\* SEARCH (\d+) ([\d ]+)\r\n", rb"* SEARCH \1\r\n* SEARCH \2\r\n"), id="several lines"),
        pytest.param(replaced(rb"\* SEARCH 2 5 9 12\r\n", rb"* SEARCH 12 2 9 5\r\n"), id="unsorted"),
        pytest.param(replaced(rb"\* SEARCH (\d+)", rb"* SEARCH \1 \1 \1"), id="the same number again and again"),
        pytest.param(replaced(rb"\* SEARCH ([\d ]+)\r\n", rb"* SEARCH \1 (MODSEQ 917162500)\r\n"), id="MODSEQ behind"),
        pytest.param(replaced(rb"\* SEARCH ([\d ]+)\r\n", rb"* SEARCH \1 99 4294967295 18446744073709551616\r\n"), id="numbers that no message has"),
        pytest.param(replaced(rb"\* SEARCH", rb"* search"), id="small letters"),
    ],
)
def test_search_answers(certificate: Certificate, at: At, quirk: Quirk) -> None:
    """However a server writes its SEARCH answer, the same messages are found, each once."""
    owner, scan, _events = scanned(certificate, at, {"UID SEARCH": quirk})
    assert SUBJECTS == subjects(owner)
    assert 3 == scan.counts.messages


def test_a_search_that_finds_nothing_or_is_refused_is_made_up_for_by_the_headers(certificate: Certificate, at: At) -> None:
    """Where the server finds nothing by sender and subject, or refuses to look, every header is looked at all the same."""
    for quirk in (
        lambda call, honest: honest if b"ALL" in call.arguments else call.ok(b"SEARCH"),
        lambda call, honest: honest if b"ALL" in call.arguments else call.no(b"Unsupported search criterion"),
        lambda call, honest: honest if b"ALL" in call.arguments else call.no(b"Could not parse command", b"BAD"),
    ):
        owner, scan, _events = scanned(certificate, at, {"UID SEARCH": quirk})
        assert SUBJECTS == subjects(owner)
        assert 0 == scan.counts.unreadable


NOISE = (
    b"* 4 EXISTS\r\n* 0 RECENT\r\n* 2 FETCH (FLAGS (\\Seen))\r\n* OK Searched 97% of the mailbox, ETA 0:01\r\n* 4 EXPUNGE\r\n"
    b"* 12 FETCH (FLAGS (\\Deleted) UID 12)\r\n* NO a warning\r\n* X-NEWS 17 (a b)\r\n"
)


@pytest.mark.parametrize("command", ["UID FETCH", "UID SEARCH", "EXAMINE", "LIST", "STATUS"])
@pytest.mark.parametrize("where", ["before", "behind"])
def test_what_comes_unasked(certificate: Certificate, at: At, command: str, where: str) -> None:
    """What a server tells unasked in the middle of an answer is no part of it: not a flag of UID 12, not of message 2."""

    def noisy(call: Call, honest: bytes) -> bytes:
        first, crlf, rest = honest.partition(call.tag + b" OK")
        return NOISE + honest if where == "before" else first + NOISE + crlf + rest

    owner, scan, _events = scanned(certificate, at, {command: noisy})
    assert SUBJECTS == subjects(owner)
    assert 0 == scan.counts.unreadable


def in_other_order(call: Call, _honest: bytes) -> bytes:
    """FETCH answers whose items stand in another order, in small letters, in two answers for one message."""
    box = call.server.folders["INBOX"]
    lines = []
    for number, (uid, data) in enumerate(sorted(box.messages.items(), reverse=True), 1):
        if b"BODY" in call.arguments:
            lines.append(b"%d FETCH (body[] {%d}\r\n%s UID %d)" % (number, len(data), data, uid))
        lines.append(b'%d FETCH (RFC822.SIZE %d INTERNALDATE " 1-Mar-2024 10:00:00 +0900" X-MORE (1 (2 "three")) UID %d FLAGS ())' % (number, len(data), uid))
    return call.ok(*lines)


def quoted_bodies(call: Call, honest: bytes) -> bytes:
    """Bodies as quoted strings, which the protocol allows for what has no line ends."""
    box = call.server.folders["INBOX"]
    if b"BODY" not in call.arguments:
        return honest
    lines = []
    for uid in sorted(box.messages):
        text = b'Subject: Amazon \\"gift card\\" \\\\ %d' % uid
        lines.append(b'1 FETCH (UID %d RFC822.SIZE 40 BODY[] "%s")' % (uid, text))
    return call.ok(*lines)


def test_fetch_answers_in_any_order(certificate: Certificate, at: At) -> None:
    """Items in any order, of any case, spread over several answers, belong to the UID that stands beside them."""
    owner, _scan, events = scanned(certificate, at, {"UID FETCH": in_other_order})
    assert SUBJECTS == subjects(owner)
    assert {f"INBOX;7;{uid}" for uid in (2, 5, 12)} == {e.message.origin.position for e in events if isinstance(e, Read)}


def test_quoted_strings(certificate: Certificate, at: At) -> None:
    """A text that comes as a quoted string is read without its escapes."""
    _owner, _scan, events = scanned(certificate, at, {"UID FETCH": quoted_bodies})
    assert 'Amazon "gift card" \\ 2' in {e.message.subject for e in events if isinstance(e, Read)}


@pytest.mark.parametrize(
    "gap",
    [
        pytest.param(rb"", id="the item is missing"), pytest.param(rb" BODY[] NIL", id="NIL"),
        pytest.param(rb" BODY[] {0}\r\n", id="a literal of no bytes"), pytest.param(rb' BODY[] ""', id="an empty string"),
    ],
)  # fmt: skip
def test_ok_without_the_text(certificate: Certificate, at: At, gap: bytes) -> None:
    """OK without the text is not read: asked for once more alone, told, and asked for again by the next scan until it comes."""
    broken = {"5"}

    def empty(call: Call, honest: bytes) -> bytes:
        if b"BODY.PEEK[]" not in call.arguments or "5" not in broken:
            return honest
        text = rb"(UID 5 [^{]*?) BODY\[\] \{\d+\}\r\n.*?(?=\)\r\n(?:\* |g\d+ OK))"
        return re.sub(text, lambda m: m.group(1) + gap.replace(rb"\r\n", b"\r\n"), honest, flags=re.DOTALL)

    with Scripted(certificate, inbox(), quirks={"UID FETCH": empty}) as server:
        owner = at(server)
        scan, events = owner.scan()
        assert [("INBOX;7;5", True)] == [(e.origin.position, e.again) for e in events if isinstance(e, Unreadable)]
        assert 1 == scan.counts.unreadable
        assert 2 == len(owner.found())
        with owner.ledger(write=False) as ledger:
            assert [("the server gave no text", 1)] == [(hole.why, hole.count) for c in ledger.progress.coverage() for hole in c.not_seen]
        assert ["2,5,12", "5"] == [a.split()[2].decode() for n, a in server.commands if n == "UID FETCH" and b"PEEK[]" in a]
        server.commands.clear()
        broken.clear()
        owner.scan()
        assert ["UID FETCH 5 (UID INTERNALDATE RFC822.SIZE BODY.PEEK[])"] == [a.decode() for n, a in server.commands if n == "UID FETCH" and b"PEEK[]" in a]
        server.commands.clear()
        owner.scan()
        assert "UID FETCH" not in server.names()
    assert SUBJECTS == subjects(owner)
    with owner.ledger(write=False) as ledger:
        assert not any(c.not_seen for c in ledger.progress.coverage())


def test_an_owed_message_that_is_gone_is_written_off(certificate: Certificate, at: At) -> None:
    """A message that was withheld once and removed since is no hole any more."""
    with Scripted(certificate, inbox(), quirks={"UID FETCH": replaced(rb" BODY\[\] \{\d+\}\r\nFrom: =\?utf-8.{20,900}?\r\n\)", b")")}) as server:
        owner = at(server)
        owner.scan()
        owed = owner.rows("unreadable", "position")
        assert owed
        server.folders["INBOX"].messages.clear()
        owner.scan()
    assert [] == owner.rows("unreadable", "position")


def test_an_empty_message_is_a_message(certificate: Certificate, at: At) -> None:
    """A message of no bytes, which the server says is one, is read and not asked for again."""
    with Scripted(certificate, inbox({3: b""})) as server:
        owner = at(server)
        scan, events = owner.scan()
    assert 0 == scan.counts.unreadable
    assert not any(isinstance(e, Unreadable) for e in events)


def test_one_message_that_the_server_cannot_read(certificate: Certificate, at: At) -> None:
    """A server that refuses a whole batch for one broken message gives all the others one by one; that one is told."""

    def refuses(call: Call, honest: bytes) -> bytes:
        wanted = re.findall(rb"\d+", call.arguments.partition(b" ")[0])
        low, high = int(wanted[0]), int(wanted[-1])
        return call.no(b"[SERVERBUG] UID FETCH Server error - please try again later") if b"PEEK[]" in call.arguments and low <= 5 <= high else honest

    owner, scan, events = scanned(certificate, at, {"UID FETCH": refuses})
    assert ["INBOX;7;5"] == [e.origin.position for e in events if isinstance(e, Unreadable)]
    assert [SUBJECTS[0], SUBJECTS[2]] == subjects(owner)
    assert 1 == scan.counts.unreadable
    assert 12 == owner.rows("checkpoint", "upto")[0][0]


def test_a_message_too_large_is_told_once(certificate: Certificate, at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message beyond our bounds is never fetched, told once, and not asked for again."""
    monkeypatch.setattr("scanner.sources.imap.bodies.MAX_MESSAGE_BYTES", 3_000)
    huge = gift_mail(2) + b"x" * 5_000
    with Scripted(certificate, inbox({2: gift_mail(1), 5: huge})) as server:
        owner = at(server)
        scan, events = owner.scan()
        assert 1 == scan.counts.unreadable
        assert ["INBOX;7;5"] == [e.origin.position for e in events if isinstance(e, Unreadable) and not e.again]
        assert not any(b" 5 " in b" " + a and b"PEEK[]" in a for n, a in server.commands if n == "UID FETCH")
        server.commands.clear()
        owner.scan()
        assert "UID FETCH" not in server.names()


@pytest.mark.parametrize(("exists", "hole"), [(3, True), (4, False)])
def test_a_folder_that_the_provider_cuts_off(certificate: Certificate, at: At, exists: int, hole: bool) -> None:
    """A folder with exactly as many messages as the provider ever shows may have more: that is told, at every scan."""
    catalog = load_catalog()
    short = dataclasses.replace(catalog.providers["yahoo"], folder_limit=3)
    small = dataclasses.replace(catalog, providers={**catalog.providers, "yahoo": short})
    messages = {uid: plain_mail(uid) for uid in range(1, exists + 1)}
    with Scripted(certificate, inbox(messages)) as server:
        owner = at(server)
        for _scan in range(2):
            with owner.ledger() as ledger:
                config = MailboxConfig("own", "h@example.jp", provider="yahoo", host="127.0.0.1", port=server.port, user="h", fingerprint=server.fingerprint)
                with open_session(resolve_account(config, small, "config.toml"), "secret") as session:
                    list(MailboxScan(session, ledger, small, keep_messages=True, skip=(), own_hosts=()).run())
                (coverage,) = ledger.progress.coverage()
            assert hole == bool(coverage.not_seen)


@pytest.mark.parametrize("missing", ["uidvalidity", "uidnext", "status"])
def test_a_server_that_tells_little(certificate: Certificate, at: At, missing: str) -> None:
    """Without UIDVALIDITY, without UIDNEXT or without STATUS a second scan still reads nothing twice."""
    quirks: dict[str, Quirk] = {}
    if missing == "uidnext":
        quirks = {"STATUS": replaced(rb" UIDNEXT \d+", b""), "EXAMINE": replaced(rb"\* OK \[UIDNEXT \d+\] next\r\n", b"")}
    if missing == "status":
        quirks = {"STATUS": lambda call, _honest: call.no(b"not now", b"BAD")}
    folders = inbox(uidvalidity=None) if missing == "uidvalidity" else inbox()
    with Scripted(certificate, folders, quirks=quirks) as server:
        owner = at(server)
        owner.scan()
        server.commands.clear()
        owner.scan()
        assert "UID FETCH" not in server.names()
    assert SUBJECTS == subjects(owner)
