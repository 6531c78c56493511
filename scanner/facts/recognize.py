"""What a message is about: its kind, who sent it and where, judged from structure first and words second."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scanner.catalog import Catalog, Marketplace
from scanner.facts.claims import Claim, claims_of, says
from scanner.facts.kinds import decide
from scanner.facts.notes import note_of
from scanner.facts.page import Page, Zone
from scanner.facts.shapes import find_money
from scanner.facts.signals import Signals, sender_of
from scanner.facts.tongue import languages_of
from scanner.model import Authenticity, Evidence, Issuer, Kind, Message, Recognition, Role, Wrapping
from scanner.trust import Assessment

_RECIPIENT = frozenset({Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_REMINDER, Kind.GIFT_CARD_REDEEMED})


@dataclass(frozen=True, slots=True)
class Reading:
    """One layer of one view, read."""

    signals: Signals
    claims: dict[Kind, Claim]
    kind: Kind | None
    evidence: tuple[Evidence, ...]
    view: int
    layer: int


def read_layer(message: Message, view: int, number: int, catalog: Catalog) -> Reading:
    """One layer of a message, judged for itself."""
    layer = message.views[view][number]
    sender = sender_of(layer, message, catalog)
    preferred = sender.marketplace.languages if sender.marketplace else ()
    languages = languages_of(layer, catalog, preferred)
    best: Reading | None = None
    for language in languages[:3]:
        page = Page(layer, language)
        signals = Signals(page, sender, message, catalog, languages)
        claims = claims_of(page)
        kind, evidence = decide(signals, claims)
        reading = Reading(signals, claims, kind, evidence, view, number)
        if kind is not None:
            return reading
        best = best or reading
    assert best is not None  # languages_of is never empty
    return best


def readings_of(message: Message, catalog: Catalog) -> list[Reading]:
    """The layers that speak of a card or refund, of the reading of the body that says most; the first one decides."""
    for view in range(len(message.views)):
        found = [read_layer(message, view, n, catalog) for n in range(len(message.views[view]))]
        spoken = [reading for reading in found if reading.kind is not None]
        if spoken:
            return spoken
    return []


def recognize(message: Message, catalog: Catalog, assessment: Assessment) -> tuple[Recognition, list[Reading]]:
    """What a message is about, and the layers that say so (none where it has no kind)."""
    trust = assessment.authenticity
    if message.is_bounce:
        return Recognition(Kind.BOUNCE, None, None, None, None, None, trust, evidence=assessment.evidence), []
    if is_automatic(message):
        return _nothing(trust, assessment), []
    readings = readings_of(message, catalog)
    if not readings:
        note, evidence = note_of(message, catalog)
        nothing = _nothing(trust, assessment)
        if note is None:
            return nothing, []
        language = languages_of(message.views[0][0], catalog)[0].tag
        return Recognition(None, note, None, None, None, language, trust, evidence=evidence), []
    first = readings[0]
    kind = first.kind
    assert kind is not None
    shop = marketplace_of(first, catalog)
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
            evidence=(*first.evidence, *assessment.evidence),
        ),
        readings,
    )


def _nothing(trust: Authenticity, assessment: Assessment) -> Recognition:
    return Recognition(None, None, None, None, None, None, trust, evidence=assessment.evidence)


def is_automatic(message: Message) -> bool:
    """An automatic reply (RFC 3834) or a read receipt (RFC 8098): whatever it quotes, it tells nothing new."""
    submitted = " ".join(message.values("Auto-Submitted")).lower()
    if "auto-replied" in submitted or message.values("X-Autoreply") or message.values("X-Autorespond"):
        return True
    kind = " ".join(message.values("Content-Type")).lower()
    return "disposition-notification" in kind


def _role(reading: Reading, kind: Kind) -> Role | None:
    if kind in _RECIPIENT or kind.is_refund:
        return Role.RECIPIENT
    if kind is Kind.GIFT_CARD_REISSUED and reading.signals.live_codes:
        return Role.RECIPIENT
    return Role.BUYER


def _issuer(reading: Reading) -> Issuer | None:
    """Who gives the card out. A shop's receipt for a card is Amazon's card all the same."""
    sender = reading.signals.sender
    if sender.amazon:
        return Issuer.AMAZON
    if reading.kind is Kind.GIFT_CARD_ORDERED:
        return Issuer.AMAZON if sender.company else None
    if sender.company or sender.issuer:
        return Issuer.THIRD_PARTY
    return None


def marketplace_of(reading: Reading, catalog: Catalog) -> Marketplace | None:
    """By the Amazon domain of the sender, else by what the text names, else by the currency if only one shop has it."""
    if shop := reading.signals.sender.marketplace:
        return shop
    page = reading.signals.page
    text = " ".join([page.layer.subject, *(line.text for line in page.layer.lines[: page.terms_from])]).lower()
    if shop := _named(text, catalog):
        return shop
    for link in reading.signals.links:
        if link.amazon and (shop := catalog.marketplace_of(link.host)):
            return shop
    if shop := _named(" ".join(line.text for line in page.layer.lines).lower(), catalog):
        return shop
    local = catalog.languages[page.language.tag]
    home = next((m for m in catalog.marketplaces.values() if m.languages and m.languages[0] == local.tag), None)
    currencies = [m.money.currency for m in find_money(text, home.currency if home else None)]
    for currency in dict.fromkeys(currencies):
        if shop := catalog.sole_marketplace(currency):
            return shop
    return None


def _named(text: str, catalog: Catalog) -> Marketplace | None:
    """The shop whose domain a text names first; amazon.com is not named by amazon.com.au."""
    best: tuple[int, Marketplace] | None = None
    for domain, shop in catalog.marketplaces.items():
        at = text.find(domain)
        while at >= 0:
            rest = text[at + len(domain) : at + len(domain) + 4]
            before = text[at - 1] if at else " "
            longer = rest.startswith(".") and any(other.startswith(domain + ".") and text.startswith(other, at) for other in catalog.marketplaces)
            if not longer and before not in "@.-" and not rest[:1].isalnum():
                if best is None or at < best[0]:
                    best = (at, shop)
                break
            at = text.find(domain, at + 1)
    return best[1] if best else None


def is_forward(reading: Reading) -> bool:
    """Whether the words that decided stand in a mail that another one carries."""
    return reading.signals.page.layer.wrapping is not Wrapping.OWN


def promised(reading: Reading) -> bool:
    """Whether the mail promises the card within minutes."""
    return says(reading.signals.page, "promptly", Zone.BODY) is not None


def evidence_of(claims: Iterable[Claim]) -> tuple[Evidence, ...]:
    """Claims as evidence."""
    return tuple(Evidence("kind", claim.sentence.text[:200]) for claim in claims)
