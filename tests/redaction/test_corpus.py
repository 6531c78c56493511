"""Every golden mail is redacted: it is recognized as before, and nothing of anybody is left in it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from scanner.catalog import load_catalog
from scanner.facts import read_facts
from scanner.messages import Parser
from scanner.model import Origin, RawMessage
from scanner.redaction import Redacted, Redactor
from scanner.redaction.vocabulary import Vocabulary
from scanner.report.explain import explanation
from scanner.sources.pdf import read_pdf
from tests.redaction.leaks import found_in, readings, secrets_of

CORPUS = Path(__file__).parent.parent / "corpus"
MAILS = sorted((CORPUS / "mails").rglob("*.eml"))
BROKEN = sorted([*(CORPUS / "malformed").glob("*.eml"), *(CORPUS / "bounces").glob("*.eml")])
KEY = bytes(range(32))
# What a redaction leaves as it is, value and all.
KEPT = ("kind", "role", "issuer", "marketplace", "language", "authenticity", "claim_link", "amount", "date", "deliver_on", "expires_on")


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The catalog's words."""
    return Vocabulary(load_catalog())


@lru_cache(maxsize=1)
def redactor() -> Redactor:
    """One for all mails."""
    return Redactor(load_catalog(), read_pdf)


@lru_cache(maxsize=1)
def parser() -> Parser:
    """One for all mails."""
    return Parser(load_catalog(), read_pdf)


@lru_cache(maxsize=4)
def redacted(path: Path) -> Redacted:
    """A golden mail redacted."""
    return redactor().redact(RawMessage(Origin(path.name, ""), path.read_bytes()), KEY)


def explained(data: bytes) -> dict[str, object]:
    """What `explain` says of a mail, but for its evidence."""
    catalog = load_catalog()
    message = parser().parse(RawMessage(Origin("", ""), data))
    told = explanation(message, *read_facts(message, catalog), KEY)
    return {name: value for name, value in told.items() if name != "evidence"}


def test_there_are_mails() -> None:
    """The tests below run on something."""
    assert len(MAILS) > 150 and len(BROKEN) > 20


@pytest.mark.parametrize("path", MAILS, ids=lambda p: p.stem)
def test_it_is_recognized_as_before(path: Path) -> None:
    """The same kind, the same fields non-null, as many codes; amounts and days are the same."""
    before, after = explained(path.read_bytes()), explained(redacted(path).data)
    assert {k: before[k] for k in KEPT} == {k: after[k] for k in KEPT}
    assert {k for k, v in before.items() if v is None} == {k for k, v in after.items() if v is None}
    codes = [told["claim_codes"] for told in (before, after)]
    assert isinstance(codes[0], list) and isinstance(codes[1], list)
    assert len(codes[0]) == len(codes[1])
    assert [code["code"] for code in codes[0] if code in codes[1]] == []


@pytest.mark.parametrize("path", MAILS, ids=lambda p: p.stem)
def test_nothing_of_anybody_is_left(path: Path) -> None:
    """None of its names, addresses, codes, order numbers and tokens stands in the result, decoded or raw."""
    result = redacted(path)
    texts = readings(result.data)
    secrets = secrets_of(path, load_catalog(), vocabulary())
    left = {sort: sorted(s for s in found if found_in(s, texts)) for sort, found in secrets.items()}
    assert {sort: [] for sort in secrets} == left
    assert () == result.remains


@pytest.mark.parametrize("path", BROKEN, ids=lambda p: p.stem)
def test_damaged_mail_is_redacted_all_the_same(path: Path) -> None:
    """No exception, the kind stays, and what was replaced is gone."""
    result = redacted(path)
    assert explained(path.read_bytes())["kind"] == explained(result.data)["kind"]
    assert () == result.remains
