"""What the catalog claims to know, a golden mail shows: each kind in each language, and each shop."""

from __future__ import annotations

import json
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

from scanner.catalog import load_catalog
from scanner.model import Kind

CORPUS = Path(__file__).parent / "corpus"
CATALOG = load_catalog()
# What carries a code, says that a card was sent, or tells of a failure is shown in three wordings, everything else in one.
OFTEN = (
    Kind.GIFT_CARD_RECEIVED,
    Kind.GIFT_CARD_REMINDER,
    Kind.GIFT_CARD_SENT,
    Kind.GIFT_CARD_UNDELIVERABLE,
    Kind.GIFT_CARD_REISSUED,
    Kind.REFUND_GIFT_CARD,
)


@lru_cache(maxsize=1)
def shown() -> Counter[tuple[str, str]]:
    """How many golden mails there are of a language or shop and kind."""
    counted: Counter[tuple[str, str]] = Counter()
    for path in sorted(CORPUS.rglob("*.json")):
        expected = json.loads(path.read_text("utf-8"))
        if path.with_suffix(".eml").exists() and (kind := expected.get("kind")):
            counted[expected["language"], kind] += 1
            counted[expected["marketplace"], kind] += 1
    return counted


@pytest.mark.parametrize("tag", sorted(CATALOG.languages))
def test_each_kind_that_a_language_claims_is_shown(tag: str) -> None:
    """A kind in a language file without a golden mail is a claim that nobody tried."""
    claimed = CATALOG.languages[tag].kinds
    assert [] == [f"{tag}: {kind}: {shown()[tag, kind]}" for kind in claimed if shown()[tag, kind] < (3 if kind in OFTEN else 1)]


@pytest.mark.parametrize("domain", sorted(CATALOG.marketplaces))
def test_each_shop_is_shown(domain: str) -> None:
    """Of each shop there is a card, an order, a failure, and a refund."""
    kinds = {kind for place, kind in shown() if place == domain}
    assert kinds & {"gift_card_received", "gift_card_reminder", "gift_card_reissued"}
    assert kinds & {"gift_card_ordered", "gift_card_sent", "gift_card_shipped"}
    assert kinds & {"gift_card_undeliverable", "gift_card_cancelled"}
    assert [kind for kind in kinds if kind.startswith("refund_")]
