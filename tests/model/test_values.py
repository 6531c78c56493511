"""What crosses rooms: frozen, small, and the same on the other side of a process."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from multiprocessing import get_context
from typing import Any

import pytest

from scanner import model
from scanner.model import Address, Case, Coverage, Fact, Line, Message, Money, NotSeen, Outcome, SearchedBy, SpecialUse
from tests.model.samples import enums_of_the_model, sample, types_of_the_model

TYPES = types_of_the_model()


def test_there_is_something_to_test() -> None:
    """The lists are not empty, and the model lists all that its files define."""
    assert (len(TYPES) > 20, len(enums_of_the_model()) > 12) == (True, True)
    defined = {
        name
        for part in ("card", "case", "mail", "secret")
        for name, value in vars(sys.modules[f"scanner.model.{part}"]).items()
        if isinstance(value, type) and value.__module__ == f"scanner.model.{part}" and not name.startswith("_")
    }
    assert set(model.__all__) == defined
    assert sorted(model.__all__) == model.__all__


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_values_are_frozen_and_have_slots(kind: type) -> None:
    """No room changes what another has made, and a million of them fit into memory."""
    value = sample(kind)
    assert not hasattr(value, "__dict__")
    for field in dataclasses.fields(kind):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, field.name, None)


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_values_are_equal_by_what_they_hold(kind: type) -> None:
    """Two made alike are equal and count as one in a set; a copy is one too."""
    assert sample(kind) == sample(kind) == copy.deepcopy(sample(kind))
    assert 1 == len({sample(kind), sample(kind)})


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_values_pickle(kind: type, protocol: int) -> None:
    """Values go to another process and come back the same."""
    assert sample(kind) == pickle.loads(pickle.dumps(sample(kind), protocol))


def _returned(value: Any) -> Any:
    return value


def test_values_cross_a_real_process() -> None:
    """A fresh interpreter takes every one of them and gives it back."""
    values = [sample(kind) for kind in TYPES]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert values == list(pool.map(_returned, values))


def test_the_model_stands_on_the_standard_library_alone() -> None:
    """Whoever imports the types imports nothing heavy with them."""
    code = f"import sys; sys.path[:0] = {sys.path!r}; import scanner.model; print(*sorted({{m.partition('.')[0] for m in sys.modules}}))"
    said = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
    assert {"scanner"} == {name for name in said.stdout.split() if name not in sys.stdlib_module_names and not name.startswith("_")}


def test_money_keeps_what_was_printed() -> None:
    """The decimals stay, and amounts are never binary fractions."""
    assert "50.00 USD" == str(Money(Decimal("50.00"), "USD"))
    assert "0.15 EUR" == str(Money(Decimal("0.15"), "EUR"))
    assert Money(Decimal("50.00"), "USD") == Money(Decimal("50"), "USD") != Money(Decimal("50"), "CAD")
    assert 1 == len({Money(Decimal("50.00"), "USD"), Money(Decimal("50"), "USD")})


def test_an_address_knows_its_domain() -> None:
    """In lower case whatever the locale, and '' where there is no address."""
    assert ["example.com", "", "mail.example.com"] == [Address("", a).domain for a in ("Bob@EXAMPLE.COM", None, '"a@b"@Mail.Example.com')]


def test_a_line_shows_its_cells() -> None:
    """Empty cells leave no gap."""
    assert "Amount  ¥5,000" == Line(("Amount", "", "¥5,000")).text


def test_a_hole_is_where_mail_may_be() -> None:
    """Files without mail are told, but a folder is not incomplete for them."""
    seen = Coverage("s", "f", SpecialUse.INBOX, 3, None, None, SearchedBy.FULL)
    other = NotSeen("no permission to read it", 0)
    assert [False, False, True] == [dataclasses.replace(seen, not_seen=holes).has_holes for holes in ((), (NotSeen.no_mail(4),), (NotSeen.no_mail(4), other))]


def test_only_what_can_come_back_is_recoverable() -> None:
    """These three outcomes, and no other, have a draft."""
    assert {Outcome.BOUNCED, Outcome.NEVER_DELIVERED, Outcome.LOST} == {outcome for outcome in Outcome if outcome.is_recoverable}


def test_a_message_gives_its_fields_by_name() -> None:
    """Names in any case, topmost first."""
    message = sample(Message)
    fields = tuple(model.Field(name, value) for name, value in (("Received", "b"), ("RECEIVED", "a"), ("Subject", "s")))
    assert (("b", "a"), ()) == ((m := dataclasses.replace(message, fields=fields)).values("received"), m.values("Date"))
    assert dataclasses.replace(message, from_=()).sender is None


def test_a_case_names_each_message_once() -> None:
    """Copies of one mail are one message, and one without an id is not named."""
    fact = sample(Fact)
    ids = ("<1@example.com>", "<2@example.com>", "<1@example.com>", None)
    facts = tuple(dataclasses.replace(fact, message=dataclasses.replace(fact.message, message_id=i, date=datetime(2024, 1, 1, tzinfo=UTC))) for i in ids)
    assert ("<1@example.com>", "<2@example.com>") == dataclasses.replace(sample(Case), facts=facts).message_ids
