"""What a message is about: its kind, who sent it and where, judged from structure first and words second."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scanner.catalog import Catalog, fold, is_automatic_answer
from scanner.facts.claims import Claim, claims_of
from scanner.facts.kinds import decide
from scanner.facts.notes import note_of
from scanner.facts.page import Page, bare_subject
from scanner.facts.people import recipients
from scanner.facts.quotes import quoted
from scanner.facts.sender import Sender, sender_of
from scanner.facts.shapes import find_codes
from scanner.facts.shops import marketplace_of
from scanner.facts.signals import Signals
from scanner.facts.tongue import languages_of
from scanner.model import Evidence, Form, Issuer, Kind, Layer, Message, Recognition, Role, Wrapping
from scanner.trust import Assessment

_RECIPIENT = frozenset({Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_REMINDER, Kind.GIFT_CARD_REDEEMED})
_LANGUAGES = 2  # a mail is read in at most so many languages


@dataclass(frozen=True, slots=True)
class Reading:
    """One layer of one view, read."""

    signals: Signals
    claims: dict[Kind, Claim]
    kind: Kind | None
    evidence: tuple[Evidence, ...]
    view: int
    layer: int
    other: Reading | None = None  # the same words in the other alternative of the body, if they say the like


def recognize(message: Message, catalog: Catalog, assessment: Assessment) -> tuple[Recognition, list[Reading]]:
    """What a message is about, and the layers that say so (none where it has no kind)."""
    trust = assessment.authenticity
    nothing = Recognition(None, None, None, None, None, None, trust, evidence=assessment.evidence)
    if message.is_bounce:
        return Recognition(Kind.BOUNCE, None, None, None, None, None, trust, evidence=assessment.evidence), []
    if is_automatic(message, catalog):
        return nothing, []
    readings = readings_of(message, catalog)
    if not readings:
        note, evidence = note_of(message, catalog)
        if note is None or sender_of(message.views[0][0], message, catalog).company:
            return nothing, []
        language = languages_of(message.views[0][0], catalog)[0].tag
        return Recognition(None, note, None, None, None, language, trust, evidence=evidence), []
    first = readings[0]
    kind = first.kind
    assert kind is not None
    shop = marketplace_of(first.signals)
    codes = [found.code for found in first.signals.live_codes]
    return (
        Recognition(
            kind=kind,
            note=None,
            role=_role(first, kind),
            issuer=_issuer(first),
            marketplace=shop.domain if shop else None,
            language=first.signals.page.language.tag,
            authenticity=trust,
            view=first.view,
            layer=first.layer,
            evidence=(*(quoted(e.field, e.quote, codes) for e in first.evidence), *assessment.evidence),
        ),
        readings,
    )


def is_automatic(message: Message, catalog: Catalog) -> bool:
    """An automatic reply (RFC 3834) or a read receipt (RFC 8098): whatever it quotes, it tells nothing new.

    What only calls itself generated (section 5.2 keeps that word for mail that answers none) is a reply where its subject
    says so too; shops generate their mail.
    """
    submitted = " ".join(message.values("Auto-Submitted")).lower()
    if "auto-replied" in submitted or message.values("X-Autoreply") or message.values("X-Autorespond"):
        return True
    precedence = " ".join(message.values("Precedence")).lower()
    if "auto_reply" in precedence or "auto-reply" in precedence:
        return True
    if "disposition-notification" in " ".join(message.values("Content-Type")).lower():
        return True
    by_machine = any(message.values(name) for name in ("Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "In-Reply-To"))
    return by_machine and is_automatic_answer(message.subject, catalog)


def readings_of(message: Message, catalog: Catalog) -> list[Reading]:
    """The layers that speak of a card or refund; the first one decides. Of two alternatives the one with more codes tells,
    of equals the HTML; what it leaves out, the other one fills in.

    A company's mail counts before the private words around it, even if these repeat the code.
    """
    views = [[r for n in range(len(layers)) if (r := read_layer(message, v, n, catalog)) and r.kind] for v, layers in enumerate(message.views)]
    views = sorted((spoken for spoken in views if spoken), key=_codes_of, reverse=True)
    if not views:
        return []
    others = {reading.layer: reading for spoken in views[1:] for reading in spoken}
    told = [replace(reading, other=others.get(reading.layer)) for reading in views[0]]
    return sorted(told, key=_is_private)


def _codes_of(spoken: list[Reading]) -> int:
    return sum(len(reading.signals.live_codes) for reading in spoken)


def _is_private(reading: Reading) -> bool:
    return not reading.signals.company and reading.signals.sender.known


def read_layer(message: Message, view: int, number: int, catalog: Catalog) -> Reading | None:
    """One layer of a message, judged for itself; None where it names nothing that concerns us."""
    best: Reading | None = None
    for signals in signals_of(message, view, number, catalog):
        claims = claims_of(signals.page, signals.labels)
        kind, evidence = decide(signals, claims)
        reading = Reading(signals, claims, kind, evidence, view, number)
        if kind is not None:
            return reading
        best = best or reading
    return best


def signals_of(message: Message, view: int, number: int, catalog: Catalog) -> Iterator[Signals]:
    """What a layer shows, in each language that it is written in; nothing where it names nothing that concerns us."""
    layer = message.views[view][number]
    sender = sender_of(layer, message, catalog)
    subject = subject_of(layer, message)
    if not _may_concern(layer, subject, sender, catalog):
        return
    preferred = sender.marketplace.languages if sender.marketplace else ()
    languages = languages_of(layer, catalog, preferred, subject)
    for language in languages[:_LANGUAGES]:
        yield Signals(Page(layer, language, bare_subject(subject, catalog)), sender, message, catalog, languages)


def subject_of(layer: Layer, message: Message) -> str:
    """A layer's subject; words quoted or passed on without a head have that of the mail they came in."""
    return layer.subject or (message.subject if layer.wrapping in (Wrapping.OWN, Wrapping.QUOTED, Wrapping.FORWARDED) else "")


def _may_concern(layer: Layer, subject: str, sender: Sender, catalog: Catalog) -> bool:
    """A fast and loose look: most mail names no card at all, and is let go here."""
    if sender.gift_card or sender.refund:
        return True
    text = "\n".join([subject, *(line.text for line in layer.lines)])
    folded = fold(text)
    cards, accounts = _words_of(catalog)
    if any(word in folded for word in cards) or (sender.amazon and any(word in folded for word in accounts)):
        return True
    if sender.issuer or any(brand in folded for brand in catalog.brands.amazon_folded):
        return sender.issuer or any(link.url for link in layer.links) or next(find_codes(text), None) is not None
    return False


_WORDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}


def _words_of(catalog: Catalog) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words for cards, and those for refunds and balances, of all languages, folded; by the catalog's digest."""
    if catalog.digest not in _WORDS:
        languages = catalog.languages.values()
        cards = {fold(word) for language in languages for word in language.gift_card_words}
        accounts = {fold(w) for language in languages for w in (*language.refund_words, *language.balance_words, *language.top_up_words)}
        _WORDS[catalog.digest] = (_shortest(cards), _shortest(accounts))
    return _WORDS[catalog.digest]


def _shortest(words: set[str]) -> tuple[str, ...]:
    """The words without those that hold another: where one of those stands, the other does."""
    kept: list[str] = []
    for word in sorted(words, key=lambda word: (len(word), word)):
        if not any(other in word for other in kept):
            kept.append(word)
    return tuple(kept)


def _role(reading: Reading, kind: Kind) -> Role | None:
    if kind in _RECIPIENT or kind.is_refund:
        return Role.RECIPIENT
    if kind is Kind.GIFT_CARD_REISSUED and reading.signals.live_codes:
        return Role.RECIPIENT
    return Role.BUYER


def _issuer(reading: Reading) -> Issuer | None:
    """Who gives the card out. What a shop sells over its counter is Amazon's card all the same; a service that sends
    cards to somebody's address gives out its own."""
    signals = reading.signals
    if signals.sender.amazon or not signals.sender.known:
        return Issuer.AMAZON
    if not signals.company:
        return None
    if reading.kind is Kind.GIFT_CARD_ORDERED and not recipients(signals, buyers=True) and signals.page.says_form(Form.COUNTER):
        return Issuer.AMAZON
    return Issuer.THIRD_PARTY
