"""Whether a page is about an Amazon gift card: the thing itself, not a way to pay, a piece of advice, or another shop's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from scanner.catalog import Catalog, Language, Phrase, fold
from scanner.catalog.things import border, opening
from scanner.facts.labels import LabelReader
from scanner.facts.page import Page, Sentence, Zone
from scanner.facts.sender import Sender
from scanner.facts.shapes import find_money

_NOT_THE_CARD = frozenset({"payment", "destination", "total", "message", "contact"})
_ITEM_LENGTH = 100
_SHORTEST = 4  # letters of a name that cannot stand there by chance
_BESIDE = 10  # characters between a brand and the word for its card
_LIST_REACH = 14  # characters between two brands that are named in one breath
_AMAZON_VALUE = re.compile(r"^\W*(?:www\.)?amazon(?:\.[a-z]{2,3}(?:\.[a-z]{2})?)?\W{0,3}(?:\([^)]{0,20}\))?\W*$")


@dataclass(frozen=True, slots=True)
class Topic:
    """What of a page speaks of an Amazon gift card."""

    things: tuple[Sentence, ...]  # sentences that name it as the thing
    items: tuple[Sentence, ...]  # those among them that name it in subject or headline, or as an item or value
    foreign: bool  # another brand's card is what the page is about

    @property
    def about_card(self) -> bool:
        """Whether the page is about the card at all."""
        return bool(self.items) and not self.foreign


def topic_of(page: Page, sender: Sender, labels: LabelReader, catalog: Catalog) -> Topic:
    """The topic of a page, as its sentences down to the small print show it."""
    things: list[Sentence] = []
    items: list[Sentence] = []
    foreign_head = False
    named = False
    for sentence in page.in_zone(Zone.BODY):
        if page.language.names_card(sentence.folded) < 0 and not _is_amazon_value(sentence, page, labels):
            continue
        if _is_aside(sentence, page, labels):
            continue
        own, other = _brands_in(sentence.folded.plain, page.language, catalog)
        other = other if _is_of_another(sentence, page, catalog) or _in_one_breath(own, other) else []
        if not own and not other and _is_senders_own(sentence, page, sender):
            other = [(0, 0)]
        if other and (not own or _in_one_breath(own, other)):
            foreign_head = foreign_head or (sentence.zone <= (Zone.HEADLINE if items else Zone.OPENING) and not own)
            continue
        named = named or bool(own)
        if not sender.amazon and not own:
            continue
        things.append(sentence)
        if sentence.zone <= Zone.OPENING or _is_item(sentence):
            items.append(sentence)
    heads = any(s.zone <= Zone.HEADLINE for s in items)
    return Topic(tuple(things), tuple(items), foreign_head and not heads and not sender.gift_card)


def _is_aside(sentence: Sentence, page: Page, labels: LabelReader) -> bool:
    """Whether a sentence names the card only in passing: to pay with, as advice, under a condition, as a rule."""
    cues = page.language.cues
    mark = page.language.names_card(sentence.folded)
    if sentence.zone is not Zone.SUBJECT:
        if any((m := p.search(sentence.folded)) and m.start() < mark for p in cues["conditional"]):
            return True
        if _says(cues["condition_end"], sentence) or _says(cues["recommended"], sentence) or _says(cues["rule"], sentence):
            return True
        if _says(cues["payment"], sentence):
            return True
        if sentence.zone > Zone.HEADLINE and _says(cues["promotion"], sentence):
            return True
    if sentence.label and labels.whole(sentence.label) in _NOT_THE_CARD:
        return True
    return any(m.negative for m in find_money(sentence.text, None))


def _says(phrases: tuple[Phrase, ...], sentence: Sentence) -> bool:
    return any(p.search(sentence.folded) for p in phrases)


def _is_item(sentence: Sentence) -> bool:
    """Whether a sentence is an item's line or a labeled value rather than a full sentence."""
    return bool(sentence.label) or (len(sentence.text) <= _ITEM_LENGTH and not sentence.text.rstrip().endswith((".", "。", "!", "?")))


def _is_amazon_value(sentence: Sentence, page: Page, labels: LabelReader) -> bool:
    """Whether a row tells the brand of a card or reward: `Reward: Amazon.com`."""
    if not sentence.label or labels.whole(sentence.label) not in ("amount", "item"):
        return False
    value = sentence.folded.plain[len(fold(sentence.label)) :]
    return bool(_AMAZON_VALUE.match(value))


def _brands_in(folded: str, language: Language, catalog: Catalog) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Where a text names Amazon, and where other brands."""
    amazon, others = _patterns(catalog.brands.amazon, _others(language, catalog))
    return [m.span() for m in amazon.finditer(folded)], [m.span() for m in others.finditer(folded)]


def _is_of_another(sentence: Sentence, page: Page, catalog: Catalog) -> bool:
    """Whether another brand stands right beside the card's word: "Apple Gift Card", ギフトコード(Google Play)."""
    marked = sentence.folded.marked
    _, others = _patterns(catalog.brands.amazon, _others(page.language, catalog))
    brands = [m.span() for m in others.finditer(marked)]
    marks = "".join(page.language.things.mark_of(thing) for thing in ("gift_card", "gift_code") if thing in page.language.listed)
    cards = [at for at, char in enumerate(marked) if char in marks]
    return any(-_BESIDE <= start - card <= _BESIDE or 0 <= card - end <= _BESIDE for start, end in brands for card in cards)


def _is_senders_own(sentence: Sentence, page: Page, sender: Sender) -> bool:
    """Whether the sender's name stands right in front of the card's word: a bookshop's eGift card is the bookshop's."""
    name = fold(sender.address.name) if sender.address and not (sender.amazon or sender.issuer) else ""
    at = sentence.folded.marked.find(name) if len(name) >= _SHORTEST else -1
    card = page.language.names_card(sentence.folded)
    return at >= 0 and 0 <= card - at - len(name) <= 1


def names_other_brand(text: str, language: Language, catalog: Catalog) -> bool:
    """Whether a text of a language names another brand and not Amazon."""
    own, other = _brands_in(fold(text), language, catalog)
    return bool(other) and not own


def names_amazon(text: str, catalog: Catalog) -> bool:
    """Whether a text names Amazon."""
    return bool(_patterns(catalog.brands.amazon, ())[0].search(fold(text)))


def singles_out_amazon(text: str, language: Language, catalog: Catalog) -> bool:
    """Whether a text of a language names Amazon otherwise than in a list with other brands."""
    own, other = _brands_in(fold(text), language, catalog)
    return bool(own) and not _in_one_breath(own, other)


def _in_one_breath(own: list[tuple[int, int]], other: list[tuple[int, int]]) -> bool:
    """Whether Amazon stands in a list with other brands: what many may be, this card need not be."""
    return any(0 <= b[0] - a[1] <= _LIST_REACH or 0 <= a[0] - b[1] <= _LIST_REACH for a in own for b in other)


def _others(language: Language, catalog: Catalog) -> tuple[str, ...]:
    """The other brands that a text of a language may name."""
    return (*catalog.brands.others, *catalog.brands.others_in.get(language.tag, ()))


@lru_cache(maxsize=64)
def _patterns(amazon: tuple[str, ...], others: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return _literals(amazon, r"(?!\s?(?:pay|prime|music|web services|aws)\b)"), _literals(others, "")


def _literals(names: tuple[str, ...], behind: str) -> re.Pattern[str]:
    folded = sorted({fold(n) for n in names}, key=len, reverse=True)
    parts = [opening(n) + re.escape(n) + border(n[-1], "(?!") for n in folded]
    return re.compile("(?:" + ("|".join(parts) or r"(?!)") + ")" + behind)
