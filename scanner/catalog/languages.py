"""Languages: the words of one language by which mail is recognized, compiled into phrases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from scanner.catalog.folding import fold, fold_all
from scanner.catalog.phrases import Folded, Phrase, PhraseSet
from scanner.catalog.reading import Table
from scanner.catalog.things import Things
from scanner.catalog.wordings import GiverPattern, KindWords, Later
from scanner.model import Form, Kind

# The heads of forwarded and quoted mail, and what stands before the subjects of such and of automatic replies.
HEADS: Final = ("from", "date", "subject", "to", "cc", "forwarded", "original", "wrote", "reply_prefixes", "forward_prefixes", "automatic")
# What a file may list apart though it is the same thing: the words of a refund that is announced, not made.
_COUNTED: Final = {"refund": ("refund_due",)}


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language (BCP 47 tag)."""

    tag: str
    common: frozenset[str]
    things: Things
    listed: frozenset[str]  # the names of the things
    gift_card_words: tuple[str, ...]
    refund_words: tuple[str, ...]
    balance_words: tuple[str, ...]
    top_up_words: tuple[str, ...]
    heads: dict[str, tuple[str, ...]]
    months: dict[str, int]
    eras: dict[str, int]
    weekdays: frozenset[str]
    date_order: str  # dmy or mdy: the order of a date in numbers, where no shop says it; '' where it is the country's
    verb_last: bool  # the verb that says what a day is stands behind it
    honorifics: tuple[str, ...]
    titles: frozenset[str]  # those of them that end with a full stop, folded
    abbreviations: frozenset[str]  # words cut short before a number: No. 5, č. 5
    kin: tuple[str, ...]  # words that end like a title and are none
    not_givers: tuple[str, ...]  # words that stand in a giver's place and name none
    name_starts: tuple[str, ...]  # words behind which a name begins, where a sentence has more in front of it
    name_ends: tuple[str, ...]  # words that a name does not go on with
    signatures: tuple[str, ...]  # what stands behind a name that signs a message
    bare_code_words: tuple[str, ...]  # labels such as "code" that another word in front makes a label of something else
    code_words: tuple[str, ...]  # words that may stand in front of them all the same
    qualifiers_behind: bool  # such other words stand behind it: "código promocional"
    roles: tuple[str, ...]  # beginnings of the local parts that companies send from
    organizations: tuple[str, ...]  # words in the names of companies and their offices
    digraphs: bool
    wordings: Later  # its phrases

    @property
    def kinds(self) -> dict[Kind, KindWords]:
        """What tells each kind of mail."""
        return self.wordings().kinds

    @property
    def claims(self) -> PhraseSet[tuple[Kind, bool]]:
        """The same phrases, with whether they are firm."""
        return self.wordings().claims

    @property
    def labels(self) -> dict[str, tuple[Phrase, ...]]:
        """What stands beside values, by group."""
        return self.wordings().labels

    @property
    def label_set(self) -> PhraseSet[str]:
        """The same phrases, with their groups."""
        return self.wordings().label_set

    @property
    def cues(self) -> dict[str, tuple[Phrase, ...]]:
        """What a sentence says besides the kind of mail."""
        return self.wordings().cues

    @property
    def forms(self) -> dict[Form, tuple[Phrase, ...]]:
        """What tells the form of a card."""
        return self.wordings().forms

    @property
    def giver_patterns(self) -> tuple[GiverPattern, ...]:
        """Words around a giver's name."""
        return self.wordings().giver_patterns

    def fold(self, text: str) -> Folded:
        """`text` in the form in which this language's phrases are searched for."""
        return _folded(self.things, text)

    def mentions(self, thing: str, text: Folded) -> bool:
        """Whether a text speaks of a thing (gift_card, refund, ...), a refund that is still to come included. A file need not
        list all that rules ask for."""
        named = (name for name in (thing, *_COUNTED.get(thing, ())) if name in self.listed)
        return any(mark in text.marked for name in named for mark in self.things.mark_of(name))

    def names_card(self, text: Folded) -> int:
        """Where a text names a gift card, by its code (once the product's name) or as a top-up too; -1 where it does not."""
        marks = "".join(self.things.mark_of(thing) for thing in ("gift_card", "gift_code", "top_up") if thing in self.listed)
        places = [text.marked.find(mark) for mark in marks]
        return min((at for at in places if at >= 0), default=-1)


@lru_cache(maxsize=8192)
def _folded(things: Things, text: str) -> Folded:
    """Kept for a while: the rules look at the same cells again and again."""
    plain = _plain(text, things.digraphs)
    return Folded(plain, things.mark(plain))


@lru_cache(maxsize=2048)
def _plain(text: str, digraphs: bool) -> str:
    """Most languages fold alike, so a text that many of them are asked about is folded once."""
    return fold(text, digraphs=digraphs)


def read_language(table: Table) -> Language:
    """A language from its file. Raises CatalogError; its phrases are read later."""
    tag = table.text("language")
    digraphs = table.flag("digraphs", False)
    names = table.table("things")
    words: dict[str, tuple[str, ...]] = {name: names.texts(name) for name in list(names.keys())}
    if "gift_card" not in words or "refund" not in words:
        raise table.fail("things", "gift_card and refund are needed")
    actions = table.texts("actions", ())
    if strangers := [name for name in actions if name not in words]:
        raise table.fail("actions", f"no words are listed for {strangers[0]!r} under [things]")
    things = Things(words, actions, digraphs=digraphs)
    senders = table.table("senders", required=False)
    language = Language(
        tag=tag,
        common=frozenset(table.texts("common")),
        things=things,
        listed=frozenset(words),
        gift_card_words=(*words["gift_card"], *words.get("gift_code", ())),
        refund_words=(*words["refund"], *words.get("refund_due", ())),
        balance_words=words.get("balance", ()),
        top_up_words=words.get("top_up", ()),
        heads=_heads(table.table("heads")),
        months=_numbers(table.table("months", required=False)),
        eras=_numbers(table.table("eras", required=False)),
        weekdays=frozenset(fold(w) for w in table.texts("weekdays", ())),
        date_order=table.text("date_order", ""),
        verb_last=table.flag("verb_last", False),
        honorifics=table.texts("honorifics", ()),
        titles=frozenset(fold(w) for w in table.texts("honorifics", ()) if w.endswith(".")),
        abbreviations=frozenset(fold(w).rstrip(".") for w in table.texts("abbreviations", ())),
        kin=tuple(fold_all(table.texts("kin", ()))),
        not_givers=tuple(fold_all(table.texts("not_givers", ()), digraphs=digraphs)),
        name_starts=tuple(fold_all(table.texts("name_starts", ()))),
        name_ends=tuple(fold_all(table.texts("name_ends", ()))),
        signatures=tuple(fold_all(table.texts("signatures", ()))),
        bare_code_words=tuple(fold_all(table.texts("bare_code_words", ()))),
        code_words=tuple(fold_all(table.texts("code_words", ()), digraphs=digraphs)),
        qualifiers_behind=table.flag("qualifiers_behind", False),
        roles=senders.texts("roles", ()),
        organizations=tuple(fold_all(senders.texts("organizations", ()))),
        digraphs=digraphs,
        wordings=Later(table, things),
    )
    senders.close()
    table.day("as_of")
    table.close()
    return language


def _heads(section: Table) -> dict[str, tuple[str, ...]]:
    heads = {name: tuple(fold_all(section.texts(name, ()))) for name in HEADS}
    section.close()
    return heads


def _numbers(section: Table) -> dict[str, int]:
    numbers = {}
    for name in list(section.keys()):
        value = section.number(name)
        for word in name.split("|"):
            numbers[fold(word)] = value
    return numbers
