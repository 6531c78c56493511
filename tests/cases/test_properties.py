"""What must not matter does not: the order of arrival, copies, unrelated mail, running twice, mail that comes later."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.drafts import Searched, draft_for
from scanner.drafts.claims import Claim
from scanner.drafts.words import words_of
from scanner.model import Address, Authenticity, Case, Fact, Issuer, Kind, Note, Outcome, SpecialUse, Told
from tests.cases.making import CATALOG, CODES, ME, case_of, cases_of, fact

ORDERS = ("112-1111111-2222222", "113-3333333-4444444")
PEOPLE_AT = ("ann@example.net", "ben@example.net", "ann+2@example.net", ME)
BRINGING = (Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_REMINDER, Kind.GIFT_CARD_REISSUED, Kind.REFUND_GIFT_CARD)
CARD_KINDS = [k for k in Kind if k is not Kind.BOUNCE]

facts = st.builds(
    lambda kind, days, order, amount, to, code, giver, due, issuer, nth, quantity: fact(
        kind, days, order=order, amount=amount, to=to, code=code if kind in BRINGING else None, giver=giver, due=due, issuer=issuer, nth=nth, quantity=quantity,
        name=f"{kind}-{days}-{order}",
    ),
    st.sampled_from(CARD_KINDS), st.integers(0, 60), st.sampled_from((None, *ORDERS)), st.sampled_from((None, 25, 50)),
    st.sampled_from((None, *PEOPLE_AT)), st.sampled_from((None, *CODES)), st.sampled_from((None, "Dana North", "Pat Lake")),
    st.sampled_from((None, date(2026, 3, 20), date(2026, 12, 24))), st.sampled_from((Issuer.AMAZON, Issuer.AMAZON, Issuer.THIRD_PARTY)),
    st.integers(0, 2), st.sampled_from((1, 1, 2)),
)  # fmt: skip
mailboxes = st.lists(facts, max_size=9, unique_by=lambda f: f.id)
check = settings(max_examples=120, derandomize=True, deadline=None, database=None)


def told(cases: list[Case]) -> list[tuple[object, ...]]:
    """What a reader learns of cases, without the order in which they are listed."""
    return sorted((c.id, c.outcome, c.route, c.role, c.type, str(c.amount), c.recipient, c.message_ids, c.because, str(c.expires_on)) for c in cases)  # type: ignore[type-var]


@check
@given(mailboxes, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(mailbox: list[Fact], random: object) -> None:
    """Any shuffle of the same mail gives the same cases."""
    shuffled = list(mailbox)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert told(cases_of(*mailbox)) == told(cases_of(*shuffled))


@check
@given(mailboxes)
def test_copies_do_not_matter(mailbox: list[Fact]) -> None:
    """The same message in All Mail, Trash and INBOX counts once."""
    copies = [
        dataclasses.replace(f, message=dataclasses.replace(f.message, use=use, folder=use.value)) for f in mailbox for use in (SpecialUse.ALL, SpecialUse.TRASH)
    ]
    assert told(cases_of(*mailbox)) == told(cases_of(*copies, *mailbox, *copies))


UNRELATED = (
    fact(None, 3, note=Note.MENTION, sender=Address("Shop", "news@shop.example")),
    fact(None, 4, note=Note.THANKS, sender=Address("Contest", "win@contest.example")),
    fact(Kind.BOUNCE, 5, issuer=None, marketplace=None, language=None),
    *(fact(k, 6, order=ORDERS[0], amount=25, code=CODES[0], authenticity=Authenticity.SUSPICIOUS) for k in CARD_KINDS),
)


@check
@given(mailboxes)
def test_unrelated_and_suspicious_mail_does_not_matter(mailbox: list[Fact]) -> None:
    """Newsletters, talk, bounces and phish that name the very order change no verdict."""
    assert told(cases_of(*mailbox)) == told(cases_of(*mailbox, *UNRELATED))


@check
@given(mailboxes)
def test_running_twice_changes_nothing(mailbox: list[Fact]) -> None:
    """The same facts give the same cases, ids and reasons."""
    assert told(cases_of(*mailbox)) == told(cases_of(*mailbox))


@check
@given(mailboxes)
def test_every_fact_has_its_place(mailbox: list[Fact]) -> None:
    """No mail is lost, none stands twice in a case, ids are unique, and no case mixes orders, codes or shops."""
    cases = cases_of(*mailbox)
    empty = {f.id for f in mailbox if f.kind is Kind.GIFT_CARD_RECEIVED and f.issuer is Issuer.THIRD_PARTY and not (f.code or f.amount or f.deliver_on)}
    assert {f.id for f in mailbox} - empty <= {f.id for c in cases for f in c.facts} <= {f.id for f in mailbox}
    assert len(cases) == len({c.id for c in cases})
    for case in cases:
        ids = [f.id for f in case.facts]
        assert len(ids) == len(set(ids))
        assert len({f.order_id for f in case.facts if f.order_id}) <= 1
        if not any(f.kind in (Kind.GIFT_CARD_REISSUED, Kind.REFUND_GIFT_CARD) for f in case.facts):
            assert len({f.code.bare for f in case.facts if f.code and f.kind in BRINGING}) <= 1
            assert len(case.codes) <= 1
        assert case.because


@check
@given(mailboxes, facts)
def test_a_code_that_a_resend_replaced_is_never_live(mailbox: list[Fact], extra: Fact) -> None:
    """Whatever else lies there: a code that is shown stands in the mail, and not only in mail from before the newest resend."""
    for case in cases_of(*mailbox, extra):
        live = {c.bare for c in case.codes}
        assert live <= {f.code.bare for f in case.facts if f.code}
        resent = [f for f in case.facts if f.kind is Kind.GIFT_CARD_REISSUED and f.code]
        if resent:
            newest = max(f.message.date for f in case.facts if f.kind is Kind.GIFT_CARD_REISSUED and f.message.date)
            dead = {f.code.bare for f in case.facts if f.code and f.kind is not Kind.GIFT_CARD_REISSUED and f.message.date and f.message.date < newest}
            assert not live & (dead - {f.code.bare for f in resent if f.code})


def test_ids_stay_when_later_mail_arrives() -> None:
    """Along a card's whole life its id is that of its first mail; the cards of an order keep theirs, too."""
    story = [
        fact(Kind.GIFT_CARD_ORDERED, 0, name="order", order=ORDERS[0], amount=25, to="ann@exmaple.net"),
        fact(Kind.GIFT_CARD_SENT, 0.1, order=ORDERS[0], amount=25, to="ann@exmaple.net"),
        fact(Kind.GIFT_CARD_UNDELIVERABLE, 3, order=ORDERS[0], amount=25, to="ann@exmaple.net"),
        fact(Kind.GIFT_CARD_REISSUED, 4, order=ORDERS[0], amount=25, to="ann@example.net"),
        fact(Kind.GIFT_CARD_DELIVERED, 5, order=ORDERS[0], amount=25, to="ann@example.net"),
        fact(None, 6, note=Note.THANKS, sender=Address("Ann", "ann@example.net")),
    ]
    assert 1 == len({case_of(*story[:n]).id for n in range(1, len(story) + 1)})
    three = [fact(Kind.GIFT_CARD_ORDERED, name="three", order=ORDERS[1], amount=25, to=f"{w}@example.net", nth=i) for i, w in enumerate("abc")]
    before = {c.recipient: c.id for c in cases_of(*three)}
    after = {c.recipient: c.id for c in cases_of(*three, *story, fact(Kind.GIFT_CARD_SENT, 1, order=ORDERS[1], amount=25, to="b@example.net"))}
    assert before == {r: i for r, i in after.items() if r in before}


def test_ids_do_not_change_with_the_owners_word() -> None:
    """What the owner tells is kept by id, so telling must not change it."""
    cards = [fact(Kind.GIFT_CARD_REMINDER, 20, order=ORDERS[0], amount=25, giver="Dana North")]
    silent: Callable[..., Case] = case_of
    assert {silent(*cards).id} == {case_of(*cards, say=(what,)).id for what in Told}


_PROOF = {
    Outcome.BOUNCED: {Kind.GIFT_CARD_UNDELIVERABLE},
    Outcome.LOST: {
        Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_REMINDER, Kind.GIFT_CARD_DELIVERED, Kind.GIFT_CARD_ORDERED, Kind.REFUND_GIFT_CARD, Kind.GIFT_CARD_REISSUED,
    },
}  # fmt: skip


@check
@given(mailboxes, facts)
def test_more_evidence_makes_no_draft_claim_more_than_it_shows(mailbox: list[Fact], extra: Fact) -> None:
    """Whatever mail is added: a failure is claimed only with a notice of it, an arrival only with a mail that shows it, and
    "I deleted it" never without the owner's word."""
    for case in cases_of(*mailbox, *([extra] if extra.id not in {f.id for f in mailbox} else [])):
        draft = draft_for(case, CATALOG, Searched(("INBOX",), 9, date(2026, 6, 1)))
        if draft is None:
            continue
        claims = words_of(draft.language).claims.made(draft.body)
        assert Claim.DELETED not in claims and Claim.UNUSED not in claims
        assert Claim.NEVER not in claims or case.outcome in (Outcome.BOUNCED, Outcome.NEVER_DELIVERED)
        if proof := _PROOF.get(case.outcome):
            assert {f.kind for f in case.facts} & proof
