"""What a server says to what a scan makes of it: greeting, log-in, folders, searches, headers and texts, through the real reader.

An input is the server's side of a conversation: turns parted by `%%`, the first of them the greeting, each other one the answer
to one command; `@@` in a turn is the tag of the command it answers. When there are no turns left, the server hangs up.

Promises: only our own errors come; only reading goes out, and one log-in at most; each message has a place of its own; no number
goes beyond what the protocol can count.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from fuzz import seeds
from fuzz.target import Target
from fuzz.words import words_of
from scanner.errors import LoginRefused, SourceError
from scanner.model import RawMessage, SearchedBy
from scanner.sources.imap import login
from scanner.sources.imap.account import Account
from scanner.sources.imap.answers import read_answer
from scanner.sources.imap.connection import Buffered, Client
from scanner.sources.imap.mailbox import ImapMailbox, Mark

MAX_NUMBER = 2**32
_READS = re.compile(
    rb"\S+ (?:CAPABILITY|NOOP|LOGOUT|NAMESPACE|LOGIN \S+ \"?secret\"?|AUTHENTICATE PLAIN|LIST .*|STATUS .*|EXAMINE .*|ID .*|UID SEARCH .*|UID FETCH .*)\r\n\Z",
    re.DOTALL,
)
_CONTEXT = ssl.create_default_context()
_ACCOUNT = Account("me", "me@example.org", "me", "imap.example.org", 993, "implicit", None, None, None)


class Talk:
    """A socket at whose other end somebody reads the turns out."""

    def __init__(self, turns: list[bytes]) -> None:
        self._turns = iter(turns)
        self._waiting = bytearray(next(self._turns, b""))
        self._tag = b"*"
        self.sent: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        """Commands go out; a turn comes back for each."""
        self.sent += data.splitlines(keepends=True)
        for line in data.splitlines():
            words = line.split(b" ", 2)
            self._tag = words[0] if len(words) > 1 and words[0].isalnum() else self._tag
            self._waiting += next(self._turns, b"").replace(b"@@", self._tag)

    def recv(self, size: int) -> bytes:
        """What the server said so far."""
        taken = bytes(self._waiting[:size])
        del self._waiting[:size]
        return taken

    def settimeout(self, seconds: float | None) -> None:
        """It answers at once or never."""

    def shutdown(self, how: int) -> None:
        """It is over."""

    def close(self) -> None:
        """It is over."""


class Told(Buffered):
    """The library's connection over such a socket."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        super().__init__()

    def open(self, *args: Any, **kwargs: Any) -> None:
        """Nothing has to be dialled."""
        self._waiting = bytearray()
        self.host, self.port = "imap.example.org", 993
        self.sock = self._talk  # type: ignore[assignment]

    def shutdown(self) -> None:
        """Nothing has to be hung up."""


class Empty:
    """Checkpoints of a mailbox that was never looked through; of one message it is known that the server owes it."""

    def upto(self, folder: str, uidvalidity: int, depth: SearchedBy) -> int:
        """None was."""
        return 0

    def known(self, folder: str, uidvalidity: int) -> frozenset[int]:
        """None is."""
        return frozenset()

    def owed(self, folder: str, uidvalidity: int) -> tuple[int, ...]:
        """One is."""
        return (2,)


def check(data: bytes) -> None:
    """A whole scan of the mailbox."""
    for line in data.split(b"\r\n")[:50]:
        read_answer([line])
    talk = Talk(data.split(b"%%"))
    connect = lambda *args, **kwargs: _client(talk, *args, **kwargs)  # noqa: E731
    try:
        with patch.object(login, "Client", connect), patch.object(login, "tls_context", lambda *_: _CONTEXT), login.open_session(_ACCOUNT, "secret") as session:
            mailbox = ImapMailbox(session, (("FROM", "amazon"), ("SUBJECT", "gift")), lambda header, _folder: b"a" in header, Empty())
            _is_sound(list(mailbox.messages()), mailbox)
            session.search_text("TEXT", "gift")
            session.search_text("TEXT", "ギフト")
    except (SourceError, LoginRefused) as error:
        assert "secret" not in str(error), "the password in an error"
    finally:
        _only_reads(talk.sent)


def _client(talk: Talk, *args: Any, **kwargs: Any) -> Client:
    with patch.object(Client, "_create_IMAP4", lambda _self: Told(talk)):
        return Client(*args, **kwargs)


def _is_sound(items: list[Any], mailbox: ImapMailbox) -> None:
    places = [item.origin.position for item in items if isinstance(item, RawMessage)]
    assert len(places) == len(set(places)), "two messages at one place"
    for place in places:
        _folder, era, uid = place.rsplit(";", 2)
        assert 0 <= int(era) < MAX_NUMBER and 0 < int(uid) < MAX_NUMBER, f"a number beyond the protocol: {place[-60:]}"
    for mark in items:
        if isinstance(mark, Mark):
            assert 0 <= mark.upto < MAX_NUMBER and 0 <= mark.uidvalidity < MAX_NUMBER, f"a mark beyond the protocol: {mark.upto}"
    for seen in mailbox.coverage():
        assert 0 <= seen.messages < 2**63, "more messages than can be kept"
        seen.folder.encode("utf-8")


def _only_reads(sent: list[bytes]) -> None:
    """Every line is a command that reads; what is no command is an answer to a request that was made."""
    commands = [line for line in sent if re.match(rb"[A-Za-z]+\d+ ", line)]
    assert all(_READS.match(line) for line in commands), f"no command that reads: {[line[:60] for line in commands if not _READS.match(line)]}"
    assert not any(re.search(rb"BODY(?!\.PEEK\[)", line) for line in commands if b"FETCH" in line), "a text that marks the message as read"
    assert sum(b" LOGIN " in line or b" AUTHENTICATE " in line for line in commands) <= 1, "more than one log-in"


SERVERS = (  # what one can do, its folders, and what it tells of them with LIST
    (b"IMAP4rev1", b'* LIST (\\HasNoChildren) "/" INBOX\r\n* LIST (\\Noselect) "/" "a"\r\n', b""),
    (
        b"IMAP4rev1 ID NAMESPACE SPECIAL-USE LIST-EXTENDED LIST-STATUS LITERAL+ UIDPLUS",
        b'* LIST (\\Sent) "." "Sent"\r\n* LIST () "." INBOX\r\n* LIST (\\Trash) "." &MLQw33ux-\r\n',
        b"* STATUS INBOX (MESSAGES 2 UIDNEXT 4 UIDVALIDITY 7)\r\n",
    ),
    (b"IMAP4rev1 AUTH=PLAIN LOGINDISABLED", b"* LIST () NIL INBOX\r\n* LIST (\\Drafts) NIL d\r\n", b""),
)
_HEADER = b"From: gc-orders@gc.email.amazon.com\r\nSubject: Gift\r\n\r\n"
_MAIL = _HEADER + b"Claim code: QX7K-ABCDEF-GHJK\r\n"
_OK = b"@@ OK done\r\n"


def conversations(shared: Path | None) -> Iterator[bytes]:
    """Honest ones of servers with much and with little, and other people's."""
    for server in SERVERS:
        yield b"%%".join(_turns(*server))
    if shared is not None:
        for data in seeds.files([shared / "IMAP-MailKit-transcripts"], "*.txt"):
            yield re.sub(rb"(?m)^[A-Z]\d{8}(?= )", b"@@", data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def _turns(capable: bytes, listed: bytes, status: bytes) -> list[bytes]:
    """What an honest server answers, command by command."""
    can = b"* CAPABILITY %b\r\n" % capable + _OK
    turns = [b"* OK [CAPABILITY %b] ready\r\n" % capable, can]
    turns += [b"+ \r\n", b"@@ OK in\r\n", can] if b"AUTH" in capable else [b"@@ OK in\r\n", can]
    turns += [b"* ID NIL\r\n" + _OK] if b"ID " in capable else []
    turns += [b'* NAMESPACE (("" ".")) (("user." ".")) NIL\r\n' + _OK] if b"NAMESPACE" in capable else []
    turns += [listed + status + _OK, b"* STATUS INBOX (MESSAGES 2 UIDNEXT 4 UIDVALIDITY 7)\r\n" + _OK]
    opened = b"* 2 EXISTS\r\n* FLAGS (\\Seen)\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 4] x\r\n@@ OK [READ-ONLY] done\r\n"
    texts = b"".join(_fetched(uid, b"RFC822.SIZE %d BODY[]" % len(_MAIL), _MAIL) for uid in (2, 3)) + _OK
    items = b'INTERNALDATE "05-Mar-2024 10:00:00 +0000" RFC822.SIZE %d BODY[HEADER.FIELDS (FROM)]' % len(_MAIL)
    headers = b"".join(_fetched(uid, items, _HEADER) for uid in (2, 3)) + _OK
    found, both, other = (b"* SEARCH %b\r\n" % uids + _OK for uids in (b"2", b"2 3", b"3"))
    turns += [opened, found, texts, both, other, texts, texts, opened, both, headers, texts]
    return [*turns, found, b"+ go on\r\n", other, b"* BYE\r\n" + _OK]


def _fetched(uid: int, items: bytes, literal: bytes) -> bytes:
    return b"* %d FETCH (UID %d %b {%d}\r\n%b FLAGS ())\r\n" % (uid - 1, uid, items, len(literal), literal)


TARGET = Target("imap", check, conversations, words_of("imap"), 2**14)
