"""One connection to one mailbox, logged in: nothing but reading, and one command that lays a draft down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from scanner import __version__
from scanner.errors import FolderGone, ServerError
from scanner.sources.imap.account import Account
from scanner.sources.imap.answers import Condition, Counted, Exists, Fetched, Found, Items, Listed, Spaces, bounded, number_of
from scanner.sources.imap.connection import Client
from scanner.sources.imap.folders import Folder, folders_of
from scanner.sources.imap.names import quoted, wire_name
from scanner.sources.imap.uids import uid_sets
from scanner.sources.imap.wire import Reply, Wire, said

READ_PATIENCE = 120.0  # seconds until the server's next bytes
DEEP_PATIENCE = 900.0  # a text search without an index is slow, and some servers say nothing meanwhile
_STATUS = b"(MESSAGES UIDNEXT UIDVALIDITY)"
_ATOM = re.compile(rb"[A-Za-z0-9.:,_/=<>@&+-]+\Z")


@dataclass(frozen=True, slots=True)
class FolderState:
    """What EXAMINE or STATUS tells of a folder. `uidvalidity` is 0 and `uidnext` None where the server gives none."""

    uidvalidity: int
    uidnext: int | None
    exists: int


@dataclass(frozen=True, slots=True)
class Fetching:
    """What FETCH brought: items by UID, and the server's words where it refused the rest."""

    items: dict[int, Items]
    refused: str = ""


@dataclass(slots=True)
class _Known:
    """What one LIST told, for the commands that follow."""

    wire_names: dict[str, bytes] = field(default_factory=dict)
    states: dict[bytes, FolderState] = field(default_factory=dict)


class Session:
    """A logged-in connection. Close it, or use it as a context."""

    def __init__(self, client: Client, account: Account) -> None:
        self.account = account
        self.left_out: tuple[str, ...] = ()  # folders whose names no command can carry
        self._client = client
        self._wire = Wire(client.connection)
        self._known = _Known()
        self._no_charset = False
        # The library asks where the log-in's answer did not tell (RFC 9051, section 6.1.1).
        self.capabilities = frozenset(c.decode("ascii", "replace").upper() for c in client.capabilities())

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Session({self.account.source})"

    def close(self) -> None:
        """Log out, if the server still listens."""
        self._wire.close()

    def introduce(self) -> None:
        """ID (RFC 2971): some servers open no folder for a client that has not given its name. Its answer does not matter."""
        if "ID" in self.capabilities:
            self._wire.send_ahead(b'ID ("name" "giftscan" "version" %s)' % quoted(__version__.encode()))

    def folders(self) -> list[Folder]:
        """The folders of the owner's own namespace that hold messages."""
        spaces = [b"NAMESPACE"] if "NAMESPACE" in self.capabilities else []
        *first, reply = self._wire.ask(*spaces, self._list())
        if not reply.ok:
            reply = self._listed_plainly(reply)
        foreign = tuple(p for r in first for s in r.answers if isinstance(s, Spaces) for p in s.foreign if p)
        found, self.left_out = folders_of((a for a in reply.answers if isinstance(a, Listed)), foreign)
        self._known = _Known({f.name: f.wire for f in found}, {c.name: _state(c) for c in reply.answers if isinstance(c, Counted)})
        return found

    def states(self, folders: Sequence[Folder]) -> dict[str, FolderState]:
        """How many messages some folders have and up to which UID, without opening them: told with LIST, else by STATUS
        in one round trip. A folder that the server does not tell of is left out."""
        found = {f.name: self._known.states[f.wire] for f in folders if f.wire in self._known.states}
        unknown = [f for f in folders if f.name not in found]
        for folder, reply in zip(unknown, self._wire.ask(*(b"STATUS %s %s" % (_astring(f.wire), _STATUS) for f in unknown)), strict=True):
            counted = [a for a in reply.answers if isinstance(a, Counted)]
            if reply.ok and counted:
                found[folder.name] = _state(counted[0])
        self._known.states.clear()  # good for one look: the next one asks again
        return found

    def examine(self, folder: str) -> FolderState:
        """Open a folder read-only (EXAMINE, RFC 9051, section 6.3.3): nothing in it changes. FolderGone if it is not there."""
        reply = self._one(b"EXAMINE " + _astring(self._wire_name(folder)))
        if not reply.ok:
            raise FolderGone(f"folder {folder} cannot be opened: {said(reply.status)}")
        codes = {a.code: bounded(a.detail.encode()) for a in reply.answers if isinstance(a, Condition)}
        exists = [a.count for a in reply.answers if isinstance(a, Exists)]
        return FolderState(codes.get("UIDVALIDITY") or 0, codes.get("UIDNEXT") or None, exists[-1] if exists else 0)

    def search(self, *criteria: str, uids: str | None = None) -> list[int]:
        """The UIDs that match all of some ASCII criteria, sorted, each once."""
        return sorted(_found(self._one(_search(criteria, uids)).checked("SEARCH")))

    def search_any(self, keys: Sequence[tuple[str, ...]], uids: str | None = None) -> tuple[list[int], int]:
        """The UIDs that match one of some keys, and how many keys the server refused.

        Each key is a command of its own, all sent at once: servers misread OR trees, and a union costs no round trip.
        """
        replies = self._wire.ask(*(_search(key, uids) for key in keys))
        return sorted({uid for reply in replies if reply.ok for uid in _found(reply)}), sum(not r.ok for r in replies)

    def search_text(self, key: str, text: str, uids: str | None = None) -> list[int] | None:
        """The UIDs whose `key` (SUBJECT, TEXT ...) holds a text; None where the server cannot search for it.

        A text beyond ASCII goes as a literal with CHARSET UTF-8 (RFC 9051, section 6.4.4); a server that refuses that
        once is not asked again, since some close the connection over it.
        """
        if self._no_charset and not text.isascii():
            return None
        self._client.set_patience(DEEP_PATIENCE)
        try:
            if text.isascii():
                reply = self._one(_search((key, text), uids))
            else:
                before = f"CHARSET UTF-8 UID {uids} {key}" if uids else f"CHARSET UTF-8 {key}"
                reply = self._wire.search_text(before.encode("ascii"), text.encode(), plus="LITERAL+" in self.capabilities)
                self._no_charset = not reply.ok
        finally:
            self._client.set_patience(READ_PATIENCE)
        return sorted(_found(reply)) if reply.ok else None

    def can_search(self, key: str, text: str) -> bool:
        """Whether the server can search for a text: asked about the one UID that no message has."""
        return self.search_text(key, text, uids=str(2**32 - 1)) is not None

    def fetch(self, uids: Iterable[int], items: str) -> Fetching:
        """The items of some messages by UID. Messages that vanished meanwhile are left out."""
        wanted = set(uids)
        found: dict[int, Items] = {}
        refused = ""
        for reply in self._wire.ask(*(f"UID FETCH {chosen} ({items})".encode() for chosen in uid_sets(wanted))):
            for answer in reply.answers:
                # What comes unasked (flags that another program changed) has no UID, or one that we did not want.
                if isinstance(answer, Fetched) and (uid := number_of(answer.items, b"UID")) in wanted:
                    found[uid] = {**found.get(uid, {}), **answer.items}
            refused = refused or ("" if reply.ok else said(reply.status))
        return Fetching(found, refused)

    def append_draft(self, folder: str, message: bytes) -> tuple[int, int] | None:
        """Put a message into a drafts folder with \\Draft; the one command that writes (RFC 9051, section 6.3.12).

        Returns UIDVALIDITY and UID of the new message where the server tells them (UIDPLUS).
        """
        data = re.sub(rb"\r\n|\r|\n", b"\r\n", message)
        limits = [int(c.removeprefix("APPENDLIMIT=")) for c in self.capabilities if re.fullmatch(r"APPENDLIMIT=\d{1,15}", c)]
        if limits and len(data) > limits[0]:
            raise ServerError(f"the server takes no message of {len(data)} bytes")
        reply = self._wire.append(_astring(self._wire_name(folder)), b"\\Draft", data, plus="LITERAL+" in self.capabilities)
        if not reply.ok:
            hint = f"the folder {folder} is not there" if reply.status.code == "TRYCREATE" else ""
            raise ServerError(f"the draft was not taken: {said(reply.status)}", hint=hint)
        numbers = reply.status.detail.split() if reply.status.code == "APPENDUID" else []
        return (int(numbers[0]), int(numbers[1])) if len(numbers) == 2 and all(n.isdigit() for n in numbers) else None

    def _one(self, command: bytes) -> Reply:
        return self._wire.ask(command)[0]

    def _list(self) -> bytes:
        """LIST with what the server can tell beside: special uses (RFC 6154) and states (RFC 5819)."""
        options = []
        if "LIST-EXTENDED" in self.capabilities and "SPECIAL-USE" in self.capabilities:
            options.append(b"SPECIAL-USE")
        if "LIST-STATUS" in self.capabilities:
            options.append(b"STATUS " + _STATUS)
        return b'LIST "" "*"' + (b" RETURN (%s)" % b" ".join(options) if options else b"")

    def _listed_plainly(self, refused: Reply) -> Reply:
        """LIST as every server knows it, where a server refused more than it promised."""
        if "not connected" in refused.status.text.lower():
            # Exchange says so where the log-in was good but leads to no mailbox; it never passes by itself.
            raise ServerError(
                f"the server knows you but opens no mailbox: {said(refused.status)}",
                hint="another account, no licence, or IMAP is switched off for it",
            )
        return self._one(b'LIST "" "*"').checked("LIST")

    def _wire_name(self, folder: str) -> bytes:
        return self._known.wire_names.get(folder) or wire_name(folder)


def _state(counted: Counted) -> FolderState:
    return FolderState(counted.items.get("UIDVALIDITY", 0), counted.items.get("UIDNEXT") or None, counted.items.get("MESSAGES", 0))


def _found(reply: Reply) -> set[int]:
    return {uid for answer in reply.answers if isinstance(answer, Found) for uid in answer.numbers}


def _search(criteria: Sequence[str], uids: str | None) -> bytes:
    """UID SEARCH by flat ASCII criteria, without CHARSET: every server understands that."""
    words = [_astring(word.encode("ascii")) for word in criteria] or [b"ALL"]
    return b"UID SEARCH " + b" ".join([b"UID", uids.encode("ascii"), *words] if uids else words)


def _astring(raw: bytes) -> bytes:
    """An atom where it can be one (some servers choke on needless quotes), else a quoted string."""
    return raw if _ATOM.match(raw) else quoted(raw)
