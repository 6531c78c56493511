"""Runs of targets, one after the other, each in a process of its own; started anew where an input ends one."""

from __future__ import annotations

import hashlib
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fuzz.target import ROOT
from fuzz.targets import target

SECONDS = 25  # that one input may take, instrumented
MEGABYTES = 2_048  # that a process may take
_DONE = re.compile(r"^#(\d+)\s+(\w+)\s+cov: (\d+) ft: (\d+) corp: (\d+)/", re.MULTILINE)


@dataclass(slots=True)
class Outcome:
    """What came of a target."""

    name: str
    seconds: int = 0
    busy: int = 0  # seconds of a processor
    executions: int = 0
    coverage: int = 0  # edges of `scanner/` that were reached
    features: int = 0  # edges with how often
    corpus: int = 0  # inputs worth keeping
    findings: tuple[Path, ...] = ()

    def __str__(self) -> str:
        reached = f"{self.coverage:6} edges {self.features:6} features {self.corpus:5} kept"
        return f"{self.name:10} {self.seconds:6} s ({self.busy} of a processor) {self.executions:9} executions {reached} {len(self.findings):3} findings"


def run(name: str, seconds: int, shared: Path | None, home: Path) -> Outcome:
    """Fuzz a target for some seconds; inputs worth keeping and findings lie under `home`."""
    corpus, begun, findings = home / "corpus" / name, home / "seeds" / name, home / "findings" / name
    for folder in (corpus, begun, findings):
        folder.mkdir(parents=True, exist_ok=True)
    chosen = target(name)
    for seed in chosen.seeds(shared):
        data = seed[: chosen.max_size]
        (begun / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    outcome = Outcome(name)
    start, before = time.monotonic(), _busy()
    log = home / f"{name}.log"
    while (left := seconds - int(time.monotonic() - start)) > 0:
        options = [
            str(corpus), str(begun), f"-max_total_time={left}", f"-timeout={SECONDS}", f"-rss_limit_mb={MEGABYTES}", f"-max_len={chosen.max_size}",
            f"-artifact_prefix={findings}/", "-verbosity=1", "-print_final_stats=1",
        ]  # fmt: skip
        command = [sys.executable, "-m", "fuzz.engine", name, str(findings), str(begun), *options]
        with log.open("ab") as out:
            at = out.tell()
            ended = subprocess.run(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, check=False)
        told = log.read_bytes()[at:].decode("utf-8", "replace")
        _add(outcome, told)
        if not re.search(r"libFuzzer: (?:timeout|out-of-memory)", told):
            if ended.returncode != 0:
                raise RuntimeError(f"the engine did not come to its end; see {log}")
            break
    outcome.seconds, outcome.busy = int(time.monotonic() - start), int(_busy() - before)
    outcome.findings = tuple(sorted(path for path in findings.iterdir() if path.suffix != ".txt"))
    return outcome


def _busy() -> float:
    """How long processes of ours have kept a processor busy."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _add(outcome: Outcome, told: str) -> None:
    """Count what libFuzzer told of one process."""
    lines = list(_DONE.finditer(told))
    if lines:
        last = lines[-1]
        outcome.executions += int(last.group(1))
        edges, features, kept = map(int, last.groups()[2:])
        outcome.coverage, outcome.features, outcome.corpus = max(outcome.coverage, edges), max(outcome.features, features), max(outcome.corpus, kept)


def reproduce(name: str, files: list[Path]) -> Iterator[str]:
    """Each input of some files checked once more, and what came of it."""
    from fuzz.findings import fault_of

    for path in files:
        try:
            target(name).check(path.read_bytes())
        except Exception as error:
            yield f"{path}: {fault_of(error)}: {error}"
        else:
            yield f"{path}: keeps its word"
