"""The text of PDF attachments (cards to print at home), read in a child process with limits on time, memory and size."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

from scanner.sources.child import Limits, command, environment

MAX_BYTES = 5 * 2**20
SECONDS = 10
LIMITS: Final = Limits(memory=512 * 2**20, seconds=3, total=3)

_CHILD = Path(__file__).with_name("pdf_child.py")


def read_pdf(data: bytes) -> str:
    """The text of a PDF, '' where it has none, is broken, encrypted, or takes more than it is allowed."""
    if len(data) > MAX_BYTES:
        return ""
    ours = command(_CHILD, LIMITS)
    try:
        done = subprocess.run(ours, input=data, capture_output=True, timeout=SECONDS, env=environment(), check=False)  # noqa: S603 # nosec B603 # our own file
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
