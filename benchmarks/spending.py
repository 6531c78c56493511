"""Where a scan's time goes: into which mail, and whether into the look at its bytes or into reading it.

    python -m benchmarks.spending [--messages 1500] [--candidates 5]

The mail is that of `benchmarks.making`. For ordinary mail, candidates and cards: how many there are, how many are read in full
after the look, and the share of all processor time that each takes. Then how fast the look is, by the text's encoding.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from itertools import islice

from benchmarks.making import Made, message, messages
from scanner.catalog import load_catalog
from scanner.jobs.reading import Reader
from scanner.jobs.sifting import Sifter
from scanner.model import Origin, RawMessage

_WARMING = 300  # messages after which every language's words were needed once


def main() -> None:
    """Scan, and print the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1500)
    parser.add_argument("--candidates", type=int, default=5)
    options = parser.parse_args()
    catalog = load_catalog()
    reader, sifter = Reader(catalog), Sifter(catalog)
    number: Counter[str] = Counter()
    seconds: dict[str, float] = defaultdict(float)
    size: Counter[str] = Counter()
    for made in islice(messages(1, options.candidates), options.messages + _WARMING):
        raw, sort = RawMessage(Origin("", ""), made.data), _sort(made)
        start = time.process_time()
        passed = sifter(raw) is None
        looked = time.process_time()
        if passed:
            reader.read(raw)
        if made.number < _WARMING:
            continue
        number.update([sort, f"{sort} read"] if passed else [sort])
        seconds[f"{sort} read"] += time.process_time() - looked
        seconds[sort] += looked - start
        if sort == "ordinary" and b"=_mix_" not in made.data:
            size[made.way] += len(made.data)
            seconds[made.way] += looked - start
    _tell(number, seconds, size)


def _sort(made: Made) -> str:
    if made.truth:
        return "card"
    return "ordinary" if made.data == message(1, 0, made.number).data else "candidate"


def _tell(number: Counter[str], seconds: dict[str, float], size: Counter[str]) -> None:
    sorts = ("ordinary", "candidate", "card")
    whole = sum(seconds[name] for sort in sorts for name in (sort, f"{sort} read"))
    print(f"{'mail':<12}{'messages':>10}{'read':>8}{'look':>8}{'reading':>9}   of {whole:.1f} s")
    for sort in sorts:
        print(f"{sort:<12}{number[sort]:>10}{number[f'{sort} read']:>8}{seconds[sort] / whole:>8.0%}{seconds[f'{sort} read'] / whole:>9.0%}")
    print(f"\n{'the look at ordinary text in':<30}{'MB':>8}{'MB/s':>8}")
    for way, many in size.most_common():
        print(f"{way:<30}{many / 1e6:>8.2f}{many / 1e6 / max(seconds[way], 1e-9):>8.1f}")


if __name__ == "__main__":
    main()
