"""Which code-shaped texts of a page are claim codes: by their shape where it is proof, else by the label beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from scanner.catalog import Catalog, fold, is_cjk
from scanner.facts.labels import Labeled, LabelReader, find_label
from scanner.facts.links import ReadLink
from scanner.facts.page import Page
from scanner.facts.pieces import code_texts, without_addresses
from scanner.facts.shapes import CodeMatch, find_codes
from scanner.facts.topic import names_amazon, names_other_brand, singles_out_amazon
from scanner.model import ClaimCode

_GROUPS = frozenset({"code", "serial", "other_code", "order_id"})
_CLAUSE = re.compile(r"[.!?](?:\s|$)|[。！？]")
_PART = re.compile(r"[,;、，；،؛]|\s[–—-]\s")  # where a clause ends within a sentence
_LETTERS = re.compile(r"[^\W\d_]+")
_MARKED = re.compile("[\ue000-\uf8ff]")
_SIGNS = (":", "：", "→", "➜", "➔", "⇒", "►", "▶", "»", ">", "＞", "=", "＝", "】", "］", "|")
_QUALIFIERS = 3  # words behind "code" that tell of what it is; more of them are a sentence
_LABEL_REACH = 40
_BRAND_LINES = 4  # lines above a code in which a brand says whose it is
# Never measured in a code (reference: 98 characters of published ones); a typing error has them, and so has what is no code.
_UNUSUAL = frozenset("01IO")


class Where(Enum):
    """In what part of a mail a code stands."""

    TEXT = "text"
    LINK = "link"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A claim code of a page, and where it stands. `line` is -1 for one in the subject."""

    code: ClaimCode
    line: int
    column: int
    quote: str
    void: bool
    where: Where = Where.TEXT


@dataclass(frozen=True, slots=True)
class CodePage:
    """What must be known of a page to tell its codes."""

    page: Page
    labels: LabelReader
    catalog: Catalog
    amazon: bool  # one of Amazon's own addresses sent it
    gift_sender: bool  # one that sends gift cards only
    about_card: bool
    foreign: bool
    private: bool  # a person's own words, in which little is said beside the code


def page_codes(context: CodePage, links: Iterable[ReadLink]) -> tuple[FoundCode, ...]:
    """The claim codes of a page in order of appearance, each once; the void ones are marked."""
    page = context.page
    found: list[FoundCode] = []
    if context.foreign:
        return ()
    places = [_Place(context, row, column, match) for row in range(len(page.lines)) for column, match in code_texts(page.lines, row)]
    found += [place.found() for place in places if place.accepted()]
    found += [FoundCode(m.code, -1, 0, page.subject, False) for m in find_codes(page.subject) if m.proof and context.about_card]
    found += [FoundCode(link.code, page.row_of(link.link.line), 0, link.host, False, Where.LINK) for link in links if link.code is not None]
    # A card has one number: where a page calls it a card number and shows no other, the shape tells.
    found = found or [place.found() for place in places if place.is_numbered()]
    return _once(found)


class _Place:
    """A code-shaped text and what stands around it."""

    def __init__(self, context: CodePage, row: int, column: int, match: CodeMatch) -> None:
        self._context = context
        self._row = row
        self._column = column
        self._match = match
        self._lines = context.page.lines
        self._cell = self._lines[row].cells[column]

    def accepted(self) -> bool:
        """Whether this is a claim code. Capitals and hyphens in 4-6-4 stand alone unless a label speaks against it;
        whatever is written otherwise needs a label, or to stand alone in a mail that sends gift cards only."""
        match, context = self._match, self._context
        label = self._label()
        if label and label.group != "code" and match.proof and label.where in ("right", "below") and label.before.strip():
            label = None  # a word within a sentence beside it: "← write it into your account"
        if (label and label.group != "code") or self._is_example() or self._is_of_another_brand():
            return False
        if label and label.where not in ("below", "right") and self._is_qualified(label):
            return False
        if label is not None:
            near = label.distance <= _LABEL_REACH or match.proof
            return near and (context.about_card or (match.proof and context.amazon) or self._amazon_is_near())
        if match.proof and not _UNUSUAL.intersection(match.code.reveal()):
            if context.about_card or context.amazon:
                return True
            return (context.private and self._amazon_is_near()) or self._amazon_is_in(self._lines[self._row].text)
        if self._stands_alone() and (context.gift_sender or (context.about_card and self._is_grouped())):
            return True
        if self._is_told_behind() or (self._is_value() and self._is_grouped() and self._is_mixed()):
            return context.about_card or self._amazon_is_near()
        return False

    def found(self) -> FoundCode:
        """The code, and whether it is void."""
        line = self._lines[self._row]
        return FoundCode(self._match.code, self._row, self._column, line.text, self.is_void(), Where.FILE if line.attached else Where.TEXT)

    def is_numbered(self) -> bool:
        """Whether a claim code stands behind the label of a card's number, which otherwise is that of its series: "numéro de
        carte : ABCD-…" in capitals and 4-6-4."""
        match, context = self._match, self._context
        if not match.proof or _UNUSUAL.intersection(match.code.reveal()) or not (context.about_card and context.amazon):
            return False
        label = self._label()
        if label is None or label.group != "serial" or not self._is_plain(label):
            return False
        return not self._is_example() and not self._is_of_another_brand()

    def _is_plain(self, label: Labeled) -> bool:
        """Whether a label says no more than "number" and "card", in one word or several."""
        language = self._context.page.language
        words = _LETTERS.findall(fold(label.words))
        number = next((w for word in words for w in language.bare_code_words if word.endswith(w)), None)
        rest = [word.removesuffix(number) for word in words] if number else []
        return bool(rest) and all(word in ("", *language.code_words) or word in language.common for word in rest)

    def _label(self) -> Labeled | None:
        return find_label(self._lines, self._row, self._column, self._match.start, self._context.labels, _GROUPS)

    def _is_value(self) -> bool:
        """Whether it stands where a value stands, whatever its label says: alone, or behind the sign that ends a label."""
        before = self._cell[: self._match.start].rstrip()
        return self._stands_alone() or (before.endswith(_SIGNS) and not self._cell[self._match.end :].strip(" .。!"))

    def _is_mixed(self) -> bool:
        """Whether a group holds letters and digits both: words and numbers side by side never do."""
        return any(re.search(r"\d", g) and re.search(r"[A-Z]", g) for g in self._match.code.reveal().split("-"))

    def _is_grouped(self) -> bool:
        """Whether letters and digits stand in groups as on a card, though in small letters or with blanks between them: what
        stands so in a line of its own, in a mail about such a card, is not written for anything else."""
        text = self._match.code.reveal()
        mixed = any(map(str.isdigit, text)) and any(map(str.isalpha, text))
        return mixed and not self._match.bare and not self._match.india and not _UNUSUAL.intersection(text)

    def _is_told_behind(self) -> bool:
        """Whether the words right behind the code call it one: "… is your claim code"."""
        after = _CLAUSE.split(self._cell[self._match.end :])[0]
        found = self._context.labels.nearest(after[:_LABEL_REACH], _GROUPS) if len(after) <= _LABEL_REACH else None
        return found is not None and found[0] == "code" and fold(found[2]) not in self._context.page.language.bare_code_words

    def _is_qualified(self, label: Labeled) -> bool:
        """Whether a mere "code" or "number" is that of something unknown: "offer code", 整理番号."""
        language = self._context.page.language
        if fold(label.words) not in language.bare_code_words or any(find_codes(label.after)):
            return False  # nor is the label of the code in front this one's
        if language.qualifiers_behind and not self._context.gift_sender and self._is_qualified_behind(label):
            return True
        before = label.before.rstrip(" \t-")
        word = re.search(r"(?<![^\W\d_\ue000-\uf8ff])[^\W\d_\ue000-\uf8ff]++$", before)
        if not word or (not label.before.endswith(word.group()) and not word.group().isascii()):
            return False
        if word.group().isascii():
            return word.group() not in language.common and word.group() not in language.code_words
        if not is_cjk(word.group()):
            return False
        # A particle (の, で, は) joins the label to its sentence; a noun makes another word of it.
        return not ("\u3041" <= word.group()[-1] <= "\u309f" or word.group() in language.code_words)

    def _is_qualified_behind(self, label: Labeled) -> bool:
        """Whether the words right behind a mere "code" say of what: "código promocional", "code de parrainage"."""
        language = self._context.page.language
        words = _LETTERS.findall(label.after)
        if len(words) > _QUALIFIERS or _MARKED.search(label.after) or _PART.search(label.after):
            return False
        unknown = [at for at, word in enumerate(words) if word not in language.common and word not in language.code_words]
        return bool(unknown) and unknown[0] <= 1  # right behind it, or behind a mere "of"

    def _amazon_is_near(self) -> bool:
        """Whether a line beside the code names Amazon, other than to say that the code is worth nothing there."""
        texts = [self._context.page.subject, *(line.text for line in self._lines[max(0, self._row - 3) : self._row + 3])]
        return any(self._amazon_is_in(text) for text in texts)

    def _amazon_is_in(self, text: str) -> bool:
        language = self._context.page.language
        if not singles_out_amazon(text, language, self._context.catalog):
            return False
        return not any(p.search(language.fold(text)) for cue in ("rule", "denied", "payment") for p in language.cues[cue])

    def _is_of_another_brand(self) -> bool:
        """Whether the nearest brand that is named at or above the code is not Amazon."""
        for line in reversed(self._lines[max(0, self._row - _BRAND_LINES) : self._row + 1]):
            if names_amazon(line.text, self._context.catalog, self._context.page.language):
                return False
            if names_other_brand(line.text, self._context.page.language, self._context.catalog):
                return True
        return False

    def _stands_alone(self) -> bool:
        return len(self._cell.strip()) <= self._match.end - self._match.start + 4

    def _is_example(self) -> bool:
        """Whether the sentence that the code stands in calls it an example."""
        language = self._context.page.language
        near = self._cell[max(0, self._match.start - 60) : self._match.end + 40]
        folded = language.fold(without_addresses(near))
        return any(p.search(folded) for p in language.cues["example"])

    def is_void(self) -> bool:
        """Whether the words beside the code say that it is dead: in its sentence or row, or in the label above it."""
        language = self._context.page.language
        line = self._lines[self._row]
        before, after = self._beside()
        # A neighbour that holds a code of its own speaks of that one.
        texts = [before, after, *(c for i, c in enumerate(line.cells) if i != self._column and not any(find_codes(c)))]
        above = self._lines[self._row - 1] if self._row > 0 else None
        if above is not None and not before.strip(" :-") and len(self._cell) < 60 and len(above.cells) == len(line.cells):
            head = above.cells[self._column]
            # The end of a sentence above names the code; what stands further in front may be the other one's fate.
            last = next((s for s in reversed(_CLAUSE.split(head)) if s.strip()), "")
            if not any(find_codes(last)):
                texts.append(head if len(line.cells) > 1 else last[-_NAMES:])
        return any(p.search(folded) for folded in map(language.fold, texts) for p in language.cues["voided"])

    def _beside(self) -> tuple[str, str]:
        """The words of its sentence before and behind the code, down to the next code's share of them."""
        others = [m for m in find_codes(without_addresses(self._cell)) if m.code.bare != self._match.code.bare]
        left = max((m.end for m in others if m.end <= self._match.start), default=0)
        right = min((m.start for m in others if m.start >= self._match.end), default=len(self._cell))
        before, after = self._cell[left : self._match.start], self._cell[self._match.end : right]
        if left and not _CLAUSE.search(before):
            before = self._shared(before)[1]
        if right < len(self._cell) and not _CLAUSE.search(after):
            after = self._shared(after)[0]
        return _CLAUSE.split(before)[-1], _CLAUSE.split(after)[0]

    def _shared(self, between: str) -> tuple[str, str]:
        """What stands between two codes of one sentence, as words of the former and words of the latter: cut at a comma,
        else all of it goes to the code that its word for a dead one stands nearer to."""
        cuts = list(_PART.finditer(between))
        if cuts:
            return between[: cuts[-1].start()], between[cuts[-1].end() :]
        language = self._context.page.language
        folded = language.fold(between)
        places = [m.span() for p in language.cues["voided"] if (m := p.search(folded))]
        size = len(folded.marked)
        former = [end for start, end in places if start < size - end]
        return (between, "") if former else ("", between)


_NAMES = 36  # characters at a line's end that name what stands below it


def _once(found: list[FoundCode]) -> tuple[FoundCode, ...]:
    """Each code once; a bare one that is a grouped one without its hyphens is the same."""
    kept: list[FoundCode] = []
    for item in found:
        twin = next((i for i, k in enumerate(kept) if k.code.bare == item.code.bare), None)
        if twin is None:
            kept.append(item)
            continue
        known = kept[twin]
        better = item.code if "-" in item.code.reveal() and "-" not in known.code.reveal() else known.code
        kept[twin] = replace(known, code=better, void=known.void or item.void)
    return tuple(kept)
