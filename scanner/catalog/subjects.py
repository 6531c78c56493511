"""Subjects: what mail programs write in front of one when they answer or pass a mail on (Re:, WG:, 回复：, İlt:)."""

from __future__ import annotations

import re

from scanner.catalog.catalog import Catalog
from scanner.catalog.folding import fold

# What every program knows (RFC 5322, section 3.6.5); those of one language stand in its file.
_REPLIES, _FORWARDS = frozenset({"re"}), frozenset({"fw", "fwd"})
# A short word, a counter as some programs keep it (Re[2]:, Re^2:), and a colon of any width.
_PREFIX = re.compile(r"[\s\u200e\u200f]*+([^\[(^:：]{1,20}?)[\s\u200e\u200f]*+(?:[\[(^]\d{1,3}[\])]?)?\s*+[:：][\s\u200e\u200f]*")

_KNOWN: dict[str, tuple[frozenset[str], frozenset[str], tuple[str, ...]]] = {}


def without_prefixes(subject: str, catalog: Catalog) -> str:
    """A subject without the prefixes of replies and forwards, however many stand there."""
    replies, forwards, _ = _prefixes(catalog)
    while (found := _PREFIX.match(subject)) and fold(found.group(1)) in replies | forwards:
        subject = subject[found.end() :]
    return subject.strip()


def is_passed_on(subject: str, catalog: Catalog) -> bool:
    """Whether a subject says that the mail was forwarded: by any of its prefixes, for a forward may be answered."""
    replies, forwards, _ = _prefixes(catalog)
    while (found := _PREFIX.match(subject)) and (word := fold(found.group(1))) in replies | forwards:
        if word in forwards:
            return True
        subject = subject[found.end() :]
    return False


def is_automatic_answer(subject: str, catalog: Catalog) -> bool:
    """Whether a subject begins as those of absence notes do ("Automatic reply: …", "Abwesend: …")."""
    folded = fold(subject).lstrip("[(【 ")
    return any(folded.startswith(words) and not folded[len(words) :][:1].isalnum() for words in _prefixes(catalog)[2])


def _prefixes(catalog: Catalog) -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """Those of replies, forwards and automatic answers, of all languages; by the catalog's digest."""
    if catalog.digest not in _KNOWN:
        heads = [language.heads for language in catalog.languages.values()]
        replies = _REPLIES.union(*(words["reply_prefixes"] for words in heads))
        forwards = _FORWARDS.union(*(words["forward_prefixes"] for words in heads))
        _KNOWN[catalog.digest] = (replies, forwards, tuple(word for words in heads for word in words["automatic"]))
    return _KNOWN[catalog.digest]
