"""What is kept is kept once, replaced by better rules, and gone when it is to be gone."""

from __future__ import annotations

import dataclasses
import email.policy
import json
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scanner.errors import LedgerError
from scanner.ledger.codec import decode_card, decode_fact, encode_fact
from scanner.model import Authenticity, Told
from tests.imap.mails import gift_mail
from tests.ledger.conftest import Place, keep, read

CORPUS = Path(__file__).parent.parent / "corpus" / "mails"
GOLDEN = sorted(CORPUS.rglob("*.eml"))
NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)


def test_facts_come_back_as_they_were() -> None:
    """Every fact of every golden mail survives the way to bytes and back."""
    facts = [fact for path in GOLDEN for fact in read(path.read_bytes()).facts]
    assert len(facts) > 40
    assert facts == [decode_fact(encode_fact(fact)) for fact in facts]


def test_a_field_that_an_older_version_did_not_write() -> None:
    """Fields that came later have their defaults in what was kept before."""
    fact = read(gift_mail(1)).facts[0]
    values = json.loads(encode_fact(fact))
    for name in ("all_cards", "quantity", "promptly", "evidence", "form"):
        values.pop(name, None)
    older = decode_fact(json.dumps(values).encode())
    assert dataclasses.replace(fact, evidence=(), form=None) == older


@pytest.mark.parametrize(
    "changes",
    [
        {"id": None}, {"id": 5}, {"id": ["a"]}, {"quantity": "2"}, {"quantity": True}, {"told": 1}, {"kind": "gift_card_eaten"}, {"kind": []}, {"giver": {}},
        {"amount": {"value": "sNaN", "currency": "USD"}}, {"amount": {"value": "fifty", "currency": "USD"}}, {"amount": {"value": 1.5, "currency": "USD"}},
        {"amount": 1.5}, {"message": 1.5}, {"message": {"key": "a"}}, {"code": 1}, {"code": "lower"}, {"link": "ab"}, {"link": ["a", 1]}, {"link": ["a"]},
        {"evidence": "ab"}, {"evidence": [None]}, {"deliver_on": 20240305}, {"deliver_on": "2024-02-30"},
    ],
    ids=str,
)  # fmt: skip
def test_facts_in_a_form_that_nobody_knows(place: Place, changes: dict[str, object]) -> None:
    """What a newer version, or a hand, wrote otherwise is no fact; the ledger says so in one sentence."""
    fact = read(gift_mail(1)).facts[0]
    other = json.dumps(json.loads(encode_fact(fact)) | changes).encode()
    with pytest.raises(ValueError):
        decode_fact(other)
    with place.open() as ledger:
        keep(ledger, read(gift_mail(1)))
        with ledger.transaction():
            ledger._db.execute("UPDATE fact SET body = ? WHERE id = ?", (ledger.vault.seal(other, f"fact:{fact.id}"), fact.id))
        with pytest.raises(LedgerError, match="in a form that this version does not know"):
            ledger.facts()


@pytest.mark.parametrize("data", [b"", b"\xff", b"null", b"[]", b"1", b"[" * 100_000, b'{"id":'])
def test_bytes_that_are_no_fact(data: bytes) -> None:
    """Whatever they are, they are told in the same way."""
    for decode in (decode_fact, decode_card):
        with pytest.raises(ValueError):
            decode(data)


# Once.


def test_a_copy_in_another_folder_is_a_place(place: Place) -> None:
    """A message in two folders is one message with two places; its facts are told for each, under one id."""
    with place.open() as ledger:
        keep(ledger, read(gift_mail(1), 1))
        keep(ledger, read(gift_mail(1), 5, "アーカイブ"))
        keep(ledger, read(gift_mail(1), 1))
        facts = ledger.facts()
        assert 1 == len({fact.id for fact in facts})
        assert [("INBOX", "inbox", "INBOX;7;1"), ("アーカイブ", "ordinary", "アーカイブ;7;5")] == [
            (f.message.folder, f.message.use.value, f.message.origin.position) for f in facts
        ]
        assert [("imap:own", "INBOX", "INBOX;7;1"), ("imap:own", "アーカイブ", "アーカイブ;7;5")] == ledger.places(facts[0].message.key)
        assert {"recognized": 1, "duplicates": 1} == {k: v for k, v in ledger.counts().items() if k in ("recognized", "duplicates")}


def test_a_forged_copy_does_not_push_out_the_true_one(place: Place) -> None:
    """Of two mails with one Message-ID the one that is believed more stands, whichever comes first."""
    true = read(gift_mail(1), 1)
    forged = dataclasses.replace(true, facts=tuple(dataclasses.replace(f, authenticity=Authenticity.SUSPICIOUS, giver="x") for f in true.facts))
    for at, order in enumerate(([true, forged], [forged, true])):
        other = Place(place.folder / str(at))
        with other.open() as ledger:
            for event in order:
                keep(ledger, event)
            assert [(Authenticity.UNVERIFIED, true.facts[0].giver)] == [(f.authenticity, f.giver) for f in ledger.facts()]


def test_two_copies_in_one_folder(place: Place) -> None:
    """Two copies in one folder are two places; the same folder numbered anew is none more."""
    with place.open() as ledger:
        for uid in (1, 2):
            keep(ledger, read(gift_mail(1), uid))
        assert 2 == len(ledger.places(ledger.facts()[0].message.key))
        for uid in (11, 12):
            keep(ledger, read(gift_mail(1), uid, uidvalidity=8))
        assert ["INBOX;8;11", "INBOX;8;12"] == [p for _s, _f, p in ledger.places(ledger.facts()[0].message.key)]


def test_a_message_in_two_mailboxes(place: Place) -> None:
    """A message that the owner has in two mailboxes counts once, and each mailbox re-reads its own."""
    with place.open() as ledger:
        keep(ledger, read(gift_mail(1)), mailbox="own")
        keep(ledger, read(gift_mail(1), source="imap:second"), mailbox="second")
        keep(ledger, read(gift_mail(2), source="imap:second"), mailbox="second")
        assert 2 == len({f.id for f in ledger.facts()})
        assert (1, 2) == tuple(len(list(ledger.kept_messages(n, "other rules"))) for n in (1, 2))
        assert [("own", "hanako@example.jp"), ("second", "hanako@example.jp")] == ledger.mailboxes()


def test_newer_rules_replace_the_facts(place: Place) -> None:
    """Facts of newer rules stand in place of the older ones; where newer rules see nothing, nothing stays."""
    event = read(gift_mail(1))
    with place.open() as ledger:
        keep(ledger, event, "old")
        better = dataclasses.replace(event.facts[0], giver="another giver")
        keep(ledger, dataclasses.replace(event, facts=(better,)), "new")
        assert ["another giver"] == [f.giver for f in ledger.facts()]
        keep(ledger, dataclasses.replace(event, facts=()), "newer still")
        assert [] == ledger.facts()


def test_a_copy_without_facts_takes_nothing_away(place: Place) -> None:
    """A mangled copy with the same Message-ID, read by the same rules, does not erase what the whole one says."""
    event = read(gift_mail(1))
    with place.open() as ledger:
        keep(ledger, event)
        keep(ledger, dataclasses.replace(event, facts=()))
        assert 1 == len(ledger.facts())


# All or nothing.


def test_a_transaction_is_whole_or_not_at_all(place: Place) -> None:
    """What was written before an error is gone with it."""
    with place.open() as ledger:
        with pytest.raises(RuntimeError), ledger.transaction():
            event = read(gift_mail(1))
            ledger.settle(ledger.mailbox("own", "x"), event.message, event.facts, None, "rules")
            raise RuntimeError
        assert ([], []) == (ledger.facts(), ledger.mailboxes())


def test_a_full_disk_is_one_sentence(place: Place) -> None:
    """When nothing more fits the transaction is undone, what was kept before stays, and the ledger goes on when there is room."""
    with place.open() as ledger:
        keep(ledger, read(gift_mail(1)))
        pages = ledger._db.execute("PRAGMA page_count").fetchone()[0]
        ledger._db.execute(f"PRAGMA max_page_count = {pages + 2}")
        noise = random.Random(3).randbytes(60_000).hex().encode()
        huge = dataclasses.replace(read(gift_mail(2), 2), raw=noise)
        with pytest.raises(LedgerError, match="full"):
            keep(ledger, huge)
        assert 1 == len(ledger.facts())
        ledger._db.execute("PRAGMA max_page_count = 1000000")
        keep(ledger, huge)
        assert 2 == len(ledger.facts())


# Statements apart.


def test_the_owners_word_is_apart_from_the_mails(place: Place) -> None:
    """Statements outlive everything that is read anew, are undone one by one, and end only with their case."""
    event = read(gift_mail(1))
    with place.open() as ledger:
        keep(ledger, event, "old")
        with ledger.transaction():
            ledger.words.tell("abc", Told.DELETED, "", NOW)
            ledger.words.tell("abc", Told.ASKED, "by letter", NOW)
            ledger.words.tell("xyz", Told.REDEEMED, "", NOW)
            ledger.words.log("draft saved", "abc", "<id>")
        keep(ledger, event, "new")
        ledger.forget_messages([event.message.key])
        assert ["deleted", "asked"] == [s.what.value for s in ledger.words.statements()["abc"]]
        taken = ledger.words.untell("abc")
        assert taken is not None and (Told.ASKED, "by letter") == (taken.what, taken.note)
        assert ["<id>"] == [detail for _at, detail in ledger.words.logged("draft saved", "abc")]
        ledger.words.forget("abc")
        assert ["xyz"] == list(ledger.words.statements())
        assert [] == ledger.words.logged("draft saved", "abc")
        assert None is ledger.words.untell("abc")


# Forgotten.


def test_what_is_forgotten_is_gone_from_every_byte(place: Place) -> None:
    """After `forget` no sealed byte, key or date of the message stays in the file, its free pages or the write-ahead log."""
    noise = "\r\n".join(random.Random(line).randbytes(30).hex() for line in range(1_000))
    large = email.message_from_bytes(gift_mail(1), policy=email.policy.compat32)
    event = read(large.as_bytes() + noise.encode())
    other = read(gift_mail(2), 2)
    with place.open() as ledger:
        keep(ledger, event)
        keep(ledger, other)
        traces = [row[0] for row in ledger._db.execute("SELECT body FROM fact WHERE id LIKE ?", (event.message.key + "%",))]
        (raw, sent_at) = ledger._db.execute("SELECT raw, sent_at FROM message WHERE key = ?", (event.message.key,)).fetchone()
    traces += [raw[at : at + 32] for at in range(0, len(raw) - 32, 2048)] + [event.message.key.encode(), sent_at.encode()]
    assert len(traces) > 10
    assert all(trace in place.files() for trace in traces[:1] + traces[-2:])
    with place.open() as ledger:
        with ledger.transaction():
            assert 1 == ledger.forget_messages([event.message.key, "unknown"])
        assert [other.message.key] == [f.message.key for f in ledger.facts()]
    assert [] == [trace for trace in traces if trace in place.files()]
    with closing(sqlite3.connect(place.path)) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone()[0] > 5
