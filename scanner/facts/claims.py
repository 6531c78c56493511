"""What a page's sentences claim: for each kind of message the weightiest place where one of its phrases stands."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.facts.page import Page, Sentence, Zone
from scanner.model import Kind

# How much a phrase weighs by where it stands; the smaller, the more. A loose phrase (a mere noun) gives way to a firm
# one a zone further down: the subject "Your Amazon.com order" to the headline "couldn't be delivered".
_FIRM = {Zone.SUBJECT: 0, Zone.HEADLINE: 0, Zone.OPENING: 1, Zone.BODY: 3}
_LOOSE = {Zone.SUBJECT: 2, Zone.HEADLINE: 2, Zone.OPENING: 4, Zone.BODY: 5}


@dataclass(frozen=True, slots=True)
class Claim:
    """A kind that a page claims to be."""

    kind: Kind
    rank: int
    words: str  # the phrase of the data file
    sentence: Sentence
    start: int  # where in the folded sentence it stands

    @property
    def headline(self) -> bool:
        """Whether subject or headline make the claim, in firm words."""
        return self.rank == 0


def claims_of(page: Page) -> dict[Kind, Claim]:
    """The weightiest claim of each kind. Conditional sentences ("once it has been delivered") claim nothing."""
    best: dict[Kind, Claim] = {}
    language = page.language
    for sentence in page.in_zone(Zone.BODY):
        conditional = None
        for kind, words in language.kinds.items():
            for phrases, ranks in ((words.firm, _FIRM), (words.loose, _LOOSE)):
                rank = ranks[sentence.zone]
                known = best.get(kind)
                if known is not None and known.rank <= rank:
                    continue
                for phrase in phrases:
                    match = phrase.search(sentence.folded)
                    if match is None:
                        continue
                    if conditional is None:
                        conditional = _conditional_from(page, sentence)
                    if match.start() >= conditional:
                        continue
                    best[kind] = Claim(kind, rank, phrase.words, sentence, match.start())
                    break
    return best


def _conditional_from(page: Page, sentence: Sentence) -> int:
    """From which place on a sentence only says what would be. A subject states; Japanese conditions end a clause,
    so there the whole sentence is one."""
    if sentence.zone is Zone.SUBJECT:
        return 10**9
    starts = [m.start() for p in page.language.cues["conditional"] if (m := p.search(sentence.folded))]
    if not starts:
        return 10**9
    return 0 if page.language.tag in ("ja", "zh") else min(starts)


def says(page: Page, cue: str, last: Zone = Zone.BODY) -> Sentence | None:
    """The first sentence, down to a zone, that holds a cue's words."""
    phrases = page.language.cues[cue]
    for sentence in page.in_zone(last):
        if any(p.search(sentence.folded) for p in phrases):
            return sentence
    return None


def mentions(page: Page, thing: str, last: Zone) -> Sentence | None:
    """The first sentence, down to a zone, that names a thing."""
    return next((s for s in page.in_zone(last) if page.language.mentions(thing, s.folded)), None)
