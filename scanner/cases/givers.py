"""Where a giver can be asked: the address under which they appear in the mail, never a guess."""

from __future__ import annotations

from scanner.cases.looks import from_owner, passed_on
from scanner.cases.owner import is_machine, name_key
from scanner.cases.timeline import Timeline
from scanner.catalog import fold, is_cjk
from scanner.model import Address, Fact, Note, Role

_TO_THE_GIVER = (Note.THANKS, Note.DELETED, Note.MISSING)
_SHORTEST = 3  # letters of a Latin name that say something inside an address


def giver_address(t: Timeline, giver: str | None) -> str | None:
    """The giver's address: by name, else as author or reader of the letters about this card."""
    if t.role is not Role.RECIPIENT or t.is_third_party or t.is_refund or t.bought_by_owner:
        return None
    if address := t.people.address_of(giver):
        return address
    for fact in t.facts:
        person = _correspondent(t, fact)
        if person and person.address and not is_machine(person.address) and not t.people.is_owner(person.address) and _may_be(person, giver):
            return person.address
    return None


def _correspondent(t: Timeline, fact: Fact) -> Address | None:
    """Who stands on the other side of a letter about the card: the author, or the one reader of the owner's own."""
    if not from_owner(fact, t.people):
        private = fact.kind is None or passed_on(fact) or fact.issuer is None
        return fact.message.from_ if private else None
    readers = [p for p in fact.message.to if not t.people.is_owner(p.address)]
    return readers[0] if fact.note in _TO_THE_GIVER and len(readers) == 1 else None


def _may_be(person: Address, giver: str | None) -> bool:
    """Whether a correspondent may be the giver whom the card names: somebody else may have passed the card on."""
    if not giver:
        return True
    wanted = name_key(giver)
    if is_cjk(wanted) or is_cjk(person.name):
        name = name_key(person.name)
        return bool(name) and (name in wanted or wanted in name)
    own = set(name_key(person.name).split())
    local = fold((person.address or "").partition("@")[0])
    return any(word in own or (len(word) >= _SHORTEST and word in local) for word in wanted.split())
