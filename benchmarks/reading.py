"""Every message of an archive read in full, as `giftscan explain` reads it, without the look at its bytes that lets most mail go.

    python -m benchmarks.reading PATH

Prints the Message-ID of each message that is a card's, a refund's or a bounce.
"""

from __future__ import annotations

import sys
from pathlib import Path

from scanner.catalog import load_catalog
from scanner.jobs.events import Read
from scanner.jobs.reading import Reader
from scanner.sources import open_path


def main() -> None:
    """Print what is found."""
    for event in Reader(load_catalog()).all(open_path(Path(sys.argv[1]))):
        if isinstance(event, Read) and event.recognition.kind is not None:
            print(event.message.message_id)


if __name__ == "__main__":
    main()
