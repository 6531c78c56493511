"""Kept facts' bytes to facts (`scanner.ledger.codec`): those of a newer version, or of a file that somebody repaired.

Promises: ValueError, or a fact that can be kept, opened and printed again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fuzz import seeds
from fuzz.target import CORPUS, Target
from fuzz.targets.message import reader
from fuzz.words import words_of
from scanner.jobs.events import Read
from scanner.ledger.codec import decode_card, decode_fact, encode_card, encode_fact
from scanner.model import Origin, RawMessage


def check(data: bytes) -> None:
    """As a fact, then as a card that the owner told of."""
    try:
        fact = decode_fact(data)
    except ValueError:
        pass
    else:
        assert fact == decode_fact(encode_fact(fact)), "a fact is another after it was kept"
        repr(fact)
    try:
        card = decode_card(data)
    except ValueError:
        return
    assert card == decode_card(encode_card(card)), "a card is another after it was kept"


def kept(_shared: Path | None) -> Iterator[bytes]:
    """The facts of our mails."""
    for data in [*seeds.files([CORPUS / "mails", CORPUS / "bounces"], "*.eml")][::4]:
        event = reader().read(RawMessage(Origin("fuzz", "1"), data))
        if isinstance(event, Read):
            yield from (encode_fact(fact) for fact in event.facts[:2])


TARGET = Target("ledger", check, kept, words_of("ledger"), 2**13)
