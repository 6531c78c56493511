"""From measured runs to figures: what a megabyte costs and what starting costs, how two programs compare, and how far runs scatter."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

OURS = "giftscan scan"  # what all others are compared with


@dataclass(frozen=True)
class Run:
    """One run of a program over one archive. `round` tells which runs were made one after the other, under like load."""

    peer: str
    round: int
    candidates: int
    megabytes: float
    messages: int
    cpu: float
    elapsed: float
    mib: float


@dataclass(frozen=True)
class Line:
    """cost = fixed + slope * size."""

    slope: float
    fixed: float


@dataclass(frozen=True)
class Spread:
    """The middle of some figures, and the least and the largest of them."""

    middle: float
    least: float
    most: float


def line_through(points: Iterable[tuple[float, float]]) -> Line:
    """The straight line nearest to points of size and cost (least squares). ValueError where all have one size."""
    sizes, costs = zip(*points, strict=True)
    if len(set(sizes)) < 2:
        raise ValueError("two sizes at least")
    slope, fixed = statistics.linear_regression(sizes, costs)
    return Line(slope, fixed)


def spread(values: Sequence[float]) -> Spread:
    """How some figures lie. ValueError where there are none."""
    if not values:
        raise ValueError("no figures")
    return Spread(statistics.median(values), min(values), max(values))


def lines_by_round(runs: Iterable[Run]) -> dict[int, Line]:
    """For each round the line of processor seconds over megabytes; rounds that do not have two sizes are left out."""
    points: dict[int, list[tuple[float, float]]] = {}
    for run in runs:
        points.setdefault(run.round, []).append((run.megabytes, run.cpu))
    return {number: line_through(found) for number, found in points.items() if len({size for size, _ in found}) > 1}


def cost_of_largest(runs: Sequence[Run]) -> dict[int, float]:
    """For each round the processor seconds of the largest archive; rounds that did not come to it are left out."""
    largest = max((run.megabytes for run in runs), default=0.0)
    return {run.round: run.cpu for run in runs if run.megabytes == largest}


def ratio(theirs: dict[int, float], ours: dict[int, float]) -> Spread | None:
    """How many times ours theirs is, round by round, so that a load on the machine falls on both; None where no round has both."""
    found = [theirs[number] / ours[number] for number in theirs if number in ours and ours[number] > 0]
    return spread(found) if found else None


def found_of(named: set[str], true: set[str], everything: int) -> tuple[float, int, float]:
    """Of what a program names: the share of the true cards in it, how many others are in it, and their share of all other mail."""
    others = len(named - true)
    return len(named & true) / len(true) if true else 1.0, others, others / max(everything - len(true), 1)
