"""The real command again and again without its start: a process that has loaded everything forks one for each run.

`python -m tests.faults.warm THREAD...` runs under the shim of disk.c. Each line of its input is one JSON object: `words`, `env`,
`cwd`, `out`, `err` (files), and `fault` (folder, kind, number) or `clock` (moved, after, jump); each line of its output is
the run's status as `os.waitpid` has it, and how many calls the shim counted.
"""

from __future__ import annotations

import ctypes
import gc
import io
import json
import os
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any


def serve() -> None:
    """Run what comes, one after the other, until the input ends."""
    import scanner.cli.main as command
    from scanner.catalog import load_catalog

    load_catalog()
    for verb in command.VERBS:
        __import__(f"scanner.cli.{verb}")
    for heavy in ("jobs.shelving", "jobs.archive", "jobs.mailbox", "cli.connecting", "drafts", "redaction", "report.tables", "report.case", "sources.imap"):
        __import__(f"scanner.{heavy}")
    # Words and templates are made ready language by language, when they are first used.
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()), tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config.toml"
        config.touch()
        for thread in sys.argv[1:]:
            assert command.main(["--config", str(config), "scan", thread, "--no-store", "--drafts", folder]) == 0
        mail = next(Path(sys.argv[1]).rglob("*.eml"))
        assert command.main(["--config", str(config), "redact", str(mail), "--yes", "--output", f"{folder}/given"]) == 0
    gc.freeze()
    for line in sys.stdin:
        print(json.dumps(_run(json.loads(line))), flush=True)


def _run(wanted: dict[str, Any]) -> tuple[int, int]:
    seen, tell = os.pipe()
    child = os.fork()
    if not child:
        os.close(seen)
        _become(wanted, tell)
    os.close(tell)
    _pid, status = os.waitpid(child, 0)
    counted = b""
    while data := os.read(seen, 64):
        counted += data
    os.close(seen)
    return status, int(counted or -1)


def _become(wanted: dict[str, Any], tell: int) -> None:
    """The command itself, on files instead of a terminal."""
    for target, name in ((0, os.devnull), (1, wanted["out"]), (2, wanted["err"])):
        handle = os.open(name, os.O_RDONLY if target == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(handle, target)
        os.close(handle)
    # Buffers of the process that we were are none of this run's.
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(n, mode, encoding="utf-8", closefd=False) for n, mode in ((0, "r"), (1, "w"), (2, "w")))
    os.environ.clear()
    os.environ.update(wanted["env"])
    os.chdir(wanted["cwd"])
    shim = ctypes.CDLL(None)
    if clock := wanted.get("clock"):
        shim.fault_clock(*(ctypes.c_longlong(value) for value in clock))
    if fault := wanted.get("fault"):
        shim.fault_arm(str(Path(fault[0])).encode(), fault[1], ctypes.c_long(fault[2]))
    code = 99
    try:
        from scanner.cli.main import main

        code = main(wanted["words"])
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        if fault:
            shim.fault_seen.restype = ctypes.c_long
            os.write(tell, str(shim.fault_seen()).encode())
        os._exit(code)


if __name__ == "__main__":
    serve()
