"""The cases of the ledger: worked out anew each time, under the ids they were shown by before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from scanner.cases import Grace, build_cases, fact_of, with_asked
from scanner.catalog import Catalog
from scanner.drafts import Searched
from scanner.errors import LedgerBroken, LedgerError, NoSuchCase
from scanner.ledger import Ledger
from scanner.model import Case, Coverage, Fact, ToldCard


def ledger_cases(ledger: Ledger, catalog: Catalog, owner: Iterable[str], grace: Grace, now: datetime, also: Iterable[ToldCard] = ()) -> tuple[Case, ...]:
    """The cases of everything in the ledger, newest first; a case keeps the id it had, though mail was added.

    `also` are cards that the owner is about to tell of.
    """
    untold = [fact_of(card) for card in also]
    facts = [*ledger.facts(), *map(fact_of, ledger.words.cards()), *untold]
    people = ledger.people.known(owner)
    coverage = ledger.progress.coverage()
    known = ledger.known_ids()
    statements = ledger.words.statements()
    first = build_cases(facts, people, catalog, now=now, grace=grace, coverage=coverage)
    ids = _settled(first, known)
    told = {case_id: statements[ids[case_id]] for case_id in ids if ids[case_id] in statements}
    # Statements are kept under the settled ids; judging needs them under the ids that the facts give.
    judged = build_cases(facts, people, catalog, now=now, grace=grace, statements=told, coverage=coverage) if told else first
    cases = with_asked((replace(case, id=ids[case.id]) for case in judged), facts, people, catalog)
    fresh = {f.id: case.id for case in cases for f in _own(case, cases) if known.get(f.id) != case.id and f not in untold}
    if fresh:
        _remember(ledger, fresh)
    return cases


def _remember(ledger: Ledger, fresh: dict[str, str]) -> None:
    """Note the ids of cases. Where the disk takes nothing more, or a scan is writing just now, the answer is no worse for it, and the
    next run notes them."""
    try:
        with ledger.transaction(wait=False):
            ledger.remember_ids(fresh)
    except LedgerBroken:
        raise
    except LedgerError:
        return


def _own(case: Case, cases: tuple[Case, ...]) -> list[Fact]:
    """The facts that stand in no other case: a confirmation of an order of three belongs to none alone."""
    seen = Counter(f.id for c in cases for f in c.facts)
    return [f for f in case.facts if seen[f.id] == 1]


def _settled(cases: tuple[Case, ...], known: dict[str, str]) -> dict[str, str]:
    """For each case the id it was known by: that of most of its own facts, each id given once."""
    taken: set[str] = set()
    settled: dict[str, str] = {}
    for case in cases:
        votes = Counter(known[f.id] for f in _own(case, cases) if f.id in known)
        candidates = [case_id for case_id, _ in votes.most_common()] + [case.id]
        chosen = next(c for c in (*candidates, f"{case.id}2", f"{case.id}3", f"{case.id}{len(taken)}") if c not in taken)
        taken.add(chosen)
        settled[case.id] = chosen
    return settled


def find_case(cases: Iterable[Case], wanted: str) -> Case:
    """The case whose id begins with `wanted`. Raises NoSuchCase."""
    matches = [case for case in cases if case.id.startswith(wanted.lower())]
    exact = [case for case in matches if case.id == wanted.lower()]
    if len(exact) == 1 or len(matches) == 1:
        return (exact or matches)[0]
    if matches:
        raise NoSuchCase(f"{wanted}: several cases begin so: {', '.join(c.id for c in matches[:5])}")
    raise NoSuchCase(f"{wanted}: no such case", hint="`giftscan cases` lists them")


def searched_of(coverage: Iterable[Coverage], today: date) -> Searched:
    """What was searched, for a draft's sentence. Where a file has no folders, its path is nobody's business."""
    entries = [c for c in coverage if c.messages]
    return Searched(tuple(dict.fromkeys(c.folder for c in entries if c.folder)), sum(c.messages for c in entries), today)
