"""`python -m fuzz`: see the package's own words."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

import fuzz
from fuzz.running import reproduce, run
from fuzz.target import ROOT
from fuzz.targets import NAMES


def main() -> int:
    """0 where every promise was kept, 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=fuzz.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", help=f"of {', '.join(NAMES)}; all without one")
    parser.add_argument("--seconds", type=int, default=600, help="for each target")
    parser.add_argument(
        "--shared", type=Path, default=ROOT.parent / "shared" / "corpora", help="a folder of other people's mail to begin with, where it is there"
    )
    parser.add_argument("--home", type=Path, default=ROOT / ".fuzz", help="where inputs and findings are kept")
    parser.add_argument("--input", type=Path, action="append", default=[], help="check these inputs only, without an engine")
    options = parser.parse_args()
    names = options.targets or list(NAMES)
    if unknown := sorted(set(names) - set(NAMES)):
        parser.error(f"no such target: {', '.join(unknown)}")
    if options.input:
        told = [line for name in names for line in reproduce(name, options.input)]
        print("\n".join(told))
        return int(not all(line.endswith("keeps its word") for line in told))
    if importlib.util.find_spec("atheris") is None:
        print("the engine is missing: pip install atheris (make fuzz does it)", file=sys.stderr)
        return 2
    shared = options.shared.resolve() if options.shared.is_dir() else None
    found = False
    for name in names:
        outcome = run(name, options.seconds, shared, options.home.resolve())
        print(outcome, flush=True)
        for path in outcome.findings:
            print(f"    {path}", flush=True)
        found = found or bool(outcome.findings)
    return int(found)


if __name__ == "__main__":
    sys.exit(main())
