"""One declared set of needles, for two uses: the keys that an IMAP server searches by, and the glance at a header."""

from __future__ import annotations

import email.message
import email.parser
import email.policy
import re

from scanner.catalog import Catalog, fold
from scanner.messages import decode_words, message_ids
from scanner.model import SpecialUse

# A message that stands in a conversation may be a thank-you or a complaint; its subject then names the card.
_REPORT = re.compile(r"multipart/report|delivery-status", re.IGNORECASE)
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
    shortest = [w for w in words if not any(other != w and other in w for other in words)]
    keys += [("SUBJECT", word) for word in shortest]
    return tuple(keys[:MAX_KEYS])


class Glance:
    """Says by a header whether a message's body is worth fetching: loosely, since it is judged exactly afterwards."""

    def __init__(self, catalog: Catalog) -> None:
        self._words = tuple(fold(w) for w in catalog.needles)
        self._threads: set[str] = set()

    def follow(self, message_id: str | None) -> None:
        """From now on answers to this message are wanted too."""
        if message_id:
            self._threads.add(message_id)

    def __call__(self, header: bytes, use: SpecialUse) -> bool:
        """Whether sender or subject name what concerns us, or the message answers one that did, or it is a bounce."""
        fields = parse_header(header)
        if _REPORT.search(str(fields.get("Content-Type", ""))):
            return True
        texts = [decode_words(" ".join(str(v).split())) for name in ("From", "Reply-To", "Sender", "Subject", "To", "List-Id") for v in fields.get_all(name) or []]
        folded = fold(" ".join(texts))
        if any(word in folded for word in self._words):
            return True
        answered = message_ids(str(v) for name in ("In-Reply-To", "References") for v in fields.get_all(name) or [])
        return any(i in self._threads for i in answered)


def parse_header(header: bytes) -> email.message.Message:
    """A header alone, by the lenient parser."""
    return email.parser.BytesHeaderParser(policy=email.policy.compat32).parsebytes(header)
