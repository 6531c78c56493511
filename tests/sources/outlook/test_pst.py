"""A .pst's messages are read by a child that may be taken over, crash or never end; what came before it did counts."""

from __future__ import annotations

import email
import io
import os
import random
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model import RawMessage, SpecialUse
from scanner.sources import holes, open_path
from scanner.sources.outlook import pst as reader
from scanner.sources.outlook.frames import Ended, Frames, Nonsense
from tests.sources.outlook.notes import Note, part, text
from tests.sources.outlook.pstfile import Box, pst
from tests.sources.test_packed import tarred, zipped

WASTE = 0x35E3  # the property of the store that names the folder of deleted mail (MS-OXCSTOR, PidTagIpmWastebasketEntryId)


def note(words: str) -> Note:
    """A message of a few words."""
    return Note({0x001A: text("IPM.Note"), 0x0037: text(words), 0x0C1F: text("ann@example.com"), 0x1000: text(f"{words}\r\n")})


STORE = pst(
    [Box("Inbox", [note("one"), note("two")], [Box("旅行", [note("three")])]), Box("Abfall", [note("four")], use=WASTE), Box("Sent Items", [note("five")])]
)


def read(path: Path) -> tuple[list[tuple[str, SpecialUse, bytes]], dict[str, int]]:
    """The messages of an archive with their folders, and what of it was not seen."""
    source = open_path(path)
    found = [(item.folder, item.use, item.data) for item in source.messages() if isinstance(item, RawMessage)]
    return found, {hole.why: hole.count for entry in source.coverage() for hole in entry.not_seen}


def kept(folder: Path, name: str, data: bytes) -> Path:
    """A file."""
    path = folder / name
    path.write_bytes(data)
    return path


def test_folders_and_what_they_are_for(tmp_path: Path) -> None:
    """By the store's own word before their names, and by their names in whatever language."""
    found, missing = read(kept(tmp_path, "mail.pst", STORE))
    uses = {next(word for word in (b"one", b"two", b"three", b"four", b"five") if word in data): (folder, use) for folder, use, data in found}
    assert missing == {}
    assert len(found) == 5
    assert uses[b"one"][1] is SpecialUse.INBOX
    assert "旅行" in uses[b"three"][0]
    assert uses[b"four"][1] is SpecialUse.TRASH
    assert uses[b"five"][1] is SpecialUse.SENT


@pytest.mark.parametrize("pack", [lambda data: zipped({"old/mail.pst": data}), lambda data: tarred({"mail.pst": data})], ids=["zip", "tar"])
def test_a_store_in_an_archive(tmp_path: Path, pack: object) -> None:
    """It is copied to a file that has no name, and read there."""
    assert callable(pack)
    found, missing = read(kept(tmp_path, "packed", pack(STORE)))
    assert (5, {}) == (len(found), missing)


def test_a_store_that_breaks_off(tmp_path: Path) -> None:
    """Whatever is cut off, no message comes twice, and that something is missing is told."""
    for size in range(0, len(STORE), 4099):
        found, missing = read(kept(tmp_path, "mail.pst", STORE[:size]))
        assert len(found) <= 5
        assert len(found) == len(set(found))
        assert missing or size == 0, size


def test_a_store_with_broken_bits(tmp_path: Path) -> None:
    """Damage costs what it lies in, and never the scan."""
    chance = random.Random(7)
    for _ in range(12):
        data = bytearray(STORE)
        for _ in range(20):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        found, missing = read(kept(tmp_path, "mail.pst", bytes(data)))
        assert len(found) <= 5 or missing


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("import os\ndef main(more, arguments): os.kill(os.getpid(), 9)", holes.BROKEN),
        ("def main(more, arguments): pass", holes.BROKEN),
        ("import sys\ndef main(more, arguments): sys.stdout.write('nonsense' * 1000)", holes.NONSENSE),
        ("import sys\ndef main(more, arguments): sys.stdout.buffer.write(b'M' + b'\\xff' * 4 + b'x' * 100)", holes.NONSENSE),
        ("def main(more, arguments):\n    while True: pass", holes.BROKEN),
    ],
    ids=["killed", "silent", "letters", "too-large", "endless"],
)
def test_a_child_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, why: str) -> None:
    """The file is told as not read, and the scan goes on with the next."""
    (tmp_path / "child.py").write_text(script, "utf-8")
    monkeypatch.setattr(reader, "_CHILD", tmp_path / "child.py")
    monkeypatch.setattr(reader, "SECONDS", 1)
    box = tmp_path / "box"
    box.mkdir()
    kept(box, "a.pst", STORE)
    kept(box, "b.eml", b"From: ann@example.com\nTo: bob@example.org\nSubject: next\n\nwords\n")
    found, missing = read(box)
    assert [b"next" in data for _, _, data in found] == [True]
    assert why in missing


def test_a_message_found_again(tmp_path: Path) -> None:
    """By the number that its position ends with."""
    path = kept(tmp_path, "mail.pst", STORE)
    positions = [item.origin.position for item in open_path(path).messages() if isinstance(item, RawMessage)]
    with path.open("rb") as file:
        again = [reader.one_message(file, len(STORE), int(position.rpartition("/")[2])) for position in positions]
        assert reader.one_message(file, len(STORE), 1) is None
    assert [data for _, _, data in read(path)[0]] == again


def test_an_attachment_keeps_its_bytes(tmp_path: Path) -> None:
    """Also one that takes many blocks of the store."""
    content = random.Random(3).randbytes(300_000)
    letter = Note({0x001A: text("IPM.Note"), 0x0037: text("file"), 0x1000: text("see\r\n")}, (), (part("a.bin", "application/octet-stream", content),))
    (found,), missing = read(kept(tmp_path, "mail.pst", pst([Box("Inbox", [letter])])))
    payloads = [p.get_payload(decode=True) for p in email.message_from_bytes(found[2]).walk() if p.get_filename() == "a.bin"]
    assert (payloads, missing) == ([content], {})


FRAMES = st.lists(
    st.one_of(
        st.binary(max_size=30),
        st.builds(
            lambda letter, body, more: letter + struct.pack("<I", max(0, len(body) + more)) + body,
            st.sampled_from([bytes([letter]) for letter in b"SDLGMRANEXZ?"]), st.binary(max_size=40), st.sampled_from([0, 0, 0, 1, -1, 2**30]),
        ),
    ),
    max_size=12,
).map(b"".join)  # fmt: skip


@given(FRAMES)
def test_whatever_a_child_sends(sent: bytes) -> None:
    """It is read, or refused as nonsense, or has ended; nothing else comes of it."""
    stream = io.BytesIO(sent)
    try:
        for told in Frames(stream.read, lambda size: size < 2**20).told():
            assert told is not None
    except (Ended, Nonsense):
        pass
