"""Whose names a mail holds: those of its head, those that recognition read, those in greetings, labels and signatures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scanner.catalog import Catalog, Language, fold, is_cjk
from scanner.catalog.wordings import LABELS
from scanner.facts.labels import LabelReader
from scanner.facts.names import clean_name
from scanner.facts.shapes import find_emails
from scanner.messages import read_addresses
from scanner.model import Fact, Layer, Message
from scanner.redaction.vocabulary import Vocabulary

_ADDRESS_FIELDS = ("From", "To", "Cc", "Bcc", "Reply-To", "Sender", "Resent-From", "Resent-To", "Disposition-Notification-To")
_NAMED = frozenset({"giver", "recipient", "new_recipient", "old_recipient", "contact", "address"})
_EVERY = frozenset(LABELS)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_BEFORE_TITLE = (
    r"(?:^|[\s、。：:,「」『』（()\[\]>|・])([^\s、。：:,「」『』（）()\[\]<>|・]{1,12}(?:[ \u3000・][^\s、。：:,「」『』（）()\[\]<>|]{1,8})?)[ \u3000]?"
)
_CLOSING = re.compile(r"^[^\W\d_][\w ]{1,24},$|^--\s*$|^[-–—~]\s*")
_OPENING = 8
# Two words and more: one alone may be the first of a sentence, a month or a day.
_CAPITALIZED = r"[A-ZÀ-ÖØ-ÞĀ-Ž][a-zß-öø-ÿā-ž'’\-]{1,30}"
_BEFORE = re.compile(rf"{_CAPITALIZED}(?: {_CAPITALIZED}){{1,3}}\s*$")
_BEHIND = re.compile(rf"\s*{_CAPITALIZED}(?: {_CAPITALIZED}){{1,3}}")
_MOST_LINES = 400
_SHORT_LINE = 32


def names_in(message: Message, facts: Iterable[Fact], catalog: Catalog, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The words of names, to be replaced wherever they stand."""
    names: list[str] = []
    addresses: list[str] = []
    for field in _ADDRESS_FIELDS:
        for value in message.values(field):
            for address in read_addresses(value):
                names.append(address.name)
                addresses.append(address.address or "")
    for fact in facts:
        names += [fact.giver or "", fact.recipient_name or ""]
        addresses.append(fact.recipient or "")
    lines: list[str] = []
    for layer in (layer for view in message.views for layer in view):
        for who in (layer.from_, *layer.to):
            if who is not None:
                names.append(who.name)
                addresses.append(who.address or "")
        names += _in_layer(layer, catalog)
        for line in layer.lines:
            lines.append(line.text)
            addresses += [address for _, _, address in find_emails(line.text)]
    words = [word for name in names for word in _name_words(name, catalog, vocabulary)]
    words += _from_local_parts(addresses, " ".join([message.subject, *lines]), catalog, vocabulary)
    return tuple(dict.fromkeys(words))


def _name_words(name: str, catalog: Catalog, vocabulary: Vocabulary) -> Iterator[str]:
    """The words of a name that the catalog does not know; a single character only where it is no Japanese one."""
    for _, _, address in find_emails(name):
        name = name.replace(address, " ")
    if any(fold(name) == fold(brand) for brand in catalog.brands.amazon):
        return
    for word in vocabulary.own_words(name):
        if len(word) > 1 and not vocabulary.knows(word):
            yield word


def _from_local_parts(addresses: Iterable[str], text: str, catalog: Catalog, vocabulary: Vocabulary) -> Iterator[str]:
    """Pieces of people's addresses that stand in the text as words with a capital: kenichi.sato, "Hi Kenichi"."""
    capitals = {word for word in _WORD.findall(text) if word[:1].isupper()}
    folded = {word.casefold() for word in capitals}
    for address in dict.fromkeys(addresses):
        local, _, domain = address.rpartition("@")
        if not local or catalog.is_amazon(domain) or catalog.issuer_of(domain) or vocabulary.role_of(local):
            continue
        for piece in re.findall(r"[A-Za-z]{3,}", local):
            if piece.casefold() in folded and not vocabulary.knows(piece):
                yield piece


def _in_layer(layer: Layer, catalog: Catalog) -> Iterator[str]:
    """Names in the words of a layer, found by each language's own means."""
    lines = [line for line in layer.lines if line.text][:_MOST_LINES]
    yield from _labeled(layer, LabelReader(catalog.languages.values()), catalog)
    titles = {title for language in catalog.languages.values() for title in language.honorifics if is_cjk(title)}
    titled = re.compile(_BEFORE_TITLE + f"(?:{'|'.join(re.escape(t) for t in sorted(titles, key=len, reverse=True)) or '(?!)'})") if titles else None
    ja = [language for language in catalog.languages.values() if any(is_cjk(t) for t in language.honorifics)]
    for line in [layer.subject, *(line.text for line in lines)]:
        if titled:
            yield from (name for m in titled.finditer(line) for language in ja if (name := _person(m.group(1), language)))
        yield from (name for language in catalog.languages.values() if (name := _greeted(line, language)))
    own = [line.text for line in lines]
    for line in (layer.subject, *own[:_OPENING]):
        yield from (name for language in catalog.languages.values() for name in _giving(line, language))
    for i, text in enumerate(own):
        if len(text) > _SHORT_LINE or not text[:1].isalpha():
            continue
        signed = i > 0 and _CLOSING.match(own[i - 1]) is not None and not own[i - 1][:1].isspace()
        if (signed or i == len(own) - 1) and _is_name_like(text):
            yield text
    for text in own:  # "- Bea", "— Opa und Oma"
        dashed = re.fullmatch(r"[-–—~]\s?(.{2,30})", text)
        if dashed and _is_name_like(dashed.group(1)):
            yield dashed.group(1)


def _is_name_like(text: str) -> bool:
    words = text.split()
    if any(re.fullmatch(r"[\u3005\u4e00-\u9fff]{5,}", word) for word in words):
        return False  # more than a name
    return (
        0 < len(words) <= 4
        and all(w[:1].isupper() or is_cjk(w[:1]) or w in ("&", "und", "and", "et", "y", "e", "de", "van", "von") for w in words)
        and not re.search(r"[\d@:/!?。]", text)
        and not (is_cjk(text[:1]) and len(text) > 10)
    )


def _person(raw: str, language: Language) -> str | None:
    """A name before a Japanese title; お客様, 皆様 and the like name nobody."""
    name = clean_name(raw, language)
    if name is None or name[0] in "おご御" or len(name) < 2 or re.search(r"[をがはにでと]|[\u3041-\u3096]{3}$", name):
        return None
    return name


def _greeted(line: str, language: Language) -> str | None:
    """The name in a line that greets: "Hello Karen,"."""
    if len(line) > 80:
        return None
    folded = fold(line)
    for phrase in language.cues.get("greeting", ()):
        words = fold(phrase.words).strip("*…~ ")
        if words and not is_cjk(words[:1]) and folded.startswith(words + " "):
            rest = line.split(maxsplit=len(words.split()))[len(words.split()) :]
            name = re.split(r"[,!:.;–—]\s|[,!:.;]$|[,!:]", rest[0])[0] if rest else ""
            return name if 0 < len(name.split()) <= 5 and name[:1].isupper() and not re.search(r"\d|@", name) else None
    return None


def _giving(line: str, language: Language) -> Iterator[str]:
    """Names beside the words that tell of a giver, also where the mail as a whole is not recognized: "Bea Stone sent you …"."""
    low = line.lower()
    for pattern in language.giver_patterns:
        if is_cjk((pattern.after or pattern.before)[:1]):
            continue
        start = _start_of(low, pattern.before)
        at = low.find(pattern.after, max(start, 0)) if pattern.after else -1
        if pattern.before.strip() and pattern.after.strip() and (start < 0 or at < 0):
            continue  # a pattern with words on both sides needs both: "il {name} ha il piacere"
        if at > 0 and (before := _BEFORE.search(line[:at])):
            yield before.group()
        if start >= 0 and (behind := _BEHIND.match(line[start + len(pattern.before) :])):
            yield behind.group()


def _start_of(low: str, words: str) -> int:
    """Where the words of a pattern stand in a line, and not as the end of another word; -1 where they do not."""
    at = low.find(words) if words else -1
    while at > 0 and words[:1].isalnum() and low[at - 1].isalnum():
        at = low.find(words, at + 1)
    return at


def _labeled(layer: Layer, labels: LabelReader, catalog: Catalog) -> Iterator[str]:
    """What stands behind, beside or below a label of a person."""
    lines = layer.lines[:_MOST_LINES]
    for row, line in enumerate(lines):
        for column, cell in enumerate(line.cells):
            head, colon, value = cell.partition(":")
            if colon and value.strip() and len(head) <= 40 and labels.whole(head, _EVERY) in _NAMED:
                yield from _value(value, catalog)
            words = cell.split(" ")
            if 1 < len(words) <= 5 and labels.whole(words[0], _EVERY) in _NAMED and words[1][:1].isupper() | is_cjk(words[1][:1]):
                yield from _value(" ".join(words[1:]), catalog)
            if labels.whole(cell.rstrip(": .…"), _EVERY) in _NAMED:
                beside = line.cells[column + 1] if column + 1 < len(line.cells) else ""
                below = lines[row + 1].cells[min(column, len(lines[row + 1].cells) - 1)] if row + 1 < len(lines) else ""
                value = beside or (below if len(below) <= 40 else "")
                if not value.rstrip().endswith((":", "：")) and labels.whole(value.rstrip(": .…"), _EVERY) is None:
                    yield from _value(value, catalog)


def _value(value: str, catalog: Catalog) -> Iterator[str]:
    value = re.split(r"[<(（|]|\s{2,}", value.strip(), maxsplit=1)[0]
    if len(value) > 60 or re.search(r"[。!?@]|\d{2,}", value):
        return
    for language in catalog.languages.values():
        if (name := clean_name(value, language)) and _is_name_like(name):
            yield name
            return
