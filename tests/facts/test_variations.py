"""Mails in many wordings: no golden mail is worded so, and the rules were not written from them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.facts.mails import Read, compose, read

HERE = Path(__file__).parent / "variations"
MAILS = [(path.stem, mail) for path in sorted(HERE.glob("*.toml")) for mail in tomllib.loads(path.read_text("utf-8"))["mail"]]


@pytest.mark.parametrize(("tag", "mail"), MAILS, ids=[f"{tag}: {mail['name']}" for tag, mail in MAILS])
def test_a_mail_in_other_words(tag: str, mail: dict[str, Any]) -> None:
    """Kind, codes and values are read from what a mail is made of, however it says it."""
    data = compose(
        mail["subject"], mail.get("text", ""), mail.get("html", ""), sender=mail["from"], to=mail.get("to", "owner@example.org"), date=mail.get("date", "")
    )
    result = read(data)
    wanted = dict(mail["want"])
    absent = wanted.pop("null", [])
    assert wanted == {name: seen(result, name) for name in wanted}
    assert dict.fromkeys(absent) == {name: seen(result, name) for name in absent}
    if result.recognition.kind:
        assert tag == result.recognition.language


def seen(result: Read, name: str) -> Any:
    """A value of the mail as the table writes it."""
    recognition, facts = result.recognition, result.facts
    own = [fact for fact in facts if fact.kind is not None]
    match name:
        case "kind" | "role" | "marketplace":
            return getattr(recognition, name)
        case "issuer":
            return recognition.issuer or "none"
        case "codes":
            return result.codes
        case "link":
            return any(fact.hiding for fact in own)
        case "amounts" | "recipients":
            return [text(getattr(fact, name[:-1])) for fact in own]
        case _:
            return text(getattr(own[0], name)) if own else None


def text(value: Any) -> str | None:
    """A value as a text, None for none."""
    return None if value is None else str(value)


def test_there_are_many() -> None:
    """At least forty for each language."""
    counts = {tag: sum(t == tag for t, _ in MAILS) for tag, _ in MAILS}
    assert {"en", "ja"} <= counts.keys()
    assert min(counts.values()) >= 40
