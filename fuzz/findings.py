"""What was found: one input for each fault, the smallest that shows it, with its traceback."""

from __future__ import annotations

import hashlib
import traceback
from pathlib import Path

from fuzz.target import ROOT


def fault_of(error: BaseException) -> str:
    """What tells one fault from another: the exception's type, and where in our own code it came from."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(ROOT) and ".venv" not in frame.filename]
    last = frames[-1] if frames else None
    place = f"{Path(last.filename).relative_to(ROOT)}:{last.lineno}" if last else ""
    broken = str(error).partition(":")[0] if isinstance(error, AssertionError) else ""
    return f"{type(error).__name__} {place} {broken}".strip()


class Findings:
    """A folder of findings."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._smallest: dict[str, int] = {}

    def note(self, data: bytes, error: BaseException) -> None:
        """Keep an input, unless a smaller one shows the same."""
        fault = fault_of(error)
        if len(data) >= self._smallest.get(fault, len(data) + 1):
            return
        self._smallest[fault] = len(data)
        self._folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(fault.encode()).hexdigest()[:12]
        (self._folder / f"{name}.input").write_bytes(data)
        told = "".join(traceback.format_exception(error))
        (self._folder / f"{name}.txt").write_text(f"{fault}\n\n{told}", "utf-8", "backslashreplace")
