"""The phrases of a language, read when mail of that language is first met: a run meets few of them, and they are most of the data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from scanner.catalog.folding import fold, fold_all, is_cjk
from scanner.catalog.phrases import Phrase, PhraseSet, compile_phrase, compile_phrases
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
class Wordings:
    """All phrases of a language."""

    kinds: dict[Kind, KindWords]
    claims: PhraseSet[tuple[Kind, bool]]  # the same phrases, with whether they are firm
    labels: dict[str, tuple[Phrase, ...]]
    label_set: PhraseSet[str]  # the same phrases, with their groups
    cues: dict[str, tuple[Phrase, ...]]
    forms: dict[Form, tuple[Phrase, ...]]
    giver_patterns: tuple[GiverPattern, ...]


class Later:
    """The phrases of a file that has them; read and checked when first asked for."""

    def __init__(self, table: Table, things: Things) -> None:
        self._table, self._things = table, things
        self._read: Wordings | None = None
        # That the sections are there is seen at once.
        for name in ("kinds", "labels", "cues", "forms"):
            table.table(name, required=name in ("kinds", "labels"))
        table.texts("giver_patterns", ())

    def __call__(self) -> Wordings:
        """The phrases. Raises CatalogError when they are first read."""
        if self._read is None:
            self._read = read_wordings(self._table, self._things)
        return self._read


def read_wordings(table: Table, things: Things) -> Wordings:
    """The phrases of a language's file. Raises CatalogError; the same phrase for two kinds is one."""
    reader = _PhraseReader(things)
    kinds = _kinds(table.table("kinds"), reader, digraphs=things.digraphs)
    labels = reader.groups(table.table("labels"), LABELS)
    return Wordings(
        kinds=kinds,
        claims=PhraseSet(((kind, firm), p) for kind, w in kinds.items() for firm, ps in ((True, w.firm), (False, w.loose)) for p in ps),
        labels=labels,
        label_set=PhraseSet((group, p) for group, ps in labels.items() for p in ps),
        cues=reader.groups(table.table("cues", required=False), CUES),
        forms={Form(k): v for k, v in reader.groups(table.table("forms", required=False), tuple(Form)).items()},
        giver_patterns=_giver_patterns(table, reader, things.digraphs),
    )


def _kinds(section: Table, reader: _PhraseReader, *, digraphs: bool) -> dict[Kind, KindWords]:
    kinds: dict[Kind, KindWords] = {}
    claimed: dict[str, str] = {}
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
    return kinds


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
        found: tuple[str, ...] = table.texts(name, ())
        return compile_phrases(found, self._things) or tuple(self.compile(table, name, words) for words in found)

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
