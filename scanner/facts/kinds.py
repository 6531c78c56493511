"""Which kind a page is: the written order of rules, the most telling first, each with its reason.

A rule looks at structure (sender, codes, links, rows) and at the claims of the sentences. Among claims the weightier place
wins, and among equals the order of `PRECEDENCE`, in which a special event stands before the usual one it disturbs.
"""

from __future__ import annotations

from scanner.facts.amounts import OF_THE_CARD, amounts_of, has_total
from scanner.facts.claims import OPENING_RANK, Claim
from scanner.facts.frame import is_account_of_a_card, is_still_to_come
from scanner.facts.givers import giver
from scanner.facts.hiding import hiding_of
from scanner.facts.page import Sentence, Zone
from scanner.facts.people import SENT_TO, own_addresses, recipients
from scanner.facts.promises import promise_of
from scanner.facts.quotes import quoted
from scanner.facts.refunds import decide_refund
from scanner.facts.serials import code_tail, serial
from scanner.facts.shapes import find_emails
from scanner.facts.signals import Signals
from scanner.model import Evidence, Form, Kind

# Of two events in one headline the later, rarer one is the news: a card that was resent had been sent before.
PRECEDENCE = (
    Kind.GIFT_CARD_REISSUED,  # names the failure, the old card's end, or the first sending as its reason
    Kind.GIFT_CARD_UNDELIVERABLE,  # names the sending that failed
    Kind.GIFT_CARD_CANCELLED,  # names the order
    Kind.GIFT_CARD_REMINDER,  # "has not yet been redeemed" holds the words of a redemption
    Kind.GIFT_CARD_REDEEMED,
    Kind.GIFT_CARD_DELIVERED,
    Kind.GIFT_CARD_SHIPPED,
    Kind.GIFT_CARD_SENT,
    Kind.GIFT_CARD_RECEIVED,
    Kind.GIFT_CARD_ORDERED,
)
_PAID = frozenset({"payment", "total"})
_DISTURBANCES = 5  # so many of them, from the top
_STATIONS = frozenset({Kind.GIFT_CARD_DELIVERED, Kind.GIFT_CARD_SHIPPED, Kind.GIFT_CARD_SENT})
# Every mail about an order thanks for it or names it: whatever else happened is the news, even a little further down.
_EVERYDAY = {Kind.GIFT_CARD_ORDERED: 3}
_ORDER_KINDS = frozenset({Kind.GIFT_CARD_ORDERED, Kind.GIFT_CARD_SHIPPED, Kind.GIFT_CARD_CANCELLED})
_BUYERS = frozenset({Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_DELIVERED, Kind.GIFT_CARD_UNDELIVERABLE, Kind.GIFT_CARD_SHIPPED})
_HAPPENED = frozenset({Kind.GIFT_CARD_REDEEMED, Kind.GIFT_CARD_CANCELLED, Kind.GIFT_CARD_UNDELIVERABLE, Kind.GIFT_CARD_DELIVERED})
_WITH_CODE = frozenset({Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_REMINDER, Kind.GIFT_CARD_REISSUED})


def decide(signals: Signals, claims: dict[Kind, Claim]) -> tuple[Kind | None, tuple[Evidence, ...]]:
    """The kind of a page, and the words it rests on; None where it is none of ours."""
    if not signals.company and signals.sender.known:
        return _private(signals)
    if signals.sender.promotion and not signals.codes:
        return None, ()
    refund = decide_refund(signals, claims)
    if refund is not None:
        return refund
    if not signals.company and not _is_carried_mail(signals):
        return None, ()
    ranked = sorted((c for c in claims.values() if c.kind in PRECEDENCE), key=_weight)
    if signals.live_codes:
        return _with_code(signals, ranked)
    if signals.page.says("feedback", Zone.HEADLINE):
        return None, ()
    if not _concerns_a_card(signals, ranked) or (_is_advertising(signals) and not _is_news(signals, ranked)):
        return None, ()
    for claim in ranked:
        if claim.rank > OPENING_RANK and not (signals.order_id or _is_anchored(signals) or _is_priced(signals)):
            break  # what only the body says of no card in particular is advice
        kind = _as_told(claim, signals)
        if _is_borne_out(kind, claim, signals, ranked):
            if kind is Kind.GIFT_CARD_SENT and signals.sender.amazon and is_still_to_come(signals):
                kind = Kind.GIFT_CARD_ORDERED  # "it goes out on the 24th" has the words of a sending
            return kind, (quoted("kind", claim.sentence.text),)
    return _by_structure(signals)


def _as_told(claim: Claim, signals: Signals) -> Kind:
    """A claim's kind, as seen from the one it is told to: "mailed" to an address of e-mail is sent, not shipped, and "sent"
    by parcel is shipped; what arrived at another's address was not given to the owner."""
    if claim.kind is Kind.GIFT_CARD_SHIPPED and _names_recipient(signals):
        return Kind.GIFT_CARD_SENT
    if claim.kind is Kind.GIFT_CARD_SENT and _goes_by_post(signals):
        return Kind.GIFT_CARD_SHIPPED
    if claim.kind is Kind.GIFT_CARD_REDEEMED:
        return _as_fetched(claim, signals)
    arrived = signals.page.language.cues["arrived"]
    if claim.kind is Kind.GIFT_CARD_RECEIVED and not _is_held(signals) and any(p.search(claim.sentence.folded) for p in arrived):
        theirs = _names_recipient(signals) or (signals.order_id and giver(signals) is None)
        return Kind.GIFT_CARD_DELIVERED if theirs else claim.kind
    return claim.kind


def _as_fetched(claim: Claim, signals: Signals) -> Kind:
    """What the words of a redemption say where it was another who fetched the card: a carrier, or whom it was sent to."""
    page = signals.page
    folded = claim.sentence.folded
    told = [s.folded for s in page.in_zone(Zone.OPENING)]
    if not any(word in folded.plain for word in signals.catalog.brands.fetched):
        return claim.kind
    if any(p.search(folded) for p in page.language.forms[Form.PLASTIC]) and not any(page.language.mentions("balance", f) for f in told):
        return Kind.GIFT_CARD_SHIPPED
    own, card = own_addresses(signals), page.language.names_card(folded)
    others = [text for _, _, text in find_emails(claim.sentence.text) if text.lower() not in own]
    if others and (signals.order_id or folded.marked.find(others[0].lower()) < card):
        return Kind.GIFT_CARD_DELIVERED
    return claim.kind


def _goes_by_post(signals: Signals) -> bool:
    """Whether the page speaks of a card in a parcel, and of none that goes by mail or message."""
    page = signals.page
    others = (Form.EMAIL, Form.SMS, Form.PRINT)
    return page.says_form(Form.PLASTIC) and not any(map(page.says_form, others)) and not recipients(signals, buyers=True)


def _names_recipient(signals: Signals) -> bool:
    """Whether somebody else's address stands there, or a telephone number that a card was sent to."""
    own = own_addresses(signals)
    told = recipients(signals, buyers=True)
    return any(value.text.lower() not in own if "@" in value.text else value.group in SENT_TO for value in told)


def _weight(claim: Claim) -> tuple[int, int, int, int]:
    """By rank; of equals a disturbance comes first, of two disturbances or stations of the way the one that the subject names."""
    place = PRECEDENCE.index(claim.kind)
    tier = 0 if place < _DISTURBANCES else 1 if claim.kind in _STATIONS else 2
    zone = claim.sentence.zone if tier < 2 else Zone.TERMS
    return claim.rank + _EVERYDAY.get(claim.kind, 0), tier, zone, place


def _private(signals: Signals) -> tuple[Kind | None, tuple[Evidence, ...]]:
    """A person's own words: with a claim code they hand over a card, without one they are talk."""
    if signals.live_codes:
        return Kind.GIFT_CARD_RECEIVED, (Evidence("kind", signals.live_codes[0].code.masked),)
    return None, ()


def _is_carried_mail(signals: Signals) -> bool:
    """Whether words without a head, quoted or forwarded, are a shop's mail and not talk: they hold what only such mail has."""
    return bool(signals.live_codes or signals.order_id or any(link.token for link in signals.links))


def _with_code(signals: Signals, ranked: list[Claim]) -> tuple[Kind, tuple[Evidence, ...]]:
    """Whoever mails a live code gives a card; the words tell whether for the first time, again, or in place of another."""
    chosen = next((c for c in ranked if c.kind in _WITH_CODE and c.rank <= OPENING_RANK), None)
    first = ranked[0] if ranked else None
    if signals.sender.amazon and first is not None and first.kind is Kind.GIFT_CARD_REDEEMED and first.headline and (chosen is None or not chosen.headline):
        chosen = first
    if chosen is None:
        return Kind.GIFT_CARD_RECEIVED, (Evidence("kind", signals.live_codes[0].code.masked),)
    return chosen.kind, (quoted("kind", chosen.sentence.text),)


def _concerns_a_card(signals: Signals, ranked: list[Claim]) -> bool:
    """Whether the page is about a card at all. What goes onto a balance is one too, where that is the news."""
    if signals.about_card:
        return True
    first = ranked[0] if ranked else None
    if not signals.sender.amazon or first is None or first.kind is not Kind.GIFT_CARD_REDEEMED or first.rank > OPENING_RANK:
        return False
    language = signals.page.language
    return any(language.mentions("balance", s.folded) for s in signals.page.in_zone(Zone.OPENING))


def _is_advertising(signals: Signals) -> bool:
    """Whether subject or headline woo or explain, and nothing shows a real card: no order, nobody it was sent to, no link."""
    if signals.order_id or signals.sender.gift_card:
        return False
    if not signals.sender.amazon and signals.page.says("promotion", Zone.SUBJECT) and promise_of(signals) is None:
        # A link of one's own is nothing: advertisers count who clicks.
        return not any(value.group in SENT_TO for value in recipients(signals, buyers=False))
    if _is_anchored(signals):
        return False
    last = Zone.OPENING if not signals.sender.amazon else Zone.HEADLINE
    return signals.page.says("promotion", last) is not None or signals.page.says("explanation", Zone.HEADLINE) is not None


def _is_news(signals: Signals, ranked: list[Claim]) -> bool:
    """Whether Amazon's subject firmly says what happened to a card: "used on your next purchase" further down woos nobody."""
    return signals.sender.amazon and bool(ranked) and ranked[0].headline and ranked[0].kind in _HAPPENED and ranked[0].sentence.zone is Zone.SUBJECT


def _is_anchored(signals: Signals) -> bool:
    """Whether the page holds what only one card has: its code, the end of it, somebody it was sent to, a way to it, a word
    on when it comes."""
    if signals.codes or code_tail(signals) or hiding_of(signals)[0] is not None or promise_of(signals) is not None:
        return True
    return any(value.group in SENT_TO or value.text.lower() not in own_addresses(signals) for value in recipients(signals, buyers=True))


def _is_borne_out(kind: Kind, claim: Claim, signals: Signals, ranked: list[Claim]) -> bool:
    """Whether the page's structure bears a claim out."""
    if kind in _BUYERS and hiding_of(signals)[0] is not None:
        return False  # the way to the card is shown to whom it was given
    if kind is Kind.GIFT_CARD_ORDERED and claim.headline and not signals.sender.amazon:
        return True  # a receipt with the card among its items
    if not signals.sender.amazon and not (_is_anchored(signals) or _is_priced(signals)):
        return False
    if not signals.sender.amazon and kind in _BUYERS:
        if not _is_anchored(signals):
            return False  # a company tells its customer to whom it sent
        if claim.loose and promise_of(signals) is not None and not _names_recipient(signals):
            return False  # what it will send weighs more than a noun
    if kind in _ORDER_KINDS and not signals.topic.items:
        return False
    if kind is Kind.GIFT_CARD_RECEIVED:
        # Somebody else's address beside an order's number: whoever wrote it writes to the buyer, whatever the words are.
        if _names_recipient(signals) and (_is_a_buyers(ranked) or (signals.order_id and not _is_held(signals))):
            return False
        return _is_held(signals) or (signals.sender.gift_card and not _is_a_buyers(ranked))
    if kind is Kind.GIFT_CARD_REMINDER and not signals.sender.amazon:
        return _is_held(signals) or claim.headline
    return True


def _is_held(signals: Signals) -> bool:
    """Whether the mail itself hands a card over, or firmly promises one by a day."""
    if hiding_of(signals)[0] is not None:
        return True
    return promise_of(signals) is not None


def _is_priced(signals: Signals) -> bool:
    """Whether a row or sentence tells one card's amount, or what was paid for it."""
    return any(amount.weight >= OF_THE_CARD for amount in amounts_of(signals, None, refund=False)) or bool(signals.topic.items and has_total(signals))


def _is_a_buyers(ranked: list[Claim]) -> bool:
    return any(c.kind in _ORDER_KINDS or c.kind in (Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_DELIVERED) for c in ranked if c.headline)


def _by_structure(signals: Signals) -> tuple[Kind | None, tuple[Evidence, ...]]:
    """No sentence says what happened: a card that is there was received, an item with a total below it was ordered."""
    if signals.about_card and hiding_of(signals)[0] is not None:
        return Kind.GIFT_CARD_RECEIVED, (quoted("kind", signals.page.subject),)
    if promise := promise_of(signals):
        return Kind.GIFT_CARD_RECEIVED, (quoted("kind", promise.text),)
    if not signals.topic.items:
        return None, ()
    if not signals.sender.amazon:
        item = _till_item(signals)
        return (Kind.GIFT_CARD_ORDERED, (quoted("kind", item.text),)) if item else (None, ())
    if signals.order_id and (has_total(signals) or (_is_top_up(signals) and _is_priced(signals))):
        return Kind.GIFT_CARD_ORDERED, (quoted("kind", signals.topic.items[0].text),)
    if _names_recipient(signals) and _is_priced(signals):
        kind = Kind.GIFT_CARD_ORDERED if is_still_to_come(signals) else Kind.GIFT_CARD_SENT
        return kind, (quoted("kind", signals.topic.items[0].text),)
    if not signals.order_id and not signals.sender.gift_card and not recipients(signals, buyers=False) and is_account_of_a_card(signals):
        return Kind.GIFT_CARD_REDEEMED, (quoted("kind", signals.topic.items[0].text),)
    return None, ()


def _till_item(signals: Signals) -> Sentence | None:
    """The card's row on a till's slip, told by its price, the number of the card sold, and how it was paid."""
    page = signals.page
    if serial(signals) is None or not any(signals.labels.nearest(line.text, _PAID) or _says_paid(signals, line.text) for line in page.lines[: page.terms_from]):
        return None
    return next((item for item in signals.topic.items if item.line >= 0 and any(char.isdigit() for char in item.text)), None)


def _says_paid(signals: Signals, text: str) -> bool:
    folded = signals.page.language.fold(text)
    return any(p.search(folded) for cue in ("to_card", "payment") for p in signals.page.language.cues[cue])


def _is_top_up(signals: Signals) -> bool:
    return any(signals.page.language.mentions("top_up", s.folded) for s in signals.topic.items) or signals.page.says_form(Form.TOP_UP)
