"""Which refund a page is: its headline says whether the money went or will go, a line further down says where to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanner.facts.claims import OPENING_RANK, Claim
from scanner.facts.frame import is_of_refund_desk, is_still_to_come, money_sentence
from scanner.facts.page import Zone
from scanner.facts.quotes import quoted
from scanner.facts.shapes import find_money
from scanner.facts.signals import Signals
from scanner.model import Evidence, Kind

Decision = tuple[Kind, tuple[Evidence, ...]]
# A delayed refund still says "refunded to your card" further down; of two in one place the pending one is the news.
PRECEDENCE = (Kind.REFUND_PENDING, Kind.REFUND_GIFT_CARD, Kind.REFUND_BALANCE, Kind.REFUND_OTHER)
# The plainest word first: "gift card balance" holds the words "gift card".
_WAYS = (("to_balance", Kind.REFUND_BALANCE), ("to_gift_card", Kind.REFUND_GIFT_CARD), ("to_card", Kind.REFUND_OTHER))
_DESTINATIONS = frozenset({"destination", "refund_amount"})
_LAST_RANK = OPENING_RANK  # a refund that only the body mentions is another mail's affair
_LAST_LOOSE = 8  # a refund desk's "please be patient" further down follows a refund that was made
_FIRM = 2  # words of a refund in the opening: "zahlen wir Ihnen 29,99 € zurück" has the verb in two pieces, and no noun
_RIVALS = frozenset({Kind.GIFT_CARD_REISSUED, Kind.GIFT_CARD_UNDELIVERABLE, Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_SHIPPED, Kind.GIFT_CARD_DELIVERED})
# What happens to a card is no refund, whoever tells it.
_NO_REFUND = (Kind.GIFT_CARD_REISSUED, Kind.GIFT_CARD_UNDELIVERABLE, Kind.GIFT_CARD_CANCELLED, Kind.GIFT_CARD_REMINDER)
_DAYS = re.compile(r"(?<!\d)\d{1,2}\s?(?:[-–~〜～]|[^\W\d]{1,4})\s?\d{1,2}(?!\d)")  # 3-5, 3 to 5, 3 至 5
_MADE = (Kind.REFUND_OTHER, Kind.REFUND_BALANCE, Kind.REFUND_GIFT_CARD)
_ASKING = ("?", "？", "؟")
_MOVES = frozenset({Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_SHIPPED, Kind.GIFT_CARD_DELIVERED})


def decide_refund(signals: Signals, claims: dict[Kind, Claim]) -> Decision | None:
    """A refund's kind and the words for it. None where the page is about no refund of Amazon's."""
    if not signals.sender.amazon and signals.sender.known:
        return None
    found = sorted((claims[kind] for kind in PRECEDENCE if kind in claims), key=lambda c: (c.rank, PRECEDENCE.index(c.kind)))
    if not found or found[0].rank > _LAST_RANK or not (found[0].rank <= _FIRM or _is_told(signals)):
        return _by_desk(signals, claims) if is_of_refund_desk(signals) else None
    if not (signals.sender.known or signals.order_id):
        return None
    first = found[0]
    if signals.sender.gift_card and signals.live_codes and not first.headline:
        return None  # a gift's small print says that it cannot be refunded
    if not first.headline and not signals.order_id and signals.page.says("explanation", Zone.HEADLINE):
        return None  # rules on refunds, or an answer about them
    if _is_about_the_card(signals, claims, first):
        return None
    evidence = (quoted("kind", first.sentence.text),)
    if signals.live_codes:
        return Kind.REFUND_GIFT_CARD, (*evidence, Evidence("kind", signals.live_codes[0].code.masked))
    pending = claims.get(Kind.REFUND_PENDING)
    if pending is not None and _prevails(signals, pending, found):
        return Kind.REFUND_PENDING, (quoted("kind", pending.sentence.text),)
    way, words = _destination(signals)
    if way is Kind.REFUND_GIFT_CARD and (credited := _credited(signals)):
        way, words = Kind.REFUND_BALANCE, (quoted("kind", credited),)
    return way or (first.kind if first.kind is not Kind.REFUND_PENDING else Kind.REFUND_OTHER), (*evidence, *words)


def _is_told(signals: Signals) -> bool:
    """Whether the opening speaks of money that goes back."""
    return any(signals.page.language.mentions("refund", s.folded) for s in signals.page.in_zone(Zone.OPENING))


def _by_desk(signals: Signals, claims: dict[Kind, Claim]) -> Decision | None:
    """What the refund desk writes in words of its own: the code, the way that it names, or a day still to come tells which refund."""
    if (signals.about_card and any(kind in claims and claims[kind].headline for kind in _NO_REFUND)) or signals.page.says("explanation", Zone.HEADLINE):
        return None
    told = money_sentence(signals)
    evidence = (quoted("kind", told.text),) if told else ()
    if signals.live_codes:
        return Kind.REFUND_GIFT_CARD, (*evidence, Evidence("kind", signals.live_codes[0].code.masked))
    pending = claims.get(Kind.REFUND_PENDING)
    if (pending is not None and pending.rank <= _LAST_LOOSE) or is_still_to_come(signals):
        return Kind.REFUND_PENDING, (quoted("kind", pending.sentence.text),) if pending else evidence
    way, words = _destination(signals)
    # Money of which no way is told has not gone yet.
    return way or Kind.REFUND_PENDING, (*evidence, *words)


def _is_about_the_card(signals: Signals, claims: dict[Kind, Claim], refund: Claim) -> bool:
    """Whether what happened to a card is the news, and the refund only what follows from it."""
    cancelled = claims.get(Kind.GIFT_CARD_CANCELLED)
    if cancelled is not None and signals.topic.items and cancelled.sentence.zone <= refund.sentence.zone and cancelled.rank <= refund.rank:
        # Where both stand in one headline, a code or a sum that went back makes it a refund.
        return not (signals.live_codes or _says_so_first(refund, cancelled))
    if signals.live_codes:
        return False
    reminder = claims.get(Kind.GIFT_CARD_REMINDER)
    if reminder is not None and signals.sender.gift_card and reminder.rank <= refund.rank:
        return True
    language = signals.page.language
    for claim in (claims[kind] for kind in _RIVALS if kind in claims and claims[kind].rank < refund.rank):
        # "Your refund is on the way": what was sent is the money.
        of_money = claim.kind in _MOVES and language.mentions("refund", claim.sentence.folded) and language.names_card(claim.sentence.folded) < 0
        if signals.about_card and not of_money:
            return True
    return False


def _says_so_first(refund: Claim, cancelled: Claim) -> bool:
    return refund.sentence.zone is Zone.SUBJECT and refund.rank <= cancelled.rank and cancelled.sentence.zone is not Zone.SUBJECT


def _prevails(signals: Signals, pending: Claim, found: list[Claim]) -> bool:
    """Whether "not yet" stands where it counts: as weighty as the best word of a refund that was made, or in the headline
    where that word is only a noun of the subject. Where the subject says firmly that it was made, the time
    that a bank takes is no delay."""
    done = [c for c in found if c.kind is not Kind.REFUND_PENDING]
    if not done:
        return True
    if done[0].headline and done[0].sentence.zone is Zone.SUBJECT and _is_aftermath(signals, pending):
        return False
    return pending.rank <= done[0].rank


def _is_aftermath(signals: Signals, pending: Claim) -> bool:
    """Whether a sentence tells what follows a refund that was made: that it was, or in how many days the bank shows it."""
    language, sentence = signals.page.language, pending.sentence
    if sentence.zone is Zone.SUBJECT:
        return False
    told = [(kind, m.span()) for (kind, firm), p in language.claims.candidates(sentence.folded) if firm and (m := p.search(sentence.folded))]
    made = [span for kind, span in told if kind in _MADE]
    awaited = [span for kind, span in told if kind is Kind.REFUND_PENDING]
    # "has not been issued yet" holds the words of one that was.
    if any(all(a[1] <= b[0] or b[1] <= a[0] for b in awaited) for a in made):
        return True
    return bool(_DAYS.search(sentence.text)) and any(p.search(sentence.folded) for p in language.cues["to_card"])


def _destination(signals: Signals) -> tuple[Kind | None, tuple[Evidence, ...]]:
    """Where the money goes: by the line that names the method, then by the words around "refund", then by the opening."""
    cues = signals.page.language.cues
    for texts in _told(signals):
        for text in texts:
            if _is_nothing(text) or _is_advice(signals, text):
                continue
            folded = signals.page.language.fold(text)
            for cue, kind in _WAYS:
                if any(p.search(folded) for p in cues[cue]):
                    return kind, (quoted("kind", text),)
    # No word of a way at all: money that is spoken of beside the balance went there.
    beside = (s.text for s in signals.page.in_zone(Zone.OPENING) if not s.label and signals.page.language.mentions("balance", s.folded))
    credited = next((text for text in beside if not _is_advice(signals, text) and not _is_conditional(signals, text)), None)
    return (Kind.REFUND_BALANCE, (quoted("kind", credited),)) if credited else (None, ())


def _credited(signals: Signals) -> str | None:
    """A sentence that says that the amount is on the balance already; "Gift card" as a method then means just that."""
    page = signals.page
    if page.says("separate_mail") or any(signals.labels.nearest(line.text, frozenset({"code"})) for line in page.lines[: page.terms_from]):
        return None
    told = (s.text for s in page.in_zone(Zone.BODY) if page.language.mentions("balance", s.folded))
    return next((text for text in told if not _is_conditional(signals, text)), None)


def _told(signals: Signals) -> Iterator[list[str]]:
    page = signals.page
    rows = []
    for number, line in enumerate(page.lines[: page.terms_from]):
        if _is_conditional(signals, line.text):
            continue
        head = line.cells[0] if len(line.cells) > 1 else line.text.partition(":")[0]
        if signals.labels.whole(head, _DESTINATIONS) or signals.labels.nearest(line.text, frozenset({"destination"})):
            below = page.lines[number + 1].text if number + 1 < len(page.lines) and line.text.rstrip().endswith((":", "：")) else ""
            rows.append(f"{line.text} {below}")
    yield [row for row in rows if signals.labels.nearest(row, frozenset({"destination"}))]
    near = [s for s in page.in_zone(Zone.BODY) if page.language.mentions("refund", s.folded) and not _is_conditional(signals, s.text)]
    yield [s.text for s in near]
    yield [s.text for s in page.in_zone(Zone.OPENING) if not _is_conditional(signals, s.text)]


def _is_nothing(text: str) -> bool:
    """Whether a way got no money: "Gift card: $0.00" in a list of all of them."""
    amounts = [found.money.value for found in find_money(text, None)]
    return bool(amounts) and not any(amounts)


def _is_advice(signals: Signals, text: str) -> bool:
    """Whether a text tells which way to choose the next time, or asks."""
    if text.rstrip().endswith(_ASKING):
        return True
    language = signals.page.language
    folded = language.fold(text)
    return any(p.search(folded) for cue in ("recommended", "promotion") for p in language.cues[cue])


def _is_conditional(signals: Signals, text: str) -> bool:
    """Whether a sentence tells what one could choose, not what was done. "It went to your balance, where it can be used" was done."""
    language = signals.page.language
    folded = language.fold(text)
    ways = [m.start() for cue, _ in _WAYS for p in language.cues[cue] if (m := p.search(folded))]
    first = min(ways, default=len(folded.marked))
    if any((m := p.search(folded)) and m.start() < first for p in language.cues["conditional"]):
        return True
    return any(p.search(folded) for p in language.cues["condition_end"])
