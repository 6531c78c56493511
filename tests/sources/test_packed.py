"""Archives of mail: zip, gz and tar are read as streams, and no bomb goes off."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from scanner.sources import holes, streams
from tests.sources.letters import letter, mbox, read, write


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    """A tar."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


MAILBOX = {
    "INBOX/1.eml": letter(1),
    "Sent.mbox": mbox(letter(2), letter(3)),
    "Maildir/cur/4.host:2,S": letter(4),
    "Maildir/.Trash/cur/5.host:2,S": letter(5),
    "Maildir/new/.keep": b"",
    "readme.txt": b"Nothing to see.\n",
}
FOLDERS = {"INBOX": "inbox", "Sent": "sent", "Maildir/INBOX": "inbox", "Maildir/Trash": "trash"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("mail.zip", zipped(MAILBOX)),
        ("mail.tar", tarred(MAILBOX)),
        ("mail.tar.gz", gzip.compress(tarred(MAILBOX))),
        ("mail.tgz", gzip.compress(tarred(MAILBOX))),
        ("outer.zip", zipped({"inner.zip": zipped(MAILBOX)})),
        ("outer.zip", zipped({"inner.tar.gz": gzip.compress(tarred(MAILBOX))})),
        ("stored.zip", zipped(MAILBOX, zipfile.ZIP_STORED)),
    ],
    ids=["zip", "tar", "tar.gz", "tgz", "zip in zip", "tar.gz in zip", "stored"],
)
def test_an_archive_is_a_mailbox(tmp_path: Path, name: str, data: bytes) -> None:
    """What is packed is read as if it lay in a folder, named or found in one."""
    reading = read(write(tmp_path / name, data))
    assert ([1, 2, 3, 4, 5], FOLDERS, {}) == (sorted(reading.numbers), reading.folders, reading.losses)
    assert 1 <= reading.holes["files that hold no mail"]
    assert reading.numbers == read(tmp_path).numbers


def test_the_position_in_an_archive_leads_back(tmp_path: Path) -> None:
    """A member by its path, a message in it by its offset in what was unpacked."""
    data = zipped({"Sent.mbox": mbox(letter(2), letter(3)), "a/1.eml": letter(1)})
    positions = [raw.origin.position for raw in read(write(tmp_path / "mail.zip", data)).messages]
    assert ["Sent.mbox;0", f"Sent.mbox;{len(mbox(letter(2)))}", "a/1.eml"] == positions
    assert [f"mail.zip/{position}" for position in positions] == [raw.origin.position for raw in read(tmp_path).messages]


@pytest.mark.parametrize(("name", "folder"), [("All.mbox.gz", "All"), ("1.eml.gz", "")])
def test_a_packed_file(tmp_path: Path, name: str, folder: str) -> None:
    """A single packed file is what it is without its packing."""
    data = mbox(letter(1), letter(2)) if "mbox" in name else letter(1)
    reading = read(write(tmp_path / name, gzip.compress(data)))
    assert {folder} == set(reading.folders)
    assert (data.count(b"X-Corpus"), {}) == (len(reading.messages), reading.losses)


def test_several_packed_parts_in_one_file(tmp_path: Path) -> None:
    """gz files put together are one stream (RFC 1952, section 2.2)."""
    data = gzip.compress(mbox(letter(1))) + gzip.compress(mbox(letter(2)))
    assert [1, 2] == read(write(tmp_path / "all.mbox.gz", data)).numbers


def test_japanese_names_of_other_systems(tmp_path: Path) -> None:
    """Zips of Japanese Windows name their members in cp932 without saying so."""
    name = "送信済み/手紙.eml"
    data = zipped({"x" * len(name.encode("cp932")): letter(1)}, zipfile.ZIP_STORED).replace(b"x" * len(name.encode("cp932")), name.encode("cp932"))
    reading = read(write(tmp_path / "mail.zip", data))
    assert ({"送信済み": "sent"}, name) == (reading.folders, reading.messages[0].origin.position)


@pytest.mark.parametrize("kept", [0.4, 0.7, 0.95])
def test_a_packed_file_that_breaks_off(tmp_path: Path, kept: float) -> None:
    """All that stands before the damage is read, and the damage is told."""
    data = gzip.compress(mbox(*(letter(i, f"{i * 7919}\n" * 40) for i in range(2_000))))
    reading = read(write(tmp_path / "all.mbox.gz", data[: int(len(data) * kept)]))
    assert list(range(len(reading.numbers) - 1)) == reading.numbers[:-1]
    assert 2_000 * (kept - 0.2) < len(reading.numbers) < 2_000
    assert ({holes.BROKEN: 1}, [holes.BROKEN]) == (reading.losses, [event.why for event in reading.events])


def test_a_broken_member_costs_itself_alone(tmp_path: Path) -> None:
    """One bad member of a zip is told, the others are read."""
    data = bytearray(zipped({"1.eml": letter(1), "2.eml": letter(2), "3.eml": letter(3)}, zipfile.ZIP_STORED))
    data[data.index(b"letter 2")] ^= 0xFF
    reading = read(write(tmp_path / "mail.zip", bytes(data)))
    assert [1, 3] == [n for n in reading.numbers if n != 2]
    assert [("2.eml", holes.BROKEN)] == [(e.unreadable.position, e.why) for e in reading.events if e.unreadable]


def test_a_packing_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Windows packs what is large with Deflate64, which Python does not know; the other members are read."""
    data = bytearray(zipped({"1.eml": letter(1), "2.eml": letter(2)}))
    central = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, central + 10, 9)
    struct.pack_into("<H", data, 8, 9)
    reading = read(write(tmp_path / "mail.zip", bytes(data)))
    assert ([2], [("1.eml", holes.FOREIGN)]) == (reading.numbers, [(e.unreadable.position, e.why) for e in reading.events if e.unreadable])


def test_no_zip_at_all(tmp_path: Path) -> None:
    """A zip whose directory is missing is told."""
    assert {holes.BROKEN: 1} == read(write(tmp_path / "mail.zip", zipped(MAILBOX)[:300])).losses


def test_an_encrypted_member_is_told(tmp_path: Path) -> None:
    """What wants a password stays unseen, by its name."""
    data = bytearray(zipped({"1.eml": letter(1), "2.eml": letter(2)}, zipfile.ZIP_STORED))
    central = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, central + 8, 1)
    struct.pack_into("<H", data, 6, 1)
    reading = read(write(tmp_path / "mail.zip", bytes(data)))
    assert ([2], [("1.eml", holes.ENCRYPTED)]) == (reading.numbers, [(e.unreadable.position, e.why) for e in reading.events if e.unreadable])


BOMB = mbox(letter(1)) + mbox(letter(2, ("A" * 75 + "\n") * 60_000)) + mbox(letter(3))


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(BOMB),
        zipped({"a.mbox": BOMB}),
        zipped({"a.zip": zipped({"a.mbox": BOMB})}),
        gzip.compress(tarred({"a.mbox": BOMB})),
        zipped({"a.mbox.gz": gzip.compress(gzip.compress(BOMB))}),
    ],
    ids=["gz", "zip", "zip in zip", "tar.gz", "gz in gz in zip"],
)
def test_a_bomb_does_not_go_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """What unpacks beyond all measure is stopped there, however deep it is packed, and told."""
    monkeypatch.setattr(streams, "_FREE", 2**20)
    monkeypatch.setattr(streams, "_RATIO", 20)
    reading = read(write(tmp_path / "bomb", data))
    assert holes.BOMB in reading.losses
    assert [1] == reading.numbers[:1]
    assert sum(len(raw.data) for raw in reading.messages) < 2**21
    assert 3 not in reading.numbers


def test_honest_archives_stay_within_the_measure(tmp_path: Path) -> None:
    """Text that packs well is no bomb."""
    data = gzip.compress(mbox(*(letter(i, "The same words again and again.\n" * 300) for i in range(300))))
    assert {} == read(write(tmp_path / "all.mbox.gz", data)).losses


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped({"a": data}), lambda data: tarred({"a": data})], ids=["gz", "zip", "tar"])
def test_archives_in_archives_end_somewhere(tmp_path: Path, pack: object) -> None:
    """Nesting beyond four is told and not followed."""
    assert callable(pack)
    data = letter(1)
    for _ in range(4):
        data = pack(data)
    assert [1] == read(write(tmp_path / "four", data)).numbers
    reading = read(write(tmp_path / "five", pack(data)))
    assert ([], {holes.TOO_DEEP: 1}) == (reading.numbers, reading.losses)


def test_a_zip_in_a_zip_is_held_in_memory_only_if_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A great one must be unpacked by its owner, and that is told."""
    monkeypatch.setattr("scanner.sources.packed.MAX_MESSAGE", 1_000)
    inner = zipped({f"{i}.eml": letter(i) for i in range(9)}, zipfile.ZIP_STORED)
    assert {holes.BIG_INSIDE: 1} == read(write(tmp_path / "outer.zip", zipped({"inner.zip": inner}))).losses


def test_members_with_wild_names_stay_names(tmp_path: Path) -> None:
    """Nothing is unpacked to the disk, so a path that leads out of the archive leads nowhere."""
    reading = read(write(tmp_path / "mail.zip", zipped({"../../1.eml": letter(1), "/etc/2.eml": letter(2)})))
    assert [1, 2] == reading.numbers
    assert ["mail.zip"] == [path.name for path in tmp_path.iterdir()]
