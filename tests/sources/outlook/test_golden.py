"""The golden mails say the same of themselves out of Outlook's files as out of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import CORPUS, Giftscan
from tests.sources.outlook.kept import note_of
from tests.sources.outlook.msgfile import msg
from tests.sources.outlook.notes import Note
from tests.sources.outlook.pstfile import Box, pst

# What Outlook's wrapping may change: where it was found.
_OWN = ("origin",)


def golden(shop: str, charset: bytes) -> list[tuple[Path, Note]]:
    """The golden mails of a shop that name a charset, as Outlook keeps them."""
    paths = [path for path in sorted((CORPUS / "mails" / shop).glob("*.eml")) if charset in path.read_bytes().lower()]
    return [(path, note) for path in paths if (note := note_of(path.read_bytes())) is not None]


def told(giftscan: Giftscan, *paths: Path) -> list[dict[str, Any]]:
    """What `explain` tells of each message, but for where it was found."""
    documents = giftscan("explain", *paths, "--json", "--fingerprint-key", CORPUS / "fingerprint.key").documents
    return [{key: value for key, value in document.items() if key not in _OWN} for document in documents]


@pytest.mark.parametrize(
    ("shop", "charset", "least"),
    [("amazon.com", b"charset", 40), ("amazon.co.jp", b"utf-8", 15), ("amazon.co.jp", b"shift_jis", 3), ("amazon.co.jp", b"iso-2022-jp", 3)],
)
def test_golden_mails_say_the_same(giftscan: Giftscan, tmp_path: Path, shop: str, charset: bytes, least: int) -> None:
    """As .eml, as .msg, and in a .pst: the same facts, field by field."""
    chosen = golden(shop, charset)
    assert least <= len(chosen)
    (tmp_path / "msg").mkdir()
    for i, (_, note) in enumerate(chosen):
        (tmp_path / "msg" / f"{i:03}.msg").write_bytes(msg(note))
    store = tmp_path / "mail.pst"
    store.write_bytes(pst([Box("Inbox", [note for _, note in chosen])]))
    own = told(giftscan, *(path for path, _ in chosen))
    assert own == told(giftscan, tmp_path / "msg")
    assert own == told(giftscan, store)
