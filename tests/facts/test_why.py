"""Why a mail was taken for what it is: the phrase that decided, where it stands in the data files, and what came close."""

from __future__ import annotations

from pathlib import Path

from scanner.catalog import load_catalog, phrase_place, sender_place
from scanner.facts import read_facts, reasons_of
from scanner.messages import parse
from scanner.model import Message, Origin, RawMessage

CATALOG = load_catalog()
CORPUS = Path(__file__).parent.parent / "corpus"


def read(path: Path) -> Message:
    """A golden mail, read."""
    return parse(RawMessage(Origin("", ""), path.read_bytes()), CATALOG)


def test_the_phrase_that_decided_is_found_in_its_file() -> None:
    """Of every golden mail in English whose kind words decided, the first reason is of that kind, and stands at its line."""
    told = 0
    for path in sorted((CORPUS / "mails" / "amazon.com").glob("*.eml")):
        message = read(path)
        kind = read_facts(message, CATALOG)[0].kind
        reasons = reasons_of(message, CATALOG)
        assert {r.kind for r in reasons if r.decided} <= {kind}
        for reason in reasons:
            place = phrase_place(reason.language, reason.kind, reason.words)
            told += reason.decided
            assert place.startswith(f"languages/{reason.language}.toml:"), place
    assert told > 50


def test_a_mail_of_no_kind_tells_what_came_close() -> None:
    """Nothing decided, but the words that sounded like something are named."""
    path = next((CORPUS / "lookalikes" / "support").glob("none-en-18-*.eml"))
    reasons = reasons_of(read(path), CATALOG)
    assert reasons
    assert not any(r.decided for r in reasons)


def test_a_known_sender_is_named_by_file_and_key() -> None:
    """Addresses by their list, sub-domains by the shop's domain, strangers not at all."""
    assert sender_place("gc-orders@gc.email.amazon.com", CATALOG) == "marketplaces/amazon.com.toml, senders.gift_card"
    assert sender_place("x@anything.amazon.co.jp", CATALOG) == "marketplaces/amazon.co.jp.toml, domain"
    assert sender_place("noreply@tangocard.com", CATALOG) == "issuers/, Tango"
    assert sender_place("no-reply@amazon.example", CATALOG) is None
