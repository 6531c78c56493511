"""What was asked already: told, sent as a draft of ours, or written by the owner; and when a second letter is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from scanner.cases import Patience, Pause, pause_of, with_asked
from scanner.model import Address, Asked, Case, DeliveryStatus, Fact, Issuer, Kind, Note, SpecialUse, Statement, Told
from tests.cases.making import CATALOG, ME, NOW, PEOPLE, START, case_of, cases_of, fact

DANA = Address("Dana North", "dana.north@example.net")
OWNER = Address("Alex Rowe", ME)
TODAY = NOW.date()
REMINDER = fact(Kind.GIFT_CARD_REMINDER, 40, amount=50, giver="Dana North")


def letter(days: float, to: str = "dana.north@example.net", *, note: Note = Note.DELETED, use: SpecialUse = SpecialUse.SENT, **more: Any) -> Fact:
    """A letter of the owner's."""
    return fact(None, days, note=note, use=use, sender=OWNER, addressed=to, **more)


def named(mail: Fact, **fields: Any) -> Fact:
    """A mail with other fields of its head."""
    return replace(mail, message=replace(mail.message, **fields))


def our_id(case: Case) -> str:
    """The Message-ID of a draft of ours."""
    return f"<giftscan.{case.id}.0123456789abcdef0123@giftscan.invalid>"


def asked_of(*facts: Fact, say: tuple[Statement, ...] = ()) -> Asked | None:
    """What was asked about the one case of facts."""
    (silent,) = cases_of(*facts)
    (case,) = with_asked(cases_of(*facts, told={silent.id: say} if say else None), facts, PEOPLE, CATALOG)
    return case.asked


def test_nothing_was_asked() -> None:
    """A lost card, and an old letter of thanks: nobody was asked for anything."""
    assert asked_of(REMINDER) is None
    assert asked_of(REMINDER, letter(41, note=Note.THANKS)) is None


def test_the_owners_own_letter_to_the_giver() -> None:
    """Deleted or missing, written to the giver after the card came: it was asked, and no answer is there."""
    for note in (Note.DELETED, Note.MISSING):
        assert Asked(START + timedelta(days=60), "mail") == asked_of(REMINDER, letter(60, note=note))


def test_a_letter_months_later_is_of_no_cards_thread_and_still_counts() -> None:
    """It is tied to no card by time, but it goes to the giver of the one card that waits; of two such cards it means neither."""
    late = letter(88)
    (case,) = cases_of(REMINDER, late)
    assert late.id not in {f.id for f in case.facts}
    assert Asked(START + timedelta(days=88), "mail") == asked_of(REMINDER, late)
    other = fact(Kind.GIFT_CARD_REMINDER, 20, amount=75, giver="Dana North")
    cases = with_asked(cases_of(REMINDER, other, late), (REMINDER, other, late), PEOPLE, CATALOG)
    assert [None, None] == [c.asked for c in cases]


@pytest.mark.parametrize(
    "mail",
    [letter(60, to="somebody@example.org"), letter(60, use=SpecialUse.DRAFTS), letter(60, note=Note.MENTION), letter(-3)],
    ids=["to somebody else", "a draft that was not sent", "a letter that asks nothing", "before the card"],
)
def test_what_is_no_request(mail: Fact) -> None:
    """Only a letter that was sent, to whoever can help, about the loss of the card."""
    assert asked_of(REMINDER, mail) is None


def test_a_letter_to_the_company_counts_under_any_address_of_it() -> None:
    """A company is asked at its support's address, not at the one its notices come from."""
    company = Address("Alder Panel", "rewards@alderpanel.example")
    promise = fact(Kind.GIFT_CARD_RECEIVED, 0, amount=20, due=date(2026, 3, 20), issuer=Issuer.THIRD_PARTY, sender=company)
    assert asked_of(promise, letter(30, "help@support.alderpanel.example", note=Note.MISSING)) is not None
    assert asked_of(promise, letter(30, "help@alderpanel.example.org", note=Note.MISSING)) is None
    assert asked_of(promise, letter(5, "help@alderpanel.example", note=Note.MISSING)) is None  # not due yet


def test_a_draft_of_ours_that_was_sent_is_known_by_its_message_id() -> None:
    """In Sent under its own id, or under another that refers to it; lying in Drafts it was not sent."""
    case = case_of(REMINDER)
    sent = letter(60, "another.address@example.org", note=Note.MENTION)
    assert asked_of(REMINDER, named(sent, message_id=our_id(case))) is not None
    assert asked_of(REMINDER, named(sent, in_reply_to=(our_id(case),))) is not None
    assert asked_of(REMINDER, named(sent, message_id=our_id(case), use=SpecialUse.DRAFTS)) is None
    assert asked_of(REMINDER, named(sent, message_id="<giftscan.zzzzzzzz.0123456789abcdef0123@giftscan.invalid>")) is None


def test_an_answer_is_seen() -> None:
    """A mail that refers to the request, or to our draft though Sent was not scanned, answers it."""
    case = case_of(REMINDER)
    request = letter(60, name="request")
    reply = fact(None, 62, note=Note.MENTION, sender=DANA, answers="request")
    asked = asked_of(REMINDER, request, reply)
    assert asked is not None and asked.answered
    alone = asked_of(REMINDER, named(reply, references=(our_id(case),), in_reply_to=()))
    assert Asked(START + timedelta(days=62), "mail", answered=True) == alone
    before = fact(None, 59, note=Note.MENTION, sender=DANA, answers="something")
    asked = asked_of(REMINDER, request, before)
    assert asked is not None and not asked.answered


def test_a_letter_that_came_back_asked_nobody() -> None:
    """A bounce of the request means that it was never read; a receipt of its delivery does not."""
    request = letter(60, name="request")

    def report(action: str) -> Fact:
        status = DeliveryStatus("dana.north@example.net", action, "5.1.1", None, "<request@mail.example>")
        return fact(Kind.BOUNCE, 61, sender=Address("", "postmaster@example.net"), delivery_status=status, issuer=None)

    assert asked_of(REMINDER, request, report("failed")) is None
    assert asked_of(REMINDER, request, report("delivered")) is not None


def test_a_resend_ends_what_was_asked_before_it() -> None:
    """The request was fulfilled; if the card is lost again, nothing has been asked for the new one."""
    bought = fact(Kind.GIFT_CARD_ORDERED, 0, amount=50, order="112-1111111-2222222", to="kate@example.net")
    failed = fact(Kind.GIFT_CARD_UNDELIVERABLE, 1, amount=50, order="112-1111111-2222222", to="kate@example.net")
    again = fact(Kind.GIFT_CARD_REISSUED, 20, amount=50, order="112-1111111-2222222", to="kate@example.net")
    twice = fact(Kind.GIFT_CARD_UNDELIVERABLE, 21, amount=50, order="112-1111111-2222222", to="kate@example.net")
    request = Statement(START + timedelta(days=10), Told.ASKED)
    assert asked_of(bought, failed, say=(request,)) is not None
    assert asked_of(bought, failed, again, twice, say=(request,)) is None


def test_the_owners_word() -> None:
    """Asked counts from the day it was told, the newest request counts, and resolved ends all."""
    told = Statement(START + timedelta(days=70), Told.ASKED)
    assert Asked(told.at, "owner") == asked_of(REMINDER, say=(told,))
    assert Asked(told.at, "owner") == asked_of(REMINDER, letter(60), say=(told,))
    assert Asked(START + timedelta(days=80), "mail") == asked_of(REMINDER, letter(80), say=(told,))
    settled = Statement(START + timedelta(days=75), Told.RESOLVED)
    assert Asked(settled.at, "owner", answered=True) == asked_of(REMINDER, letter(80), say=(told, settled))


def test_a_found_code_needs_no_asking() -> None:
    """Of a card that is there nothing is said."""
    from tests.cases.making import CODES

    came = fact(Kind.GIFT_CARD_RECEIVED, 62, amount=50, giver="Dana North", code=CODES[0])
    assert asked_of(came, letter(60)) is None


def waiting(days: int, *, answered: bool = False) -> Case:
    """A lost card that was asked for some days ago."""
    return replace(case_of(REMINDER), asked=Asked(NOW - timedelta(days=days), "mail", answered))


def test_a_reminder_is_due_after_the_days_of_the_configuration() -> None:
    """Not before, and not where an answer came."""
    assert [Pause.ASKED, None] == [pause_of(waiting(days), TODAY, Patience()) for days in (13, 14)]
    assert [Pause.ASKED, None] == [pause_of(waiting(days), TODAY, Patience(follow_up_days=3)) for days in (2, 3)]
    assert Pause.ANSWERED is pause_of(waiting(40, answered=True), TODAY, Patience())
    assert pause_of(waiting(40), TODAY, Patience(follow_up_days=10**9)) is Pause.ASKED
    assert pause_of(case_of(REMINDER), TODAY, Patience()) is None


def test_what_is_long_past_waits_for_a_word() -> None:
    """Two years after the newest mail, due day or word of the owner; whatever was said since counts."""
    case = case_of(REMINDER)
    last = (START + timedelta(days=40)).date()
    assert pause_of(case, last + timedelta(days=730), Patience()) is None
    assert pause_of(case, last + timedelta(days=731), Patience()) is Pause.OLD
    later = last + timedelta(days=731)
    assert pause_of(replace(case, due_on=last + timedelta(days=100)), later, Patience()) is None
    assert pause_of(replace(case, statements=(Statement(NOW + timedelta(days=700), Told.DELETED),)), later, Patience()) is None
    assert pause_of(case, TODAY, Patience(drafts_until_days=0)) is Pause.OLD
