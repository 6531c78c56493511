"""Which kind a page is: the written order of rules, the most telling first, each with its reason.

A rule looks at structure (sender, codes, links) and at the claims of the sentences. Among claims the weightier place
wins, and among equals the order of `PRECEDENCE`, in which a special event stands before the usual one it disturbs.
"""

from __future__ import annotations

from scanner.facts.claims import Claim, says
from scanner.facts.page import Zone
from scanner.facts.signals import Signals
from scanner.model import Evidence, Hiding, Kind

# Of two events in one headline the later, rarer one is the news: a card that was resent had been sent before.
PRECEDENCE = (
    Kind.GIFT_CARD_REISSUED,  # names the failure, the old card's end, or the first sending as its reason
    Kind.GIFT_CARD_UNDELIVERABLE,  # names the sending that failed
    Kind.GIFT_CARD_CANCELLED,  # names the order
    Kind.REFUND_PENDING,  # a delayed refund still says "refunded to your card" further down
    Kind.REFUND_GIFT_CARD,
    Kind.REFUND_BALANCE,
    Kind.REFUND_OTHER,
    Kind.GIFT_CARD_REMINDER,  # "has not yet been redeemed" holds the words of a redemption
    Kind.GIFT_CARD_REDEEMED,
    Kind.GIFT_CARD_DELIVERED,
    Kind.GIFT_CARD_SHIPPED,
    Kind.GIFT_CARD_SENT,
    Kind.GIFT_CARD_RECEIVED,
    Kind.GIFT_CARD_ORDERED,  # every mail about an order thanks for it
)
_ORDER_KINDS = frozenset({Kind.GIFT_CARD_ORDERED, Kind.GIFT_CARD_SHIPPED, Kind.GIFT_CARD_CANCELLED})


def decide(signals: Signals, claims: dict[Kind, Claim]) -> tuple[Kind | None, tuple[Evidence, ...]]:
    """The kind of a page, and the words it rests on; None where it is none of ours."""
    if not signals.sender.company:
        return _private(signals)
    if signals.sender.promotion and not signals.codes:
        return None, ()
    refund = _refund(signals, claims)
    if refund is not None:
        return refund
    if not (signals.about_card or signals.codes):
        return None, ()
    ranked = sorted(_admissible(signals, claims), key=lambda c: (c.rank, PRECEDENCE.index(c.kind)))
    if not ranked:
        return _by_structure(signals)
    chosen = ranked[0]
    if _is_advertising(signals, chosen):
        return None, ()
    if chosen.kind is Kind.GIFT_CARD_ORDERED and signals.live_codes and not signals.order_id:
        chosen = next((c for c in ranked if c.kind is Kind.GIFT_CARD_RECEIVED), chosen)
    return chosen.kind, (Evidence("kind", chosen.sentence.text[:200]),)


def _private(signals: Signals) -> tuple[Kind | None, tuple[Evidence, ...]]:
    """A person's own words: with a claim code they hand over a card, without one they are talk."""
    if signals.live_codes:
        return Kind.GIFT_CARD_RECEIVED, (Evidence("kind", signals.live_codes[0].code.masked),)
    return None, ()


def _admissible(signals: Signals, claims: dict[Kind, Claim]) -> list[Claim]:
    """The claims that the page's structure bears out."""
    found = []
    for kind, claim in claims.items():
        if kind.is_refund or kind is Kind.BOUNCE:
            continue
        if kind in _ORDER_KINDS and not _is_card_order(signals):
            continue
        found.append(claim)
    return found


def _is_card_order(signals: Signals) -> bool:
    """Whether what was ordered is a gift card: named in subject, headline or an item's line, not only as a way to pay."""
    if signals.sender.gift_card:
        return True
    page = signals.page
    language = page.language
    for sentence in page.in_zone(Zone.BODY):
        if not language.mentions("gift_card", sentence.folded) or signals.foreign_card(sentence.text):
            continue
        if any(p.search(sentence.folded) for p in language.cues["payment"]):
            continue
        return True
    return False


def _is_advertising(signals: Signals, claim: Claim) -> bool:
    """Whether subject or headline woo, and nothing shows a real card: no code, no order, no link of its own."""
    if signals.codes or signals.order_id or signals.sender.gift_card:
        return False
    wooing = says(signals.page, "promotion", Zone.OPENING)
    if wooing is None:
        return False
    if claim.kind is Kind.GIFT_CARD_RECEIVED:
        return True
    return claim.rank > 0


def _refund(signals: Signals, claims: dict[Kind, Claim]) -> tuple[Kind | None, tuple[Evidence, ...]] | None:
    """A refund's kind by its headline first, then by where the money goes. None where the page is about no refund."""
    if not signals.sender.amazon:
        return None
    found = sorted((c for k, c in claims.items() if k.is_refund), key=lambda c: (c.rank, PRECEDENCE.index(c.kind)))
    cards = [c for c in claims.values() if not c.kind.is_refund]
    if not found or found[0].rank > 2:
        return None
    first = found[0]
    rival = min((c.rank for c in cards if c.kind is not Kind.GIFT_CARD_ORDERED), default=9)
    if rival < first.rank or (signals.sender.gift_card and rival <= first.rank and not signals.live_codes):
        return None
    if Kind.GIFT_CARD_CANCELLED in claims and claims[Kind.GIFT_CARD_CANCELLED].rank <= first.rank and signals.about_card:
        return None
    evidence = (Evidence("kind", first.sentence.text[:200]),)
    if first.kind is Kind.REFUND_PENDING:
        return Kind.REFUND_PENDING, evidence
    pending = claims.get(Kind.REFUND_PENDING)
    if pending is not None and pending.rank <= first.rank:
        return Kind.REFUND_PENDING, evidence
    if pending is not None and pending.rank <= 1 and first.rank > 1:
        return Kind.REFUND_PENDING, (Evidence("kind", pending.sentence.text[:200]),)
    kind, words = _destination(signals)
    return kind or first.kind, (*evidence, *words)


def _destination(signals: Signals) -> tuple[Kind | None, tuple[Evidence, ...]]:
    """Where the money goes. A code in the mail is the plainest word; then the line that names the method."""
    if signals.live_codes:
        return Kind.REFUND_GIFT_CARD, (Evidence("kind", signals.live_codes[0].code.masked),)
    page = signals.page
    language = page.language
    order = (("to_balance", Kind.REFUND_BALANCE), ("to_gift_card", Kind.REFUND_GIFT_CARD), ("to_card", Kind.REFUND_OTHER))
    labeled = []
    for line in page.layer.lines[: page.terms_from]:
        if signals.labels.nearest(line.text, frozenset({"destination"})):
            labeled.append(line.text)
    near = [s.text for s in page.in_zone(Zone.BODY) if language.mentions("refund", s.folded)]
    for texts in (labeled, near, [s.text for s in page.in_zone(Zone.OPENING)]):
        for text in texts:
            folded = language.fold(text)
            for cue, kind in order:
                if any(p.search(folded) for p in language.cues[cue]):
                    return kind, (Evidence("kind", text[:200]),)
    return None, ()


def _by_structure(signals: Signals) -> tuple[Kind | None, tuple[Evidence, ...]]:
    """No sentence says what happened, but a code stands there: whoever mails a code gives a card."""
    if signals.live_codes:
        return Kind.GIFT_CARD_RECEIVED, (Evidence("kind", signals.live_codes[0].code.masked),)
    return None, ()


def hiding_of(signals: Signals) -> Hiding | None:
    """Where a card's code is, if it stands neither in the text nor in a link."""
    if signals.codes:
        return None
    if any(link.token for link in signals.links):
        return Hiding.LINK
    return None
