"""The text of a PDF on standard input: run by `scanner.sources.pdf` within the limits of `limited.py`, and by nobody else.

It reads what strangers sent with a parser written in C. It imports nothing of ours.
"""

import encodings.utf_16_le  # noqa: F401 # no file is opened later, a codec's neither
import sys
from collections.abc import Callable, Sequence

import pypdfium2

MAX_PAGES = 20
MAX_CHARACTERS = 200_000


def main(_more_time: Callable[[], None], _arguments: Sequence[str]) -> None:
    """Standard input's text to standard output, as UTF-8."""
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    left = MAX_CHARACTERS
    for number in range(min(len(document), MAX_PAGES)):
        try:
            text = document[number].get_textpage().get_text_range()[:left]
        except pypdfium2.PdfiumError:  # one broken page
            continue
        left -= len(text)
        sys.stdout.buffer.write((text + "\n").encode("utf-8", "replace"))
