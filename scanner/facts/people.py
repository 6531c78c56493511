"""Whom the card was sent to: an e-mail address or, for SMS, a telephone number, and the name beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scanner.facts.labels import find_label
from scanner.facts.shapes import find_emails, find_money, find_phones
from scanner.facts.signals import Signals
from scanner.model import Form

Shape = Callable[[str], Iterator[tuple[int, int, str]]]

_PEOPLE = frozenset({"recipient", "new_recipient", "old_recipient", "address", "contact", "giver"})
SENT_TO = frozenset({"recipient", "new_recipient", "old_recipient"})
_MACHINE = re.compile(r"unsubscribe|-leave$|-request$|-owner$|^owner-|-bounce|no-?reply|mailer-daemon|^postmaster$")
_REACH = 14  # characters between a label and its address: "sent to the address x@y", "受取人 (x@y)"
_SUBJECT_REACH = 12
_BEHIND = 40  # characters behind an address in which its verb may stand
_REMARK = re.compile(r"(?:(?<!\s)\s++)?[(（\[][^()（）\[\]]*+[)）\]]")
_ROW = 90  # characters of a line that is a row and no sentence


@dataclass(frozen=True, slots=True)
class Value:
    """A value and where it stands. `line` is -1 for the subject."""

    text: str
    line: int
    column: int
    group: str
    quote: str


def recipients(signals: Signals, *, buyers: bool) -> list[Value]:
    """The addresses that the card was or will be sent to, in order; where none is named, telephone numbers (SMS).

    A label or the words behind it tell an address for certain. Without them it counts if it is the only one, in a buyer's
    mail only if it is not the buyer's own.
    """
    found = list(_addressed(signals, find_emails, buyers=buyers))
    sure = [value for value in found if value.group in SENT_TO]
    if sure:
        return sure
    own = own_addresses(signals)
    rest = [value for value in found if value.group in ("address", "") and not (buyers and value.text.lower() in own)]
    tabled = [value for value in rest if _is_in_table(signals, value)]
    if len({value.text.lower() for value in rest}) == 1 or tabled == rest != []:
        return rest
    phones = list(_addressed(signals, find_phones, buyers=buyers))
    sure = [value for value in phones if value.group in SENT_TO]
    if sure or len({value.text for value in phones}) != 1:
        return sure
    # One number in a mail that speaks of text messages; others are of parcels and of accounts.
    return phones if signals.page.says_form(Form.SMS) else []


def _is_in_table(signals: Signals, value: Value) -> bool:
    """Whether an address has an amount beside it in its row: a list of cards and of those who get them."""
    if value.line < 0:
        return False
    line = signals.page.lines[value.line]
    return next(find_money(line.text, None), None) is not None and len(line.text) <= _ROW


def _addressed(signals: Signals, shape: Shape, *, buyers: bool) -> Iterator[Value]:
    page = signals.page
    for start, end, text in shape(page.subject):
        label = signals.labels.nearest(page.subject[:start], _PEOPLE)
        if _told_behind(signals, page.subject[end:]) or (label and label[0] in SENT_TO and label[1] <= _SUBJECT_REACH):
            yield Value(text, -1, 0, label[0] if label and label[0] in SENT_TO else "recipient", page.subject)
    for row, line in enumerate(page.lines):
        for column, cell in enumerate(line.cells):
            for start, end, text in shape(cell):
                if shape is find_emails and _is_no_recipient(signals, text):
                    continue
                group = _group(signals, row, column, start, end)
                if not buyers and text.lower() in own_addresses(signals):
                    # To whom a card was given, the mail went too: what says so in the footer tells the recipient.
                    yield Value(text, row, column, group if group in SENT_TO else "", line.text)
                    continue
                if row >= page.terms_from and group not in SENT_TO:
                    continue
                if _is_about_the_mail(signals, cell[:start], footer=row >= page.terms_from, buyers=buyers):
                    continue
                yield Value(text, row, column, group, line.text)


def _group(signals: Signals, row: int, column: int, start: int, end: int) -> str:
    """What an address is: by its label, by the words behind it (x@y に送信しました), or '' where nothing says so."""
    lines = signals.page.lines
    cell = lines[row].cells[column]
    label = find_label(lines, row, column, start, signals.labels, _PEOPLE, reach=_REACH)
    if label and (label.group not in ("address", "giver") or label.distance <= 2):
        told = label.group
    elif label is None and (named := _named_before(signals, cell, start)):
        told = named
    else:
        told = ""
    if told in ("", "address") and _told_behind(signals, cell[end:]):
        return "recipient"
    return told


def _told_behind(signals: Signals, after: str) -> bool:
    language = signals.page.language
    # A remark in brackets tells of something else: x@y adresine (eski adres: …) gönderildi.
    folded = language.fold(_REMARK.sub(" ", after)[:_BEHIND])
    return any((m := p.search(folded)) and m.start() <= 3 for p in language.cues["sent_to"])


def _is_about_the_mail(signals: Signals, before: str, *, footer: bool, buyers: bool) -> bool:
    """Whether an address only tells where this very mail went ("This message was sent to …")."""
    if not (footer or buyers):
        return False
    language = signals.page.language
    folded = language.fold(before[-80:])
    return any(p.search(folded) for p in language.cues["about_mail"])


def _is_no_recipient(signals: Signals, address: str) -> bool:
    """Whether an address is Amazon's, an issuer's, or the sender's own."""
    local, _, domain = address.lower().rpartition("@")
    if _MACHINE.search(local):
        return True
    sender = signals.sender.address
    if sender and sender.address and address.lower() == sender.address.lower() and address.lower() not in own_addresses(signals):
        return True
    return signals.catalog.is_amazon(domain) or signals.catalog.issuer_of(domain) is not None


def own_addresses(signals: Signals) -> set[str]:
    """The addresses that the mail went to."""
    layer = signals.page.layer
    people = layer.to or signals.message.to
    return {a.address.lower() for a in people if a.address} | {a.lower() for a in signals.message.delivered_to}


def _named_before(signals: Signals, cell: str, start: int) -> str | None:
    """A label, then a name, then the address: `To: Bob Smith <bob@example.com>`, `受取人: 鈴木様 (x@example.jp)`."""
    before = cell[:start].rstrip(" <([（")
    head, colon, name = before.rpartition(":")
    if not colon or len(name) > 40:
        return None
    found = signals.labels.nearest(head, _PEOPLE)
    return found[0] if found and found[1] <= 2 else None
