"""One declared set of needles, for two uses: the keys that an IMAP server searches by, and the glance at a header."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scanner.catalog import Catalog, fold
from scanner.jobs.circle import Circle
from scanner.jobs.heads import Head
from scanner.model import Fact, Kind

_REPORT = re.compile(r"multipart/report|delivery-status", re.IGNORECASE)
_DAEMON = re.compile(r"mailer-?daemon|postmaster|mail-?daemon|mail delivery", re.IGNORECASE)
_DIGEST = re.compile(r"multipart/digest", re.IGNORECASE)
_FORWARD = re.compile(r"\s*(?:fwd?|wg|tr|rv|転送)\s*[:：]", re.IGNORECASE)  # as mail programs mark what they forward
_TELLING = ("from", "reply-to", "sender", "subject", "to", "list-id")
# Parcels and refunds of every shop sound like these; ours name themselves in sender or subject.
_TOO_COMMON = frozenset({Kind.GIFT_CARD_SHIPPED, Kind.GIFT_CARD_DELIVERED, Kind.BOUNCE, *(kind for kind in Kind if kind.is_refund)})
MAX_KEYS = 40


def imap_keys(catalog: Catalog) -> tuple[tuple[str, ...], ...]:
    """Flat ASCII criteria, one after the other: senders and domains first, then words of subjects.

    Single keys united at the client instead of OR trees, which servers misread; words beyond ASCII are left to the
    header sweep, because half of the servers cannot search for them.
    """
    keys: list[tuple[str, ...]] = [("FROM", "amazon"), ("SUBJECT", "amazon")]
    keys += [("FROM", domain) for issuer in catalog.issuers for domain in issuer.domains]
    words = sorted({fold(w) for lang in catalog.languages.values() for w in lang.gift_card_words if fold(w).isascii() and len(fold(w)) > 5})
    # A word that holds another one is found by it.
    shortest = [w for w in words if not any(other != w and other in w for other in ("amazon", *words))]
    keys += [("SUBJECT", word) for word in shortest]
    return tuple(keys[:MAX_KEYS])


class Glance:
    """Says by a header whether a message's body is worth fetching: loosely, since it is judged exactly afterwards."""

    def __init__(self, catalog: Catalog, owner: Iterable[str] = ()) -> None:
        self._words = tuple(fold(w) for w in catalog.needles)
        self._languages = tuple(catalog.languages.values())
        self._circle = Circle(catalog, owner)

    def follow(self, facts: Iterable[Fact]) -> None:
        """From now on the mail around what was found is wanted too."""
        for fact in facts:
            self._circle.follow(fact)

    def __call__(self, head: Head) -> bool:
        """Whether sender or subject name what concerns us or sound like it, or the message belongs to the mail around a
        card that was found, or it may carry another one inside: a bounce, a forward, a digest, a note to oneself."""
        if _is_report(head) or _carries(head):
            return True
        folded = fold(head.text(*_TELLING))
        if any(word in folded for word in self._words):
            return True
        subject = head.text("subject")
        return bool(_FORWARD.match(subject)) or self._sounds(subject) or self._circle.holds(head)

    def _sounds(self, subject: str) -> bool:
        """Whether a subject has the words of a kind of ours. Mail of companies that are on no list says "Your reward is
        ready" or 「送信エラー」 and names the card only inside."""
        for language in self._languages:
            text = language.fold(subject)
            if any(kind not in _TOO_COMMON and phrase.search(text) for (kind, _firm), phrase in language.claims.candidates(text)):
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
