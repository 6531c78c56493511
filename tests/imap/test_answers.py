"""Reading answers is a function of bytes: it never raises, and what it reads is what the protocol says."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.sources.imap.answers import (
    Condition,
    Counted,
    Exists,
    Fetched,
    Found,
    GoOn,
    Listed,
    Other,
    Spaces,
    internal_date,
    literal_size,
    number_of,
    read_answer,
)
from scanner.sources.imap.names import quoted, shown_name, wire_name
from scanner.sources.imap.uids import MAX_SET, uid_set, uid_sets


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"g1 OK [READ-ONLY] done", Condition(b"g1", "OK", "READ-ONLY", "", "done")),
        (b"* OK [UIDVALIDITY 3857529045] UIDs valid", Condition(b"*", "OK", "UIDVALIDITY", "3857529045", "UIDs valid")),
        (b"* ok [permanentflags (\\Deleted \\*)] limited", Condition(b"*", "OK", "PERMANENTFLAGS", "(\\Deleted \\*)", "limited")),
        (b"* BYE", Condition(b"*", "BYE", "", "", "")),
        (b"g2 NO [BADCHARSET (US-ASCII)]", Condition(b"g2", "NO", "BADCHARSET", "(US-ASCII)", "")),
        (b"* OK a text that ends in {5}", Condition(b"*", "OK", "", "", "a text that ends in {5}")),
        (b"* 18 EXISTS", Exists(18)), (b"* 18 exists", Exists(18)), (b"* 3 EXPUNGE", Other()), (b"+ ready", GoOn()), (b"+", GoOn()),
        (b"* SEARCH", Found(())), (b"* SEARCH ", Found(())), (b"* SEARCH 2 84 882", Found((2, 84, 882))),
        (b"* SEARCH 2 84 (MODSEQ 9)", Found((2, 84))), (b"* SEARCH two", Other()),
        (b'* LIST (\\Noselect) "/" ""', Listed(frozenset({"\\noselect"}), "/", b"")),
        (b"* LIST (\\HasNoChildren) NIL foo]bar", Listed(frozenset({"\\hasnochildren"}), "", b"foo]bar")),
        (b'* LIST () "." INBOX', Listed(frozenset(), ".", b"INBOX")),
        (b'* LIST () "/" [Gmail]/Trash ("CHILDINFO" ("SUBSCRIBED"))', Listed(frozenset(), "/", b"[Gmail]/Trash")),
        (b"* LIST () \"/\" a[b", Listed(frozenset(), "/", b"a[b")),
        (b'* STATUS "a b" (MESSAGES 231 UIDNEXT 44292)', Counted(b"a b", {"MESSAGES": 231, "UIDNEXT": 44292})),
        (b'* NAMESPACE (("INBOX." ".")) (("user." ".") ("#old/" "/")) NIL', Spaces((b"user.", b"#old/"))), (b"* NAMESPACE NIL NIL NIL", Spaces(())),
        (b"", Other()), (b"*", Other()), (b"* OKAY then", Other()), (b"* LIST", Other()), (b"* STATUS", Other()),
    ],
)  # fmt: skip
def test_answers(line: bytes, expected: object) -> None:
    """Each answer is read as RFC 9051 writes it, in whatever case."""
    assert expected == read_answer([line])


def test_a_fetch_answer_with_literals() -> None:
    """Items stand in any order; a literal is its bytes, whatever they look like."""
    pieces = [
        b'* 12 FETCH (BODY[HEADER.FIELDS (FROM "TO")] {8}', b") \r\n {3}",
        b' UID 7 FLAGS (\\Seen \\*) INTERNALDATE "17-Jul-1996 02:44:25 -0700" BODY[1] {2}', b"ab", b" X NIL)",
    ]  # fmt: skip
    answer = read_answer(pieces)
    assert isinstance(answer, Fetched)
    assert 7 == number_of(answer.items, b"UID")
    assert datetime(1996, 7, 17, 9, 44, 25, tzinfo=UTC) == internal_date(answer.items)
    assert b"ab" == answer.items[b"BODY[]"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [(b" 1-Mar-2024 00:00:00 +0900", datetime(2024, 2, 29, 15, tzinfo=UTC)), (b"01-Jan-0001 00:00:00 +1400", None), (b"31-Feb-2024 00:00:00 +0000", None),
     (b"01-Foo-2024 00:00:00 +0000", None), (b"today", None), (b"31-Dec-2016 23:59:60 +0000", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC))],
)  # fmt: skip
def test_internal_dates(text: bytes, expected: datetime | None) -> None:
    """A date is read whatever the locale is; what is none is none."""
    assert expected == internal_date({b"INTERNALDATE": text})


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=5))
def test_nothing_raises(pieces: list[bytes]) -> None:
    """No bytes make the reader raise."""
    read_answer(pieces if len(pieces) % 2 else [*pieces, b")"])


@given(st.text(alphabet='* 0123456789()[]{}"\\ FETCHUIDBODY.PEK<>+-\r\n\t', max_size=120))
def test_nothing_that_looks_like_an_answer_raises(text: str) -> None:
    """Nor do such as look like answers."""
    for head in (b"* 1 FETCH ", b"* LIST ", b"* STATUS ", b"* NAMESPACE ", b"* SEARCH ", b"* ", b""):
        read_answer([head + text.encode()])
        literal_size(head + text.encode())


HARD = """
import resource
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from scanner.sources.imap.answers import literal_size, read_answer
for piece in (b"[", b"(", b'"', b"\\\\", b"{", b"<", b"[]", b"()", b'"\\\\', b"[ ", b"A[", b"{1}", b" OK [", b'"a" ', b"[]["):
    for head in (b"* 1 FETCH (UID 2 BODY[] ", b"* LIST () ", b"* ", b"", b"* OK ["):
        line = head + piece * (200_000 // len(piece))
        read_answer([line])
        literal_size(line)
"""


def test_reading_takes_steps_in_proportion() -> None:
    """Two hundred thousand bytes of whatever could set a pattern thinking are read within a bound of processor time that only a linear reader keeps."""
    done = subprocess.run([sys.executable, "-c", HARD], capture_output=True, check=False)
    assert 0 == done.returncode, done.stderr.decode()


@pytest.mark.parametrize(
    ("name", "wire"),
    [("アーカイブ", b"&MKIw,DCrMKQw1g-"), ("R&D", b"R&-D"), ("旅行🏝", b"&ZcWITNg8390-"), ("ﾊﾝｶｸ", b"&,4r,nf92,3g-"), ("INBOX", b"INBOX"),
     ("~peter/mail/台北/日本語", b"~peter/mail/&U,BTFw-/&ZeVnLIqe-")],
)  # fmt: skip
def test_names(name: str, wire: bytes) -> None:
    """Names go to modified UTF-7 and back: Japanese, half-width kana, emoji, ampersands, and the example of RFC 3501."""
    assert wire == wire_name(name)
    assert name == shown_name(wire)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_every_name_comes_back(name: str) -> None:
    """Whatever a folder is called, it is called so after the wire."""
    assert name == shown_name(wire_name(name))


@given(st.binary(max_size=40))
def test_every_name_can_be_shown(wire: bytes) -> None:
    """Whatever bytes a server calls a folder, there is a text for it that can be written anywhere."""
    assert isinstance(shown_name(wire).encode("utf-8"), bytes)


def test_no_quoted_string_ends_a_command() -> None:
    """Quotes and backslashes are escaped; line ends and NUL are refused."""
    assert rb'"a \"b\" \\ c"' == quoted(rb'a "b" \ c')
    for bad in (b"a\r\nb", b"a\nb", b"a\0"):
        with pytest.raises(ValueError, match="line end"):
            quoted(bad)


@given(st.sets(st.integers(min_value=1, max_value=2**32 - 1), max_size=300))
def test_sets_of_uids(uids: set[int]) -> None:
    """Ranges hold exactly the UIDs, and the parts of a long set together hold them all."""
    found: set[int] = set()
    for part in uid_sets(uids):
        for item in part.split(","):
            low, _, high = item.partition(":")
            found |= set(range(int(low), int(high or low) + 1))
    assert uids == found
    assert ",".join(uid_sets(uids)) == uid_set(uids)


def test_a_hundred_thousand_sparse_uids() -> None:
    """Every command stays below 8,000 bytes."""
    sets = uid_sets(range(1, 2**31, 20_000))
    assert len(sets) > 100
    assert all(len(s) <= MAX_SET + 12 for s in sets)
