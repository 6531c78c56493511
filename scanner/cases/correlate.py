"""Which facts speak of one card: first by order number, then by the ties of `ties.py`, each kept with its reason."""

from __future__ import annotations

from collections.abc import Iterable

from scanner.cases.group import Group, begun
from scanner.cases.looks import addressed, in_time, is_record
from scanner.cases.orders import groups_of_order
from scanner.cases.owner import People, normal_address
from scanner.cases.ties import CERTAIN, Tie, forbidden, repeats, thanks_with_amount, tie_between
from scanner.model import Authenticity, Fact, Issuer, Kind, Note, SpecialUse

# Of copies in several folders the one whose folder says most: the owner's own letter, what is thrown away, what is anywhere.
_FOLDERS = (SpecialUse.SENT, SpecialUse.DRAFTS, SpecialUse.INBOX, SpecialUse.ARCHIVE, SpecialUse.ORDINARY, SpecialUse.ALL, SpecialUse.JUNK, SpecialUse.TRASH)
_RANK = {use: rank for rank, use in enumerate(_FOLDERS)}

# Kinds that end a code: they must not end that of another card.
_ENDS = (Kind.GIFT_CARD_REDEEMED, Kind.GIFT_CARD_REISSUED)


def correlate(facts: Iterable[Fact], people: People) -> list[Group]:
    """The cards and refunds that facts speak of. Suspicious mail makes none; copies of a message count once.

    The result does not depend on the order in which facts come: they are taken by the time they speak of.
    """
    usable = sorted((f for f in once(facts) if f.authenticity is not Authenticity.SUSPICIOUS), key=in_time)
    told = [f for f in usable if f.kind is not None and f.kind is not Kind.BOUNCE]
    orders: dict[str, list[Fact]] = {}
    for fact in told:
        if fact.order_id:
            orders.setdefault(fact.order_id, []).append(fact)
    groups = [group for order in orders.values() for group in groups_of_order(order, people)]
    for fact in told:
        if not fact.order_id:
            _place(fact, groups, people)
    # A private note or a bounce belongs to a card or to none; only the owner's own record or word begins one.
    reach = _Reach(groups, people)
    for fact in usable:
        if (fact.kind is None or fact.kind is Kind.BOUNCE) and (fact.told or reach.could_hold(fact)):
            _attach(fact, groups, people)
            reach.follow(fact)
    _join_twins(groups, people)
    return [g for g in groups if not _says_nothing(g)]


def once(facts: Iterable[Fact]) -> list[Fact]:
    """Each fact once, whichever folders its message lies in. A forged copy under the same Message-ID does not push out the true one."""
    trust = list(Authenticity)  # best first
    ranked = sorted(facts, key=lambda f: (trust.index(f.authenticity), _RANK[f.message.use], f.message.folder, str(f.message.origin)))
    return list({fact.id: fact for fact in reversed(ranked)}.values())


def _place(fact: Fact, groups: list[Group], people: People) -> None:
    """A fact without an order number goes to the card it is most strongly tied to, else it begins one."""
    group, tie = _best(fact, groups, people)
    if group is not None and tie is not None:
        group.add(fact, tie.field)
    else:
        groups.append(begun(fact))


class _Reach:
    """What a private mail can be tied to at all. Most of a mailbox is tied to nothing, and is passed over at once."""

    def __init__(self, groups: list[Group], people: People) -> None:
        self._people = people
        self._ids: set[str] = set()
        self._answered: set[str] = set()
        self._addresses: set[str] = set()
        for group in groups:
            for fact in group.facts:
                self.follow(fact)
                for address in (fact.recipient, people.address_of(fact.giver)):
                    if address and "@" in address:
                        self._addresses.add(normal_address(address))

    def follow(self, fact: Fact) -> None:
        """Count a fact's message among those that others may answer."""
        ref = fact.message
        self._ids.update(i for i in (ref.message_id, fact.inner_message_id) if i)
        self._answered.update((*ref.in_reply_to, *ref.references))

    def could_hold(self, fact: Fact) -> bool:
        """Whether a private mail answers a card's mail, is answered by one, or goes to or comes from one of its people."""
        if thanks_with_amount(fact, self._people):
            return True
        if fact.note is Note.PURCHASE:
            return True
        ref = fact.message
        original = fact.delivery_status.original_message_id if fact.delivery_status else None
        refers = {*ref.in_reply_to, *ref.references, fact.inner_message_id, original}
        if refers & self._ids or ref.message_id in self._answered:
            return True
        people = (ref.from_.address if ref.from_ else None, *addressed(fact))
        return any(a and normal_address(a) in self._addresses for a in people)


def _attach(fact: Fact, groups: list[Group], people: People) -> None:
    named = [g for g in groups if fact.told and fact.order_id and any(f.order_id == fact.order_id for f in g.facts)]
    if len(named) == 1:
        named[0].add(fact, "order_id")
        return
    answered = _answered(fact, groups, people)
    for card in answered:
        card.add(fact, "references", shared=True)
    if answered:
        return
    group, tie = _best(fact, groups, people)
    if group is not None and tie is not None:
        group.add(fact, tie.field)
    elif fact.told or is_record(fact, people):
        groups.append(begun(fact))


def _answered(fact: Fact, groups: list[Group], people: People) -> list[Group]:
    """The cards of an order whose common mail a note answers: it speaks of all of them."""
    found = []
    for group in groups:
        ties = [tie for f in group.facts if f.id in group.shared and (tie := tie_between(fact, f, people))]
        if any(tie.field == "references" for tie in ties):
            found.append(group)
    return found


def _best(fact: Fact, groups: list[Group], people: People) -> tuple[Group | None, Tie | None]:
    """The strongest tie, of equal ones the nearest in time. A tie to two cards that is no nearer to either is none."""
    candidates: list[tuple[Group, Tie]] = []
    for group in groups:
        if group.holds(fact.message.key) or _is_forbidden(fact, group, people):
            continue
        ties = [tie for f in group.facts if (tie := tie_between(fact, f, people))]
        best = max(ties, key=lambda t: (t.strength, -t.distance), default=None)
        if best and (best.strength >= CERTAIN or not any(repeats(fact, f) for f in group.own)):
            candidates.append((group, best))
    if not candidates:
        return None, None
    candidates.sort(key=lambda c: (-c[1].strength, c[1].distance))
    group, tie = candidates[0]
    rivals = [t for _, t in candidates[1:] if t.strength == tie.strength]
    if tie.strength < CERTAIN and any(t.distance == tie.distance for t in rivals):
        return None, None
    if fact.kind in _ENDS and tie.strength < CERTAIN:
        open_ones = [g for g, t in candidates if t.strength == tie.strength and all(f.kind is not fact.kind for f in g.own)]
        if len(open_ones) > 1:
            return None, None  # which of two like cards was used or replaced nobody can tell
    return group, tie


def _is_forbidden(fact: Fact, group: Group, people: People) -> bool:
    """Whether a fact cannot be of a card. After a resend the card has another code and may have another address."""
    resent = any(f.kind is Kind.GIFT_CARD_REISSUED for f in group.own)
    own = [f for f in group.own if not resent or f.kind is Kind.GIFT_CARD_REISSUED or not f.code]
    return any(forbidden(fact, f, people) for f in own)


def _says_nothing(group: Group) -> bool:
    """Whether a company speaks of a card without any card in its mail, a value, or a day: an advertisement, whatever it was taken for."""
    told = [f for f in group.facts if f.kind is not None]
    given = all(f.kind is Kind.GIFT_CARD_RECEIVED and f.issuer is not Issuer.AMAZON for f in told)
    return bool(told) and given and not any(f.code or f.hiding or f.amount or f.deliver_on for f in told)


def _join_twins(groups: list[Group], people: People) -> None:
    """Join groups that later facts showed to be one card: the same claim code stands in both."""
    at = 0
    while at < len(groups):
        group = groups[at]
        codes = {f.code.bare for f in group.facts if f.code}
        twin = next((g for g in groups[at + 1 :] if codes & {f.code.bare for f in g.facts if f.code}), None)
        if twin is None or any(forbidden(a, b, people) for a in group.own for b in twin.own):
            at += 1
            continue
        for fact in twin.facts:
            group.add(fact, "claim_codes", shared=fact.id in twin.shared, vague=fact.id in twin.vague)
        groups.remove(twin)
