"""What a mail is, in several hundred wordings: short mails, of which each says one thing in its own way."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.facts.mails import compose, read

HERE = Path(__file__).parent / "wordings"
Wording = tuple[str, str, str, str, str]


def _wordings() -> list[Wording]:
    """Language, kind, sender, subject and text of each mail."""
    found = []
    for path in sorted(HERE.glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        for kind, mails in table["kinds"].items():
            found += [(path.stem, kind, table["senders"].get(sender, sender), subject, text) for sender, subject, text in mails]
    return found


WORDINGS = _wordings()
WRITTEN = "Fri, 03 Jul 2026 10:00:00 +0900"  # a sent notice tells no day to come


@pytest.mark.parametrize("kind", sorted({kind for _, kind, *_ in WORDINGS}))
@pytest.mark.parametrize("tag", sorted({tag for tag, *_ in WORDINGS}))
def test_every_wording_is_of_its_kind(tag: str, kind: str) -> None:
    """However a kind is worded, it is read as that kind and in its language; what is none of ours has no kind."""
    mails = [wording[2:] for wording in WORDINGS if wording[:2] == (tag, kind)]
    assert mails
    wrong = []
    for sender, subject, text in mails:
        result = read(compose(subject, text, sender=sender, date=WRITTEN)).recognition
        seen = (result.kind.value, result.language) if result.kind else ("nothing", tag)
        if seen != (kind, tag):
            wrong.append((subject, text, seen))
    assert [] == wrong
