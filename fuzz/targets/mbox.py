"""A file's bytes to the messages in it (`scanner.sources`): mail, mbox, .emlx, zip, gzip and tar.

Promises: nothing raises; every message has a place of its own, in order; and the same messages come however the bytes arrive,
one at a time or all at once.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from fuzz import seeds
from fuzz.target import CORPUS, Target
from fuzz.words import words_of
from scanner.sources.contents import read_content
from scanner.sources.finds import Find, Found, Item
from scanner.sources.layout import Spot
from scanner.sources.mbox import Piece, split_mbox
from scanner.sources.streams import Purse, Stream

_STEPS = (1, 7, 61, 1021)


class Trickle:
    """Bytes that come a few at a time."""

    def __init__(self, data: bytes, step: int) -> None:
        self._data = io.BytesIO(data)
        self._step = step

    def read(self, size: int, /) -> bytes:
        """At most `step` of them."""
        return self._data.read(min(size, self._step))


def check(data: bytes) -> None:
    """Read the file as a whole, then its bytes as an mbox in two ways."""
    name = ("mail", "a.mbox", "a.eml", "a.emlx", "Inbox", "b.tgz")[len(data) % 6]
    finds = list(read_content(Stream(io.BytesIO(data)), Item(name, "", Spot(), named=True), io.BytesIO(data), Purse(len(data))))
    assert finds, "neither a message nor the word that there is none"
    places = [find.inside for find in finds if isinstance(find, Found)]
    assert len(places) == len(set(places)) or _packed(data), "two messages at one place"
    assert all(find.data.strip(b"\0\r\n\t\v\f ") for find in finds if isinstance(find, Found)), "a message of nothing"
    _printable(finds)
    pieces = list(split_mbox(Stream(io.BytesIO(data)), 20_000))
    offsets = [piece.offset for piece in pieces]
    assert offsets == sorted(set(offsets)) and all(0 <= at < max(len(data), 1) for at in offsets), "places out of order"
    assert sum(len(piece.data) for piece in pieces) <= len(data), "more mail than bytes"
    step = _STEPS[zlib.crc32(data) % len(_STEPS)]
    if len(data) < 300 * step:
        assert _told(pieces) == _told(list(split_mbox(Stream(Trickle(data, step)), 20_000))), "how the bytes arrive decides where mails end"


def _packed(data: bytes) -> bool:
    """Whether members may share a name: an archive may hold one twice."""
    return data[:2] in (b"\x1f\x8b", b"PK") or data[257:262] == b"ustar"


def _printable(finds: list[Find]) -> None:
    for find in finds:
        if isinstance(find, Found):
            find.inside.encode("utf-8")
            assert find.arrived is None or find.arrived.tzinfo is not None, "a time without a zone"


def _told(pieces: list[Piece]) -> list[tuple[object, ...]]:
    return [(piece.offset, piece.data, piece.stamp, piece.takeout, piece.headless, piece.cut, piece.zeros) for piece in pieces]


def files(shared: Path | None) -> Iterator[bytes]:
    """Our mails put together in each dialect and packing, and other people's files."""
    mails = [data.replace(b"\r\n", b"\n") for data in seeds.files([CORPUS / "malformed", CORPUS / "threads"], "*.eml") if len(data) < 5_000][:40]
    for at in range(0, len(mails), 4):
        group = mails[at : at + 4]
        box = b"".join(b"From a@b.example Tue Mar  5 10:00:00 2024\n" + mail.replace(b"\nFrom ", b"\n>From ") + b"\n" for mail in group)
        yield box
        yield box.replace(b"\n", b"\r\n")
        yield b"".join(b"From - Tue Mar  5 10:00:00 2024\nX-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000\n" + mail + b"\n\n" for mail in group)
        yield b"".join(
            b"From 123456789012%d@xxx Tue Mar 05 10:00:00 +0000 2024\nX-Gmail-Labels: Inbox,Opened\n" % n + mail + b"\n" for n, mail in enumerate(group)
        )
        yield b"".join(b"From a@b.example Tue Mar  5 10:00:00 2024\nContent-Length: %d\n" % len(mail.partition(b"\n\n")[2]) + mail + b"\n" for mail in group)
        yield b"%d\n" % len(group[0]) + group[0] + b'<?xml version="1.0"?><plist><dict><key>flags</key><integer>8590195713</integer></dict></plist>'
        yield group[0]
        yield gzip.compress(box, mtime=0)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for number, mail in enumerate(group):
                archive.writestr(zipfile.ZipInfo(f"Takeout/Mail/{number}.eml"), mail)
            archive.writestr(zipfile.ZipInfo("Takeout/Mail/Inbox.mbox"), box)
        yield packed.getvalue()
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as tar:
            for number, mail in enumerate(group):
                info = tarfile.TarInfo(f"Maildir/cur/{number}:2,S")
                info.size = len(mail)
                tar.addfile(info, io.BytesIO(mail))
        yield packed.getvalue()
    if shared is not None:
        yield from (data for data in seeds.files([shared]) if data.startswith(b"From "))


TARGET = Target("mbox", check, files, words_of("mbox"), 2**16)
