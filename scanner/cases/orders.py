"""One order, its cards and its refunds: which fact speaks of which, and which of all.

Cards of an order are told apart by recipient, code, serial number and value, and by their number in the confirmation.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from scanner.cases.group import Group, begun
from scanner.cases.looks import BUYER_KINDS, in_time, is_refund, likeness, moment_of, recipient_of
from scanner.cases.owner import People, name_key
from scanner.cases.ties import brings_another
from scanner.model import Fact, Kind

# Kinds that may name another address than the card's first one, because they tell of its being sent again.
_MOVES = frozenset({Kind.GIFT_CARD_REISSUED, Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_DELIVERED, Kind.GIFT_CARD_REDEEMED})
# Kinds that speak of one card; without a name in an order of several they do not say of which.
_OF_ONE = frozenset(
    {Kind.GIFT_CARD_DELIVERED, Kind.GIFT_CARD_UNDELIVERABLE, Kind.GIFT_CARD_REDEEMED, Kind.GIFT_CARD_REISSUED, Kind.GIFT_CARD_RECEIVED, Kind.GIFT_CARD_REMINDER}
)  # fmt: skip
# Kinds that speak of the order and may show its sum.
OF_ORDER = frozenset({Kind.GIFT_CARD_ORDERED, Kind.GIFT_CARD_CANCELLED})
_ARRIVED = frozenset({Kind.GIFT_CARD_DELIVERED, Kind.GIFT_CARD_REDEEMED})
_AGAIN = timedelta(days=1)

# How well a fact fits a card, best first. Up to _MOVED_FAR it only may be the same card.
_CODE, _SERIAL, _ADDRESS, _NAME, _MOVED_FAR, _MOVED, _UNNAMED = 100, 95, 70, 62, 55, 40, 30
MAX_QUANTITY = 200


def groups_of_order(facts: list[Fact], people: People) -> list[Group]:
    """The cards and refunds of one order."""
    facts = sorted(facts, key=in_time)
    refunds = [f for f in facts if is_refund(f)]
    cards = [f for f in facts if not is_refund(f)]
    if refunds and pays_refund(refunds, cards):
        return _refunds(refunds, cards)
    groups = _cards(cards, people)
    for fact in refunds:
        for group in _refunded(fact, groups, people):
            group.add(fact, "order_id", shared=len(groups) > 1)
    return groups


def pays_refund(refunds: list[Fact], cards: list[Fact]) -> bool:
    """Whether the card of an order is the refund itself: nobody ordered one, and the refund was spoken of first."""
    if not cards:
        return True
    ordered = any(f.kind in BUYER_KINDS for f in cards)
    as_card = any(f.kind in (Kind.REFUND_GIFT_CARD, Kind.REFUND_PENDING) for f in refunds)
    return as_card and not ordered and in_time(refunds[0]) <= in_time(cards[0])


def _refunds(refunds: list[Fact], cards: list[Fact]) -> list[Group]:
    """The refunds of one order of goods: announcement and payment of one amount are one, other amounts are others."""
    groups: list[Group] = []
    for fact in (*refunds, *cards):
        fitting = [g for g in groups if _same_refund(fact, g)]
        valued = [g for g in fitting if fact.amount and any(f.amount and f.amount.value == fact.amount.value for f in g.facts)]
        if fitting:
            (valued or fitting)[0].add(fact, "order_id")
        else:
            groups.append(begun(fact))
    return groups


def _same_refund(fact: Fact, group: Group) -> bool:
    if group.holds(fact.message.key):
        return False
    codes = {f.code.bare for f in group.facts if f.code}
    if fact.code and codes and fact.code.bare not in codes:
        return False
    amounts = {f.amount.value for f in group.facts if f.amount}
    return not fact.amount or not amounts or fact.amount.value in amounts


def _cards(facts: list[Fact], people: People) -> list[Group]:
    groups: list[Group] = []
    whole: list[Fact] = []
    for _, mail in groupby(facts, key=lambda f: (in_time(f)[0], f.message.key)):
        several = list(mail)
        named = [f for f in several if len(several) > 1 or recipient_of(f, people) or f.code or f.serial]
        whole += [f for f in several if f not in named]
        # What fits best is dealt out first, so that the rest of a mail cannot take its place.
        named.sort(key=lambda f: (-max((_fit(f, g, people) for g in groups), default=0), f.id))
        for fact in named:
            _place(fact, groups, people)
    for fact in whole:
        _spread(fact, groups, people)
    _share_between_twins(groups)
    _confirm(facts, groups)
    return groups


def _place(fact: Fact, groups: list[Group], people: People) -> None:
    """A fact that names its card goes to the one it fits best, or begins one; a confirmation of several begins several."""
    fits = [(_fit(fact, g, people), g) for g in groups]
    best = max((score for score, _ in fits), default=0)
    chosen = [g for score, g in fits if score == best]
    if best > 0 and len(chosen) > 1:
        if fact.kind is Kind.GIFT_CARD_REDEEMED and best < _SERIAL - 10:
            for group in chosen:  # which of several like cards was used nobody can tell
                group.add(fact, "order_id", shared=True, vague=True)
            return
        if best <= _MOVED_FAR and len({frozenset(_known(g, people)) for g in chosen}) > 1:
            best = 0
    if best > 0:
        chosen[0].add(fact, "order_id")
    else:
        groups += [begun(fact) for _ in range(_quantity(fact))]


def _quantity(fact: Fact) -> int:
    return max(1, min(fact.quantity, MAX_QUANTITY)) if fact.kind is Kind.GIFT_CARD_ORDERED else 1


def _fit(fact: Fact, group: Group, people: People) -> int:
    """How well a fact fits a card; 0 where something forbids it."""
    if group.holds(fact.message.key) or _conflicts(fact, group):
        return 0
    score = _likeness(fact, group, people)
    if not score:
        return 0
    # Of two like cards the one that lacks this notice, and that it does not contradict.
    same_kind = any(f.kind is fact.kind for f in group.own)
    opposed = (fact.kind in _ARRIVED and _open_failure(group)) or (fact.kind is Kind.GIFT_CARD_UNDELIVERABLE and _arrived(group))
    return max(1, score - 3 * same_kind - 3 * opposed - 10 * _odd(fact, group))


def _odd(fact: Fact, group: Group) -> bool:
    """Whether a value speaks against a card without forbidding it: a sum in the confirmation, the end of another code."""
    amounts = {f.amount.value for f in group.own if f.amount}
    if fact.amount and amounts and fact.amount.value not in amounts:
        return True
    codes = [f.code for f in group.own if f.code]
    return bool(fact.code_tail and codes and not any(c.ends_with(fact.code_tail) for c in codes))


def _known(group: Group, people: People) -> set[str]:
    return {r for f in group.own if (r := recipient_of(f, people))}


def _likeness(fact: Fact, group: Group, people: People) -> int:
    codes = [f.code for f in group.own if f.code]
    if any((fact.code and fact.code.bare == c.bare) or (fact.code_tail and c.ends_with(fact.code_tail)) for c in codes):
        return _CODE
    if fact.serial and any(f.serial == fact.serial for f in group.own):
        return _SERIAL
    to = recipient_of(fact, people)
    known = _known(group, people)
    like = max((likeness(to, r, people) for r in known), default=0)
    if like:
        return _ADDRESS + 4 * like
    if _same_name(fact, group, people):
        return _NAME
    if to and known:
        return _moved(fact, to, known, group)
    return _UNNAMED


def _same_name(fact: Fact, group: Group, people: People) -> bool:
    if not fact.recipient_name:
        return False
    name = name_key(fact.recipient_name)
    if any(f.recipient_name and name_key(f.recipient_name) == name for f in group.own):
        return not recipient_of(fact, people)
    address = people.address_of(fact.recipient_name)
    return bool(address and any(f.recipient and likeness(address, f.recipient.lower(), people) for f in group.own))


def _moved(fact: Fact, to: str, known: set[str], group: Group) -> int:
    """Whether a card is now sent to another address: it failed and was not sent again, or a resend says so."""
    if fact.kind not in _MOVES or not (_open_failure(group) or fact.kind is Kind.GIFT_CARD_REISSUED):
        return 0
    same_person = any(r.partition("@")[0] == to.partition("@")[0] for r in known)
    return _MOVED + 5 * same_person + 10 * _open_failure(group)  # at most _MOVED_FAR


def _open_failure(group: Group) -> bool:
    """Whether the card's last word is that it could not be delivered."""
    told = [f.kind for f in group.own if f.kind in (Kind.GIFT_CARD_UNDELIVERABLE, Kind.GIFT_CARD_REISSUED, Kind.GIFT_CARD_SENT)]
    return bool(told) and told[-1] is Kind.GIFT_CARD_UNDELIVERABLE


def _arrived(group: Group) -> bool:
    told = [f.kind for f in group.own if f.kind in _ARRIVED or f.kind is Kind.GIFT_CARD_REISSUED]
    return bool(told) and told[-1] in _ARRIVED


def _conflicts(fact: Fact, group: Group) -> bool:
    """Whether a fact cannot be of a card: another serial number, code or value."""
    if fact.serial and any(f.serial and f.serial != fact.serial for f in group.own):
        return True
    if not _resent_before(fact, group):
        codes = {f.code.bare for f in group.own if f.code}
        if fact.code and codes and fact.code.bare not in codes:
            return True
        if any(brings_another(fact, f) for f in group.own):
            return True
    # A confirmation or cancellation may show the order's sum; what the other notices show is the card's own value.
    values = {f.amount.value for f in group.own if f.amount and f.kind not in OF_ORDER}
    return bool(fact.amount and values and fact.kind not in OF_ORDER and fact.amount.value not in values)


def _resent_before(fact: Fact, group: Group) -> bool:
    """Whether a resend stands between a card's code and this later one."""
    if fact.kind is Kind.GIFT_CARD_REISSUED:
        return True
    return any(f.kind is Kind.GIFT_CARD_REISSUED and moment_of(f) <= moment_of(fact) + _AGAIN for f in group.own)


def _spread(fact: Fact, groups: list[Group], people: People) -> None:
    """A fact that names no card: of the only card, of the one it can only mean, or of all."""
    if not groups:
        groups += [begun(fact) for _ in range(_quantity(fact))]
        return
    fitting = [g for g in groups if _fit(fact, g, people)]
    if not fitting and fact.kind not in OF_ORDER:
        groups.append(begun(fact))
        return
    valued = [g for g in fitting if fact.amount and any(f.amount == fact.amount for f in g.own)]
    if fact.kind in _OF_ONE and not fact.all_cards:
        meant = _meant(fact, fitting, valued, people)
        for group in [meant] if meant else fitting:
            group.add(fact, "order_id", shared=meant is None, vague=meant is None)
        return
    chosen = valued if len(valued) == 1 and fact.kind is not Kind.GIFT_CARD_ORDERED else groups
    for group in chosen:
        group.add(fact, "order_id", shared=len(chosen) > 1)


def _meant(fact: Fact, fitting: list[Group], valued: list[Group], people: People) -> Group | None:
    """The one card that a notice without an address can mean: by name, by value, by what is still open."""
    named = [g for g in fitting if _same_name(fact, g, people)]
    failed = [g for g in fitting if fact.kind is Kind.GIFT_CARD_REISSUED and _open_failure(g)]
    lacking = [g for g in fitting if all(f.kind is not fact.kind for f in g.own)]
    return next((choice[0] for choice in (named, valued, failed, fitting, lacking) if len(choice) == 1), None)


def _share_between_twins(groups: list[Group]) -> None:
    """One notice of a sending to a person who gets several like cards speaks of them all."""
    for kind in (Kind.GIFT_CARD_SENT, Kind.GIFT_CARD_SHIPPED):
        for first in groups:
            twins = [g for g in groups if g.facts[0].id == first.facts[0].id]
            notices = {f.id: f for g in twins for f in g.own if f.kind is kind}
            if len(twins) > 1 and len(notices) == 1:
                for group in twins:
                    group.add(next(iter(notices.values())), "order_id")


def _confirm(facts: list[Fact], groups: list[Group]) -> None:
    """The confirmation of an order belongs to each of its cards, also to one that was not read out of it."""
    confirmations = {f.message.key: f for f in reversed(facts) if f.kind is Kind.GIFT_CARD_ORDERED}
    for group in groups:
        for key, fact in confirmations.items():
            if all(f.message.key != key for f in group.facts):
                group.add(fact, "order_id", shared=True)


def _refunded(fact: Fact, groups: list[Group], people: People) -> list[Group]:
    """The cards that a refund pays back: the one it names or whose value it has, or all."""
    to = recipient_of(fact, people)
    named = [g for g in groups if to and any(likeness(to, recipient_of(f, people), people) for f in g.own)]
    if len(named) == 1:
        return named
    valued = [g for g in groups if fact.amount and any(f.amount and f.amount.value == fact.amount.value for f in g.own)]
    # Of several cards a refund of one card's value is one card's: of those that failed before the rest.
    valued.sort(key=lambda g: not _open_failure(g))
    return valued[:1] if valued and len(groups) > 1 else groups
