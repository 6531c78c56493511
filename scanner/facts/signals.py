"""What stands on a page besides its sentences: who sent it, codes, links, order numbers. Structure, not words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from scanner.catalog import Catalog, Language, Marketplace, fold
from scanner.facts.codes import FoundCode, page_codes
from scanner.facts.labels import LabelReader
from scanner.facts.links import ReadLink, read_link
from scanner.facts.page import Page, Zone
from scanner.facts.shapes import find_order_ids
from scanner.model import Address, Attachment, Layer, Message, Wrapping
from scanner.trust import passed_on, poses

_ROLE_LOCAL = re.compile(
    r"^(?:no-?_?reply|do-?not-?reply|donotreply|info|support|service|customer|contact|mail(?:er|ing)?|news(?:letter)?|reward|gift|campaign|promo|notif|noti|alert|admin|system|auto|order|billing"
    r"|receipt|shop|store|team|hello|member|point|office|jimukyoku|cs|help|survey|panel|hr|payroll|benefits?|event|entry|feedback|care|account|bounce|delivery|kundenservice|gutschein)",
    re.IGNORECASE,
)
_BULK_FIELDS = frozenset({"list-unsubscribe", "feedback-id", "auto-submitted", "x-campaign", "x-ses-outgoing", "x-sg-eid", "x-mandrill-user", "x-mailgun-sid", "precedence", "list-id", "x-report-abuse", "x-campaignid", "x-job"})


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a layer, as far as its own head and the catalog tell."""

    address: Address | None
    amazon: bool  # an Amazon domain, or a name that says so in a forward's head, or a pose
    marketplace: Marketplace | None
    gift_card: bool  # an address that sends gift cards only
    promotion: bool
    issuer: bool  # a known third-party issuer
    company: bool  # not a private person


def sender_of(layer: Layer, message: Message, catalog: Catalog) -> Sender:
    """Who sent a layer."""
    address = layer.from_
    if address is None or not address.address:
        named = bool(address) and any(fold(b) in fold(address.name) for b in catalog.brands.amazon)  # type: ignore[union-attr]
        return Sender(address, named, _named_marketplace(address, catalog), False, False, False, named)
    spec = address.address.lower()
    shop = catalog.marketplace_of(address.domain)
    amazon = catalog.is_amazon(address.domain)
    own = layer.wrapping is Wrapping.OWN
    if not amazon and (poses(address, catalog) or (own and passed_on(message, catalog) and _names_amazon(address, catalog))):
        amazon = True
        shop = shop or _relayed_marketplace(address, catalog)
    shops = catalog.marketplaces.values()
    gift = any(spec in m.gift_card_senders for m in shops) or _gift_subdomain(address.domain, amazon)
    issuer = catalog.issuer_of(address.domain) is not None
    company = amazon or issuer or _is_company(address, message if own else None, catalog)
    return Sender(address, amazon, shop, gift, any(spec in m.promotion_senders for m in shops), issuer, company)


def _names_amazon(address: Address, catalog: Catalog) -> bool:
    text = fold(f"{address.name} {address.address}")
    return any(fold(b) in text for b in catalog.brands.amazon)


def _named_marketplace(address: Address | None, catalog: Catalog) -> Marketplace | None:
    return next((m for d, m in _longest(catalog) if address and d in address.name.lower()), None)


def _relayed_marketplace(address: Address, catalog: Catalog) -> Marketplace | None:
    """The shop that a posing or rewritten sender names: amazon.co.jp in the name, or amazon_co_jp in an alias."""
    text = f"{address.name} {address.address}".lower().replace("_at_", "@")
    return next((m for d, m in _longest(catalog) if d in text or d.replace(".", "_") in text), None)


def _longest(catalog: Catalog) -> list[tuple[str, Marketplace]]:
    return sorted(catalog.marketplaces.items(), key=lambda item: len(item[0]), reverse=True)


def _gift_subdomain(domain: str, amazon: bool) -> bool:
    """gc.email.amazon.* and gift-cards.amazon.* send nothing else; a shop we know no address of has the same."""
    return amazon and (domain.startswith(("gc.email.", "gift-cards.", "gc.", "giftcards.")))


def _is_company(address: Address, message: Message | None, catalog: Catalog) -> bool:
    if catalog.is_mail_provider(address.domain):
        return False
    local = (address.address or "").partition("@")[0]
    if _ROLE_LOCAL.match(local):
        return True
    return message is not None and any(f.name.lower() in _BULK_FIELDS for f in message.fields)


class Signals:
    """What a layer shows besides its sentences; worked out when asked for."""

    def __init__(self, page: Page, sender: Sender, message: Message, catalog: Catalog, languages: tuple[Language, ...]) -> None:
        self.page = page
        self.sender = sender
        self.message = message
        self.catalog = catalog
        self.labels = LabelReader(languages)

    @cached_property
    def links(self) -> tuple[ReadLink, ...]:
        """The links of the page, read."""
        return tuple(read_link(link, self.catalog) for link in self.page.layer.links)

    @cached_property
    def codes(self) -> tuple[FoundCode, ...]:
        """The claim codes of the page: from its text, then from its links."""
        return page_codes(self.page, self.links, self.labels, self.sender.gift_card, self.about_card, self.catalog)

    @cached_property
    def live_codes(self) -> tuple[FoundCode, ...]:
        """The codes that the page does not call void."""
        return tuple(code for code in self.codes if not code.void)

    @cached_property
    def pdfs(self) -> tuple[Attachment, ...]:
        """Attachments that may be a card to print."""
        return tuple(a for a in self.page.layer.attachments if a.data)

    @cached_property
    def order_id(self) -> str | None:
        """The first order number of the subject or text, else of a link."""
        texts = [self.page.layer.subject, *(cell for line in self.page.layer.lines for cell in line.cells)]
        for text in texts:
            for _, _, found in find_order_ids(text):
                return found
        return next((link.order_id for link in self.links if link.order_id), None)

    @cached_property
    def names_amazon(self) -> bool:
        """Whether the page names Amazon at all (not only in a mail address)."""
        words = [fold(b) for b in self.catalog.brands.amazon]
        text = fold(" ".join([self.page.layer.subject, *(line.text for line in self.page.layer.lines)]))
        return any(word in text for word in words) or any(link.amazon for link in self.links)

    @cached_property
    def about_card(self) -> bool:
        """Whether the page is about an Amazon gift card: the thing itself, not a way to pay and not another shop's."""
        if self.sender.gift_card:
            return True
        language = self.page.language
        for sentence in self.page.in_zone(Zone.BODY):
            if not language.mentions("gift_card", sentence.folded):
                continue
            if any(p.search(sentence.folded) for p in language.cues["payment"]) and sentence.zone > Zone.HEADLINE:
                continue
            if self.foreign_card(sentence.text):
                continue
            if self.sender.amazon or self.names_amazon:
                return True
        return False

    def foreign_card(self, text: str) -> bool:
        """Whether a sentence speaks of another brand's card: a brand right before or after the card's word, no Amazon."""
        folded = fold(text)
        if any(fold(b) in folded for b in self.catalog.brands.amazon):
            return False
        return bool(_brands(self.catalog).search(folded))


_BRANDS: dict[str, re.Pattern[str]] = {}


def _brands(catalog: Catalog) -> re.Pattern[str]:
    """All other brands' names as one pattern of literals."""
    if catalog.digest not in _BRANDS:
        names = sorted({fold(n) for n in catalog.brands.others}, key=len, reverse=True)
        parts = [(rf"(?<![a-z0-9]){re.escape(n)}(?![a-z0-9])" if n.isascii() else re.escape(n)) for n in names]
        _BRANDS[catalog.digest] = re.compile("|".join(parts))
    return _BRANDS[catalog.digest]
