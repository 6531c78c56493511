"""Texts that make a pattern work: out of its own tree, its loops pumped, and what follows made to fail."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from re import _constants as c  # type: ignore[attr-defined]
from typing import Any

from tests.patterns.steps import ENDLESS, UNITS, TooManyStepsError, Walker, tree, unit

_ANY = "aZ7 \n\t_!é漢あ\x01@.-<>\"'\\=:;,()[]/*\u00a0$#?\r&"
_LOOPS = (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT)
_BODIES = 8  # characters that are tried in one loop
_PAIRED = 7  # characters of which every pair is pumped
_SHORT, _LONG = 40, 1500
_MOST = 20_000  # steps for one character: what costs more is given up
FAR_TOO_MANY = 10**9
_SPENT = 1_000_000  # steps for one pattern: then no further attacks are tried …
_TRIED = 40  # … but so many always
ALL = frozenset({"finditer"})


@dataclass(frozen=True)
class Attack:
    """A text by its parts."""

    head: str
    pump: str
    tail: str

    def text(self, length: int, times: int = 1) -> str:
        """The text, its pump as often as fits into a length, and that so many times."""
        return self.head + self.pump * max(1, -(-length // len(self.pump))) * times + self.tail


class Shape:
    """A pattern's tree, as attacks see it."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        self._tree = tree(pattern)
        self._flags = self._tree.state.flags
        self._binary = isinstance(pattern.pattern, bytes)
        self._units: list[tuple[Any, re.Pattern[Any]]] = []
        self._looped: list[re.Pattern[Any]] = []
        seen: set[str] = set()
        self._collect(self._tree, self._flags, False, seen)
        self.letters = self._letters()
        self.length = min(_LONG, max(_SHORT, 2 * _reach(self._tree)))

    def attacks(self) -> Iterator[Attack]:
        """Every attack, each once."""
        seen = set()
        for attack in self._all():
            if attack not in seen and attack.pump:
                seen.add(attack)
                yield attack

    def _all(self) -> Iterator[Attack]:
        tails = ["", "\x01", *(letter for letter in "\n!" if letter in self.letters)]
        for letter in self._told_apart(self.letters, len(self.letters)):
            for tail in tails:
                yield Attack("", letter, tail)
        for left, right in itertools.permutations(self._often(), 2):
            yield Attack("", left + right, "")
        for head, body in self._loops(list(self._tree), ""):
            bodies = dict.fromkeys(body)
            for one in bodies:
                yield Attack("", head + one, "")
                for tail in tails:
                    yield Attack(head, one, tail)
            yield Attack("", head, "")
            # Two ways through a loop, one after the other.
            for left, right in itertools.permutations(list(bodies)[:4], 2):
                yield Attack(head, left + right, "\x01")

    def _loops(self, items: list[tuple[Any, Any]], head: str) -> Iterator[tuple[str, list[str]]]:
        """Each loop, with a text that reaches it and the texts that it may take."""
        for op, av in items:
            if op in _LOOPS:
                low, high, inner = av
                if high is ENDLESS or high - low > 3:
                    yield head, self._bodies(inner)
                yield from self._loops(list(inner), head)
            elif op is c.BRANCH:
                for way in av[1]:
                    yield from self._loops(list(way), head)
            elif op is c.SUBPATTERN:
                yield from self._loops(list(av[3]), head)
            elif op is c.ATOMIC_GROUP:
                yield from self._loops(list(av), head)
            elif op in (c.ASSERT, c.ASSERT_NOT):
                yield from self._loops(list(av[1]), head)
            elif op is c.GROUPREF_EXISTS:
                yield from self._loops(list(av[1]), head)
                yield from self._loops(list(av[2] or []), head)
            head += self._sample([(op, av)])

    def _bodies(self, inner: Any) -> list[str]:
        if len(inner) == 1 and inner[0][0] in UNITS:
            one = unit(inner[0], self._flags)
            return self._told_apart([letter for letter in self.letters if one.fullmatch(self._as(letter))], _BODIES)
        ways = [inner]
        if len(inner) == 1 and inner[0][0] is c.BRANCH:
            ways = list(inner[0][1][1])
        return [self._sample(list(way), full=full) for way in ways for full in (False, True)]

    def _sample(self, items: list[tuple[Any, Any]], *, full: bool = False) -> str:
        """A short text that items take; `full`: with what may be left out."""
        text = ""
        for op, av in items:
            if op is c.LITERAL:
                text += chr(av)
            elif op in UNITS:
                one = unit((op, av), self._flags)
                text += next((letter for letter in self.letters if one.fullmatch(self._as(letter))), "")
            elif op is c.BRANCH:
                text += self._sample(list(av[1][0]), full=full)
            elif op is c.SUBPATTERN:
                text += self._sample(list(av[3]), full=full)
            elif op is c.ATOMIC_GROUP:
                text += self._sample(list(av), full=full)
            elif op in _LOOPS:
                text += self._sample(list(av[2]), full=full) * max(av[0], int(full))
            elif op is c.ASSERT and av[0] < 0:
                text += self._sample(list(av[1]), full=full)
        return text

    def _collect(self, items: Any, flags: int, looped: bool, seen: set[str]) -> None:
        for op, av in items:
            if op in UNITS:
                one = unit((op, av), flags)
                if looped:
                    self._looped.append(one)
                if repr((op, av)) not in seen:
                    seen.add(repr((op, av)))
                    self._units.append(((op, av), one))
            for inner, inside in _inner(op, av):
                self._collect(inner, flags | (av[1] if op is c.SUBPATTERN else 0), looped or inside, seen)

    def _letters(self) -> list[str]:
        """Characters that the pattern tells apart, one of each sort."""
        named = dict.fromkeys(itertools.chain.from_iterable(_named(item) for item, _ in self._units))
        sorts: dict[tuple[bool, ...], str] = {}
        for letter in [*_ANY, *named]:
            if self._binary and ord(letter) > 255:
                continue
            sort = tuple(one.fullmatch(self._as(letter)) is not None for _, one in self._units)
            sorts.setdefault(sort, letter)
        return list(sorts.values())

    def _told_apart(self, letters: list[str], most: int) -> list[str]:
        """Of letters those that loops tell apart, one of each sort."""
        sorts: dict[tuple[bool, ...], str] = {}
        for letter in letters:
            sorts.setdefault(tuple(one.fullmatch(self._as(letter)) is not None for one in self._looped), letter)
        return list(sorts.values())[:most]

    def _often(self) -> list[str]:
        """The characters that most loops take."""
        return sorted(self.letters, key=lambda letter: -sum(one.fullmatch(self._as(letter)) is not None for one in self._looped))[:_PAIRED]

    def _as(self, text: str) -> Any:
        return text.encode("latin-1", "replace") if self._binary else text


def _inner(op: Any, av: Any) -> list[tuple[Any, bool]]:
    if op in _LOOPS:
        return [(av[2], True)]
    if op is c.BRANCH:
        return [(way, False) for way in av[1]]
    if op is c.SUBPATTERN:
        return [(av[3], False)]
    if op is c.ATOMIC_GROUP:
        return [(av, False)]
    if op in (c.ASSERT, c.ASSERT_NOT):
        return [(av[1], False)]
    if op is c.GROUPREF_EXISTS:
        return [(av[1], False), (av[2] or [], False)]
    return []


def _named(item: tuple[Any, Any]) -> list[str]:
    op, av = item
    if op in (c.LITERAL, c.NOT_LITERAL):
        return [chr(av)]
    if op is not c.IN:
        return []
    return [chr(one) for what, value in av for one in ([value] if what is c.LITERAL else value if what is c.RANGE else [])]


def _reach(items: Any) -> int:
    """How far the bounded loops reach: a text has to be longer, or what is bounded looks as if it were not."""
    reach = 0
    for op, av in items:
        if op in _LOOPS:
            low, high, inner = av
            reach += _reach(inner) * (max(low, 1) if high is ENDLESS else high)
        elif op is c.BRANCH:
            reach += max((_reach(way) for way in av[1]), default=0)
        else:
            reach += sum(_reach(inner) for inner, _ in _inner(op, av)) if _inner(op, av) else 1
    return reach


def growth(pattern: re.Pattern[Any], attack: Attack, length: int, used: frozenset[str] = ALL) -> tuple[int, int, int]:
    """The steps that a pattern takes on an attack of a length, of twice and of four times as much: of all its matches over the text.

    `used`: how it is tried. What costs far more than its share is given up: the last number is then FAR_TOO_MANY.
    """
    walker: Walker = Walker(pattern)
    first = _steps(walker, pattern, attack.text(length), used, 0)
    if first == FAR_TOO_MANY:
        return first, first, first
    second = _steps(walker, pattern, attack.text(length, 2), used, first * 8)
    if second == FAR_TOO_MANY:
        return first, second, second
    if second <= 2.05 * first + 30:
        return first, second, 2 * second - first  # surely no faster
    return first, second, _steps(walker, pattern, attack.text(length, 4), used, first * 16)


def _steps(walker: Walker, pattern: re.Pattern[Any], text: Any, used: frozenset[str], limit: int) -> int:
    if isinstance(pattern.pattern, bytes):
        text = text.encode("latin-1", "replace")
    walker.steps, walker.limit = 0, max(limit + 1000, 0 if limit else _MOST * len(text))
    try:
        if "finditer" in used:
            for _ in walker.finditer(text):
                pass
        if "match" in used:
            walker.match(text)
        if "fullmatch" in used:
            walker.match(text, full=True)
    except (TooManyStepsError, RecursionError):
        return FAR_TOO_MANY
    return walker.steps


def grows_too_fast(steps: tuple[int, int, int]) -> bool:
    """Whether steps grow faster than the text: from twice to four times the length by more than twice what the first doubling cost."""
    first, second, third = steps
    return third == FAR_TOO_MANY or (third - second) > 2.2 * (second - first) + 60


def worst(pattern: re.Pattern[Any], used: frozenset[str] = ALL) -> Iterator[tuple[Attack, tuple[int, int, int]]]:
    """The attacks under which a pattern's steps grow faster than the text."""
    shape = Shape(pattern)
    attacks = list(shape.attacks())
    random.Random(7).shuffle(attacks)  # where there are too many, some of every sort
    spent = 0
    for tried, attack in enumerate(attacks):
        if spent > _SPENT and tried >= _TRIED:
            break
        steps = growth(pattern, attack, shape.length, used)
        spent += sum(one for one in steps if one != FAR_TOO_MANY)
        # What is bounded costs more and more until the text is longer than the bound: a longer text tells.
        if grows_too_fast(steps) and grows_too_fast(longer := growth(pattern, attack, shape.length * 5, used)):
            yield attack, longer
