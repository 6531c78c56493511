"""The text of PDF attachments (cards to print at home), read in a child process with limits on time, memory and size."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

MAX_BYTES = 5 * 2**20
SECONDS = 10

_CHILD = Path(__file__).with_name("pdf_child.py")


def read_pdf(data: bytes) -> str:
    """The text of a PDF, '' where it has none, is broken, encrypted, or takes more than it is allowed."""
    if len(data) > MAX_BYTES:
        return ""
    # Nothing of our environment is its business, but for what Windows needs to start a process.
    environment = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    command = [sys.executable, "-I", str(_CHILD)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, env=environment, check=False)  # noqa: S603 # nosec B603 # our own file
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
