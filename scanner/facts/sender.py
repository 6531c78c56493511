"""Who sent a layer: Amazon, a known issuer, another company, or a private person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from scanner.catalog import Catalog, Marketplace, fold
from scanner.catalog.folding import is_cjk
from scanner.catalog.things import border, opening
from scanner.facts.shapes import find_emails
from scanner.model import Address, Layer, Message, Wrapping
from scanner.trust import aligned, is_look_alike, passed_on, poses, skeleton

# Fields that mass mail and machines set (RFC 2369, 2919, 3834, 8058, and what mailing services add).
BULK_FIELDS = frozenset(
    {
        "list-unsubscribe",
        "list-unsubscribe-post",
        "list-id",
        "feedback-id",
        "auto-submitted",
        "precedence",
        "x-campaign",
        "x-campaignid",
        "x-ses-outgoing",
        "x-sg-eid",
        "x-mandrill-user",
        "x-mailgun-sid",
        "x-report-abuse",
        "x-job",
        "x-mailer-campaign",
    }
)
_HEAD_LINES = 6
_SHORTEST = 5
_LONGEST_NAME = 7
_SQUASHED = re.compile(r"[\W_]+")
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a layer, as far as its own head and the catalog tell."""

    address: Address | None
    amazon: bool  # an Amazon domain, or a name that says so in a forward's head, or a pose
    marketplace: Marketplace | None
    gift_card: bool  # an address that sends gift cards only
    refund: bool  # an address of Amazon's refund desk
    promotion: bool
    issuer: bool  # a known third-party issuer, or a pose as one
    company: bool  # not a private person
    known: bool  # the layer has a head that names its author


def sender_of(layer: Layer, message: Message, catalog: Catalog) -> Sender:
    """Who sent a layer."""
    own = layer.wrapping is Wrapping.OWN
    address = layer.from_
    if address is None or not address.address:
        inside = None if own else _address_inside(layer, catalog)
        if inside is None:
            return _nameless(address, message if own else None, catalog)
        address = inside
    spec = (address.address or "").lower()
    shop = catalog.marketplace_of(address.domain)
    amazon = catalog.is_amazon(address.domain)
    issuer = catalog.issuer_of(address.domain) is not None
    if not amazon and not issuer:
        passed = own and passed_on(message, catalog)
        if _names_amazon(f"{address.name} {address.address}", catalog) and (passed or poses(address, catalog)):
            amazon = True
            shop = shop or _marketplace_in(f"{address.name} {address.address}", catalog)
        elif own and is_look_alike(address.domain, catalog) and "amazon" in skeleton(address.domain):
            amazon = True
            shop = _marketplace_in(address.domain, catalog)
        elif poses(address, catalog):
            issuer = True
    shops = catalog.marketplaces.values()
    gift = any(spec in m.gift_card_senders for m in shops) or _gift_subdomain(address, amazon)
    refund = amazon and spec.partition("@")[0] in _refund_desks(catalog)
    promotion = any(spec in m.promotion_senders for m in shops)
    company = amazon or issuer or _is_company(address, message if own else None, catalog)
    company = company or (own and (_links_home(layer, address) or _speaks_as_company(layer, address, catalog)))
    return Sender(address, amazon, shop, gift, refund, promotion, issuer, company, True)


def _refund_desks(catalog: Catalog) -> frozenset[str]:
    """The local parts of refund desks; what one shop calls its own, another may."""
    return frozenset(address.partition("@")[0] for shop in catalog.marketplaces.values() for address in shop.refund_senders)


def _nameless(address: Address | None, message: Message | None, catalog: Catalog) -> Sender:
    """A layer without a usable address: the name decides, or whatever else the raw From field holds."""
    text = address.name if address else ""
    if message is not None:
        text += " " + " ".join(message.values("From"))
    amazon = _names_amazon(text, catalog)
    shop = _marketplace_in(text, catalog) if amazon else None
    return Sender(address, amazon, shop, False, False, False, False, amazon or _names_company(fold(text), catalog), bool(text.strip()))


def _address_inside(layer: Layer, catalog: Catalog) -> Address | None:
    """Amazon's or an issuer's address in the first lines of a quote whose head was not told apart (`From:gc-orders@…`)."""
    for line in layer.lines[:_HEAD_LINES]:
        if ":" not in line.text:
            continue
        for start, _, spec in find_emails(line.text):
            address = Address(line.text[:start].rpartition(":")[2].strip(" <\"'"), spec.lower())
            if catalog.is_amazon(address.domain) or catalog.issuer_of(address.domain):
                return address
    return None


def _names_amazon(text: str, catalog: Catalog) -> bool:
    folded = fold(text)
    return any(brand in folded for brand in catalog.brands.amazon_folded)


def _marketplace_in(text: str, catalog: Catalog) -> Marketplace | None:
    """The shop that a posing or rewritten sender names: amazon.co.jp in the name, or amazon_co_jp in an alias."""
    text = text.lower().replace("_at_", "@")
    longest = sorted(catalog.marketplaces.items(), key=lambda item: len(item[0]), reverse=True)
    return next((m for d, m in longest if d in text or d.replace(".", "_") in text), None)


def _gift_subdomain(address: Address, amazon: bool) -> bool:
    """gc.email.amazon.* and gift-cards.amazon.* send nothing else; a shop we know no address of has the same."""
    text = f"{address.name} {address.address}".lower()
    if address.domain.startswith(("gc.email.", "gift-cards.", "gc.", "giftcards.")):
        return amazon
    return amazon and any(mark in text for mark in ("@gc.email.amazon", "_gift-cards_amazon", "_gc_email_amazon"))


def _is_company(address: Address, message: Message | None, catalog: Catalog) -> bool:
    """Whether an address is a company's: by its local part, its display name, or the fields of mass mail."""
    if catalog.is_mail_provider(address.domain):
        return False
    local = fold((address.address or "").partition("@")[0])
    name = fold(address.name)
    if local.startswith(_company_words(catalog)[0]) or _names_company(name, catalog):
        return True
    if _is_named_after_domain(name, address.domain) or _is_no_persons_name(name, local):
        return True
    if message is None:
        return False
    names = {f.name.lower() for f in message.fields}
    if "x-auto-response-suppress" in names:
        names.discard("auto-submitted")  # Exchange marks a colleague's absence so
    # A mailing list adds such fields to the letters of its members.
    return bool(names & BULK_FIELDS) and "list-post" not in names


def _speaks_as_company(layer: Layer, address: Address, catalog: Catalog) -> bool:
    """Whether the words name their sender as companies do: by its whole name within a sentence, beside a word for such a body."""
    name = fold(address.name)
    if catalog.is_mail_provider(address.domain) or len(name) < _SHORTEST - 2 or name == fold(address.address or ""):
        return False
    for line in layer.lines:
        text = fold(line.text)
        if name in text and len(text) > len(name) + 2 and _names_company(text.replace(name, " "), catalog):
            return True
    return False


def _names_company(folded: str, catalog: Catalog) -> bool:
    """Whether a text holds a word of those in the names of companies and their offices."""
    _, organizations, others = _company_words(catalog)
    return not organizations.isdisjoint(_WORDS.findall(folded)) or others.search(folded) is not None


_COMPANY_WORDS: dict[str, tuple[tuple[str, ...], frozenset[str], re.Pattern[str]]] = {}


def _company_words(catalog: Catalog) -> tuple[tuple[str, ...], frozenset[str], re.Pattern[str]]:
    """Of all languages, by the catalog's digest: local parts, words in companies' names, and names of several words or of
    scripts that glue them to others."""
    if catalog.digest not in _COMPANY_WORDS:
        languages = catalog.languages.values()
        names = {word for language in languages for word in language.organizations}
        roles = tuple(role for language in languages for role in language.roles)
        others = sorted(w for w in names if w and (not _WORDS.fullmatch(w) or is_cjk(w)))
        pattern = "|".join(opening(w) + re.escape(w) + border(w[-1], "(?!") for w in others)
        _COMPANY_WORDS[catalog.digest] = (roles, frozenset(names) - set(others), re.compile(pattern or "(?!)"))
    return _COMPANY_WORDS[catalog.digest]


def _links_home(layer: Layer, address: Address) -> bool:
    """Whether a link leads to a site of the sender's own domain."""
    for link in layer.links:
        try:
            host = urlsplit(link.url).hostname or ""
        except ValueError:
            continue
        if aligned(host, address.domain):
            return True
    return False


def _is_no_persons_name(name: str, local: str) -> bool:
    """Whether a display name has no likeness to the local part, where people put theirs; in Japanese, whether it is longer
    than people's names are."""
    if any(is_cjk(char) for char in name):
        bare = re.sub(r"[(（].{0,60}?[)）]", "", name)
        return len(_WORDS.findall(bare)) == 1 and len(bare) >= _LONGEST_NAME
    words = re.findall(r"[a-z]+", name)
    letters = re.sub(r"[^a-z]", "", local)
    if len(words) < 2 or len(letters) < 2:
        return False
    initials = "".join(word[0] for word in words)
    if len(words) > 2 and letters == initials:
        return True  # Clinical Trials Unit <ctu@…>
    like = any((len(w) > 2 and w in letters) or w.startswith(letters[:2]) or (len(letters) > 2 and letters in w) for w in words)
    return not like and not letters.startswith(initials[:2])


def _is_named_after_domain(name: str, domain: str) -> bool:
    """Whether a display name and the domain are one name: a company's are, a person's domain bears the family name alone."""
    squashed = _SQUASHED.sub("", name)
    labels = [_SQUASHED.sub("", label) for label in domain.split(".")[:-1]]
    return any(len(label) >= _SHORTEST and (squashed.startswith(label) or (len(squashed) >= _SHORTEST and label.startswith(squashed))) for label in labels)
