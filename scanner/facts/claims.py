"""What a page's sentences claim: for each kind of message the weightiest place where one of its phrases stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.catalog import Phrase
from scanner.facts.labels import LabelReader
from scanner.facts.page import Page, Sentence, Zone
from scanner.model import Kind

# How much a phrase weighs by where it stands; the smaller, the more. A loose phrase (a mere noun) gives way to a firm
# one a zone further down: the subject "Your Amazon.com order" to the headline "couldn't be delivered".
_FIRM = {Zone.SUBJECT: 0, Zone.HEADLINE: 0, Zone.OPENING: 2, Zone.BODY: 6}
_LOOSE = {Zone.SUBJECT: 4, Zone.HEADLINE: 4, Zone.OPENING: 8, Zone.BODY: 10}
OPENING_RANK = _LOOSE[Zone.HEADLINE]  # down to here a claim is made where a mail says what it is about
_CLAUSE_END = re.compile(r"[,;、]|$")


@dataclass(frozen=True, slots=True)
class Claim:
    """A kind that a page claims to be."""

    kind: Kind
    rank: int
    words: str  # the phrase of the data file
    sentence: Sentence

    @property
    def loose(self) -> bool:
        """Whether a mere noun makes the claim."""
        return self.rank in _LOOSE.values()

    @property
    def headline(self) -> bool:
        """Whether subject or headline make the claim, in firm words."""
        return self.rank == 0


def claims_of(page: Page, labels: LabelReader) -> dict[Kind, Claim]:
    """The weightiest claim of each kind.

    A label with its value claims nothing ("Refund method: gift card"), unless the label is that of a state. Nor does what
    stands under a condition ("once it has been delivered"), or is denied ("this is not a shipping confirmation").
    """
    best: dict[Kind, Claim] = {}
    about_refund = any(page.language.mentions("refund", s.folded) for s in page.in_zone(Zone.HEADLINE))
    for sentence in page.in_zone(Zone.BODY):
        if sentence.label and sentence.zone is not Zone.SUBJECT and labels.whole(sentence.label) not in (None, "status"):
            continue
        limits: _Limits | None = None
        for (kind, firm), phrase in page.language.claims.candidates(sentence.folded):
            rank = (_FIRM if firm and not phrase.names_only else _LOOSE)[sentence.zone]
            known = best.get(kind)
            if known is not None and known.rank <= rank:
                continue
            match = phrase.search(sentence.folded)
            if match is None:
                continue
            limits = limits or _Limits(page, sentence)
            # A refund that is still to come is told with its condition: "once we have received the item"; but what happens
            # to a parcel that nobody fetches is none.
            awaited = kind is Kind.REFUND_PENDING and (about_refund or sentence.zone <= Zone.HEADLINE)
            if awaited or limits.hold(match, phrase):
                best[kind] = Claim(kind, rank, phrase.words, sentence)
    return best


class _Limits:
    """Where in a sentence nothing is claimed."""

    def __init__(self, page: Page, sentence: Sentence) -> None:
        cues = page.language.cues
        self._text = sentence.folded.marked
        # A subject states; "Re: if you…" is not what shops write.
        conditions = sentence.zone is not Zone.SUBJECT
        self._opens = _starts(cues["conditional"], sentence) if conditions else []
        self._closes = _starts(cues["condition_end"], sentence) if conditions else []
        self._denied = _starts(cues["denied"], sentence)

    def hold(self, match: re.Match[str], phrase: Phrase) -> bool:
        """Whether a phrase is claimed where it stands."""

        def own(at: int) -> bool:
            """A phrase may hold such words itself: "didn't you forget?" reminds."""
            return not phrase.gaps and match.start() <= at < match.end()

        end = _CLAUSE_END.search(self._text, match.end())
        clause_end = end.start() if end else len(self._text)
        if any(at < match.start() for at in (*self._opens, *self._closes)):
            return False
        if any(match.start() <= at <= clause_end for at in self._closes if not own(at)):
            return False
        begin = max(self._text.rfind(sign, 0, match.start()) for sign in ",;、") + 1
        return not any(begin <= at <= clause_end for at in self._denied if not own(at))


def _starts(phrases: tuple[Phrase, ...], sentence: Sentence) -> list[int]:
    return [m.start() for p in phrases if (m := p.search(sentence.folded))]
