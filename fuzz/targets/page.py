"""A page's text to facts: amounts, days, codes, numbers, names and what is said of them (`scanner.facts`).

An input is the text of a mail that comes from a shop of Amazon's; its first line is the subject. Promises: those of `message`, and
amounts, days and cards within their bounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fuzz import seeds
from fuzz.target import CORPUS, Target
from fuzz.targets import message
from fuzz.words import words_of
from scanner.facts.extract import MAX_CARDS
from scanner.jobs.events import Read
from scanner.model import Origin, RawMessage

HEAD = (
    b"From: Amazon <gc-orders@gc.email.amazon.%b>\nTo: ken@example.org\nDate: Tue, 5 Mar 2024 10:00:00 +0900\n"
    b"Message-ID: <1@gc.email.amazon.com>\nSubject: %b\n"
    b"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n%b"
)
SHOPS = (b"com", b"co.jp", b"de", b"in", b"com.tr", b"pl")


def check(data: bytes) -> None:
    """Read it as a shop's mail."""
    subject, _, text = data.replace(b"\r", b"\n").partition(b"\n")
    facts = message.facts_of(HEAD % (SHOPS[len(data) % len(SHOPS)], subject, text))
    assert len(facts) <= MAX_CARDS and len({fact.id for fact in facts}) == len(facts), "more cards than fit, or two of one name"
    for fact in facts:
        assert fact.amount is None or (fact.amount.value.is_finite() and len(fact.amount.currency) == 3), f"no amount: {fact.amount}"
        assert fact.quantity >= 1, f"no number of cards: {fact.quantity}"
        assert fact.order_id is None or fact.order_id.isascii(), f"no order number: {fact.order_id}"


def texts(_shared: Path | None) -> Iterator[bytes]:
    """The subjects and visible lines of golden mails, as far as they are short."""
    for data in [*seeds.files([CORPUS / "mails"], "*.eml"), *seeds.files([CORPUS / "blind"], "*.eml")][::3]:
        event = message.reader().read(RawMessage(Origin("fuzz", "1"), data))
        if isinstance(event, Read):
            lines = [line.text for layer in event.message.views[0] for line in layer.lines]
            yield "\n".join([event.message.subject, *lines]).encode("utf-8", "replace")[:2_000]


TARGET = Target("page", check, texts, words_of("page"), 2**11)
