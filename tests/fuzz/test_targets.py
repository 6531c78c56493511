"""Every target keeps its word on its seeds and on a few hundred changes of them, the same ones in every run.

`make fuzz` goes on from there, with an engine that looks for what has not been reached.
"""

from __future__ import annotations

import random
import zlib
from functools import lru_cache
from pathlib import Path

import pytest

from fuzz.findings import Findings, fault_of
from fuzz.mutation import Mutator
from fuzz.target import Target
from fuzz.targets import NAMES, target
from scanner.errors import UnreadableMessage

# How many changes are tried: those readers that do most do it least often.
CHANGES = {
    "message": 120, "page": 150, "html": 200, "bounces": 250, "mbox": 400, "imap": 600,
    "catalog": 250, "config": 400, "redaction": 30, "results": 150, "ledger": 600,
}  # fmt: skip
MOST_SEEDS = 30
PARTS = 3  # of a target, so that several processes share it


@lru_cache(maxsize=2)
def seeds_of(name: str) -> tuple[bytes, ...]:
    """Our own seeds of a target, without other people's mail."""
    chosen = target(name)
    return tuple(seed[: chosen.max_size] for seed in chosen.seeds(None))


def faults(chosen: Target, inputs: list[bytes]) -> list[str]:
    """What is broken by some inputs."""
    found = []
    for data in inputs:
        try:
            chosen.check(data)
        except Exception as error:
            found.append(f"{fault_of(error)}: {error!r} by {data[:200]!r}")
    return found


def test_every_target_has_its_share() -> None:
    """None is left out below."""
    assert sorted(NAMES) == sorted(CHANGES)


@pytest.mark.parametrize("name", NAMES)
def test_seeds(name: str) -> None:
    """There are seeds, and none of them breaks a promise."""
    seeds = seeds_of(name)
    assert len(seeds) > 2
    assert [] == faults(target(name), list(seeds[:: -(-len(seeds) // MOST_SEEDS)]))


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", NAMES)
def test_changed_seeds(name: str, part: int) -> None:
    """Damage, foreign pieces and odd numbers break none either."""
    chosen, seeds = target(name), seeds_of(name)
    mutator = Mutator(chosen.words, seeds)
    inputs = []
    for number in range(part, CHANGES[name], PARTS):
        chance = random.Random(zlib.crc32(f"{name} {number}".encode()))
        inputs.append(mutator.mutated(chance.choice(seeds), chance, chosen.max_size))
    assert len(set(inputs)) > len(inputs) // 2
    assert [] == faults(chosen, inputs)


def test_the_same_chance_gives_the_same_change() -> None:
    """What a run found, another finds too; and hardly a change leaves an input as it was."""
    data = b"From: a@b.example\nSubject: x 12\n\nbody\n\nmore"
    mutator = Mutator((b"word",), (b"one\ntwo\n\nthree", b"four"))
    changed = [mutator.mutated(data, random.Random(seed), 500) for seed in range(300)]
    assert changed == [mutator.mutated(data, random.Random(seed), 500) for seed in range(300)]
    assert len(set(changed)) > 250
    assert max(map(len, changed)) <= 500


def test_a_broken_promise_is_found(tmp_path: Path) -> None:
    """A reader that fails on one letter is caught by its changes, and the smallest input that shows it is kept, once."""

    def reads(data: bytes) -> None:
        if b"z" in data:
            raise UnreadableMessage("z")

    chosen = Target("broken", reads, lambda _: iter((b"abc", b"xyz" * 9)))
    mutator = Mutator((b"z",), (b"abc",))
    inputs = [mutator.mutated(b"abc", random.Random(seed), 50) for seed in range(200)]
    assert len([data for data in inputs if b"z" in data]) == len(faults(chosen, inputs)) > 5
    findings = Findings(tmp_path)
    for data in (b"xxz", b"z", b"xyz"):
        try:
            reads(data)
        except UnreadableMessage as error:
            findings.note(data, error)
    assert [b"z"] == [path.read_bytes() for path in tmp_path.glob("*.input")]
    assert 1 == len(list(tmp_path.glob("*.txt")))
