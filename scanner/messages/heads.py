"""The heads of mails that stand inside others: a marker line, a block of `Label: value` lines, an attribution line.

Every mailer writes them in its own way and language; the words are data ([heads] of the language files), the shapes are
here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from scanner.catalog import Catalog, fold
from scanner.messages.fields import read_addresses
from scanner.messages.head_dates import HeadDates
from scanner.messages.rows import Row
from scanner.model import Address, Wrapping

MAX_LABEL = 40

_ROLES = ("from", "date", "subject", "to", "cc")
_LABELED = re.compile(r"^\W{0,3}([^:：]{1,30}?)\s*[:：]\s*(.*)$")
_ADDRESS = re.compile(r"(?<![^\s<>\"(),;:@\[\]])[^\s<>\"(),;:@\[\]]+@[^\s<>\"(),;:@\[\]]+\.[^\s<>\"(),;:@\[\]]+")
_ATTRIBUTION_END = re.compile(r"[:：]\s*$")
_DATEISH = re.compile(r"\d{1,4}[./\-年 ]|\d{1,2}:\d{2}")


class HeadWords:
    """The words of all languages in the heads of forwarded and quoted mail."""

    def __init__(self, catalog: Catalog) -> None:
        self._labels: dict[str, str] = {}
        forwarded: list[str] = []
        original: list[str] = []
        wrote: list[str] = []
        for language in catalog.languages.values():
            for role in _ROLES:
                for word in language.heads[role]:
                    self._labels.setdefault(word, role)
            forwarded += language.heads["forwarded"]
            original += language.heads["original"]
            wrote += language.heads["wrote"]
        self.forwarded = tuple(forwarded)
        self.original = tuple(original)
        self.wrote = tuple(wrote)
        self.dates = HeadDates(catalog.languages.values())

    def role(self, label: str) -> str | None:
        """Which head field a label names (from, date, subject, to, cc)."""
        if len(label) > MAX_LABEL:
            return None
        return self._labels.get(fold(label).strip("*_ "))

    def marker(self, text: str) -> Wrapping | None:
        """Whether a line announces another mail below it."""
        if len(text) > 120:
            return None
        folded = fold(text)
        ruled = folded.strip().startswith(("-", "_", "=", "*", "<", "[")) or folded.endswith((":", "-", "_", "=", "]", ">"))
        bare = folded.strip("-_=*:<>[] ")
        for words, wrapping in ((self.forwarded, Wrapping.FORWARDED), (self.original, Wrapping.QUOTED)):
            if bare.startswith(words) and any(bare == w or (ruled and bare.startswith(w) and len(bare) < len(w) + 30) for w in words):
                return wrapping
        return None


@dataclass(slots=True)
class Draft:
    """A layer as it is collected."""

    wrapping: Wrapping
    depth: int = 0
    rows: list[Row] = field(default_factory=list)
    from_: Address | None = None
    to: tuple[Address, ...] = ()
    subject: str = ""
    date: datetime | None = None


def head_at(rows: list[Row], at: int, words: HeadWords) -> tuple[Draft, int] | None:
    """A layer that begins at this row, and the first row behind its head."""
    row = rows[at]
    marker = words.marker(row.text)
    if marker:
        # A note such as a blank line or "On behalf of" may stand between marker and block.
        for skip in range(1, 4):
            if block := _block(rows, at + skip, words, least=2):
                return _headed(marker, row, block, words)
        if marker is Wrapping.FORWARDED or row.text.lstrip().startswith(("-", "_", "=")):
            depth = rows[at + 1].depth if at + 1 < len(rows) else row.depth
            return Draft(marker, depth), at + 1
        return None
    opens_quote = row.depth > (rows[at - 1].depth if at else 0)
    block = _block(rows, at, words, least=2 if opens_quote else 3)
    # An order's own lines "From: / To: / Date:" name people; a mail's head without a marker has a subject or an address.
    if block and ("subject" in block.values or _ADDRESS.search(block.values["from"])):
        return _headed(Wrapping.FORWARDED, row, block, words)
    return _attribution(rows, at, words)


@dataclass(slots=True)
class _Block:
    values: dict[str, str]
    end: int
    depth: int


def _block(rows: list[Row], at: int, words: HeadWords, least: int) -> _Block | None:
    """Lines `Label: value` of a mail's head, beginning at row `at`; at least a From and `least` different ones."""
    values: dict[str, str] = {}
    start = at
    role = None
    while at < len(rows) and at < start + 14 and rows[at].depth == rows[start].depth:
        row = rows[at]
        if len(row.cells) == 2 and (found := words.role(row.cells[0].rstrip(":： "))):
            label, value = found, row.cells[1]
        elif match := _LABELED.match(row.text):
            name = words.role(match.group(1))
            if name is None:
                if values and _is_other_field(rows, at, words):
                    at += 1
                    continue
                break
            label, value = name, match.group(2)
        elif (bare := words.role(row.text.rstrip(":： "))) and at + 1 < len(rows):
            at += 1
            label, value = bare, rows[at].text
        elif role is not None and role in ("to", "cc", "subject") and not row.gap and at + 1 < len(rows) and _continues(rows, at, words):
            values[role] += " " + row.text
            at += 1
            continue
        else:
            break
        if label in values and label == "from":
            break
        values.setdefault(label, value)
        role = label
        at += 1
    if "from" not in values or len(values) < least:
        return None
    return _Block(values, at, rows[start].depth)


def _is_other_field(rows: list[Row], at: int, words: HeadWords) -> bool:
    """Whether a row is a field that no layer needs (Reply-To): it names an address, and the head goes on or ends with it."""
    below = rows[at + 1] if at + 1 < len(rows) else None
    if rows[at].gap or not _ADDRESS.search(rows[at].text):
        return False
    match = _LABELED.match(below.text) if below else None
    return below is None or below.gap or below.depth != rows[at].depth or bool(match and words.role(match.group(1)))


def _continues(rows: list[Row], at: int, words: HeadWords) -> bool:
    """Whether the row is the wrapped rest of a long head line: another labeled line follows at once."""
    match = _LABELED.match(rows[at + 1].text)
    return bool(match and words.role(match.group(1)) and not rows[at + 1].gap)


def _headed(wrapping: Wrapping, row: Row, block: _Block, words: HeadWords) -> tuple[Draft, int]:
    draft = Draft(wrapping, max(row.depth, block.depth))
    draft.from_ = _author(block.values.get("from", ""))
    draft.to = _people(block.values.get("to", ""))
    draft.subject = block.values.get("subject", "")
    draft.date = words.dates.read(block.values.get("date", ""))
    return draft, block.end


def _attribution(rows: list[Row], at: int, words: HeadWords) -> tuple[Draft, int] | None:
    """`On <date>, <name> wrote:` above a quote; it may be wrapped over two or three lines."""
    text = ""
    for last in range(at, min(at + 3, len(rows))):
        if rows[last].depth != rows[at].depth or len(text) > 300 or (last > at and rows[last].gap):
            return None
        text = f"{text} {rows[last].text}".strip()
        if not _ATTRIBUTION_END.search(text):
            continue
        if last > at and (not _DATEISH.search(rows[at].text) or any(_DATEISH.search(row.text) for row in rows[at + 1 : last + 1])):
            return None  # it begins below; this row is the sender's own
        quoted = last + 1 < len(rows) and rows[last + 1].depth > rows[at].depth
        folded = fold(text)
        speaks = any(word in folded for word in words.wrote)
        address = _ADDRESS.search(text)
        if (quoted and (speaks or address or _DATEISH.search(text))) or (speaks and address and _DATEISH.search(text)):
            depth = rows[last + 1].depth if quoted else rows[at].depth
            author = _author(text) if address else None
            return Draft(Wrapping.QUOTED, depth, from_=author, date=words.dates.read(text)), last + 1
        return None
    return None


def _author(text: str) -> Address | None:
    """The author that a head names: `Name <address>`, `Name [mailto:address]`, an address, or only a name."""
    match = _ADDRESS.search(text.replace("mailto:", ""))
    if not match:
        name = text.strip(" \"'*")
        return Address(name, None) if name else None
    text = text.replace("mailto:", "")
    name = text[: match.start()].strip(" \t<[(\"'*:,")
    return Address(name, match.group().strip("<>").lower() if match else None)


def _people(text: str) -> tuple[Address, ...]:
    people = [a for a in read_addresses(text.replace("[mailto:", "<").replace("]", ">")) if a.address]
    if not people:
        people = [Address("", m.lower()) for m in _ADDRESS.findall(text)]
    return tuple(people)
