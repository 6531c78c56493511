"""Labeled values of a page: recipient, giver, days, serial number, the end of a code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from scanner.catalog import Catalog, Language, fold
from scanner.facts.labels import find_label
from scanner.facts.shapes import DateReader, find_emails, find_phones, serial_in
from scanner.facts.signals import Signals

_PEOPLE = frozenset({"recipient", "new_recipient", "old_recipient", "giver"})
_DAYS = frozenset({"deliver_on", "expires_on", "other_date"})
_SERIALS = frozenset({"serial", "code", "other_code", "order_id"})
_TAIL = re.compile(r"[\s:：\"'「『*.…\-]{0,6}([A-Z0-9]{3,5})(?![A-Za-z0-9])")
_MASKED_TAIL = re.compile(r"(?:[*•●xX]{2,6}[\s\-]?){2,4}([A-Z0-9]{3,5})(?![A-Za-z0-9*])")
MAX_NAME = 60


@dataclass(frozen=True, slots=True)
class Value:
    """A value and where it stands."""

    text: str
    line: int
    column: int
    group: str
    quote: str


def recipients(signals: Signals, catalog: Catalog) -> list[Value]:
    """The addresses that the card was or will be sent to, in order; where none is named, telephone numbers (SMS)."""
    found = list(_addressed(signals, catalog, find_emails))
    return found or list(_addressed(signals, catalog, find_phones))


def _addressed(signals: Signals, catalog: Catalog, shape) -> Iterator[Value]:  # type: ignore[no-untyped-def]
    page = signals.page
    for _start, _end, text in shape(page.layer.subject):
        found = signals.labels.nearest(page.layer.subject[:_start], _PEOPLE)
        if found and found[0] != "giver" and found[1] <= 12:
            yield Value(text, -1, 0, found[0], page.layer.subject)
    for row, line in enumerate(page.layer.lines[: page.terms_from]):
        for column, cell in enumerate(line.cells):
            for start, _end, text in shape(cell):
                if shape is find_emails and _is_company(text, catalog):
                    continue
                if shape is find_phones and (signals.order_id and text in cell and signals.order_id in cell):
                    continue
                label = find_label(page.layer.lines, row, column, start, signals.labels, _PEOPLE, reach=25)
                if label and label.group != "giver":
                    yield Value(text, row, column, label.group, line.text)
                elif label is None and _named_before(signals, cell, start) and shape is find_emails:
                    yield Value(text, row, column, "recipient", line.text)


def _is_company(address: str, catalog: Catalog) -> bool:
    domain = address.rpartition("@")[2].lower()
    return catalog.is_amazon(domain) or catalog.issuer_of(domain) is not None


def _named_before(signals: Signals, cell: str, start: int) -> bool:
    """A label, then a name, then the address: `To: Bob Smith <bob@example.com>`, `受取人: 鈴木様 (x@example.jp)`."""
    before = re.sub(r"[<(\[（]\s*$", "", cell[:start]).rstrip()
    head, colon, name = before.rpartition(":")
    if not colon or len(name) > 40:
        return False
    found = signals.labels.nearest(head, _PEOPLE)
    return bool(found and found[0] in ("recipient", "new_recipient") and found[1] <= 2)


def recipient_name(signals: Signals) -> str | None:
    """The recipient's name, where a label says it without an address."""
    return _name(signals, "recipient")


def giver(signals: Signals, catalog: Catalog) -> Value | None:
    """The giver's name: by a sentence that names him in subject or headline, else by its label."""
    page = signals.page
    for sentence in page.sentences[:8]:
        if name := _by_pattern(sentence.text, page.language):
            if not _is_brand(name, catalog):
                return Value(name, sentence.line, 0, "giver", sentence.text)
    name = _name(signals, "giver")
    if name and not _is_brand(name, catalog):
        return Value(name, -1, 0, "giver", name)
    return None


def _by_pattern(text: str, language: Language) -> str | None:
    """The name in a sentence such as "{name} sent you an Amazon gift card"."""
    folded = fold(text, digraphs=language.digraphs)
    for before, after in language.giver_patterns:
        start = 0
        if before:
            at = folded.find(before)
            if at < 0:
                continue
            start = at + len(before)
        end = folded.find(after, start) if after else len(folded)
        if end <= start:
            continue
        # Folding keeps the order of words; the name is looked for in the text as it is written.
        name = _unfolded(text, folded, start, end, language)
        if name and (cleaned := clean_name(name, language)):
            return cleaned
    return None


def _unfolded(text: str, folded: str, start: int, end: int, language: Language) -> str:
    """The stretch of `text` that folds to `folded[start:end]`: folding keeps the order, not the length."""
    sizes = [len(fold(text[: i + 1], digraphs=language.digraphs)) for i in range(len(text))]
    first = next((i for i, size in enumerate(sizes) if size > start), len(text))
    last = next((i for i, size in enumerate(sizes) if size > end), len(text))
    return text[first:last]


_NOT_A_NAME = re.compile(r"[@/\\<>{}|=]|https?:|\d{3,}|[。！？!?;]|,.*,.*,")


def clean_name(raw: str, language: Language) -> str | None:
    """A person's or company's name without titles and quotes; None for what can be none."""
    name = raw.strip(" \t\"'“”‘’«»「」『』:：,、。.-*()（）[]")
    for title in language.honorifics:
        folded, mark = fold(name), fold(title)
        if folded.endswith(mark) and len(folded) > len(mark):
            name = name[: len(name) - len(title)].rstrip()
        elif title.endswith(".") and folded.startswith(mark + " "):
            name = name[len(title) :].lstrip()
    name = name.strip(" \t\"'“”‘’「」『』:：,、。-*()（）")
    if not name or len(name) > MAX_NAME or _NOT_A_NAME.search(name) or len(name.split()) > 8:
        return None
    return name if any(c.isalpha() for c in name) else None


def _is_brand(name: str, catalog: Catalog) -> bool:
    folded = fold(name)
    return any(folded == fold(b) or folded.startswith(fold(b)) for b in catalog.brands.amazon)


def _name(signals: Signals, group: str) -> str | None:
    """A name by its label: `From: Bob`, a label cell beside the name, or a label line above it."""
    page = signals.page
    lines = page.layer.lines
    groups = frozenset({group})
    for row, line in enumerate(lines[: page.terms_from]):
        for column, cell in enumerate(line.cells):
            head, colon, rest = cell.partition(":")
            if colon and rest.strip() and len(head) <= 40 and signals.labels.whole(head, _ALL) == group:
                if name := clean_name(rest, page.language):
                    return name
            if signals.labels.whole(cell.rstrip(": "), groups) != group or signals.labels.whole(cell.rstrip(": "), _ALL) != group:
                continue
            if column + 1 < len(line.cells):
                value = line.cells[column + 1]
            elif cell.rstrip().endswith(":") and row + 1 < len(lines) and len(line.cells) == 1:
                value = lines[row + 1].text
            else:
                continue
            if name := clean_name(value, page.language):
                return name
    return None


_ALL = frozenset({"recipient", "new_recipient", "old_recipient", "giver", "code", "amount", "order_id", "deliver_on", "expires_on", "other_date", "message", "item", "total", "serial", "other_code", "quantity", "destination", "refund_amount"})


def days(signals: Signals, reader: DateReader, near: date | None) -> list[tuple[str, date, int, str]]:
    """The labeled days of a page: group of the label, day, line, quote."""
    page = signals.page
    found = []
    for match in reader.find(page.layer.subject, near):
        label = signals.labels.nearest(page.layer.subject[: match.start], _DAYS)
        group = _after_label(signals, page.layer.subject[match.end : match.end + 20]) or (label[0] if label and label[1] <= 12 else None)
        if group:
            found.append((group, match.day, -1, page.layer.subject))
    for row, line in enumerate(page.layer.lines):
        for column, cell in enumerate(line.cells):
            for match in reader.find(cell, near):
                group = _after_label(signals, cell[match.end : match.end + 20])
                label = find_label(page.layer.lines, row, column, match.start, signals.labels, _DAYS, reach=25)
                if label and (group is None or label.distance <= 4):
                    group = label.group
                if group and (row < page.terms_from or group == "expires_on"):
                    found.append((group, match.day, row, line.text))
    return found


def _after_label(signals: Signals, after: str) -> str | None:
    """A label behind the day, as Japanese has it: 3月5日までに…お送りします is a promise, 3月5日まで有効 an expiry."""
    language = signals.page.language
    folded = language.fold(after)
    for cue, group in (("until_valid", "expires_on"), ("until_sent", "deliver_on")):
        if any((m := p.search(folded)) and m.start() <= 3 for p in language.cues.get(cue, ())):
            return group
    return None


def serial(signals: Signals) -> Value | None:
    """A serial number or card ID by its label."""
    page = signals.page
    for row, line in enumerate(page.layer.lines):
        for column, cell in enumerate(line.cells):
            text = cell
            while (value := serial_in(text)) is not None:
                at = cell.find(value)
                label = find_label(page.layer.lines, row, column, max(at, 0), signals.labels, _SERIALS)
                if label and label.group == "serial":
                    return Value(value, row, column, "serial", line.text)
                text = text.partition(value)[2]
    return None


def code_tail(signals: Signals) -> str | None:
    """The last characters of a code that the mail names by its end: "ending in GHJK", 「末尾 GHJK」, ****-******-GHJK."""
    language = signals.page.language
    for line in signals.page.layer.lines:
        if match := _MASKED_TAIL.search(line.text):
            return match.group(1)
        folded = language.fold(line.text)
        for phrase in language.cues["ending_in"]:
            found = phrase.search(folded)
            if not found:
                continue
            rest = line.text[max(0, found.end() - 4) :]
            if (match := _TAIL.search(rest)) and any(c.isalpha() for c in match.group(1)):
                return match.group(1)
    return None
