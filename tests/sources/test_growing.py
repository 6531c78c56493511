"""An mbox that grew is read on from a settled message, and gives what a reader of all of it gets."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.sources.known import sample_of
from scanner.sources.mbox import Piece, split_mbox
from scanner.sources.streams import Stream, opened
from tests.sources.letters import letter, mbox, write
from tests.sources.test_mbox import DIALECTS, DISTURBANCES, MAILS, split

FILLING = [mbox(letter(number, f"Line {number}.\n" * 1200)) for number in range(12)]  # more than is looked at of the end


def read_on(data: bytes, offset: int, *, quotes: bool) -> list[Piece]:
    """The pieces from a settled one on."""
    return list(split_mbox(Stream(io.BytesIO(data[offset:])), start=offset, quotes=quotes))


def check(archive: bytes, cut: int) -> int:
    """Read the archive up to a cut, then all of it; how many messages were settled at the cut."""
    whole, before = split(archive), split(archive[:cut])
    settled = [piece for piece in before if piece.settled]
    assert settled == before[: len(settled)] or before[0].headless
    assert [piece.offset for piece in whole[: len(settled)]] == [piece.offset for piece in before[: len(settled)]]
    for at, piece in enumerate(before):
        if piece.settled and piece.offset:
            assert whole[:at] == before[:at], "what comes later made what stands before another"
            assert whole[at:] == read_on(archive, piece.offset, quotes=piece.quotes)
    return len(settled)


def test_most_of_an_mbox_is_settled() -> None:
    """Nearly all: else nothing would be gained, and the tests below would say nothing."""
    archive = b"".join(FILLING * 2)
    assert 20 <= check(archive, len(archive) - 9) <= 24


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(MAILS), st.sampled_from(DIALECTS)), min_size=1, max_size=6),
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from(DISTURBANCES), st.sampled_from([0, 1, 30])), max_size=12),
    st.integers(0, 12),
    st.floats(0, 1),
)
def test_nothing_appended_changes_what_is_settled(
    mails: list[tuple[bytes, Callable[[bytes], bytes]]], damage: list[tuple[float, bytes, int]], filling: int, cut: float
) -> None:
    """In all dialects, with lines `From `, counts and zeros anywhere, and cut anywhere."""
    archive = bytearray(b"".join(FILLING[:filling]) + b"".join(dialect(mail) for mail, dialect in mails) + b"".join(FILLING[filling:]))
    for place, bits, instead in damage:
        at = int(place * len(archive))
        archive[at : at + instead] = bits
    check(bytes(archive), int(cut * len(archive)))


def test_a_count_beyond_the_end_settles_nothing() -> None:
    """A mail that is still being written may hold what looks like others: only its count will tell."""
    body = b"".join(FILLING[:2]) + b"The end.\n"
    writing = mbox(letter(50, body.decode(), fields=f"Content-Length: {len(body)}\n"))
    archive = b"".join(FILLING) + writing + b"".join(FILLING)
    cut = archive.index(b"The end.")
    assert 25 == len(split(archive))
    assert 15 == len(split(archive[:cut]))
    assert check(archive, cut) <= 13


def test_a_sample_tells_changes_and_other_lengths(tmp_path: Path) -> None:
    """Of the beginning, of the end, and of the same bytes one further on."""
    data = os.urandom(2**20)
    samples = set()
    for size, changed in ((2**19, data), (2**19, b"x" + data[1:]), (2**19, data[:10] + data), (2**19 + 1, data), (2**19, data[: 2**19 - 1] + b"x")):
        with opened(write(tmp_path / "box", changed)) as file:
            samples.add(sample_of(size, file.at))
    assert 5 == len(samples)
    with opened(write(tmp_path / "box", data + b"more")) as file:
        assert sample_of(2**19, file.at) in samples
