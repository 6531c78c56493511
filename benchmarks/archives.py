"""Archives of mail, searched for gift cards by giftscan and by other programs, one beside the other.

    python -m benchmarks.archives [--megabytes 300 3000] [--candidates 1 5] [--peers all] [--rounds 3]

Mail is made up (`benchmarks.making`), the same as mbox and as Maildir, in every size and with every share of candidates: ordinary
mail, so many in a hundred, that speaks of gift cards or of Amazon. The programs take turns, and each run is a process of its own in
an empty folder, over files that were read before. What counts is processor time, user and system; by how much it grows with the
size is told apart from what starting costs. Beside it stands what each program found: its share of the true cards, and how many
other mails it names. What is not installed is left out and told. Nothing leaves this machine; a run is bounded by --seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from benchmarks.figures import OURS, Run, found_of
from benchmarks.making import Place, make_archive
from benchmarks.peers import Peer, fingerprints, peers
from benchmarks.running import ROOT, Cost, Failed, Step, run
from benchmarks.tables import Found, Results, loaded, tables

MOST_MEGABYTES = 10_000


def main() -> None:
    """Make the mail, run the programs, print the tables."""
    options = _options()
    if options.tables:
        print(tables(loaded(options.tables), {}))
        return
    chosen = _chosen(options.peers, options.mbox_to_sqlite)
    with tempfile.TemporaryDirectory(prefix="giftscan-archives-") as made:
        folder = options.folder or Path(made)
        results = Results()
        for peer in chosen:
            if peer.path() is None:
                results.absent[peer.name] = "not installed"
            elif peer.version:
                results.versions[peer.name] = peer.version_line()
        places = [make_archive(folder / f"{size:g}-{share}", size, share, options.seed) for share in options.candidates for size in options.megabytes]
        for number in range(options.rounds):
            for place in places:
                _warm(place)
                for peer in chosen:
                    if peer.name not in results.absent:
                        measure(peer, place, number, folder, options.seconds, results)
                if options.save:
                    options.save.write_text(json.dumps(asdict(results), ensure_ascii=False, indent=1), "utf-8")
    print(about())
    print(tables(results, {peer.name: peer.query for peer in chosen}))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, nargs="+", default=[300.0, 3000.0], help="sizes of the archives, two at least")
    parser.add_argument("--candidates", type=int, nargs="+", default=[1, 5], help="in a hundred messages")
    parser.add_argument("--peers", default="all", help="names, separated by semicolons; whatever begins like one of them is run")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3600.0, help="after which a command is ended")
    parser.add_argument("--folder", type=Path, help="where the archives are made and kept (default: a temporary folder)")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write every single run there, as JSON")
    parser.add_argument("--tables", type=Path, nargs="+", metavar="FILE", help="measure nothing; print the tables of what --save wrote")
    parser.add_argument("--mbox-to-sqlite", default="mbox-to-sqlite", metavar="PROGRAM", help="where it is, if in an environment of its own")
    options = parser.parse_args()
    if max(options.megabytes) > MOST_MEGABYTES or min(options.megabytes) <= 0:
        parser.error(f"sizes are above 0 and at most {MOST_MEGABYTES} MB")
    return options


def _chosen(names: str, mbox_to_sqlite: str) -> list[Peer]:
    everyone = peers(mbox_to_sqlite)
    wanted = [name.strip() for name in names.split(";")]
    return everyone if names == "all" else [peer for peer in everyone if peer.name == OURS or any(peer.name.startswith(name) for name in wanted)]


def _warm(place: Place) -> None:
    """Have the operating system hold the archive in its memory, as far as it can."""
    for path in (place.mbox, *place.maildir.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                while file.read(1 << 20):
                    pass


def measure(peer: Peer, place: Place, number: int, folder: Path, seconds: float, results: Results) -> None:
    """One run of one program over one archive. What fails is told, and not tried again."""
    note = place.note()
    with tempfile.TemporaryDirectory(prefix="run-", dir=folder) as name:
        work = Path(name)
        try:
            cost, answer = _all(peer.steps(place, work), work, seconds)
            if peer.naming:
                _, answer = run(peer.naming(place), work, seconds)
            again = _all(peer.again(place, work), work, seconds)[0] if peer.again else None
        except Failed as error:
            results.absent[peer.name] = str(error)
            return
    size, messages = float(str(note["bytes"])) / 1e6, int(str(note["messages"]))
    for title, spent in ((peer.name, cost), (f"{peer.name}, unchanged", again)):
        if spent:
            results.runs.append(Run(title, number, place.candidates, size, messages, spent.cpu, spent.elapsed, spent.mib))
    truth: list[dict[str, str]] = note["truth"]  # type: ignore[assignment]
    share, others, rate = found_of(peer.named(answer, place), {row["message_id"] for row in truth}, messages)
    codes = codes_found(answer, [row["code"] for row in truth]) if peer.named.__name__ == "cases" else None
    results.found.append(Found(peer.name, place.candidates, size, len(truth), share, others, rate, codes))
    print(f"{number} {place.folder.name:<10} {peer.name:<28} {cost.cpu:8.2f} s CPU {cost.elapsed:8.2f} s {cost.mib:6.0f} MiB", flush=True)


def _all(steps: Iterable[Step], work: Path, seconds: float) -> tuple[Cost, bytes]:
    total, answer = Cost(), b""
    for step in steps:
        cost, answer = run(step, work, seconds)
        total += cost
    return total, answer


def codes_found(answer: bytes, true: list[str]) -> float:
    """The share of the true claim codes that giftscan's cases hold."""
    from scanner.model import ClaimCode

    key = (ROOT / "tests" / "corpus" / "fingerprint.key").read_bytes()
    wanted = {ClaimCode(code).fingerprint(key) for code in true}
    return len(wanted & fingerprints(answer)) / max(len(wanted), 1)


def about() -> str:
    """The machine, without its name."""
    model = next((line.partition(":")[2].strip() for line in _lines_of("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    free = shutil.disk_usage(tempfile.gettempdir()).free / 1e9
    return f"\n{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}; load {load}; {free:.0f} GB of disk free\n"


def _lines_of(path: str) -> list[str]:
    try:
        return Path(path).read_text("utf-8").splitlines()
    except OSError:
        return []


if __name__ == "__main__":
    main()
