"""A backtracking matcher that counts: it walks the tree that `re` parses a pattern to, as the engine of `re` does, and counts.

Steps are what the engine does: a character tried, a way given back, a loop entered. It is slow, and no clock is in it: a
pattern takes as many steps on a text on every machine. Single characters, classes and anchors are asked of `re` itself, so
that flags and categories are its own; everything that can go wrong over a long text (loops, branches, lookaround) is walked here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from typing import Any, AnyStr

Marks = tuple[tuple[int, int] | None, ...]
Then = Callable[[int, Marks], tuple[int, Marks] | None]
Node = Callable[[int, Marks, Then], tuple[int, Marks] | None]
UNITS = (_constants.LITERAL, _constants.NOT_LITERAL, _constants.IN, _constants.ANY)
ENDLESS = _constants.MAXREPEAT
_SCOPED = re.IGNORECASE | re.MULTILINE | re.DOTALL | re.ASCII | re.UNICODE | re.LOCALE | re.VERBOSE
_DEEP = 300_000


class TooManyStepsError(Exception):
    """A match was given up: it has cost more than was allowed."""


def tree(pattern: re.Pattern[Any]) -> Any:
    """What `re` parses a pattern to."""
    return _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG & (~re.UNICODE if isinstance(pattern.pattern, bytes) else ~0))


def unit(item: tuple[Any, Any], flags: int, again: tuple[int, int] | None = None) -> re.Pattern[Any]:
    """One item of a tree as a pattern of its own; `again` with its bounds: as often as it comes, nothing given back."""
    state = _parser.State()
    state.flags = flags
    state.str = ""
    one = _parser.SubPattern(state, [item])
    if again:
        one = _parser.SubPattern(state, [(_constants.POSSESSIVE_REPEAT, (*again, one))])
    made: re.Pattern[Any] = _compiler.compile(one, flags)
    return made


class Walker:
    """A pattern, walked. `steps` grows; `limit` is where TooManyStepsError is raised."""

    def __init__(self, pattern: re.Pattern[AnyStr], limit: int = 10_000_000) -> None:
        parsed = tree(pattern)
        self.steps = 0
        self.limit = limit
        self._text: Any = ""
        self._start: Node = self._sequence(list(parsed), parsed.state.flags | (pattern.flags & _SCOPED))
        self._none: Marks = (None,) * (pattern.groups + 1)

    def match(self, text: AnyStr, at: int = 0, *, full: bool = False) -> tuple[int, Marks] | None:
        """The end of a match at one place, and the groups; None for no match."""
        self._text = text
        depth = sys.getrecursionlimit()
        sys.setrecursionlimit(_DEEP)
        try:
            return self._start(at, self._none, lambda i, marks: (i, marks) if not full or i == len(text) else None)
        finally:
            sys.setrecursionlimit(depth)

    def finditer(self, text: AnyStr) -> Iterator[tuple[int, int, Marks]]:
        """Every match as `re.finditer` yields them: none over the other, and no two empty ones at one place."""
        at, must = 0, -1
        while at <= len(text):
            self._count(1)
            self._text = text
            empty_at = must  # an empty match here would be the last one again
            depth = sys.getrecursionlimit()
            sys.setrecursionlimit(_DEEP)
            try:
                found = self._start(at, self._none, lambda i, marks, at=at, no=empty_at: None if i == at == no else (i, marks))  # type: ignore[misc]
            finally:
                sys.setrecursionlimit(depth)
            if found is None:
                at += 1
                continue
            yield at, found[0], found[1]
            must = found[0] if found[0] == at else -1
            at = found[0]

    def _count(self, steps: int) -> None:
        self.steps += steps
        if self.steps > self.limit:
            raise TooManyStepsError

    def _sequence(self, items: Iterable[tuple[Any, Any]], flags: int) -> Node:
        nodes = [self._node(op, av, flags) for op, av in items]
        if not nodes:
            return lambda i, marks, then: then(i, marks)
        whole = nodes[-1]
        for node in reversed(nodes[:-1]):
            whole = _behind(node, whole)
        return whole

    def _node(self, op: Any, av: Any, flags: int) -> Node:
        c = _constants
        if op in UNITS:
            return self._unit((op, av), flags)
        if op is c.AT:
            return self._anchor((op, av), flags)
        if op is c.BRANCH:
            return self._branch([self._sequence(one, flags) for one in av[1]])
        if op is c.SUBPATTERN:
            group, on, off, inner = av
            return self._group(group, self._sequence(inner, (flags | on) & ~off))
        if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            return self._repeat(op, av, flags)
        if op is c.ATOMIC_GROUP:
            return self._atomic(self._sequence(av, flags))
        if op in (c.ASSERT, c.ASSERT_NOT):
            back = av[1].getwidth()[0] if av[0] < 0 else 0
            return self._look(self._sequence(av[1], flags), back, op is c.ASSERT)
        if op is c.GROUPREF:
            return self._reference(av, flags)
        if op is c.GROUPREF_EXISTS:
            return self._choice(av[0], self._sequence(av[1], flags), self._sequence(av[2] or [], flags))
        if op is c.FAILURE:
            return lambda _i, _marks, _then: None
        raise NotImplementedError(op)

    def _unit(self, item: tuple[Any, Any], flags: int) -> Node:
        known: dict[Any, bool] = {}
        one = unit(item, flags)

        def run(i: int, marks: Marks, then: Then) -> tuple[int, Marks] | None:
            self._count(1)
            char = self._text[i : i + 1]
            fits = known.get(char)
            if fits is None:
                fits = known[char] = bool(char) and one.fullmatch(char) is not None
            return then(i + 1, marks) if fits else None

        return run

    def _anchor(self, item: tuple[Any, Any], flags: int) -> Node:
        one = unit(item, flags)

        def run(i: int, marks: Marks, then: Then) -> tuple[int, Marks] | None:
            self._count(1)
            return then(i, marks) if one.match(self._text, i) else None

        return run

    def _branch(self, ways: list[Node]) -> Node:
        def run(i: int, marks: Marks, then: Then) -> tuple[int, Marks] | None:
            for way in ways:
                self._count(1)
                found = way(i, marks, then)
                if found is not None:
                    return found
            return None

        return run

    def _group(self, group: int | None, inner: Node) -> Node:
        if group is None:
            return inner

        def run(i: int, marks: Marks, then: Then) -> tuple[int, Marks] | None:
            return inner(i, marks, lambda end, after: then(end, (*after[:group], (i, end), *after[group + 1 :])))

        return run

    def _repeat(self, op: Any, av: Any, flags: int) -> Node:
        low, high, inner = av
        single = inner[0] if len(inner) == 1 and inner[0][0] in UNITS else None
        if single and op is not _constants.MIN_REPEAT:
            return self._run_of(unit(single, flags, (0, high)), low, gives_back=op is _constants.MAX_REPEAT)
        body = self._sequence(inner, flags)
        if op is _constants.POSSESSIVE_REPEAT:
            return self._atomic(self._loop(body, low, high, greedy=True))
        return self._loop(body, low, high, greedy=op is _constants.MAX_REPEAT)

    def _run_of(self, run_of: re.Pattern[Any], low: int, *, gives_back: bool) -> Node:
        """A greedy loop over one character: as far as it goes, then back one by one."""

        def run(i: int, marks: Marks, then: Then) -> tuple[int, Marks] | None:
            match = run_of.match(self._text, i)
            furthest = match.end() if match else i
            self._count(furthest - i + 1)
            if furthest - i < low:
                return None
            for end in range(furthest, (i + low if gives_back else furthest) - 1, -1):
                self._count(1)
                found = then(end, marks)
                if found is not None:
                    return found
            return None

        return run

    def _loop(self, body: Node, low: int, high: Any, *, greedy: bool) -> Node:
        def run(i: int, marks: Marks, then: Then) -> tuple[int, Marks] | None:
            def again(count: int, last: int, at: int, now: Marks) -> tuple[int, Marks] | None:
                self._count(1)
                more = (high is ENDLESS or count < high) and (count < low or at != last)
                if count < low or (greedy and more):
                    found = body(at, now, lambda end, after: again(count + 1, at, end, after))
                    if found is not None or count < low:
                        return found
                found = then(at, now)
                if found is None and not greedy and more:
                    found = body(at, now, lambda end, after: again(count + 1, at, end, after))
                return found

            return again(0, -1, i, marks)

        return run

    def _atomic(self, inner: Node) -> Node:
        def run(i: int, marks: Marks, then: Then) -> tuple[int, Marks] | None:
            found = inner(i, marks, lambda end, after: (end, after))
            return None if found is None else then(*found)

        return run

    def _look(self, inner: Node, back: int, wanted: bool) -> Node:
        def run(i: int, marks: Marks, then: Then) -> tuple[int, Marks] | None:
            self._count(1)
            found = inner(i - back, marks, lambda end, after: (end, after)) if i >= back else None
            if (found is not None) is not wanted:
                return None
            return then(i, found[1] if found is not None else marks)

        return run

    def _reference(self, group: int, flags: int) -> Node:
        def run(i: int, marks: Marks, then: Then) -> tuple[int, Marks] | None:
            span = marks[group]
            if span is None:
                return None
            said = self._text[slice(*span)]
            self._count(len(said) + 1)
            here = self._text[i : i + len(said)]
            same = here == said or (bool(flags & re.IGNORECASE) and here.lower() == said.lower())
            return then(i + len(said), marks) if same else None

        return run

    def _choice(self, group: int, yes: Node, no: Node) -> Node:
        def run(i: int, marks: Marks, then: Then) -> tuple[int, Marks] | None:
            return (yes if marks[group] is not None else no)(i, marks, then)

        return run


def _behind(node: Node, rest: Node) -> Node:
    return lambda i, marks, then: node(i, marks, lambda end, after: rest(end, after, then))
