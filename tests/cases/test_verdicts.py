"""The verdicts in the contract's order of precedence, each from the least evidence that shows it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from scanner.cases import Grace, People
from scanner.model import (
    Address,
    CaseType,
    Coverage,
    Evidence,
    Form,
    Hiding,
    Issuer,
    Kind,
    Note,
    NotSeen,
    Odds,
    Outcome,
    Role,
    Route,
    SearchedBy,
    SpecialUse,
    Statement,
    Told,
    Wrapping,
)
from tests.cases.making import CODES, ME, NOW, START, case_of, cases_of, fact

ORDER = "112-1111111-2222222"
ORDERED, SENT, DELIVERED, FAILED = Kind.GIFT_CARD_ORDERED, Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_DELIVERED, Kind.GIFT_CARD_UNDELIVERABLE
REISSUED, RECEIVED, REMINDER, REDEEMED = Kind.GIFT_CARD_REISSUED, Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_REMINDER, Kind.GIFT_CARD_REDEEMED
CANCELLED, SHIPPED = Kind.GIFT_CARD_CANCELLED, Kind.GIFT_CARD_SHIPPED
ANN = "ann@example.net"


def of(kind: Kind, days: float = 0, **more):  # type: ignore[no-untyped-def]
    """A fact about one order of 30 dollars to Ann."""
    return fact(kind, days, order=ORDER, amount=30, **{"to": ANN, **more})


def mine(kind: Kind, days: float = 0, **more):  # type: ignore[no-untyped-def]
    """A fact about a card of 30 dollars that came to the owner."""
    return fact(kind, days, order=ORDER, amount=30, giver="Dana North", **more)


# What is found, and what alone decides it: each row would be the next row's outcome without its last fact.
LADDER = [
    (Outcome.UNDECIDED, (of(SENT), of(DELIVERED, 1), of(FAILED, 3))),
    (Outcome.CANCELLED, (mine(RECEIVED, code=CODES[0]), mine(Kind.REFUND_OTHER, 3))),
    (Outcome.CREDITED, (fact(Kind.REFUND_PENDING, order=ORDER, amount=5), fact(Kind.REFUND_BALANCE, 3, order=ORDER, amount=5))),
    (Outcome.REDEEMED, (mine(RECEIVED, code=CODES[0]), mine(REDEEMED, 2))),
    (Outcome.EXPIRED, (mine(RECEIVED, code=CODES[0], expires_on=date(2026, 4, 1)),)),
    (Outcome.CODE_FOUND, (mine(RECEIVED, code=CODES[0], hiding=Hiding.LINK), mine(REMINDER, 20))),
    (Outcome.LINK_FOUND, (mine(RECEIVED, hiding=Hiding.ATTACHMENT), mine(REMINDER, 20))),
    (Outcome.BOUNCED, (of(ORDERED), of(SENT, 0.1), of(FAILED, 3))),
    (Outcome.DELIVERED, (of(ORDERED), of(SENT, 0.1), of(DELIVERED, 1))),
    (Outcome.LOST, (mine(REMINDER, 20),)),
    (Outcome.NEVER_DELIVERED, (of(ORDERED),)),
    (Outcome.PENDING, (of(ORDERED, due=date(2026, 12, 24)),)),
]


@pytest.mark.parametrize(("outcome", "facts"), LADDER, ids=[o.value for o, _ in LADDER])
def test_each_outcome_has_its_evidence(outcome: Outcome, facts: tuple) -> None:  # type: ignore[type-arg]
    """Every outcome is reached, names its reasons, and has a draft's route only where something can be recovered."""
    case = case_of(*facts)
    assert outcome is case.outcome
    assert case.because
    assert outcome.is_recoverable == (case.route not in (Route.NONE, Route.OPEN_MESSAGE))
    assert (case.odds is not None) == outcome.is_recoverable
    assert bool(case.codes) == (outcome is Outcome.CODE_FOUND)


def test_no_reason_shows_a_code() -> None:
    """A code in a subject, in the words that tell a kind, or in the owner's own note is masked in `because`."""
    shown = case_of(mine(REMINDER, subject=f"Your code {CODES[0]}", evidence=()), now=NOW)
    quoted = case_of(mine(REMINDER, evidence=(Evidence("kind", f"your code {CODES[0]} waits"), Evidence("order_id", f"{CODES[0]}"))), mine(REMINDER, 3))
    told = cases_of(mine(REMINDER), told={case_of(mine(REMINDER)).id: (Statement(NOW, Told.DELETED, f"it was {CODES[0]}"),)})
    for case in (shown, quoted, *told):
        assert CODES[0] not in str(case.because)
        assert "QX7K" in str(case.because)


# --- buyer's side -------------------------------------------------------------------------------------------------


def test_sent_and_nothing_since_counts_as_delivered_and_says_so() -> None:
    """Silence after a sending is presumed to be delivery, and `because` says that it is presumed."""
    case = case_of(of(SENT))
    assert (Outcome.DELIVERED, True) == (case.outcome, case.presumed)
    assert "presumed" in [b.field for b in case.because]


def test_within_the_days_of_grace_a_sent_card_is_pending() -> None:
    """Days of grace run from the end of the day in the shop's zone: March 2 in Los Angeles ends at 08:00 UTC."""
    last = datetime(2026, 3, 6, 8, 0, tzinfo=UTC)
    assert Outcome.PENDING is case_of(of(SENT), now=last - timedelta(seconds=1)).outcome
    assert Outcome.DELIVERED is case_of(of(SENT), now=last).outcome


@pytest.mark.parametrize("typo", ["ann@gmial.com", "ann@gmai.com", "ann@docmo.ne.jp", "ann@yahoo.cm"])
def test_an_address_that_cannot_be_right_takes_the_presumption_away(typo: str) -> None:
    """A domain one slip off a great provider's: never delivered, and the correction is proposed."""
    case = case_of(of(SENT, to=typo))
    assert (Outcome.NEVER_DELIVERED, Route.RESEND_IN_ORDERS) == (case.outcome, case.route)
    assert case.corrected_recipient


def test_a_rare_domain_is_no_typo() -> None:
    """A company's own domain is as good as a great provider's."""
    assert Outcome.DELIVERED is case_of(of(SENT, to="ann@gmailing-lists.example")).outcome


def test_a_failure_then_a_resend_is_not_bounced() -> None:
    """What was sent again after the failure is presumed delivered like any sending."""
    assert Outcome.DELIVERED is case_of(of(SENT), of(FAILED, 3), of(REISSUED, 4)).outcome
    assert Outcome.BOUNCED is case_of(of(SENT), of(FAILED, 3), of(REISSUED, 4), of(FAILED, 7)).outcome


def test_delivered_and_failed_at_two_addresses_is_no_contradiction() -> None:
    """A failure at the old address and delivery at the new one are both true."""
    assert Outcome.DELIVERED is case_of(of(SENT), of(FAILED, 3), of(REISSUED, 4, to="ann@example.org"), of(DELIVERED, 5, to="ann@example.org")).outcome


def test_a_recipients_thanks_show_delivery_and_a_complaint_takes_it_away() -> None:
    """The recipient's own words count more than silence."""
    ann = Address("Ann", ANN)
    assert (Outcome.DELIVERED, False) == (
        case_of(of(SENT), fact(None, 0.5, note=Note.THANKS, sender=ann), now=START + timedelta(days=1)).outcome,
        case_of(of(SENT), fact(None, 0.5, note=Note.THANKS, sender=ann)).presumed,
    )
    assert Outcome.NEVER_DELIVERED is case_of(of(SENT), fact(None, 6, note=Note.MISSING, sender=ann)).outcome


def test_the_owners_own_thanks_to_the_recipient_prove_nothing() -> None:
    """ "Thank you for your help, I sent you a card" is not the recipient's thanks."""
    mine_ = fact(None, 0.5, note=Note.THANKS, sender=Address("", ME), addressed=ANN, use=SpecialUse.SENT)
    assert case_of(of(SENT), mine_).presumed


def test_the_owner_says_that_it_did_not_arrive() -> None:
    """The owner's word beats the presumption; against Amazon's own notice of delivery a person has to look."""
    assert Outcome.NEVER_DELIVERED is case_of(of(SENT), say=(Told.NOT_RECEIVED,)).outcome
    assert Outcome.UNDECIDED is case_of(of(SENT), of(DELIVERED, 1), say=(Told.NOT_RECEIVED,)).outcome
    case = case_of(of(SENT), say=(Told.NOT_RECEIVED,))
    assert ["owner"] == [b.by for b in case.because if b.field == "not_received"]


def test_nothing_is_missing_before_it_is_due() -> None:
    """ "It has not come" said of a card that is scheduled for Christmas changes nothing."""
    assert Outcome.PENDING is case_of(of(ORDERED, due=date(2026, 12, 24)), say=(Told.NOT_RECEIVED,)).outcome


def test_cancelled_and_then_sent_is_a_contradiction() -> None:
    """A cancelled card cannot be delivered later, nor a used one be cancelled."""
    assert Outcome.UNDECIDED is case_of(of(ORDERED), of(CANCELLED, 1), of(DELIVERED, 2)).outcome
    assert Outcome.UNDECIDED is case_of(of(SENT), of(REDEEMED, 1), of(CANCELLED, 2)).outcome
    assert Outcome.CANCELLED is case_of(of(ORDERED), of(SENT, 0.1), of(CANCELLED, 1)).outcome


def test_a_used_card_that_was_refunded_is_used() -> None:
    """Only an unredeemed card is cancelled by its refund."""
    assert Outcome.REDEEMED is case_of(of(SENT), of(REDEEMED, 1), of(Kind.REFUND_OTHER, 9)).outcome


# --- recipient's side ---------------------------------------------------------------------------------------------


def test_lost_needs_proof_that_it_had_arrived() -> None:
    """An order for oneself that was sent is not lost but never delivered; a reminder or a delivery notice makes it lost."""
    assert Outcome.NEVER_DELIVERED is case_of(of(ORDERED, to=ME), of(SENT, 0.1, to=ME)).outcome
    assert Outcome.LOST is case_of(of(ORDERED, to=ME), mine(REMINDER, 20)).outcome
    assert Outcome.LOST is case_of(of(ORDERED, to=ME), of(DELIVERED, 1, to=ME)).outcome
    assert Outcome.LOST is case_of(of(ORDERED, to=ME), of(SENT, 0.1, to=ME), say=(Told.DELETED,)).outcome


def test_the_owners_letter_that_quotes_amazons_mail_shows_arrival() -> None:
    """A reply in Sent that quotes the gift mail without its code is proof of a card that is gone."""
    quote = mine(RECEIVED, 1, sender=Address("", ME), addressed="dana.north@example.net", use=SpecialUse.SENT, wrapping=Wrapping.QUOTED)
    case = case_of(quote)
    assert (Outcome.LOST, Role.RECIPIENT, Route.ASK_GIVER, "dana.north@example.net") == (case.outcome, case.role, case.route, case.giver_address)


def test_a_resend_that_never_came_is_not_lost() -> None:
    """The old reminder proves nothing of the new card: three days after the resend it counts as never delivered."""
    facts = (mine(REMINDER, 0), mine(REISSUED, 10))
    assert Outcome.PENDING is case_of(*facts, now=START + timedelta(days=12)).outcome
    assert Outcome.NEVER_DELIVERED is case_of(*facts).outcome


def test_a_code_in_the_mailbox_beats_the_owners_memory() -> None:
    """ "I deleted it" of a card whose code still lies in Sent: the code is what counts."""
    assert Outcome.CODE_FOUND is case_of(mine(RECEIVED, code=CODES[0], use=SpecialUse.TRASH), say=(Told.DELETED,)).outcome


def test_a_promise_without_a_card_is_missed_after_its_day() -> None:
    """A company's promise: pending until three days after its day, then never delivered, and the company is asked."""
    promise = fact(RECEIVED, amount=10, due=date(2026, 3, 20), issuer=Issuer.THIRD_PARTY, sender=Address("Alder", "a@alder.example"))
    late = datetime(2026, 3, 24, 7, 0, tzinfo=UTC)  # the end of March 23 in Los Angeles, in summer time
    assert Outcome.PENDING is case_of(promise, now=late - timedelta(seconds=1)).outcome
    case = case_of(promise, now=late)
    assert (Outcome.NEVER_DELIVERED, Route.ASK_ISSUER, Odds.FAIR, "a@alder.example") == (case.outcome, case.route, case.odds, case.issuer_address)


def test_what_amazon_itself_promised_amazon_is_asked_for() -> None:
    """A card of Amazon's own, promised or given, has no other giver to ask."""
    promise = fact(RECEIVED, amount=10, due=date(2026, 3, 20))
    assert (Outcome.NEVER_DELIVERED, Route.AMAZON_SUPPORT) == (case_of(promise).outcome, case_of(promise).route)
    given = fact(REMINDER, amount=10, giver="Amazon.com")
    assert (Outcome.LOST, Route.AMAZON_SUPPORT) == (case_of(given).outcome, case_of(given).route)


def test_a_promise_without_a_day_is_no_card_that_was_lost() -> None:
    """A company's mail that holds no card is a promise; without a day it stays open, with an earlier one that day counts."""
    sender = Address("Alder", "a@alder.example")
    undated = fact(RECEIVED, 20, amount=10, issuer=Issuer.THIRD_PARTY, sender=sender, subject="It will be a little late")
    assert Outcome.PENDING is case_of(undated).outcome
    dated = fact(RECEIVED, 0, amount=10, issuer=Issuer.THIRD_PARTY, sender=sender, due=date(2026, 3, 20))
    assert Outcome.NEVER_DELIVERED is case_of(dated, undated).outcome


def test_amazons_gift_mail_is_there_however_it_hides_its_code() -> None:
    """Nothing was read out of Amazon's own gift mail: it is still there to be opened, not lost."""
    assert (Outcome.LINK_FOUND, Route.OPEN_MESSAGE) == (case_of(mine(RECEIVED)).outcome, case_of(mine(RECEIVED)).route)
    assert Outcome.LOST is case_of(mine(RECEIVED, wrapping=Wrapping.FORWARDED)).outcome


def test_promised_within_minutes_means_a_day() -> None:
    """Twenty-four hours after an order that promised it within minutes."""
    order = of(ORDERED, to=ME, promptly=True)
    assert Outcome.PENDING is case_of(order, now=START + timedelta(hours=23, minutes=59)).outcome
    assert Outcome.NEVER_DELIVERED is case_of(order, now=START + timedelta(hours=24)).outcome


def test_an_announced_refund_has_thirty_days() -> None:
    """Without a day an announcement has thirty days, with one it has three after it."""
    open_ended = fact(Kind.REFUND_PENDING, order=ORDER, amount=12)
    assert Outcome.PENDING is case_of(open_ended, now=START + timedelta(days=30)).outcome
    assert Outcome.NEVER_DELIVERED is case_of(open_ended, now=START + timedelta(days=31)).outcome
    dated = fact(Kind.REFUND_PENDING, order=ORDER, amount=12, due=date(2026, 3, 9))
    assert Outcome.NEVER_DELIVERED is case_of(dated, now=START + timedelta(days=11)).outcome


def test_the_notice_of_a_refund_card_waits_for_the_card() -> None:
    """ "The code comes in another mail" is not lost on the same day."""
    notice = fact(Kind.REFUND_GIFT_CARD, order=ORDER, amount=62)
    assert Outcome.PENDING is case_of(notice, now=START + timedelta(hours=5)).outcome
    assert (Outcome.LOST, Route.AMAZON_SUPPORT, Odds.GOOD) == (case_of(notice).outcome, case_of(notice).route, case_of(notice).odds)


def test_the_configuration_sets_the_days() -> None:
    """Grace periods are arguments."""
    assert Outcome.PENDING is case_of(of(ORDERED), grace=Grace(days=400)).outcome


# --- type, role, road ---------------------------------------------------------------------------------------------


def test_a_posted_card_is_amazons_to_replace() -> None:
    """Plastic by post: the buyer's case, Amazon's support, and its delivery notice ends it."""
    ordered = fact(ORDERED, order=ORDER, amount=30, form=Form.PLASTIC, due=date(2026, 3, 9))
    shipped = fact(SHIPPED, 1, order=ORDER, amount=30, form=Form.PLASTIC, due=date(2026, 3, 10))
    case = case_of(ordered, shipped)
    assert (CaseType.PHYSICAL_GIFT_CARD, Role.BUYER, Outcome.NEVER_DELIVERED, Route.AMAZON_SUPPORT, date(2026, 3, 10)) == (
        case.type, case.role, case.outcome, case.route, case.due_on,
    )  # fmt: skip
    assert Outcome.DELIVERED is case_of(ordered, shipped, fact(DELIVERED, 8, order=ORDER, amount=30, form=Form.PLASTIC)).outcome


def test_a_card_from_a_counter_has_poor_odds() -> None:
    """Known from a payment mail only, or by the owner's word: physical, lost, and nothing is promised."""
    receipt = fact(ORDERED, amount=50, form=Form.COUNTER, sender=Address("Pay", "receipt@pay.example"))
    for case in (case_of(receipt), case_of(fact(ORDERED, amount=50), say=(Told.BOUGHT_IN_SHOP,))):
        assert (CaseType.PHYSICAL_GIFT_CARD, Role.BUYER, Outcome.LOST, Route.AMAZON_SUPPORT, Odds.POOR) == (
            case.type, case.role, case.outcome, case.route, case.odds,
        )  # fmt: skip


def test_redeemed_by_somebody_else_is_the_buyers_case() -> None:
    """Amazon tells the buyer that Ann has used the card: the owner did not receive it."""
    assert (Role.BUYER, Outcome.REDEEMED) == (case_of(of(SENT), of(REDEEMED, 9)).role, case_of(of(SENT), of(REDEEMED, 9)).outcome)


def test_a_giver_who_forwards_their_own_notice_is_no_purchase_of_the_owner() -> None:
    """Dana forwards "your card was sent to Alex": it is Alex's card, not Alex's order."""
    forward = of(SENT, to=ME, sender=Address("Dana North", "dana.north@example.net"), wrapping=Wrapping.FORWARDED, giver="Dana North")
    case = case_of(forward)
    assert (Role.RECIPIENT, Outcome.NEVER_DELIVERED, Route.ASK_GIVER, "dana.north@example.net") == (case.role, case.outcome, case.route, case.giver_address)


def test_a_code_that_the_owner_wrote_to_a_friend_is_the_buyers() -> None:
    """The owner's own words with a code, sent to somebody: given, not received."""
    letter = fact(RECEIVED, amount=20, code=CODES[0], sender=Address("", ME), addressed=ANN, use=SpecialUse.SENT, issuer=None)
    assert (Role.BUYER, Outcome.CODE_FOUND) == (case_of(letter).role, case_of(letter).outcome)


def test_an_address_comes_from_the_giver_and_nobody_else() -> None:
    """A cousin who forwarded the mail is not asked in the giver's place."""
    cousin = Address("Pat Lake", "pat@example.org")
    forward = fact(RECEIVED, 2, order=ORDER, amount=30, giver="Dana North", sender=cousin, wrapping=Wrapping.FORWARDED)
    nobody = People(owner=frozenset({ME}))
    assert None is case_of(forward, people=nobody).giver_address
    from_pat = fact(RECEIVED, 2, order=ORDER, amount=30, giver="Pat", sender=cousin, wrapping=Wrapping.FORWARDED)
    assert "pat@example.org" == case_of(from_pat, people=nobody).giver_address


# --- validity -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issued", "marketplace", "expires"),
    [
        (datetime(2026, 4, 28, 23, 0, tzinfo=UTC), "amazon.co.jp", date(2036, 4, 29)),  # April 29 in Japan
        (datetime(2017, 4, 23, 15, 0, tzinfo=UTC), "amazon.co.jp", date(2027, 4, 24)),
        (datetime(2017, 4, 23, 14, 0, tzinfo=UTC), "amazon.co.jp", date(2020, 4, 23)),
        (datetime(2024, 2, 29, 1, 0, tzinfo=UTC), "amazon.co.jp", date(2034, 2, 28)),
        (datetime(2026, 4, 28, 23, 0, tzinfo=UTC), "amazon.com", None),
    ],
)
def test_validity_is_the_shops_rule_on_the_day_of_issue(issued: datetime, marketplace: str, expires: date | None) -> None:
    """Without a printed date the day of issue, as the shop counts it, decides."""
    days = (issued - START).total_seconds() / 86400
    assert expires == cases_of(fact(RECEIVED, days, code=CODES[0], marketplace=marketplace, order=ORDER))[0].expires_on


def test_the_last_day_is_still_good() -> None:
    """A card expires at the end of its last day where the shop is."""
    card = mine(RECEIVED, code=CODES[0], marketplace="amazon.co.jp", expires_on=date(2026, 5, 31))
    end = datetime(2026, 5, 31, 15, 0, tzinfo=UTC)
    assert Outcome.CODE_FOUND is case_of(card, now=end - timedelta(seconds=1)).outcome
    assert Outcome.EXPIRED is case_of(card, now=end).outcome


def test_a_resend_is_valid_from_its_own_day() -> None:
    """The printed end of the dead card does not end the new one."""
    old = mine(RECEIVED, code=CODES[0], marketplace="amazon.co.jp", expires_on=date(2026, 4, 1))
    new = mine(REISSUED, 10, code=CODES[1], marketplace="amazon.co.jp")
    assert (Outcome.CODE_FOUND, date(2036, 3, 13)) == (case_of(old, new).outcome, case_of(old, new).expires_on)


# --- what was not seen --------------------------------------------------------------------------------------------


def test_holes_in_what_was_seen_are_told_where_absence_decides() -> None:
    """Never delivered and lost, on the recipient's side, rest on absence: the case names the folders with holes."""
    coverage = (
        Coverage("box", "Archive", SpecialUse.ARCHIVE, 90, None, None, SearchedBy.FULL, (NotSeen("too large", 2),)),
        Coverage("box", "Sent", SpecialUse.SENT, 9, None, None, SearchedBy.FULL, (NotSeen("too large", 1),)),
        Coverage("box", "INBOX", SpecialUse.INBOX, 10, None, None, SearchedBy.FULL),
    )
    assert ("Archive",) == case_of(mine(REMINDER), coverage=coverage).holes
    assert () == case_of(of(SENT), of(FAILED, 3), coverage=coverage).holes


def test_now_must_be_later_than_nothing() -> None:
    """Facts without any date are judged, too, and do not raise."""
    import dataclasses

    undated = mine(REMINDER)
    undated = dataclasses.replace(undated, message=dataclasses.replace(undated.message, date=None))
    assert Outcome.LOST is case_of(undated, now=NOW).outcome
