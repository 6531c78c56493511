"""Run one command and write down what the operating system counted of it. Run as a script, by `benchmarks.running`.

    python -I -S measured.py COUNTED ANSWER WORD...

A process of its own, since the most memory of a child is never told as less than that of the process which started it: this one
is as small as Python gets (about 9 MiB). Processor time is that of the command and of all children that it waited for.
"""

from __future__ import annotations

import json
import os
import sys
import time


def main() -> int:
    """Write processor seconds, elapsed seconds, the most KiB of memory, and the exit code as JSON into COUNTED."""
    counted, answer, *words = sys.argv[1:]
    out = os.open(answer, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    errors = os.open(answer + ".err", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    start = time.perf_counter()
    child = os.posix_spawnp(
        words[0], words, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, nothing, 0), (os.POSIX_SPAWN_DUP2, out, 1), (os.POSIX_SPAWN_DUP2, errors, 2)]
    )
    _, status, used = os.wait4(child, 0)
    elapsed = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    with open(counted, "w") as file:  # noqa: PTH123 (without pathlib this process stays small)
        json.dump({"cpu": used.ru_utime + used.ru_stime, "elapsed": elapsed, "kib": used.ru_maxrss, "code": code}, file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
