"""The tables of a measurement, as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.figures import OURS, Line, Run, Spread, cost_of_largest, line_through, lines_by_round, ratio, spread

_CPU = ("program", "CPU s", "least to most", "elapsed s", "MB/s", "least to most", "messages/s", "start s", "MiB", "x giftscan", "least to most")
_NOISE = 1e-5  # seconds a megabyte: of less it cannot be told that it grows
_FOUND = ("program", "of the cards", "codes read out", "other mails named", "of all others")


@dataclass(frozen=True)
class Found:
    """What one run of a program named: the share of the true cards, how many others, their share of all others; for ours the
    share of the claim codes that it read out."""

    peer: str
    candidates: int
    megabytes: float
    cards: int
    share: float
    others: int
    rate: float
    codes: float | None


@dataclass
class Results:
    """Everything that was measured."""

    runs: list[Run] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    absent: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)


def loaded(files: Iterable[Path]) -> Results:
    """What was measured and saved before, all of it together."""
    results = Results()
    for file in files:
        saved = json.loads(file.read_text("utf-8"))
        results.runs += [Run(**row) for row in saved["runs"]]
        results.found += [Found(**row) for row in saved["found"]]
        results.absent |= saved["absent"]
        results.versions |= saved["versions"]
    return results


def tables(results: Results, queries: dict[str, str]) -> str:
    """Costs and findings for each share of candidates, then versions, questions and what is missing."""
    made = []
    for share in sorted({run.candidates for run in results.runs}):
        runs = [run for run in results.runs if run.candidates == share]
        largest = max(run.megabytes for run in runs)
        sizes = ", ".join(f"{size:.0f} MB ({count:,} messages)" for size, count in sorted({(run.megabytes, run.messages) for run in runs}))
        rounds = len({run.round for run in runs})
        made += [f"### Candidates: {share} in a hundred; {sizes}; {rounds} rounds", f"CPU, elapsed and memory at {largest:.0f} MB:", cost_table(runs)]
        made += [found_table([found for found in results.found if found.candidates == share])]
    asked = {name: f"`{query}`" for name, query in queries.items()}
    made += ["\n".join(f"- {name}: {said}" for name, said in told.items()) for told in (results.versions, asked, results.absent) if told]
    return "\n\n".join(made)


def cost_table(runs: list[Run]) -> str:
    """A row for each program: its figures at the largest size, its rate, and how many times ours it takes."""
    ours = [run for run in runs if run.peer == OURS]
    return _table(_CPU, [_cost_row(name, [run for run in runs if run.peer == name], ours) for name in dict.fromkeys(run.peer for run in runs)])


def _cost_row(name: str, runs: list[Run], ours: list[Run]) -> tuple[str, ...]:
    top = max(run.megabytes for run in runs)
    largest = [run for run in runs if run.megabytes == top]
    cpu = spread([run.cpu for run in largest])
    elapsed = spread([run.elapsed for run in largest]).middle
    line = middle_line(runs)
    rate = f"{1 / line.slope:,.1f}" if line and line.slope > _NOISE else "-"
    rates = rates_by_round(runs)
    speed = f"{largest[0].messages / top / line.slope:,.0f}" if line and line.slope > _NOISE else "-"
    start = f"{round(line.fixed, 2) + 0.0:.2f}" if line else "-"
    times = ratio(cost_of_largest(runs), cost_of_largest(ours))
    memory = f"{max(run.mib for run in largest):.0f}"
    compared = f"{times.middle:.3g}" if times else "-"
    return (name, f"{cpu.middle:.2f}", _range(cpu), f"{elapsed:.2f}", rate, _range(rates), speed, start, memory, compared, _range(times))


def middle_line(runs: list[Run]) -> Line | None:
    """The line through the middle costs of each size; None where only one size was measured."""
    costs: dict[float, list[float]] = {}
    for run in runs:
        costs.setdefault(run.megabytes, []).append(run.cpu)
    points = [(size, spread(found).middle) for size, found in costs.items()]
    return line_through(points) if len(points) > 1 else None


def rates_by_round(runs: list[Run]) -> Spread | None:
    """How the megabytes a second scatter from round to round; None where no round tells any."""
    found = [1 / line.slope for line in lines_by_round(runs).values() if line.slope > _NOISE]
    return spread(found) if found else None


def found_table(found: list[Found]) -> str:
    """A row for each program: what it named in the largest archive."""
    largest = max((row.megabytes for row in found), default=0.0)
    rows = {row.peer: row for row in found if row.megabytes == largest}
    return _table(
        _FOUND,
        [
            (row.peer, f"{row.share:.0%} of {row.cards}", "-" if row.codes is None else f"{row.codes:.0%}", f"{row.others:,}", f"{row.rate:.1%}")
            for row in rows.values()
        ],
    )


def _range(values: Spread | None) -> str:
    return f"{_short(values.least)} to {_short(values.most)}" if values else "-"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" if at == 0 else "---:" for at in range(len(head))), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
