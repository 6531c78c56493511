"""Languages: the words of one language by which mail is recognized, compiled into phrases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from scanner.catalog.folding import fold
from scanner.catalog.phrases import Folded, Phrase, Things, compile_phrase
from scanner.catalog.reading import Table
from scanner.model import Form, Kind

# What can stand before a value. The nearest label decides what a value is, so labels of what we do not want
# (another sort of code, an order's total) are listed too.
LABELS: Final = (
    "code", "serial", "other_code", "order_id", "amount", "refund_amount", "total", "recipient", "new_recipient",
    "old_recipient", "giver",
    "deliver_on", "expires_on", "other_date", "destination", "item", "quantity", "message",
)  # fmt: skip

# What a sentence or a section says besides the kind of mail.
CUES: Final = (
    "conditional", "promotion", "explanation", "terms", "voided", "promptly", "thanks", "missing", "deleted",
    "purchase", "automatic", "payment", "to_gift_card", "to_balance", "to_card", "promise", "separate_mail",
    "example", "claim_button", "help_button", "ending_in", "until_valid", "until_sent",
)  # fmt: skip

# The heads of forwarded and quoted mail.
HEADS: Final = ("from", "date", "subject", "to", "cc", "forwarded", "original", "wrote")


@dataclass(frozen=True, slots=True)
class KindWords:
    """The phrases of one kind. `loose` ones decide only where nothing firm is said anywhere."""

    firm: tuple[Phrase, ...]
    loose: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language (BCP 47 tag)."""

    tag: str
    common: frozenset[str]
    things: Things
    gift_card_words: tuple[str, ...]
    kinds: dict[Kind, KindWords]
    labels: dict[str, tuple[Phrase, ...]]
    cues: dict[str, tuple[Phrase, ...]]
    forms: dict[Form, tuple[Phrase, ...]]
    heads: dict[str, tuple[str, ...]]
    months: dict[str, int]
    eras: dict[str, int]
    honorifics: tuple[str, ...]
    giver_patterns: tuple[tuple[str, str], ...]  # words before and after a giver's name in a subject or headline
    digraphs: bool

    def fold(self, text: str) -> Folded:
        """`text` in the form in which this language's phrases are searched for."""
        plain = fold(text, digraphs=self.digraphs)
        return Folded(plain, self.things.mark(plain))

    def mentions(self, thing: str, text: Folded) -> bool:
        """Whether a text speaks of a thing (gift_card, refund, ...)."""
        return self.things.mark_of(thing) in text.marked


def read_language(table: Table) -> Language:
    """A language from its file. Raises CatalogError; the same phrase for two kinds is one."""
    tag = table.text("language")
    digraphs = table.flag("digraphs", False)
    names = table.table("things")
    words = {name: names.texts(name) for name in list(names.keys())}
    if "gift_card" not in words or "refund" not in words:
        raise table.fail("things", "gift_card and refund are needed")
    things = Things(words, digraphs=digraphs)
    reader = _PhraseReader(things, digraphs)

    kinds: dict[Kind, KindWords] = {}
    claimed: dict[str, str] = {}
    section = table.table("kinds")
    for name in list(section.keys()):
        if name not in set(Kind):
            raise section.fail(name, "no such kind of message")
        inner = section.table(name)
        kinds[Kind(name)] = KindWords(reader.phrases(inner), reader.list(inner, "loose"))
        inner.close()
        for phrase in (*kinds[Kind(name)].firm, *kinds[Kind(name)].loose):
            other = claimed.setdefault(fold(phrase.words, digraphs=digraphs), name)
            if other != name:
                raise inner.fail(repr(phrase.words), f"is a phrase of {other} too; one phrase speaks for one kind")

    language = Language(
        tag=tag,
        common=frozenset(table.texts("common")),
        things=things,
        gift_card_words=words["gift_card"],
        kinds=kinds,
        labels=reader.groups(table.table("labels"), LABELS),
        cues=reader.groups(table.table("cues"), CUES),
        forms={Form(k): v for k, v in reader.groups(table.table("forms"), tuple(Form)).items()},
        heads=_heads(table.table("heads")),
        months=_numbers(table.table("months", required=False)),
        eras=_numbers(table.table("eras", required=False)),
        honorifics=table.texts("honorifics", ()),
        giver_patterns=_giver_patterns(table, digraphs),
        digraphs=digraphs,
    )
    table.day("as_of")
    table.close()
    return language


class _PhraseReader:
    """Reads phrases of one file, each either observed (with its source) or inferred."""

    def __init__(self, things: Things, digraphs: bool) -> None:
        self._things = things
        self._digraphs = digraphs

    def compile(self, table: Table, name: str, words: str, source: str = "") -> Phrase:
        try:
            return compile_phrase(words, source, self._things, digraphs=self._digraphs)
        except KeyError as error:
            raise table.fail(name, f"{words!r}: no words are listed for {error} under [things]") from None
        except ValueError as error:
            raise table.fail(name, f"{words!r}: {error}") from None

    def list(self, table: Table, name: str) -> tuple[Phrase, ...]:
        return tuple(self.compile(table, name, words) for words in table.texts(name, ()))

    def phrases(self, table: Table) -> tuple[Phrase, ...]:
        """`observed` (tables of words and source) and `inferred` (strings) of a table."""
        seen = []
        for inner in table.tables("observed"):
            seen.append(self.compile(inner, "words", inner.text("words"), inner.text("source")))
            inner.close()
        return (*seen, *self.list(table, "inferred"))

    def groups(self, section: Table, known: Iterable[str]) -> dict[str, tuple[Phrase, ...]]:
        """All groups of a section; those that a file lacks are empty."""
        groups = {}
        for name in known:
            inner = section.table(name, required=False)
            groups[str(name)] = self.phrases(inner)
            inner.close()
        section.close()
        return groups


def _heads(section: Table) -> dict[str, tuple[str, ...]]:
    heads = {name: tuple(fold(w) for w in section.texts(name, ())) for name in HEADS}
    section.close()
    return heads


def _numbers(section: Table) -> dict[str, int]:
    numbers = {}
    for name in list(section.keys()):
        value = section.number(name)
        for word in name.split("|"):
            numbers[fold(word)] = value
    return numbers


def _giver_patterns(table: Table, digraphs: bool) -> tuple[tuple[str, str], ...]:
    """Sentences with `{name}` in them, as the folded words before and after it."""
    patterns = []
    for words in table.texts("giver_patterns", ()):
        before, mark, after = words.partition("{name}")
        if not mark:
            raise table.fail("giver_patterns", f"{words!r} lacks {{name}}")
        patterns.append((fold(before, digraphs=digraphs), fold(after, digraphs=digraphs)))
    return tuple(patterns)
