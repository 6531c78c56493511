"""Names of people: the giver by a label or by a sentence that names him, the recipient by a label."""

from __future__ import annotations

import re

from scanner.catalog import Catalog, Language, fold
from scanner.catalog.languages import LABELS, GiverPattern
from scanner.facts.people import Value
from scanner.facts.signals import Signals

MAX_NAME = 60
MAX_SIGNATURE = 24
_SENTENCES = 16
_EVERY_LABEL = frozenset(LABELS)
_NOT_A_NAME = re.compile(r"[@/\\<>{}|=\ufffd]|https?:|\d{3,}|[。！？!?;]|,.*,.*,")
_QUOTES = " \t\"'“”‘’«»「」『』:：,、。.-–—*()（）[]【】・"
# What ends in front of a name: the clause before it, or the day on which he gave.
_BREAK = re.compile(r"[、。,:;!?()「」『』【】\[\]\"“”]|\d日に|\d日、|—|–")
_NEXT_LABEL = re.compile(r"\s\S{1,14}[:：]")
_SENTENCE = re.compile(r"[。！？!?]+\s*(?=\S)")
_ENDS = re.compile(r"[.。!?]$")
_ABBREVIATED = re.compile(r"\s[A-Z][a-z]{1,3}\.\s*$")
_FIRST_LETTERS = re.compile(r"^\W*(?:[A-Z\d]|[^\x00-\x7f])")


def giver(signals: Signals, *, told: bool = True) -> Value | None:
    """The giver's name: by its label, else by a sentence, else by the subject, else by the line that signs a message.

    Not `told`: in a buyer's mail, whose sentences mostly name whom he gave to.
    """
    page = signals.page
    catalog = signals.catalog
    if (labeled := _labeled(signals, "giver")) and not _is_brand(labeled.text, catalog):
        return labeled
    recipient = None if told else recipient_name(signals)
    named = [
        Value(name, sentence.line, 0, "giver", sentence.text)
        for sentence in page.sentences[:_SENTENCES]
        if (name := _by_pattern(sentence.text, page.language, gaps=told)) and not _is_brand(name, catalog) and name != recipient
    ]
    if not named:
        return _signed(signals) if told else None
    first, body = named[0], next((value for value in named if value.line >= 0), None)
    # The body spells a name more fully (髙橋 一郎), unless it has more than the name in front of it.
    return first if body is None or first.line >= 0 or (first.text in body.text and first.text != body.text) else body


def _signed(signals: Signals) -> Value | None:
    """The name in a line that signs a message: いとこ会 より."""
    page = signals.page
    for row, line in enumerate(page.lines[: page.terms_from]):
        last = _SENTENCE.split(line.text)[-1]
        folded = page.language.fold(last).plain
        for mark in page.language.signatures:
            if folded.endswith(mark) and len(folded) <= MAX_SIGNATURE:
                name = clean_name(_unfolded(last, 0, len(folded) - len(mark), page.language), page.language)
                if name and not _is_brand(name, signals.catalog):
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
        for start, end in _places(folded, pattern):
            # Folding keeps the order of words; the name is looked for in the text as it is written.
            raw = _unfolded(text, start, _end_of_kin(folded, end, end + len(pattern.after), language) or end, language)
            if pattern.follows is not None:
                rest = _unfolded(text, end + len(pattern.after), len(folded), language)
                match = pattern.follows.search(language.fold(rest))
                if match is None or (pattern.near and match.start() > 1):
                    continue
            if name := clean_name(raw, language):
                return name
    return None


def _end_of_kin(folded: str, first: int, last: int, language: Language) -> int | None:
    """Where a word of kinship ends that takes in a part of the title: おばあちゃん before ちゃんから."""
    ends = (at for word in language.kin for at in range(first, last + 1) if folded.endswith(word, 0, at))
    return max(ends, default=None)


def _places(folded: str, pattern: GiverPattern) -> list[tuple[int, int]]:
    """Where a name may stand in a folded sentence, by the words before and after it."""
    places = []
    if not pattern.after:
        at = folded.find(pattern.before)
        if at < 0:
            return []
        start = at + len(pattern.before)
        ends = [m.start() for m in _BREAK.finditer(folded, start + 1)]
        return [(start, ends[0] if ends else len(folded))]
    end = folded.find(pattern.after)
    while end >= 0:
        if pattern.after[-1].isascii() and pattern.after[-1].isalnum() and folded[end + len(pattern.after) :][:1].isalnum():
            end = folded.find(pattern.after, end + 1)
            continue
        start = folded.rfind(pattern.before, 0, end) if pattern.before else 0
        if start >= 0:
            start += len(pattern.before)
            breaks = [m.end() for m in _BREAK.finditer(folded, start, end)]
            places.append((breaks[-1] if breaks and folded[end - 1] not in ")]」』】" else start, end))
        end = folded.find(pattern.after, end + 1)
    return places


def _unfolded(text: str, start: int, end: int, language: Language) -> str:
    """The stretch of `text` that folds to `folded[start:end]`: folding keeps the order, not the length."""
    sizes = [len(fold(text[: i + 1], digraphs=language.digraphs)) for i in range(len(text))]
    first = next((i for i, size in enumerate(sizes) if size > start), len(text))
    last = next((i for i, size in enumerate(sizes) if size > end), len(text))
    return text[first:last]


def clean_name(raw: str, language: Language) -> str | None:
    """A person's or company's name without titles and quotes; None for what can be none."""
    name = raw.strip(_QUOTES)
    for title in language.honorifics:
        folded, mark = fold(name), fold(title)
        if folded.endswith(language.kin):
            break
        if folded.endswith(mark) and len(folded) > len(mark) and (not mark.isascii() or folded[-len(mark) - 1] == " "):
            name = name[: len(name) - len(title)].rstrip()
        elif mark.isascii() and folded.startswith(mark + " "):
            name = name[len(title) :].lstrip(" .")
    name = name.strip(_QUOTES)
    if fold(name) in {fold(title) for title in language.honorifics}:
        return None
    name = _without_more(name, language)
    folded_name = language.fold(name)
    if not name or len(name) > MAX_NAME or _NOT_A_NAME.search(name) or len(name.split()) > 7:
        return None
    if (
        folded_name.plain in language.not_givers
        or folded_name.plain.split(" ")[-1] in language.not_givers
        or language.names_card(folded_name) >= 0
        or language.mentions("refund", folded_name)
    ):
        return None
    if any(folded_name.plain.startswith(w + " ") if w.isascii() else (len(w) > 2 and w in folded_name.plain) for w in language.not_givers):
        return None
    if not any(c.isalpha() for c in name) or not _FIRST_LETTERS.match(name):
        return None
    return name + "." if "." in name.split(" ")[-1] and f"{name}." in raw else name  # S.r.l.


def _without_more(name: str, language: Language) -> str:
    """A name without the words of the sentence that stand in front of it and behind it."""
    for start in language.name_starts:
        at = f" {fold(name)} ".rfind(f" {start} ")
        if at >= 0:
            name = name[at + len(start) :].strip(_QUOTES)
    for end in language.name_ends:
        at = f"{fold(name)} ".find(f" {end} ")
        if at > 0:
            name = name[:at].rstrip(_QUOTES)
    return name


def _is_brand(name: str, catalog: Catalog) -> bool:
    folded = fold(name)
    return folded.startswith(catalog.brands.amazon_folded)


def _labeled(signals: Signals, group: str) -> Value | None:
    """A name by its label: `From: Bob`, a label cell beside the name, a label line above it, a label right before it."""
    page = signals.page
    lines = page.lines
    for row, line in enumerate(lines[: page.terms_from]):
        for column, cell in enumerate(line.cells):
            for value in _values(signals, row, column, cell, group):
                if name := clean_name(_NEXT_LABEL.split(value)[0], page.language):
                    # What is a whole value ends with the full stop of its last word: From: Acme Inc.
                    stop = "." if _ABBREVIATED.search(value) and value.strip() == f"{name}." else ""
                    return Value(name + stop, row, column, group, line.text)
    return None


def _values(signals: Signals, row: int, column: int, cell: str, group: str) -> list[str]:
    """The texts that a label of the group says to be its value."""
    lines = signals.page.lines
    line = lines[row]
    found = []
    for at in [i for i, c in enumerate(cell) if c == ":"][:6]:
        head = cell[:at]
        if cell[at + 1 :].strip() and _is_label(signals, head.split("  ")[-1].rsplit(". ", 1)[-1], group):
            found.append(cell[at + 1 :])
    words = cell.split(" ")
    for cut in (1, 2):  # 差出人 もえ; 贈り主 大崎 直人 様; From Bea
        named = cut < len(words) <= 6 and _FIRST_LETTERS.match(words[cut]) and not _ENDS.search(cell)
        if named and _is_label(signals, " ".join(words[:cut]), group):
            found.append(" ".join(words[cut:]))
    if _is_label(signals, cell.rstrip(": .…"), group):
        if column + 1 < len(line.cells) and not signals.labels.whole(line.cells[column + 1].rstrip(": ."), _EVERY_LABEL):
            found.append(line.cells[column + 1])
        elif row + 1 < len(lines) and len(lines[row + 1].cells) == len(line.cells):
            below = lines[row + 1].cells[column]
            if not signals.labels.whole(below.rstrip(": ."), _EVERY_LABEL):
                found.append(below)
    return found


def _is_label(signals: Signals, text: str, group: str) -> bool:
    return len(text) <= 40 and signals.labels.whole(text, _EVERY_LABEL) == group
