"""Which facts speak of one card: first by order number, then by the ties of `ties.py`, each kept with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from scanner.cases.owner import People, normal_address
from scanner.cases.ties import Tie, forbidden, recipient_of, tie_between, when_of
from scanner.model import Authenticity, Fact, Kind, Note

_START = datetime(1990, 1, 1, tzinfo=UTC)
# Kinds that may name another address than the card's first one, because they tell of its being sent again.
_MOVES = frozenset({Kind.GIFT_CARD_REISSUED, Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_DELIVERED, Kind.GIFT_CARD_REDEEMED})


@dataclass(slots=True)
class Group:
    """The facts of one card, and why each belongs there."""

    facts: list[Fact] = field(default_factory=list)
    ties: list[str] = field(default_factory=list)
    shared: set[str] = field(default_factory=set)  # ids of facts about the whole order

    def add(self, fact: Fact, why: str, *, shared: bool = False) -> None:
        """Take a fact in."""
        if all(f.id != fact.id for f in self.facts):
            self.facts.append(fact)
            self.ties.append(why)
            if shared:
                self.shared.add(fact.id)

    @property
    def own(self) -> list[Fact]:
        """The facts about this card alone."""
        return [f for f in self.facts if f.id not in self.shared]


def correlate(facts: Iterable[Fact], people: People) -> list[Group]:
    """The cards and refunds that facts speak of. Suspicious mail makes none; copies of a message count once.

    The result does not depend on the order in which facts come: they are taken by the time they speak of.
    """
    usable = [f for f in _once(facts) if f.authenticity is not Authenticity.SUSPICIOUS and f.kind is not Kind.BOUNCE]
    bounces = [f for f in _once(facts) if f.kind is Kind.BOUNCE and f.authenticity is not Authenticity.SUSPICIOUS]
    usable.sort(key=_time_order)
    ordered: dict[str, list[Fact]] = {}
    loose: list[Fact] = []
    for fact in usable:
        if fact.order_id and fact.kind is not None:
            ordered.setdefault(fact.order_id, []).append(fact)
        else:
            loose.append(fact)
    groups: list[Group] = []
    for same_order in ordered.values():
        groups += _cards_of_order(same_order, people)
    for fact in loose:
        if fact.kind is not None:
            _place(fact, groups, people)
    for fact in (*loose, *bounces):
        if fact.kind is None or fact.kind is Kind.BOUNCE:
            _attach(fact, groups, people)
    _join_twins(groups, people)
    return [g for g in groups if any(f.kind is not None for f in g.facts) or _is_purchase(g, people)]


def _once(facts: Iterable[Fact]) -> list[Fact]:
    """Each fact once, whichever folders its message lies in."""
    return list({fact.id: fact for fact in sorted(facts, key=lambda f: (f.message.use.value, f.message.folder))}.values())


def _time_order(fact: Fact) -> tuple[datetime, str]:
    return (when_of(fact) or _START, fact.id)


def _cards_of_order(facts: list[Fact], people: People) -> list[Group]:
    """The cards of one order: told apart by recipient, code and place in a mail; refunds of goods by amount."""
    refunds = [f for f in facts if f.kind is not None and f.kind.is_refund]
    cards = [f for f in facts if f not in refunds]
    if not cards:
        return _refunds(refunds)
    groups: list[Group] = []
    whole: list[Fact] = []
    for fact in cards:
        if _names_card(fact, facts, people):
            _place_in_order(fact, groups, people)
        else:
            whole.append(fact)
    if not groups:
        groups = [Group()]
    for fact in (*whole, *refunds):
        targets = _touched(fact, groups)
        for group in targets:
            group.add(fact, "same order", shared=len(groups) > 1)
    for group in groups:
        group.facts.sort(key=_time_order)
    return groups


def _names_card(fact: Fact, order: list[Fact], people: People) -> bool:
    """Whether a fact singles out a card of its order: by recipient or code, or as one of several of its mail."""
    if recipient_of(fact, people) or fact.code:
        return True
    return sum(f.message.key == fact.message.key for f in order) > 1


def _place_in_order(fact: Fact, groups: list[Group], people: People) -> None:
    to = recipient_of(fact, people)
    fitting = [g for g in groups if _fits(fact, g)]
    same = [g for g in fitting if to and to in _recipients(g, people)]
    if fact.code:
        known = [g for g in fitting if any(f.code and f.code.bare == fact.code.bare for f in g.facts)]
        same = known or same
    if not same and fact.kind in _MOVES:
        same = _moved(fact, to, fitting, people)
    if not same and not to and len(fitting) == 1:
        same = fitting
    if same:
        same[0].add(fact, "same order and recipient")
    else:
        groups.append(Group([fact], ["first mention"]))


def _fits(fact: Fact, group: Group) -> bool:
    """Whether nothing forbids that a fact is of a group's card."""
    if any(f.message.key == fact.message.key for f in group.own):
        return False
    if fact.code and not _after_resend(fact, group):
        codes = {f.code.bare for f in group.facts if f.code}
        if codes and fact.code.bare not in codes and fact.kind is not Kind.GIFT_CARD_REISSUED:
            return False
    amounts = {f.amount.value for f in group.own if f.amount and not (f.kind and f.kind.is_refund)}
    return not (fact.amount and amounts and fact.amount.value not in amounts)


def _after_resend(fact: Fact, group: Group) -> bool:
    """Whether a resend stands between a group's code and this later one."""
    when = when_of(fact) or _START
    return any(f.kind is Kind.GIFT_CARD_REISSUED and (when_of(f) or _START) <= when + timedelta(days=1) for f in group.facts)


def _recipients(group: Group, people: People) -> set[str]:
    return {r for f in group.own if (r := recipient_of(f, people))}


def _moved(fact: Fact, to: str | None, fitting: list[Group], people: People) -> list[Group]:
    """The card that is now sent to another address: one that failed and was not sent again, likest address first."""
    failed = [g for g in fitting if _open_failure(g)] or ([g for g in fitting if len(fitting) == 1 and fact.kind is Kind.GIFT_CARD_REISSUED])
    if len(failed) > 1 and to:
        local = to.partition("@")[0]
        likely = [g for g in failed if any(r.partition("@")[0] == local for r in _recipients(g, people))]
        failed = likely or failed
    return failed if len(failed) == 1 else []


def _open_failure(group: Group) -> bool:
    kinds = [f.kind for f in sorted(group.own, key=_time_order)]
    return Kind.GIFT_CARD_UNDELIVERABLE in kinds


def _touched(fact: Fact, groups: list[Group]) -> list[Group]:
    """The cards that a fact about a whole order touches: all, or those of its amount where it names one."""
    if fact.kind is not None and fact.kind.is_refund:
        amounts = [g for g in groups if fact.amount and any(f.amount and f.amount.value == fact.amount.value for f in g.own)]
        # Of several cards of an order a refund that names one card's price is that card's; one of the sum is all of them.
        return amounts[:1] if amounts and len(groups) > 1 else groups
    matching = [g for g in groups if fact.amount and any(f.amount == fact.amount for f in g.own)]
    if fact.kind is Kind.GIFT_CARD_ORDERED or not matching:
        return groups
    return matching if len(matching) == 1 else groups


def _refunds(facts: list[Fact]) -> list[Group]:
    """The refunds of one order of goods: announcement and payment of one amount are one, other amounts others."""
    groups: list[Group] = []
    for fact in sorted(facts, key=_time_order):
        for group in groups:
            if any(f.message.key == fact.message.key for f in group.facts):
                continue
            amounts = {f.amount.value for f in group.facts if f.amount}
            codes = {f.code.bare for f in group.facts if f.code}
            if fact.code and codes and fact.code.bare not in codes:
                continue
            if not fact.amount or not amounts or fact.amount.value in amounts:
                group.add(fact, "same order")
                break
        else:
            groups.append(Group([fact], ["first mention"]))
    return groups


def _place(fact: Fact, groups: list[Group], people: People) -> None:
    """A fact without an order number goes to the card it is most strongly tied to, else it begins one."""
    best = _best(fact, groups, people)
    if best is None:
        groups.append(Group([fact], ["first mention"]))
    else:
        group, tie = best
        group.add(fact, tie.why)
        group.facts.sort(key=_time_order)


def _attach(fact: Fact, groups: list[Group], people: People) -> None:
    """A private note or a bounce belongs to a card or to none; only the owner's own record of a purchase begins one."""
    best = _best(fact, groups, people)
    if best is not None:
        group, tie = best
        group.add(fact, tie.why)
        group.facts.sort(key=_time_order)
    elif fact.note is Note.PURCHASE:
        groups.append(Group([fact], ["the owner's own record"]))


def _best(fact: Fact, groups: list[Group], people: People) -> tuple[Group, Tie] | None:
    """The strongest tie; of equal ones the nearest in time. A tie to two cards that is no nearer to either is none."""
    candidates: list[tuple[Group, Tie]] = []
    for group in groups:
        if not _fits(fact, group) or any(forbidden(fact, f) for f in group.own):
            continue
        ties = [t for f in group.facts if (t := tie_between(fact, f, people))]
        if ties:
            candidates.append((group, max(ties, key=lambda t: (t.strength, -t.distance))))
    if not candidates:
        return None
    candidates.sort(key=lambda c: (-c[1].strength, c[1].distance))
    first = candidates[0]
    if len(candidates) > 1:
        second = candidates[1]
        if second[1].strength == first[1].strength and second[1].distance == first[1].distance and first[1].strength < 90:
            return None
    if fact.kind is Kind.GIFT_CARD_REDEEMED and first[1].strength < 75:
        rivals = [g for g, t in candidates if t.strength == first[1].strength and not _is_redeemed(g)]
        if len(rivals) > 1:
            return None  # which of two like cards was used nobody can tell
    return first


def _is_redeemed(group: Group) -> bool:
    return any(f.kind is Kind.GIFT_CARD_REDEEMED for f in group.facts)


def _join_twins(groups: list[Group], people: People) -> None:
    """Join groups that later facts showed to be one card: the same live code stands in both."""
    at = 0
    while at < len(groups):
        codes = {f.code.bare for f in groups[at].facts if f.code}
        twin = next((g for g in groups[at + 1 :] if codes & {f.code.bare for f in g.facts if f.code}), None)
        if twin is not None and not any(forbidden(a, b) for a in groups[at].own for b in twin.own):
            for fact in twin.facts:
                groups[at].add(fact, "same claim code")
            groups[at].facts.sort(key=_time_order)
            groups.remove(twin)
        else:
            at += 1


def _is_purchase(group: Group, people: People) -> bool:
    """The owner's own record of a card bought over a counter: a note to themselves."""
    fact = group.facts[0]
    sender = fact.message.from_
    to_self = all(people.is_owner(p.address) for p in fact.message.to if p.address)
    return fact.note is Note.PURCHASE and bool(sender and people.is_owner(sender.address)) and to_self


__all__ = ["Group", "correlate", "normal_address"]
