"""The facts of one card as they are gathered, and why each belongs there."""

from __future__ import annotations

from dataclasses import dataclass, field

from scanner.cases.looks import in_time
from scanner.model import Fact


@dataclass(slots=True)
class Group:
    """One card. `tied_by` names for each fact the field whose value ties it to the others ('' for the first)."""

    facts: list[Fact] = field(default_factory=list)
    tied_by: dict[str, str] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)  # facts about a whole order of several cards
    vague: set[str] = field(default_factory=set)  # facts about one card of several that do not say which

    def add(self, fact: Fact, tied_by: str, *, shared: bool = False, vague: bool = False) -> None:
        """Take a fact in, once; the facts stay in the order of time."""
        if fact.id in self.tied_by:
            return
        self.facts.append(fact)
        self.facts.sort(key=in_time)
        self.tied_by[fact.id] = tied_by
        if shared:
            self.shared.add(fact.id)
        if vague:
            self.vague.add(fact.id)

    def holds(self, message_key: str) -> bool:
        """Whether a fact about this card alone comes from a message: one mail speaks of one card once."""
        return any(f.message.key == message_key for f in self.own)

    @property
    def own(self) -> list[Fact]:
        """The facts about this card alone."""
        return [f for f in self.facts if f.id not in self.shared]


def begun(fact: Fact) -> Group:
    """A card of which one fact is known."""
    group = Group()
    group.add(fact, "")
    return group
