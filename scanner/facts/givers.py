"""Who gave a card: by a label, by a sentence that names him, or by the line that signs a message; the recipient by a label."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from scanner.catalog import Language, fold
from scanner.catalog.things import border, opening
from scanner.catalog.wordings import LABELS, GiverPattern
from scanner.facts.labels import is_pointed, without_pointer
from scanner.facts.names import FIRST_LETTERS, QUOTES, clean_name, holds_name, is_abbreviated, is_brand, unfolded
from scanner.facts.people import Value
from scanner.facts.signals import Signals

MAX_SIGNATURE = 24
_SENTENCES = 16
_COMPOUND = 3  # letters of a noun that may end a compound
_EVERY_LABEL = frozenset(LABELS)
# What ends in front of a name: the clause before it, or the day on which he gave.
_BREAK = re.compile(r"[、。,:;!?()「」『』【】\[\]\"“”]|\d日に|\d日、|—|–")
_JOINS = 3  # letters of a word for "and"
_OF_A_FIRM = 2  # words between two commas of a firm's name
# Of two people under one title the first: 山田 太郎、花子 様. The blank sets the family name apart from other words.
_FORMER = re.compile("(?<![\u3041-\u9fff々ー])([\u4e00-\u9fff々]{1,4}[ \u3000][\u3041-\u9fff々ー]{1,6}、)$")
_NEXT_LABEL = re.compile(r"\s\S{1,14}[:：]")
_SENTENCE = re.compile(r"[。！？!?]+\s*(?=\S)")
_ENDS = re.compile(r"[.。!?]$")


def giver(signals: Signals, *, told: bool = True) -> Value | None:
    """The giver's name: by its label, else by a sentence, else by the subject, else by the line that signs a message.

    Not `told`: in a buyer's mail, whose sentences mostly name whom he gave to.
    """
    page = signals.page
    catalog = signals.catalog
    if (labeled := _labeled(signals, "giver")) and not is_brand(labeled.text, catalog):
        return labeled
    recipient = None if told else recipient_name(signals)
    named = [
        Value(name, sentence.line, 0, "giver", sentence.text)
        for sentence in page.sentences[:_SENTENCES]
        if (name := _by_pattern(sentence.text, page.language, gaps=told)) and not is_brand(name, catalog) and name != recipient
    ]
    if not named:
        return _signed(signals) if told else None
    first, body = named[0], next((value for value in named if value.line >= 0), None)
    # The body spells a name more fully (Kit Hobbs, 髙橋 一郎), unless it has more than the name in front of it.
    if body is None or first.line >= 0 or _goes_on(body.text, first.text):
        return first
    return first if holds_name(body.text, first.text) and first.text != body.text and not _goes_on(first.text, body.text) else body


def _goes_on(first: str, full: str) -> bool:
    """Whether a name is another one with a family name behind it."""
    rest = full.removeprefix(first)
    return rest != full and rest.startswith(" ") and len(rest.split()) <= 2 and all(FIRST_LETTERS.match(word) for word in rest.split())


def _signed(signals: Signals) -> Value | None:
    """The name in a line that signs a message: いとこ会 より."""
    page = signals.page
    for row, line in enumerate(page.lines[: page.terms_from]):
        last = _SENTENCE.split(line.text)[-1]
        folded = page.language.fold(last).plain
        for mark in page.language.signatures:
            if folded.endswith(mark) and len(folded) <= MAX_SIGNATURE:
                name = clean_name(_raw(last, 0, len(folded) - len(mark), page.language), page.language)
                if name and not is_brand(name, signals.catalog):
                    return Value(name, row, 0, "giver", line.text)
    return None


def recipient_name(signals: Signals) -> str | None:
    """The recipient's name, where a label says it without an address."""
    found = _labeled(signals, "recipient")
    return found.text if found else None


def _by_pattern(text: str, language: Language, *, gaps: bool) -> str | None:
    """The name in a sentence such as "{name} sent you an Amazon gift card"; without `gaps` only right beside such words."""
    folded = fold(text, digraphs=language.digraphs)
    for pattern in language.giver_patterns:
        if pattern.follows is not None and not pattern.near and not gaps:
            continue
        for start, end in _places(folded, pattern, language):
            # Folding keeps the order of words; the name is looked for in the text as it is written.
            raw = _raw(text, start, _end_of_kin(folded, end, end + len(pattern.after), language) or end, language)
            if pattern.follows is not None:
                rest = _raw(text, end + len(pattern.after), len(folded), language)
                match = pattern.follows.search(language.fold(rest))
                if match is None or (pattern.near and match.start() > 1):
                    continue
            if name := clean_name(raw, language, bounded=bool(pattern.after)):
                if pattern.after and (former := _FORMER.search(text[: max(text.find(name), 0)])):
                    name = f"{former.group(1)}{name}"
                # The sentence goes on behind the name, so a full stop is the name's own: Acme Inc. sent you …
                return f"{name}." if is_abbreviated(raw) and raw.rstrip().endswith(f"{name}.") else name
    return None


def _end_of_kin(folded: str, first: int, last: int, language: Language) -> int | None:
    """Where a word of kinship ends that takes in a part of the title: おばあちゃん before ちゃんから."""
    ends = (at for word in language.kin for at in range(first, last + 1) if folded.endswith(word, 0, at))
    return max(ends, default=None)


def _places(folded: str, pattern: GiverPattern, language: Language) -> list[tuple[int, int]]:
    """Where a name may stand in a folded sentence, by the words before and after it."""
    befores = [m.end() for m in _words(pattern.before).finditer(folded)] if pattern.before else [0]
    if not pattern.after:
        if not befores:
            return []
        ends = [m.start() for m in _BREAK.finditer(folded, befores[0] + 1)]
        return [(befores[0], ends[0] if ends else len(folded))]
    places = []
    for match in _words(pattern.after).finditer(folded):
        end = match.start()
        start = max((at for at in befores if at <= end), default=None)
        if start is not None:
            breaks = [m.end() for m in _BREAK.finditer(folded, start, end)]
            breaks = breaks[: len(breaks) - _within_name(folded, [start, *breaks], end, language)]
            places.append((breaks[-1] if breaks and folded[end - 1] not in ")]」』】" else start, end))
    return places


def _within_name(folded: str, starts: list[int], end: int, language: Language) -> int:
    """How many of the commas in front of a name's end belong to it: those of a firm (Miller, Voss and Partners)."""
    last = folded[starts[-1] : end].strip(QUOTES)
    words = last.split(" ")
    joined = any(word == "&" or (len(word) <= _JOINS and word in language.common) for word in words[1:-1])
    firm = joined and words[-1] in language.organizations
    count = 0
    for first, after in reversed(list(pairwise(starts))):
        piece, sign = folded[first : after - 1].strip(), folded[after - 1]
        if not (firm and sign == "," and 0 < len(piece.split(" ")) <= _OF_A_FIRM):
            break
        count += 1
    return count


@lru_cache(maxsize=4096)
def _words(folded: str) -> re.Pattern[str]:
    """The words of a pattern, as whole ones: "od:" is none in "Kod:". A noun in front of others may end a longer one:
    "gutschein von" in "Geschenkgutschein von"."""
    first, _, others = folded.partition(" ")
    compound = first.isascii() and len(first) >= _COMPOUND and others
    return re.compile(("" if compound or not first else opening(first)) + re.escape(folded) + border(folded[-1], "(?!"))


def _raw(text: str, start: int, end: int, language: Language) -> str:
    return unfolded(text, start, end, digraphs=language.digraphs)


def _labeled(signals: Signals, group: str) -> Value | None:
    """A name by its label: `From: Bob`, a label cell beside the name, a label line above it, a label right before it, or
    behind it in the last cell of the row."""
    page = signals.page
    for reader in (_pointed, _values, _labeled_behind):
        for row, line in enumerate(page.lines[: page.terms_from]):
            for column, cell in enumerate(line.cells):
                for value in reader(signals, row, column, cell, group):
                    if name := clean_name(_NEXT_LABEL.split(value)[0], page.language, labeled=True):
                        # What is a whole value ends with the full stop of its last word: From: Acme Inc.
                        stop = "." if is_abbreviated(value) and value.strip() == f"{name}." else ""
                        return Value(name + stop, row, column, group, line.text)
    return None


def _values(signals: Signals, row: int, column: int, cell: str, group: str) -> list[str]:
    """The texts that a label of the group, in front of them or above them, says to be its value."""
    if is_pointed(cell):
        return []
    lines = signals.page.lines
    line = lines[row]
    found = []
    for at in [i for i, c in enumerate(cell) if c == ":"][:6]:
        head = cell[:at].rsplit("  ", maxsplit=1)[-1].rsplit(". ", 1)[-1]
        # Behind another label's value (金額: ¥8,000 贈り主: …) the label is the last words alone.
        heads = [head] if ":" not in head else [" ".join(head.split(" ")[-count:]) for count in (1, 2)]
        if cell[at + 1 :].strip() and any(_is_label(signals, words, group) for words in heads):
            found.append(cell[at + 1 :])
    words = cell.split(" ")
    for cut in (1, 2):  # 差出人 もえ; 贈り主 大崎 直人 様; From Bea
        named = cut < len(words) <= 6 and FIRST_LETTERS.match(words[cut]) and not _ENDS.search(cell)
        if named and _is_label(signals, " ".join(words[:cut]), group):
            found.append(" ".join(words[cut:]))
    if _is_label(signals, cell.rstrip(": .…"), group):
        beside = next((c for c in line.cells[column + 1 :] if c.strip(QUOTES)), None)
        if beside is not None and not signals.labels.whole(beside.rstrip(": ."), _EVERY_LABEL):
            found.append(beside)
        elif row + 1 < len(lines) and len(lines[row + 1].cells) == len(line.cells):
            below = lines[row + 1].cells[column]
            if not signals.labels.whole(below.rstrip(": ."), _EVERY_LABEL):
                found.append(below)
    return found


def _pointed(signals: Signals, row: int, column: int, cell: str, group: str) -> list[str]:
    """A value at which the label behind it points: `Lucie ← giver`."""
    behind = _behind(signals, row, column)
    return [cell] if behind is not None and is_pointed(behind) and _is_label(signals, without_pointer(behind), group) else []


def _labeled_behind(signals: Signals, row: int, column: int, cell: str, group: str) -> list[str]:
    """A value with its label in the last cell of the row; one that is a label itself heads a column."""
    behind = _behind(signals, row, column)
    if behind is None or signals.labels.whole(cell.rstrip(": ."), _EVERY_LABEL):
        return []
    return [cell] if _is_label(signals, behind.strip(": .…"), group) else []


def _behind(signals: Signals, row: int, column: int) -> str | None:
    """The one cell behind a value, where no more stand there."""
    cells = [cell for cell in signals.page.lines[row].cells[column + 1 :] if cell.strip(QUOTES)]
    return cells[0] if len(cells) == 1 else None


def _is_label(signals: Signals, text: str, group: str) -> bool:
    return len(text) <= 40 and signals.labels.whole(text, _EVERY_LABEL) == group
