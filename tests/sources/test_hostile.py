"""Files that somebody damaged, by chance or on purpose: they give messages or a reason, never an exception."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.model import RawMessage
from scanner.sources import SourceEvent
from scanner.sources.folders import use_of_name
from scanner.sources.layout import Spot, spot_in, tree_of
from scanner.sources.looking import Kind, kind_of
from scanner.sources.marks import Header
from tests.sources.letters import letter, mbox, read, write
from tests.sources.test_packed import MAILBOX, tarred, zipped
from tests.sources.test_trees import emlx

WHOLE = {
    "a.mbox": mbox(*(letter(i, "From here.\n>From there.\n", fields="Content-Length: 24\nX-Gmail-Labels: Inbox\n") for i in range(4))),
    "a.zip": zipped(MAILBOX), "a.tar": tarred(MAILBOX), "a.gz": gzip.compress(mbox(letter(1), letter(2))), "a.tgz": gzip.compress(tarred(MAILBOX)),
    "1.emlx": emlx(letter(1), 3), "1.eml": letter(1),
}  # fmt: skip
MARKS = "X-Gmail-Labels: @\nX-Mozilla-Status: @\nReceived: ;@\nDate: @\n"
NO_LIMIT = settings(max_examples=120, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """A good file with bytes changed, cut out, put in, or its end missing."""
    name = draw(st.sampled_from(sorted(WHOLE)))
    data = bytearray(WHOLE[name])
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        match draw(st.integers(0, 3)):
            case 0:
                data[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
            case 1:
                del data[at : at + draw(st.integers(1, 60))]
            case 2:
                data[at:at] = draw(st.one_of(st.binary(max_size=20), st.just(b"\0" * 90), st.just(b"\nFrom a@example.com Mon Jan  1 10:00:00 2024\n")))
            case _:
                del data[at:]
    return name, bytes(data)


@NO_LIMIT
@given(damaged())
def test_damage_costs_messages_and_no_more(tmp_path: Path, file: tuple[str, bytes]) -> None:
    """Each item is a message or an event with a reason, every message has its place, and the coverage counts them all."""
    name, data = file
    reading = read(write(tmp_path / name, data))
    assert sum(entry.messages for entry in reading.coverage) == len(reading.messages)
    assert all(isinstance(raw, RawMessage) and raw.data for raw in reading.messages)
    assert all(isinstance(event, SourceEvent) and event.why for event in reading.events)
    assert all(hole.why and hole.count >= 0 for entry in reading.coverage for hole in entry.not_seen)
    assert all(raw.origin.position.encode() is not None and raw.folder.encode() is not None for raw in reading.messages)


@NO_LIMIT
@given(damaged())
def test_the_same_file_gives_the_same_twice(tmp_path: Path, file: tuple[str, bytes]) -> None:
    """Nothing depends on chance or on what was read before."""
    path = write(tmp_path / file[0], file[1])
    assert read(path) == read(path)


@NO_LIMIT
@given(st.one_of(st.binary(max_size=400), st.sampled_from(sorted(WHOLE.values()))), st.text(max_size=12), st.booleans(), st.booleans())
def test_any_bytes_are_something(head: bytes, name: str, named: bool, single: bool) -> None:
    """Looking at a file gives one answer, whatever it holds and is called."""
    assert kind_of(head, name, named=named, single=single) in Kind


@NO_LIMIT
@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: MARKS.replace("@", text).encode()))
def test_any_header_has_its_marks_or_none(data: bytes) -> None:
    """Labels, flags and times are read out of whatever stands there."""
    header = Header(data)
    label = header.label(takeout=True)
    assert label is None or label.name.strip()
    assert isinstance(header.is_deleted(), bool)
    when = header.arrived(None)
    assert when is None or when.tzinfo is not None


@NO_LIMIT
@given(st.lists(st.text(max_size=8), max_size=5), st.booleans())
def test_any_names_are_folders(parts: list[str], maildir: bool) -> None:
    """Folder names of archives may hold anything."""
    path = "/".join(parts)
    names = [f"{path}/cur/1", f"{path}/new/2"] if maildir else [f"{path}/1"]
    spot = spot_in(Spot(), path, tree_of(names))
    assert isinstance(spot.folder, str)
    assert spot.use in set(type(spot.use))
    assert use_of_name(path) in set(type(spot.use))


@pytest.mark.parametrize(
    "line", [b"From x\n", b"From x 10:00 2024\n", b"\nFrom x@example.com 10:00 2024\nA: b\nc\n", b"From " * 3, b">" * 50 + b"From x 10:00 2024\n"]
)
def test_a_letter_of_nothing_but_separators_is_read(tmp_path: Path, line: bytes) -> None:
    """However many lines look like one, the letters around them are found."""
    reading = read(write(tmp_path / "a.mbox", mbox(letter(1)) + mbox(letter(2, "x\n" + (line * 2_000).decode())) + mbox(letter(3))))
    assert [1, 2] == reading.numbers[:2]
    assert 3 == reading.numbers[-1]
