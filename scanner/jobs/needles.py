"""One declared set of needles, for two uses: the keys that an IMAP server searches by, and the glance at a header."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from scanner.catalog import Catalog, Language, fold, is_passed_on
from scanner.catalog.phrases import PhraseSet
from scanner.jobs.circle import Circle
from scanner.jobs.heads import Head
from scanner.messages.literals import Literals, literals
from scanner.model import Fact, Kind

_REPORT = re.compile(r"multipart/report|delivery-status", re.IGNORECASE)
_DAEMON = re.compile(r"mailer-?daemon|postmaster|mail-?daemon|mail delivery", re.IGNORECASE)
_DIGEST = re.compile(r"multipart/digest", re.IGNORECASE)
_TELLING = ("from", "reply-to", "sender", "subject", "to", "list-id")
# Parcels and refunds of every shop sound like these; ours name themselves in sender or subject.
_TOO_COMMON = frozenset({Kind.GIFT_CARD_SHIPPED, Kind.GIFT_CARD_DELIVERED, Kind.BOUNCE, *(kind for kind in Kind if kind.is_refund)})
# Each key is a search of its own in every folder. Forty take a server a few seconds; many more look like an attack to
# those that count commands. Whatever they miss, the sweep over the headers finds.
MAX_KEYS = 40
_SHORTEST = 6  # letters of a word that is looked for by itself: "gift" would fetch half a mailbox
_FEW = 0.04  # the share of a language's names that a word must find to be worth a search
_ASCII_WORD = re.compile(rf"[a-z]{{{_SHORTEST},}}")


def imap_keys(catalog: Catalog, languages: Iterable[str] = ()) -> tuple[tuple[str, ...], ...]:
    """Flat ASCII criteria, one after the other: Amazon, a word for each language's cards, the issuers' domains, and then more
    words, each language's in turn; `languages` are the tags whose words come first.

    Single keys united at the client instead of OR trees, which servers misread; words beyond ASCII are left to the
    header sweep, because half of the servers cannot search for them.
    """
    first = tuple(languages)
    tags = sorted(catalog.languages, key=lambda tag: (tag not in first, tag))
    stems = [_stems(catalog.languages[tag]) for tag in tags]
    fixed = [("FROM", "amazon"), ("SUBJECT", "amazon")]
    issuers = [("FROM", domain) for issuer in catalog.issuers for domain in issuer.domains]
    words: list[str] = []
    for turn in range(max(map(len, stems), default=0)):
        for own in stems:
            if turn >= len(own) or any(word in own[turn] for word in words):
                continue  # a word that holds another one is found by it
            longer = [word for word in words if own[turn] in word]
            if len(fixed) + len(words) - len(longer) + (len(issuers) if turn else 0) < MAX_KEYS:
                words = [word for word in words if word not in longer] + [own[turn]]
    room = MAX_KEYS - len(fixed) - len(words)
    return (*fixed, *(issuers[: max(room, 0)]), *(("SUBJECT", word) for word in words))


def likely_languages(catalog: Catalog, said: Iterable[str], found: Iterable[Fact]) -> tuple[str, ...]:
    """The tags of the languages that the owner's mail is likely in: those that configuration and locale name (de_DE), English,
    and those of the shops whose mail was found before."""
    own = [re.split("[_-]", name, maxsplit=1)[0].lower() for name in said]
    shops = sorted({fact.marketplace for fact in found if fact.marketplace in catalog.marketplaces})
    tags = [*own, "en", *(tag for shop in shops for tag in catalog.marketplaces[shop].languages)]
    return tuple(dict.fromkeys(tag for tag in tags if tag in catalog.languages))


def _stems(language: Language) -> list[str]:
    """The fewest ASCII words that stand in most of a language's names for a gift card, the one that finds most first. They are
    taken from the mail's own spelling: servers do not fold accents away."""
    names = {word.lower() for word in language.gift_card_words} - {word for word in map(str.lower, language.gift_card_words) if "amazon" in word}
    few = len(names) * _FEW
    offered = {word for name in names for word in (*_ASCII_WORD.findall(name), *([name] if name.isascii() and len(name) >= _SHORTEST else []))}
    found: list[str] = []
    while names and offered:
        best = min(offered, key=lambda word: (-sum(word in name for name in names), len(word), word))
        rest = {name for name in names if best not in name}
        if len(names) - len(rest) <= few:
            break
        found.append(best)
        names = rest
    return found


class Glance:
    """Says by a header whether a message's body is worth fetching: loosely, since it is judged exactly afterwards."""

    def __init__(self, catalog: Catalog, owner: Iterable[str] = ()) -> None:
        self._catalog = catalog
        self._circle = Circle(catalog, owner)

    # Made for the first header: where nothing is new, there is none.

    @cached_property
    def _words(self) -> Literals:
        needles = [fold(word) for word in self._catalog.needles]
        return literals([word.encode() for word in needles if not any(other != word and other in word for other in needles)])

    @cached_property
    def _sounds_like(self) -> list[tuple[Language, PhraseSet[tuple[Kind, bool]]]]:
        """Each language with the phrases of its kinds, but for those that are too common."""
        languages = self._catalog.languages.values()
        return [(language, PhraseSet((what, phrase) for what, phrase in language.claims if what[0] not in _TOO_COMMON)) for language in languages]

    def follow(self, facts: Iterable[Fact]) -> None:
        """From now on the mail around what was found is wanted too."""
        for fact in facts:
            self._circle.follow(fact)

    def __call__(self, head: Head) -> bool:
        """Whether sender or subject name what concerns us or sound like it, or the message belongs to the mail around a
        card that was found, or it may carry another one inside: a bounce, a forward, a digest, a note to oneself."""
        if _is_report(head) or _carries(head):
            return True
        if self._words.any(fold(head.text(*_TELLING)).encode("utf-8", "replace")):
            return True
        subject = head.text("subject")
        return is_passed_on(subject, self._catalog) or self._sounds(subject) or self._circle.holds(head)

    def _sounds(self, subject: str) -> bool:
        """Whether a subject has the words of a kind of ours. Mail of companies that are on no list says "Your reward is
        ready" or 「送信エラー」 and names the card only inside."""
        for language, phrases in self._sounds_like:
            text = language.fold(subject)
            if any(phrase.search(text) for _what, phrase in phrases.candidates(text)):
                return True
        return False


def _is_report(head: Head) -> bool:
    """Whether a message may be a delivery status notification: by its type, or, where a mail server writes plain text, by
    its empty return path (RFC 5321, section 4.5.5) or the daemon that signs it."""
    if _REPORT.search(head.text("content-type")) or head.values("x-failed-recipients"):
        return True
    return any(path.strip() == "<>" for path in head.values("return-path")) or bool(_DAEMON.search(head.text("from")))


def _carries(head: Head) -> bool:
    """Whether the header tells nothing of what is inside: a list's digest (sent by its -request address), or a note that
    somebody sent to their own address."""
    senders = {(person.address or "").lower() for person in head.people("from")}
    if any(address.partition("@")[0].endswith("-request") for address in senders) or _DIGEST.search(head.text("content-type")):
        return True
    return any((person.address or "").lower() in senders for person in head.people("to"))
