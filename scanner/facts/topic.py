"""Whether a page is about an Amazon gift card: the thing itself, not a way to pay, a piece of advice, or another shop's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from scanner.catalog import Catalog, Language, Phrase, fold, is_cjk
from scanner.catalog.things import border, opening
from scanner.facts.labels import LabelReader
from scanner.facts.links import read_link
from scanner.facts.page import Page, Sentence, Zone
from scanner.facts.sender import Sender
from scanner.facts.shapes import find_emails, find_money

_NOT_THE_CARD = frozenset({"payment", "destination", "total", "message", "contact"})
_OF_A_REWARD = frozenset({"amount", "item"})
_ASKING = ("?", "？", "؟")
_IN_PASSING = ("rule", "denied", "promotion", "payment")
_ITEM_LENGTH = 100
_SHORTEST = 4  # letters of a name that cannot stand there by chance
_BESIDE = 10  # characters between a brand and the word for its card
_BOUND = 24  # characters in front of an amount in which "from" or "up to" stands
_LIST_REACH = 14  # characters between two brands that are named in one breath
_WORDS = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r"[\"“„«»']([^\"“”„«»]{8,120}?)(?:\.{3}|…)?[\"”“«»'](?!\w)")
_OF_A_TITLE = 2  # words besides the card's that a thing's name has and no card's
_MARKS = re.compile("[\ue000-\uf8ff]")
_CASE = 3  # letters of an ending
_STEM = (5, 7)  # letters of a name from which on one, or two, of its end may change with the case
_NO_SERVICE = r"(?!\s?(?:pay|prime|music|web services|aws)\b)"  # Amazon's name is none of these
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
    titles = _titles(page, sender, catalog)
    things: list[Sentence] = []
    items: list[Sentence] = []
    foreign_head = False
    shops_own = False
    for sentence in page.in_zone(Zone.BODY):
        if page.language.names_card(sentence.folded) < 0 and not _is_amazon_value(sentence, labels):
            continue
        if _is_aside(sentence, page, labels) or any(title in sentence.text and _only_in(title, sentence.text, page.language) for title in titles):
            continue
        own, other = _brands_in(sentence.folded.plain, page.language, catalog)
        other = other if _is_of_another(sentence, page, catalog) or _in_one_breath(own, other) else []
        if not own and not other and _is_senders_own(sentence, page, sender):
            other = [(0, 0)]
        if other and (not own or _in_one_breath(own, other)):
            foreign_head = foreign_head or (sentence.zone <= (Zone.HEADLINE if items else Zone.OPENING) and not own)
            continue
        shops_own = shops_own or (not own and sentence.zone <= Zone.OPENING and _is_for_sender(sentence, page, sender))
        if not sender.amazon and not own:
            continue
        things.append(sentence)
        if sentence.zone <= Zone.OPENING or _is_item(sentence):
            items.append(sentence)
    heads = any(s.zone <= Zone.HEADLINE for s in items)
    foreign = foreign_head and not heads and not sender.gift_card
    return Topic(tuple(things), tuple(items), foreign or (shops_own and not _means_amazon(page, catalog)))


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
    amounts = list(find_money(sentence.text, None))
    return any(m.negative for m in amounts) or (bool(amounts) and sentence.zone > Zone.HEADLINE and all(_is_bound(sentence, m.start, page) for m in amounts))


def _titles(page: Page, sender: Sender, catalog: Catalog) -> list[str]:
    """Names of goods in quotation marks that hold the card's word and are no card's: "Handbuch Gutscheine gestalten". A card's
    own name has Amazon's in it, or little else; and a card that goes to an address is one, whatever it is called."""
    own = {address.address.lower() for address in page.layer.to if address.address}
    named = (text.lower() for line in page.lines[: page.terms_from] for _, _, text in find_emails(line.text))
    if not sender.amazon or sender.gift_card or any(text not in own and not catalog.is_amazon(text.partition("@")[2]) for text in named):
        return []
    quoted = [title for s in page.in_zone(Zone.HEADLINE) for title in _QUOTED.findall(s.text)]
    return [title for title in quoted if _is_title(title, page.language, catalog)]


def _is_title(title: str, language: Language, catalog: Catalog) -> bool:
    folded = language.fold(title)
    if language.names_card(folded) < 0 or _brands_in(folded.plain, language, catalog)[0] or is_cjk(title):
        return False
    rest = folded.marked
    for span in [m.span() for phrases in language.forms.values() for p in phrases if (m := p.search(folded))]:
        rest = rest[: span[0]] + " " * (span[1] - span[0]) + rest[span[1] :]
    words = [word for word in _WORDS.findall(_MARKS.sub(" ", rest)) if len(word) >= _SHORTEST]
    return sum(word not in language.common and word not in language.code_words for word in words) >= _OF_A_TITLE


def _only_in(title: str, text: str, language: Language) -> bool:
    """Whether a text names the card within a title alone."""
    return language.names_card(language.fold(text.replace(title, " "))) < 0


def _is_bound(sentence: Sentence, start: int, page: Page) -> bool:
    """Whether an amount is where a range begins or ends: "gift cards from 1 €" are those that the shop sells."""
    before = page.language.fold(sentence.text[max(0, start - _BOUND) : start].rstrip())
    return any((span := p.last(before)) and not before.marked[span[1] :].strip() for p in page.language.cues["bound_before"])


def _says(phrases: tuple[Phrase, ...], sentence: Sentence) -> bool:
    return any(p.search(sentence.folded) for p in phrases)


def _is_item(sentence: Sentence) -> bool:
    """Whether a sentence is an item's line or a labeled value rather than a full sentence."""
    return bool(sentence.label) or (len(sentence.text) <= _ITEM_LENGTH and not sentence.text.rstrip().endswith((".", "。", "!", "?")))


def _is_amazon_value(sentence: Sentence, labels: LabelReader) -> bool:
    """Whether a row or the words in front of a colon tell the brand of a card or reward: `Reward: Amazon.com`, `$20 Amazon.com`."""
    head = sentence.label or sentence.text.partition(": ")[0]
    value = sentence.text[len(head) :]
    if not value.strip() or (labels.whole(head) not in _OF_A_REWARD and (labels.nearest(head, _OF_A_REWARD) or ("", 1))[1] > 0):
        return False
    for money in sorted(find_money(value, None), key=lambda found: found.start, reverse=True):
        value = f"{value[: money.start]} {value[money.end :]}"
    return bool(_AMAZON_VALUE.match(fold(value)))


def _brands_in(folded: str, language: Language, catalog: Catalog) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Where a text names Amazon, and where other brands."""
    return _spans(_amazon(language, catalog), folded, _NO_SERVICE), _spans(_others(language, catalog), folded)


def _is_of_another(sentence: Sentence, page: Page, catalog: Catalog) -> bool:
    """Whether another brand stands right beside the card's word: "Apple Gift Card", ギフトコード(Google Play)."""
    marked = sentence.folded.marked
    brands = _spans(_others(page.language, catalog), marked)
    marks = "".join(page.language.things.mark_of(thing) for thing in ("gift_card", "gift_code") if thing in page.language.listed)
    cards = [at for at, char in enumerate(marked) if char in marks]
    return any(-_BESIDE <= start - card <= _BESIDE or 0 <= card - end <= _BESIDE for start, end in brands for card in cards)


def _is_senders_own(sentence: Sentence, page: Page, sender: Sender) -> bool:
    """Whether the sender's name stands right in front of the card's word: a bookshop's eGift card is the bookshop's."""
    name = fold(sender.address.name) if sender.address and not (sender.amazon or sender.issuer) else ""
    at = sentence.folded.marked.find(name) if len(name) >= _SHORTEST else -1
    card = page.language.names_card(sentence.folded)
    return at >= 0 and 0 <= card - at - len(name) <= 1


def _is_for_sender(sentence: Sentence, page: Page, sender: Sender) -> bool:
    """Whether the sender's name, in whatever case, stands behind the card's word and a preposition: a card for the bookshop,
    karta podarunkowa do Książkowni. It may also be who gives another's card."""
    address = sender.address
    if address is None or sender.amazon or sender.issuer:
        return False
    words = _WORDS.findall(fold(address.name))
    # Of a longer name the word that the domain is called by.
    first = words[:1] if words and len(words[0]) > _STEM[0] and words[0][:-_CASE] in fold(address.domain) else []
    behind = sentence.folded.marked[page.language.names_card(sentence.folded) + 1 :]
    for name in (words, first):
        stems = (re.escape(word[: len(word) - sum(len(word) >= size for size in _STEM)]) + rf"\w{{0,{_CASE}}}" for word in name)
        if len("".join(name)) >= _SHORTEST and re.match(r"\W{0,2}(?:[^\W\d_]{1,7}[\s'’]){0,2}\W?" + r"\W+".join(stems), behind):
            return True
    return False


def _means_amazon(page: Page, catalog: Catalog) -> bool:
    """Whether a page leads to Amazon's redeem page, or names Amazon otherwise than in passing: in a question, a rule, an offer."""
    if any(read_link(link, catalog).redeem for link in page.layer.links):
        return True
    cues = page.language.cues
    named = [s for s in page.in_zone(Zone.BODY) if _brands_in(s.folded.plain, page.language, catalog)[0] and not s.text.rstrip().endswith(_ASKING)]
    return not all(any(_says(cues[cue], sentence) for cue in _IN_PASSING) for sentence in named)


def names_other_brand(text: str, language: Language, catalog: Catalog) -> bool:
    """Whether a text of a language names another brand and not Amazon."""
    own, other = _brands_in(fold(text), language, catalog)
    return bool(other) and not own


def names_amazon(text: str, catalog: Catalog, language: Language) -> bool:
    """Whether a text of a language names Amazon."""
    return bool(_brands_in(fold(text), language, catalog)[0])


def singles_out_amazon(text: str, language: Language, catalog: Catalog) -> bool:
    """Whether a text of a language names Amazon otherwise than in a list with other brands."""
    own, other = _brands_in(fold(text), language, catalog)
    return bool(own) and not _in_one_breath(own, other)


def _in_one_breath(own: list[tuple[int, int]], other: list[tuple[int, int]]) -> bool:
    """Whether Amazon stands in a list with other brands: what many may be, this card need not be."""
    return any(0 <= b[0] - a[1] <= _LIST_REACH or 0 <= a[0] - b[1] <= _LIST_REACH for a in own for b in other)


def _amazon(language: Language, catalog: Catalog) -> tuple[str, ...]:
    """Amazon's names, with the endings of a language."""
    return (*catalog.brands.amazon, *catalog.brands.amazon_in.get(language.tag, ()))


def _others(language: Language, catalog: Catalog) -> tuple[str, ...]:
    """The other brands that a text of a language may name."""
    return (*catalog.brands.others, *catalog.brands.others_in.get(language.tag, ()))


def _spans(names: tuple[str, ...], text: str, behind: str = "") -> list[tuple[int, int]]:
    """Where a folded text names one of `names`. Few texts name any, and a pattern of them all is tried at every letter: it is made
    of those alone whose letters stand there at all, which gives the same."""
    present = tuple(name for name in _folded_names(names) if name in text)
    return [m.span() for m in _literals(present, behind).finditer(text)] if present else []


@lru_cache(maxsize=64)
def _folded_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names folded, longer ones first."""
    return tuple(sorted(sorted({fold(name) for name in names}), key=len, reverse=True))


@lru_cache(maxsize=1024)
def _literals(folded: tuple[str, ...], behind: str) -> re.Pattern[str]:
    parts = [opening(n) + re.escape(n) + border(n[-1], "(?!") for n in folded]
    return re.compile("(?:" + "|".join(parts) + ")" + behind)
