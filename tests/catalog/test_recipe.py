"""CONTRIBUTING's recipes, followed for a made-up shop, language and issuer: three data files, and no line of Python."""

from __future__ import annotations

import shutil
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from scanner.catalog import Catalog, load_catalog
from scanner.catalog.datafiles import SHIPPED
from scanner.jobs.events import Read
from scanner.jobs.reading import Reader
from scanner.model import Authenticity, Issuer, Kind, Origin, RawMessage
from tests.trust.received import GENUINE, SENDER

HERE = Path(__file__).parent / "recipe"
PLACES = {"amazon.dk.toml": "marketplaces", "da.toml": "languages", "perlefisk.toml": "issuers"}

CARD = """\
From: "Amazon.dk" <do-not-reply@gift-cards.amazon.dk>
Subject: Mads har sendt dig et gavekort

Kære Freja

Mads har sendt dig et Amazon.dk-gavekort.

Beløb: {amount}
Gavekortkode: TH4K-9WPXEM-ZQ7B
"""
ORDER = """\
From: auto-confirm@amazon.dk
Subject: Din bestilling hos Amazon.dk

Tak for din bestilling. Du har bestilt et gavekort.

Ordrenummer: 171-1234567-7654321
Modtager: freja@example.com
Beløb: 300 kr.
Leveringsdato: 4. december 2026
"""
FAILURE = """\
From: do-not-reply@gift-cards.amazon.dk
Subject: Vi kunne ikke levere dit gavekort

Vi kunne ikke levere dit gavekort til freja@example.com.
Ordrenummer: 171-1234567-7654321
"""
REWARD = """\
From: Perlefisk <svar@perlefisk.example>
Subject: Perlefisk har sendt dig et gavekort

Perlefisk har sendt dig et gavekort til Amazon.dk med værdi 50 kr.
Kode: TH4K-9WPXEM-ZQ7C
"""
HEAD = "Date: Wed, 2 Dec 2026 19:12:00 +0100\nMessage-ID: <1@amazon.dk>\nContent-Type: text/plain; charset=utf-8\n"


@lru_cache(maxsize=1)
def grown() -> Catalog:
    """The shipped catalog with the three files added."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / "data"
        shutil.copytree(SHIPPED, root)
        for name, place in PLACES.items():
            shutil.copy(HERE / name, root / place / name)
        return load_catalog(root)


def read(mail: str) -> Read:
    """What the program with that catalog says of a mail."""
    event = Reader(grown()).read(RawMessage(Origin("test", ""), (HEAD + mail).encode()))
    assert isinstance(event, Read)
    return event


@pytest.mark.parametrize("amount", ["1.250,00 kr.", "kr. 1.250,00", "1.250,00 DKK", "DKK 1.250,00", "1250,00 kr"])
def test_a_card_of_a_new_shop_in_a_new_language(amount: str) -> None:
    """Kind, shop, language, code, giver, and the amount in the shop's own money."""
    event = read(CARD.format(amount=amount))
    recognition, (fact,) = event.recognition, event.facts
    assert (recognition.kind, recognition.marketplace, recognition.language) == (Kind.GIFT_CARD_RECEIVED, "amazon.dk", "da")
    assert (str(fact.amount.value), fact.amount.currency) == ("1250.00" if ",00" in amount else "1250", "DKK") if fact.amount else None
    assert fact.code is not None
    assert fact.giver == "Mads"


def test_an_order_and_its_failure_in_a_new_language() -> None:
    """What was ordered for whom and when; and that it could not be delivered."""
    order, failure = read(ORDER), read(FAILURE)
    assert order.recognition.kind is Kind.GIFT_CARD_ORDERED
    assert [(f.order_id, f.recipient, str(f.deliver_on)) for f in order.facts] == [("171-1234567-7654321", "freja@example.com", "2026-12-04")]
    assert failure.recognition.kind is Kind.GIFT_CARD_UNDELIVERABLE


def test_a_reward_of_a_new_issuer() -> None:
    """A company that the new file names is believed where the receiving host vouches for it."""
    event = read(GENUINE["gmail"].replace(SENDER, "perlefisk.example") + REWARD)
    assert (event.recognition.kind, event.recognition.issuer) == (Kind.GIFT_CARD_RECEIVED, Issuer.THIRD_PARTY)
    assert event.recognition.authenticity is Authenticity.AUTHENTIC
    assert event.facts[0].code is not None
