"""One order, its cards and its refunds: told apart by recipient, code, serial number and value."""

from __future__ import annotations

from datetime import date

import pytest

from scanner.cases import People
from scanner.model import CaseType, Hiding, Kind, Outcome
from tests.cases.making import CODES, ME, case_of, cases_of, fact, names

ORDER, OTHER = "112-1111111-2222222", "113-3333333-4444444"
ORDERED, SENT, DELIVERED, FAILED = Kind.GIFT_CARD_ORDERED, Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_DELIVERED, Kind.GIFT_CARD_UNDELIVERABLE
REISSUED, RECEIVED, REMINDER, REDEEMED = Kind.GIFT_CARD_REISSUED, Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_REMINDER, Kind.GIFT_CARD_REDEEMED


def three_ordered(**more):  # type: ignore[no-untyped-def]
    """A confirmation that lists three cards to three people."""
    return [fact(ORDERED, name="order", order=ORDER, amount=30, to=f"{who}@example.net", nth=i, **more) for i, who in enumerate(("ann", "ben", "cleo"))]


def test_cards_of_one_order_are_told_apart_by_recipient() -> None:
    """Three people, three cases; the confirmation is in each, and each notice only in its own."""
    notices = [fact(SENT, 0.1, name=f"sent-{who}", order=ORDER, amount=30, to=f"{who}@example.net") for who in ("ann", "ben", "cleo")]
    failed = fact(FAILED, 3, name="failed-ben", order=ORDER, amount=30, to="ben@example.net")
    cases = cases_of(*three_ordered(), *notices, failed)
    assert [("ann@example.net", Outcome.DELIVERED), ("ben@example.net", Outcome.BOUNCED), ("cleo@example.net", Outcome.DELIVERED)] == [
        (c.recipient, c.outcome) for c in cases
    ]
    assert [["order", "sent-ann"], ["order", "sent-ben", "failed-ben"], ["order", "sent-cleo"]] == [names(c) for c in cases]


def test_a_card_of_which_nothing_was_heard_is_the_one_that_is_missing() -> None:
    """Of a company's order only the card without a notice counts as never delivered."""
    notices = [fact(SENT, 0.1, order=ORDER, amount=30, to=f"{who}@example.net") for who in ("ann", "cleo")]
    assert [Outcome.DELIVERED, Outcome.NEVER_DELIVERED, Outcome.DELIVERED] == [c.outcome for c in cases_of(*three_ordered(), *notices)]


def test_two_cards_of_different_value_to_one_person_are_two() -> None:
    """The value tells them apart where the recipient does not, also where the confirmation showed only one of them."""
    both = [fact(ORDERED, name="order", order=ORDER, amount=a, to="ann@example.net", nth=i) for i, a in enumerate((30, 50))]
    sent = [fact(SENT, 0.1, name=f"sent-{a}", order=ORDER, amount=a, to="ann@example.net") for a in (30, 50)]
    failed = fact(FAILED, 3, name="failed", order=ORDER, amount=50, to="ann@example.net")
    for ordered in (both, both[:1]):
        cases = {str(c.amount): c for c in cases_of(*ordered, *sent, failed)}
        assert {"30 USD": Outcome.DELIVERED, "50 USD": Outcome.BOUNCED} == {a: c.outcome for a, c in cases.items()}
        assert ["order", "sent-50", "failed"] == names(cases["50 USD"])


def test_a_quantity_makes_as_many_cards() -> None:
    """Three like cards to one person are three; a notice goes to the one that lacks it and that it does not contradict."""
    ordered = fact(ORDERED, name="order", order=ORDER, amount=20, to="ann@example.net", quantity=3)
    sent = [fact(SENT, 0.1 + i / 100, name=f"sent-{i}", order=ORDER, amount=20, to="ann@example.net") for i in range(3)]
    opened = fact(DELIVERED, 1, name="opened", order=ORDER, amount=20, to="ann@example.net")
    failed = fact(FAILED, 3, name="failed", order=ORDER, amount=20, to="ann@example.net")
    cases = cases_of(ordered, *sent, opened, failed)
    assert [Outcome.BOUNCED, Outcome.DELIVERED, Outcome.DELIVERED] == sorted(c.outcome for c in cases)
    assert 3 == len({c.id for c in cases})
    assert all("order" in names(c) for c in cases)


def test_one_notice_for_several_like_cards_speaks_of_all() -> None:
    """Two like cards and a single "sent" are not one lost card."""
    ordered = fact(ORDERED, name="order", order=ORDER, amount=20, to="ann@example.net", quantity=2)
    sent = fact(SENT, 0.1, name="sent", order=ORDER, amount=20, to="ann@example.net")
    assert [Outcome.DELIVERED] * 2 == [c.outcome for c in cases_of(ordered, sent)]


def test_a_sum_in_the_confirmation_makes_no_second_card() -> None:
    """Where the confirmation shows another amount than every notice, the notices have the card's value."""
    case = case_of(
        fact(ORDERED, order=ORDER, amount=2000, to="ann@example.net"),
        fact(SENT, 0.1, order=ORDER, amount=75, to="ann@example.net"),
        fact(FAILED, 3, order=ORDER, amount=75, to="ann@example.net"),
    )
    assert "75 USD" == str(case.amount)
    assert Outcome.BOUNCED is case.outcome


def test_plus_addresses_of_one_mailbox_are_two_cards() -> None:
    """ann+a and ann+b are one mailbox and two cards; a notice to ann alone is not spread over them."""
    ordered = [fact(ORDERED, name="order", order=ORDER, amount=30, to=f"ann+{tag}@example.net", nth=i) for i, tag in enumerate("ab")]
    failed = fact(FAILED, 3, name="failed", order=ORDER, amount=30, to="ann+b@example.net")
    sent = [fact(SENT, 0.1, order=ORDER, amount=30, to=f"ann+{tag}@example.net") for tag in "ab"]
    assert {"ann+a@example.net": Outcome.DELIVERED, "ann+b@example.net": Outcome.BOUNCED} == {c.recipient: c.outcome for c in cases_of(*ordered, *sent, failed)}


def test_a_plus_address_in_one_mail_and_none_in_the_other_is_one_card() -> None:
    """The gift mail to the mailbox belongs to the order for its plus-address."""
    case = case_of(
        fact(ORDERED, order=ORDER, amount=30, to="alex.rowe+gifts@example.com"),
        fact(RECEIVED, 0.1, order=ORDER, amount=30, code=CODES[0]),
    )
    assert (Outcome.CODE_FOUND, "alex.rowe+gifts@example.com") == (case.outcome, case.recipient)


def test_a_resend_to_another_address_stays_one_card() -> None:
    """Failed at one address, resent to another, delivered there: one card, the new address, no request."""
    case = case_of(
        fact(ORDERED, order=ORDER, amount=30, to="ann@exmaple.net"),
        fact(SENT, 0.1, order=ORDER, amount=30, to="ann@exmaple.net"),
        fact(FAILED, 3, order=ORDER, amount=30, to="ann@exmaple.net"),
        fact(REISSUED, 4, order=ORDER, amount=30, to="ann@example.net"),
        fact(DELIVERED, 5, order=ORDER, amount=30, to="ann@example.net"),
    )
    assert (Outcome.DELIVERED, "ann@example.net") == (case.outcome, case.recipient)


def test_a_resend_goes_to_the_card_that_failed() -> None:
    """Of three cards the one that failed is the one that is now sent to somebody else's address."""
    failed = fact(FAILED, 3, name="failed", order=ORDER, amount=30, to="ben@example.net")
    again = fact(REISSUED, 4, name="again", order=ORDER, amount=30, to="benjamin@example.org")
    cases = cases_of(*three_ordered(), failed, again)
    assert ["ann@example.net", "benjamin@example.org", "cleo@example.net"] == [c.recipient for c in cases]


def test_two_failed_cards_and_one_resend_to_a_stranger_are_not_guessed() -> None:
    """Which of two failed cards was sent again to a new address nobody can tell: neither is called delivered."""
    failed = [fact(FAILED, 3, name=f"failed-{who}", order=ORDER, amount=30, to=f"{who}@example.net") for who in ("ann", "ben")]
    again = fact(SENT, 4, name="again", order=ORDER, amount=30, to="stranger@example.org")
    found = {c.recipient: c.outcome for c in cases_of(*three_ordered(), *failed, again)}
    assert (Outcome.BOUNCED, Outcome.BOUNCED) == (found["ann@example.net"], found["ben@example.net"])


def test_a_failure_that_names_nobody_leaves_an_order_of_several_undecided() -> None:
    """One card of three failed and the notice does not say which: a person has to look, and nothing is drafted."""
    sent = [fact(SENT, 0.1, order=ORDER, amount=30, to=f"{who}@example.net") for who in ("ann", "ben", "cleo")]
    cases = cases_of(*three_ordered(), *sent, fact(FAILED, 3, order=ORDER, amount=30))
    assert [Outcome.UNDECIDED] * 3 == [c.outcome for c in cases]


def test_a_notice_without_an_address_means_the_one_card_of_its_value() -> None:
    """In an order of a card for 30 and one for 50, "your $50 card failed" says which."""
    ordered = [fact(ORDERED, name="order", order=ORDER, amount=a, to=f"{who}@example.net", nth=i) for i, (who, a) in enumerate((("ann", 30), ("ben", 50)))]
    sent = [fact(SENT, 0.1, order=ORDER, amount=a, to=f"{who}@example.net") for who, a in (("ann", 30), ("ben", 50))]
    cases = cases_of(*ordered, *sent, fact(FAILED, 3, order=ORDER, amount=50))
    assert [Outcome.DELIVERED, Outcome.BOUNCED] == [c.outcome for c in cases]


def test_a_cancelled_order_ends_all_its_cards_but_those_sent_later() -> None:
    """A cancellation of the order touches every card; one that was sent afterwards was not meant."""
    ended = fact(Kind.GIFT_CARD_CANCELLED, 1, order=ORDER, amount=90)
    assert [Outcome.CANCELLED] * 3 == [c.outcome for c in cases_of(*three_ordered(), ended)]
    later = fact(SENT, 2, order=ORDER, amount=30, to="ben@example.net")
    assert [Outcome.CANCELLED, Outcome.DELIVERED, Outcome.CANCELLED] == [c.outcome for c in cases_of(*three_ordered(), ended, later)]


def test_a_refund_of_one_cards_price_is_that_cards() -> None:
    """Of two cards of different value the refund of 50 ends the card of 50; a refund of the sum ends both."""
    ordered = [fact(ORDERED, name="order", order=ORDER, amount=a, to=f"{who}@example.net", nth=i) for i, (who, a) in enumerate((("ann", 30), ("ben", 50)))]
    sent = [fact(SENT, 0.1, order=ORDER, amount=a, to=f"{who}@example.net") for who, a in (("ann", 30), ("ben", 50))]
    one = cases_of(*ordered, *sent, fact(Kind.REFUND_OTHER, 5, order=ORDER, amount=50))
    assert [Outcome.DELIVERED, Outcome.CANCELLED] == [c.outcome for c in one]
    assert [Outcome.CANCELLED] * 2 == [c.outcome for c in cases_of(*ordered, *sent, fact(Kind.REFUND_OTHER, 5, order=ORDER, amount=80))]


def test_codes_of_one_order_to_one_person_are_cards_of_their_own() -> None:
    """Two gift mails of one order with two codes are two cards, both found."""
    cases = cases_of(*(fact(RECEIVED, i / 100, order=ORDER, amount=25, code=CODES[i], giver="Dana North") for i in range(2)))
    assert [1, 1] == [len(c.codes) for c in cases]


def test_links_of_one_order_are_cards_of_their_own() -> None:
    """Two gift mails that each bring a link of their own are two cards; the same link forwarded is one."""
    first, second = (
        fact(RECEIVED, i / 100, order=ORDER, amount=25, link=f"https://www.amazon.com/g/AAAA{i}", hiding=Hiding.LINK, giver="Dana North") for i in range(2)
    )
    assert 2 == len(cases_of(first, second))
    copy = fact(RECEIVED, 9, name="copy", order=ORDER, amount=25, link="https://www.amazon.com/g/AAAA0", hiding=Hiding.LINK, giver="Dana North")
    assert 1 == len(cases_of(first, copy))


def test_which_of_two_like_cards_was_used_nobody_can_tell() -> None:
    """One was applied, the notice does not say which: neither code is called used."""
    cards = [fact(RECEIVED, i / 100, order=ORDER, amount=25, code=CODES[i]) for i in range(2)]
    cases = cases_of(*cards, fact(REDEEMED, 10, order=ORDER, amount=25))
    assert [Outcome.CODE_FOUND] * 2 == [c.outcome for c in cases]


def test_the_end_of_the_code_says_which_card_was_used() -> None:
    """The same, but the notice names the code's last characters."""
    cards = [fact(RECEIVED, i / 100, order=ORDER, amount=25, code=CODES[i]) for i in range(2)]
    cases = cases_of(*cards, fact(REDEEMED, 10, order=ORDER, amount=25, code_tail=CODES[1][-4:]))
    assert [Outcome.CODE_FOUND, Outcome.REDEEMED] == [c.outcome for c in cases]


def test_a_resend_kills_the_older_code() -> None:
    """The old code is never live again, not even when its mail is forwarded later."""
    old = fact(RECEIVED, name="old", order=ORDER, amount=25, code=CODES[0])
    new = fact(REISSUED, 10, name="new", order=ORDER, amount=25, code=CODES[1])
    forwarded = fact(RECEIVED, 12, name="forwarded", order=ORDER, amount=25, code=CODES[0])
    case = case_of(old, new, forwarded)
    assert [CODES[1]] == [c.reveal() for c in case.codes]


def test_a_number_as_recipient_is_told_apart_like_an_address() -> None:
    """Two cards by text message: written with country code, with trunk zero, or masked, a number is the same number."""
    numbers = ("+1 202-555-0147", "+1 202-555-0163")
    ordered = [fact(ORDERED, name="order", order=ORDER, amount=15, to=n, nth=i) for i, n in enumerate(numbers)]
    failed = fact(FAILED, 1, name="failed", order=ORDER, amount=15, to="(202) 555-0163")
    opened = fact(DELIVERED, 1, name="opened", order=ORDER, amount=15, to="***-***-0147")
    cases = cases_of(*ordered, failed, opened)
    assert {("opened",), ("failed",)} == {tuple(names(c)[1:]) for c in cases}


@pytest.mark.parametrize("paid", [Kind.REFUND_BALANCE, Kind.REFUND_OTHER])
def test_refunds_of_one_order_are_told_apart_by_amount(paid: Kind) -> None:
    """An announcement and the payment of its amount are one refund; another amount is another."""
    cases = cases_of(
        fact(Kind.REFUND_PENDING, 0, name="announced", order=ORDER, amount="42.60"),
        fact(paid, 8, name="paid", order=ORDER, amount="42.60"),
        fact(paid, 9, name="other", order=ORDER, amount="10.00"),
    )
    assert [["announced", "paid"], ["other"]] == [names(c) for c in cases]
    assert {(CaseType.REFUND, Outcome.CREDITED)} == {(c.type, c.outcome) for c in cases}


def test_a_refund_paid_as_a_card_stays_a_refund_when_amazon_reminds() -> None:
    """The reminder of a refund's card, or its mail, makes no gift card of it."""
    paid = fact(Kind.REFUND_GIFT_CARD, name="paid", order=ORDER, amount="62.00")
    reminder = fact(REMINDER, 60, name="reminder", order=ORDER, amount="62.00")
    case = case_of(paid, reminder)
    assert (CaseType.REFUND, Outcome.LOST, ["paid", "reminder"]) == (case.type, case.outcome, names(case))


def test_orders_are_never_mixed() -> None:
    """The same amount, day and recipient under two order numbers are two cards."""
    facts = [fact(SENT, 0, order=o, amount=50, to="ann@example.net") for o in (ORDER, OTHER)] + [fact(FAILED, 3, order=OTHER, amount=50, to="ann@example.net")]
    assert {ORDER: Outcome.DELIVERED, OTHER: Outcome.BOUNCED} == {c.order_id: c.outcome for c in cases_of(*facts)}


def test_a_scheduled_card_of_an_order_waits_while_the_other_is_late() -> None:
    """Each card of an order has its own day."""
    ordered = [
        fact(ORDERED, name="order", order=ORDER, amount=30, to="ann@example.net", due=date(2026, 3, 3)),
        fact(ORDERED, name="order", order=ORDER, amount=30, to="ben@example.net", due=date(2026, 12, 24), nth=1),
    ]
    assert {"ann@example.net": Outcome.NEVER_DELIVERED, "ben@example.net": Outcome.PENDING} == {c.recipient: c.outcome for c in cases_of(*ordered)}


def test_names_stand_for_addresses() -> None:
    """A notice that names the recipient by name finds the card by the address that this name has in the mail."""
    people = People(owner=frozenset({ME}), addresses={"ben stone": "ben@example.net"})
    opened = fact(DELIVERED, 1, name="opened", order=ORDER, amount=30, recipient_name="Ben Stone")
    cases = cases_of(*three_ordered(), opened, people=people)
    assert ["order", "opened"] == next(names(c) for c in cases if c.recipient == "ben@example.net")
