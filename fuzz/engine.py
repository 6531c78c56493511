"""One target under atheris, in a process of its own: `python -m fuzz.engine TARGET FINDINGS SEEDS [libFuzzer's options]`.

A fault is noted and the run goes on; what hangs or takes too much memory ends the process, and `fuzz.running` begins anew.
"""

from __future__ import annotations

import random
import sys
import warnings
from pathlib import Path

from fuzz.findings import Findings
from fuzz.mutation import Mutator

_OURS = 0.6  # the share of changes that are ours, not libFuzzer's


def main() -> None:
    """Fuzz until libFuzzer's options end it."""
    import atheris

    name, folder, begun, *options = sys.argv[1:]
    # What is instrumented is what is imported from here on, also by functions that the first inputs call.
    with atheris.instrument_imports(include=["scanner"], enable_loader_override=False):
        from fuzz.targets import target

        chosen = target(name)
        seeds = [path.read_bytes() for path in sorted(Path(begun).iterdir())]
        findings = Findings(Path(folder))

        # A warning would be printed into the middle of what a person reads. One library warns of its own ways.
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="flufl")

        def check(data: bytes) -> None:
            try:
                chosen.check(data)
            except Exception as error:
                findings.note(data, error)

        for seed in seeds[:: max(1, len(seeds) // 20)]:
            check(seed)
    mutator = Mutator(chosen.words, seeds)

    def change(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() > _OURS:
            return bytes(atheris.Mutate(data, most))
        return mutator.mutated(bytes(data), chance, most)

    atheris.Setup([sys.argv[0], *options], check, custom_mutator=change)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
