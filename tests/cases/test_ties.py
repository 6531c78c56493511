"""What ties mail without an order number to a card, and what forbids it: a wrong merge is worse than a split."""

from __future__ import annotations

from datetime import date

from scanner.model import Address, Authenticity, CaseType, Form, Hiding, Issuer, Kind, Note, Outcome, Role, SpecialUse, Wrapping
from tests.cases.making import CODES, ME, case_of, cases_of, fact, names

ORDERED, SENT, FAILED = Kind.GIFT_CARD_ORDERED, Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_UNDELIVERABLE
REISSUED, RECEIVED, REMINDER, REDEEMED = Kind.GIFT_CARD_REISSUED, Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_REMINDER, Kind.GIFT_CARD_REDEEMED
ORDER, OTHER = "112-1111111-2222222", "113-3333333-4444444"
DANA = Address("Dana North", "dana.north@example.net")
OWNER = Address("Alex Rowe", ME)
COMPANY = Address("Alder Panel", "rewards@alderpanel.example")


def third(kind: Kind, days: float, **more):  # type: ignore[no-untyped-def]
    """A company's mail."""
    return fact(kind, days, sender=more.pop("sender", COMPANY), issuer=Issuer.THIRD_PARTY, amount=more.pop("amount", 10), **more)


def test_one_code_is_one_card() -> None:
    """The same code in two mails, with and without hyphens, is one card, whoever passed it on."""
    case = case_of(
        fact(RECEIVED, name="gift", order=ORDER, amount=25, code=CODES[0]),
        fact(RECEIVED, 3, name="note", sender=DANA, issuer=None, code=CODES[0].replace("-", "")),
    )
    assert ["gift", "note"] == names(case)
    assert 1 == len(case.codes)


def test_other_codes_are_other_cards() -> None:
    """The same giver, amount and day, but another code: two cards."""
    assert 2 == len(cases_of(*(fact(RECEIVED, i / 50, amount=25, giver="Dana North", code=CODES[i]) for i in range(2))))


def test_an_order_for_oneself_and_the_gift_mail_are_one_case() -> None:
    """Recipient, amount and time tie the gift mail, which shows no order number, to the order."""
    case = case_of(fact(ORDERED, name="order", order=ORDER, amount=30, to=ME), fact(RECEIVED, 0.1, name="gift", amount=30, code=CODES[0]))
    assert (Role.RECIPIENT, Outcome.CODE_FOUND, ["order", "gift"]) == (case.role, case.outcome, names(case))


def test_an_alias_of_the_owner_ties_too() -> None:
    """Ordered for one address of the owner, delivered to another: still one card."""
    case = case_of(fact(ORDERED, order=ORDER, amount=30, to=ME), fact(RECEIVED, 0.1, amount=30, code=CODES[0], addressed="alex.alias@example.org"))
    assert Outcome.CODE_FOUND is case.outcome


def test_a_reminder_belongs_to_the_card_before_it() -> None:
    """Each birthday a card of the same giver and amount: the reminder is of the last one before it, never of one after it."""
    gifts = [fact(RECEIVED, year * 365, name=f"gift-{year}", amount=25, giver="Dana North", code=CODES[year]) for year in range(2)]
    reminder = fact(REMINDER, 200, name="reminder", amount=25, giver="Dana North")
    assert [["gift-0", "reminder"], ["gift-1"]] == [names(c) for c in cases_of(*gifts, reminder)]


def test_a_redeemed_notice_that_fits_two_cards_ends_neither() -> None:
    """Which of two like cards was used nobody can tell from a notice without a number."""
    cards = [fact(RECEIVED, i, amount=25, giver=f"Giver {i}", code=CODES[i]) for i in range(2)]
    outcomes = sorted(c.outcome for c in cases_of(*cards, fact(REDEEMED, 10, amount=25)))
    assert [Outcome.CODE_FOUND, Outcome.CODE_FOUND, Outcome.REDEEMED] == outcomes


def test_a_late_resend_replaces_the_one_card_it_can_mean() -> None:
    """Months later the giver has the card sent again: of one such card the old code dies, of two neither does."""
    gifts = [fact(RECEIVED, 20 * i, name=f"gift-{i}", amount=25, giver="Dana North", code=CODES[i]) for i in range(2)]
    again = fact(REISSUED, 200, name="again", amount=25, giver="Dana North", code=CODES[2])
    assert [CODES[2]] == [c.reveal() for c in case_of(gifts[0], again).codes]
    assert sorted(CODES) == sorted(c.reveal() for case in cases_of(*gifts, again) for c in case.codes)


def test_the_end_of_a_code_ties() -> None:
    """A redeemed notice that names the code's last characters ends that card alone."""
    cards = [fact(RECEIVED, i, name=f"gift-{i}", amount=25, giver=f"Giver {i}", code=CODES[i]) for i in range(2)]
    used = fact(REDEEMED, 10, name="used", amount=25, code_tail=CODES[0][-4:])
    assert [["gift-0", "used"], ["gift-1"]] == [names(c) for c in cases_of(*cards, used)]


def test_a_promise_moved_and_then_kept_is_one_card() -> None:
    """A company promises, apologizes with another day, and sends: one card, found."""
    case = case_of(
        third(RECEIVED, 0, name="promise", due=date(2026, 3, 31), subject="Your reward"),
        third(RECEIVED, 28, name="sorry", due=date(2026, 4, 20), subject="Sorry, your reward is late"),
        third(RECEIVED, 60, name="card", code=CODES[0], subject="Here is your gift card"),
    )
    assert (CaseType.THIRD_PARTY_GIFT_CARD, Outcome.CODE_FOUND, ["promise", "sorry", "card"]) == (case.type, case.outcome, names(case))


def test_the_same_form_letter_twice_promises_two_cards() -> None:
    """A panel that pays 10 dollars a month with the same letter owes two cards, not one."""
    months = [third(RECEIVED, 30 * i, name=f"month-{i}", due=date(2026, 4 + i, 15), subject=f"Survey {i + 1}: your reward") for i in range(2)]
    assert 2 == len(cases_of(*months))


def test_a_card_keeps_no_promise_that_is_made_afterwards() -> None:
    """The reward of February came; the one promised in March is another."""
    cases = cases_of(third(RECEIVED, 0, code=CODES[0], subject="Your reward"), third(RECEIVED, 12, due=date(2026, 4, 1), subject="Thank you"))
    assert [Outcome.CODE_FOUND, Outcome.NEVER_DELIVERED] == [c.outcome for c in cases]


def test_two_rewards_of_one_company_that_came_are_two() -> None:
    """Each mail that brings a link of its own is a card of its own."""
    cards = [third(RECEIVED, i, link=f"https://alderpanel.example/r/{i}xyz", hiding=Hiding.LINK, subject=f"Reward no. {i} is here") for i in range(2)]
    assert 2 == len(cases_of(*cards))


def test_companies_are_not_mixed() -> None:
    """The same amount promised by two companies is two cards."""
    cases = cases_of(third(RECEIVED, 0, due=date(2026, 3, 31)), third(RECEIVED, 1, code=CODES[0], sender=Address("Birch", "x@birch.example")))
    assert 2 == len(cases)


def test_a_company_and_amazon_are_not_mixed() -> None:
    """A company's promise is not kept by a card that a friend sent through Amazon."""
    assert 2 == len(cases_of(third(RECEIVED, 0, due=date(2026, 3, 31)), fact(RECEIVED, 5, amount=10, code=CODES[0], giver="Dana North")))


def test_a_shops_own_order_and_its_failure_are_one_card() -> None:
    """The receipt of a company that sells rewards, and its notice that the reward bounced, are one third party's card."""
    receipt = fact(ORDERED, name="receipt", amount=35, to="jo@example.net", sender=COMPANY)
    failed = third(FAILED, 1, name="failed", amount=35, to="jo@example.net")
    case = case_of(receipt, failed)
    assert (CaseType.THIRD_PARTY_GIFT_CARD, Outcome.BOUNCED, ["receipt", "failed"]) == (case.type, case.outcome, names(case))


def test_shops_of_two_countries_are_not_mixed() -> None:
    """amazon.com and amazon.co.jp never share a card."""
    facts = (fact(RECEIVED, amount=25, giver="Dana North"), fact(REMINDER, 9, amount=25, giver="Dana North", marketplace="amazon.co.jp"))
    assert 2 == len(cases_of(*facts))


def test_a_refund_announced_and_paid_without_numbers() -> None:
    """Amount and time tie an announcement to its payment; a second payment of the same amount is another refund."""
    cases = cases_of(
        fact(Kind.REFUND_PENDING, 0, name="announced", amount="18.20"),
        fact(Kind.REFUND_BALANCE, 6, name="paid", amount="18.20"),
        fact(Kind.REFUND_BALANCE, 20, name="other", amount="18.20"),
    )
    assert [["announced", "paid"], ["other"]] == [names(c) for c in cases]


def test_a_refund_notice_and_the_mail_with_its_card() -> None:
    """ "We refunded you with a gift card" and the card's own mail, from nobody, of the same amount, are one refund."""
    case = case_of(
        fact(Kind.REFUND_GIFT_CARD, 0, name="notice", order=ORDER, amount="31.90"),
        fact(RECEIVED, 0.1, name="card", amount="31.90", code=CODES[0]),
    )
    assert (CaseType.REFUND, Outcome.CODE_FOUND, ["notice", "card"]) == (case.type, case.outcome, names(case))


def test_a_friends_card_is_no_refund() -> None:
    """A card that names its giver does not pay a refund of the same amount."""
    assert 2 == len(cases_of(fact(Kind.REFUND_GIFT_CARD, amount=25), fact(RECEIVED, 1, amount=25, giver="Dana North", code=CODES[0])))


def test_letters_between_owner_and_giver_join_the_card() -> None:
    """The giver's friendly letter before it and the owner's thanks after it belong to the card."""
    case = case_of(
        fact(None, -2, name="letter", note=Note.MENTION, sender=DANA),
        fact(RECEIVED, 0, name="gift", amount=25, giver="Dana North", code=CODES[0]),
        fact(None, 1, name="thanks", note=Note.THANKS, sender=OWNER, addressed="dana.north@example.net", use=SpecialUse.SENT),
    )
    assert ["letter", "gift", "thanks"] == names(case)


def test_letters_alone_make_no_case() -> None:
    """Talk of a card, thanks and complaints without Amazon's mail are nothing to work on."""
    notes = [fact(None, i, note=n, sender=DANA) for i, n in enumerate(Note)]
    assert [] == cases_of(*notes)


def test_a_company_that_names_no_card_value_or_day_makes_no_case() -> None:
    """ "Your points expire" taken for a card: without a card, a value or a day in it there is nothing to work on."""
    assert [] == cases_of(third(RECEIVED, 0, amount=None, expires_on=date(2026, 3, 31)))
    assert 1 == len(cases_of(third(RECEIVED, 0, amount=None, due=date(2026, 3, 31))))
    assert 1 == len(cases_of(third(RECEIVED, 0, amount=None, code=CODES[0])))


def test_a_strangers_letter_joins_nothing() -> None:
    """A newsletter that mentions gift cards on the same day is not the giver's letter."""
    news = fact(None, 0.1, name="news", note=Note.MENTION, sender=Address("Shop", "news@shop.example"))
    assert ["gift"] == names(case_of(fact(RECEIVED, name="gift", amount=25, giver="Dana North", code=CODES[0]), news))


def test_an_answer_in_the_thread_joins() -> None:
    """What answers a card's mail belongs to it (RFC 5322, 3.6.4), also to each card of an order."""
    ordered = [fact(ORDERED, name="order", order=ORDER, amount=30, to=f"{who}@example.net", nth=i) for i, who in enumerate(("ann", "ben"))]
    answer = fact(None, 2, name="answer", note=Note.MENTION, sender=Address("", "helper@example.org"), answers="order")
    assert all("order" in names(c) for c in cases_of(*ordered, answer))
    assert ["gift", "answer"] == names(
        case_of(fact(RECEIVED, name="gift", amount=25, code=CODES[0]), fact(None, 2, name="answer", note=Note.MENTION, answers="gift"))
    )


def test_the_owners_own_record_of_a_purchase_is_a_case() -> None:
    """A note to oneself about a card bought in a shop stands alone; anybody else's does not."""
    record = fact(None, name="record", note=Note.PURCHASE, sender=OWNER)
    assert (CaseType.PHYSICAL_GIFT_CARD, Outcome.LOST) == (case_of(record).type, case_of(record).outcome)
    assert [] == cases_of(fact(None, note=Note.PURCHASE, sender=DANA))


def test_a_record_and_the_shops_receipt_are_one_card() -> None:
    """The owner's note and the payment mail of the same amount are one purchase."""
    record = fact(None, 0.1, name="record", note=Note.PURCHASE, sender=OWNER, amount=50)
    receipt = fact(ORDERED, name="receipt", amount=50, form=Form.COUNTER, sender=Address("Pay", "receipt@pay.example"))
    assert ["receipt", "record"] == names(case_of(record, receipt))


def test_suspicious_mail_makes_no_case_and_joins_none() -> None:
    """A phish with the same order number, amount and a code changes nothing."""
    reminder = fact(REMINDER, 20, name="reminder", order=ORDER, amount=25, giver="Dana North")
    phish = fact(RECEIVED, 21, order=ORDER, amount=25, giver="Dana North", code=CODES[0], authenticity=Authenticity.SUSPICIOUS)
    assert (Outcome.LOST, ["reminder"]) == (case_of(reminder, phish).outcome, names(case_of(reminder, phish)))
    assert [] == cases_of(phish)


def test_a_bounce_of_the_owners_letter_is_no_case() -> None:
    """A delivery status notification makes no case of its own."""
    assert [] == cases_of(fact(Kind.BOUNCE, issuer=None, marketplace=None))


def test_a_forward_carries_the_time_of_what_it_forwards() -> None:
    """An old card's mail forwarded after a resend is still the old card's mail."""
    old = fact(
        RECEIVED, 20, name="forward", order=ORDER, amount=25, code=CODES[0], sender=OWNER, use=SpecialUse.SENT, wrapping=Wrapping.FORWARDED,
        inner_date=fact(RECEIVED).message.date,
    )  # fmt: skip
    case = case_of(old, fact(REISSUED, 10, name="again", order=ORDER, amount=25, code=CODES[1]))
    assert [CODES[1]] == [c.reveal() for c in case.codes]


def test_every_tie_is_kept_as_a_reason() -> None:
    """Why messages belong together stands in `because`, in the words of the mail."""
    from scanner.model import Evidence

    sent = fact(SENT, 0.1, order=ORDER, amount=30, to="ann@example.net", evidence=(Evidence("kind", "was sent"), Evidence("order_id", f"Order {ORDER}")))
    case = case_of(fact(ORDERED, order=ORDER, amount=30, to="ann@example.net"), sent)
    assert ("order_id", f"Order {ORDER}", "mail") in [(b.field, b.quote, b.by) for b in case.because]
