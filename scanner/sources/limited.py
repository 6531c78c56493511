"""Runs one piece of work as a process of its own, within limits: what reads strangers' bytes with a library written in C is run so.

Started by `scanner.sources.child`, and by nobody else: `limited.py MEMORY SECONDS TOTAL SCRIPT ARGUMENTS`. It imports nothing of ours. The
script loads its libraries first; then memory, time, core dumps and the right to open or write any further file are given away, network
with it, and the script's `main` is called. It may ask for its seconds anew, piece by piece of its work, until the total is spent.
"""

import runpy
import sys
import time
from collections.abc import Callable

_OPEN = 3  # input, output and errors; whoever has no number for a further file cannot open a socket either


def limit(memory: int, seconds: int, total: int) -> Callable[[], None]:
    """Bounds that the operating system holds us to, where it can (not on Windows); what it gives back grants `seconds` anew."""
    try:
        import resource
    except ImportError:
        return lambda: None
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, _OPEN)):
        resource.setrlimit(what, (most, most))

    def more_time() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (min(int(time.process_time()) + seconds, total), total))

    more_time()
    return more_time


def main() -> None:
    """Load, give away, work."""
    memory, seconds, total = (int(word) for word in sys.argv[1:4])
    work = runpy.run_path(sys.argv[4])["main"]
    work(limit(memory, seconds, total), sys.argv[5:])


if __name__ == "__main__":
    main()
