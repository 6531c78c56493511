"""Layers: the sender's own words, and the mails that he forwards or quotes, told apart by their heads.

Every mailer writes such heads in its own way and language; the words are data ([heads] of the language files), the
shapes are here: a marker line, a block of `Label: value` lines, an attribution line above a quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from scanner.catalog import Catalog, fold
from scanner.messages.dates import parse_date
from scanner.messages.fields import read_addresses
from scanner.messages.rows import Body, Row
from scanner.model import Address, Layer, Line, Link, Wrapping

MAX_LAYERS = 40
_ROLES = ("from", "date", "subject", "to", "cc")
_LABELED = re.compile(r"^\W{0,3}([^:：]{1,30}?)\s*[:：]\s*(.*)$")
_ADDRESS = re.compile(r"[^\s<>\"(),;:@\[\]]+@[^\s<>\"(),;:@\[\]]+\.[^\s<>\"(),;:@\[\]]+")
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

    def role(self, label: str) -> str | None:
        """Which head field a label names (from, date, subject, to, cc)."""
        return self._labels.get(fold(label).strip("*_ "))

    def marker(self, text: str) -> Wrapping | None:
        """Whether a line announces another mail below it."""
        if len(text) > 120:
            return None
        folded = fold(text)
        ruled = folded.strip().startswith(("-", "_", "=", "*", "<", "[")) or folded.endswith((":", "-", "_", "=", "]", ">"))
        bare = folded.strip("-_=*:<>[] ")
        for words, wrapping in ((self.forwarded, Wrapping.FORWARDED), (self.original, Wrapping.QUOTED)):
            if any(bare == w or (ruled and bare.startswith(w) and len(bare) < len(w) + 30) for w in words):
                return wrapping
        return None


@dataclass(slots=True)
class _Draft:
    """A layer as it is collected."""

    wrapping: Wrapping
    depth: int = 0
    rows: list[Row] = field(default_factory=list)
    from_: Address | None = None
    to: tuple[Address, ...] = ()
    subject: str = ""
    date: datetime | None = None


def split_layers(body: Body, words: HeadWords, outer: Layer) -> tuple[Layer, ...]:
    """The layers of a body. `outer` gives the head of the first one; its lines are filled in."""
    own = _Draft(Wrapping.OWN)
    drafts = [own]
    current = own
    rows = body.rows
    at = 0
    while at < len(rows):
        found = _head_at(rows, at, words) if len(drafts) < MAX_LAYERS else None
        if found:
            draft, at = found
            drafts.append(draft)
            current = draft
            continue
        row = rows[at]
        if row.depth > current.depth and current.wrapping is Wrapping.OWN:
            # Quote marks without a head: somebody's earlier words.
            current = _quote_draft(drafts, row.depth)
        elif row.depth < current.depth:
            current = _enclosing(drafts, row.depth)
        current.rows.append(row)
        at += 1
    return tuple(_finish(draft, outer if draft is own else None, body) for draft in drafts if draft is own or draft.rows)


def _quote_draft(drafts: list[_Draft], depth: int) -> _Draft:
    for draft in reversed(drafts):
        if draft.wrapping is Wrapping.QUOTED and draft.depth == depth:
            return draft
    drafts.append(_Draft(Wrapping.QUOTED, depth))
    return drafts[-1]


def _enclosing(drafts: list[_Draft], depth: int) -> _Draft:
    """The innermost layer that words of this quote depth belong to."""
    return next((draft for draft in reversed(drafts) if draft.depth <= depth), drafts[0])


def _head_at(rows: list[Row], at: int, words: HeadWords) -> tuple[_Draft, int] | None:
    """A layer that begins at this row, and the first row behind its head."""
    row = rows[at]
    marker = words.marker(row.text)
    if marker:
        # A note such as a blank line or "On behalf of" may stand between marker and block.
        for skip in range(1, 4):
            if block := _block(rows, at + skip, words, least=2):
                return _headed(marker, row, block)
        if marker is Wrapping.FORWARDED or row.text.lstrip().startswith(("-", "_", "=")):
            depth = rows[at + 1].depth if at + 1 < len(rows) else row.depth
            return _Draft(marker, depth), at + 1
        return None
    if block := _block(rows, at, words, least=3):
        return _headed(Wrapping.FORWARDED, row, block)
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
                break
            label, value = name, match.group(2)
        elif (bare := words.role(row.text.rstrip(":： "))) and at + 1 < len(rows):
            at += 1
            label, value = bare, rows[at].text
        elif role in ("to", "cc", "subject") and not row.gap and values and at + 1 < len(rows) and _continues(rows, at, words):
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


def _continues(rows: list[Row], at: int, words: HeadWords) -> bool:
    """Whether the row is the wrapped rest of a long head line: another labeled line follows at once."""
    match = _LABELED.match(rows[at + 1].text)
    return bool(match and words.role(match.group(1)) and not rows[at + 1].gap)


def _headed(wrapping: Wrapping, row: Row, block: _Block) -> tuple[_Draft, int]:
    draft = _Draft(wrapping, max(row.depth, block.depth))
    draft.from_ = _author(block.values.get("from", ""))
    draft.to = _people(block.values.get("to", ""))
    draft.subject = block.values.get("subject", "")
    draft.date = head_date(block.values.get("date", ""))
    return draft, block.end


def _attribution(rows: list[Row], at: int, words: HeadWords) -> tuple[_Draft, int] | None:
    """`On <date>, <name> wrote:` above a quote; it may be wrapped over two or three lines."""
    text = ""
    for last in range(at, min(at + 3, len(rows))):
        if rows[last].depth != rows[at].depth or len(text) > 300:
            return None
        text = f"{text} {rows[last].text}".strip()
        if not _ATTRIBUTION_END.search(text):
            continue
        quoted = last + 1 < len(rows) and rows[last + 1].depth > rows[at].depth
        folded = fold(text)
        speaks = any(word in folded for word in words.wrote)
        address = _ADDRESS.search(text)
        if quoted and (speaks or address or _DATEISH.search(text)) or (speaks and address and _DATEISH.search(text)):
            depth = rows[last + 1].depth if quoted else rows[at].depth
            author = _author(text) if address else None
            return _Draft(Wrapping.QUOTED, depth, from_=author, date=head_date(text)), last + 1
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


_JAPANESE_DATE = re.compile(r"(\d{4})\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})\s*日?\D{0,12}?(?:(午前|午後)?\s*(\d{1,2})[:時](\d{2}))?")


def head_date(text: str) -> datetime | None:
    """The date of a forward's head as far as it is plain; None where its language is beyond us."""
    if match := _JAPANESE_DATE.search(text):
        year, month, day = (int(match.group(i)) for i in (1, 2, 3))
        hour = int(match.group(5) or 0) + (12 if match.group(4) == "午後" and int(match.group(5) or 0) < 12 else 0)
        return parse_date(f"{year}-{month:02d}-{day:02d} {hour:02d}:{match.group(6) or '00'}")
    return parse_date(re.sub(r"\bat\b|,", " ", text)) if re.search(r"\d{4}", text) and len(text) < 80 else None


def _finish(draft: _Draft, outer: Layer | None, body: Body) -> Layer:
    lines, links = number_lines(draft.rows)
    if outer is not None:
        return Layer(
            outer.wrapping, lines, links, tuple(body.pictures), outer.from_, outer.to, outer.subject, outer.date,
            outer.message_id, outer.attachments,
        )  # fmt: skip
    return Layer(
        draft.wrapping, lines, links, tuple(body.pictures), draft.from_, draft.to, draft.subject, draft.date
    )


def number_lines(rows: Iterable[Row]) -> tuple[tuple[Line, ...], tuple[Link, ...]]:
    """Rows as lines, and their anchors as links that know their line."""
    lines: list[Line] = []
    links: list[Link] = []
    for number, row in enumerate(rows):
        lines.append(Line(tuple(row.cells), row.size, row.gap, row.wraps))
        links += [Link(anchor.url, anchor.text, number, anchor.picture) for anchor in row.anchors]
    return tuple(lines), tuple(links)
