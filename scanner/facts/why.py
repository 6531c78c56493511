"""Why a message was taken for what it is: the phrases that made a claim, the one that decided, and those that came close."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.catalog import Catalog
from scanner.facts.recognize import is_automatic, read_layer
from scanner.model import Kind, Message


@dataclass(frozen=True, slots=True)
class Reason:
    """A phrase of a language file that stands in the message. `rank`: the smaller, the more its place weighs."""

    kind: Kind
    language: str
    words: str  # as the data file has them
    quote: str  # the sentence they stand in
    rank: int
    decided: bool


def reasons_of(message: Message, catalog: Catalog) -> tuple[Reason, ...]:
    """The claims of the layer that decides; where none does, those of all layers. The weightiest first; of each kind one."""
    if message.is_bounce or is_automatic(message, catalog):
        return ()
    readings = [r for v, layers in enumerate(message.views) for n in range(len(layers)) if (r := read_layer(message, v, n, catalog))]
    chosen = next((r for r in readings if r.kind), None)
    found: dict[Kind, Reason] = {}
    for reading in [chosen] if chosen else readings:
        for claim in reading.claims.values():
            decided = claim.kind is reading.kind
            reason = Reason(claim.kind, reading.signals.page.language.tag, claim.words, claim.sentence.text, claim.rank, decided)
            known = found.get(claim.kind)
            if known is None or reason.rank < known.rank:
                found[claim.kind] = reason
    return tuple(sorted(found.values(), key=lambda r: (not r.decided, r.rank, r.kind)))
