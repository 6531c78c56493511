"""Languages: the words of one language by which mail is recognized, compiled into phrases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from scanner.catalog.folding import fold, fold_all, is_cjk
from scanner.catalog.phrases import Folded, Phrase, PhraseSet, compile_phrase
from scanner.catalog.reading import Table
from scanner.catalog.things import Things
from scanner.model import Form, Kind

# What can stand beside a value. The nearest label decides what a value is, so labels of what we do not want (another sort
# of code, an order's total) are listed too.
LABELS: Final = (
    "code", "serial", "other_code", "order_id", "amount", "refund_amount", "total", "recipient", "new_recipient",
    "old_recipient", "address", "contact", "giver", "deliver_on", "expires_on", "other_date", "destination", "payment", "item",
    "quantity", "message", "status",
)  # fmt: skip

# What a sentence or a section says besides the kind of mail.
CUES: Final = (
    # what takes a claim back: a condition for all behind it, or for its own clause as well; a denial
    "conditional", "condition_end", "denied", "feedback",
    # what a mention of a card is when it is not the thing that the mail is about
    "payment", "promotion", "recommended", "rule", "explanation",
    # where the small print begins; what opens a letter
    "terms", "greeting", "courtesy",
    # codes
    "voided", "example", "ending_in",
    # amounts that are a limit and no value; amounts of one of several
    "bound_before", "bound_after", "range", "each_before", "each_after",
    # days and addresses whose sentence tells behind them what they are
    "until_valid", "until_sent", "until_other", "sent_to", "about_mail",
    # refunds
    "to_gift_card", "to_balance", "to_card",
    # promises and links
    "promptly", "promise", "separate_mail", "some_day", "claim_button", "help_button", "attached", "arrived",
    # private mail
    "thanks", "missing", "deleted", "purchase",
)  # fmt: skip

# The heads of forwarded and quoted mail, and what stands before the subjects of such and of automatic replies.
HEADS: Final = ("from", "date", "subject", "to", "cc", "forwarded", "original", "wrote", "reply_prefixes", "forward_prefixes", "automatic")


_KINDS: Final = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class KindWords:
    """The phrases of one kind. `loose` ones decide only where nothing firm is said anywhere."""

    firm: tuple[Phrase, ...]
    loose: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class GiverPattern:
    """Words before and after a giver's name. `follows` is a phrase that must come behind them in the sentence, or right
    behind them (`near`)."""

    before: str
    after: str
    follows: Phrase | None
    near: bool


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
    kinds: dict[Kind, KindWords]
    claims: PhraseSet[tuple[Kind, bool]]  # the same phrases, with whether they are firm
    labels: dict[str, tuple[Phrase, ...]]
    label_set: PhraseSet[str]  # the same phrases, with their groups
    cues: dict[str, tuple[Phrase, ...]]
    forms: dict[Form, tuple[Phrase, ...]]
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
    giver_patterns: tuple[GiverPattern, ...]
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

    def fold(self, text: str) -> Folded:
        """`text` in the form in which this language's phrases are searched for."""
        return _folded(self.things, text)

    def mentions(self, thing: str, text: Folded) -> bool:
        """Whether a text speaks of a thing (gift_card, refund, ...). A file need not list all that rules ask for."""
        return thing in self.listed and any(mark in text.marked for mark in self.things.mark_of(thing))

    def names_card(self, text: Folded) -> int:
        """Where a text names a gift card, by its code (once the product's name) or as a top-up too; -1 where it does not."""
        marks = "".join(self.things.mark_of(thing) for thing in ("gift_card", "gift_code", "top_up") if thing in self.listed)
        places = [text.marked.find(mark) for mark in marks]
        return min((at for at in places if at >= 0), default=-1)


@lru_cache(maxsize=8192)
def _folded(things: Things, text: str) -> Folded:
    """Kept for a while: the rules look at the same cells again and again."""
    plain = fold(text, digraphs=things.digraphs)
    return Folded(plain, things.mark(plain))


def read_language(table: Table) -> Language:
    """A language from its file. Raises CatalogError; the same phrase for two kinds is one."""
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
    reader = _PhraseReader(things)

    kinds: dict[Kind, KindWords] = {}
    claimed: dict[str, str] = {}
    section = table.table("kinds")
    for name in list(section.keys()):
        if name not in _KINDS:
            raise section.fail(name, "no such kind of message")
        inner = section.table(name)
        kinds[Kind(name)] = KindWords(reader.phrases(inner), reader.list(inner, "loose"))
        inner.close()
        phrases = (*kinds[Kind(name)].firm, *kinds[Kind(name)].loose)
        for phrase, folded in zip(phrases, fold_all((p.words for p in phrases), digraphs=digraphs), strict=True):
            other = claimed.setdefault(folded, name)
            if other != name:
                raise inner.fail(repr(phrase.words), f"is a phrase of {other} too; one phrase speaks for one kind")

    labels = reader.groups(table.table("labels"), LABELS)
    senders = table.table("senders", required=False)
    language = Language(
        tag=tag,
        common=frozenset(table.texts("common")),
        things=things,
        listed=frozenset(words),
        gift_card_words=(*words["gift_card"], *words.get("gift_code", ())),
        refund_words=words["refund"],
        balance_words=words.get("balance", ()),
        top_up_words=words.get("top_up", ()),
        kinds=kinds,
        claims=PhraseSet(((kind, firm), p) for kind, w in kinds.items() for firm, ps in ((True, w.firm), (False, w.loose)) for p in ps),
        labels=labels,
        label_set=PhraseSet((group, p) for group, ps in labels.items() for p in ps),
        cues=reader.groups(table.table("cues", required=False), CUES),
        forms={Form(k): v for k, v in reader.groups(table.table("forms", required=False), tuple(Form)).items()},
        heads=_heads(table.table("heads")),
        months=_numbers(table.table("months", required=False)),
        eras=_numbers(table.table("eras", required=False)),
        weekdays=frozenset(fold(w) for w in table.texts("weekdays", ())),
        date_order=table.text("date_order", ""),
        verb_last=table.flag("verb_last", False),
        honorifics=table.texts("honorifics", ()),
        titles=frozenset(fold(w) for w in table.texts("honorifics", ()) if w.endswith(".")),
        abbreviations=frozenset(fold(w).rstrip(".") for w in table.texts("abbreviations", ())),
        kin=tuple(fold(w) for w in table.texts("kin", ())),
        giver_patterns=_giver_patterns(table, reader, digraphs),
        not_givers=tuple(fold(w, digraphs=digraphs) for w in table.texts("not_givers", ())),
        name_starts=tuple(fold(w) for w in table.texts("name_starts", ())),
        name_ends=tuple(fold(w) for w in table.texts("name_ends", ())),
        signatures=tuple(fold(w) for w in table.texts("signatures", ())),
        bare_code_words=tuple(fold(w) for w in table.texts("bare_code_words", ())),
        code_words=tuple(fold(w, digraphs=digraphs) for w in table.texts("code_words", ())),
        qualifiers_behind=table.flag("qualifiers_behind", False),
        roles=senders.texts("roles", ()),
        organizations=tuple(fold(w) for w in senders.texts("organizations", ())),
        digraphs=digraphs,
    )
    senders.close()
    table.day("as_of")
    table.close()
    return language


class _PhraseReader:
    """Reads phrases of one file, each either observed (with its source) or inferred."""

    def __init__(self, things: Things) -> None:
        self._things = things

    def compile(self, table: Table, name: str, words: str, source: str = "") -> Phrase:
        try:
            return compile_phrase(words, source, self._things)
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


def _giver_patterns(table: Table, reader: _PhraseReader, digraphs: bool) -> tuple[GiverPattern, ...]:
    """Sentences with `{name}` in them: the folded words before and after it, and what must follow behind a gap."""
    patterns = []
    for words in table.texts("giver_patterns", ()):
        before, mark, rest = words.partition("{name}")
        if not mark:
            raise table.fail("giver_patterns", f"{words!r} lacks {{name}}")
        end = min((at for at in (rest.find("…"), rest.find("{")) if at >= 0), default=len(rest))
        after, follows = rest[:end], rest[end:]
        phrase = reader.compile(table, "giver_patterns", follows.lstrip("…")) if follows else None
        patterns.append(GiverPattern(_kept(before, digraphs), _kept(after, digraphs), phrase, follows.startswith("{")))
    return tuple(patterns)


def _kept(text: str, digraphs: bool) -> str:
    """Folded, with the blank at either end that sets words apart ("{name} is" is no "{name}is")."""
    folded = fold(text, digraphs=digraphs)
    if not folded:
        return " " if text else ""
    lead, trail = (" " if text[:1] == " " else ""), (" " if text[-1:] == " " else "")
    return folded if is_cjk(text) else lead + folded + trail
